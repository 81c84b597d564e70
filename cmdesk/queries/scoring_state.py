"""Whether a period is open or closed, and whether a round may still be changed."""

from __future__ import annotations

from sqlalchemy import select

from cmdesk.kernel.errors import Damaged, Problem, Where
from cmdesk.kernel.periods import Period
from cmdesk.models.evaluations import EvaluationRound
from cmdesk.models.scoring import PeriodState
from cmdesk.models.settings import RuleSetRow
from cmdesk.rules.ruleset import RuleSet, digest, parse
from cmdesk.runtime.context import Context


def is_closed(context: Context, period: Period) -> bool:
    """Say whether a period is closed."""
    state = context.session.scalar(select(PeriodState.state).where(PeriodState.period == period))
    return state == "closed"


def rules_of(context: Context, period: Period) -> RuleSet:
    """Give the rule set that a closed period was closed under, the present one for an open period (B.8.8).

    Raises Damaged `rule_set_altered`.
    """
    row = context.session.get(PeriodState, period)
    if row is None or row.state != "closed" or row.rule_digest == context.rule_digest:
        return context.rule_set
    stored = context.session.get(RuleSetRow, row.rule_digest)
    if stored is None or digest(stored.body) != row.rule_digest:
        raise Damaged("rule_set_altered", digest=row.rule_digest)
    return parse(stored.body)


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
