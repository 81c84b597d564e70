"""Counting a graded ballot a second time by other means (row 66): every real count must agree with it.

Nothing of `ballots` or `seating` is used here. Rows of ballots are written out one by one, medians are taken away
literally, people are ranked by how many they beat, and seats are found by applications and refusals.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from cmdesk.kernel.errors import Problem, Where
from cmdesk.rules.codes import GradeRule, Landing
from cmdesk.rules.ladder import LADDER, Level, Rung, level_below


@dataclass(frozen=True)
class Recount:
    """What the second count says."""

    order: tuple[str, ...]
    voted: Mapping[str, Rung]
    final: Mapping[str, Rung]


def recount(
    counts: Mapping[str, Sequence[int]],
    *,
    scores: Mapping[str, Decimal | None],
    seed: str,
    caps: Mapping[Level, int | None],
    rule: GradeRule,
    landing: Landing,
    ceilings: Mapping[str, Rung],
    present: Mapping[str, Rung] | None,
) -> Recount:
    """Count again. `caps`: None where a level has none that binds. Everybody must have a ballot."""
    rows = {person: _row(row) for person, row in counts.items()}
    voted = {person: LADDER[_VOTED[rule](row)] for person, row in rows.items()}

    def beats(one: str, other: str) -> bool:
        if rule is not GradeRule.MAJORITY_JUDGMENT and voted[one] is not voted[other]:
            return voted[one].place > voted[other].place
        for mine, yours in zip(*_medians(rows[one], rows[other]), strict=True):
            if mine != yours:
                return mine > yours
        a, b = scores[one], scores[other]
        if a != b:
            return b is None or (a is not None and a > b)
        return _lot(seed, one) < _lot(seed, other)

    wins = {one: sum(beats(one, other) for other in counts if other != one) for one in counts}
    order = tuple(sorted(counts, key=lambda person: wins[person], reverse=True))
    wanted = {
        person: ceilings[person] if person in ceilings and ceilings[person].place < rung.place else rung
        for person, rung in voted.items()
    }
    seats = _apply(order, wanted, caps, present)
    return Recount(order, voted, {person: _rung(level, wanted[person], landing) for person, level in seats.items()})


def recount_problems(
    counted: Recount, *, order: Sequence[str], voted: Mapping[str, Rung], final: Mapping[str, Rung]
) -> tuple[Problem, ...]:
    """Give a `recount_differs` problem for each person whom the two counts treat differently."""
    problems = []
    for place, person in enumerate(counted.order):
        first = (order.index(person) if person in order else None, voted.get(person), final.get(person))
        second = (place, counted.voted[person], counted.final[person])
        if first != second:
            where = Where(field=f"counts.{person}")
            problems.append(
                Problem("recount_differs", where, {"person": person, "final": counted.final[person].chinese})
            )
    return tuple(problems)


def _row(counts: Sequence[int]) -> list[int]:
    row: list[int] = []
    for grade, count in enumerate(counts):
        row += [grade] * count
    return row


def _lower_median(row: list[int]) -> int:
    return row[(len(row) - 1) // 2]


def _two_thirds(row: list[int]) -> int:
    # The ballot below which at most a third of the row lies has at least two thirds at or above it.
    return row[len(row) // 3]


def _mean(row: list[int]) -> int:
    whole, rest = divmod(sum(row), len(row))
    return whole + (2 * rest >= len(row))


_VOTED = {GradeRule.MAJORITY_JUDGMENT: _lower_median, GradeRule.TWO_THIRDS: _two_thirds, GradeRule.MEAN: _mean}


def _medians(one: list[int], other: list[int]) -> tuple[Iterator[int], Iterator[int]]:
    """Give both sequences of medians after every ballot was copied until the rows are equally long."""
    length = math.lcm(len(one), len(other))
    return _taken_away(one, length // len(one)), _taken_away(other, length // len(other))


def _taken_away(row: list[int], copies: int) -> Iterator[int]:
    left = [grade for grade in row for _ in range(copies)]
    while left:
        yield left.pop((len(left) - 1) // 2)


def _lot(seed: str, person: str) -> bytes:
    return sha256("|".join((seed, "lot", person)).encode()).digest()


def _apply(
    order: Sequence[str],
    wanted: Mapping[str, Rung],
    caps: Mapping[Level, int | None],
    present: Mapping[str, Rung] | None,
) -> dict[str, Level]:
    """Let everybody apply from the wanted level down; a full level refuses its last riser, until nobody moves."""
    seats = {person: wanted[person].level for person in order}
    moved = True
    while moved:
        moved = False
        for level, cap in caps.items():
            here = [person for person in order if seats[person] is level]
            risers = [person for person in here if present is None or present[person].place < _LOWEST[level].place]
            if cap is not None and len(here) > cap and risers:
                seats[risers[-1]] = level_below(level) or Level.TRAINEE
                moved = True
    return seats


_LOWEST = {Level.SENIOR: Rung.SENIOR_C, Level.INTERMEDIATE: Rung.INTERMEDIATE_C, Level.JUNIOR: Rung.JUNIOR_C}


def _rung(level: Level, wanted: Rung, landing: Landing) -> Rung:
    if wanted.value.startswith(level.value):
        return wanted
    if level is Level.TRAINEE:
        return Rung.TRAINEE
    return {
        Landing.TOP: Rung(f"{level.value}-A"),
        Landing.SAME_LETTER: Rung(level.value + wanted.value[-2:]),
        Landing.BOTTOM: Rung(f"{level.value}-C"),
    }[landing]
