"""The list of people: filters, search, table, and the panel of the selected one."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from cmdesk.queries.org import GONE
from cmdesk.queries.org_board import Board, BoardRow
from cmdesk.ui.itemmodels.rows import RowsModel
from cmdesk.ui.pages.org.delegate import LESS_AT_LARGE_TEXT, SCORE, PeopleDelegate, columns
from cmdesk.ui.pages.org.detail import PersonPanel
from cmdesk.ui.pages.org.presenter import Group, PeopleList, score_heading
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.empty import Empty
from cmdesk.ui.widgets.fields import SearchField
from cmdesk.ui.widgets.labels import Card, Keys, Label, Rule
from cmdesk.ui.widgets.tables import Table
from cmdesk.ui.widgets.tabs import make_tabs

_ALL_LINES = "全部线路"
_SETTLE_MS = 150
BESIDE_FROM = 1366
"""The width of the window from which the panel stands beside the list."""


class PeopleView(QWidget):
    """Emits `opened` with the row of the person whose page is wanted."""

    opened = Signal(object)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.state = PeopleList()
        self._today = date.min
        words = {group: group.value for group in Group}
        self.tabs = make_tabs(self, look, words, self.state.group, self._choose_group)
        self.search = SearchField(look, "姓名、工号、拼音", 150)
        self.line = QComboBox()
        self.line.setAccessibleName("线路")
        self.line.addItem(_ALL_LINES)
        self.line.currentIndexChanged.connect(self._choose_line)
        self.model: RowsModel[BoardRow] = RowsModel(columns(), self)
        self.delegate = PeopleDelegate(look, self)
        self.table = Table(look, "人员名单")
        self.table.setItemDelegate(self.delegate)
        self.table.attach(self.model)  # type: ignore[arg-type]
        self.table.chosen.connect(self._show_row)
        self.table.opened.connect(self.opened)
        self.empty = Empty(look, "users", "没有这样的人", "换一个词，或者按 Esc 清空搜索")
        self.levels = Label(look, "", size=12, tone="second")
        self.keys = Keys(look, (("↑ ↓", "换人"), ("Enter", "打开"), ("Ctrl+F", "搜索")))
        self.drawer_key = Keys(look, (("F6", "资料"),))
        self.panel = PersonPanel(look)
        self.panel.opened.connect(self._open_current)
        self.panel.closed.connect(self.swap_drawer)
        self._drawer = False
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._searched)
        self.search.textChanged.connect(self._settle.start)
        self.search.returnPressed.connect(self._search_now)
        self.search.wanted_list.connect(self.table.setFocus)
        self._build()
        look.changed.connect(self._follow)
        self._follow()

    def _build(self) -> None:
        self._bar = QHBoxLayout()
        self._bar.setContentsMargins(12, 10, 12, 10)
        self._bar.setSpacing(4)
        for tab in self.tabs.values():
            self._bar.addWidget(tab)
        self._bar.addStretch(1)
        self._bar.addWidget(self.search)
        self._bar.addSpacing(4)
        self._bar.addWidget(self.line)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 8, 16, 8)
        foot.setSpacing(14)
        foot.addWidget(self.keys)
        foot.addWidget(self.drawer_key)
        foot.addStretch(1)
        foot.addWidget(self.levels)
        card = Card()
        left = QVBoxLayout(card)
        left.setContentsMargins(1, 1, 1, 1)
        left.setSpacing(0)
        left.addLayout(self._bar)
        left.addWidget(Rule(self._look))
        left.addWidget(self.table, 1)
        left.addWidget(self.empty, 1)
        left.addWidget(Rule(self._look))
        left.addLayout(foot)
        self.empty.hide()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(card, 1)
        self._row.addWidget(self.panel)

    def swap_drawer(self) -> None:
        """Open or close the panel where the window is too narrow to keep it beside the list."""
        if self._narrow():
            self._drawer = not self._drawer
            self._place_panel()
            if not self._drawer:
                self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Move the panel beside the list or over it."""
        super().resizeEvent(event)
        self._place_panel()

    def _place_panel(self) -> None:
        narrow = self._narrow()
        beside = self._row.indexOf(self.panel) >= 0
        if narrow and beside:
            self._row.removeWidget(self.panel)
        elif not narrow and not beside:
            self._row.addWidget(self.panel)
        self.panel.show_close(narrow)
        self.drawer_key.setVisible(narrow)
        self.panel.setVisible(self.model.rowCount() > 0 and (self._drawer or not narrow))
        if narrow:
            wide = self.panel.width()
            self.panel.setGeometry(self.width() - wide, 0, wide, self.height())
            self.panel.raise_()

    def show_board(self, board: Board, today: date) -> None:
        """Show a board; the person selected stays selected."""
        self._today = today
        kept = self.current()
        self.state.take(board)
        self.delegate.closed = board.closed
        self._fill_lines()
        self._fill(kept.person.staff_no if kept else "")

    def current(self) -> BoardRow | None:
        """Give the selected row."""
        return self.model.row(self.table.currentIndex().row())

    def pick(self, staff_no: str) -> BoardRow | None:
        """Select a person, dropping filters that hide him; gives his row."""
        place = self.model.place(lambda row: row.person.staff_no == staff_no)
        if place < 0 and self.state.board is not None:
            gone = any(r.person.staff_no == staff_no and r.person.status in GONE for r in self.state.board.rows)
            self.state.search, self.state.line, self.state.group = "", "", Group.GONE if gone else Group.ALL
            self.tabs[self.state.group].setChecked(True)
            self.search.setText("")
            self.line.setCurrentIndex(0)
            self._fill(staff_no)
            place = self.model.place(lambda row: row.person.staff_no == staff_no)
        if place >= 0:
            self.table.pick(place)
        return self.model.row(place) if place >= 0 else None

    def rows(self) -> tuple[BoardRow, ...]:
        """Give the rows in the order in which they stand."""
        found = (self.model.row(place) for place in range(self.model.rowCount()))
        return tuple(row for row in found if row is not None)

    def step(self, by: int) -> BoardRow | None:
        """Select the next (1) or previous (−1) person; gives his row."""
        place = max(0, min(self.model.rowCount() - 1, self.table.currentIndex().row() + by))
        self.table.pick(place)
        return self.model.row(place)

    def _fill(self, staff_no: str = "") -> None:
        rows = self.state.visible()
        self.model.columns = tuple(
            column if number != SCORE else type(column)(score_heading(rows), column.text, column.key, column.share)
            for number, column in enumerate(self.model.columns)
        )
        self.model.show(rows)
        place = self.model.place(lambda row: row.person.staff_no == staff_no) if staff_no else 0
        self.table.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self._place_panel()
        self.table.pick(max(0, place))
        self._count_tabs()
        self.levels.setText(self.state.levels())

    def _count_tabs(self) -> None:
        for group, count in self.state.counts().items():
            # The largest text leaves no room for the counts; the list itself shows them.
            self.tabs[group].say(group.value if self._look.percent > 115 else f"{group.value} {count}")
            rare = group in {Group.FINDINGS, Group.GONE}
            self.tabs[group].setVisible(not rare or count > 0 or group is self.state.group)

    def _fill_lines(self) -> None:
        self.line.blockSignals(True)
        self.line.clear()
        self.line.addItem(_ALL_LINES)
        self.line.addItems(list(self.state.lines()))
        self.line.setCurrentText(self.state.line or _ALL_LINES)
        self.line.blockSignals(False)

    def _choose_group(self, group: Group) -> None:
        self.state.group = group
        self._fill()

    def _choose_line(self, place: int) -> None:
        self.state.line = self.line.itemText(place) if place > 0 else ""
        self._fill()

    def _searched(self) -> None:
        self.state.search = self.search.text().strip()
        self._fill()

    def _search_now(self) -> None:
        self._settle.stop()
        self._searched()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_row(self, row: BoardRow | None) -> None:
        if row is not None and self.state.board is not None:
            self.panel.show_row(row, self.state.board.quarter, self.state.board.closed, self._today)

    def _open_current(self) -> None:
        if (row := self.current()) is not None:
            self.opened.emit(row)

    def _narrow(self) -> bool:
        return self.window().width() < BESIDE_FROM

    def _follow(self) -> None:
        self._row.setSpacing(self._look.pick(16, 12, 10))
        large = self._look.percent > 100
        self.keys.setVisible(not large)
        self._count_tabs()
        self.table.show_less(LESS_AT_LARGE_TEXT if large else ())
