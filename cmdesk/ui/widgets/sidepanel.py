"""The panel beside a list of people: a card for all of them above, a card for the one chosen below."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.labels import Avatar, Card, Label

_BAR = 8
"""Kept free at the right for the scroll bar."""


class PersonHead(QWidget):
    """Who it is about: portrait, name, one quiet line; what is added stands at the right."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._avatar = Avatar(look, 36)
        self.name = Label(look, "", size=15, bold=True)
        self.line = Label(look, "", size=12, tone="second")
        names = QVBoxLayout()
        names.setSpacing(1)
        names.addWidget(self.name)
        names.addWidget(self.line)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(10)
        self._row.addWidget(self._avatar)
        self._row.addLayout(names, 1)

    def beside(self, widget: QWidget) -> None:
        """Put a widget at the right end."""
        self._row.addWidget(widget)

    def show_person(self, name: str, *parts: str) -> None:
        """Show another person with what is known of him."""
        self._avatar.show_name(name)
        self.name.setText(name)
        self.line.setText(" · ".join(part for part in parts if part))


class SidePanel(QWidget):
    """Subclasses fill `above` and `below`; `wide` is its width at the usual text size, `wider` what it grows by."""

    def __init__(self, look: Look, wide: int, wider: int) -> None:
        super().__init__()
        self._look, self._wide, self._wider = look, wide, wider
        self.all_card, self.one_card = Card(), Card()
        self.above, self.below = QVBoxLayout(self.all_card), QVBoxLayout(self.one_card)
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.addWidget(self.all_card)
        self._whole.addWidget(self.one_card, 1)
        look.changed.connect(self._follow_look)
        self._follow_look()

    def scrolled(self, content: QLayout, name: str) -> QScrollArea:
        """Give a scrolled area over what is too long for the card."""
        inner = QWidget()
        inner.setProperty("plain", "true")
        content.setContentsMargins(0, 0, _BAR, 0)
        inner.setLayout(content)
        area = QScrollArea()
        area.setAccessibleName(name)
        area.setWidget(inner)
        area.setWidgetResizable(True)
        return area

    def _follow_look(self) -> None:
        look = self._look
        margin, high = look.pick(18, 14), look.pick(14, 10)
        self._whole.setSpacing(look.pick(16, 12, 10))
        self.above.setContentsMargins(margin, high, margin, high)
        self.above.setSpacing(look.pick(9, 6))
        self.below.setContentsMargins(margin, high, margin - _BAR, high)
        self.below.setSpacing(look.pick(10, 7))
        self.setFixedWidth(self._wide if look.percent == 100 else self._wide + self._wider)
