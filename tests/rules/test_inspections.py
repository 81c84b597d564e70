"""Scores of inspection sheets and months."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdesk.kernel.errors import Rejected
from cmdesk.rules.inspections import ItemAnswer, month_inspection, sheet_score
from cmdesk.rules.ruleset import RuleSet

D = Decimal
points = st.decimals(min_value="0.5", max_value=20, places=1)
answers = st.builds(
    lambda worth, taken, applicable: ItemAnswer(points=worth, deductions=tuple(taken), applicable=applicable),
    points,
    st.lists(st.decimals(min_value="0.1", max_value=10, places=1), max_size=3),
    st.booleans(),
)


def test_that_deductions_beyond_an_item_take_nothing_elsewhere(rule_set: RuleSet) -> None:
    items = [ItemAnswer(points=D(4), deductions=(D(3), D(3)), no=101), ItemAnswer(points=D(6))]
    score = sheet_score(items, red_line=False, rule_set=rule_set)
    assert score.exact == 60
    assert [(item.no, item.over) for item in score.over_deducted] == [(101, Fraction(2))]


def test_that_every_blank_item_is_named(rule_set: RuleSet) -> None:
    items = [ItemAnswer(points=D(4), answered=False), ItemAnswer(points=D(4)), ItemAnswer(points=D(2), answered=False)]
    with pytest.raises(Rejected) as caught:
        sheet_score(items, red_line=False, rule_set=rule_set)
    assert [problem.where.field for problem in caught.value.problems] == ["items.0", "items.2"]


def test_that_a_deduction_is_positive(rule_set: RuleSet) -> None:
    with pytest.raises(Rejected) as caught:
        sheet_score([ItemAnswer(points=D(4), deductions=(D(1), D(0)))], red_line=False, rule_set=rule_set)
    assert [problem.where.field for problem in caught.value.problems] == ["items.0.deductions.1"]


@pytest.mark.parametrize(("not_seen", "low"), [(False, True), (True, False)])
def test_that_only_items_not_applicable_make_the_base_low(rule_set: RuleSet, not_seen: bool, low: bool) -> None:
    items = [ItemAnswer(points=D(49)), ItemAnswer(points=D(51), applicable=False, not_seen=not_seen)]
    assert sheet_score(items, red_line=False, rule_set=rule_set).low_base is low


def test_that_a_red_line_makes_the_sheet_zero(rule_set: RuleSet) -> None:
    assert sheet_score([ItemAnswer(points=D(4))], red_line=True, rule_set=rule_set).printed == D("0.00")


@given(st.lists(answers, min_size=1, max_size=8))
def test_that_a_sheet_lies_between_0_and_100_in_any_order(rule_set: RuleSet, items: list[ItemAnswer]) -> None:
    if not any(item.applicable for item in items):
        items = [*items, ItemAnswer(points=D(1))]
    score = sheet_score(items, red_line=False, rule_set=rule_set)
    assert 0 <= score.exact <= 100
    assert sheet_score(items[::-1], red_line=False, rule_set=rule_set).exact == score.exact
    assert score.exact * score.base == 100 * sum(item.earned for item in score.items)


@pytest.mark.shows("R23")
@pytest.mark.parametrize(("city", "expected"), [("89", "93.25"), ("88.99", "90.75"), ("99.01", "95.76")])
def test_that_a_re_check_counts_only_beyond_five_points(rule_set: RuleSet, city: str, expected: str) -> None:
    month = month_inspection([D(94), D("92.5")], {0: D(city)}, red_line=False, rule_set=rule_set)
    assert month.printed == D(expected)


def test_that_a_month_without_sheets_is_missing_and_not_zero(rule_set: RuleSet) -> None:
    assert month_inspection([], {}, red_line=False, rule_set=rule_set).exact is None
    assert month_inspection([], {}, red_line=True, rule_set=rule_set).exact == 0


def test_that_a_re_check_needs_its_sheet(rule_set: RuleSet) -> None:
    with pytest.raises(Rejected) as caught:
        month_inspection([D(90)], {1: D(80)}, red_line=False, rule_set=rule_set)
    assert caught.value.code == "no_such_sheet"


def test_that_the_mean_of_sheets_is_exact(rule_set: RuleSet) -> None:
    month = month_inspection([Fraction(100, 3)] * 3, {}, red_line=False, rule_set=rule_set)
    assert month.exact == Fraction(100, 3)
