"""A list of people with filters, search and a panel beside it: what the pages of a month's work have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QPainter, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cmdesk.ui.itemmodels.rows import Column, RowsModel
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.cells import PAD, Cell, RowDelegate, inset
from cmdesk.ui.widgets.empty import Empty
from cmdesk.ui.widgets.fields import SearchField
from cmdesk.ui.widgets.labels import Card, Keys, Rule
from cmdesk.ui.widgets.tables import Table
from cmdesk.ui.widgets.tabs import make_tabs

R = TypeVar("R")
BESIDE_FROM = 1366
"""The width of the window from which the panel stands beside the list."""
_SETTLE_MS = 150


@dataclass(frozen=True)
class BoardColumn(Column[R]):
    """A column of a board: `face` paints an avatar before the text, `chip` a state as (word, state) in its place,
    `tone` gives the colour of the text. From the text size `gone_from` (115, 130) on it makes room for the others."""

    face: bool = False
    chip: Callable[[R], tuple[str, str]] | None = None
    tone: Callable[[R], str] | None = None
    gone_from: int = 0


class _Delegate(RowDelegate[Any]):
    def face(self, painter: QPainter, cell: Cell[Any]) -> None:
        model, look, row = cell.index.model(), self._look, cell.row
        column = model.columns[cell.column] if isinstance(model, RowsModel) else None
        if not isinstance(column, BoardColumn):
            return
        room = cell.box.adjusted(inset(model, cell.column), 0, -PAD, 0)
        if column.chip is not None:
            word, state = column.chip(row)
            if word:
                paint.draw_chip(painter, look, room.left(), room.center().y(), word, state, dot=True)
            return
        text, tone = column.text(row), column.tone(row) if column.tone is not None else "text"
        if column.face:
            side = look.scaled(28)
            mark = QRectF(room.left(), room.center().y() - side / 2, side, side)
            paint.draw_avatar(painter, look, mark, text)
            room = room.adjusted(side + 10, 0, 0, 0)
        align = paint.RIGHT if column.right else paint.LEFT
        paint.draw_text(
            painter, look, room, text or "—", bold=column.face, tone=tone if text else "second", align=align
        )


class BoardView(QWidget, Generic[R]):
    """Emits `chosen` with the row under the cursor (None without one) and `opened` on Enter or a double click.

    `filters` are the tabs: word → what a row must be. `key` gives what stays the same of a row from one reading to the
    next, `search` the text that is searched. `side` stands at the right, over the list where the window is narrow.
    """

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(
        self,
        look: Look,
        name: str,
        columns: Sequence[BoardColumn[R]],
        filters: Mapping[str, Callable[[R], bool]],
        *,
        key: Callable[[R], object],
        search: Callable[[R], str],
        side: QWidget,
        keys: tuple[tuple[str, str], ...] = (),
        icon: str = "users",
    ) -> None:
        super().__init__()
        self._look, self._filters, self._key, self._text = look, dict(filters), key, search
        self._rows: tuple[R, ...] = ()
        self.filter = next(iter(self._filters))
        self.tabs = make_tabs(self, look, {word: word for word in self._filters}, self.filter, self.choose)
        self.search = SearchField(look, "姓名、工号、拼音", 150)
        self.model: RowsModel[R] = RowsModel(columns, self)
        self.table = Table(look, name)
        self.table.setItemDelegate(_Delegate(look, self))
        self.table.base_height = (42, 36)
        self.table.attach(self.model)  # type: ignore[arg-type]
        self.table.chosen.connect(self.chosen)
        self.table.opened.connect(self.opened)
        self.empty = Empty(look, icon, "没有这样的人", "换一个筛选，或按 Esc 清空搜索")
        self._nothing = ("这里还没有人", "")
        self.keys = Keys(look, (("↑ ↓", "换人"), *keys, ("Ctrl+F", "搜索")))
        self.drawer_key = Keys(look, (("F6", "详情"),))
        self.side = side
        self._drawer = self._waiting = False
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._fill)
        self.search.textChanged.connect(self._settle.start)
        self.search.returnPressed.connect(self._search_now)
        self.search.wanted_list.connect(self.table.setFocus)
        self._build()
        for sequence, slot in (("F6", self.swap_drawer), ("Ctrl+F", self._to_search)):
            shortcut = QShortcut(QKeySequence(sequence), self)
            shortcut.activated.connect(slot)
        look.changed.connect(self._follow)
        self._follow()

    def _build(self) -> None:
        self.bar = QHBoxLayout()
        self.bar.setContentsMargins(12, 9, 12, 9)
        self.bar.setSpacing(4)
        for tab in self.tabs.values():
            self.bar.addWidget(tab)
        self.bar.addStretch(1)
        self.bar.addWidget(self.search)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 8, 16, 8)
        foot.setSpacing(14)
        foot.addWidget(self.keys)
        foot.addWidget(self.drawer_key)
        foot.addStretch(1)
        card = Card()
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        inside.addLayout(self.bar)
        inside.addWidget(Rule(self._look))
        inside.addWidget(self.table, 1)
        inside.addWidget(self.empty, 1)
        inside.addWidget(Rule(self._look))
        inside.addLayout(foot)
        self.empty.hide()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(card, 1)
        self._row.addWidget(self.side)
        self.side.setAutoFillBackground(True)

    def show_rows(self, rows: Sequence[R], nothing: tuple[str, str] = ("这里还没有人", "先导入花名册")) -> None:
        """Show other rows; the one selected stays selected. `nothing` is said where there is none at all."""
        self._rows, self._nothing = tuple(rows), nothing
        self._fill()

    def choose(self, word: str) -> None:
        """Show another filter."""
        self.filter = word
        self.tabs[word].setChecked(True)
        self._fill()

    def current(self) -> R | None:
        """Give the row under the cursor."""
        return self.model.row(self.table.currentIndex().row())

    def pick(self, key: object) -> bool:
        """Select the row with that key, in whatever filter it is; say whether there is one."""
        if self.model.place(lambda row: self._key(row) == key) < 0:
            self.search.clear()
            self.choose(list(self._filters)[-1])
        place = self.model.place(lambda row: self._key(row) == key)
        self.table.pick(place)
        return place >= 0

    def step(self, by: int) -> R | None:
        """Go to the next or previous row."""
        index = self.table.currentIndex()
        place = index.row() + by if index.isValid() else 0
        if 0 <= place < self.model.rowCount():
            self.table.pick(place)
        return self.current()

    def show_side(self) -> None:
        """Make sure that the panel is seen, over the list where it has no room beside it."""
        if self._narrow() and not self._drawer:
            self._drawer = True
            self._place()

    def swap_drawer(self) -> None:
        """Go to the panel and back; where it has no room beside the list it opens over it."""
        if self._narrow():
            self._drawer = not self._drawer
            self._place()
        if not self._narrow() or not self._drawer:
            inside = self.side.isAncestorOf(self.focusWidget() or self)
            if inside or self._narrow():
                self.table.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        first: Any = next((one for one in self.side.findChildren(QWidget) if _takes_focus(one)), self.table)  # type: ignore[var-annotated]
        first.setFocus(Qt.FocusReason.TabFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Move the panel beside the list or over it."""
        super().resizeEvent(event)
        self._place()

    def _fill(self) -> None:
        kept = self.current()
        words = self.search.text().lower().split()
        fits = self._filters[self.filter]
        shown = [row for row in self._rows if fits(row) and all(word in self._text(row).lower() for word in words)]
        ends = (next(iter(self._filters)), list(self._filters)[-1], self.filter)
        for word, tab in self.tabs.items():
            count = sum(self._filters[word](row) for row in self._rows)
            tab.say(f"{word} {count}")
            tab.setVisible(count > 0 or word in ends)
        self.model.show(shown)
        self._show_table(bool(shown))
        self.empty.say(*(("没有这样的人", "换一个筛选，或按 Esc 清空搜索") if self._rows else self._nothing))
        place = self.model.place(lambda row: kept is not None and self._key(row) == self._key(kept))
        if shown:
            self.table.pick(max(0, place))
        else:
            self.chosen.emit(None)
        self._place()

    def _show_table(self, there: bool) -> None:
        """Show the table or what is said in its place; the focus waits on the filter meanwhile."""
        tab = self.tabs[self.filter]
        if not there and self.table.hasFocus():
            self._waiting = True
            tab.setFocus(Qt.FocusReason.OtherFocusReason)
        self.table.setVisible(there)
        self.empty.setVisible(not there)
        if there and self._waiting:
            self._waiting = False
            if any(one.hasFocus() for one in self.tabs.values()):
                self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _search_now(self) -> None:
        self._settle.stop()
        self._fill()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _to_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _narrow(self) -> bool:
        return self.window().width() < BESIDE_FROM

    def _place(self) -> None:
        narrow, beside = self._narrow(), self._row.indexOf(self.side) >= 0
        if narrow and beside:
            self._row.removeWidget(self.side)
        elif not narrow and not beside:
            self._row.addWidget(self.side)
        self.drawer_key.setVisible(narrow)
        self.side.setVisible(self._drawer or not narrow)
        if narrow:
            self.side.setGeometry(self.width() - self.side.width(), 0, self.side.width(), self.height())
            self.side.raise_()

    def _follow(self) -> None:
        self._row.setSpacing(self._look.pick(16, 12, 10))
        gone = [
            number
            for number, column in enumerate(self.model.columns)
            if isinstance(column, BoardColumn) and column.gone_from and self._look.percent >= column.gone_from
        ]
        self.table.show_less(gone)


def _takes_focus(widget: QWidget) -> bool:
    return widget.isVisible() and widget.isEnabled() and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
