"""Painted rows of facts: label, value, note at the right. One drawing for every card that lists them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint


@dataclass(frozen=True)
class FactRow:
    """One row. `icon` stands before the label; `tone` is the note's; `dot` makes it a point of a time line."""

    label: str
    value: str
    note: str = ""
    icon: str = ""
    tone: str = "second"
    bold: bool = False
    dot: str = ""


class FactRows(QWidget):
    """Rows of equal height; values that do not fit are noted in the look."""

    def __init__(self, look: Look, *, label_width: int = 72, row: tuple[int, int] = (27, 23)) -> None:
        super().__init__()
        self._look, self._label_width, self._row = look, label_width, row
        self._rows: tuple[FactRow, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._follow)

    def show_rows(self, rows: Sequence[FactRow]) -> None:
        """Show these rows."""
        self._rows = tuple(rows)
        self.setAccessibleName("；".join(f"{r.label} {r.value} {r.note}".strip() for r in rows))
        self._follow()

    def sizeHint(self) -> QSize:
        """Give the height of all rows."""
        return QSize(200, len(self._rows) * self._high())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint them."""
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for number, row in enumerate(self._rows):
                self._paint(painter, row, QRectF(0, number * self._high(), self.width(), self._high()), number)
        finally:
            painter.end()

    def _paint(self, painter: QPainter, row: FactRow, box: QRectF, number: int) -> None:
        look = self._look
        room = QRectF(box)
        if row.note:
            used = paint.draw_text(painter, look, room, row.note, size=12, tone=row.tone, align=paint.RIGHT)
            room.setWidth(room.width() - used - 8)
        if row.dot:
            self._dot(painter, row, box, number)
            room.setLeft(20)
            paint.draw_text(painter, look, room, row.value, bold=row.bold, tone="text" if row.bold else "second")
            return
        if row.icon:
            side = look.scaled(16)
            painter.drawPixmap(0, round(box.center().y() - side / 2), look.icon(row.icon, "second", 16))
            room.setLeft(side + 9)
        label = look.scaled(self._label_width)
        if row.label:
            paint.draw_text(
                painter, look, QRectF(room.left(), box.top(), label, box.height()), row.label, size=12, tone="second"
            )
            room.setLeft(room.left() + label)
        paint.draw_text(painter, look, room, row.value, bold=row.bold)

    def _dot(self, painter: QPainter, row: FactRow, box: QRectF, number: int) -> None:
        look, middle = self._look, QPointF(5, box.center().y())
        painter.setPen(QPen(look.colour("ctl"), 1.5))
        if number + 1 < len(self._rows) and self._rows[number + 1].dot:
            painter.drawLine(middle, QPointF(5, middle.y() + box.height()))
        painter.setBrush(look.colour("fill" if row.dot == "full" else "card"))
        painter.setPen(QPen(look.colour("fill" if row.dot == "full" else "ctl"), 1.6))
        painter.drawEllipse(middle, 4, 4)

    def _high(self) -> int:
        return max(self._look.pick(*self._row), self._look.scaled(21))

    def _follow(self) -> None:
        self.updateGeometry()
        self.setMinimumHeight(self.sizeHint().height())
        self.update()
