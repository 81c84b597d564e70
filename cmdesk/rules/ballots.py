"""Counting graded ballots: the voted grade, the majority value, and one strict order of people (methods of B.12a).

Grades are indices, 0 the lowest; a person's counts say how many valid ballots gave each grade.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cmp_to_key
from typing import TypeAlias

from cmdesk.kernel.errors import Problem, Where, refuse_any, reject
from cmdesk.rules.codes import GradeRule

Counts: TypeAlias = Sequence[int]
"""How many ballots gave each grade, lowest grade first."""


class DecidedBy(StrEnum):
    """What put one person before another."""

    MAJORITY_VALUE = "majority_value"
    SCORE = "score"
    LOT = "lot"


@dataclass(frozen=True)
class Pair:
    """The grades at equal distance left and right of the middle, over a `length` of the half row of ballots.

    A whole row of ballots, low to high, has length 1; the pairs of a person run from the middle to the ends and their
    lengths add to 1/2.
    """

    length: Fraction
    left: int
    right: int


@dataclass(frozen=True)
class Ranked:
    """One person of the order: voted grade, ballots, and what put him behind the person before (None for the first)."""

    person: str
    voted: int
    decided_by: DecidedBy | None


@dataclass(frozen=True)
class OneBallot:
    """The grade that one ballot fewer, or one more, would have given; None where it changes nothing (methods c)."""

    fewer: int | None
    more: int | None


def voted_grade(counts: Counts, rule: GradeRule = GradeRule.MAJORITY_JUDGMENT) -> int:
    """Give the voted grade of one person.

    `majority_judgment`: the highest grade to which more than half of the ballots agree (lower median);
    `two_thirds`: to which at least two thirds agree; `mean`: the mean grade, half up. Raises Rejected `no_ballots`.
    """
    total = _total(counts)
    if rule is GradeRule.MEAN:
        points = sum(grade * count for grade, count in enumerate(counts))
        return (2 * points + total) // (2 * total)
    at_least = 0
    for grade in reversed(range(len(counts))):
        at_least += counts[grade]
        enough = 2 * at_least > total if rule is GradeRule.MAJORITY_JUDGMENT else 3 * at_least >= 2 * total
        if enough:
            return grade
    raise AssertionError("all ballots together are more than two thirds")


def majority_value(counts: Counts) -> tuple[int, ...]:
    """Give the lower medians obtained by taking one ballot of the current median away each time.

    Raises Rejected `no_ballots`.
    """
    total = _total(counts)
    row = [grade for grade, count in enumerate(counts) for _ in range(count)]
    # Taking lower medians away walks outwards from the middle of the row, left neighbour before right.
    outwards = sorted(range(total), key=lambda place: abs(2 * place + 1 - total))
    return tuple(row[place] for place in outwards)


def majority_pairs(counts: Counts) -> tuple[Pair, ...]:
    """Give the row of ballots as pairs walking outwards from the middle: the majority value in runs.

    Two people compare by the first pair that differs, left grade before right, whatever their numbers of ballots: to
    copy every ballot of a person the same number of times changes no comparison. Raises Rejected `no_ballots`.
    """
    total = _total(counts)
    left = _runs(counts, Fraction(total, 2), total, downwards=True)
    right = _runs(counts, Fraction(total, 2), total, downwards=False)
    pairs = []
    while left and right:
        (left_length, left_grade), (right_length, right_grade) = left[-1], right[-1]
        length = min(left_length, right_length)
        pairs.append(Pair(length, left_grade, right_grade))
        for runs, rest, grade in ((left, left_length, left_grade), (right, right_length, right_grade)):
            runs.pop()
            if rest > length:
                runs.append((rest - length, grade))
    return tuple(pairs)


def compare_values(first: Sequence[Pair], second: Sequence[Pair]) -> int:
    """Give 1 where `first` is the higher majority value, −1 where the lower, 0 where the shares are identical."""
    difference = first_difference(first, second)
    if difference is None:
        return 0
    return 1 if difference.first > difference.second else -1


@dataclass(frozen=True)
class Difference:
    """Where two majority values part: after `depth` of the half row (0 the middle, 1/2 the ends), and both grades."""

    depth: Fraction
    first: int
    second: int


def first_difference(first: Sequence[Pair], second: Sequence[Pair]) -> Difference | None:
    """Give the first place, from the middle outwards, at which two majority values differ; None where nowhere."""
    mine, yours, depth = list(reversed(first)), list(reversed(second)), Fraction()
    while mine and yours:
        a, b = mine.pop(), yours.pop()
        if a.left != b.left:
            return Difference(depth, a.left, b.left)
        if a.right != b.right:
            return Difference(depth, a.right, b.right)
        length = min(a.length, b.length)
        for runs, run in ((mine, a), (yours, b)):
            if run.length > length:
                runs.append(Pair(run.length - length, run.left, run.right))
        depth += length
    return None


def majority_order(counts: Mapping[str, Counts]) -> tuple[tuple[str, ...], ...]:
    """Give people best first, those with identical shares together, by id.

    Raises Rejected `no_ballots` for each person without a ballot, `grades_differ` where the numbers of grades differ.
    """
    refuse_any(_count_problems(counts))
    pairs = {person: majority_pairs(row) for person, row in counts.items()}
    by_value = cmp_to_key(compare_values)
    ordered = sorted(sorted(counts), key=lambda person: by_value(pairs[person]), reverse=True)
    groups: list[list[str]] = []
    for person in ordered:
        if groups and compare_values(pairs[groups[-1][0]], pairs[person]) == 0:
            groups[-1].append(person)
        else:
            groups.append([person])
    return tuple(tuple(group) for group in groups)


def lot_key(seed: str, person: str) -> str:
    """Give a person's lot: SHA-256 hex of seed, `lot` and person joined by `|`; the smaller goes first."""
    return hashlib.sha256(f"{seed}|lot|{person}".encode()).hexdigest()


