"""An opened database with what surrounds it: unit, rule set in force, tables; makes contexts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from cmdesk.kernel.clock import Clock, SystemClock
from cmdesk.kernel.errors import Damaged
from cmdesk.kernel.progress import SILENT, Progress
from cmdesk.models.org import Unit
from cmdesk.models.settings import Holiday, RuleSetRow
from cmdesk.rules.ruleset import RuleSet, digest, parse
from cmdesk.rules.tables import HolidayYear, Tables
from cmdesk.runtime.context import Actor, Context, OwnUnit
from cmdesk.runtime.slots import Slots
from cmdesk.storage import resources
from cmdesk.storage.database import Opened
from cmdesk.storage.passwords import STANDARD, Cost


@dataclass
class Surroundings:
    """What stays the same from one transaction to the next. Rule sets are parsed once per digest.

    `door` is the clock that passwords and their delays go by, even where the county lives on a day of its own.
    """

    database: Opened
    cost: Cost = STANDARD
    door: Clock = field(default_factory=SystemClock)
    _parsed: dict[str, RuleSet] = field(default_factory=dict)

    def context(
        self,
        session: Session,
        *,
        actor: Actor,
        clock: Clock,
        second: Actor | None = None,
        progress: Progress = SILENT,
    ) -> Context:
        """Give a context over `session`. Raises Damaged where unit or rule set are missing or altered."""
        rule_digest, rule_set = self._rule_set(session)
        return Context(
            session=session,
            actor=actor,
            second=second,
            clock=clock,
            progress=progress,
            unit=own_unit(session),
            rule_set=rule_set,
            rule_digest=rule_digest,
            tables=tables(session),
            vault=self.database.vault,
            files=self.database.files,
            slots=Slots(self.database.key_file, self.database.key, self.cost, self.door),
            has_glyph=resources.has_glyph,
        )

    def rule_set_of(self, session: Session, wanted: str) -> RuleSet:
        """Give the rule set with that digest: a closed period is read under the rules it was closed with."""
        if wanted not in self._parsed:
            row = session.get(RuleSetRow, wanted)
            if row is None or digest(row.body) != wanted:
                raise Damaged("rule_set_altered", digest=wanted)
            self._parsed[wanted] = parse(row.body)
        return self._parsed[wanted]

    def _rule_set(self, session: Session) -> tuple[str, RuleSet]:
        present = session.scalar(select(RuleSetRow.digest).order_by(RuleSetRow.activated_at.desc()).limit(1))
        if present is None:
            raise Damaged("rule_set_missing")
        return present, self.rule_set_of(session, present)


def own_unit(session: Session) -> OwnUnit:
    """Give the unit whose database this is. Raises Damaged `unit_missing`."""
    unit = session.scalar(select(Unit).where(Unit.own))
    if unit is None:
        raise Damaged("own_unit_missing")
    return OwnUnit(unit.id, unit.code, unit.name, unit.short_name, unit.covers_city, unit.demo)


def tables(session: Session) -> Tables:
    """Give the shipped tables; a year of holidays that was taken in stands in place of the shipped one."""
    shipped = resources.tables()
    off: dict[int, dict[date, str]] = {}
    work: dict[int, dict[date, str]] = {}
    for day, kind, name in session.execute(select(Holiday.day, Holiday.kind, Holiday.name)):
        (off if kind == "off" else work).setdefault(day.year, {})[day] = name
    own = {year: HolidayYear(year, off.get(year, {}), work.get(year, {})) for year in off.keys() | work.keys()}
    return replace(shipped, holidays={**shipped.holidays, **own}) if own else shipped
