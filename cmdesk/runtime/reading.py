"""An opened database with what surrounds it: unit, rule set in force, tables; makes contexts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cmdesk.kernel.clock import Clock
from cmdesk.kernel.errors import Damaged
from cmdesk.kernel.progress import SILENT, Progress
from cmdesk.models.org import Unit
from cmdesk.models.settings import Holiday, RuleSetRow
from cmdesk.rules.ruleset import RuleSet, digest, parse
from cmdesk.rules.tables import Tables
from cmdesk.runtime.context import Actor, Context, OwnUnit
from cmdesk.storage import resources
from cmdesk.storage.database import Opened


@dataclass
class Surroundings:
    """What stays the same from one transaction to the next. Rule sets are parsed once per digest."""

    database: Opened
    has_glyph: Callable[[str], bool] = field(default_factory=resources.glyph_checker)
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
            keys=self.database.keys,
            has_glyph=self.has_glyph,
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
    """Give the shipped tables with the holidays that this database has taken in on top."""
    shipped: Tables = resources.tables()
    own: dict[int, dict[Any, str]] = {}
    for day, kind in session.execute(select(Holiday.day, Holiday.kind)):
        own.setdefault(day.year, {})[day] = kind
    return shipped.with_holidays(own) if own else shipped
