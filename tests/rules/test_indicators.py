"""经营业绩 from the figures of the centre."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdesk.rules.indicators import completion, forecast_accuracy, is_early_warning, performance_score
from cmdesk.rules.ruleset import RuleSet
from cmdesk.rules.ruleset_checks import INDICATOR_CODES
from cmdesk.rules.settings import with_settings

D = Decimal
figures = st.none() | st.decimals(min_value=-20, max_value=130, places=2)


@given(st.lists(figures, min_size=8, max_size=8))
def test_that_points_stay_between_nothing_and_full(rule_set: RuleSet, values: list[Decimal | None]) -> None:
    score = performance_score(dict(zip(INDICATOR_CODES, values, strict=True)), rule_set)
    for item in score.items:
        assert item.points is None or 0 <= item.points <= item.indicator.points
    assert (score.exact is None) == (score.base < 60)
    assert score.exact is None or 0 <= score.exact <= 100


@given(st.decimals(min_value=0, max_value=120, places=2))
def test_that_whole_steps_never_cost_more(rule_set: RuleSet, sales: Decimal) -> None:
    values = dict.fromkeys(INDICATOR_CODES, D(100)) | {"sales": sales}
    whole = performance_score(values, with_settings(rule_set, {"step_mode": "whole"})).exact
    linear = performance_score(values, rule_set).exact
    assert whole is not None
    assert linear is not None
    assert whole - 1 < linear <= whole


@pytest.mark.shows("R27")
def test_that_a_figure_that_is_not_given_counts_as_missing(rule_set: RuleSet) -> None:
    score = performance_score({"sales": D(100), "revenue": D(100), "forecast": D(90)}, rule_set)
    assert score.exact is None
    assert score.missing == ("brand_shelf", "brand_sell", "margin", "price_tags", "base_data")


@pytest.mark.parametrize(
    ("forecast", "actual", "expected"), [(90, 100, 90), (110, 100, 90), (300, 100, 0), (0, 0, 100), (1, 0, 0)]
)
def test_that_forecast_accuracy_is_never_negative(forecast: int, actual: int, expected: int) -> None:
    assert forecast_accuracy(forecast, actual) == expected


def test_that_completion_needs_a_target() -> None:
    assert completion(50, 40) == 125
    assert completion(50, 0) is None


def test_that_a_flag_is_below_four_fifths_of_the_peers(rule_set: RuleSet) -> None:
    assert is_early_warning(Fraction("0.79"), 1, rule_set)
    assert not is_early_warning(Fraction("0.8"), 1, rule_set)
    assert not is_early_warning(0, 0, rule_set)
