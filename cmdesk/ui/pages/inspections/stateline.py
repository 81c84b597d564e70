"""A line over the items of a sheet: signed, sent back, closed, changed by somebody else, not saved."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.labels import IconMark, Label


class StateLine(QWidget):
    """Hidden until it has something to say; up to two buttons, whose place (0, 1) `pressed` carries."""

    pressed = Signal(int)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._state = look, "info"
        self._mark = IconMark(look, "info", size=17)
        self.label = Label(look, "", wrap=True)
        self.buttons = (Button(look, "", height=28), Button(look, "", height=28))
        self.buttons[0].clicked.connect(self._first)
        self.buttons[1].clicked.connect(self._second)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 5, 10, 5)
        row.setSpacing(10)
        row.addWidget(self._mark)
        row.addWidget(self.label, 1)
        for button in self.buttons:
            row.addWidget(button)
        look.changed.connect(self.update)
        self.hide()

    def say(self, text: str, state: str = "info", *, icon: str = "info", buttons: tuple[str, ...] = ()) -> None:
        """Show a text with its buttons; an empty one hides the line."""
        self._state = state
        self._mark.show_icon(icon, state)
        self.label.say(text, state)
        for place, button in enumerate(self.buttons):
            button.setVisible(place < len(buttons))
            if place < len(buttons):
                button.say(buttons[place])
        self.setVisible(bool(text))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the tinted ground."""
        painter = QPainter(self)
        try:
            tint = self._look.tokens.tint(self._state)
            paint.draw_round(painter, QRectF(self.rect()), ground=tint.ground, line=tint.line)
        finally:
            painter.end()

    def _first(self) -> None:
        self.pressed.emit(0)

    def _second(self) -> None:
        self.pressed.emit(1)
