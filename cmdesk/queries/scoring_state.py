"""Whether a period is open or closed, and whether a round may still be changed."""

from __future__ import annotations

from sqlalchemy import select

from cmdesk.kernel.errors import Problem, Where
from cmdesk.kernel.periods import Period
from cmdesk.models.evaluations import EvaluationRound
from cmdesk.models.scoring import PeriodState
from cmdesk.runtime.context import Context


def is_closed(context: Context, period: Period) -> bool:
    """Say whether a period is closed."""
    state = context.session.scalar(select(PeriodState.state).where(PeriodState.period == period))
    return state == "closed"


def closed_problem(context: Context, period: Period, field: str = "period") -> list[Problem]:
    """Give `period_closed` where the period is closed: reopen it first."""
    if is_closed(context, period):
        return [Problem("period_closed", Where(field=field), {"period": period.chinese})]
    return []


def round_problem(context: Context, period: Period, source: str) -> list[Problem]:
    """Give `round_not_open` where the collection of a source has not been opened, or is closed."""
    found = context.session.get(EvaluationRound, (period, source))
    if found is None or found.state != "open":
        return [Problem("round_not_open", Where(field="period"), {"source": source, "period": period.chinese})]
    return []
