"""来源总览: one cell a person and source, in groups by line. Filled is always more final than outlined."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cmdesk.queries.evaluations_board import IN, LOCKED, MISSING, POLICY, Cell, EvaluationBoard, EvaluationRow
from cmdesk.ui.pages.evaluations.presenter import LETTERS, NAMES, SOURCES
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint

_GROUP_GAP = 9
_LABELS = {
    "performance": "经营业绩",
    "customer": "客户满意度",
    "industry": "工业企业",
    "self": "自我评价",
    "department": "审核评价",
}
_SAID = {LOCKED: "已锁", IN: "已收", MISSING: "缺", POLICY: "按政策", "not_due": "未到期"}


def draw_cell(painter: QPainter, look: Look, box: QRectF, state: str) -> None:
    """Paint a cell in the language of states that all pages share."""
    tokens = look.tokens
    if state == LOCKED:
        paint.draw_round(painter, box, ground=tokens.same, radius=2)
    elif state == IN:
        paint.draw_round(painter, box, ground=tokens.card, line=tokens.primary, radius=2)
    elif state == MISSING:
        paint.draw_round(painter, box, ground=tokens.warn.text, radius=2)
    elif state == POLICY:
        _hatch(painter, look, box)
    else:
        paint.draw_round(painter, box, ground=tokens.cell, radius=2)


def _hatch(painter: QPainter, look: Look, box: QRectF) -> None:
    painter.save()
    paint.draw_round(painter, box, ground=look.tokens.selection, radius=2)
    painter.setClipPath(paint.rounded_path(box, 2))
    painter.setPen(QPen(QColor(look.tokens.primary), 1.3))
    x = box.left() - box.height()
    while x < box.right():
        painter.drawLine(QPointF(x, box.bottom()), QPointF(x + box.height(), box.top()))
        x += 4.5
    painter.restore()


class Legend(QWidget):
    """The states with their words."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.missing = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """Give the width of all words."""
        return QSize(round(self._walk(None)), self._look.scaled(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint them."""
        painter = QPainter(self)
        try:
            self._walk(painter)
        finally:
            painter.end()

    def _walk(self, painter: QPainter | None) -> float:
        x = 0.0
        for state in (LOCKED, IN, MISSING, POLICY):
            word = _SAID[state] + (f" {self.missing}" if state == MISSING else "")
            wide = paint.width_of(word, self._look.font(12)) + 1
            if painter is not None:
                draw_cell(painter, self._look, QRectF(x, self.height() / 2 - 6, 12, 12), state)
                box = QRectF(x + 18, 0, wide, self.height())
                paint.draw_text(painter, self._look, box, word, size=12, tone="second")
            x += 18 + wide + 14
        return x - 14


