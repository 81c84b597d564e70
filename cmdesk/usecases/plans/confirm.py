"""Confirm month plans: from then on they are locked (R20)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.kernel.periods import Period
from cmdesk.models.plans import MonthPlan
from cmdesk.queries.org import ids_by_no
from cmdesk.runtime import access
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase


@dataclass(frozen=True, kw_only=True)
class Confirm(Command):
    """Confirm the plans of a month, of the people named or of everybody who has handed one in.

    Refused: `plan_not_submitted`, `plan_confirmed`, `unknown_person`; forbidden: `own_case`. One undo step.
    """

    period: Period
    staff_nos: tuple[str, ...] | None = None


def handle(context: Context, command: Confirm) -> Done:
    """Lock each plan."""
    plans = {
        plan.person_id: plan
        for plan in context.session.scalars(select(MonthPlan).where(MonthPlan.period == command.period))
    }
    known = ids_by_no(context)
    problems: list[Problem] = []
    chosen = []
    if command.staff_nos is None:
        chosen = [plan for plan in plans.values() if plan.state == "submitted"]
    for number in command.staff_nos or ():
        where = Where(field="staff_nos")
        plan = plans.get(known[number]) if number in known else None
        if number not in known:
            problems.append(Problem("unknown_person", where, {"staff_no": number}))
        elif plan is None:
            problems.append(Problem("plan_not_submitted", where, {"staff_no": number}))
        elif plan.state == "confirmed":
            problems.append(Problem("plan_confirmed", where, {"period": command.period.chinese}))
        else:
            chosen.append(plan)
    refuse_any(problems)
    access.refuse_own_case(context, [plan.person_id for plan in chosen])
    for plan in chosen:
        plan.state = "confirmed"
        plan.confirmed_on = context.today()
        plan.confirmed_by = context.actor.number
    return Done(count=len(chosen))


use_case = UseCase(command=Confirm, permission="plans.confirm", handle=handle)
