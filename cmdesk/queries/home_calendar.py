"""A month as a calendar: what is due on each day, what of it is still open, which days are off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from cmdesk.kernel.errors import Rejected
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.queries.home import open_tasks
from cmdesk.queries.home_facts import Facts
from cmdesk.queries.home_tasks import Calendar, HomeTask
from cmdesk.rules.working_days import is_working_day
from cmdesk.runtime.context import Context
from cmdesk.runtime.registry import Query


@dataclass(frozen=True)
class DayItem:
    """A deadline of a day; `task` where it is still open, else it is done, or nothing here counts it."""

    text: str
    forms: tuple[str, ...]
    who: str
    task: HomeTask | None = None


@dataclass(frozen=True)
class CalendarDay:
    """One day with what is due on it. `off` is None where the holiday table of the year is missing."""

    day: date
    off: bool | None
    items: tuple[DayItem, ...]


@dataclass(frozen=True)
class CalendarMonth:
    """A month, day by day, and today."""

    month: Period
    today: date
    days: tuple[CalendarDay, ...]


@dataclass(frozen=True, kw_only=True)
class DueDays(Query):
    """What is due in a month: every deadline of the rule set, and whatever else is open then."""

    permission: ClassVar[str] = "desk.home"
    month: Period

    def rows(self, context: Context) -> CalendarMonth:
        """Give the month."""
        facts = Facts(context)
        due: dict[date, list[DayItem]] = {}
        tasks = {task.key: task for task in open_tasks(facts)}
        for day, item in _deadlines(Calendar(facts), self.month, tasks):
            due.setdefault(day, []).append(item)
        told = {item.task.key for items in due.values() for item in items if item.task}
        for task in tasks.values():
            if self.month.contains(task.due) and task.key not in told:
                due.setdefault(task.due, []).append(DayItem(task.title, task.forms, task.who, task))
        first = self.month.first_day
        days = [first + timedelta(days=n) for n in range((self.month.last_day - first).days + 1)]
        return CalendarMonth(
            self.month,
            context.today(),
            tuple(CalendarDay(day, _off(context, day), tuple(due.get(day, ()))) for day in days),
        )


def _deadlines(calendar: Calendar, month: Period, tasks: dict[str, HomeTask]) -> Iterable[tuple[date, DayItem]]:
    for deadline in calendar.rules.items:
        for period in _periods(deadline.of, month):
            day = calendar.day(deadline, period)
            if day is not None and month.contains(day):
                task = tasks.get(f"{deadline.code}/{period}")
                yield day, DayItem(task.title if task else deadline.name, deadline.forms, deadline.who, task)


def _periods(kind: str, month: Period) -> tuple[Period, ...]:
    """Give the periods of a kind whose deadline may lie in a month: it comes during the period or soon after."""
    quarter, year = month.quarter, month.whole_year
    before = Period(PeriodKind.YEAR, year.year - 1)
    found: dict[str, tuple[Period, ...]] = {
        "month": (month.previous().previous(), month.previous(), month, month.next()),
        "quarter": (quarter.previous(), quarter),
        "half_year": (before.halves[1], *year.halves),
        "year": (before, year),
    }
    return found.get(kind, ())


def _off(context: Context, day: date) -> bool | None:
    try:
        return not is_working_day(day, context.tables.holidays)
    except Rejected:
        return None
