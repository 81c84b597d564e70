"""The geometry of charts: polygons, bars and labels in unit coordinates, for two thin painters (forms D25).

Drawing is all that floats are used for here; texts carry the printed figures. x runs to the right, y downwards.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from cmdesk.kernel.amounts import printed

Point: TypeAlias = tuple[float, float]

LABEL_AT = 1 + 4.2 / 32
"""Distance of a radar's labels from its centre."""


class Anchor(StrEnum):
    """Which part of a text stands at its point."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


@dataclass(frozen=True)
class Ring:
    """A ring of a radar: its value, radius, corners, and whether its number is printed."""

    value: int
    radius: float
    corners: tuple[Point, ...]
    numbered: bool
    outer: bool


@dataclass(frozen=True)
class RadarLabel:
    """What stands at the end of an axis: name, this year's value, last year's in full-width parentheses or None."""

    at: Point
    anchor: Anchor
    name: str
    value: str
    last_value: str | None


@dataclass(frozen=True)
class Radar:
    """A radar of radius 1 round (0, 0): first axis up, then clockwise. `last` is None without last year."""

    axes: tuple[Point, ...]
    rings: tuple[Ring, ...]
    numbers: tuple[tuple[Point, str], ...]
    this: tuple[Point, ...]
    last: tuple[Point, ...] | None
    labels: tuple[RadarLabel, ...]
    lowest: int


def radar(
    names: Sequence[str], this: Sequence[Decimal], last: Sequence[Decimal] | None = None, *, from_zero: bool = False
) -> Radar:
    """Give the radar of marks from 0 to 10, one axis a name.

    The centre is 5, rings 6–10; with `from_zero` (see `radar_from_zero`, one scale for the whole county) the centre
    is 0, rings 2–10. Raises ValueError where the lengths differ or there are fewer than three axes.
    """
    if len(names) < 3 or len(this) != len(names) or (last is not None and len(last) != len(names)):
        raise ValueError("a radar has a mark for each of at least three names")
    lowest, steps, numbered = (
        (0, (2, 4, 6, 8, 10), (2, 4, 6, 8, 10)) if from_zero else (5, (6, 7, 8, 9, 10), (6, 8, 10))
    )
    axes = tuple(_direction(place, len(names)) for place in range(len(names)))

    def radius(value: Decimal | int) -> float:
        return float(max(Decimal(0), Decimal(value) - lowest) / (10 - lowest))

    def polygon(values: Sequence[Decimal]) -> tuple[Point, ...]:
        return tuple(_scaled(axis, radius(value)) for axis, value in zip(axes, values, strict=True))

    rings = tuple(
        Ring(value, radius(value), tuple(_scaled(axis, radius(value)) for axis in axes), value in numbered, value == 10)
        for value in steps
    )
    labels = tuple(
        RadarLabel(
            _scaled(axis, LABEL_AT),
            _anchor(axis),
            name,
            printed(this[place]) or "",
            f"（{printed(last[place])}）" if last is not None else None,
        )
        for place, (name, axis) in enumerate(zip(names, axes, strict=True))
    )
    numbers = tuple(((0.0, -ring.radius), str(ring.value)) for ring in rings if ring.numbered)
    return Radar(axes, rings, numbers, polygon(this), None if last is None else polygon(last), labels, lowest)


def radar_from_zero(marks: Sequence[Decimal]) -> bool:
    """Say whether a county's radars must begin at 0: somebody has a mark below 6."""
    return any(mark < 6 for mark in marks)


@dataclass(frozen=True)
class TrendPoint:
    """A month's figure: the place of its dot, its text, whether it stands above the dot, and its shift along x."""

    month: int
    at: Point
    text: str
    above: bool
    shift: float


@dataclass(frozen=True)
class TrendBar:
    """A quarter's figure as a horizontal bar from `left` to `right` at height `y`."""

    quarter: int
    left: float
    right: float
    y: float
    text: str


@dataclass(frozen=True)
class Trend:
    """A year's trend in the unit square, y 0 at the top: lines broken at missing months, quarter bars, grid.

    `grid`: (y, value) of the even figures of the scale, without `line`; `line`: y of 90 where it lies on the scale.
    """

    low: int
    high: int
    points: tuple[TrendPoint, ...]
    lines: tuple[tuple[Point, ...], ...]
    bars: tuple[TrendBar, ...]
    grid: tuple[tuple[float, int], ...]
    line: float | None
    separators: tuple[float, ...]


BAR_INSET = 2.2 / 155
"""How far a quarter's bar stays from the quarter's borders."""
_WIDTH, _HEIGHT = 155.0, 52.0
_SHIFT = 2.0 / _WIDTH
_EXCELLENT = 90


