"""What stands where a list has nothing: what is missing, and what to do about it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.labels import IconMark, Label


class Empty(QWidget):
    """An icon and two lines in the middle of the room there is."""

    def __init__(self, look: Look, icon: str, title: str, line: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = Label(look, title)
        self.line = Label(look, line, size=12, tone="second")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 24, 24, 24)
        whole.setSpacing(6)
        whole.addStretch(1)
        for widget in (IconMark(look, icon, size=26), self.title, self.line):
            whole.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        whole.addStretch(1)

    def say(self, title: str, line: str) -> None:
        """Say something else."""
        self.title.setText(title)
        self.line.setText(line)
