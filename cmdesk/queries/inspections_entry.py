"""What the entry of one inspection sheet shows around it: person, last time, open findings, common facts, photos."""

from __future__ import annotations

import hashlib
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from cmdesk.kernel.periods import Period
from cmdesk.models.access import User, UserDuty
from cmdesk.models.inspections import CorrectiveAction, Deduction, InspectionSheet, SheetPhoto
from cmdesk.models.org import Person
from cmdesk.queries.inspections import WholeSheet, sheet_by_number, whole_sheet
from cmdesk.queries.org import PersonOn, people_on
from cmdesk.queries.scoring_state import is_closed, rules_of
from cmdesk.rules import photo_times
from cmdesk.rules.photo_times import PhotoTime
from cmdesk.rules.ruleset import RuleSet
from cmdesk.runtime.context import Context
from cmdesk.runtime.permissions import Duty
from cmdesk.runtime.registry import Query

COMMON = 3
"""How many common facts an item offers (Ctrl+1…3)."""
_YEAR = timedelta(days=366)


@dataclass(frozen=True)
class Finding:
    """A corrective action of the visit before that nobody has verified yet."""

    sheet: str
    item: int
    demand: str
    due: date
    done_on: date | None
    visited_on: date
    kind: str


@dataclass(frozen=True)
class PhotoLine:
    """A photo of the sheet: its number on it, the item whose evidence it is, another sheet with the same photo."""

    line: int
    digest: str
    item: int | None
    note: str | None
    elsewhere: str | None = None


@dataclass(frozen=True)
class EntrySheet:
    """One sheet with everything that its entry shows.

    `nth` is the place of the visit among the person's visits of the month, `last` what each item lost on the visit
    before, `common` the facts written most often for an item. `version` changes with everything that was keyed.
    """

    whole: WholeSheet
    person: PersonOn | None
    nth: int
    rule_set: RuleSet
    month_closed: bool
    returned_reason: str | None
    findings: tuple[Finding, ...]
    last: Mapping[int, Decimal]
    common: Mapping[int, tuple[str, ...]]
    photos: tuple[PhotoLine, ...]
    version: str
    recorder: str
    replaces: str | None


@dataclass(frozen=True, kw_only=True)
class SheetEntryOf(Query):
    """One sheet as its entry shows it. Raises Rejected `sheet_unknown`."""

    permission: ClassVar[str] = "inspections.record"

    number: str

    def rows(self, context: Context) -> EntrySheet:
        """Give the sheet with its surroundings."""
        row = sheet_by_number(context, self.number)
        whole = whole_sheet(context, row.id)
        month, before = Period.month_of(row.visited_on), _before(context, row)
        rules = rules_of(context, month)
        person = next((p for p in people_on(context, row.visited_on) if p.id == row.person_id), None)
        return EntrySheet(
            whole=whole,
            person=person,
            nth=_nth(context, row, month),
            rule_set=rules,
            month_closed=is_closed(context, month),
            returned_reason=row.returned_reason,
            findings=_findings(context, before) if row.state == "draft" else (),
            last=_last_time(context, before),
            common=_common(context, rules),
            photos=photos_of(context, row.id),
            version=version_of(whole),
            recorder=_name_of(context, row.recorded_by),
            replaces=_number_of(context, row.replaces_id),
        )


@dataclass(frozen=True)
class Photo:
    """A photo as it was taken, when that was, and how that stands to the day of the visit."""

    data: bytes
    taken: datetime | None
    time: PhotoTime


@dataclass(frozen=True, kw_only=True)
class PhotoData(Query):
    """A photo of a sheet by its digest. Raises Rejected `sheet_unknown`."""

    permission: ClassVar[str] = "inspections.record"

    number: str
    digest: str

    def rows(self, context: Context) -> Photo:
        """Give the original file and what it says about its time."""
        sheet = sheet_by_number(context, self.number)
        data = context.files.get(self.digest)
        taken = photo_times.taken_at(data)
        return Photo(data, taken, photo_times.checked(taken, sheet.visited_on))


@dataclass(frozen=True)
class Proposal:
    """What a new sheet begins with: a free number, whom one may visit, who inspects, who did so last with the actor.

    `others` are all who are no account managers: the city's inspectors are among them.
    """

    number: str
    today: date
    people: tuple[tuple[str, str, str], ...]
    inspectors: tuple[tuple[str, str, str], ...]
    others: tuple[tuple[str, str, str], ...]
    me: str | None
    partner: str | None


@dataclass(frozen=True, kw_only=True)
class NewSheet(Query):
    """What the form of a new sheet offers."""

    permission: ClassVar[str] = "inspections.record"

    def rows(self, context: Context) -> Proposal:
        """Give the proposal for today."""
        today = context.today()
        people = people_on(context, today)
        inspecting = _inspecting(context)
        me = next((p.staff_no for p in people if p.id == context.actor.person_id), None)
        return Proposal(
            number=_next_number(context, Period.month_of(today)),
            today=today,
            people=tuple((p.staff_no, p.name, p.search_keys) for p in people if p.is_manager),
            inspectors=tuple((p.staff_no, p.name, p.search_keys) for p in people if p.id in inspecting),
            others=tuple((p.staff_no, p.name, p.search_keys) for p in people if not p.is_manager),
            me=me if context.actor.person_id in inspecting else None,
            partner=_partner(context),
        )


def open_findings(context: Context, sheet: InspectionSheet) -> tuple[Finding, ...]:
    """Give what the visit before a sheet found and nobody has verified yet, in the order of the items."""
    return _findings(context, _before(context, sheet))


def version_of(whole: WholeSheet) -> str:
    """Give a short digest of everything keyed: another one means that somebody has changed the sheet."""
    keyed = (whole.row.state, whole.answers, whole.red_line, whole.row.visited_on, whole.row.kind, whole.place)
    return hashlib.sha256(repr(keyed).encode()).hexdigest()[:16]


