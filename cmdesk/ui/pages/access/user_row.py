"""A row of the people who may sign in."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint


class UserRow(QAbstractButton):
    """One person, or (with an icon instead of a name's avatar) the row that unfolds the others.

    It takes no focus: the cursor stays in the password, ↑ and ↓ choose there.
    """

    def __init__(
        self, look: Look, number: str, name: str, middle: str, right: str, *, last: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look, self.number = look, number
        self._name, self._middle, self._right, self._last = name, middle, right, last
        self._hovered = False
        self.setAccessibleName(f"{name}，{middle}" if number else middle)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """Give the size of a row."""
        return QSize(300, max(self._look.pick(50, 42), self._look.scaled(40)))

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that it can be chosen."""
        self._hovered = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Look as before."""
        self._hovered = False
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint avatar, name, duties and time."""
        painter = QPainter(self)
        try:
            self._paint(painter)
        finally:
            painter.end()

    def _paint(self, painter: QPainter) -> None:
        look, high = self._look, self.height()
        box = QRectF(self.rect())
        if self._hovered:
            paint.draw_round(painter, box.adjusted(-2, 2, 2, -2), ground=look.tokens.soft)
        side = look.scaled(look.pick(32, 28))
        mark = QRectF(10, (high - side) / 2, side, side)
        left = mark.right() + 14
        if self.number:
            paint.draw_avatar(painter, look, mark, self._name)
        else:
            small = look.scaled(16)
            icon = look.icon("chevron-right", "second", 16)
            painter.drawPixmap(round(mark.center().x() - small / 2), round(mark.center().y() - small / 2), icon)
        room = QRectF(left, 0, box.right() - 12 - left, high)
        room.setWidth(
            room.width()
            - 8
            - paint.draw_text(painter, look, room, self._right, size=12, tone="second", align=paint.RIGHT)
        )
        if self.number:
            name_wide = max(look.scaled(56), paint.width_of(self._name, look.font(13, bold=True)) + 8)
            paint.draw_text(painter, look, room, self._name, bold=True)
            room.setLeft(room.left() + name_wide + 6)
        paint.draw_text(painter, look, room, self._middle, size=12 if self.number else 13, tone="second")
        if not self._last:
            paint.draw_line(painter, look, 10, box.right() - 10, high - 1)
