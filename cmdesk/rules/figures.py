"""Printing figures and adding weighted parts: the two steps that every score shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cmdesk.kernel.amounts import Exact, exact, printed, rounded
from cmdesk.rules.ruleset import RuleSet


def printed_text(value: Exact | None, rule_set: RuleSet, places: int = 2) -> str | None:
    """Give a figure as paper shows it, rounded once as the rule set says (B.8.1); None for no figure."""
    return printed(value, places, rule_set.rounding.mode)


def printed_figure(value: Exact, rule_set: RuleSet) -> Decimal:
    """Give the printed figure as a number, which is the given of the next period (B.8.1)."""
    return rounded(value, 2, rule_set.rounding.mode)


@dataclass(frozen=True)
class Part:
    """One part of a weighted score.

    `weight`: percent in the rules. `share`: what it counts of 1 after the weights of missing parts have been
    redistributed; 0 for a missing part, whose `value` is None.
    """

    code: str
    weight: Decimal
    share: Fraction
    value: Fraction | None


@dataclass(frozen=True)
class Weighed:
    """A weighted score, exact; None where every part is missing. The parts stand in the order of the weights."""

    exact: Fraction | None
    parts: tuple[Part, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """Give the codes of the parts without a figure that have a weight or none, in order."""
        return tuple(part.code for part in self.parts if part.value is None)

    def value_of(self, code: str) -> Fraction | None:
        """Give the exact figure of a part."""
        return next(part.value for part in self.parts if part.code == code)


def percents(weights: Any) -> dict[str, Decimal]:
    """Give the fields of a weights dataclass, in order."""
    return {field.name: getattr(weights, field.name) for field in fields(weights)}


def weigh(values: Mapping[str, Exact | None], weights: Mapping[str, Decimal]) -> Weighed:
    """Add the parts by their weights; a missing part is never 0, its weight goes pro rata to the others (B.8.6)."""
    present = {code: exact(value) for code, value in values.items() if value is not None}
    total = sum((exact(weights[code]) for code in present), Fraction())
    parts = tuple(
        Part(
            code,
            weight,
            exact(weight) / total if code in present and total else Fraction(),
            present.get(code),
        )
        for code, weight in weights.items()
    )
    if not total:
        return Weighed(None, parts)
    return Weighed(sum((part.share * (part.value or 0) for part in parts), Fraction()), parts)
