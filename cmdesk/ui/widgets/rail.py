"""The rail at the left: the pages by their groups, how many things wait there, and how far the period is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from cmdesk.ui.theme.look import Density, Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.railparts import RailParts
from cmdesk.ui.widgets.sign import draw_sign

WIDTH = 188
_TOP, _BOTTOM, _APART, _GAP = 16, 12, 7, 3
_LESS = 4
"""How much lower a part is than a page."""
_LEAST = 22
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
    said: str = ""
    """What is written instead of the percentage."""


class NavItem(QAbstractButton):
    """One page of the rail."""

    def __init__(self, look: Look, item: RailItem, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self.item = look, item
        self._badge, self._state = "", "none"
        self._hovered = self._parted = False
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setText(item.text)
        self.setAccessibleName(item.text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def show_badge(self, text: str, state: str = "none") -> None:
        """Show how many things wait on the page."""
        self._badge, self._state = text, state
        self.setAccessibleDescription(f"{text} 项待办" if text else "")
        self.update()

    def show_parted(self, parted: bool) -> None:
        """Leave the mark to one of the parts below, or take it back."""
        self._parted = parted
        self.update()

    def set_row(self, high: int) -> None:
        """Take the height of a row."""
        self.setFixedSize(rail_width(self._look) - 24, high)

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
        marked = self.isChecked() and not self._parted
        if marked or self._hovered:
            ground = look.tokens.selection if marked else look.tokens.hover
            paint.draw_round(painter, box, ground=ground)
        if self.hasFocus():
            paint.draw_round(painter, box, ground=None, line=look.tokens.fill, pen=2)
        tone = "onsel" if marked else "second"
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
        text_tone = "onsel" if marked else "text"
        paint.draw_text(painter, look, room, self.item.text, bold=self.isChecked(), tone=text_tone)


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
            self.setAccessibleName(f"{shown.title} {shown.said or f'{shown.share:.0%}'}，{shown.line}")
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
            share = self._shown.said or f"{self._shown.share:.0%}"
            top = QRectF(13, 9, box.width() - 26, row)
            used = paint.draw_text(painter, look, top, share, bold=True, align=paint.RIGHT)
            top.setWidth(top.width() - used - 6)
            paint.draw_text(painter, look, top, self._shown.title, size=12, tone="second")
            paint.draw_bar(painter, look, QRectF(13, 9 + row + 7, box.width() - 26, 6), self._shown.share)
            foot = QRectF(13, box.height() - row - 8, box.width() - 26, row)
            told = self._shown.line
            line = paint.fitting(look, foot.width(), told, told.rpartition(" · ")[2], size=12)
            paint.draw_text(painter, look, foot, line, size=12, tone="second")
        finally:
            painter.end()

    def _resize(self) -> None:
        self.setFixedHeight(self._look.scaled(40) + 38)
        self.update()


class Rail(QWidget):
    """The rail; `wanted` tells the code of the page that was pressed, `part_wanted` that of a part of the open page.

    It never asks for more height than it has: first the box goes, then the rows come closer.
    """

    wanted = Signal(str)
    part_wanted = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.items: dict[str, NavItem] = {}
        self._progress: RailProgress | None = None
        self._sign = _Sign(look, self)
        self.box = _Box(look, self)
        self.box.hide()
        self.parts = RailParts(look, self)
        self.parts.wanted.connect(self.part_wanted)
        self.parts.hide()
        self._headings: list[_Heading] = []
        self._rows = QVBoxLayout()
        self._foot = QVBoxLayout()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(12, _TOP, 12, _BOTTOM)
        whole.setSpacing(0)
        whole.addWidget(self._sign)
        whole.addSpacing(_APART)
        whole.addLayout(self._rows)
        whole.addStretch(1)
        whole.addWidget(self.box)
        whole.addSpacing(_APART)
        whole.addLayout(self._foot)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Ignored)
        look.changed.connect(self._widen)
        self._widen()

    def show_unit(self, unit: str) -> None:
        """Show the unit's name under the program's."""
        self._sign.show_unit(unit)

    def show_items(self, items: Sequence[RailItem]) -> None:
        """Show these pages, in order."""
        self.show_parts("", (), "")
        for old in (*self._headings, *self.items.values()):
            old.setParent(None)
            old.deleteLater()
        self.items, self._headings = {}, []
        group = ""
        for place, item in enumerate(items, 1):
            if item.group != group and not item.at_foot:
                group = item.group
                self._headings.append(_Heading(self._look, group, self))
                self._rows.addWidget(self._headings[-1])
            row = NavItem(self._look, item, self)
            if place <= WITH_KEYS:
                row.setToolTip(f"{item.text}（Alt+{place % 10}）")
            row.clicked.connect(self._pressed)
            self.items[item.code] = row
            (self._foot if item.at_foot else self._rows).addWidget(row)
        self._fit()

    def show_parts(self, code: str, parts: Sequence[tuple[str, str]], chosen: str) -> None:
        """Show the parts of a page, as (code, word), under it, with one of them marked; none: no parts at all."""
        for row in self.items.values():
            row.show_parted(bool(parts) and row.item.code == code)
        item = self.items.get(code)
        place = self._rows.indexOf(item) if item is not None and parts else -1
        self._rows.removeWidget(self.parts)
        self.parts.setVisible(place >= 0)
        if place >= 0:
            self._rows.insertWidget(place + 1, self.parts)
            self.parts.show_parts(parts, chosen)
        self._fit()

    def show_progress(self, shown: RailProgress | None) -> None:
        """Show how far the period is; the lowest windows have no room for it."""
        self._progress = shown
        self._fit()

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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit everything into the new height."""
        super().resizeEvent(event)
        self._fit()

    def _widen(self) -> None:
        self.setFixedWidth(rail_width(self._look))
        self._fit()
        self.update()

    def _fit(self) -> None:
        look = self._look
        parts = len(self.parts.items) if not self.parts.isHidden() else 0
        heads = look.scaled(look.pick(26, 22, 20))
        rest = _TOP + _BOTTOM + 2 * _APART + look.scaled(40) + len(self._headings) * heads
        boxed = self._progress is not None and look.density is not Density.TIGHT
        usual = max(look.pick(38, 33, 31), look.scaled(28))

        def need(row: int, gap: int) -> int:
            lines = len(self.items) + len(self._headings)
            return rest + len(self.items) * row + parts * (row - _LESS) + (lines + parts) * gap

        room, row, gap = self.height(), usual, _GAP
        box_high = self.box.height() + _APART
        if boxed and need(row, gap) + box_high > room:
            # A little closer, if that keeps the box.
            closer = max(look.scaled(28), 30)
            row, gap, boxed = (closer, 2, True) if need(closer, 2) + box_high <= room else (row, gap, False)
        while need(row, gap) > room and row > look.scaled(_LEAST):
            row, gap = row - 1, 1
        for item in self.items.values():
            item.set_row(row)
        self.parts.set_row(row - _LESS, min(gap, 2))
        self._rows.setSpacing(gap)
        self._foot.setSpacing(gap)
        self.box.show_progress(self._progress if boxed else None)

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
