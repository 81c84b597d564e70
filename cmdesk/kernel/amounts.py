"""Exact decimals: reading them, and rounding them once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

from cmdesk.kernel.errors import Where, reject

Exact: TypeAlias = Decimal | Fraction | int
"""A number without rounding error. A float is never one."""

_LONGEST = 10**28
_STRICT = re.compile(r"-?[0-9]{1,6}(\.[0-9]{1,4})?")


class Rounding(StrEnum):
    """How a printed figure is rounded (B.8.1): 四舍五入 away from zero, or GB/T 8170 to even."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"


def decimal(text: str, *, field: str | None = None) -> Decimal:
    """Read a score or amount written strictly: up to 6 digits before and 4 after the point.

    Raises Rejected `not_a_number` naming `field`.
    """
    if not isinstance(text, str) or not _STRICT.fullmatch(text):
        raise reject("not_a_number", where=Where(field=field), value=str(text))
    return Decimal(text)


def plain(text: str) -> str:
    """Give `text` after NFKC without blanks, as figures are compared."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def exact(value: Exact) -> Fraction:
    """Give `value` as a fraction. Raises TypeError for a float."""
    if type(value) is Fraction:
        return value
    if isinstance(value, float):
        raise TypeError("a float is never an exact amount")
    return Fraction(value)


def rounded(value: Exact, places: int = 2, mode: Rounding = Rounding.HALF_UP) -> Decimal:
    """Round once, from the exact value, to `places` decimals (B.8.1). Half up means away from zero."""
    # Tens of thousands of decimals are printed at once: the ratio of one is had without making a fraction of it.
    number, parts = value.as_integer_ratio() if type(value) is Decimal else exact(value).as_integer_ratio()
    whole, rest = divmod(abs(number) * 10**places, parts)
    twice = 2 * rest
    up = twice > parts or (twice == parts and (mode is Rounding.HALF_UP or whole % 2 == 1))
    whole += up
    digits = Decimal(whole).scaleb(-places)
    return -digits if number < 0 and whole else digits


def printed(value: Exact | None, places: int = 2, mode: Rounding = Rounding.HALF_UP) -> str | None:
    """Give the printed figure as text with exactly `places` decimals, or None for no figure."""
    return None if value is None else f"{rounded(value, places, mode):.{places}f}"


def mean(values: Iterable[Exact]) -> Fraction | None:
    """Give the exact mean, or None of nothing."""
    numbers = [exact(v) for v in values]
    return sum(numbers, Fraction()) / len(numbers) if numbers else None


def fraction_text(value: Exact) -> str:
    """Give an exact number as text: a terminating decimal where there is one, else `n/d`."""
    number = exact(value)
    rest = number.denominator
    if rest == 1 and abs(number.numerator) < _LONGEST:
        return str(number.numerator)
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest == 1:
        text = format(Decimal(number.numerator) / Decimal(number.denominator), "f")
        if Fraction(text) == number:
            return text
    return f"{number.numerator}/{number.denominator}"


def parse_fraction(text: str) -> Fraction:
    """Read back what `fraction_text` wrote."""
    return Fraction(text)
