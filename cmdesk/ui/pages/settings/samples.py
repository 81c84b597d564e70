"""The same line of a list at each text size, to choose by eye."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint

_NAME, _LINE, _SCORE, _STATE = "王晓明", "城关镇 · 中级 A", "93.85", "已审定"
_HIGH = 46


class Sample(QAbstractButton):
    """A person with his line, score and state as a list shows them at one text size; a press chooses the size."""

    def __init__(self, look: Look, percent: int, word: str) -> None:
        super().__init__()
        self._look, self.percent = look, percent
        self.setText(word)
        self.setAccessibleName(f"{word}的样子")
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Give the height of a row of a list at this size, with the air around it."""
        return QSize(420, round(_HIGH * self.percent / 100) + 16)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it: what the look would paint now, as much larger or smaller as the size asks for."""
        painter = QPainter(self)
        try:
            look, box = self._look, QRectF(self.rect()).adjusted(1, 1, -1, -1)
            ground, line = ("selection", "fill") if self.isChecked() else ("card", "line")
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint.draw_round(painter, box, ground=look.tokens.tone(ground), line=look.tokens.tone(line), radius=8)
            factor = self.percent / look.percent
            painter.scale(factor, factor)
            self._row(painter, QRectF(0, 0, self.width() / factor, self.height() / factor))
        finally:
            painter.end()

    def _row(self, painter: QPainter, box: QRectF) -> None:
        look, edge, side = self._look, 14, self._look.scaled(28)
        word = paint.draw_text(painter, look, box.adjusted(edge, 0, 0, 0), self.text(), size=12, tone="second")
        left = max(edge + word + 16, look.scaled(96))
        paint.draw_avatar(painter, look, QRectF(left, box.center().y() - side / 2, side, side), _NAME)
        name = box.adjusted(left + side + 10, 0, 0, 0)
        used = paint.draw_text(painter, look, name, _NAME, bold=True)
        right = box.right() - edge - paint.chip_width(look, _STATE, dot=True)
        paint.draw_chip(painter, look, right, box.center().y(), _STATE, "ok", dot=True)
        score = paint.width_of(_SCORE, look.font(13, bold=True))
        paint.draw_text(painter, look, QRectF(right - 16 - score, 0, score + 2, box.height()), _SCORE, bold=True)
        room = right - 24 - score - name.left() - used - 10
        if paint.width_of(_LINE, look.font(12)) <= room:
            rest = QRectF(name.left() + used + 10, 0, room, box.height())
            paint.draw_text(painter, look, rest, _LINE, size=12, tone="second")
