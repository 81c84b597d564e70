"""Close the collection of one source: after that nothing comes in any more."""

from __future__ import annotations

from dataclasses import dataclass

from cmdesk.kernel.errors import refuse_any
from cmdesk.kernel.periods import Period
from cmdesk.models.evaluations import EvaluationRound
from cmdesk.queries.scoring_state import closed_problem, round_problem
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase


@dataclass(frozen=True, kw_only=True)
class CloseRound(Command):
    """Close a round; people without an answer are treated by the policy of their source (B.8.6).

    Refused: `round_not_open`, `period_closed`. One undo step.
    """

    period: Period
    source: str


def handle(context: Context, command: CloseRound) -> Done:
    """Mark the round closed."""
    refuse_any([*closed_problem(context, command.period), *round_problem(context, command.period, command.source)])
    found = context.session.get_one(EvaluationRound, (command.period, command.source))
    found.state = "closed"
    found.closed_by = context.actor.number
    return Done(ids=(f"{command.period}/{command.source}",))


use_case = UseCase(command=CloseRound, permission="evaluations.close", handle=handle)
