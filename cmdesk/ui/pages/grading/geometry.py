"""Where everything of the board lies: bands of levels, lines of rungs, one box a person. Numbers alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from cmdesk.rules.ladder import Level, Rung
from cmdesk.ui.pages.grading.presenter import TOP_DOWN, Cell
from cmdesk.ui.theme.look import Look

PIPS_A_LINE = 7
_ASIDE = 24
"""What the edges of a box and one mark take of its width."""


@dataclass(frozen=True)
class RungLine:
    """The band of one rung: its letter stands at the left, the number of its people at the right."""

    rung: Rung
    top: float
    height: float
    people: int


@dataclass(frozen=True)
class LevelBand:
    """The band of one level over its rungs."""

    level: Level
    top: float
    height: float


@dataclass(frozen=True)
class BoardPlan:
    """The whole board. `boxes` lie in the order of the cells; `ghost` is the dashed box, after the last of its rung."""

    width: float
    height: float
    lines: tuple[RungLine, ...]
    bands: tuple[LevelBand, ...]
    boxes: tuple[QRectF, ...]
    ghost: QRectF | None

    def rung_at(self, point: QPointF) -> Rung | None:
        """Give the rung whose band a point lies in."""
        found = (line.rung for line in self.lines if line.top <= point.y() < line.top + line.height)
        return next(found, None)


@dataclass(frozen=True)
class Measures:
    """The sizes at a density and a text size."""

    edge: float
    level: float
    letter: float
    cell: float
    most: float
    high: float
    gap: float
    pad: float
    right: float

    @property
    def left(self) -> float:
        """Give where the cells begin."""
        return self.edge + self.level + self.letter + 14

    @classmethod
    def of(cls, look: Look) -> Measures:
        """Take them from the look."""
        high = max(look.pick(28, 25, 24), look.scaled(24))
        return cls(
            edge=18,
            level=look.scaled(100),
            letter=look.scaled(22),
            cell=look.scaled(64),
            most=look.scaled(78),
            high=high,
            gap=5,
            pad=look.pick(9, 7, 5),
            right=look.scaled(20) + 18,
        )

    def level_height(self, look: Look, seats: int) -> float:
        """Give the room that name, count and pips of a level need."""
        lines = -(-seats // PIPS_A_LINE)
        return look.scaled(52) + lines * look.scaled(8) + 2 * self.pad


def plan_of(look: Look, width: float, cells: Sequence[Cell], seats: dict[Level, int], ghost: Rung | None) -> BoardPlan:
    """Lay out the board; `seats` are the pips that each level shows."""
    measures = Measures.of(look)
    room = max(measures.cell, width - measures.left - measures.right)
    count = max(1, int((room + measures.gap) / (measures.cell + measures.gap)))
    wide = min(measures.most, (room + measures.gap) / count - measures.gap)
    boxes: list[QRectF] = []
    lines: list[RungLine] = []
    bands: list[LevelBand] = []
    dashed: QRectF | None = None
    y = 0.0
    for level in dict.fromkeys(rung.level for rung in TOP_DOWN):
        top = y
        for rung in (rung for rung in TOP_DOWN if rung.level is level):
            own = [cell for cell in cells if cell.rung is rung]
            spans = [_span(look, cell.name, wide) for cell in own] + [1] * (rung is ghost)
            placed, rows = _packed(measures, wide, count, y, spans)
            boxes += placed[: len(own)]
            if rung is ghost:
                dashed = placed[-1]
            height = rows * measures.high + (rows - 1) * measures.gap + 2 * measures.pad
            lines.append(RungLine(rung, y, height, len(own)))
            y += height
        lacking = measures.level_height(look, seats.get(level, 0)) - (y - top)
        if lacking > 0 and level is not Level.TRAINEE:
            last = lines.pop()
            lines.append(RungLine(last.rung, last.top, last.height + lacking, last.people))
            y += lacking
        bands.append(LevelBand(level, top, y - top))
    return BoardPlan(width, y, tuple(lines), tuple(bands), tuple(boxes), dashed)


def _span(look: Look, name: str, wide: float) -> int:
    """Give how many places a person takes: two where the name, written small, is too long for one."""
    room = wide - _ASIDE
    return 1 if look.width_of(name, 11, bold=True) <= room else 2


def _packed(measures: Measures, wide: float, count: int, top: float, spans: Sequence[int]) -> tuple[list[QRectF], int]:
    """Lay boxes one after the other on lines of `count` places; give them and how many lines they take."""
    found: list[QRectF] = []
    row = column = 0
    for wanted in spans:
        span = min(wanted, count)
        if column + span > count:
            row, column = row + 1, 0
        x = measures.left + column * (wide + measures.gap)
        y = top + measures.pad + row * (measures.high + measures.gap)
        found.append(QRectF(x, y, span * wide + (span - 1) * measures.gap, measures.high))
        column += span
    return found, row + 1


def nearest(plan: BoardPlan, place: int, by: int) -> int:
    """Give the cell nearest above (−1) or below (+1) another one: on the next line that has any."""
    start = plan.boxes[place]
    tops = sorted({box.top() for box in plan.boxes})
    wanted = tops.index(start.top()) + by
    if not 0 <= wanted < len(tops):
        return place
    line = [number for number, box in enumerate(plan.boxes) if box.top() == tops[wanted]]
    return min(line, key=lambda number: abs(plan.boxes[number].center().x() - start.center().x()))
