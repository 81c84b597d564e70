"""What is shown of each rater beside the scores: mean, spread, rank agreement, look-alike sheets (rows 14, 27).

These figures inform the supervisor; none of them changes a score.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

from cmdesk.kernel.amounts import mean
from cmdesk.rules.leniency import Rating


@dataclass(frozen=True)
class RaterFigures:
    """One rater's figures.

    `spread`: highest less lowest score. `agreement`: of all pairs of people that both this rater and the others'
    means put in an order, the share put the same way; None where there is no such pair.
    """

    rater: str
    count: int
    mean: Fraction
    spread: Decimal
    agreement: Fraction | None


def rater_figures(ratings: Sequence[Rating]) -> tuple[RaterFigures, ...]:
    """Give the figures of every rater, in the order in which they first appear."""
    return tuple(_figures(rater, ratings) for rater in dict.fromkeys(rating.rater for rating in ratings))


def identical_sheets(sheets: Mapping[str, Mapping[tuple[str, str], Decimal]]) -> tuple[tuple[str, str], ...]:
    """Give each two sheets whose marks agree everywhere, on at least two (person, ability) cells that both have.

    `sheets`: sheet number → (person, ability) → mark. Sheets never carry a name (B.5a).
    """
    found = []
    for one, other in combinations(sorted(sheets), 2):
        shared = sheets[one].keys() & sheets[other].keys()
        if len(shared) > 1 and all(sheets[one][cell] == sheets[other][cell] for cell in shared):
            found.append((one, other))
    return tuple(found)


def _figures(rater: str, ratings: Sequence[Rating]) -> RaterFigures:
    own = {rating.ratee: rating.score for rating in ratings if rating.rater == rater}
    others = {
        person: average
        for person in own
        if (average := mean(r.score for r in ratings if r.ratee == person and r.rater != rater)) is not None
    }
    same = against = 0
    for a, b in combinations(sorted(others), 2):
        product = (own[a] - own[b]) * (1 if others[a] > others[b] else -1 if others[a] < others[b] else 0)
        same += product > 0
        against += product < 0
    return RaterFigures(
        rater,
        len(own),
        mean(own.values()) or Fraction(),
        max(own.values()) - min(own.values()),
        Fraction(same, same + against) if same + against else None,
    )
