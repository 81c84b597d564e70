"""Exact amounts, and the one rounding, held against the decimal module's own."""

from __future__ import annotations

import decimal
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdesk.kernel import amounts
from cmdesk.kernel.amounts import Rounding
from cmdesk.kernel.errors import Rejected

DECIMALS = st.decimals(min_value=-999_999, max_value=999_999, places=4)
FRACTIONS = st.fractions(min_value=-1000, max_value=1000, max_denominator=5000)
MODES = {Rounding.HALF_UP: decimal.ROUND_HALF_UP, Rounding.HALF_EVEN: decimal.ROUND_HALF_EVEN}


@pytest.mark.shows("11")
@given(DECIMALS, st.integers(0, 3), st.sampled_from(list(Rounding)))
def test_that_rounding_is_that_of_the_decimal_module(value: Decimal, places: int, mode: Rounding) -> None:
    wanted = value.quantize(Decimal(1).scaleb(-places), rounding=MODES[mode])
    assert amounts.rounded(value, places, mode) == wanted


@given(FRACTIONS, st.integers(0, 4), st.sampled_from(list(Rounding)))
def test_that_a_fraction_that_never_ends_is_rounded_from_its_exact_value(
    value: Fraction, places: int, mode: Rounding
) -> None:
    found = Fraction(amounts.rounded(value, places, mode))
    step = Fraction(1, 10**places)
    assert abs(found - value) * 2 <= step
    if abs(found - value) * 2 == step:
        digit = abs(found / step)
        assert abs(found) > abs(value) if mode is Rounding.HALF_UP else digit % 2 == 0


@pytest.mark.parametrize(
    ("value", "half_up", "half_even"),
    [
        ("1.005", "1.01", "1.00"),
        ("1.015", "1.02", "1.02"),
        ("-1.005", "-1.01", "-1.00"),
        ("2.0049999", "2.00", "2.00"),
        ("-0.001", "0.00", "0.00"),
        ("99.995", "100.00", "100.00"),
    ],
)
def test_that_halves_go_away_from_zero_or_to_even(value: str, half_up: str, half_even: str) -> None:
    assert amounts.printed(Decimal(value)) == half_up
    assert amounts.printed(Decimal(value), 2, Rounding.HALF_EVEN) == half_even


def test_that_no_figure_prints_as_nothing() -> None:
    assert amounts.printed(None) is None
    assert amounts.mean([]) is None


@given(st.lists(FRACTIONS, min_size=1, max_size=8))
def test_that_a_mean_is_exact_and_does_not_depend_on_the_order(values: list[Fraction]) -> None:
    found = amounts.mean(values)
    assert found is not None
    assert found * len(values) == sum(values)
    assert found == amounts.mean(reversed(values))


def test_that_a_float_is_never_an_amount() -> None:
    for do in (amounts.exact, amounts.rounded, amounts.printed):
        with pytest.raises(TypeError, match="float"):
            do(0.1)  # type: ignore[operator]
    with pytest.raises(TypeError, match="float"):
        amounts.mean([1, 0.5])  # type: ignore[list-item]


@given(FRACTIONS)
def test_that_exact_text_is_read_back_without_loss(value: Fraction) -> None:
    assert amounts.parse_fraction(amounts.fraction_text(value)) == value


@given(DECIMALS)
def test_that_a_terminating_number_is_written_as_a_decimal(value: Decimal) -> None:
    text = amounts.fraction_text(value)
    assert "/" not in text
    assert "E" not in text
    assert Decimal(text) == value


def test_that_a_number_that_never_ends_is_written_as_a_fraction() -> None:
    assert amounts.fraction_text(Fraction(1, 3)) == "1/3"
    assert amounts.fraction_text(Fraction(1, 2**90)) == f"1/{2**90}"


@pytest.mark.parametrize("text", ["0", "-1.5", "999999.9999", "007"])
def test_that_a_strict_decimal_is_taken(text: str) -> None:
    assert amounts.decimal(text) == Decimal(text)


@pytest.mark.parametrize("text", ["", "１", "1,5", "1e3", "1.", ".5", "1234567", "1.23456", " 1", "NaN", "+1", 1.5])
def test_that_a_loose_decimal_is_refused_with_its_field(text: object) -> None:
    with pytest.raises(Rejected) as caught:
        amounts.decimal(text, field="score")  # type: ignore[arg-type]
    (problem,) = caught.value.problems
    assert (problem.code, problem.where.field, problem.params["value"]) == ("not_a_number", "score", str(text))


def test_that_figures_are_compared_without_width_and_blanks() -> None:
    assert amounts.plain(" １２ ３．５　") == "123.5"