class Overview(QWidget):
    """Emits `chosen` with 工号 and source of the cell that was clicked."""

    chosen = Signal(str, str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._board: EvaluationBoard | None = None
        self._here = ("", "")
        self.setAccessibleName("来源总览")
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._follow)
        self._follow()

    def show_board(self, board: EvaluationBoard) -> None:
        """Show a board."""
        self._board = board
        spoken = [f"{NAMES[one.source]} {one.done} / {one.whole}" for one in board.rounds]
        self.setAccessibleDescription("；".join(spoken))
        self.update()

    def mark(self, staff_no: str, source: str) -> None:
        """Put the ring around the cell in work."""
        self._here = (staff_no, source)
        self.update()

    def event(self, event: QEvent) -> bool:
        """Say whose cell the pointer is on."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            found = self._at(event.pos())
            if found is not None:
                row, source = found
                cell = row.cells[SOURCES.index(source)]
                said = f"{row.person.name}　{NAMES[source]}：{cell.text}（{_SAID.get(cell.state, '')}）"
                QToolTip.showText(event.globalPos(), said, self)
                return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the cell."""
        found = self._at(event.position().toPoint())
        if found is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(found[0].person.staff_no, found[1])

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint groups, cells and counts."""
        if self._board is None:
            return
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint(painter, self._board)
        finally:
            painter.end()

    def _paint(self, painter: QPainter, board: EvaluationBoard) -> None:
        look, high, head = self._look, self._high(), self._head()
        places = self._places()
        self._groups(painter, places)
        for line, source in enumerate(SOURCES):
            y = head + line * high
            label = QRectF(0, y, look.scaled(22), high)
            paint.draw_text(painter, look, label, LETTERS[source], bold=True, tone="primary")
            name = QRectF(look.scaled(20), y, self._left() - look.scaled(20), high)
            paint.draw_text(painter, look, name, _LABELS[source], size=12)
            for row, x, wide in places:
                box = QRectF(x, y + 4, wide, high - 8)
                cell: Cell = row.cells[line]
                draw_cell(painter, look, box, cell.state)
                if (row.person.staff_no, source) == self._here:
                    ring = box.adjusted(-2.5, -2.5, 2.5, 2.5)
                    paint.draw_round(painter, ring, ground=None, line=look.tokens.text, pen=1.6, radius=3.5)
            self._count(painter, board, source, QRectF(self.width() - self._right(), y, self._right(), high))

    def _groups(self, painter: QPainter, places: list[tuple[EvaluationRow, float, float]]) -> None:
        look = self._look
        lines: dict[str, tuple[float, float]] = {}
        for row, x, wide in places:
            name = row.person.line or "未分线路"
            first, _ = lines.get(name, (x, 0.0))
            lines[name] = (first, x + wide)
        for name, (first, last) in lines.items():
            room = QRectF(first, 0, last - first + _GROUP_GAP - 2, self._head() - 6)
            if paint.width_of(name, look.font(12)) <= room.width():
                paint.draw_text(painter, look, room, name, size=12, tone="second")
            paint.draw_line(painter, look, first, last, self._head() - 5)

    def _count(self, painter: QPainter, board: EvaluationBoard, source: str, box: QRectF) -> None:
        look, one = self._look, board.round_of(source)
        side = look.scaled(14)
        if one.state == "closed":
            at = round(box.right() - side), round(box.center().y() - side / 2)
            painter.drawPixmap(at[0], at[1], look.icon("lock", "second", 14))
        room = QRectF(box.left(), box.top(), box.width() - side - 8, box.height())
        if one.state == "none":
            paint.draw_text(painter, look, room, "未开", size=12, tone="second", align=paint.RIGHT)
            return
        short = one.lacking > 0 and one.state == "open"
        text = f"{one.done} / {one.whole}" if one.lacking else str(one.done)
        paint.draw_text(
            painter, look, room, text, size=12, bold=short, tone="warn" if short else "text", align=paint.RIGHT
        )

    def _places(self) -> list[tuple[EvaluationRow, float, float]]:
        """Give each row with the left edge and the width of its cells."""
        rows = self._board.rows if self._board else ()
        lines = [row.person.line for row in rows]
        breaks = sum(a != b for a, b in pairwise(lines))
        room = self.width() - self._left() - self._right() - breaks * _GROUP_GAP
        step = max(4.0, min(27.0, room / max(1, len(rows))))
        gap = 3.0 if step >= 14 else 2.0 if step >= 6 else 1.0
        x, found = float(self._left()), []
        for place, row in enumerate(rows):
            if place and lines[place] != lines[place - 1]:
                x += _GROUP_GAP
            found.append((row, x, step - gap))
            x += step
        return found

    def _at(self, point: QPoint) -> tuple[EvaluationRow, str] | None:
        line = int((point.y() - self._head()) // self._high())
        if not 0 <= line < len(SOURCES) or point.y() < self._head():
            return None
        for row, x, wide in self._places():
            if x - 1 <= point.x() <= x + wide + 1:
                return row, SOURCES[line]
        return None

    def _left(self) -> int:
        return self._look.scaled(104)

    def _right(self) -> int:
        return self._look.scaled(86)

    def _head(self) -> int:
        return self._look.scaled(24)

    def _high(self) -> int:
        return max(self._look.pick(25, 22, 19), self._look.scaled(19))

    def _follow(self) -> None:
        self.setFixedHeight(self._head() + 5 * self._high())
        self.update()
