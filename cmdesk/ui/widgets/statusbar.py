"""The foot of the window: what was just done, the database, the last backup; a sample county's day; who sits here."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.labels import IconMark, Keys, Label
from cmdesk.ui.widgets.who import Who


class Fact(QWidget):
    """An icon with a short text."""

    def __init__(self, look: Look, icon: str, tone: str = "second") -> None:
        super().__init__()
        self._mark = IconMark(look, icon, tone=tone, size=15)
        self.label = Label(look, "", size=12, tone="second")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(7)
        row.addWidget(self._mark)
        row.addWidget(self.label)
        self.hide()

    def say(self, text: str, *, icon: str = "", tone: str = "") -> None:
        """Show a text; an empty one hides the fact."""
        self.label.setText(text)
        if icon:
            self._mark.show_icon(icon, tone or "second")
        self.setVisible(bool(text))


class StatusBar(QWidget):
    """30 high, one line; at the right the name of the user and the day of a sample county, which open their menus."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.said = Fact(look, "circle-check", "ok")
        self.where = Fact(look, "hard-drive")
        self.backup = Fact(look, "history")
        self.day = Who(look, name="演示县", icon="calendar-days", tone="primary", hint="换演示日期、演示指南")
        self.who = Who(look)
        self.version = Label(look, "", size=12, tone="second")
        self.keys = Keys(look, (("F1", "帮助"),))
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 1, 14, 0)
        row.setSpacing(22)
        for fact in (self.said, self.where, self.backup):
            row.addWidget(fact)
        row.addStretch(1)
        row.addWidget(self.day)
        row.addWidget(self.keys)
        row.addWidget(self.who)
        row.addWidget(self.version)
        look.changed.connect(self._resize)
        self._resize()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground and the line on top."""
        painter = QPainter(self)
        try:
            painter.fillRect(self.rect(), self._look.colour("card"))
            painter.fillRect(0, 0, self.width(), 1, self._look.colour("line"))
        finally:
            painter.end()

    def _resize(self) -> None:
        self.setFixedHeight(self._look.scaled(31))
        self.update()
