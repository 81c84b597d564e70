"""The rail at the left: the pages by their groups, how many things wait there, and how far the period is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget

from cmdesk.ui.theme.look import Density, Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.sign import draw_sign

WIDTH = 188
WITH_KEYS = 10
"""The first pages have a key each: Alt and a digit."""


def rail_width(look: Look) -> int:
    """Give the width of the rail: wider with larger text, so that no word is cut."""
    return max(WIDTH, look.scaled(172))


@dataclass(frozen=True)
class RailItem:
    """One page in the rail: its code, word and icon; `group` is the small heading it stands under."""

    code: str
    text: str
    icon: str
    group: str
    at_foot: bool = False


@dataclass(frozen=True)
class RailProgress:
    """What the box at the foot shows: a title, a share from 0 to 1 and one line."""

    title: str
    share: float
    line: str


class NavItem(QAbstractButton):
    """One page of the rail."""

    def __init__(self, look: Look, item: RailItem, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self.item = look, item
        self._badge, self._state = "", "none"
        self._hovered = False
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setText(item.text)
        self.setAccessibleName(item.text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        look.changed.connect(self._resize)
        self._resize()

    def show_badge(self, text: str, state: str = "none") -> None:
        """Show how many things wait on the page."""
        self._badge, self._state = text, state
        self.setAccessibleDescription(f"{text} 项待办" if text else "")
        self.update()

    def sizeHint(self) -> QSize:
        """Give the size of a row."""
        return QSize(rail_width(self._look) - 24, self.height())

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that it can be pressed."""
        self._hovered = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Look as before."""
        self._hovered = False
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint icon, word and badge."""
        painter = QPainter(self)
        try:
            self._paint(painter)
        finally:
            painter.end()

    def _paint(self, painter: QPainter) -> None:
        look, box = self._look, QRectF(self.rect())
        if self.isChecked() or self._hovered:
            ground = look.tokens.selection if self.isChecked() else look.tokens.hover
            paint.draw_round(painter, box, ground=ground)
        if self.hasFocus():
            paint.draw_round(painter, box, ground=None, line=look.tokens.fill, pen=2)
        tone = "onsel" if self.isChecked() else "second"
        side = look.scaled(18)
        painter.drawPixmap(15, round((box.height() - side) / 2), look.icon(self.item.icon, tone, 18))
        right = box.right() - 8
        if self._badge:
            wide = max(24.0, paint.width_of(self._badge, look.font(12)) + 14)
            high = look.scaled(20)
            pill = QRectF(right - wide, (box.height() - high) / 2, wide, high)
            tint = look.tokens.tint(self._state)
            paint.draw_round(painter, pill, ground=tint.ground, radius=high / 2)
            paint.draw_text(painter, look, pill, self._badge, size=12, colour=tint.text, align=paint.CENTRE)
            right = pill.left() - 4
        left = 15 + side + 9
        room = QRectF(left, 0, right - left, box.height())
        text_tone = "onsel" if self.isChecked() else "text"
        paint.draw_text(painter, look, room, self.item.text, bold=self.isChecked(), tone=text_tone)

    def _resize(self) -> None:
        self.setFixedSize(rail_width(self._look) - 24, max(self._look.pick(38, 33, 31), self._look.scaled(28)))
        self.update()


