"""Worked examples about peer review: who reviews whom, lenient raters, agreement of raters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cmdesk.kernel.amounts import decimal, printed
from cmdesk.kernel.errors import Problem, Rejected, Where, refuse_any
from cmdesk.rules import assignment, reliability
from cmdesk.rules import leniency as raters
from cmdesk.rules.ruleset import RuleSet
from cmdesk.rules.shapes import Score
from cmdesk.rules.worked.topic import Topic


@dataclass(frozen=True, kw_only=True)
class AssignmentGiven:
    """People, reviews each, pairs who may not review each other, and the pairs of last period."""

    people: tuple[str, ...]
    reviews_each: int
    conflicts: tuple[tuple[str, str], ...] = ()
    last_period: tuple[tuple[str, str], ...] = ()
    seed: str


def reviewer_assignment(given: AssignmentGiven, _: RuleSet) -> dict[str, Any]:
    """Plan who reviews whom (methods b)."""
    plan = assignment.reviewer_assignment(
        given.people,
        reviews_each=given.reviews_each,
        conflicts=given.conflicts,
        last_period=given.last_period,
        seed=given.seed,
    )
    return {"pairs": plan.pairs, "reciprocal": plan.reciprocal, "conflicts": plan.conflicts}


@dataclass(frozen=True, kw_only=True)
class LeniencyGiven:
    """(rater, ratee, score) of a round."""

    ratings: tuple[tuple[str, str, Score], ...]


def leniency(given: LeniencyGiven, rule_set: RuleSet) -> dict[str, Any]:
    """Estimate how lenient raters are; always computes, whatever the switch (methods a)."""
    mode = rule_set.rounding_mode
    result = raters.leniency([raters.Rating(*rating) for rating in given.ratings], mode)
    return {
        "effects": {rater: printed(effect) for rater, effect in result.effects.items()},
        "scores": {person: printed(score) for person, score in result.scores.items()},
        "state": result.state,
    }


@dataclass(frozen=True, kw_only=True)
class ReliabilityGiven:
    """(rater, unit, value) of a round; values are decimals but for a nominal scale."""

    ratings: tuple[tuple[str, str, str], ...]
    scale: reliability.Scale


def agreement(given: ReliabilityGiven, rule_set: RuleSet) -> dict[str, Any]:
    """Give Krippendorff's alpha (methods a 9)."""
    observations: list[reliability.Observation] = []
    found: list[Problem] = []
    for place, (rater, unit, value) in enumerate(given.ratings):
        try:
            read = value if given.scale is reliability.Scale.NOMINAL else decimal(value)
        except Rejected as error:
            where = Where(field=f"ratings.{place}.2")
            found += [Problem(problem.code, where, problem.params) for problem in error.problems]
        else:
            observations.append(reliability.Observation(rater, unit, read))
    refuse_any(found)
    return {"alpha": printed(reliability.alpha(observations, given.scale), 4, rule_set.rounding_mode)}


TOPICS: tuple[Topic, ...] = (
    Topic("reviewer_assignment", AssignmentGiven, reviewer_assignment),
    Topic("leniency", LeniencyGiven, leniency),
    Topic("reliability", ReliabilityGiven, agreement),
)