def _nth(context: Context, sheet: InspectionSheet, month: Period) -> int:
    days = context.session.execute(
        select(InspectionSheet.visited_on, InspectionSheet.number)
        .where(
            InspectionSheet.person_id == sheet.person_id,
            InspectionSheet.visited_on.between(month.first_day, month.last_day),
        )
        .order_by(InspectionSheet.visited_on, InspectionSheet.number)
    )
    numbers = [number for _, number in days]
    return numbers.index(sheet.number) + 1 if sheet.number in numbers else 1


def _before(context: Context, sheet: InspectionSheet) -> uuid.UUID | None:
    """Give the finished sheet of the visit before."""
    return context.session.scalar(
        select(InspectionSheet.id)
        .where(
            InspectionSheet.person_id == sheet.person_id,
            InspectionSheet.id != sheet.id,
            InspectionSheet.visited_on <= sheet.visited_on,
            InspectionSheet.state != "draft",
        )
        .order_by(InspectionSheet.visited_on.desc(), InspectionSheet.number.desc())
        .limit(1)
    )


def _findings(context: Context, before: uuid.UUID | None) -> tuple[Finding, ...]:
    rows = context.session.execute(
        select(
            InspectionSheet.number,
            CorrectiveAction.item,
            CorrectiveAction.demand,
            CorrectiveAction.due,
            CorrectiveAction.done_on,
            InspectionSheet.visited_on,
            InspectionSheet.kind,
        )
        .join(InspectionSheet, InspectionSheet.id == CorrectiveAction.sheet_id)
        .where(CorrectiveAction.sheet_id == before, CorrectiveAction.verified_on.is_(None))
        .order_by(CorrectiveAction.item)
    )
    return tuple(Finding(*row) for row in rows)


def _last_time(context: Context, before: uuid.UUID | None) -> dict[int, Decimal]:
    lost: dict[int, Decimal] = defaultdict(Decimal)
    rows = context.session.execute(select(Deduction.item, Deduction.points).where(Deduction.sheet_id == before))
    for item, points in rows:
        lost[item] += points
    return dict(lost)


def _common(context: Context, rules: RuleSet) -> dict[int, tuple[str, ...]]:
    """Give the facts of the last year by how often they were written; the words of the steps fill up."""
    rows = context.session.execute(
        select(Deduction.item, Deduction.fact, func.count().label("often"))
        .where(Deduction.happened_on >= context.today() - _YEAR)
        .group_by(Deduction.item, Deduction.fact)
        .order_by(func.count().desc(), Deduction.fact)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for item, fact, _ in rows:
        if len(found[item]) < COMMON and len(fact) <= 24:
            found[item].append(fact)
    for entry in rules.checklist.items:
        words = (step.text for step in entry.steps if step.points is not None)
        found[entry.no] += [word for word in words if word not in found[entry.no]]
    return {item: tuple(facts[:COMMON]) for item, facts in found.items()}


def photos_of(context: Context, sheet: uuid.UUID) -> tuple[PhotoLine, ...]:
    """Give the photos of a sheet in their order."""
    same, others = aliased(SheetPhoto), aliased(InspectionSheet)
    elsewhere = (
        select(func.min(others.number))
        .join(same, same.sheet_id == others.id)
        .where(same.digest == SheetPhoto.digest, same.sheet_id != sheet)
        .scalar_subquery()
    )
    rows = context.session.execute(
        select(SheetPhoto.line, SheetPhoto.digest, SheetPhoto.item, SheetPhoto.note, elsewhere)
        .where(SheetPhoto.sheet_id == sheet)
        .order_by(SheetPhoto.line)
    )
    return tuple(PhotoLine(*row) for row in rows)


def _name_of(context: Context, number: str) -> str:
    return context.session.scalar(select(User.name).where(User.number == number)) or number


def _number_of(context: Context, sheet_id: uuid.UUID | None) -> str | None:
    return context.session.scalar(select(InspectionSheet.number).where(InspectionSheet.id == sheet_id))


def _inspecting(context: Context) -> set[Any]:
    duties = (Duty.INSPECTOR, Duty.INSPECTION_LEADER)
    rows = context.session.scalars(
        select(User.person_id)
        .join(UserDuty, UserDuty.user_id == User.id)
        .where(User.active, User.person_id.is_not(None), UserDuty.duty.in_(duties))
    )
    return set(rows)


def _partner(context: Context) -> str | None:
    me = context.actor.person_id
    if me is None:
        return None
    one, other = InspectionSheet.inspector_1_id, InspectionSheet.inspector_2_id
    last = context.session.execute(
        select(one, other)
        .where(or_(one == me, other == me), InspectionSheet.unit_id == context.unit.id)
        .order_by(InspectionSheet.visited_on.desc(), InspectionSheet.number.desc())
        .limit(1)
    ).first()
    if last is None:
        return None
    partner = last[1] if last[0] == me else last[0]
    return context.session.scalar(select(Person.staff_no).where(Person.id == partner))


def _next_number(context: Context, month: Period) -> str:
    head = f"D04-{month.year % 100:02}{month.number:02}-"
    taken = context.session.scalars(
        select(InspectionSheet.number).where(
            InspectionSheet.unit_id == context.unit.id, InspectionSheet.number.startswith(head)
        )
    )
    return next_number(taken, head)


def next_number(taken: Iterable[str], head: str) -> str:
    """Give the next free number with a head, as it is printed on paper: D04-2607-013."""
    used = set(taken)
    count = len(used) + 1
    while f"{head}{count:03}" in used:
        count += 1
    return f"{head}{count:03}"
