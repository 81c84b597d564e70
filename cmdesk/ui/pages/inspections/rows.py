"""The items of a sheet in paper order: painted rows, the current one open in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from cmdesk.ui.pages.inspections import keys, wording
from cmdesk.ui.pages.inspections.keying import Sheet
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint

SIDE, GAP = 12, 8


@dataclass(frozen=True)
class Row:
    """A row at its place: a group's header (`item` 0) or an item."""

    group: int
    item: int
    top: int
    height: int


@dataclass(frozen=True)
class Said:
    """All that a row shows of a sheet, and how large: two rows that say the same look the same."""

    wide: int
    height: int
    sharp: float
    words: tuple[object, ...]


class ItemList(QAbstractScrollArea):
    """Emits `keyed` with the meaning of a key, `picked` with an item that was clicked, `entered` on focus.

    The open item is a widget of the caller's, laid over the place of the current row.
    """

    keyed = Signal(str)
    picked = Signal(int)
    entered = Signal()

    def __init__(self, look: Look, opened: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._open = look, opened
        self._sheet: Sheet | None = None
        self._rows: tuple[Row, ...] = ()
        self._at: dict[int, Row] = {}
        # A key moves most rows and changes two: the others are painted from their pictures.
        self._pictures: dict[tuple[int, int], tuple[Said, QPixmap]] = {}
        self._fits: Callable[[int], bool] = lambda no: True
        self.setAccessibleName("检查项目")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # A Chinese input method would eat N and R.
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Whatever lies behind need not be painted first.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        opened.setParent(self.viewport())
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        look.changed.connect(self._follow)

    def show_sheet(self, sheet: Sheet | None) -> None:
        """Show another sheet, or the frame alone while it is read."""
        self._sheet = sheet
        self._pictures.clear()
        self._open.setVisible(sheet is not None)
        self.arrange()

    def show_only(self, fits: Callable[[int], bool]) -> None:
        """Show only the items that fit; the current one always stays."""
        self._fits = fits
        self.arrange()

    def arrange(self) -> None:
        """Lay out all rows anew: after a change of the current item, of its height, of the filter."""
        sheet = self._sheet
        if sheet is None:
            self._rows, self._at = (), {}
            self.viewport().update()
            return
        rows, top, group = [], 0, 0
        head, high, opened = self._head_height(), self._row_height(), self._open_height()
        for item in sheet.items:
            current = item.no == sheet.current
            if not current and not self._fits(item.no):
                continue
            if item.group != group:
                group = item.group
                rows.append(Row(group, 0, top, head))
                top += head
            tall = opened + 2 * GAP if current else high
            rows.append(Row(group, item.no, top, tall))
            top += tall
        self._rows = tuple(rows)
        self._at = {row.item: row for row in rows if row.item}
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, top - self.viewport().height()))
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(high)
        self._place_open()
        self.viewport().update()

    def reveal(self) -> None:
        """Bring the whole open item into sight, with the row before and after it where there is room."""
        row = self._at.get(self._sheet.current) if self._sheet else None
        if row is None:
            return
        bar, room, margin = self.verticalScrollBar(), self.viewport().height(), self._row_height()
        if row.height + 2 * margin > room:
            margin = max(0, (room - row.height) // 2)
        top = min(bar.value(), row.top - margin - self._head_height())
        if row.top + row.height + margin > top + room:
            top = row.top + row.height + margin - room
        bar.setValue(max(0, min(top, row.top)))

    def refresh(self, numbers: Iterable[int]) -> None:
        """Paint some rows anew, with the headers of their groups."""
        groups = set()
        for no in numbers:
            if (row := self._at.get(no)) is not None:
                groups.add(row.group)
                self._update_row(row)
        for row in self._rows:
            if not row.item and row.group in groups:
                self._update_row(row)

    def event(self, event: QEvent) -> bool:
        """Take Ctrl+Z before the window does: here it takes back the last key."""
        wanted = {keys.UNDO, keys.LEAVE, keys.FULL}
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and keys.meaning(event) in wanted:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tell what a key means."""
        found = keys.meaning(event)
        if found:
            self.keyed.emit(found)
            event.accept()
        elif not event.isAutoRepeat():
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell that keys answer items now."""
        super().focusInEvent(event)
        self.entered.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Make the clicked item the current one."""
        y = round(event.position().y()) + self.verticalScrollBar().value()
        for row in self._rows:
            if row.item and row.top <= y < row.top + row.height:
                self.picked.emit(row.item)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew, the open item whole in sight."""
        super().resizeEvent(event)
        self.arrange()
        self.reveal()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows that are in sight."""
        painter = QPainter(self.viewport())
        try:
            painter.fillRect(event.rect(), self._look.colour("card"))
            offset = self.verticalScrollBar().value()
            for row in self._rows:
                box = QRect(0, row.top - offset, self.viewport().width(), row.height)
                if self._sheet is not None and row.item != self._sheet.current and box.intersects(event.rect()):
                    painter.drawPixmap(box.topLeft(), self._picture(self._sheet, row))
        finally:
            painter.end()

    def _picture(self, sheet: Sheet, row: Row) -> QPixmap:
        sharp = self.viewport().devicePixelRatioF()
        words = _item_words(sheet, row.item) if row.item else _head_words(sheet, row.group)
        said = Said(self.viewport().width(), row.height, sharp, words)
        kept = self._pictures.get((row.group, row.item))
        if kept is not None and kept[0] == said:
            return kept[1]
        drawn = QPixmap(QSize(round(said.wide * sharp), round(said.height * sharp)))
        drawn.setDevicePixelRatio(sharp)
        drawn.fill(self._look.colour("card" if row.item else "soft"))
        painter = QPainter(drawn)
        try:
            box = QRectF(0, 0, said.wide, said.height)
            if row.item:
                self._paint_item(painter, sheet, row.item, box)
            else:
                self._paint_head(painter, sheet, row.group, box)
        finally:
            painter.end()
        self._pictures[row.group, row.item] = (said, drawn)
        return drawn

    def _paint_head(self, painter: QPainter, sheet: Sheet, number: int, box: QRectF) -> None:
        look, group = self._look, sheet.checklist.group(number)
        if group is None:
            return
        paint.draw_line(painter, look, box.left(), box.right(), box.top())
        paint.draw_line(painter, look, box.left(), box.right(), box.bottom() - 1)
        done, whole = _head_words(sheet, number)
        said = "已录完" if done == whole else f"{done} / {whole} 项"
        inside = box.adjusted(SIDE + 8, 0, -SIDE - 8, 0)
        used = paint.draw_text(painter, look, inside, said, size=12, tone="second", align=paint.RIGHT)
        inside.setWidth(inside.width() - used - 8)
        x = inside.left()
        paint.draw_text(painter, look, inside, str(group.no), size=12, tone="second", bold=True)
        inside.setLeft(x + look.scaled(26))
        used = paint.draw_text(painter, look, inside, group.name, size=12, tone="second", bold=True)
        inside.setLeft(inside.left() + used + 10)
        points = f"{wording.number(group.points)} 分"
        if look.width_of(points, 12) <= inside.width():
            paint.draw_text(painter, look, inside, points, size=12, tone="second")

    def _paint_item(self, painter: QPainter, sheet: Sheet, no: int, box: QRectF) -> None:
        look, item = self._look, sheet.item(no)
        name, tone, quiet, figure, colour, gap, answered = _item_words(sheet, no)
        left, side = box.left() + SIDE + 8, look.scaled(17)
        middle = box.center().y()
        painter.drawPixmap(round(left), round(middle - side / 2), look.icon(name, tone, 17))
        inside = QRectF(left, box.top(), box.right() - SIDE - 8 - left, box.height())
        paint.draw_text(painter, look, inside, figure, size=13, bold=colour == "warn", tone=colour, align=paint.RIGHT)
        right = QRectF(inside)
        right.setRight(inside.right() - look.scaled(54))
        paint.draw_text(painter, look, right, quiet, size=12, tone="bad" if gap else "second", align=paint.RIGHT)
        points = QRectF(inside)
        points.setRight(inside.right() - look.scaled(118))
        said = f"{wording.number(item.points)} 分"
        used = paint.draw_text(painter, look, points, said, size=12, tone="second", align=paint.RIGHT)
        x = left + side + 10
        number = QRectF(x, box.top(), look.scaled(38), box.height())
        paint.draw_text(painter, look, number, str(item.no), tone="second")
        room = QRectF(x + look.scaled(40), box.top(), points.right() - used - 12 - x - look.scaled(40), box.height())
        fits = look.width_of(item.text, 13) <= room.width()
        text = item.text if fits else wording.title(item)
        paint.draw_text(painter, look, room, text, tone="text" if answered else "second")
        paint.draw_line(painter, look, left, inside.right(), box.bottom() - 1)
        if gap:
            painter.fillRect(QRectF(box.left(), box.top() + 4, 3, box.height() - 8), look.colour("bad"))

    def _update_row(self, row: Row) -> None:
        top = row.top - self.verticalScrollBar().value()
        self.viewport().update(QRect(0, top, self.viewport().width(), row.height))

    def _follow(self) -> None:
        self._pictures.clear()
        self.arrange()

    def _scrolled(self) -> None:
        self._place_open()
        self.viewport().update()

    def _place_open(self) -> None:
        row = self._at.get(self._sheet.current) if self._sheet else None
        if row is not None:
            top = row.top - self.verticalScrollBar().value() + GAP
            self._open.setGeometry(SIDE, top, self.viewport().width() - 2 * SIDE, row.height - 2 * GAP)

    def _open_height(self) -> int:
        wide = self.viewport().width() - 2 * SIDE
        return self._open.heightForWidth(wide)

    def _row_height(self) -> int:
        return max(self._look.pick(34, 29, 27), self._look.scaled(26))

    def _head_height(self) -> int:
        return max(self._look.pick(28, 25, 23), self._look.scaled(22))


def _head_words(sheet: Sheet, group: int) -> tuple[int, int]:
    """Give how many items of a duty are answered, and how many there are."""
    items = sheet.checklist.in_group(group)
    return sum(sheet.answer(item.no) is not None for item in items), len(items)


def _item_words(sheet: Sheet, no: int) -> tuple[str, str, str, str, str, bool, bool]:
    """Give icon, its tone, quiet word, figure, its tone, whether something is missing, whether it is answered."""
    name, tone = wording.icon(sheet, no)
    quiet, figure, colour = wording.result(sheet, no)
    if no in sheet.theirs:
        quiet = f"库里 {sheet.theirs[no] or '未录'}"
    answered = sheet.answer(no) is not None
    return name, tone, quiet, figure, colour, answered and bool(sheet.gaps_of(no)), answered
