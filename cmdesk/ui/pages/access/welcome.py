"""The pane at the left before sign-in: the sign, the nine rungs as a stair, one sentence, three facts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from cmdesk.ui.pages.access.presenter import Fact
from cmdesk.ui.theme.look import Density, Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.sign import draw_sign

# From 初级 C to 高级 A. Dark text up to the sixth rung, white from the seventh: white on middle blues cannot be read.
_STAIR = ("#DCE7FD", "#CBDBFD", "#BACFFC", "#A9C3FB", "#98B8FB", "#87ACFA", "#2F66DC", "#2563EB", "#1D4ED8")
_DARK_TEXT = "#1E3A8A"
_LETTERS = "CBACBACBA"


class Welcome(QWidget):
    """Painted as one picture; what it says is in its accessible description."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._unit = ""
        self._facts: tuple[Fact, ...] = ()
        self.setAccessibleName("客户经理考评")
        look.changed.connect(self.update)

    def show_facts(self, unit: str, facts: Sequence[Fact]) -> None:
        """Show the unit and up to three facts."""
        self._unit, self._facts = unit, tuple(facts)
        self.setAccessibleDescription("；".join(f"{f.title}，{f.line}" for f in facts))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pane."""
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint(painter)
        finally:
            painter.end()

    def _paint(self, painter: QPainter) -> None:
        look, wide, high = self._look, self.width(), self.height()
        ground = QLinearGradient(QPointF(0, 0), QPointF(wide, high))
        ground.setColorAt(0, QColor(look.tokens.selection))
        ground.setColorAt(1, QColor(look.tokens.page))
        painter.fillRect(self.rect(), ground)
        painter.fillRect(wide - 1, 0, 1, high, look.colour("line"))
        side = 56
        draw_sign(painter, look, side, 42, look.scaled(40), self._unit, wide - 2 * side)
        row = look.scaled(look.pick(56, 50, 46))
        facts_top = high - 44 - row * len(self._facts)
        tall = look.pick(268, 210, 180)
        text_high = look.scaled(96)
        free = facts_top - 42 - look.scaled(40)
        top = 42 + look.scaled(40) + max(16, (free - tall - text_high) / 2 - 10)
        if look.density is not Density.TIGHT or free > tall + text_high + 20:
            self._stair(painter, QRectF(side, top, wide - 2 * side, tall))
            self._sentence(painter, side, top + tall + look.scaled(16), wide - 2 * side)
        else:
            self._sentence(painter, side, top + 40, wide - 2 * side)
        for number, fact in enumerate(self._facts):
            self._fact(painter, fact, QRectF(side, facts_top + number * row, wide - 2 * side, row))

    def _stair(self, painter: QPainter, box: QRectF) -> None:
        look = self._look
        words_high = look.scaled(30)
        gap, group = 8.0, 18.0
        bar = (box.width() - 6 * gap - 2 * group) / 9
        foot, x = box.bottom() - words_high, box.left()
        lowest, highest = 0.2, 0.86
        full = box.height() - words_high
        for number in range(9):
            tall = full * (lowest + (highest - lowest) * number / 8)
            step = QRectF(x, foot - tall, bar, tall)
            paint.draw_round(painter, step, ground=_STAIR[number], radius=7)
            colour = "#FFFFFF" if number >= 6 else _DARK_TEXT
            letter = QRectF(x, step.top() + 8, bar, look.scaled(22))
            paint.draw_text(painter, look, letter, _LETTERS[number], bold=True, colour=colour, align=paint.CENTRE)
            if number == 8:
                self._award(painter, QPointF(x + bar / 2, step.top() - 20))
            if number % 3 == 1:
                word = ("初级", "中级", "高级")[number // 3]
                middle = QRectF(x - bar, foot + 6, 3 * bar, words_high)
                paint.draw_text(painter, look, middle, word, tone="second", align=paint.CENTRE)
            x += bar + (group if number % 3 == 2 else gap)

    def _award(self, painter: QPainter, middle: QPointF) -> None:
        look = self._look
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("card"))
        painter.drawEllipse(middle, 15, 15)
        side = look.scaled(18)
        icon = look.icon("award", "primary", 18)
        painter.drawPixmap(round(middle.x() - side / 2), round(middle.y() - side / 2), icon)

    def _sentence(self, painter: QPainter, left: float, top: float, wide: float) -> None:
        look = self._look
        title = QRectF(left, top, wide, look.scaled(40))
        paint.draw_text(painter, look, title, "从一张检查表，到九个档次", size=24, bold=True)
        line = QRectF(left, title.bottom() + 2, wide, look.scaled(24))
        paint.draw_text(painter, look, line, "每一分都能往回找到事实、证据和条款。", tone="second")

    def _fact(self, painter: QPainter, fact: Fact, box: QRectF) -> None:
        look = self._look
        radius = look.scaled(18)
        middle = QPointF(box.left() + radius, box.center().y())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("card"))
        painter.drawEllipse(middle, radius, radius)
        side = look.scaled(18)
        tone = "primary" if fact.tone == "fill" else fact.tone
        icon = look.icon(fact.icon, tone, 18)
        painter.drawPixmap(round(middle.x() - side / 2), round(middle.y() - side / 2), icon)
        left = box.left() + 2 * radius + 14
        half = look.scaled(19)
        title = QRectF(left, middle.y() - half, box.right() - left, half)
        line = QRectF(left, middle.y(), box.right() - left, half)
        paint.draw_text(painter, look, title, fact.title, bold=True)
        paint.draw_text(painter, look, line, fact.line, size=12, tone="second")
