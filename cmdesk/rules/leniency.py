"""How lenient each rater is, and scores with part of it taken back (methods a). Floats estimate; scores stay exact."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from cmdesk.kernel.amounts import Rounding, exact, mean, rounded
from cmdesk.kernel.errors import Problem, Where, refuse_any

LEAST_FREEDOM = 5
LEAST_RATERS = 3
_NOTHING = 1e-12


class LeniencyState(StrEnum):
    """Whether effects were taken off, or why not: then all effects are 0 and scores are plain means."""

    CORRECTED = "corrected"
    NO_DIFFERENCE = "no_difference"
    TOO_LITTLE_DATA = "too_little_data"
    NOT_CONNECTED = "not_connected"


@dataclass(frozen=True)
class Rating:
    """What one rater (in peer review: one random sheet number) gave one person."""

    rater: str
    ratee: str
    score: Decimal


@dataclass(frozen=True)
class Variances:
    """Estimated variance between people, between raters, and what is left (Henderson method 3)."""

    people: float
    raters: float
    error: float


@dataclass(frozen=True)
class Leniency:
    """Effects of raters (positive = lenient) and corrected scores, each rounded once.

    `beyond`: people whose corrected score lies outside 0–100 and is shown as the bound. `parts`: groups of people who
    share no rater, where the state is `not_connected`. `dependability`: reliability of the mean score, two places;
    None where it cannot be computed. `standard_errors`: of a corrected score, two places; empty without correction.
    """

    state: LeniencyState
    effects: Mapping[str, Decimal]
    scores: Mapping[str, Decimal]
    beyond: tuple[str, ...]
    parts: tuple[tuple[str, ...], ...]
    dependability: Decimal | None
    standard_errors: Mapping[str, Decimal]

    def distinguishable(self, a: str, b: str) -> bool | None:
        """Say whether two people differ by at least twice the standard error of the difference; None unknown."""
        if not self.standard_errors:
            return None
        spread = exact(self.standard_errors[a]) ** 2 + exact(self.standard_errors[b]) ** 2
        return exact(self.scores[a] - self.scores[b]) ** 2 >= 4 * spread


def leniency(ratings: Sequence[Rating], mode: Rounding = Rounding.HALF_UP) -> Leniency:
    """Estimate the raters' effects, shrunken by how far they can be trusted, and take them off.

    Each effect is rounded to 0.01; from there on everything is exact and can be redone by hand. Raises Rejected
    `no_ratings`, `rated_twice`, `self_rating`.
    """
    refuse_any(_problems(ratings))
    groups = _parts(ratings)
    if len(groups) > 1:
        return _plain(ratings, LeniencyState.NOT_CONNECTED, groups, mode)
    model = _Model(ratings)
    if model.freedom < LEAST_FREEDOM or len(model.raters) < LEAST_RATERS:
        return _plain(ratings, LeniencyState.TOO_LITTLE_DATA, (), mode)
    variances = model.variances()
    if variances.raters == 0:
        return _plain(ratings, LeniencyState.NO_DIFFERENCE, (), mode, model.dependability(variances))
    shrink = variances.error / variances.raters
    effects = {rater: rounded(Fraction(effect), 2, mode) for rater, effect in model.effects(shrink).items()}
    errors = {person: rounded(Fraction(error), 2, mode) for person, error in model.errors(variances).items()}
    return _corrected(ratings, effects, LeniencyState.CORRECTED, (), mode, model.dependability(variances), errors)


def _plain(
    ratings: Sequence[Rating],
    state: LeniencyState,
    parts: tuple[tuple[str, ...], ...],
    mode: Rounding,
    dependability: Decimal | None = None,
) -> Leniency:
    effects = {rating.rater: rounded(0, 2) for rating in ratings}
    return _corrected(ratings, effects, state, parts, mode, dependability, {})


def _corrected(
    ratings: Sequence[Rating],
    effects: Mapping[str, Decimal],
    state: LeniencyState,
    parts: tuple[tuple[str, ...], ...],
    mode: Rounding,
    dependability: Decimal | None,
    errors: Mapping[str, Decimal],
) -> Leniency:
    scores: dict[str, Decimal] = {}
    beyond = []
    for person in dict.fromkeys(rating.ratee for rating in ratings):
        score = mean(r.score - effects[r.rater] for r in ratings if r.ratee == person) or Fraction()
        if not 0 <= score <= 100:
            beyond.append(person)
        scores[person] = rounded(min(max(score, Fraction()), Fraction(100)), 2, mode)
    return Leniency(state, effects, scores, tuple(beyond), parts, dependability, errors)


class _Model:
    """Ratings as target effect plus rater effect plus error; scores are centred to keep the sums small."""

    def __init__(self, ratings: Sequence[Rating]) -> None:
        centre = mean(rating.score for rating in ratings) or Fraction()
        self.people = sorted({rating.ratee for rating in ratings})
        self.raters = sorted({rating.rater for rating in ratings})
        place = {rater: number for number, rater in enumerate(self.raters)}
        self.rows: dict[str, list[tuple[int, float]]] = {person: [] for person in self.people}
        for rating in sorted(ratings, key=lambda rating: (rating.ratee, rating.rater)):
            self.rows[rating.ratee].append((place[rating.rater], float(exact(rating.score) - centre)))
        self.size = len(ratings)
        self.loads = [0] * len(self.raters)
        for row in self.rows.values():
            for rater, _ in row:
                self.loads[rater] += 1
        self.freedom = self.size - len(self.people) - len(self.raters) + 1

    def effects(self, shrink: float) -> dict[str, float]:
        """Give the rater effects; `shrink` is error variance over rater variance."""
        return dict(zip(self.raters, self._solved(shrink), strict=True))

    def variances(self) -> Variances:
        """Give the three variance components; what is nothing but rounding noise is 0."""
        total = math.fsum(score**2 for row in self.rows.values() for _, score in row)
        left = self._residual(self._solved(0.0))
        within_people = math.fsum(_spread([score for _, score in row]) for row in self.rows.values())
        columns: list[list[float]] = [[] for _ in self.raters]
        for row in self.rows.values():
            for rater, score in row:
                columns[rater].append(score)
        within_raters = math.fsum(_spread(column) for column in columns)
        noise = _NOTHING * max(total, 1e-300)
        error = _floored(left, noise) / self.freedom
        raters = _floored(within_people - left - error * (len(self.raters) - 1), noise) / (self.size - len(self.people))
        people = _floored(within_raters - left - error * (len(self.people) - 1), noise) / (self.size - len(self.raters))
        return Variances(people, raters, error)

    def dependability(self, variances: Variances) -> Decimal | None:
        """Give the reliability of the mean score of a person."""
        harmonic = len(self.rows) / math.fsum(1 / len(row) for row in self.rows.values())
        whole = variances.people + variances.error / harmonic
        return rounded(Fraction(variances.people / whole), 2) if whole else None

    def errors(self, variances: Variances) -> dict[str, float]:
        """Give the standard error of each corrected score."""
        shrink = variances.error / variances.raters
        return {
            person: math.sqrt(
                variances.error / len(row)
                + math.fsum(variances.error / (self.loads[rater] + shrink) for rater, _ in row) / len(row) ** 2
            )
            for person, row in self.rows.items()
        }

    def _residual(self, effects: Sequence[float]) -> float:
        return math.fsum(_spread([score - effects[rater] for rater, score in row]) for row in self.rows.values())

    def _solved(self, shrink: float) -> list[float]:
        """Solve the raters' normal equations with the people taken out; without shrinkage effects add to 0."""
        count = len(self.raters)
        matrix = [[0.0] * count for _ in range(count)]
        right = [0.0] * count
        for row in self.rows.values():
            average = math.fsum(score for _, score in row) / len(row)
            for rater, score in row:
                right[rater] += score - average
                matrix[rater][rater] += 1
                for other, _ in row:
                    matrix[rater][other] -= 1 / len(row)
        for rater in range(count):
            matrix[rater][rater] += shrink
        # The sum of all effects is 0 in any case; adding it to every equation makes the plain system solvable.
        for line in matrix:
            for other in range(count):
                line[other] += 1.0
        return _gauss(matrix, right)


