"""Paints the two charts of the annual report: ten abilities on a radar, twelve months and four quarters as a trend.

The geometry is `rules/charts.py`'s; here it gets millimetres, faces and weights of line (forms.md 7).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from cmdesk.documents.fonts import Role
from cmdesk.documents.parts.marks import middle
from cmdesk.documents.surface import Style, Surface
from cmdesk.rules.charts import Anchor, Point, Radar, RadarLabel, Trend, TrendPoint

RADIUS = 32.0
DASH = (2.4, 1.8)
_GOAL_DASH = (3.0, 2.0)
_MOST_GRID_LINES = 7
_OFF_BAR = 1.9
"""From the middle of a bar to that of a value beside it: half of either, and a gap."""
_NAME = Style(Role.SERIF, 9.5)
_VALUE = Style(Role.SANS_BOLD, 9.5)
_LAST = Style(Role.SANS, 8)
_TINY = Style(Role.SANS, 7)
_LABEL = Style(Role.SANS, 7.5)
_AXIS = Style(Role.SANS, 8.5)
_MONTH = Style(Role.SERIF, 9)
_QUARTER_VALUE = Style(Role.SANS_BOLD, 9)
_SHARE = {Anchor.START: 0.0, Anchor.MIDDLE: 0.5, Anchor.END: 1.0}


def paint_radar(surface: Surface, centre: tuple[float, float], shape: Radar) -> None:
    """Draw a radar round `centre` (mm)."""

    def spots(points: Sequence[Point]) -> list[Point]:
        return [(centre[0] + x * RADIUS, centre[1] + y * RADIUS) for x, y in points]

    for ring in shape.rings:
        surface.polyline(spots(ring.corners), 0.6 if ring.outer else 0.25, closed=True)
    for end in spots(shape.axes):
        surface.rule(*centre, *end, 0.25)
    for at, text in shape.numbers:
        x, y = spots([at])[0]
        width = surface.typesetter.width(text, _TINY.role, _TINY.size)
        surface.fill(x - 1.6 - width, y - 1.3, width + 0.8, 2.6, white=True)
        surface.text(x - 1.2, middle(y, _TINY), text, _TINY, align="right")
    if shape.last is not None:
        surface.polyline(spots(shape.last), 0.7, closed=True, dash=DASH)
    this = spots(shape.this)
    surface.polyline(this, 1.4, closed=True)
    for spot in this:
        surface.dot(*spot, 0.82)
    for label in shape.labels:
        _radar_label(surface, spots([label.at])[0], label)


def _radar_label(surface: Surface, spot: Point, label: RadarLabel) -> None:
    after = label.last_value or ""
    share = _SHARE[label.anchor]
    setter = surface.typesetter
    name = setter.width(label.name, _NAME.role, _NAME.size)
    value = setter.width(label.value, _VALUE.role, _VALUE.size)
    wide = value + setter.width(after, _LAST.role, _LAST.size)
    up = -0.4
    if label.anchor is Anchor.MIDDLE:
        up = -3.6 if label.at[1] < 0 else 1.0
    surface.text(spot[0] - share * name, spot[1] + up, label.name, _NAME)
    left = spot[0] - share * wide
    surface.text(left, spot[1] + up + 4.4, label.value, _VALUE)
    if after:
        surface.text(left + value, spot[1] + up + 4.4, after, _LAST)


def paint_trend(
    surface: Surface, plot: tuple[float, float, float, float], shape: Trend, months: Sequence[str],
    quarters: Sequence[tuple[str, str]],
) -> None:  # fmt: skip
    """Draw a trend in `plot` (x, y, width, height): month labels, and quarter labels with their printed values."""
    x, y, width, height = plot

    def spot(point: Point) -> Point:
        return x + point[0] * width, y + point[1] * height

    _grid(surface, plot, shape)
    for bar in shape.bars:
        surface.rule(*spot((bar.left, bar.y)), *spot((bar.right, bar.y)), 2.6)
    for line in shape.lines:
        for first, second in itertools.pairwise(line):
            surface.rule(*spot(first), *spot(second), 0.8)
    for at, label in enumerate(months):
        surface.text(x + (at + 0.5) * width / len(months), y + height + 3.9, label, _MONTH, align="center")
    for at, (label, value) in enumerate(quarters):
        _quarter_label(surface, x + (at + 0.5) * width / len(quarters), y + height + 8.6, label, value)
    for point in shape.points:
        surface.dot(*spot(point.at), 1.05, weight=0.8)
        bars = [y + bar.y * height for bar in shape.bars if bar.left <= point.at[0] <= bar.right]
        _value_label(surface, spot(point.at), point, width, bars)


def _grid(surface: Surface, plot: tuple[float, float, float, float], shape: Trend) -> None:
    x, y, width, height = plot
    every = -(-len(shape.grid) // _MOST_GRID_LINES)
    for order, (at, value) in enumerate(shape.grid):
        if order % every and value != shape.high:
            continue
        level = y + at * height
        surface.rule(x, level, x + width, level, 0.6 if value == shape.low else 0.25)
        surface.text(x - 2, middle(level, _AXIS), str(value), _AXIS, align="right")
    if shape.line is not None:
        level = y + shape.line * height
        surface.rule(x, level, x + width, level, 0.6, dash=_GOAL_DASH)
        surface.text(x - 2, middle(level, _AXIS), "90", _AXIS, align="right")
    for at in shape.separators:
        surface.rule(x + at * width, y, x + at * width, y + height + 9.4, 0.25)


def _quarter_label(surface: Surface, centre: float, y: float, label: str, value: str) -> None:
    name = surface.typesetter.width(label, _MONTH.role, _MONTH.size)
    figure = surface.typesetter.width(value, _QUARTER_VALUE.role, _QUARTER_VALUE.size)
    start = centre - (name + 1.5 + figure) / 2
    surface.text(start, y, label, _MONTH)
    surface.text(start + name + 1.5, y, value, _QUARTER_VALUE)


def _value_label(surface: Surface, spot: Point, point: TrendPoint, width: float, bars: Sequence[float]) -> None:
    """Write a month's value on white, above or below its dot, and beyond its quarter's bar rather than on it."""
    wide = surface.typesetter.width(point.text, _LABEL.role, _LABEL.size)
    away = -1 if point.above else 1
    centre = spot[1] + away * 3.1
    for bar in bars:
        if abs(bar - centre) < _OFF_BAR and (bar - spot[1]) * away > 0:
            centre = bar + away * _OFF_BAR
    x = spot[0] + point.shift * width
    surface.fill(x - wide / 2 - 0.3, centre - 1.3, wide + 0.6, 2.6, white=True)
    surface.text(x, middle(centre, _LABEL), point.text, _LABEL, align="center")
