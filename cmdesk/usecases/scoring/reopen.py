"""Reopen a closed period: a reason, two people, and the old papers are void (B.8.8)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, select, update

from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.models.exams import ExamRelease
from cmdesk.models.pay import PayLine, PayRelease
from cmdesk.models.reports import Document
from cmdesk.models.scoring import PeriodState
from cmdesk.queries.scoring_state import is_closed
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, Undo, UseCase
from cmdesk.usecases.grading.import_seats import second_sitting_began


@dataclass(frozen=True, kw_only=True)
class Reopen(Command):
    """Reopen a closed period, asked by one and confirmed by another; its documents become 作废.

    A month loses its pay list unless that was released, a half-year may have its marks changed and published again.

    Refused: `period_open`, `reason_missing`, `later_period_closed` (reopen that one first), `meeting_has_begun` (a
    year, from the first ballot of the second sitting). A barrier for undo.
    """

    period: Period
    reason: str


def handle(context: Context, command: Reopen) -> Done:
    """Mark the period open and its documents void."""
    period = command.period
    where = Where(field="period")
    problems: list[Problem] = []
    if not is_closed(context, period):
        problems.append(Problem("period_open", where, {"period": period.chinese}))
    if not command.reason.strip():
        problems.append(Problem("reason_missing", Where(field="reason")))
    problems += [
        Problem("later_period_closed", where, {"period": period.chinese, "later": later.chinese})
        for later in _standing_on(context, period)
    ]
    if period.kind is PeriodKind.YEAR and second_sitting_began(context, period.year):
        problems.append(Problem("meeting_has_begun", where, {"year": period.year}))
    refuse_any(problems)
    state = context.session.get_one(PeriodState, period)
    state.state = "open"
    state.reopened_reason = command.reason.strip()
    voided = context.session.execute(
        update(Document)
        .where(Document.period == period, Document.state != "void")
        .values(state="void", void_reason=command.reason.strip())
        .returning(Document.number)
    ).all()
    # A list that nobody has released rests on the result that goes; published marks may be changed again.
    if context.session.get(PayRelease, period) is None:
        context.session.execute(delete(PayLine).where(PayLine.period == period))
    context.session.execute(delete(ExamRelease).where(ExamRelease.period == period))
    return Done(ids=(str(period),), answer={"voided": [row.number for row in voided]})


def _standing_on(context: Context, period: Period) -> list[Period]:
    """Give the closed periods that were computed of this one: its quarter, its year."""
    closed = context.session.scalars(select(PeriodState.period).where(PeriodState.state == "closed"))
    return sorted(other for other in closed if other != period and _uses(other, period))


def _uses(later: Period, period: Period) -> bool:
    if later.kind is PeriodKind.YEAR:
        return later.year == period.year and period.kind is not PeriodKind.YEAR
    return later.kind is PeriodKind.QUARTER and period in later.months


use_case = UseCase(
    command=Reopen, permission="scoring.reopen", second="scoring.reopen", handle=handle, undo=Undo.BARRIER
)
