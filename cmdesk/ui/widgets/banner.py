"""A line across the page: what is in the way, and one thing that helps."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.labels import IconMark, Label


class Banner(QWidget):
    """Hidden until it has something to say. `pressed` tells that the helping button was pressed."""

    pressed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._state = look, "warn"
        self._mark = IconMark(look, "triangle-alert", tone="warn", size=18)
        self.label = Label(look, "", tone="warn", wrap=True)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.button = Button(look, "重试", kind="plain", height=30)
        self.button.clicked.connect(self._press)
        self._close = Button(look, "关闭提示", icon="x", kind="icon", height=28)
        self._close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 10, 8)
        row.setSpacing(10)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.label, 1)
        row.addWidget(self.button)
        row.addWidget(self._close)
        look.changed.connect(self.update)
        self.hide()

    def say(self, text: str, *, state: str = "warn", button: str = "") -> None:
        """Show a text, with a button where there is something to do."""
        self._state = state
        icon = {"bad": "circle-alert", "ok": "circle-check", "info": "info"}.get(state, "triangle-alert")
        self._mark.show_icon(icon, state)
        self.label.say(text, state)
        self.button.setVisible(bool(button))
        if button:
            self.button.say(button)
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the tinted ground."""
        tint = self._look.tokens.tint(self._state)
        painter = QPainter(self)
        try:
            paint.draw_round(painter, QRectF(self.rect()), ground=tint.ground, line=tint.line)
        finally:
            painter.end()

    def _press(self) -> None:
        self.hide()
        self.pressed.emit()
