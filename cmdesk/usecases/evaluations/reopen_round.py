"""Open a closed round again, asked by one and confirmed by another: something came in wrong or late."""

from __future__ import annotations

from dataclasses import dataclass

from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.kernel.periods import Period
from cmdesk.models.evaluations import EvaluationRound
from cmdesk.queries.scoring_state import closed_problem
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase


@dataclass(frozen=True, kw_only=True)
class ReopenRound(Command):
    """Open a closed round again, with a reason and a second person; the journal keeps both.

    While the self-rating or the review is open again, neither side sees the other's (B.6).

    Refused: `round_not_closed`, `reason_missing`, `period_closed` (reopen the period first). One undo step.
    """

    period: Period
    source: str
    reason: str


def handle(context: Context, command: ReopenRound) -> Done:
    """Mark the round open."""
    problems = closed_problem(context, command.period)
    found = context.session.get(EvaluationRound, (command.period, command.source))
    if found is None or found.state != "closed":
        params = {"source": command.source, "period": command.period.chinese}
        problems.append(Problem("round_not_closed", Where(field="source"), params))
    if not command.reason.strip():
        problems.append(Problem("reason_missing", Where(field="reason")))
    refuse_any(problems)
    assert found is not None
    found.state = "open"
    found.closed_by = None
    return Done(ids=(f"{command.period}/{command.source}",))


use_case = UseCase(command=ReopenRound, permission="evaluations.close", second="scoring.reopen", handle=handle)
