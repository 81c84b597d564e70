"""Publish the exam marks of a half-year: from then on they stand (B.7)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.models.exams import ExamMark, ExamRelease
from cmdesk.queries.scoring_state import closed_problem
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, Undo, UseCase


@dataclass(frozen=True, kw_only=True)
class Publish(Command):
    """Publish the marks of a half-year; before that it cannot be closed.

    Refused: `half_year_needed`, `marks_missing`, `published_already`, `period_closed`. A barrier for undo.
    """

    period: Period


def handle(context: Context, command: Publish) -> Done:
    """Write the release."""
    problems = closed_problem(context, command.period)
    where = Where(field="period")
    params = {"period": command.period.chinese}
    if command.period.kind is not PeriodKind.HALF_YEAR:
        problems.append(Problem("half_year_needed", where, {"period": str(command.period)}))
    marks = context.session.scalar(select(func.count()).select_from(ExamMark).where(ExamMark.period == command.period))
    if not marks:
        problems.append(Problem("marks_missing", where, params))
    if context.session.get(ExamRelease, command.period) is not None:
        problems.append(Problem("published_already", where, params))
    refuse_any(problems)
    context.session.add(
        ExamRelease(period=command.period, published_on=context.today(), published_by=context.actor.number)
    )
    return Done(count=marks or 0, ids=(str(command.period),))


use_case = UseCase(command=Publish, permission="exams.publish", handle=handle, undo=Undo.BARRIER)
