"""Long work at the foot of the page: its step, how far it is, and how to stop it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.labels import Label


class _Bar(QWidget):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.share = 0.0
        self.setFixedSize(180, 6)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            paint.draw_bar(painter, self._look, QRectF(self.rect()), self.share)
        finally:
            painter.end()


class ProgressArea(QWidget):
    """Shown only while work has taken more than a moment; the window stays usable beside it."""

    cancelled = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.label = Label(look, "", size=12)
        self._bar = _Bar(look)
        self.stop = Button(look, "停止", icon="x", height=28)
        self.stop.clicked.connect(self.cancelled)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 10, 6)
        row.setSpacing(12)
        row.addWidget(self.label, 1)
        row.addWidget(self._bar)
        row.addWidget(self.stop)
        self.hide()

    def show_step(self, done: int, total: int, label: str) -> None:
        """Show a step: `done` of `total`; a total of 0 means that nobody knows."""
        self._bar.share = done / total if total else 0.0
        count = f"（{done} / {total}）" if total else ""
        self.label.setText(f"{label}{count}")
        self._bar.update()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the tinted ground."""
        painter = QPainter(self)
        try:
            tokens = self._look.tokens
            paint.draw_round(painter, QRectF(self.rect()), ground=tokens.selection, line=tokens.hero_line)
        finally:
            painter.end()
