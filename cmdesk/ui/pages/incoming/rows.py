"""The rows of an arriving file as a list: heads of groups, one line a row, the one worked on open in its place."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from cmdesk.ui.pages.incoming.opened import OpenedRow
from cmdesk.ui.pages.incoming.presenter import Heading, Item, Line, candidates_of
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.usecases.incoming_rows import Change, Note, PreviewRow

ITEM = Qt.ItemDataRole.UserRole
_NOWHERE = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class ItemsModel(QAbstractListModel):
    """The items that the presenter gives."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.items: tuple[Item, ...] = ()

    def show(self, items: Sequence[Item]) -> None:
        """Show these."""
        self.beginResetModel()
        self.items = tuple(items)
        self.endResetModel()

    def place(self, key: tuple[object, ...] | None) -> int:
        """Give the number of the line with that key, −1 for none."""
        return next((n for n, item in enumerate(self.items) if isinstance(item, Line) and item.key == key), -1)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Give the number of items."""
        return 0 if parent.isValid() else len(self.items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Give the item, and what a screen reader says of it."""
        if not index.isValid() or not 0 <= index.row() < len(self.items):
            return None
        item = self.items[index.row()]
        if role == ITEM:
            return item
        return spoken(item) if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole} else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let heads of groups be passed over."""
        if index.isValid() and isinstance(self.items[index.row()], Line):
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.NoItemFlags


def spoken(item: Item) -> str:
    """Give an item as one sentence."""
    if isinstance(item, Heading):
        return f"{item.word} {item.count}，{item.meaning}"
    parts = [f"第 {item.row.number} 行" if item.row.number else "", item.row.name] if item.row else ["整份文件"]
    parts += [f"{note.heading} {note.value} {note.fact}".strip() for note in item.notes]
    if item.row:
        parts += [f"{change.heading} {change.old} 改为 {change.new}" for change in item.row.changes]
    return "，".join(part for part in parts if part)


class RowsDelegate(QStyledItemDelegate):
    """Paints heads and lines. The open line is a widget, for which it only keeps the room."""

    def __init__(self, look: Look, parent: QObject) -> None:
        super().__init__(parent)
        self._look = look
        self.opened: tuple[object, ...] | None = None
        self.opened_height = 0

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Give the height of an item."""
        item, look = index.data(ITEM), self._look
        if isinstance(item, Heading):
            return QSize(60, max(look.pick(26, 24), look.scaled(24)))
        if isinstance(item, Line) and item.key == self.opened and self.opened_height:
            return QSize(60, self.opened_height)
        return QSize(60, max(look.pick(35, 30), look.scaled(30)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one item."""
        item, box = index.data(ITEM), paint.cell_box(option)
        painter.save()
        try:
            if isinstance(item, Heading):
                self._head(painter, item, box)
            elif isinstance(item, Line) and not (item.key == self.opened and self.opened_height):
                self._ground(painter, option, box)
                self._line(painter, item, box.adjusted(16, 0, -16, 0))
        finally:
            painter.restore()

    def _head(self, painter: QPainter, head: Heading, box: QRectF) -> None:
        look = self._look
        painter.fillRect(box, look.colour("soft"))
        paint.draw_line(painter, look, box.left(), box.right(), box.bottom() - 1)
        x = box.left() + 16
        for text, bold, tone in ((head.word, True, head.tone), (str(head.count), False, head.tone)):
            x += paint.draw_text(painter, look, _from(box, x), text, size=12, bold=bold, tone=tone) + 6
        paint.draw_text(painter, look, _from(box, x + 6), head.meaning, size=12, tone="second")

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem, box: QRectF) -> None:
        look = self._look
        if paint.is_selected(option):
            painter.fillRect(box, look.colour("selection"))
            painter.fillRect(QRectF(box.left(), box.top(), 3, box.height()), look.colour("fill"))
        elif paint.is_hovered(option):
            painter.fillRect(box, look.colour("hover"))
        paint.draw_line(painter, look, box.left(), box.right(), box.bottom() - 1)

    def _line(self, painter: QPainter, line: Line, box: QRectF) -> None:
        x = box.left()
        if line.row is not None:
            x = self._person(painter, line.row, box)
        if line.notes:
            self._note(painter, line.notes[0], len(line.notes), _from(box, x))
        elif line.row is not None:
            self._changes(painter, line.row.changes, _from(box, x))

    def _person(self, painter: QPainter, row: PreviewRow, box: QRectF) -> float:
        look, font = self._look, self._look.font(12)
        where = f"第 {row.number} 行" if row.number else "表里没有"
        paint.draw_text(painter, look, box, where, size=12, tone="second")
        x = box.left() + max(paint.width_of("第 999 行", font), paint.width_of(where, font)) + 10
        if row.staff_no and row.staff_no != row.name:
            room = max(paint.width_of("0000", font), paint.width_of(row.staff_no, font))
            paint.draw_text(painter, look, _from(box, x), row.staff_no, size=12, tone="second")
            x += room + 10
        name = row.name or "（没有姓名）"
        room = max(paint.width_of("四个字名", look.font(13, bold=True)), paint.width_of(name, look.font(13, bold=True)))
        paint.draw_text(painter, look, QRectF(x, box.top(), room + 1, box.height()), name, bold=True)
        return x + room + 14

    def _note(self, painter: QPainter, note: Note, count: int, box: QRectF) -> None:
        look = self._look
        remedy = note.remedy if count == 1 else f"还有 {count - 1} 处"
        x = self._cell(painter, note.letter, note.heading, box)
        if note.value:
            x += self._value(painter, note, _from(box, x)) + 10
        room = box.right() - x
        wide = paint.width_of(remedy, look.font(12)) + 16
        if remedy and paint.width_of(note.fact, look.font(13)) + wide <= room:
            paint.draw_text(painter, look, box, remedy, size=12, tone="second", align=paint.RIGHT)
        shorten(painter, look, _from(box, x), note.fact)

    def _value(self, painter: QPainter, note: Note, box: QRectF) -> float:
        look, tint = self._look, self._look.tokens.tint("bad" if note.bad else "warn")
        text = note.value if len(note.value) <= 12 else f"{note.value[:11]}…"
        wide, high = paint.width_of(text, look.font(13, bold=True)) + 14, look.scaled(24)
        chip = QRectF(box.left(), box.center().y() - high / 2, wide, high)
        paint.draw_round(painter, chip, ground=tint.ground, line=tint.line, radius=5)
        paint.draw_text(painter, look, chip, text, bold=True, colour=tint.text, align=paint.CENTRE)
        return wide

    def _cell(self, painter: QPainter, letter: str, heading: str, box: QRectF) -> float:
        x = box.left()
        if letter:
            x += draw_letter(painter, self._look, x, box.center().y(), letter) + 6
        if heading:
            x += paint.draw_text(painter, self._look, _from(box, x), heading) + 10
        return x

    def _changes(self, painter: QPainter, changes: Sequence[Change], box: QRectF) -> None:
        look, x = self._look, box.left()
        for number, change in enumerate(changes):
            wide = self._change_width(change)
            more = f"还有 {len(changes) - number} 项，按 Enter 看"
            rest = 0.0 if number == len(changes) - 1 else paint.width_of(more, look.font(12)) + 6
            if x + wide + rest > box.right():
                shorten(painter, look, _from(box, x), more, size=12, tone="second")
                return
            x = self._cell(painter, change.letter, change.heading, _from(box, x))
            x += paint.draw_text(painter, look, _from(box, x), change.old, tone="second") + 6
            side = look.scaled(14)
            painter.drawPixmap(round(x), round(box.center().y() - side / 2), look.icon("arrow-right", "faint", 14))
            x += side + 6
            x += paint.draw_text(painter, look, _from(box, x), change.new, bold=True, tone="primary") + 22

    def _change_width(self, change: Change) -> float:
        look = self._look
        plain, bold = look.font(13), look.font(13, bold=True)
        letter = look.scaled(20) + 6 if change.letter else 0
        words = paint.width_of(change.heading, plain) + 10 + paint.width_of(change.old, plain) + 6
        return letter + words + look.scaled(14) + 6 + paint.width_of(change.new, bold) + 2


def _from(box: QRectF, x: float) -> QRectF:
    return QRectF(x, box.top(), max(0.0, box.right() - x), box.height())


def shorten(painter: QPainter, look: Look, box: QRectF, text: str, *, size: float = 13, tone: str = "text") -> None:
    """Write a sentence that may be longer than its line: the open row tells it whole."""
    short = QFontMetricsF(look.font(size)).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    paint.draw_text(painter, look, box, short, size=size, tone=tone)


def draw_letter(painter: QPainter, look: Look, left: float, middle: float, letter: str) -> float:
    """Paint the letter of a column in its square; gives its width."""
    wide, high = max(look.scaled(20), paint.width_of(letter, look.font(12)) + 8), look.scaled(20)
    box = QRectF(left, middle - high / 2, wide, high)
    paint.draw_round(painter, box, ground=look.tokens.disabled_ground, radius=4)
    paint.draw_text(painter, look, box, letter, size=12, tone="second", align=paint.CENTRE)
    return float(wide)


class RowsView(QListView):
    """The list. `wanted` carries the line to open; `answered` (line, place of the candidate)."""

    wanted = Signal(object)
    answered = Signal(object, int)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setAccessibleName("表中的行")
        self.model_ = ItemsModel(self)
        self.delegate = RowsDelegate(look, self)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._relayout)
        self.open_row: OpenedRow | None = None
        self._refused = False
        self.setModel(self.model_)
        self.setItemDelegate(self.delegate)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.verticalScrollBar().setSingleStep(35)
        self.doubleClicked.connect(self._open)
        self.clicked.connect(self._open)
        look.changed.connect(self._soon.start)

    def show_items(
        self,
        items: Sequence[Item],
        opened: tuple[object, ...] | None,
        place: tuple[int, int],
        sender: str,
        refused: bool,
    ) -> None:
        """Show these items with one open; `place` is its number among the problems, `sender` who can put it right."""
        before = self.current()
        # The reset drops the widget of the row that was open.
        self.open_row, self.delegate.opened_height = None, 0
        self.model_.show(items)
        self.delegate.opened = opened
        self._refused = refused
        number = self.model_.place(opened)
        line = self.model_.items[number] if number >= 0 else None
        if isinstance(line, Line):
            self._put(number, line, place, sender)
        kept = number if number >= 0 else self.model_.place(before.key if before else None)
        if kept < 0:
            kept = next((n for n, item in enumerate(items) if isinstance(item, Line)), -1)
        if kept >= 0:
            self.setCurrentIndex(self.model_.index(kept))
        self._relayout()
        self._reveal(number)

    def current(self) -> Line | None:
        """Give the line that is selected."""
        item = self.currentIndex().data(ITEM) if self.currentIndex().isValid() else None
        return item if isinstance(item, Line) else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, a digit answers who is meant."""
        line = self.current()
        digit = event.key() - Qt.Key.Key_1.value
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and line is not None:
            self.wanted.emit(line)
        elif line is not None and line.key == self.delegate.opened and 0 <= digit <= len(candidates_of(line)):
            if candidates_of(line):
                self.answered.emit(line, digit)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Do nothing: digits answer."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the open row the new width, once the layout that resizes us is done."""
        super().resizeEvent(event)
        self._soon.start()

    def _open(self, index: QModelIndex) -> None:
        item = index.data(ITEM)
        if isinstance(item, Line) and item.key != self.delegate.opened:
            self.wanted.emit(item)

    def _put(self, number: int, line: Line, place: tuple[int, int], sender: str) -> None:
        made = OpenedRow(self._look, line, place, sender, refused=self._refused)
        made.answered.connect(lambda choice: self.answered.emit(line, choice))
        self.open_row = made
        self.setIndexWidget(self.model_.index(number), made)

    def _relayout(self) -> None:
        if self.open_row is not None:
            self.delegate.opened_height = self.open_row.height_in(self.viewport().width())
        self.scheduleDelayedItemsLayout()

    def _reveal(self, number: int) -> None:
        if number >= 0:
            self.executeDelayedItemsLayout()
            self.scrollTo(self.model_.index(number))
            if number <= 1:
                self.scrollToTop()
