"""The people of a period: rank, name, score, and what is to be said about it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cmdesk.queries.scoring_board import ScoreRow
from cmdesk.ui.itemmodels.rows import Column, RowsModel
from cmdesk.ui.pages.scoring.presenter import Filter, ScoringState
from cmdesk.ui.pages.scoring.tree import fitted
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.cells import Cell, RowDelegate
from cmdesk.ui.widgets.empty import Empty
from cmdesk.ui.widgets.fields import SearchField
from cmdesk.ui.widgets.labels import Card, Label, Rule
from cmdesk.ui.widgets.tables import Table
from cmdesk.ui.widgets.tabs import make_tabs


class _Delegate(RowDelegate[ScoreRow]):
    margin = 14

    def __init__(self, look: Look, state: ScoringState, parent: QObject) -> None:
        super().__init__(look, parent)
        self._state = state

    def face(self, painter: QPainter, cell: Cell[ScoreRow]) -> None:
        look, row, box = self._look, cell.row, cell.box
        rank = QRectF(box.left() + 4, box.top(), look.scaled(20), box.height())
        text = "—" if row.rank is None else str(row.rank)
        paint.draw_text(painter, look, rank, text, size=12, tone="second", align=paint.RIGHT)
        side = look.scaled(26)
        mark = QRectF(rank.right() + 8, box.center().y() - side / 2, side, side)
        paint.draw_avatar(painter, look, mark, row.person.name)
        said, tone = self._state.second_line(row)
        score = row.score or "—"
        wide = max(look.width_of(score, bold=True), look.width_of(said, 12), look.scaled(44))
        right = QRectF(box.right() - 16 - wide - 1, box.top(), wide + 1, box.height())
        left = QRectF(mark.right() + 9, box.top(), right.right() - mark.right() - 9, box.height())
        upper, lower = _halves(left)
        upper.setWidth(upper.width() - look.width_of(score, bold=True) - 7)
        lower.setWidth(lower.width() - look.width_of(said, 12) - 7)
        line = row.person.line or "—"
        # A long name of a minority is written smaller, at last cut; the head of the derivation has all of it.
        size = next((one for one in (13, 12) if look.width_of(row.person.name, one, bold=True) <= upper.width()), 11)
        name = fitted(row.person.name, look.font(size, bold=True), upper.width())
        paint.draw_text(painter, look, upper, name, size=size, bold=True)
        if look.width_of(line, 12) <= lower.width():
            paint.draw_text(painter, look, lower, line, size=12, tone="second")
        if not said:
            paint.draw_text(painter, look, right, score, bold=True, align=paint.RIGHT)
            return
        upper, lower = _halves(right)
        paint.draw_text(painter, look, upper, score, bold=True, align=paint.RIGHT)
        tone = "warnsel" if cell.chosen and tone == "warn" else tone
        paint.draw_text(painter, look, lower, said, size=12, tone=tone, align=paint.RIGHT)


def _halves(box: QRectF) -> tuple[QRectF, QRectF]:
    half = box.height() / 2
    return (
        QRectF(box.left(), box.top() + 3, box.width(), half - 3),
        QRectF(box.left(), box.top() + half, box.width(), half - 4),
    )


class PeopleCard(Card):
    """Emits `chosen` with the row under the cursor (None for none), `opened` where its derivation is wanted."""

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self, look: Look, state: ScoringState, parent: QWidget | None = None) -> None:
        super().__init__("true", parent)
        self._look, self._state = look, state
        words = {wanted: wanted.value for wanted in Filter}
        self.tabs = make_tabs(self, look, words, Filter.ALL, self._choose, height=30)
        self.search = SearchField(look, "姓名、工号、拼音首字母", 120)
        self.search.textChanged.connect(self._searched)
        self.model: RowsModel[ScoreRow] = RowsModel((Column("人员", _spoken),), self)
        self.table = Table(look, "得分名单")
        self.table.horizontalHeader().hide()
        self.table.setItemDelegate(_Delegate(look, state, self))
        self.table.attach(self.model)  # type: ignore[arg-type]
        self.table.base_height = (46, 40)
        self.table.chosen.connect(self.chosen)
        self.table.opened.connect(self.opened)
        self.search.wanted_list.connect(self.table.setFocus)
        self.empty = Empty(look, "users", "没有这样的人", "换个筛选，或按 Esc 清空搜索")
        self.average = Label(look, "", size=12, tone="second")
        self.range = Label(look, "", size=12, tone="second")
        self._build()
        look.changed.connect(self._follow)
        self._follow()

    def _build(self) -> None:
        tabs = QHBoxLayout()
        tabs.setSpacing(2)
        for tab in self.tabs.values():
            tabs.addWidget(tab)
        tabs.addStretch(1)
        top = QVBoxLayout()
        top.setContentsMargins(10, 9, 10, 10)
        top.setSpacing(7)
        top.addLayout(tabs)
        top.addWidget(self.search)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 8, 16, 8)
        foot.addWidget(self.average)
        foot.addStretch(1)
        foot.addWidget(self.range)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        inside.addLayout(top)
        inside.addWidget(Rule(self._look))
        inside.addWidget(self.table, 1)
        inside.addWidget(self.empty, 1)
        inside.addWidget(Rule(self._look))
        inside.addLayout(foot)

    def show_rows(self, staff_no: str = "") -> None:
        """Show what fits; that person stays selected."""
        rows = self._state.visible()
        self.model.show(rows)
        self.table.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        for wanted, count in self._state.counts().items():
            tab = self.tabs[wanted]
            # The largest text leaves no room for the counts; the list itself shows them.
            tab.say(wanted.value if self._look.percent > 115 else f"{wanted.value} {count}")
            tab.setVisible(wanted is Filter.ALL or count > 0 or wanted is self._state.filter)
        self.tabs[self._state.filter].setChecked(True)
        average, spread = self._state.foot()
        self.average.setText(average)
        self.range.setText(spread)
        place = self.model.place(lambda row: row.person.staff_no == staff_no) if staff_no else 0
        if rows:
            self.table.pick(max(0, place))
        else:
            self.chosen.emit(None)

    def current(self) -> ScoreRow | None:
        """Give the selected row."""
        return self.model.row(self.table.currentIndex().row())

    def step(self, by: int) -> None:
        """Select the next (1) or the previous (−1) person."""
        self.table.pick(max(0, min(self.model.rowCount() - 1, self.table.currentIndex().row() + by)))

    def show_all(self) -> None:
        """Drop filter and search."""
        self._state.filter, self._state.search = Filter.ALL, ""
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)

    def show_missing(self) -> None:
        """Show those who lack a source, where there are any."""
        if self._state.counts()[Filter.MISSING]:
            self._state.filter = Filter.MISSING
            self.show_rows()

    def _choose(self, wanted: Filter) -> None:
        self._state.filter = wanted
        self.show_rows(self._kept())

    def _searched(self, text: str) -> None:
        self._state.search = text.strip()
        self.show_rows(self._kept())

    def _kept(self) -> str:
        row = self.current()
        return row.person.staff_no if row else ""

    def _follow(self) -> None:
        self.setFixedWidth(max(self._look.pick(288, 276), self._look.scaled(262)))
        if self._state.board is not None:
            self.show_rows(self._kept())


def _spoken(row: ScoreRow) -> str:
    rank = f"第 {row.rank} 名，" if row.rank else ""
    return f"{row.person.name}，{rank}{row.score or '没有得分'}"
