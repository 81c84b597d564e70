"""The plans of a month as a board, and the days of one person's week."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from sqlalchemy import select

from cmdesk.kernel.errors import Rejected
from cmdesk.kernel.periods import Period
from cmdesk.models.plans import WeekActivity, WorkDay
from cmdesk.queries.indicators_board import due_of
from cmdesk.queries.org import managers_on, person_by_no
from cmdesk.queries.plans import MonthPlans, PlanRow
from cmdesk.rules.deadlines import is_late
from cmdesk.rules.working_days import Holidays, is_working_day
from cmdesk.runtime.context import Context
from cmdesk.runtime.registry import Query

_DUE = "month_plan"


@dataclass(frozen=True)
class Named:
    """A code with its word, its unit where it is a figure, its steps where it is a kind of workday (R17)."""

    code: str
    name: str
    unit: str = ""
    steps: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlanLine:
    """One manager's plan; `late`: handed in after the due day, or still missing after it. `days` are planned days."""

    plan: PlanRow
    search: str
    line: str
    late: bool
    days: int


@dataclass(frozen=True)
class PlanBoard:
    """The plans of a month, by when they are due, and what the rule set asks of one."""

    period: Period
    due: date | None
    rows: tuple[PlanLine, ...]
    targets: tuple[Named, ...]
    focuses: tuple[Named, ...]
    focus_lines: int
    day_types: tuple[Named, ...]


@dataclass(frozen=True, kw_only=True)
class PlansOfMonth(Query):
    """The plans of a month, one row a manager in post, those without a plan too."""

    permission: ClassVar[str] = "plans.submit"

    period: Period

    def rows(self, context: Context) -> PlanBoard:
        """Give the board."""
        rules, holidays = context.rule_set, context.tables.holidays
        people = {person.staff_no: person for person in managers_on(context, self.period.last_day)}
        # Due on the last working day of the month before the one that is planned (section C).
        due = due_of(context, _DUE, self.period.previous())
        days = Counter(
            context.session.scalars(
                select(WorkDay.person_id).where(WorkDay.day.between(self.period.first_day, self.period.last_day))
            )
        )
        rows = []
        for plan in MonthPlans(period=self.period).rows(context):
            person = people[plan.staff_no]
            handed = plan.submitted_on or context.today()
            rows.append(
                PlanLine(
                    plan=plan,
                    search=f"{person.name} {person.staff_no} {person.search_keys}",
                    line=person.line or "",
                    late=due is not None and _late(handed, due, holidays),
                    days=days[person.id],
                )
            )
        return PlanBoard(
            period=self.period,
            due=due,
            rows=tuple(rows),
            targets=tuple(Named(one.code, one.name, one.unit) for one in rules.self_set.targets),
            focuses=tuple(Named(one.code, one.name) for one in rules.focuses.items),
            focus_lines=rules.self_set.focus_lines,
            day_types=tuple(Named(one.code, one.name, steps=one.steps) for one in rules.day_types.items),
        )


def _late(handed: date, due: date, holidays: Holidays) -> bool:
    try:
        return is_late(handed, due, holidays)
    except Rejected:
        return handed > due


@dataclass(frozen=True)
class DayLine:
    """One day of a week: whether it is worked, its type (None: not planned), whether it was done."""

    day: date
    working: bool
    day_type: str | None
    note: str
    done: bool
    result: str


@dataclass(frozen=True, kw_only=True)
class WeekOfPerson(Query):
    """The seven days of a person's week from `monday` on. Raises Rejected `unknown_person`."""

    permission: ClassVar[str] = "plans.submit"

    staff_no: str
    monday: date

    def rows(self, context: Context) -> tuple[DayLine, ...]:
        """Give one line a day."""
        person = person_by_no(context, self.staff_no)
        days = [self.monday + timedelta(days=number) for number in range(7)]
        stored = {
            row.day: row
            for row in context.session.scalars(
                select(WorkDay).where(WorkDay.person_id == person, WorkDay.day.in_(days))
            )
        }
        return tuple(_day(day, stored.get(day), context.tables.holidays) for day in days)


@dataclass(frozen=True)
class ActivityLine:
    """One kind of activity of a week plan and what is planned of it; empty where nothing is yet (R15)."""

    code: str
    name: str
    text: str


@dataclass(frozen=True, kw_only=True)
class ActivitiesOfWeek(Query):
    """What a person's week plan says of each kind of activity of the rule set. Raises Rejected `unknown_person`."""

    permission: ClassVar[str] = "plans.submit"

    staff_no: str
    monday: date

    def rows(self, context: Context) -> tuple[ActivityLine, ...]:
        """Give one line a kind, in the order of the rule set."""
        person = person_by_no(context, self.staff_no)
        stored = {
            row.code: row.text
            for row in context.session.scalars(
                select(WeekActivity).where(WeekActivity.person_id == person, WeekActivity.monday == self.monday)
            )
        }
        kinds = context.rule_set.week_activities.items
        return tuple(ActivityLine(one.code, one.name, stored.get(one.code, "")) for one in kinds)


def _day(day: date, stored: WorkDay | None, holidays: Holidays) -> DayLine:
    try:
        working = is_working_day(day, holidays)
    except Rejected:
        working = day.weekday() < 5
    if stored is None:
        return DayLine(day, working, None, "", False, "")
    return DayLine(day, working, stored.day_type, stored.note or "", stored.done, stored.result or "")
