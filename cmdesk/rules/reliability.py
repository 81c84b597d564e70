"""How far raters agree: Krippendorff's alpha with missing data, exact (methods a 9)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from cmdesk.kernel.errors import Problem, Where, refuse_any

DEPENDABLE = Fraction(4, 5)
TENTATIVE = Fraction(2, 3)


class Scale(StrEnum):
    """What distances between values mean."""

    INTERVAL = "interval"
    ORDINAL = "ordinal"
    NOMINAL = "nominal"


class Reading(StrEnum):
    """What a figure allows (Krippendorff's own limits)."""

    DEPENDABLE = "dependable"
    TENTATIVE = "tentative"
    FEEDBACK_ONLY = "feedback_only"


@dataclass(frozen=True)
class Observation:
    """The value that a rater gave a unit: a decimal, or any text where the scale is nominal."""

    rater: str
    unit: str
    value: Decimal | str


def alpha(observations: Sequence[Observation], scale: Scale) -> Fraction | None:
    """Give Krippendorff's alpha, exact; None where nothing varies or no unit has two values, never 1.

    Raises Rejected `rated_twice`, and `not_a_number` for a text on an ordered scale.
    """
    refuse_any(_problems(observations, scale))
    units: dict[str, list[Decimal | str]] = {}
    for observation in observations:
        units.setdefault(observation.unit, []).append(observation.value)
    paired = [values for values in units.values() if len(values) > 1]
    totals = Counter(value for values in paired for value in values)
    distance = _distances(totals, scale)
    expected = sum((totals[a] * totals[b] * distance[a, b] for a in totals for b in totals), Fraction())
    if not expected:
        return None
    observed = sum((_within(Counter(values), distance) / (len(values) - 1) for values in paired), Fraction())
    return 1 - (sum(totals.values()) - 1) * observed / expected


def reading(figure: Fraction) -> Reading:
    """Say what an alpha allows: from 0.80 dependable, from two thirds tentative, below feedback only."""
    if figure >= DEPENDABLE:
        return Reading.DEPENDABLE
    return Reading.TENTATIVE if figure >= TENTATIVE else Reading.FEEDBACK_ONLY


def _within(counts: Counter[Decimal | str], distance: Mapping[tuple[object, object], Fraction]) -> Fraction:
    """Add the squared distances over all ordered pairs of one unit's values (a value paired with itself adds 0)."""
    return sum((counts[a] * counts[b] * distance[a, b] for a in counts for b in counts), Fraction())


def _distances(totals: Counter[Decimal | str], scale: Scale) -> dict[tuple[object, object], Fraction]:
    """Give the squared distance of every two values."""
    if scale is Scale.NOMINAL:
        return {(a, b): Fraction(a != b) for a in totals for b in totals}
    ordered = sorted(value for value in totals if isinstance(value, Decimal))
    if scale is Scale.INTERVAL:
        return {(a, b): Fraction(a - b) ** 2 for a in ordered for b in ordered}
    # A value's rank is the middle of its ties, so the difference of two ranks counts the values in between.
    ranks, below = {}, 0
    for value in ordered:
        ranks[value] = below + Fraction(totals[value], 2)
        below += totals[value]
    return {(a, b): (ranks[a] - ranks[b]) ** 2 for a in ordered for b in ordered}


def _problems(observations: Sequence[Observation], scale: Scale) -> list[Problem]:
    found: list[Problem] = []
    seen: set[tuple[str, str]] = set()
    for place, observation in enumerate(observations):
        where = Where(field=f"ratings.{place}")
        if (observation.rater, observation.unit) in seen:
            found.append(Problem("rated_twice", where, {"rater": observation.rater, "ratee": observation.unit}))
        seen.add((observation.rater, observation.unit))
        if scale is not Scale.NOMINAL and not isinstance(observation.value, Decimal):
            found.append(Problem("not_a_number", where, {"value": observation.value}))
    return found
