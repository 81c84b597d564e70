"""Plan a person's week from the month's plan: what is to be done of each of the four kinds of activity (R15)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import exists, select

from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.kernel.periods import Period
from cmdesk.models.plans import MonthPlan, WeekActivity
from cmdesk.queries.org import person_by_no
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase


@dataclass(frozen=True, kw_only=True)
class PlanWeek(Command):
    """Set what a person's week plan says of each kind of activity, in place of what stood for that week.

    `activities` gives a text by the code of the rule set; all of them are needed. Refused: `unknown_person`,
    `not_a_monday`, `activity_unknown`, `activity_missing`, `week_without_month_plan` (neither month that the week
    touches has a plan of this person: a week plan follows from the month's). One undo step.
    """

    staff_no: str
    monday: date
    activities: Mapping[str, str]


def handle(context: Context, command: PlanWeek) -> Done:
    """Check, then write what differs."""
    person = person_by_no(context, command.staff_no)
    problems = list(_problems(context, command))
    months = {Period.month_of(command.monday), Period.month_of(command.monday + timedelta(days=6))}
    planned = exists(MonthPlan.id).where(MonthPlan.person_id == person, MonthPlan.period.in_(months))
    if not context.session.scalar(select(planned)):
        params = {"staff_no": command.staff_no, "monday": command.monday}
        problems.append(Problem("week_without_month_plan", Where(field="monday"), params))
    refuse_any(problems)
    changed = 0
    for code, text in command.activities.items():
        stored = context.session.get(WeekActivity, (person, command.monday, code))
        if stored is None:
            context.session.add(WeekActivity(person_id=person, monday=command.monday, code=code, text=text.strip()))
        elif stored.text == text.strip():
            continue
        else:
            stored.text = text.strip()
        changed += 1
    context.session.flush()
    return Done(ids=(f"{command.staff_no}/{command.monday}",), count=changed)


def _problems(context: Context, command: PlanWeek) -> Iterator[Problem]:
    if command.monday.weekday() != 0:
        yield Problem("not_a_monday", Where(field="monday"), {"day": command.monday})
    names = {one.code: one.name for one in context.rule_set.week_activities.items}
    for code in sorted(command.activities.keys() - names.keys()):
        yield Problem("activity_unknown", Where(field="activities"), {"code": code})
    for code, name in names.items():
        if not command.activities.get(code, "").strip():
            yield Problem("activity_missing", Where(field="activities"), {"code": code, "name": name})


use_case = UseCase(command=PlanWeek, permission="plans.submit", handle=handle)
