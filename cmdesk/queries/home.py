"""The first page: what is due, what is late, what waits for what; how far the open periods are; the seats."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import ClassVar

from sqlalchemy import select

from cmdesk.kernel.errors import Rejected
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.models.access import User, UserDuty
from cmdesk.queries.home_facts import Facts
from cmdesk.queries.home_progress import PeriodProgress, SeatLine, progress_of, seats_of
from cmdesk.queries.home_tasks import Calendar, HomeTask, TaskState, collected, days_late
from cmdesk.queries.home_tasks_year import year_tasks
from cmdesk.rules.working_days import nth_of
from cmdesk.runtime.context import Context
from cmdesk.runtime.permissions import PERMISSIONS
from cmdesk.runtime.registry import Query


@dataclass(frozen=True)
class Ahead:
    """A date that comes next."""

    day: date
    text: str


@dataclass(frozen=True)
class Home:
    """Everything on the first page but the backup, whose facts lie beside the database."""

    today: date
    working_day: int | None
    roster: int
    tasks: tuple[HomeTask, ...]
    first: HomeTask | None
    chain: tuple[HomeTask, ...]
    ahead: tuple[Ahead, ...]
    progress: tuple[PeriodProgress, ...]
    seats: tuple[SeatLine, ...]
    seats_base: int | None
    unit: str = ""


@dataclass(frozen=True, kw_only=True)
class Today(Query):
    """The tasks of everybody with those of the asker marked, in order of their due dates."""

    permission: ClassVar[str] = "desk.home"

    def rows(self, context: Context) -> Home:
        """Give the page."""
        facts = Facts(context)
        tasks = open_tasks(facts)
        first = _first(tasks)
        lines, base = seats_of(context, facts)
        return Home(
            today=context.today(),
            working_day=_working_day(context),
            roster=facts.people,
            tasks=tasks,
            first=first,
            chain=_chain(first, tasks) if first else (),
            ahead=tuple(_ahead(facts)),
            progress=progress_of(facts) if facts.people else (),
            seats=lines,
            seats_base=base,
            unit=context.unit.name,
        )


def open_tasks(facts: Facts) -> tuple[HomeTask, ...]:
    """Give every task that is open, judged for the asker, by due date; none before there is anybody to appraise."""
    return tuple(_judged(facts.context, (*collected(facts), *year_tasks(facts)))) if facts.people else ()


def _judged(context: Context, tasks: Iterable[HomeTask]) -> Iterable[HomeTask]:
    """Mark whose a task is, whether it waits, and how late it is; give them by due date."""
    found = list(tasks)
    open_keys = {task.key for task in found}
    users = _users(context)
    judged = []
    for task in found:
        waits = tuple(key for key in task.waits_for if key in open_keys)
        doers = PERMISSIONS[task.action].doers
        judged.append(
            replace(
                task,
                waits_for=waits,
                state=TaskState.WAITING if waits else TaskState.READY,
                days_late=days_late(context, task.due),
                mine=bool(context.actor.duties & doers),
                names=tuple(name for name, duties in users if duties & doers),
            )
        )
    return sorted(judged, key=lambda t: (t.due, t.state is TaskState.WAITING, t.key))


def _users(context: Context) -> list[tuple[str, frozenset[str]]]:
    """Give the standing users by name with their duties, in order of their number."""
    found: dict[str, tuple[str, set[str]]] = {}
    statement = (
        select(User.number, User.name, UserDuty.duty)
        .join(UserDuty, UserDuty.user_id == User.id)
        .where(User.active)
        .order_by(User.number)
    )
    for number, name, duty in context.session.execute(statement):
        found.setdefault(number, (name, set()))[1].add(duty)
    return [(name, frozenset(duties)) for name, duties in found.values()]


def _first(tasks: tuple[HomeTask, ...]) -> HomeTask | None:
    """Give the task that the asker may do now and most others wait for; then the earliest."""
    mine = [task for task in tasks if task.mine and task.state is TaskState.READY]
    return min(mine, key=lambda t: (-len(_waiting_on(t, tasks)), t.due, t.key)) if mine else None


def _waiting_on(task: HomeTask, tasks: tuple[HomeTask, ...]) -> set[str]:
    found: set[str] = set()
    border = {task.key}
    while border:
        border = {t.key for t in tasks if set(t.waits_for) & border} - found
        found |= border
    return found


def _chain(first: HomeTask, tasks: tuple[HomeTask, ...]) -> tuple[HomeTask, ...]:
    """Give the task and up to three that follow from it, in order."""
    waiting = _waiting_on(first, tasks)
    return (first, *[task for task in tasks if task.key in waiting][:3])


def _working_day(context: Context) -> int | None:
    today = context.today()
    month = Period.month_of(today)
    try:
        return next((n for n in range(1, 32) if nth_of(month, n, context.tables.holidays) >= today), None)
    except Rejected:
        return None


def _ahead(facts: Facts) -> Iterable[Ahead]:
    calendar, today = Calendar(facts), facts.context.today()
    month = Period.month_of(today)
    found: list[Ahead] = []
    periods: dict[str, Callable[[], tuple[Period, ...]]] = {
        "month": lambda: (month.previous(), month, month.next()),
        "quarter": lambda: (month.quarter.previous(), month.quarter),
        "half_year": lambda: tuple(month.whole_year.halves),
        "year": lambda: (Period(PeriodKind.YEAR, today.year - 1),),
        "fact": lambda: (),
    }
    for deadline in calendar.rules.items:
        for period in periods[deadline.of]():
            day = calendar.day(deadline, period)
            if day is not None and today < day <= today + timedelta(days=62):
                found.append(Ahead(day, deadline.name))
    return sorted(found, key=lambda a: (a.day, a.text))
