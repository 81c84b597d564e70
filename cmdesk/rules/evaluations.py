"""The other evaluations of a quarter and what replaces a missing one: C, G, S, R (B.6, B.8.6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from cmdesk.kernel.amounts import Exact, exact, mean
from cmdesk.kernel.errors import Problem, Where, refuse_any, reject
from cmdesk.rules.codes import MissingPolicy
from cmdesk.rules.ruleset import RuleSet


class Origin(StrEnum):
    """Where a source's figure comes from."""

    OWN = "own"
    COUNTY_MEAN = "county_mean"
    MISSING = "missing"


@dataclass(frozen=True)
class SourceFigure:
    """A source's figure for one person, exact, with the number of valid answers behind it."""

    value: Fraction | None
    origin: Origin
    valid: int


def survey_mean(answers: Sequence[Sequence[int | None]], rule_set: RuleSet) -> tuple[Fraction | None, int]:
    """Give C of one person's questionnaires (mean ÷ scale × 100) and how many are valid.

    A questionnaire with a blank is not valid. Raises Rejected `out_of_range` or `wrong_length` with the row and
    question for an answer that is not on the scale.
    """
    rule = rule_set.survey
    problems = []
    for row, sheet in enumerate(answers):
        if len(sheet) != len(rule.questions):
            wrong = {"expected": len(rule.questions), "found": len(sheet)}
            problems.append(Problem("wrong_length", Where(field=str(row)), wrong))
        problems += [
            Problem("out_of_range", Where(field=f"{row}.{place}"), {"value": answer, "least": 1, "most": rule.scale})
            for place, answer in enumerate(sheet)
            if answer is not None and not 1 <= answer <= rule.scale
        ]
    refuse_any(problems)
    valid = [[answer for answer in sheet if answer is not None] for sheet in answers if None not in sheet]
    score = mean(answer for sheet in valid for answer in sheet)
    return (None if score is None else score / rule.scale * 100), len(valid)


def customer_figure(
    own: Exact | None, valid: int, county: Sequence[tuple[Exact, int]], rule_set: RuleSet
) -> SourceFigure:
    """Give C for one person: the own mean from enough valid answers on, else what the policy says (B.8.6).

    `county`: (mean, valid answers) of every manager of the county.
    """
    rule, policy = rule_set.survey, rule_set.missing_sources.customer
    if own is not None and valid >= rule.least_valid:
        return SourceFigure(exact(own), Origin.OWN, valid)
    wanted = policy.policy if valid == 0 or policy.few is None else policy.few
    if wanted is MissingPolicy.COUNTY_MEAN:
        enough = mean(score for score, answers in county if answers >= rule.least_valid)
        if enough is not None:
            return SourceFigure(enough, Origin.COUNTY_MEAN, valid)
    return SourceFigure(None, Origin.MISSING, valid)


def industry_figure(sheets: Sequence[Mapping[str, Exact]], rule_set: RuleSet) -> SourceFigure:
    """Give G: the mean of the raters' sums of eight items; missing with fewer raters than the rule asks for (B.6).

    Raises Rejected for an item that is missing, unknown or beyond its points.
    """
    limits = {item.code: exact(item.points) for item in rule_set.industry.items}
    refuse_any(problem for place, sheet in enumerate(sheets) for problem in _sheet_problems(sheet, limits, f"{place}."))
    if len(sheets) < rule_set.industry.least_raters:
        return SourceFigure(None, Origin.MISSING, len(sheets))
    totals = [sum((exact(points) for points in sheet.values()), Fraction()) for sheet in sheets]
    return SourceFigure(mean(totals), Origin.OWN, len(sheets))


def self_figure(points: Mapping[str, Exact], facts: Mapping[str, str], rule_set: RuleSet) -> SourceFigure:
    """Give S: the sum of the ten duties; a fact is due for each from nine points on (B.6).

    Raises Rejected for a duty that is missing, unknown or beyond its points, and `self_fact_missing`.
    """
    rule = rule_set.self_review
    limits = {duty.code: exact(rule.points_each) for duty in rule_set.duties.items}
    problems = list(_sheet_problems(points, limits, ""))
    problems += [
        Problem("self_fact_missing", Where(field=code), {"duty": rule_set.duties.name_of(code), "points": str(value)})
        for code, value in points.items()
        if exact(value) >= exact(rule.fact_from) and not facts.get(code, "").strip()
    ]
    refuse_any(problems)
    return SourceFigure(sum((exact(value) for value in points.values()), Fraction()), Origin.OWN, 1)


def ability_total(points: Mapping[str, Exact], rule_set: RuleSet) -> Fraction:
    """Give the total of one ability form (peer or leader): ten abilities × 10 points (B.5).

    Raises Rejected for an ability that is missing, unknown or beyond its points.
    """
    limits = {item.code: exact(item.points) for item in rule_set.competencies.items}
    refuse_any(_sheet_problems(points, limits, ""))
    return sum((exact(value) for value in points.values()), Fraction())


def leader_score(totals: Sequence[Exact]) -> Fraction | None:
    """Give 领导评: the mean of the totals; None where nobody rated (B.5)."""
    return mean(totals)


def department_score(inspections: Sequence[Exact], adjustment: Exact | None, rule_set: RuleSet) -> Fraction | None:
    """Give R: the mean of the months' inspection scores plus the adjustment, held within 0–100 (B.2, B.8.6).

    None without a single inspection. Raises Rejected `adjustment_too_large`.
    """
    change = Fraction() if adjustment is None else exact(adjustment)
    limit = exact(rule_set.department.adjustment)
    if abs(change) > limit:
        raise reject(
            "adjustment_too_large",
            where=Where(field="department_adjustment"),
            value=str(adjustment),
            limit=rule_set.department.adjustment,
        )
    score = mean(inspections)
    return None if score is None else min(Fraction(100), max(Fraction(0), score + change))


def _sheet_problems(sheet: Mapping[str, Exact], limits: Mapping[str, Fraction], path: str) -> Sequence[Problem]:
    found = [
        Problem("blank_item", Where(field=f"{path}{code}"), {"item": code}) for code in limits if code not in sheet
    ]
    for code, value in sheet.items():
        where = Where(field=f"{path}{code}")
        if code not in limits:
            found.append(Problem("code_unknown", where, {"code": code}))
        elif not 0 <= exact(value) <= limits[code]:
            found.append(Problem("out_of_range", where, {"value": str(value), "least": 0, "most": str(limits[code])}))
    return found
