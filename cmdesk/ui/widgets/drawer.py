"""A card at the right of a row that becomes a drawer over it where the window is too narrow for both."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from cmdesk.ui.widgets.board import BESIDE_FROM


class Drawer(QObject):
    """Keeps `card` at the end of `row`, or over `main` from top to bottom; `narrowed` hears whether it is a drawer."""

    def __init__(self, row: QHBoxLayout, main: QWidget, card: QWidget, narrowed: Callable[[bool], None]) -> None:
        super().__init__(main)
        self._row, self._main, self._card, self._narrowed = row, main, card, narrowed
        self.opened = False
        self._wanted = True
        # Where the row lies is known only after the layout has been done.
        self._placing = QTimer(self)
        self._placing.setSingleShot(True)
        self._placing.timeout.connect(self.place)
        main.installEventFilter(self)

    def is_narrow(self) -> bool:
        """Say whether the window has no room for the card beside the rest."""
        return self._card.window().width() < BESIDE_FROM

    def hides(self) -> bool:
        """Say whether the card is there and waits to be opened."""
        return self._wanted and self.is_narrow() and not self.opened

    def open(self, opened: bool = True) -> None:
        """Show the drawer or put it away; beside the rest the card is always seen."""
        self.opened = opened
        self.place()

    def want(self, wanted: bool) -> None:
        """Say whether the card belongs to what is shown at all."""
        self._wanted = wanted
        self.place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size and the place of what the drawer lies over."""
        if event.type() in {QEvent.Type.Resize, QEvent.Type.Move}:
            self._placing.start()
        return super().eventFilter(watched, event)

    def place(self) -> None:
        """Put the card where the width of the window lets it be."""
        narrow, beside = self.is_narrow(), self._row.indexOf(self._card) >= 0
        if narrow and beside:
            self._row.removeWidget(self._card)
        elif not narrow and not beside:
            self._row.addWidget(self._card)
        self._card.setVisible(self._wanted and (self.opened or not narrow))
        if narrow:
            area, wide = self._main.geometry(), self._card.width()
            self._card.setGeometry(area.right() + 1 - wide, area.top(), wide, area.height())
            self._card.raise_()
        self._narrowed(narrow and self._wanted)
