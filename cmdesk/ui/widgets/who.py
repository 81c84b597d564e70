"""A plate at the foot of the window, as of who sits here: a press opens what concerns it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint

_PAD, _GAP, _ICON, _ARROW = 8, 7, 15, 12


class Who(QAbstractButton):
    """An icon, a text (duties and name), and the sign that there is more; hidden while it says nothing.

    It takes no focus: whatever it offers has a key or a page of its own.
    """

    def __init__(
        self,
        look: Look,
        parent: QWidget | None = None,
        *,
        name: str = "当前用户",
        icon: str = "user",
        tone: str = "second",
        hint: str = "锁定、我的口令、文字大小",
    ) -> None:
        super().__init__(parent)
        self._look, self._hovered = look, False
        self._name, self._icon, self._tone, self._hint = name, icon, tone, hint
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        look.changed.connect(self.updateGeometry)
        self.hide()

    def say(self, text: str) -> None:
        """Show who it is; nothing hides the button."""
        self.setText(text)
        self.setAccessibleName(f"{self._name}：{text}")
        self.setToolTip(self._hint)
        self.setVisible(bool(text))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Give the room of icon, text and arrow."""
        look = self._look
        wide = look.scaled(_ICON) + look.scaled(_ARROW) + 2 * (_PAD + _GAP) + look.width_of(self.text(), 12) + 2
        return QSize(round(wide), look.scaled(24))

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that it can be pressed."""
        self._hovered = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Look as before."""
        self._hovered = False
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        try:
            look, box = self._look, QRectF(self.rect())
            if self._hovered or self.isDown():
                paint.draw_round(painter, box, ground=look.tokens.hover, radius=6)
            side, arrow = look.scaled(_ICON), look.scaled(_ARROW)
            painter.drawPixmap(_PAD, round((box.height() - side) / 2), look.icon(self._icon, self._tone, _ICON))
            right = box.width() - _PAD - arrow
            painter.drawPixmap(
                round(right), round((box.height() - arrow) / 2), look.icon("chevron-up", self._tone, _ARROW)
            )
            left = _PAD + side + _GAP
            paint.draw_text(
                painter,
                look,
                QRectF(left, 0, right - left - _GAP + 2, box.height()),
                self.text(),
                size=12,
                tone=self._tone,
            )
        finally:
            painter.end()