def _gauss(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Solve a symmetric positive definite system by elimination; both arguments are used up."""
    count = len(right)
    for pivot in range(count):
        for lower in range(pivot + 1, count):
            factor = matrix[lower][pivot] / matrix[pivot][pivot]
            if factor:
                row, above = matrix[lower], matrix[pivot]
                for column in range(pivot, count):
                    row[column] -= factor * above[column]
                right[lower] -= factor * right[pivot]
    solution = [0.0] * count
    for pivot in reversed(range(count)):
        known = math.fsum(matrix[pivot][column] * solution[column] for column in range(pivot + 1, count))
        solution[pivot] = (right[pivot] - known) / matrix[pivot][pivot]
    return solution


def _spread(scores: Sequence[float]) -> float:
    """Give the sum of squared distances from the mean."""
    average = math.fsum(scores) / len(scores)
    return math.fsum((score - average) ** 2 for score in scores)


def _floored(value: float, noise: float) -> float:
    return value if value > noise else 0.0


def _parts(ratings: Sequence[Rating]) -> tuple[tuple[str, ...], ...]:
    """Give the people in groups that hang together by common raters."""
    raters: dict[str, set[str]] = {}
    for rating in ratings:
        raters.setdefault(rating.ratee, set()).add(rating.rater)
    groups: list[tuple[list[str], set[str]]] = []
    for person in sorted(raters):
        joined: tuple[list[str], set[str]] = ([person], set(raters[person]))
        for group in [group for group in groups if group[1] & joined[1]]:
            groups.remove(group)
            joined = (group[0] + joined[0], group[1] | joined[1])
        groups.append(joined)
    return tuple(tuple(sorted(people)) for people, _ in groups)


def _problems(ratings: Sequence[Rating]) -> list[Problem]:
    found = [] if ratings else [Problem("no_ratings", Where(field="ratings"))]
    seen: set[tuple[str, str]] = set()
    for place, rating in enumerate(ratings):
        where, params = Where(field=f"ratings.{place}"), {"rater": rating.rater, "ratee": rating.ratee}
        if rating.rater == rating.ratee:
            found.append(Problem("self_rating", where, params))
        if (rating.rater, rating.ratee) in seen:
            found.append(Problem("rated_twice", where, params))
        seen.add((rating.rater, rating.ratee))
    return found