def trend(months: Mapping[int, Decimal], quarters: Mapping[int, Decimal]) -> Trend | None:
    """Give the trend of a year's printed month and quarter scores (those there are); None without any figure.

    The scale runs in whole even points from a little below the least figure to a little above the greatest.
    """
    figures = [*months.values(), *quarters.values()]
    if not figures:
        return None
    low = 2 * math.floor((min(figures) - 1) / 2)
    high = 2 * math.ceil((max(figures) + Decimal("0.5")) / 2)

    def y(value: Decimal | int) -> float:
        return float((high - Decimal(value)) / (high - low))

    spots = {month: ((month - 0.5) / 12, y(months[month])) for month in sorted(months)}
    return Trend(
        low,
        high,
        tuple(_trend_point(month, spots, months[month]) for month in spots),
        _lines(spots),
        tuple(
            TrendBar(
                quarter,
                (quarter - 1) / 4 + BAR_INSET,
                quarter / 4 - BAR_INSET,
                y(quarters[quarter]),
                printed(quarters[quarter]) or "",
            )
            for quarter in sorted(quarters)
        ),
        tuple((y(value), value) for value in range(low, high + 1, 2) if value != _EXCELLENT),
        y(_EXCELLENT) if low <= _EXCELLENT <= high else None,
        (0.25, 0.5, 0.75),
    )


@dataclass(frozen=True)
class Bar:
    """One bar of a histogram: left and right edge, top (0 the highest possible), its group's name and its count."""

    left: float
    right: float
    top: float
    name: str
    count: int


def histogram(groups: Sequence[tuple[str, int]], *, gap: float = 0.25) -> tuple[Bar, ...]:
    """Give bars in the unit square, in order; the fullest group reaches the top. `gap` is a share of a slot."""
    slot = 1 / max(1, len(groups))
    most = max((count for _, count in groups), default=0) or 1
    return tuple(
        Bar((place + gap / 2) * slot, (place + 1 - gap / 2) * slot, 1 - count / most, name, count)
        for place, (name, count) in enumerate(groups)
    )


def score_groups(scores: Sequence[Decimal], *, step: int = 5, least: int = 0) -> tuple[tuple[str, int], ...]:
    """Count printed scores in groups of `step` points up to 100, 100 in the last; below `least` in one group."""
    edges = range(least, 100, step)
    groups = [
        (f"{edge}–{edge + step}", sum(edge <= s < edge + step or s == 100 == edge + step for s in scores))
        for edge in edges
    ]
    below = sum(score < least for score in scores)
    return tuple([(f"{least}以下", below)] if least else []) + tuple(groups)


class SeatMark(StrEnum):
    """What a pip of the quota board shows."""

    TAKEN = "taken"
    FREE = "free"
    OVER = "over"


@dataclass(frozen=True)
class Pip:
    """One seat of a level, by column and line; people beyond the cap begin a new line."""

    column: int
    line: int
    mark: SeatMark


def seat_pips(taken: int, cap: int, *, a_line: int = 7) -> tuple[Pip, ...]:
    """Give a pip for each seat of a level and each person beyond the cap."""
    seats = [
        Pip(place % a_line, place // a_line, SeatMark.TAKEN if place < taken else SeatMark.FREE) for place in range(cap)
    ]
    first = -(-cap // a_line)
    over = [Pip(place % a_line, first + place // a_line, SeatMark.OVER) for place in range(max(0, taken - cap))]
    return tuple(seats + over)


@dataclass(frozen=True)
class QuotaBar:
    """A bar of length 1 for the larger of cap and people: where the filled part, the cap and the over-run end."""

    filled: float
    cap: float
    over: float


def quota_bar(taken: int, cap: int) -> QuotaBar:
    """Give the bar of a level; an empty level without seats has no length at all."""
    whole = max(taken, cap, 1)
    return QuotaBar(min(taken, cap) / whole, cap / whole, taken / whole)


def _direction(place: int, count: int) -> Point:
    angle = 2 * math.pi * place / count
    return (math.sin(angle), -math.cos(angle))


def _scaled(point: Point, by: float) -> Point:
    return (point[0] * by, point[1] * by)


def _anchor(axis: Point) -> Anchor:
    if abs(axis[0]) < 0.1:
        return Anchor.MIDDLE
    return Anchor.START if axis[0] > 0 else Anchor.END


def _lines(spots: Mapping[int, Point]) -> tuple[tuple[Point, ...], ...]:
    runs: list[list[Point]] = []
    for month, spot in spots.items():
        if month - 1 in spots:
            runs[-1].append(spot)
        else:
            runs.append([spot])
    return tuple(tuple(run) for run in runs)


def _trend_point(month: int, spots: Mapping[int, Point], figure: Decimal) -> TrendPoint:
    """Put the text where the line leaves room: above a peak, below a dip, aside of a steep slope."""
    x, y = spots[month]
    around = [spots[other] for other in (month - 1, month + 1) if other in spots]
    above = not around or y <= sum(spot[1] for spot in around) / len(around)
    rise = sum((spot[1] - y) * (1 if spot[0] < x else -1) for spot in around) * _HEIGHT
    run = sum(abs(spot[0] - x) for spot in around) * _WIDTH
    steep = bool(around) and abs(rise) > run
    shift = 0.0 if not steep else (-_SHIFT if (rise > 0) == above else _SHIFT)
    return TrendPoint(month, (x, y), printed(figure) or "", above, shift)
