"""Record that the leader rating or the democratic rating of a year was not held: its weight moves (B.8.9)."""

from __future__ import annotations

from dataclasses import dataclass

from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.models.evaluations import EvaluationRound
from cmdesk.queries.scoring_state import closed_problem
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase


@dataclass(frozen=True, kw_only=True)
class RatingNotHeld(Command):
    """Record that no leader rating (`leader`) or no 民主测评 (`rating`) takes place in a year.

    Refused: `source_not_of_period`, `round_exists`, `period_closed`. One undo step.
    """

    period: Period
    source: str


def handle(context: Context, command: RatingNotHeld) -> Done:
    """Write the round as not held."""
    problems = closed_problem(context, command.period)
    params = {"source": command.source, "period": command.period.chinese}
    if command.period.kind is not PeriodKind.YEAR or command.source not in {"leader", "rating"}:
        problems.append(Problem("source_not_of_period", Where(field="source"), params))
    elif context.session.get(EvaluationRound, (command.period, command.source)) is not None:
        problems.append(Problem("round_exists", Where(field="source"), params))
    refuse_any(problems)
    context.session.add(EvaluationRound(period=command.period, source=command.source, state="not_held"))
    return Done(ids=(f"{command.period}/{command.source}",))


use_case = UseCase(command=RatingNotHeld, permission="evaluations.close", handle=handle)
