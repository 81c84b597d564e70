"""The head of a page: title, one line below, actions at the right."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.labels import Label

_GAP = 8
_TITLE_LEAST = 12
SEPARATOR = " · "


class PageHead(QWidget):
    """Title 20/700 with one quiet line; what is added stands at the right, in order.

    Where there is little room the buttons first lose their key caps, then their icons; the line shows as many of its
    whole parts as fit beside them.
    """

    def __init__(self, look: Look, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._fitting = False
        self.title = Label(look, title, size=20, bold=True)
        self.line = _PartsLabel(look)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        self._first = QHBoxLayout()
        self._first.setSpacing(_GAP)
        self._first.addWidget(self.title)
        self._first.addStretch(1)
        texts.addLayout(self._first)
        texts.addWidget(self.line)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(_GAP)
        self._before = QHBoxLayout()
        self._row.addLayout(self._before)
        self._row.addLayout(texts)
        self._row.addStretch(1)
        # It takes the width that there is and fits itself in.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit into the new width."""
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Fit anew where a text or a button has changed."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return done

    def _fit(self) -> None:
        if self._fitting:
            return
        self._fitting = True
        try:
            beside = [w for n in range(self._row.count()) if (w := self._row.itemAt(n).widget()) and not w.isHidden()]
            buttons = [widget for widget in beside if isinstance(widget, Button)]
            left = self._before.sizeHint().width() + _GAP if self._before.count() else 0
            title = self._first.sizeHint().width() + _TITLE_LEAST
            for less in (0, 1, 2):
                for button in buttons:
                    button.show_less(less)
                taken = left + sum(widget.sizeHint().width() + _GAP for widget in beside)
                if taken + title <= self.width():
                    break
            self.line.fit(max(title - _TITLE_LEAST, self.width() - taken - _TITLE_LEAST))
        finally:
            self._fitting = False


class _PartsLabel(Label):
    """One quiet line of which as many whole parts are shown as fit."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, "", size=12, tone="second")
        self._whole, self._room = "", 0

    def setText(self, text: str) -> None:
        """Show another text."""
        self._whole = text
        self._show()

    def fit(self, room: int) -> None:
        """Take another width."""
        self._room = room
        self._show()

    def _show(self) -> None:
        parts = self._whole.split(SEPARATOR)
        while self._room and len(parts) > 1 and self._wide(parts) > self._room:
            parts.pop()
        shown = SEPARATOR.join(parts)
        if shown != self.text():
            super().setText(shown)
        self.setToolTip(self._whole if shown != self._whole else "")

    def _wide(self, parts: list[str]) -> float:
        return paint.width_of(SEPARATOR.join(parts), self._look.font(12)) + 1
