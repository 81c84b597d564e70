"""The right column: cards that scroll where there is too little height, or a drawer over the page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from cmdesk.ui.theme.look import Look

_EDGE = 12


class Side(QWidget):
    """Holds the cards; as a drawer it hides what lies under it."""

    def __init__(self, look: Look, name: str, *cards: QWidget) -> None:
        super().__init__()
        self._look, self._drawer = look, False
        inside = QWidget()
        inside.setProperty("plain", "true")
        self._cards = QVBoxLayout(inside)
        self._cards.setContentsMargins(0, 0, 0, 0)
        for card in cards:
            self._cards.addWidget(card, 1 if card is cards[-1] else 0)
        area = QScrollArea()
        area.setAccessibleName(name)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidgetResizable(True)
        area.setWidget(inside)
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.addWidget(area)

    def place(self, row: QHBoxLayout, over: QWidget, *, narrow: bool, opened: bool, width: int, gap: int) -> None:
        """Stand at the end of `row`, or where that is too narrow lie over the widget `over`, if `opened`."""
        beside = row.indexOf(self) >= 0
        if narrow and beside:
            row.removeWidget(self)
        elif not narrow and not beside:
            row.addWidget(self)
        self._take_space(width, gap, drawer=narrow)
        self.setVisible(opened or not narrow)
        if narrow:
            area = over.geometry()
            self.setGeometry(area.right() + 1 - self.width(), area.top(), self.width(), area.height())
            self.raise_()

    def _take_space(self, width: int, gap: int, *, drawer: bool) -> None:
        self._drawer = drawer
        edge = _EDGE if drawer else 0
        self._whole.setContentsMargins(edge, 0, 0, 0)
        self._cards.setSpacing(gap)
        for number in range(self._cards.count()):
            # A card remembers how high its wrapped texts were at the old width and text size.
            if (item := self._cards.itemAt(number)) is not None and (card := item.widget()) is not None:
                card.updateGeometry()
        self.setFixedWidth(width + edge)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground of a drawer, with a line at its edge."""
        if not self._drawer:
            return
        painter = QPainter(self)
        try:
            painter.fillRect(self.rect(), self._look.colour("page"))
            painter.fillRect(0, 0, 1, self.height(), self._look.colour("ctl"))
        finally:
            painter.end()
