"""The department's review: R adjusted by up to five points, with a written reason (B.2, D12)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.kernel.periods import Period
from cmdesk.models.evaluations import DepartmentReview
from cmdesk.queries.org import person_by_no
from cmdesk.queries.scoring_state import closed_problem, round_problem
from cmdesk.runtime import access
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase


@dataclass(frozen=True, kw_only=True)
class Review(Command):
    """Review a manager for a quarter: adjustment of the mean inspection score, its reason, a talk comment.

    Refused: `adjustment_too_large`, `reason_missing` (as soon as it is not 0), `round_not_open`, `period_closed`;
    forbidden: `own_case`. One undo step.
    """

    period: Period
    staff_no: str
    adjustment: Decimal
    reason: str | None = None
    comment: str | None = None


def handle(context: Context, command: Review) -> Done:
    """Write the review in place of the one before."""
    person = person_by_no(context, command.staff_no)
    access.refuse_own_case(context, [person])
    problems = [*closed_problem(context, command.period), *round_problem(context, command.period, "department")]
    most = context.rule_set.department.adjustment
    if abs(command.adjustment) > most:
        params = {"adjustment": command.adjustment, "most": most}
        problems.append(Problem("adjustment_too_large", Where(field="adjustment"), params))
    if command.adjustment != 0 and not (command.reason or "").strip():
        problems.append(Problem("reason_missing", Where(field="reason")))
    refuse_any(problems)
    context.session.merge(
        DepartmentReview(
            period=command.period,
            person_id=person,
            adjustment=command.adjustment,
            reason=(command.reason or "").strip() or None,
            comment=(command.comment or "").strip() or None,
            reviewed_by=context.actor.number,
        )
    )
    return Done(ids=(f"{command.period}/{command.staff_no}",))


use_case = UseCase(command=Review, permission="evaluations.review", handle=handle)
