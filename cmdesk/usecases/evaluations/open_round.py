"""Open the collection of one source of a quarter, or of the leader rating of a year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.models.evaluations import EvaluationRound
from cmdesk.queries.scoring_state import closed_problem
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase

QUARTER_SOURCES = ("customer", "industry", "self", "department")
YEAR_SOURCES = ("leader",)


@dataclass(frozen=True, kw_only=True)
class OpenRound(Command):
    """Open a round: customer, industry, self or department for a quarter; leader for a year.

    Refused: `source_not_of_period`, `round_exists`, `period_closed`. One undo step.
    """

    period: Period
    source: str
    due: date | None = None


def handle(context: Context, command: OpenRound) -> Done:
    """Write the open round."""
    problems = closed_problem(context, command.period)
    if command.source not in sources_of(command.period):
        params = {"source": command.source, "period": command.period.chinese}
        problems.append(Problem("source_not_of_period", Where(field="source"), params))
    elif context.session.get(EvaluationRound, (command.period, command.source)) is not None:
        params = {"source": command.source, "period": command.period.chinese}
        problems.append(Problem("round_exists", Where(field="source"), params))
    refuse_any(problems)
    context.session.add(EvaluationRound(period=command.period, source=command.source, state="open", due=command.due))
    return Done(ids=(f"{command.period}/{command.source}",))


def sources_of(period: Period) -> tuple[str, ...]:
    """Give the sources that a period collects."""
    if period.kind is PeriodKind.QUARTER:
        return QUARTER_SOURCES
    return YEAR_SOURCES if period.kind is PeriodKind.YEAR else ()


use_case = UseCase(command=OpenRound, permission="evaluations.enter", handle=handle)
