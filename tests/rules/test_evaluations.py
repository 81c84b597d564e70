"""C, G, S, R, 领导评, and what replaces a missing source."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from cmdesk.kernel.errors import Rejected
from cmdesk.rules.evaluations import (
    Origin,
    ability_total,
    customer_figure,
    department_score,
    industry_figure,
    leader_score,
    self_figure,
    survey_mean,
)
from cmdesk.rules.ruleset import RuleSet

D = Decimal


def test_that_a_questionnaire_with_a_blank_is_not_valid(rule_set: RuleSet) -> None:
    assert survey_mean([[5] * 10, [4] * 10, [5] * 9 + [None]], rule_set) == (Fraction(90), 2)
    assert survey_mean([], rule_set) == (None, 0)


def test_that_an_answer_off_the_scale_is_refused_with_its_place(rule_set: RuleSet) -> None:
    with pytest.raises(Rejected) as caught:
        survey_mean([[5] * 10, [5] * 9 + [6], [5] * 9], rule_set)
    assert [(problem.code, problem.where.field) for problem in caught.value.problems] == [
        ("out_of_range", "1.9"),
        ("wrong_length", "2"),
    ]


@pytest.mark.parametrize(
    ("valid", "county", "value", "origin"),
    [
        (8, [(D(80), 8)], Fraction(95), Origin.OWN),
        (7, [(D(80), 8), (D(90), 12), (D(10), 7)], Fraction(85), Origin.COUNTY_MEAN),
        (7, [(D(80), 7)], None, Origin.MISSING),
        (0, [(D(80), 8)], None, Origin.MISSING),
    ],
)
def test_that_few_answers_take_the_mean_of_the_county(
    rule_set: RuleSet, valid: int, county: list[tuple[Decimal, int]], value: Fraction | None, origin: Origin
) -> None:
    figure = customer_figure(D(95) if valid else None, valid, county, rule_set)
    assert (figure.value, figure.origin) == (value, origin)


def test_that_the_industry_needs_two_raters(rule_set: RuleSet) -> None:
    full = {item.code: D("12.5") for item in rule_set.industry.items}
    half = {code: D("6.25") for code in full}
    assert industry_figure([full], rule_set).value is None
    assert industry_figure([full, half], rule_set).value == 75


def test_that_an_evaluation_is_whole_and_within_its_points(rule_set: RuleSet) -> None:
    sheet = {item.code: D(12) for item in rule_set.industry.items}
    sheet["shelf"] = D("12.6")
    del sheet["display"]
    sheet["weather"] = D(1)
    with pytest.raises(Rejected) as caught:
        industry_figure([sheet], rule_set)
    assert {(problem.code, problem.where.field) for problem in caught.value.problems} == {
        ("blank_item", "0.display"),
        ("out_of_range", "0.shelf"),
        ("code_unknown", "0.weather"),
    }


def test_that_nine_points_of_self_praise_need_a_fact(rule_set: RuleSet) -> None:
    points = {duty.code: D(8) for duty in rule_set.duties.items}
    assert self_figure(points, {}, rule_set).value == 80
    points["key_brands"] = D(9)
    with pytest.raises(Rejected) as caught:
        self_figure(points, {"key_brands": "  "}, rule_set)
    assert caught.value.code == "self_fact_missing"
    assert self_figure(points, {"key_brands": "新品上柜全县第一"}, rule_set).value == 81


@pytest.mark.parametrize(
    ("inspections", "adjustment", "expected"),
    [(["98"], "5", 100), (["2"], "-5", 0), (["93", "94"], None, Fraction("93.5")), ([], "5", None)],
)
def test_that_the_department_stays_within_the_scale(
    rule_set: RuleSet, inspections: list[str], adjustment: str | None, expected: Fraction | None
) -> None:
    change = None if adjustment is None else D(adjustment)
    assert department_score([D(text) for text in inspections], change, rule_set) == expected


def test_that_leaders_count_by_their_mean(rule_set: RuleSet) -> None:
    form = {item.code: D(9) for item in rule_set.competencies.items}
    assert ability_total(form, rule_set) == 90
    assert leader_score([D(90), D(91)]) == Fraction("90.5")
    assert leader_score([]) is None
