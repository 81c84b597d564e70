"""Checking and storing one leader's rating, whoever keys it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.kernel.periods import Period
from cmdesk.models.evaluations import LeaderRating
from cmdesk.queries.org import person_by_no
from cmdesk.queries.scoring_state import closed_problem, round_problem
from cmdesk.rules.ruleset import RuleSet
from cmdesk.runtime import access
from cmdesk.runtime.context import Context, Done


@dataclass(frozen=True, kw_only=True)
class LeaderSheet:
    """What a leader gave one manager."""

    period: Period
    staff_no: str
    rater: str
    duty: str
    scores: tuple[Decimal, ...]


def ability_problems(scores: tuple[Decimal, ...], rules: RuleSet, field: str = "scores") -> list[Problem]:
    """Give `abilities_needed` unless there is one score of 0 to the full points for each of the ten abilities."""
    wanted = rules.competencies.items
    fits = len(scores) == len(wanted) and all(0 <= s <= a.points for s, a in zip(scores, wanted, strict=True))
    params = {"count": len(wanted), "most": wanted[0].points}
    return [] if fits else [Problem("abilities_needed", Where(field=field), params)]


def write(context: Context, sheet: LeaderSheet, further: Iterable[Problem] = ()) -> Done:
    """Write a rating in place of the same leader's one before; refused with every problem, `further` ones too."""
    person = person_by_no(context, sheet.staff_no)
    access.refuse_own_case(context, [person])
    problems = [*further, *closed_problem(context, sheet.period), *round_problem(context, sheet.period, "leader")]
    problems += ability_problems(sheet.scores, context.rule_set)
    if not sheet.rater.strip():
        problems.append(Problem("rater_missing", Where(field="rater")))
    refuse_any(problems)
    context.session.merge(
        LeaderRating(
            period=sheet.period,
            person_id=person,
            rater=sheet.rater.strip(),
            duty=sheet.duty,
            scores=[str(score) for score in sheet.scores],
            entered_by=context.actor.number,
        )
    )
    return Done(ids=(f"{sheet.period}/{sheet.staff_no}/{sheet.rater}",))
