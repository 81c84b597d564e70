"""The items of a sheet in paper order: painted rows, the current one open in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
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
        self._fits: Callable[[int], bool] = lambda no: True
        self.setAccessibleName("检查项目")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # A Chinese input method would eat N and R.
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        opened.setParent(self.viewport())
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        look.changed.connect(self.arrange)

    def show_sheet(self, sheet: Sheet | None) -> None:
        """Show another sheet, or the frame alone while it is read."""
        self._sheet = sheet
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
            offset = self.verticalScrollBar().value()
            for row in self._rows:
                box = QRectF(0, row.top - offset, self.viewport().width(), row.height)
                if not box.intersects(QRectF(event.rect())):
                    continue
                if not row.item:
                    self._paint_head(painter, row, box)
                elif self._sheet is not None and row.item != self._sheet.current:
                    self._paint_item(painter, row, box)
        finally:
            painter.end()

    def _paint_head(self, painter: QPainter, row: Row, box: QRectF) -> None:
        sheet, look = self._sheet, self._look
        group = sheet.checklist.group(row.group) if sheet else None
        if sheet is None or group is None:
            return
        painter.fillRect(box, look.colour("soft"))
        paint.draw_line(painter, look, box.left(), box.right(), box.top())
        paint.draw_line(painter, look, box.left(), box.right(), box.bottom() - 1)
        items = sheet.checklist.in_group(group.no)
        done = sum(sheet.answer(item.no) is not None for item in items)
        said = "已录完" if done == len(items) else f"{done} / {len(items)} 项"
        inside = box.adjusted(SIDE + 8, 0, -SIDE - 8, 0)
        used = paint.draw_text(painter, look, inside, said, size=12, tone="second", align=paint.RIGHT)
        inside.setWidth(inside.width() - used - 8)
        x = inside.left()
        paint.draw_text(painter, look, inside, str(group.no), size=12, tone="second", bold=True)
        inside.setLeft(x + look.scaled(26))
        used = paint.draw_text(painter, look, inside, group.name, size=12, tone="second", bold=True)
        inside.setLeft(inside.left() + used + 10)
        points = f"{wording.number(group.points)} 分"
        if paint.width_of(points, look.font(12)) <= inside.width():
            paint.draw_text(painter, look, inside, points, size=12, tone="second")

    def _paint_item(self, painter: QPainter, row: Row, box: QRectF) -> None:
        sheet, look = self._sheet, self._look
        if sheet is None:
            return
        item = sheet.item(row.item)
        name, tone = wording.icon(sheet, item.no)
        left, side = box.left() + SIDE + 8, look.scaled(17)
        middle = box.center().y()
        painter.drawPixmap(round(left), round(middle - side / 2), look.icon(name, tone, 17))
        quiet, figure, colour = wording.result(sheet, item.no)
        if item.no in sheet.theirs:
            quiet = f"库里 {sheet.theirs[item.no] or '未录'}"
        inside = QRectF(left, box.top(), box.right() - SIDE - 8 - left, box.height())
        paint.draw_text(painter, look, inside, figure, size=13, bold=colour == "warn", tone=colour, align=paint.RIGHT)
        right = QRectF(inside)
        right.setRight(inside.right() - look.scaled(54))
        gap = bool(sheet.gaps_of(item.no)) and sheet.answer(item.no) is not None
        paint.draw_text(painter, look, right, quiet, size=12, tone="bad" if gap else "second", align=paint.RIGHT)
        points = QRectF(inside)
        points.setRight(inside.right() - look.scaled(118))
        said = f"{wording.number(item.points)} 分"
        used = paint.draw_text(painter, look, points, said, size=12, tone="second", align=paint.RIGHT)
        x = left + side + 10
        answered = sheet.answer(item.no) is not None
        number = QRectF(x, box.top(), look.scaled(38), box.height())
        paint.draw_text(painter, look, number, str(item.no), tone="second")
        room = QRectF(x + look.scaled(40), box.top(), points.right() - used - 12 - x - look.scaled(40), box.height())
        fits = paint.width_of(item.text, look.font(13)) <= room.width()
        text = item.text if fits else wording.title(item)
        paint.draw_text(painter, look, room, text, tone="text" if answered else "second")
        paint.draw_line(painter, look, left, inside.right(), box.bottom() - 1)
        if gap:
            painter.fillRect(QRectF(box.left(), box.top() + 4, 3, box.height() - 8), look.colour("bad"))

    def _update_row(self, row: Row) -> None:
        top = row.top - self.verticalScrollBar().value()
        self.viewport().update(QRect(0, top, self.viewport().width(), row.height))

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
