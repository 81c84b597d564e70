"""Exact sums of many numbers: a whole county's figures are mostly a few denominators, added as integers."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from cmdesk.kernel.amounts import Exact


def summed(values: Iterable[Exact]) -> Fraction:
    """Give the exact sum. Raises TypeError for a float."""
    numerators: dict[int, int] = {}
    for value in values:
        if isinstance(value, float):
            raise TypeError("a float is never an exact amount")
        numerator, denominator = value.as_integer_ratio()
        numerators[denominator] = numerators.get(denominator, 0) + numerator
    return _whole(numerators)


def products_summed(pairs: Iterable[tuple[Fraction, Fraction]]) -> Fraction:
    """Give the exact sum of the products of the pairs."""
    numerators: dict[int, int] = {}
    for one, other in pairs:
        denominator = one.denominator * other.denominator
        numerators[denominator] = numerators.get(denominator, 0) + one.numerator * other.numerator
    return _whole(numerators)


def _whole(numerators: dict[int, int]) -> Fraction:
    parts = [Fraction(numerator, denominator) for denominator, numerator in numerators.items()]
    return parts[0] if len(parts) == 1 else sum(parts, Fraction())
