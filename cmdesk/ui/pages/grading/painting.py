"""Painting the board: levels with a pip a seat, letters, cells with their marks, the dashed place and its line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from cmdesk.queries.grading_seats import LevelCount
from cmdesk.queries.grading_trial import RungReach
from cmdesk.rules.ladder import Level, Rung
from cmdesk.ui.pages.grading.geometry import PIPS_A_LINE, BoardPlan, Measures, RungLine
from cmdesk.ui.pages.grading.presenter import Cell, seats_word
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.fitting import cut

MARK = 13
"""The room of an arrow, a star or a lock inside a cell."""


@dataclass
class Scene:
    """What the painter paints."""

    plan: BoardPlan
    cells: tuple[Cell, ...] = ()
    counts: Mapping[Level, LevelCount] = field(default_factory=dict)
    seats_known: bool = True
    chosen: str = ""
    focused: bool = False
    ghost_name: str = ""
    ghost_of: str = ""
    giving: frozenset[str] = frozenset()
    found: frozenset[str] = frozenset()
    reach: Mapping[Rung, RungReach] = field(default_factory=dict)
    target: Rung | None = None


class BoardPainter:
    """Paints a scene. Coordinates are the board's; the caller has moved the painter by the scroll."""

    def __init__(self, look: Look) -> None:
        self._look = look

    def paint(self, painter: QPainter, scene: Scene) -> None:
        """Paint everything."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._grounds(painter, scene)
        for band in scene.plan.bands:
            self._level(painter, scene, band.level, QRectF(0, band.top, scene.plan.width, band.height))
        for line in scene.plan.lines:
            self._line(painter, scene, line)
        for cell, box in zip(scene.cells, scene.plan.boxes, strict=True):
            self._cell(painter, scene, cell, box)
        if scene.plan.ghost is not None and not scene.reach:
            self._ghost(painter, scene, scene.plan.ghost)

    def dragged(self, painter: QPainter, name: str, box: QRectF) -> None:
        """Paint a cell that is being dragged."""
        tokens = self._look.tokens
        paint.draw_round(painter, box, ground=tokens.card, line=tokens.fill, radius=5, pen=2)
        self._name(painter, box.adjusted(8, 0, -4, 0), name, bold=True, tone="onsel")

    def _grounds(self, painter: QPainter, scene: Scene) -> None:
        """Tint the rungs that a drag can reach; full ones get an amber edge and the count they would have."""
        look, measures = self._look, Measures.of(self._look)
        for line in scene.plan.lines:
            reach = scene.reach.get(line.rung)
            if reach is None or reach.state not in {"free", "full"}:
                continue
            left = measures.edge + measures.level
            box = QRectF(left, line.top + 2, scene.plan.width - left - 8, line.height - 4)
            full = reach.state == "full"
            ground = look.tokens.warn.ground if full else look.tokens.selection
            edge = look.tokens.warn.text if full else look.tokens.fill
            paint.draw_round(painter, box, ground=ground, line=edge if full or line.rung is scene.target else None)
            if full:
                told = f"{reach.people} / {reach.places}"
                room = box.adjusted(0, 0, -measures.right, 0)
                paint.draw_text(painter, look, room, told, size=12, bold=True, tone="warn", align=paint.RIGHT)

    def _level(self, painter: QPainter, scene: Scene, level: Level, box: QRectF) -> None:
        look, measures = self._look, Measures.of(self._look)
        if box.top():
            paint.draw_line(painter, look, measures.edge, box.right() - 12, box.top(), "ctl")
        column = QRectF(measures.edge, box.top() + measures.pad, measures.level - 14, look.scaled(22))
        paint.draw_text(painter, look, column, level.chinese, size=15, bold=True)
        if level is Level.TRAINEE:
            people = sum(cell.rung is Rung.TRAINEE for cell in scene.cells)
            below = QRectF(column.left(), column.bottom(), column.width(), look.scaled(26))
            used = paint.draw_text(painter, look, below, str(people), size=18, bold=True)
            paint.draw_text(painter, look, below.adjusted(used + 8, 2, 0, 0), "不占名额", size=12, tone="second")
            return
        count = scene.counts.get(level)
        if count is None:
            return
        word, tone = seats_word(count)
        paint.draw_text(painter, look, column, word, size=12, tone=tone, align=paint.RIGHT)
        over = bool(count.over) and count.binding
        below = QRectF(column.left(), column.bottom(), column.width(), look.scaled(26))
        used = paint.draw_text(
            painter, look, below, str(count.people), size=20, bold=True, tone="warn" if over else "text"
        )
        places = "—" if count.places is None else str(count.places)
        note = below.adjusted(used + 7, 3, 0, 0)
        paint.draw_text(painter, look, note, f"/ {places}", tone="second")
        self._pips(painter, count, QPointF(below.left(), below.bottom() + look.scaled(2)))

    def _pips(self, painter: QPainter, count: LevelCount, start: QPointF) -> None:
        look = self._look
        wide, high, step = look.scaled(9), look.scaled(5), look.scaled(8)
        places = count.places or 0
        inside = min(count.people, places) if places else 0
        tones = [look.tokens.fill] * inside + [look.tokens.track] * (places - inside)
        if not places:
            tones = [look.tokens.ctl] * count.people
        beyond = [look.tokens.warn.text if count.binding else look.tokens.faint] * (
            count.people - places if places else 0
        )
        # Seats beyond the cap begin a line of their own.
        lines = -(-len(tones) // PIPS_A_LINE)
        for place, tone in enumerate(tones):
            self._pip(painter, start, place // PIPS_A_LINE, place % PIPS_A_LINE, (wide, high, step), tone)
        for place, tone in enumerate(beyond):
            self._pip(painter, start, lines + place // PIPS_A_LINE, place % PIPS_A_LINE, (wide, high, step), tone)

    def _pip(
        self, painter: QPainter, start: QPointF, row: int, column: int, sizes: tuple[float, float, float], tone: str
    ) -> None:
        wide, high, step = sizes
        box = QRectF(start.x() + column * (wide + 3), start.y() + row * step, wide, high)
        paint.draw_round(painter, box, ground=tone, radius=2)

    def _line(self, painter: QPainter, scene: Scene, line: RungLine) -> None:
        look, measures = self._look, Measures.of(self._look)
        left = measures.edge + measures.level
        first = line.rung.letter in {"A", None}
        if not first:
            paint.draw_line(painter, look, left, scene.plan.width - 12, line.top)
        middle = line.top + measures.pad + measures.high / 2
        if line.rung.letter:
            paint.draw_letter(painter, look, left, middle, line.rung.letter)
        number = QRectF(scene.plan.width - measures.right, line.top + measures.pad, measures.right - 14, measures.high)
        tone = "second" if line.people else "faint"
        full = scene.reach.get(line.rung)
        if full is None or full.state != "full":
            paint.draw_text(painter, look, number, str(line.people), size=12, tone=tone, align=paint.RIGHT)

    def _cell(self, painter: QPainter, scene: Scene, cell: Cell, box: QRectF) -> None:
        tokens = self._look.tokens
        chosen = cell.staff_no == scene.chosen
        giving = cell.staff_no in scene.giving
        ground = tokens.warn.ground if giving else tokens.card if chosen else tokens.cell
        line = tokens.warn.line if giving else None
        if cell.staff_no in scene.found and not chosen:
            ground, line = tokens.selection, tokens.hero_line
        paint.draw_round(painter, box, ground=ground, line=line, radius=5)
        if chosen:
            ground = tokens.selection if scene.focused else tokens.card
            paint.draw_round(painter, box, ground=ground, line=tokens.fill, radius=5, pen=2)
        marks = self._marks(cell, giving)
        room = box.adjusted(7, 0, -4 - len(marks) * MARK, 0)
        tone = "warn" if giving else "onsel" if chosen else "text"
        self._name(painter, room, cell.name, bold=chosen, tone=tone)
        self._dot(painter, cell, box)
        for place, (icon, mark_tone) in enumerate(reversed(marks)):
            left = box.right() - 4 - (place + 1) * MARK
            self._mark(painter, icon, mark_tone, QRectF(left, box.top(), MARK, box.height()))

    def _name(self, painter: QPainter, room: QRectF, name: str, *, bold: bool, tone: str) -> None:
        """Write a name as large as its room allows; the panel has the whole of a long one."""
        sizes = (13.0, 12.0, 11.0)
        size = next((n for n in sizes if paint.width_of(name, self._look.font(n, bold=bold)) <= room.width()), 0.0)
        shown = name if size else cut(self._look, name, room.width(), 12, bold=bold)
        paint.draw_text(painter, self._look, room, shown, size=size or 12, bold=bold, tone=tone)

    def _marks(self, cell: Cell, giving: bool) -> list[tuple[str, str]]:
        found = []
        if giving:
            found.append(("give", "warn"))
        elif cell.mark:
            found.append((cell.mark, "primary" if cell.mark == "up" else "warn"))
        if cell.star:
            found.append(("star", "warn"))
        elif cell.locked:
            found.append(("lock", "second"))
        return found

    def _dot(self, painter: QPainter, cell: Cell, box: QRectF) -> None:
        """Put a dot into the corner of whom somebody should look at: no reason yet, an open objection, lost a seat."""
        if cell.held or cell.waiting or cell.lost:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._look.colour("bad" if cell.held else "warn"))
            painter.drawEllipse(QPointF(box.right() - 4.5, box.top() + 5), 2.5, 2.5)

    def _mark(self, painter: QPainter, icon: str, tone: str, box: QRectF) -> None:
        look, middle = self._look, box.center()
        if icon in {"star", "lock"}:
            picture = look.icon(icon, tone, 11)
            painter.drawPixmap(
                round(middle.x() - look.scaled(11) / 2), round(middle.y() - look.scaled(11) / 2), picture
            )
            return
        pen = QPen(look.colour(tone), 1.6)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if icon == "give":
            left, top = middle.x() - 4, middle.y() - 4
            painter.drawPolyline([QPointF(left, top), QPointF(left + 5, top), QPointF(left + 5, top + 8)])
            painter.drawPolyline([QPointF(left + 2, top + 5), QPointF(left + 5, top + 8), QPointF(left + 8, top + 5)])
            return
        tip = -4.0 if icon == "up" else 4.0
        painter.drawLine(QPointF(middle.x(), middle.y() - tip), QPointF(middle.x(), middle.y() + tip))
        head = QPointF(middle.x(), middle.y() + tip)
        back = 3.0 if icon == "up" else -3.0
        painter.drawPolyline([head + QPointF(-3, back), head, head + QPointF(3, back)])

    def _ghost(self, painter: QPainter, scene: Scene, box: QRectF) -> None:
        tokens = self._look.tokens
        paint.draw_round(painter, box, ground=tokens.card, radius=5)
        pen = QPen(QColor(tokens.warn.text), 1.3, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([3, 2.2])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(0.75, 0.75, -0.75, -0.75), 5, 5)
        self._name(painter, box.adjusted(7, 0, -5, 0), scene.ghost_name, bold=False, tone="warn")
        own = next(
            (b for c, b in zip(scene.cells, scene.plan.boxes, strict=True) if c.staff_no == scene.ghost_of), None
        )
        if own is not None:
            self._link(painter, scene, box, own)

    def _link(self, painter: QPainter, scene: Scene, start: QRectF, end: QRectF) -> None:
        """Lead one line from the dashed place to the final one, between the cells."""
        pen = QPen(self._look.colour("warn"), 1.5)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        down = end.top() > start.top()
        begin = start.bottom() if down else start.top()
        turn = begin + (6 if down else -6)
        path = QPainterPath(QPointF(start.center().x(), begin))
        path.lineTo(start.center().x(), turn)
        covered = any(
            box.left() < end.center().x() < box.right()
            and min(turn, end.top()) < box.center().y() < max(turn, end.top())
            for box in scene.plan.boxes
            if box != end
        )
        if covered:
            lane = end.left() - 2.5
            path.lineTo(lane, turn)
            path.lineTo(lane, end.center().y())
            tip = QPointF(end.left() + 2, end.center().y())
            path.lineTo(tip)
            arrow = [tip + QPointF(-4, -3.5), tip, tip + QPointF(-4, 3.5)]
        else:
            tip = QPointF(end.center().x(), end.top() - 1 if down else end.bottom() + 1)
            path.lineTo(tip.x(), turn)
            path.lineTo(tip)
            back = -5 if down else 5
            arrow = [tip + QPointF(-4, back), tip, tip + QPointF(4, back)]
        painter.drawPath(path)
        painter.setBrush(self._look.colour("warn"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawPolygon(QPolygonF(arrow))
