"""Sums made of integers are the sums of fractions."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cmdesk.rules.sums import products_summed, summed

DECIMALS = some.decimals(-10_000, 10_000, places=4)
FRACTIONS = some.fractions(-1000, 1000, max_denominator=997)


@given(some.lists(some.one_of(DECIMALS, FRACTIONS, some.integers(-1000, 1000))))
def test_that_a_sum_is_the_sum_of_the_fractions(values: list[Decimal | Fraction | int]) -> None:
    assert summed(values) == sum((Fraction(value) for value in values), Fraction())


@given(some.lists(some.tuples(FRACTIONS, FRACTIONS)))
def test_that_a_sum_of_products_is_the_sum_of_the_products(pairs: list[tuple[Fraction, Fraction]]) -> None:
    assert products_summed(pairs) == sum((one * other for one, other in pairs), Fraction())


def test_that_a_float_is_never_added() -> None:
    with pytest.raises(TypeError):
        summed([Decimal(1), 0.5])  # type: ignore[list-item]