def strict_order(
    counts: Mapping[str, Counts], scores: Mapping[str, Decimal | None], seed: str, rule: GradeRule
) -> tuple[Ranked, ...]:
    """Give the one strict order of all people, best first (methods c).

    By majority value (under `two_thirds` and `mean`: by voted grade, then majority value), then printed annual score
    (nobody's figure ranks last), then lot; never by name, id or place in a list. Raises Rejected like
    `majority_order`, and `score_missing` for a person whom `scores` does not name.
    """
    missing = [
        Problem("score_missing", Where(field=f"scores.{person}"), {"person": person})
        for person in counts
        if person not in scores
    ]
    refuse_any([*_count_problems(counts), *missing])
    voted = {person: voted_grade(row, rule) for person, row in counts.items()}
    place = {person: rank for rank, group in enumerate(majority_order(counts)) for person in group}

    def key(person: str) -> tuple[int, int, Decimal, str]:
        first = 0 if rule is GradeRule.MAJORITY_JUDGMENT else -voted[person]
        return (first, place[person], -_figure(scores[person]), lot_key(seed, person))

    ordered = sorted(counts, key=key)
    keys = [key(person) for person in ordered]
    return tuple(
        Ranked(person, voted[person], _decider(keys[rank - 1], keys[rank]) if rank else None)
        for rank, person in enumerate(ordered)
    )


def decided_between(counts: Mapping[str, Counts], scores: Mapping[str, Decimal | None], a: str, b: str) -> DecidedBy:
    """Say what put one of two people of the same order before the other."""
    if first_difference(majority_pairs(counts[a]), majority_pairs(counts[b])) is not None:
        return DecidedBy.MAJORITY_VALUE
    return DecidedBy.LOT if _figure(scores[a]) == _figure(scores[b]) else DecidedBy.SCORE


def one_ballot_away(counts: Counts, rule: GradeRule = GradeRule.MAJORITY_JUDGMENT) -> OneBallot:
    """Say what one highest ballot fewer, or one more, would have changed: the sensitivity line of the result sheet."""
    now = voted_grade(counts, rule)
    highest = max(grade for grade, count in enumerate(counts) if count)
    fewer = [count - (grade == highest) for grade, count in enumerate(counts)]
    more = [count + (grade == len(counts) - 1) for grade, count in enumerate(counts)]
    below = voted_grade(fewer, rule) if sum(fewer) else now
    above = voted_grade(more, rule)
    return OneBallot(below if below < now else None, above if above > now else None)


@dataclass(frozen=True)
class Tally:
    """One person's marks on all ballots: grades, blank lines (弃权) and void lines (无效); B.12.10."""

    counts: tuple[int, ...]
    abstained: int
    invalid: int

    @property
    def valid(self) -> int:
        """Give the number of ballots that count."""
        return sum(self.counts)


BLANK = -1
"""The mark of a blank line: 弃权, counted outside the valid ballots."""
VOID = -2
"""The mark of a line with two ticks or illegible: invalid."""


def tally(marks: Iterable[int], grades: int = 9) -> Tally:
    """Count one person's line over all ballots, in whatever order they lie.

    A mark is a grade, BLANK or VOID; anything else is an unknown grade and counts as void.
    """
    counts, abstained, invalid = [0] * grades, 0, 0
    for mark in marks:
        if 0 <= mark < grades:
            counts[mark] += 1
        elif mark == BLANK:
            abstained += 1
        else:
            invalid += 1
    return Tally(tuple(counts), abstained, invalid)


def _total(counts: Counts) -> int:
    total = sum(counts)
    if total == 0:
        raise reject("no_ballots", where=Where(field="counts"))
    return total


def _count_problems(counts: Mapping[str, Counts]) -> list[Problem]:
    lengths = [len(row) for row in counts.values()]
    usual = max(lengths, key=lengths.count, default=0)
    found = []
    for person, row in counts.items():
        where = Where(field=f"counts.{person}")
        if len(row) != usual:
            found.append(Problem("grades_differ", where, {"person": person, "found": len(row), "expected": usual}))
        elif not any(row):
            found.append(Problem("no_ballots", where))
    return found


def _runs(counts: Counts, half: Fraction, total: int, *, downwards: bool) -> list[tuple[Fraction, int]]:
    """Give the half row on one side as (share, grade) runs, the one next to the middle last."""
    runs: list[tuple[Fraction, int]] = []
    room = half
    for grade in range(len(counts)) if downwards else reversed(range(len(counts))):
        taken = min(room, Fraction(counts[grade]))
        if taken:
            runs.append((taken / total, grade))
            room -= taken
    return runs


def _figure(score: Decimal | None) -> Decimal:
    return Decimal(-1) if score is None else score


def _decider(before: tuple[int, int, Decimal, str], behind: tuple[int, int, Decimal, str]) -> DecidedBy:
    if before[:2] != behind[:2]:
        return DecidedBy.MAJORITY_VALUE
    return DecidedBy.SCORE if before[2] != behind[2] else DecidedBy.LOT
