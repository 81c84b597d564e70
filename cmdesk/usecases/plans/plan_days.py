"""Plan the days of a person by their types, and tick them off (R13, R16, R17)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.models.plans import WorkDay
from cmdesk.queries.org import person_by_no
from cmdesk.rules.working_days import is_working_day
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase


@dataclass(frozen=True, kw_only=True)
class PlannedDay:
    """One day: its type (None takes the day off the plan), whether it was done, and what came of it (D03)."""

    day: date
    day_type: str | None
    note: str | None = None
    done: bool = False
    result: str | None = None


@dataclass(frozen=True, kw_only=True)
class PlanDays(Command):
    """Set days of a person's week plan, each in place of what stood for that day.

    Refused: `unknown_person`, `value_not_allowed` (day type), `day_twice`, `done_early` (ticked off before its day).
    Warned: `rest_day`. One undo step.
    """

    staff_no: str
    days: tuple[PlannedDay, ...]


def handle(context: Context, command: PlanDays) -> Done:
    """Check every day, then write."""
    person = person_by_no(context, command.staff_no)
    refuse_any(_problems(context, command))
    changed = 0
    for one in command.days:
        stored = context.session.get(WorkDay, (person, one.day))
        if one.day_type is None:
            if stored is not None:
                context.session.delete(stored)
                changed += 1
            continue
        if not is_working_day(one.day, context.tables.holidays):
            context.warn(Problem("rest_day", Where(field="days"), {"day": one.day}))
        given = (one.day_type, _text(one.note), one.done, _text(one.result))
        if stored is None:
            stored = WorkDay(person_id=person, day=one.day, day_type=one.day_type)
            context.session.add(stored)
        elif (stored.day_type, stored.note, stored.done, stored.result) == given:
            continue
        stored.day_type, stored.note, stored.done, stored.result = given
        changed += 1
    context.session.flush()
    return Done(count=changed)


def _problems(context: Context, command: PlanDays) -> Iterator[Problem]:
    names = {kind.code: kind.name for kind in context.rule_set.day_types.items}
    seen: set[date] = set()
    for row, one in enumerate(command.days, 1):
        if one.day_type is not None and one.day_type not in names:
            params = {"value": one.day_type, "allowed": "、".join(names.values())}
            yield Problem("value_not_allowed", Where(field="day_type", row=row), params)
        if one.day in seen:
            yield Problem("day_twice", Where(field="day", row=row), {"day": one.day})
        if one.done and one.day > context.today():
            yield Problem("done_early", Where(field="done", row=row), {"day": one.day})
        seen.add(one.day)


def _text(value: str | None) -> str | None:
    return (value or "").strip() or None


use_case = UseCase(command=PlanDays, permission="plans.submit", handle=handle)
