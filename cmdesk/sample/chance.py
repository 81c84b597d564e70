"""Figures that look like chance and are the same each time: drawn from a seed by SHA-256."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from cmdesk.kernel.amounts import rounded

T = TypeVar("T")
_BITS = 64


@dataclass(frozen=True)
class Chance:
    """A source of repeatable figures. The same seed and key always give the same value."""

    seed: str

    def share(self, *key: object) -> Fraction:
        """Give a fraction from 0 (included) to 1 (excluded)."""
        return Fraction(self._drawn(key), 1 << _BITS)

    def _drawn(self, key: Iterable[object]) -> int:
        text = "|".join([self.seed, *map(str, key)])
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[: _BITS // 8])

    def whole(self, low: int, high: int, *key: object) -> int:
        """Give a whole number from `low` to `high`, both included."""
        return low + (self._drawn(key) * (high - low + 1) >> _BITS)

    def amount(self, low: str, high: str, places: int, *key: object) -> Decimal:
        """Give a decimal between `low` and `high` with `places` decimals."""
        width = Fraction(high) - Fraction(low)
        return rounded(Fraction(low) + width * self.share(*key), places)

    def pick(self, items: Sequence[T], *key: object) -> T:
        """Give one of `items`."""
        return items[self._drawn(key) * len(items) >> _BITS]

    def often(self, percent: int, *key: object) -> bool:
        """Say yes in `percent` of a hundred cases."""
        return self._drawn(key) * 100 < percent << _BITS

    def order(self, items: Sequence[T], *key: object) -> list[T]:
        """Give `items` in a repeatable order of chance."""
        return sorted(items, key=lambda item: self._drawn((*key, item)))
