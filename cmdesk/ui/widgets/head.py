"""The head of a page: title, one line below, actions at the right."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.labels import Label


class PageHead(QWidget):
    """Title 20/700 with one quiet line; what is added stands at the right, in order."""

    def __init__(self, look: Look, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = Label(look, title, size=20, bold=True)
        self.line = Label(look, "", size=12, tone="second")
        texts = QVBoxLayout()
        texts.setSpacing(2)
        self._first = QHBoxLayout()
        self._first.setSpacing(8)
        self._first.addWidget(self.title)
        self._first.addStretch(1)
        texts.addLayout(self._first)
        texts.addWidget(self.line)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self._before = QHBoxLayout()
        self._row.addLayout(self._before)
        self._row.addLayout(texts)
        self._row.addStretch(1)

    def lead(self, widget: QWidget) -> None:
        """Put a widget (an avatar) before the title."""
        self._before.addWidget(widget)
        self._before.setContentsMargins(0, 0, 6, 0)

    def after_title(self, widget: QWidget) -> None:
        """Put a widget (a chip) right after the title."""
        self._first.insertWidget(self._first.count() - 1, widget)

    def beside(self, widget: QWidget) -> None:
        """Put a widget at the right end."""
        self._row.addWidget(widget)

    def say(self, title: str, line: str) -> None:
        """Show other texts."""
        self.title.setText(title)
        self.line.setText(line)
