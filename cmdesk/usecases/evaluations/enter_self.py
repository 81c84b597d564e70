"""Key a self-rating that was written on paper (D11)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.kernel.periods import Period
from cmdesk.models.evaluations import SelfRating
from cmdesk.queries.org import person_by_no
from cmdesk.queries.scoring_state import closed_problem, round_problem
from cmdesk.rules.ruleset import RuleSet
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase

SHORTEST_FACT = 10


@dataclass(frozen=True, kw_only=True)
class EnterSelf(Command):
    """Key one person's self-rating of a quarter: ten duties of 0–10, with a fact for each of nine points or more.

    Refused: `duties_needed`, `self_fact_missing`, `round_not_open`, `period_closed`. One undo step.
    """

    period: Period
    staff_no: str
    scores: tuple[Decimal, ...]
    facts: tuple[str | None, ...]


def handle(context: Context, command: EnterSelf) -> Done:
    """Write the rating in place of the one before."""
    person = person_by_no(context, command.staff_no)
    problems = [*closed_problem(context, command.period), *round_problem(context, command.period, "self")]
    refuse_any([*problems, *rating_problems(command.scores, command.facts, context.rule_set)])
    context.session.merge(
        SelfRating(
            period=command.period,
            person_id=person,
            scores=[str(score) for score in command.scores],
            facts=[fact.strip() if fact else None for fact in command.facts],
        )
    )
    return Done(ids=(f"{command.period}/{command.staff_no}",))


def rating_problems(scores: tuple[Decimal, ...], facts: tuple[str | None, ...], rules: RuleSet) -> list[Problem]:
    """Give what a self-rating lacks: one score a duty within its points, a fact where the score is high (B.6)."""
    duties = rules.duties.items
    most = rules.self_review.points_each
    if len(scores) != len(duties) or len(facts) != len(duties) or not all(0 <= score <= most for score in scores):
        return [Problem("duties_needed", Where(field="scores"), {"count": len(duties), "most": most})]
    return [
        Problem("self_fact_missing", Where(field=f"facts.{place}"), {"duty": duty.name, "points": str(score)})
        for place, (duty, score, fact) in enumerate(zip(duties, scores, facts, strict=True))
        if score >= rules.self_review.fact_from and len((fact or "").strip()) < SHORTEST_FACT
    ]


use_case = UseCase(command=EnterSelf, permission="evaluations.enter", handle=handle)
