"""The parts of one page, under its word in the rail while that page is open."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QVBoxLayout, QWidget

from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint

_DOT = 2.5


class PartItem(QAbstractButton):
    """One part: a dot and its word."""

    def __init__(self, look: Look, text: str) -> None:
        super().__init__()
        self._look, self._hovered = look, False
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:
        """Give the height it was set to."""
        return QSize(120, self.height())

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that it can be pressed."""
        self._hovered = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Look as before."""
        self._hovered = False
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, dot and word."""
        look, box, painter = self._look, QRectF(self.rect()), QPainter(self)
        try:
            if self.isChecked() or self._hovered:
                ground = look.tokens.selection if self.isChecked() else look.tokens.hover
                paint.draw_round(painter, box, ground=ground)
            if self.hasFocus():
                paint.draw_round(painter, box, ground=None, line=look.tokens.fill, pen=2)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("onsel" if self.isChecked() else "faint"))
            side = look.scaled(18)
            painter.drawEllipse(QPointF(15 + side / 2, box.center().y()), _DOT, _DOT)
            room = QRectF(15 + side + 9, 0, box.width() - side - 32, box.height())
            tone = "onsel" if self.isChecked() else "text"
            paint.draw_text(painter, look, room, self.text(), bold=self.isChecked(), tone=tone)
        finally:
            painter.end()


class RailParts(QWidget):
    """Emits `wanted` with the code of the part that was pressed."""

    wanted = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.items: dict[str, PartItem] = {}
        self._told: tuple[tuple[str, str], ...] = ()
        self._group = QButtonGroup(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)

    def show_parts(self, parts: Sequence[tuple[str, str]], chosen: str) -> None:
        """Show these (code, word) and mark one."""
        if tuple(parts) != self._told:
            self._told = tuple(parts)
            for item in self.items.values():
                self._group.removeButton(item)
                item.setParent(None)
                item.deleteLater()
            self.items = {}
            for code, word in parts:
                item = self.items[code] = PartItem(self._look, word)
                item.clicked.connect(partial(self.wanted.emit, code))
                self._group.addButton(item)
                self._column.addWidget(item)
        if chosen in self.items:
            self.items[chosen].setChecked(True)

    def set_row(self, high: int, gap: int) -> None:
        """Take the height of a row and the gap between two."""
        self._column.setSpacing(gap)
        for item in self.items.values():
            item.setFixedHeight(high)
