"""Hand in a month plan with the three self-set parts (R20) and the four focuses (R14)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from sqlalchemy import Select, bindparam, delete, insert, select

from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.kernel.ids import new_id
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.models.plans import MonthPlan, PlanPart, PlanTarget
from cmdesk.models.types import PeriodText
from cmdesk.queries.org import person_by_no
from cmdesk.rules.ruleset import RuleSet
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase


@dataclass(frozen=True, kw_only=True)
class Submit(Command):
    """Hand in a person's plan of a month (D02): targets, one text for each focus, up to three lines of emphasis.

    Refused: `month_needed`, `target_unknown`, `target_missing_self`, `focus_missing`, `focus_unknown`,
    `focus_lines_too_many`, `plan_confirmed` (locked). One undo step.
    """

    staff_no: str
    period: Period
    submitted_on: date
    targets: Mapping[str, Decimal]
    parts: Mapping[str, str]
    focus: tuple[str, ...] = ()


def handle(context: Context, command: Submit) -> Done:
    """Check all parts, then write the plan in place of one not yet confirmed."""
    # Whoever hands in a whole month's plans changes none of what is asked here: nothing is flushed for the asking.
    with context.session.no_autoflush:
        person = person_by_no(context, command.staff_no)
        plan = context.session.scalar(_plan(), {"person": person, "period": command.period})
    problems = plan_problems(command, context.rule_set)
    if plan is not None and plan.state == "confirmed":
        problems.append(Problem("plan_confirmed", Where(field="period"), {"period": command.period.chinese}))
    refuse_any(problems)
    if plan is None:
        plan = MonthPlan(id=new_id(), person_id=person, period=command.period)
        context.session.add(plan)
    else:
        context.session.execute(delete(PlanTarget).where(PlanTarget.plan_id == plan.id))
        context.session.execute(delete(PlanPart).where(PlanPart.plan_id == plan.id))
    plan.state = "submitted"
    plan.submitted_on = command.submitted_on
    plan.focus = list(command.focus)
    context.session.flush()
    targets = [{"plan_id": plan.id, "code": k, "target": v} for k, v in command.targets.items()]
    parts = [{"plan_id": plan.id, "code": k, "text": v.strip()} for k, v in command.parts.items()]
    for table, rows in ((PlanTarget, targets), (PlanPart, parts)):
        if rows:
            context.session.execute(insert(table), rows)
    return Done(ids=(f"{command.staff_no}/{command.period}",))


@cache
def _plan() -> Select[MonthPlan]:
    return select(MonthPlan).where(
        MonthPlan.person_id == bindparam("person"), MonthPlan.period == bindparam("period", type_=PeriodText)
    )


def plan_problems(command: Submit, rules: RuleSet) -> list[Problem]:
    """Give everything that a plan lacks under the rule set."""
    problems = []
    if command.period.kind is not PeriodKind.MONTH:
        problems.append(Problem("month_needed", Where(field="period"), {"period": str(command.period)}))
    targets = {target.code: target.name for target in rules.self_set.targets}
    focuses = {focus.code: focus.name for focus in rules.focuses.items}
    for code in command.targets.keys() - targets.keys():
        problems.append(Problem("target_unknown", Where(field="targets"), {"code": code}))
    for code in targets.keys() - command.targets.keys():
        problems.append(Problem("target_missing_self", Where(field="targets"), {"name": targets[code]}))
    for code in command.parts.keys() - focuses.keys():
        problems.append(Problem("focus_unknown", Where(field="parts"), {"code": code}))
    for code, name in focuses.items():
        if not command.parts.get(code, "").strip():
            problems.append(Problem("focus_missing", Where(field="parts"), {"name": name}))
    if len(command.focus) > rules.self_set.focus_lines:
        most = rules.self_set.focus_lines
        problems.append(Problem("focus_lines_too_many", Where(field="focus"), {"most": most}))
    return sorted(problems, key=lambda problem: (problem.code, str(problem.params)))


use_case = UseCase(command=Submit, permission="plans.submit", handle=handle)