class _Sign(QWidget):
    """The program's sign with its name and the unit's."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._unit = look, ""
        look.changed.connect(self._resize)
        self._resize()

    def show_unit(self, unit: str) -> None:
        """Show another unit."""
        self._unit = unit
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        try:
            draw_sign(painter, self._look, 4, 0, self.height(), self._unit, self.width())
        finally:
            painter.end()

    def _resize(self) -> None:
        self.setFixedHeight(self._look.scaled(40))
        self.update()


class _Box(QWidget):
    """How far the period is."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._shown: RailProgress | None = None
        look.changed.connect(self._resize)
        self._resize()

    def show_progress(self, shown: RailProgress | None) -> None:
        """Show it, or nothing."""
        self._shown = shown
        self.setVisible(shown is not None)
        if shown:
            self.setAccessibleName(f"{shown.title} {shown.share:.0%}，{shown.line}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint title, share, bar and line."""
        if self._shown is None:
            return
        painter = QPainter(self)
        try:
            look, box = self._look, QRectF(self.rect())
            paint.draw_round(painter, box, ground=look.tokens.soft, line=look.tokens.line, radius=10)
            row = look.scaled(20)
            share = f"{self._shown.share:.0%}"
            top = QRectF(13, 9, box.width() - 26, row)
            used = paint.draw_text(painter, look, top, share, bold=True, align=paint.RIGHT)
            top.setWidth(top.width() - used - 6)
            paint.draw_text(painter, look, top, self._shown.title, size=12, tone="second")
            paint.draw_bar(painter, look, QRectF(13, 9 + row + 7, box.width() - 26, 6), self._shown.share)
            foot = QRectF(13, box.height() - row - 8, box.width() - 26, row)
            paint.draw_text(painter, look, foot, self._shown.line, size=12, tone="second")
        finally:
            painter.end()

    def _resize(self) -> None:
        self.setFixedHeight(self._look.scaled(40) + 38)
        self.update()


class Rail(QWidget):
    """The rail; `wanted` tells the code of the page that was pressed."""

    wanted = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.items: dict[str, NavItem] = {}
        self._progress: RailProgress | None = None
        self._sign = _Sign(look, self)
        self.box = _Box(look, self)
        self.box.hide()
        self._rows = QVBoxLayout()
        self._foot = QVBoxLayout()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(12, 16, 12, 12)
        whole.setSpacing(0)
        whole.addWidget(self._sign)
        whole.addSpacing(6)
        whole.addLayout(self._rows)
        whole.addStretch(1)
        whole.addWidget(self.box)
        whole.addSpacing(8)
        whole.addLayout(self._foot)
        self._rows.setSpacing(3)
        self._foot.setSpacing(3)
        look.changed.connect(self._widen)
        self._widen()

    def show_unit(self, unit: str) -> None:
        """Show the unit's name under the program's."""
        self._sign.show_unit(unit)

    def show_items(self, items: Sequence[RailItem]) -> None:
        """Show these pages, in order."""
        for layout in (self._rows, self._foot):
            while (old := layout.takeAt(0)) is not None:
                if (widget := old.widget()) is not None:
                    widget.setParent(None)
                    widget.deleteLater()
        self.items = {}
        group = ""
        for place, item in enumerate(items, 1):
            if item.group != group and not item.at_foot:
                group = item.group
                self._rows.addWidget(_Heading(self._look, group, self))
            row = NavItem(self._look, item, self)
            if place <= WITH_KEYS:
                row.setToolTip(f"{item.text}（Alt+{place % 10}）")
            row.clicked.connect(self._pressed)
            self.items[item.code] = row
            (self._foot if item.at_foot else self._rows).addWidget(row)

    def show_progress(self, shown: RailProgress | None) -> None:
        """Show how far the period is; the lowest windows have no room for it."""
        self._progress = shown
        self.box.show_progress(None if self._look.density is Density.TIGHT else shown)

    def choose(self, code: str) -> None:
        """Mark a page as the one that is shown."""
        if code in self.items:
            self.items[code].setChecked(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground and the line at the right."""
        painter = QPainter(self)
        try:
            painter.fillRect(self.rect(), self._look.colour("card"))
            painter.fillRect(self.width() - 1, 0, 1, self.height(), self._look.colour("line"))
        finally:
            painter.end()

    def _widen(self) -> None:
        self.setFixedWidth(rail_width(self._look))
        self.show_progress(self._progress)
        self.update()

    def _pressed(self) -> None:
        sender = self.sender()
        if isinstance(sender, NavItem):
            self.wanted.emit(sender.item.code)


class _Heading(QWidget):
    """The small word over a group of pages."""

    def __init__(self, look: Look, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._look, self._text = look, text
        look.changed.connect(self._resize)
        self._resize()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        try:
            box = QRectF(15, 0, self.width() - 15, self.height())
            paint.draw_text(painter, self._look, box, self._text, size=11, tone="second")
        finally:
            painter.end()

    def _resize(self) -> None:
        self.setFixedHeight(self._look.scaled(self._look.pick(26, 22, 20)))
        self.update()
