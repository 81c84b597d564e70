"""Which document a content belongs to: number, edition, rules; and the person block of every form."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import select

from cmdesk.documents.content import Content, DocumentIdentity, Person, RuleState
from cmdesk.kernel.periods import Period
from cmdesk.models.org import PostSpell
from cmdesk.queries.org import ACCOUNT_MANAGER, PersonOn, people_on
from cmdesk.queries.reports_words import NONE, employment, grade
from cmdesk.rules.codes import RuleSetState
from cmdesk.rules.pay import is_rural, post_time
from cmdesk.rules.ruleset import RuleSet
from cmdesk.runtime.context import Context

FORM_VERSION = "2026.1"
"""The edition of the printed forms."""
PACKET = "KP"
WHOLE = "0001"
"""The running number of a packet of everybody; one person's packet goes by P and the 工号."""
FINAL, DECIDED = "final", "decided"
"""拟定 by the county, 确定 by the city."""


@dataclass(frozen=True)
class Issue:
    """When a version is made, and its number: two makings with the same issue differ only where facts differ."""

    edition: int
    created: datetime


@dataclass(frozen=True)
class Draft:
    """A document that may be issued: what it is, whom it speaks of, and how its content comes about."""

    form: str
    period: Period
    subject: str
    person_id: uuid.UUID | None
    standing: str
    make: Callable[[Issue], Content]


def document_number(unit_code: str, form: str, period: Period, subject: str, edition: int) -> str:
    """Give the number of a document, as `140702-D25-2025-0001-v1` (section D).

    A sheet's own number that begins with the period does not say it twice.
    """
    rest = subject.removeprefix(f"{period}-") or subject
    return f"{unit_code}-{form}-{period}-{rest}-v{edition}"


def identity(
    context: Context, form: str, period: Period, subject: str, issue: Issue, rules: RuleSet
) -> DocumentIdentity:
    """Give the identity of a document under the rules of its period."""
    meta = rules.meta
    return DocumentIdentity(
        number=document_number(context.unit.code, form, period, subject, issue.edition),
        form=form,
        form_version=FORM_VERSION,
        version=issue.edition,
        period=period.chinese,
        unit=context.unit.name,
        unit_short=context.unit.short_name,
        rule_version=meta.version,
        rule_document=meta.document_no or "",
        rule_state=RuleState.IN_FORCE if meta.state is RuleSetState.IN_FORCE else RuleState.TRIAL,
        created=issue.created,
        demo=context.unit.demo,
    )


@dataclass
class Roster:
    """Who is where on any day, each day read once, and everybody's time in the post."""

    context: Context
    rules: RuleSet
    _days: dict[date, dict[uuid.UUID, PersonOn]] = field(default_factory=dict)
    _spells: dict[uuid.UUID, Sequence[tuple[date, date | None]]] | None = None

    def on(self, day: date) -> dict[uuid.UUID, PersonOn]:
        """Give everybody as on a day, by id."""
        if day not in self._days:
            self._days[day] = {person.id: person for person in people_on(self.context, day)}
        return self._days[day]

    def years(self, person: uuid.UUID, day: date) -> int:
        """Give the full years in the post of 客户经理 complete on a day (Q20)."""
        if self._spells is None:
            self._spells = _post_spells(self.context)
        return post_time(self._spells.get(person, ()), day).full_years

    def is_rural(self, person: PersonOn) -> bool:
        """Say whether the person serves a rural route (Q15); false where the counts are not known."""
        if person.rural is None or person.retailers is None:
            return False
        return is_rural(person.rural, person.retailers, self.rules)

    def block(self, person: PersonOn, day: date) -> Person:
        """Give the person as forms print him, as on `day`."""
        route = person.line or NONE
        if person.retailers is not None:
            route += "（农村）" if self.is_rural(person) else "（城区）"
        return Person(
            name=person.name,
            staff_no=person.staff_no,
            unit=self.context.unit.short_name,
            grade=grade(person.rung),
            employment=employment(person.employment),
            route=route,
            seniority=f"满{self.years(person.id, day)}年",
        )


def _post_spells(context: Context) -> dict[uuid.UUID, Sequence[tuple[date, date | None]]]:
    found: dict[uuid.UUID, list[tuple[date, date | None]]] = defaultdict(list)
    for person, start, until in context.session.execute(
        select(PostSpell.person_id, PostSpell.start, PostSpell.until)
        .where(PostSpell.post == ACCOUNT_MANAGER)
        .order_by(PostSpell.start)
    ):
        found[person].append((start, until))
    return {person: _apart(spells) for person, spells in found.items()}


def _apart(spells: Sequence[tuple[date, date | None]]) -> Sequence[tuple[date, date | None]]:
    """End each spell before the next begins: history taken in later may leave an older one open."""
    ended: list[tuple[date, date | None]] = []
    for place, (start, until) in enumerate(spells):
        following = spells[place + 1][0] - timedelta(days=1) if place + 1 < len(spells) else None
        ends = [end for end in (until, following) if end is not None]
        ended.append((start, min(ends) if ends else None))
    return ended
