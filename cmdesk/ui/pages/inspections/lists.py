"""The three lists of the page under their tabs, with filter, search and the card of the selected row."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from cmdesk.kernel.periods import Period
from cmdesk.queries.inspections_board import Board
from cmdesk.ui.itemmodels.rows import RowsModel
from cmdesk.ui.pages.inspections import delegate as painted
from cmdesk.ui.pages.inspections.presenter import FILTERS, BoardState, Line, Tab, key_of
from cmdesk.ui.pages.inspections.side import SideCard
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.empty import Empty
from cmdesk.ui.widgets.fields import SearchField
from cmdesk.ui.widgets.labels import Card, Keys, Label, Rule
from cmdesk.ui.widgets.tables import Table
from cmdesk.ui.widgets.tabs import make_tabs

BESIDE_FROM = 1366
_SETTLE_MS = 150


class ListsView(QWidget):
    """Emits `chosen` with the selected row (or None), `opened` on Enter, `month_chosen` with a period."""

    chosen = Signal(object)
    opened = Signal(object)
    month_chosen = Signal(object)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.state = BoardState()
        self.side = SideCard(look)
        self.side.closed.connect(self.swap_drawer)
        self._drawer = False
        self.tabs = make_tabs(self, look, {tab: tab.value for tab in Tab}, Tab.PLAN, self._choose_tab)
        self.search = SearchField(look, "姓名、工号、单号", 150)
        self.search.returnPressed.connect(self._search_now)
        self.month = QComboBox()
        self.month.setAccessibleName("月份")
        self.month.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.month.activated.connect(self._choose_month)
        self.filter = QComboBox()
        self.filter.setAccessibleName("条件")
        self.filter.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.filter.activated.connect(self._choose_filter)
        self.tables: dict[Tab, Table] = {}
        self.models: dict[Tab, RowsModel[Any]] = {}
        self.stack = QStackedWidget()
        makers: dict[Tab, Any] = {
            Tab.PLAN: painted.plan_columns,
            Tab.SHEETS: painted.sheet_columns,
            Tab.ACTIONS: painted.action_columns,
        }
        for tab, maker in makers.items():
            self._add_table(tab, maker())
        self.empty = Empty(look, "clipboard-list", "", "")
        self.stack.addWidget(self.empty)
        self.keys = Keys(look, (("↑ ↓", "选"), ("Enter", "打开"), ("Ctrl+F", "搜索")))
        self.drawer_key = Keys(look, (("F6", "详情"),))
        self.count = Label(look, "", size=12, tone="second")
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._searched)
        self.search.textChanged.connect(self._settle.start)
        self.search.wanted_list.connect(self.focus_list)
        self._build()
        self._fill_filter()
        look.changed.connect(self._follow)
        self._follow()

    @property
    def table(self) -> Table:
        """Give the table of the shown tab."""
        return self.tables[self.state.tab]

    def show_board(self, board: Board) -> None:
        """Show a board; the rows selected stay selected."""
        kept = self.current()
        self.state.board = board
        self.month.blockSignals(True)
        self.month.clear()
        for period in board.months:
            self.month.addItem(period.chinese, str(period))
        place = self.month.findData(str(board.period))
        if place < 0:
            self.month.insertItem(0, board.period.chinese, str(board.period))
            place = 0
        self.month.setCurrentIndex(place)
        self.month.blockSignals(False)
        self._fill(key_of(kept) if kept else "")

    def current(self) -> Line | None:
        """Give the selected row."""
        index = self.table.currentIndex()
        row: Line | None = self.models[self.state.tab].row(index.row()) if index.isValid() else None
        return row

    def show_tab(self, tab: Tab, key: str = "", condition: str = "all") -> None:
        """Show a list, with a row of it selected."""
        self.state.tab = tab
        self.state.filters[tab] = condition
        self.tabs[tab].setChecked(True)
        self._fill_filter()
        self._fill(key)

    def focus_list(self) -> None:
        """Put the focus on the list."""
        shown = self.table if self.stack.currentWidget() is not self.empty else self.tabs[self.state.tab]
        shown.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_search(self) -> None:
        """Put the focus into the search."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def swap_drawer(self) -> None:
        """Go to the card and back; where it has no room beside the list it opens over it."""
        inside = self.side.isAncestorOf(self.focusWidget() or self)
        if self._narrow():
            self.show_drawer(not self._drawer)
        if inside or (self._narrow() and not self._drawer):
            self.focus_list()
        else:
            self.side.focus_first()

    def show_drawer(self, shown: bool) -> None:
        """Open or close the card over the list."""
        self._drawer = shown
        self._place_side()
        if not shown and self._narrow():
            self.focus_list()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Move the card beside the list or over it."""
        super().resizeEvent(event)
        self._place_side()

    def _add_table(self, tab: Tab, columns: tuple[Any, ...]) -> None:
        model: RowsModel[Any] = RowsModel(columns, self)
        table = Table(self._look, tab.value)
        table.setItemDelegate(painted.BoardDelegate(self._look, len(columns), table))
        table.attach(model)
        table.chosen.connect(self.chosen)
        table.opened.connect(self.opened)
        self.models[tab], self.tables[tab] = model, table
        self.stack.addWidget(table)

    def _build(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(12, 10, 12, 10)
        bar.setSpacing(4)
        for button in self.tabs.values():
            bar.addWidget(button)
        bar.addStretch(1)
        bar.addWidget(self.search)
        bar.addSpacing(4)
        bar.addWidget(self.filter)
        bar.addSpacing(4)
        bar.addWidget(self.month)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 8, 16, 8)
        foot.setSpacing(14)
        foot.addWidget(self.keys)
        foot.addWidget(self.drawer_key)
        foot.addStretch(1)
        foot.addWidget(self.count)
        card = Card()
        left = QVBoxLayout(card)
        left.setContentsMargins(1, 1, 1, 1)
        left.setSpacing(0)
        left.addLayout(bar)
        left.addWidget(Rule(self._look))
        left.addWidget(self.stack, 1)
        left.addWidget(Rule(self._look))
        left.addLayout(foot)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(card, 1)
        self._row.addWidget(self.side)

    def _fill(self, key: str = "") -> None:
        rows = self.state.visible()
        model, table = self.models[self.state.tab], self.table
        model.show(rows)
        self.stack.setCurrentWidget(table if rows else self.empty)
        if not rows:
            self.empty.say(*self.state.empty())
            self.chosen.emit(None)
        else:
            place = model.place(lambda row: key_of(row) == key) if key else 0
            table.clearSelection()
            table.setCurrentIndex(model.index(-1, 0))
            table.pick(max(0, place))
        whole = len(self.state.rows())
        self.count.setText(f"{len(rows)} / {whole} 行" if len(rows) != whole else f"{whole} 行")
        for tab, count in self.state.counts().items():
            plain = self._look.percent > 115 or not count
            self.tabs[tab].say(tab.value if plain else f"{tab.value} {count}")

    def _fill_filter(self) -> None:
        self.filter.blockSignals(True)
        self.filter.clear()
        for code, word in FILTERS[self.state.tab]:
            self.filter.addItem(word, code)
        self.filter.setCurrentIndex(self.filter.findData(self.state.filters[self.state.tab]))
        self.filter.blockSignals(False)

    def _choose_tab(self, tab: Tab) -> None:
        self.state.tab = tab
        self._fill_filter()
        self._fill()
        self.focus_list()

    def _choose_filter(self) -> None:
        self.state.filters[self.state.tab] = str(self.filter.currentData())
        self._fill()

    def _choose_month(self) -> None:
        self.month_chosen.emit(Period.parse(str(self.month.currentData())))

    def _searched(self) -> None:
        self.state.search = self.search.text().strip()
        self._fill()

    def _search_now(self) -> None:
        self._settle.stop()
        self._searched()
        self.focus_list()

    def _place_side(self) -> None:
        narrow = self._narrow()
        beside = self._row.indexOf(self.side) >= 0
        if narrow and beside:
            self._row.removeWidget(self.side)
        elif not narrow and not beside:
            self._row.addWidget(self.side)
        self.side.close_button.setVisible(narrow)
        self.drawer_key.setVisible(narrow)
        self.side.setVisible(self._drawer or not narrow)
        if narrow:
            wide = self.side.width()
            self.side.setGeometry(self.width() - wide, 0, wide, self.height())
            self.side.raise_()

    def _narrow(self) -> bool:
        return self.window().width() * 100 < BESIDE_FROM * self._look.percent

    def _follow(self) -> None:
        self._row.setSpacing(self._look.pick(16, 12, 10))
        large = self._look.percent > 100
        self.keys.setVisible(not large)
        less = {Tab.PLAN: painted.PLAN_LESS, Tab.SHEETS: painted.SHEETS_LESS, Tab.ACTIONS: painted.ACTIONS_LESS}
        for tab, table in self.tables.items():
            table.show_less(less[tab] if large else ())
        if self.state.board is not None:
            self._fill(key_of(row) if (row := self.current()) is not None else "")
