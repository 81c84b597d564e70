"""The supervision of a month at one glance: the plan of visits, the sheets, the corrective actions (B.1, B.4)."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from cmdesk.kernel.errors import Rejected
from cmdesk.kernel.periods import Period
from cmdesk.models.inspections import CorrectiveAction, Deduction, InspectionSheet, SheetAnswer
from cmdesk.models.org import Person
from cmdesk.queries.columns import columns
from cmdesk.queries.inspections_twice import standing_of
from cmdesk.queries.org import PersonOn, people_on
from cmdesk.queries.scoring_state import is_closed
from cmdesk.rules import working_days
from cmdesk.rules.codes import Visit
from cmdesk.runtime.context import Context
from cmdesk.runtime.registry import Query


@dataclass(frozen=True)
class PlanRow:
    """A manager in the plan of visits: counts of the month by kind, of the quarter, the last visit, what is due.

    `missing` counts visits; `due` names the kinds that the month has not seen (a 综合 visit stands for either).
    """

    staff_no: str
    name: str
    search_keys: str
    line: str
    rung: str | None
    desk: int
    field: int
    combined: int
    quarter: int
    last_on: date | None
    last_by: tuple[str, ...]
    missing: int
    due: tuple[Visit, ...]
    open_actions: int


@dataclass(frozen=True)
class Loss:
    """What an item of a sheet lost, never more than its points."""

    item: int
    text: str
    points: Decimal


@dataclass(frozen=True)
class SheetLine:
    """A sheet of the month. `deducted` counts its items with a deduction, `answered` those with an answer.

    `twice`: `agreed` or `differs` where it was keyed a second time and is no draft, else empty.
    """

    number: str
    staff_no: str
    name: str
    search_keys: str
    visited_on: date
    kind: str
    tier: str
    inspectors: tuple[str, ...]
    state: str
    score: str | None
    red_line: str | None
    acknowledgement: str | None
    returned_reason: str | None
    recorded_by: str
    approved_by: str | None
    place: str
    answered: int
    deducted: int
    lost: tuple[Loss, ...] = ()
    twice: str = ""


@dataclass(frozen=True)
class ActionLine:
    """A corrective action that nobody has verified yet. `days_late` counts from the next working day after `due`."""

    sheet: str
    item: int
    text: str
    staff_no: str
    name: str
    search_keys: str
    demand: str
    due: date
    done_on: date | None
    measure: str | None
    days_late: int


@dataclass(frozen=True)
class Board:
    """Everything that the page of inspections shows of a month."""

    period: Period
    today: date
    closed: bool
    months: tuple[Period, ...]
    a_month: int
    items: int
    plan: tuple[PlanRow, ...]
    sheets: tuple[SheetLine, ...]
    actions: tuple[ActionLine, ...]


@dataclass(frozen=True, kw_only=True)
class InspectionBoard(Query):
    """The plan of visits, the sheets of a month, and every open corrective action. Without a month the present one."""

    permission: ClassVar[str] = "inspections.record"

    period: Period | None = None

    def rows(self, context: Context) -> Board:
        """Give the board; who misses most visits first, newest sheets first, longest overdue actions first."""
        period = self.period or Period.month_of(context.today())
        actions = _actions(context)
        return Board(
            period=period,
            today=context.today(),
            closed=is_closed(context, period),
            months=_months(context),
            a_month=context.rule_set.inspections.sheets_a_month,
            items=len(context.rule_set.checklist.items),
            plan=_plan(context, period, Counter(action.staff_no for action in actions)),
            sheets=_sheets(context, period),
            actions=actions,
        )


def _months(context: Context) -> tuple[Period, ...]:
    first = context.session.scalar(
        select(func.min(InspectionSheet.visited_on)).where(InspectionSheet.unit_id == context.unit.id)
    )
    month = Period.month_of(context.today())
    last = Period.month_of(min(first or month.first_day, month.first_day))
    found = [month]
    while month > last and len(found) < 36:
        month = month.previous()
        found.append(month)
    return tuple(found)


@dataclass
class _Visits:
    counts: Counter[str]
    quarter: int = 0
    last_on: date | None = None
    last_by: tuple[str, ...] = ()


def _plan(context: Context, period: Period, late: Mapping[str, int]) -> tuple[PlanRow, ...]:
    day = min(period.last_day, max(context.today(), period.first_day))
    visits = _visits(context, period, day)
    least = context.rule_set.inspections.sheets_a_month
    rows = [
        _plan_row(person, visits[person.id], least, late.get(person.staff_no, 0))
        for person in people_on(context, day)
        if person.is_manager
    ]
    return tuple(sorted(rows, key=lambda row: (-row.missing, row.last_on or date.min, row.staff_no)))


def _visits(context: Context, period: Period, day: date) -> dict[uuid.UUID, _Visits]:
    one, other = aliased(Person), aliased(Person)
    quarter = period.quarter
    found: dict[uuid.UUID, _Visits] = defaultdict(lambda: _Visits(Counter()))
    wanted = (
        select(InspectionSheet.person_id, InspectionSheet.visited_on, InspectionSheet.kind, one.name, other.name)
        .outerjoin(one, one.id == InspectionSheet.inspector_1_id)
        .outerjoin(other, other.id == InspectionSheet.inspector_2_id)
        .where(
            InspectionSheet.unit_id == context.unit.id,
            InspectionSheet.visited_on.between(quarter.previous().first_day, max(day, period.last_day)),
        )
        .order_by(InspectionSheet.visited_on)
    )
    for person, on, kind, first, second in columns(context, wanted):
        visits = found[person]
        visits.last_on, visits.last_by = on, tuple(name for name in (first, second) if name)
        visits.quarter += quarter.contains(on)
        if period.contains(on):
            visits.counts[kind] += 1
    return found


def _plan_row(person: PersonOn, visits: _Visits, least: int, open_actions: int) -> PlanRow:
    counts = visits.counts
    both = counts[Visit.COMBINED]
    missing = max(0, least - sum(counts.values()))
    # A 综合 visit fills the place of whichever kind is missing, one place each.
    due = [kind for kind in (Visit.DESK, Visit.FIELD) if not counts[kind]]
    return PlanRow(
        staff_no=person.staff_no,
        name=person.name,
        search_keys=person.search_keys,
        line=person.line or "",
        rung=person.rung,
        desk=counts[Visit.DESK],
        field=counts[Visit.FIELD],
        combined=both,
        quarter=visits.quarter,
        last_on=visits.last_on,
        last_by=visits.last_by,
        missing=missing,
        due=tuple(due[both:]),
        open_actions=open_actions,
    )


def _sheets(context: Context, period: Period) -> tuple[SheetLine, ...]:
    one, other = aliased(Person), aliased(Person)
    given = (
        select(
            SheetAnswer.sheet_id,
            func.count().label("answered"),
            func.count().filter(SheetAnswer.answer == "deducted").label("deducted"),
        )
        .group_by(SheetAnswer.sheet_id)
        .subquery()
    )
    sheet = InspectionSheet
    wanted = (
        select(
            *(sheet.number, Person.staff_no, Person.name, Person.search_keys, sheet.visited_on, sheet.kind, sheet.tier),
            *(one.name.label("first"), other.name.label("second"), sheet.state, sheet.score, sheet.red_line),
            *(sheet.acknowledgement, sheet.returned_reason, sheet.recorded_by, sheet.approved_by, sheet.place),
            *(func.coalesce(given.c.answered, 0), func.coalesce(given.c.deducted, 0)),
        )
        .join(Person, Person.id == sheet.person_id)
        .outerjoin(one, one.id == sheet.inspector_1_id)
        .outerjoin(other, other.id == sheet.inspector_2_id)
        .outerjoin(given, given.c.sheet_id == sheet.id)
        .where(sheet.unit_id == context.unit.id, sheet.visited_on.between(period.first_day, period.last_day))
        .order_by(sheet.visited_on.desc(), sheet.number.desc())
    )
    lost = _lost(context, period)
    twice = standing_of(context, period.first_day, period.last_day)
    return tuple(
        _sheet(tuple(row), lost.get(row.number, ()), twice.get(row.number, "")) for row in columns(context, wanted)
    )


def _sheet(row: tuple[Any, ...], lost: tuple[Loss, ...], twice: str) -> SheetLine:
    values = (*row[:7], tuple(name for name in row[7:9] if name), *row[9:], lost, twice)
    return SheetLine(*values)


def _lost(context: Context, period: Period) -> dict[str, tuple[Loss, ...]]:
    taken: dict[str, dict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    rows = context.session.execute(
        select(InspectionSheet.number, Deduction.item, Deduction.points)
        .join(InspectionSheet, InspectionSheet.id == Deduction.sheet_id)
        .where(
            InspectionSheet.unit_id == context.unit.id,
            InspectionSheet.visited_on.between(period.first_day, period.last_day),
        )
        .order_by(Deduction.item)
    )
    for number, item, points in rows:
        taken[number][item] += points
    items = {item.no: item for item in context.rule_set.checklist.items}
    return {
        number: tuple(
            Loss(no, items[no].text, min(points, items[no].points)) for no, points in lost.items() if no in items
        )
        for number, lost in taken.items()
    }


def _actions(context: Context) -> tuple[ActionLine, ...]:
    wanted = (
        select(
            InspectionSheet.number,
            CorrectiveAction.item,
            Person.staff_no,
            Person.name,
            Person.search_keys,
            CorrectiveAction.demand,
            CorrectiveAction.due,
            CorrectiveAction.done_on,
            CorrectiveAction.measure,
        )
        .join(InspectionSheet, InspectionSheet.id == CorrectiveAction.sheet_id)
        .join(Person, Person.id == InspectionSheet.person_id)
        .where(InspectionSheet.unit_id == context.unit.id, CorrectiveAction.verified_on.is_(None))
        .order_by(CorrectiveAction.due, Person.staff_no, CorrectiveAction.item)
    )
    return tuple(_action(context, tuple(row)) for row in columns(context, wanted))


def _action(context: Context, row: tuple[Any, ...]) -> ActionLine:
    number, item, staff_no, name, keys, demand, due, done_on, measure = row
    asked = context.rule_set.checklist.item(item)
    try:
        # A due date on a day off stays as printed; lateness counts from the next working day.
        counted = working_days.first_from(due, context.tables.holidays)
    except Rejected:
        counted = due
    return ActionLine(
        sheet=number,
        item=item,
        text=asked.text if asked else "",
        staff_no=staff_no,
        name=name,
        search_keys=keys,
        demand=demand,
        due=due,
        done_on=done_on,
        measure=measure,
        days_late=max(0, (context.today() - counted).days),
    )
