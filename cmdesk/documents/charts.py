"""The two charts of the annual report: ten abilities on a radar, twelve months and four quarters as a trend.

Figures arrive as printed and are turned into lengths only here; no score is computed.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

from cmdesk.documents.fonts import Role
from cmdesk.documents.parts.marks import middle
from cmdesk.documents.surface import Style, Surface

RADIUS = 32.0
_NAME = Style(Role.SERIF, 9.5)
_VALUE = Style(Role.SANS_BOLD, 9.5)
_LAST = Style(Role.SANS, 8)
_TINY = Style(Role.SANS, 7)
_LABEL = Style(Role.SANS, 7.5)
_AXIS = Style(Role.SANS, 8.5)
_MONTH = Style(Role.SERIF, 9)
_QUARTER = Style(Role.SERIF, 9)
_QUARTER_VALUE = Style(Role.SANS_BOLD, 9)
DASH = (2.4, 1.8)
GOAL_DASH = (3.0, 2.0)


@dataclass(frozen=True)
class Spoke:
    """One ability: its name, this year's value, and last year's or None; values as printed."""

    name: str
    value: str
    last: str | None = None


def _place(centre: tuple[float, float], radius: float, at: int, of: int) -> tuple[float, float]:
    """Give a point of the radar: the first axis points up, the others follow clockwise."""
    angle = 2 * math.pi * at / of
    return centre[0] + radius * math.sin(angle), centre[1] - radius * math.cos(angle)


def radar(surface: Surface, centre: tuple[float, float], spokes: Sequence[Spoke], *, from_zero: bool) -> None:
    """Draw the radar; the scale runs from 5 in the centre to 10, or with `from_zero` from 0."""
    low, rings, numbered = (0.0, (2, 4, 6, 8, 10), (2, 6, 10)) if from_zero else (5.0, (6, 7, 8, 9, 10), (6, 8, 10))
    count = len(spokes)

    def reach(value: float) -> float:
        return RADIUS * max(0.0, value - low) / (10 - low)

    for ring in rings:
        corners = [_place(centre, reach(ring), at, count) for at in range(count)]
        surface.polyline(corners, 0.6 if ring == 10 else 0.25, closed=True)
    for at in range(count):
        surface.rule(*centre, *_place(centre, RADIUS, at, count), 0.25)
    for ring in numbered:
        y = centre[1] - reach(ring)
        width = surface.typesetter.width(str(ring), _TINY.role, _TINY.size)
        surface.fill(centre[0] - 1.6 - width, y - 1.3, width + 0.8, 2.6, white=True)
        surface.text(centre[0] - 1.2, middle(y, _TINY), str(ring), _TINY, align="right")
    last = [_place(centre, reach(float(s.last)), at, count) for at, s in enumerate(spokes) if s.last]
    if len(last) == count:
        surface.polyline(last, 0.7, closed=True, dash=DASH)
    this = [_place(centre, reach(float(s.value)), at, count) for at, s in enumerate(spokes)]
    surface.polyline(this, 1.4, closed=True)
    for point in this:
        surface.dot(*point, 0.82)
    for at, spoke in enumerate(spokes):
        _spoke_label(surface, centre, spoke, at, count)


def _spoke_label(surface: Surface, centre: tuple[float, float], spoke: Spoke, at: int, count: int) -> None:
    x, y = _place(centre, RADIUS + 4.2, at, count)
    sideways = math.sin(2 * math.pi * at / count)
    after = f"（{spoke.last}）" if spoke.last else ""
    setter = surface.typesetter
    value = setter.width(spoke.value, _VALUE.role, _VALUE.size)
    wide = value + setter.width(after, _LAST.role, _LAST.size)
    name = setter.width(spoke.name, _NAME.role, _NAME.size)
    share = 0.5 if abs(sideways) < 0.2 else (0.0 if sideways > 0 else 1.0)
    up = -3.6 if at == 0 else (1.0 if abs(sideways) < 0.2 else -0.4)
    surface.text(x - share * name, y + up, spoke.name, _NAME)
    left = x - share * wide
    surface.text(left, y + up + 4.4, spoke.value, _VALUE)
    if after:
        surface.text(left + value, y + up + 4.4, after, _LAST)


@dataclass(frozen=True)
class Scale:
    """The vertical scale of the trend, in whole points."""

    low: int
    high: int
    step: int

    @classmethod
    def of(cls, values: Sequence[float]) -> Scale:
        """Give the scale: even points around the values, at most seven grid lines."""
        low = math.floor((min(values) - 1) / 2) * 2
        high = math.ceil((max(values) + 0.5) / 2) * 2
        step = next(step for step in (2, 4, 10, 20, 50) if (high - low) / step <= 6)
        low = low // step * step
        return cls(low, low + math.ceil((high - low) / step) * step, step)


@dataclass(frozen=True)
class Trend:
    """What the trend shows: month labels and values ("" = missing) and quarter labels and values; `goal` is the line
    of 优秀, or None."""

    months: Sequence[tuple[str, str]]
    quarters: Sequence[tuple[str, str]]
    goal: float | None

    @property
    def scale(self) -> Scale | None:
        """Give the scale, or None where there is nothing to show."""
        values = [float(value) for _, value in (*self.months, *self.quarters) if value]
        return Scale.of(values) if values else None


def trend(surface: Surface, x: float, y: float, width: float, height: float, shown: Trend) -> None:
    """Draw the trend in a plot whose top left corner is (x, y)."""
    scale = shown.scale
    if scale is None:
        return
    pitch = width / len(shown.months)

    def level(value: float) -> float:
        return y + height * (scale.high - value) / (scale.high - scale.low)

    _grid(surface, x, y, width, height, scale, shown)
    for at, (label, value) in enumerate(shown.quarters):
        left = x + at * 3 * pitch
        if value:
            bar = level(float(value))
            surface.rule(left + 2.2, bar, left + 3 * pitch - 2.2, bar, 2.6)
        centre = left + 1.5 * pitch
        name = surface.typesetter.width(label, _QUARTER.role, _QUARTER.size)
        figure = surface.typesetter.width(value or "—", _QUARTER_VALUE.role, _QUARTER_VALUE.size)
        start = centre - (name + 1.5 + figure) / 2
        surface.text(start, y + height + 8.6, label, _QUARTER)
        surface.text(start + name + 1.5, y + height + 8.6, value or "—", _QUARTER_VALUE)
    points = [
        (x + (at + 0.5) * pitch, level(float(value)) if value else None, value)
        for at, (_, value) in enumerate(shown.months)
    ]
    for first, second in itertools.pairwise(points):
        if first[1] is not None and second[1] is not None:
            surface.rule(first[0], first[1], second[0], second[1], 0.8)
    for at, (px, py, text) in enumerate(points):
        surface.text(px, y + height + 3.9, shown.months[at][0], _MONTH, align="center")
        if py is not None:
            surface.dot(px, py, 1.05, weight=0.8)
            _value_label(surface, points, at, px, py, text)


def _grid(surface: Surface, x: float, y: float, width: float, height: float, scale: Scale, shown: Trend) -> None:
    for value in range(scale.low, scale.high + 1, scale.step):
        at = y + height * (scale.high - value) / (scale.high - scale.low)
        is_goal = shown.goal is not None and value == shown.goal
        if not is_goal:
            surface.rule(x, at, x + width, at, 0.6 if value == scale.low else 0.25)
        surface.text(x - 2, middle(at, _AXIS), str(value), _AXIS, align="right")
    if shown.goal is not None and scale.low < shown.goal < scale.high:
        at = y + height * (scale.high - shown.goal) / (scale.high - scale.low)
        surface.rule(x, at, x + width, at, 0.6, dash=GOAL_DASH)
    for quarter in range(1, len(shown.quarters)):
        at = x + quarter * width / len(shown.quarters)
        surface.rule(at, y, at, y + height + 9.4, 0.25)


def _value_label(
    surface: Surface, points: Sequence[tuple[float, float | None, str]], at: int, x: float, y: float, text: str
) -> None:
    """Write a month's value above its dot if it is not below the mean of its neighbours, else below it."""
    beside = [p for p in (points[at - 1] if at else None, points[at + 1] if at + 1 < len(points) else None) if p]
    levels = [p[1] for p in beside if p[1] is not None]
    above = not levels or y <= sum(levels) / len(levels)
    shift = 0.0
    for px, py, _ in beside:
        steep = py is not None and abs(py - y) > 7.0 and (py < y) == above
        if steep:
            shift += 2.0 if px < x else -2.0
    width = surface.typesetter.width(text, _LABEL.role, _LABEL.size)
    centre = y - 3.1 if above else y + 3.1
    surface.fill(x + shift - width / 2 - 0.3, centre - 1.3, width + 0.6, 2.6, white=True)
    surface.text(x + shift, middle(centre, _LABEL), text, _LABEL, align="center")
