"""The list of periods: what goes to the city, by when, and how far it has come."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from cmdesk.kernel.periods import Period
from cmdesk.queries.exchange import CityFileRow
from cmdesk.ui.itemmodels.rows import Column, RowsModel
from cmdesk.ui.pages.exchange.presenter import ExchangeState, Filter, chip_of, line_of, title_of
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.cells import Cell, RowDelegate
from cmdesk.ui.widgets.empty import Empty
from cmdesk.ui.widgets.labels import Card, Rule
from cmdesk.ui.widgets.tables import Table
from cmdesk.ui.widgets.tabs import make_tabs


class _Delegate(RowDelegate[CityFileRow]):
    def __init__(self, look: Look, state: ExchangeState, parent: QObject) -> None:
        super().__init__(look, parent)
        self._state = state

    def face(self, painter: QPainter, cell: Cell[CityFileRow]) -> None:
        look, today, row, box = self._look, self._state.today, cell.row, cell.box
        text, tint = chip_of(row, today)
        right = box.right() - 12 - paint.chip_width(look, text, dot=True)
        paint.draw_chip(painter, look, right, box.center().y(), text, tint, dot=True)
        left, half = box.left() + 18, box.height() / 2
        upper = QRectF(left, box.top() + 4, right - left - 8, half - 4)
        lower = QRectF(left, box.top() + half + 1, right - left - 8, half - 6)
        paint.draw_text(painter, look, upper, title_of(row), bold=True, tone="text" if row.closed else "second")
        paint.draw_text(painter, look, lower, line_of(row, today), size=12, tone="second")


class PeriodList(Card):
    """Emits `chosen` with the period under the cursor, `year_chosen` with another year."""

    chosen = Signal(object)
    opened = Signal()
    year_chosen = Signal(int)

    def __init__(self, look: Look, state: ExchangeState, parent: QWidget | None = None) -> None:
        super().__init__("true", parent)
        self._look, self._state = look, state
        self.year = QComboBox()
        self.year.setAccessibleName("年度")
        self.year.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.year.currentIndexChanged.connect(self._choose_year)
        words = {wanted: wanted.value for wanted in Filter}
        self.tabs = make_tabs(self, look, words, Filter.ALL, self._choose, height=30)
        self.model: RowsModel[CityFileRow] = RowsModel((Column("上报包", title_of),), self)
        self.table = Table(look, "上报包")
        self.table.horizontalHeader().hide()
        self.table.setItemDelegate(_Delegate(look, state, self))
        self.table.attach(self.model)  # type: ignore[arg-type]
        self.table.base_height = (50, 44)
        self.table.chosen.connect(self.chosen)
        self.table.opened.connect(self.opened)
        self.empty = Empty(look, "send", "这里没有期间", "换一个筛选或年度")
        self._build()

    def _build(self) -> None:
        tabs = QHBoxLayout()
        tabs.setSpacing(2)
        for tab in self.tabs.values():
            tabs.addWidget(tab)
        tabs.addStretch(1)
        top = QVBoxLayout()
        top.setContentsMargins(12, 10, 12, 10)
        top.addLayout(tabs)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        inside.addLayout(top)
        inside.addWidget(Rule(self._look))
        inside.addWidget(self.table, 1)
        inside.addWidget(self.empty, 1)

    def show_years(self, years: tuple[int, ...], chosen: int) -> None:
        """Offer these years."""
        self.year.blockSignals(True)
        self.year.clear()
        for year in years:
            self.year.addItem(f"{year} 年", year)
        self.year.setCurrentIndex(max(0, self.year.findData(chosen)))
        self.year.blockSignals(False)

    def show_rows(self, period: Period | None) -> None:
        """Show what fits; the period stays selected."""
        rows = self._state.visible()
        self.model.show(rows)
        self.table.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        for wanted, count in self._state.counts().items():
            self.tabs[wanted].say(f"{wanted.value} {count}")
        if rows:
            self.table.pick(max(0, self.model.place(lambda row: row.period == period)))
        else:
            self.chosen.emit(None)

    def current(self) -> CityFileRow | None:
        """Give the row under the cursor."""
        return self.model.row(self.table.currentIndex().row())

    def _choose(self, wanted: Filter) -> None:
        current = self.current()
        self._state.filter = wanted
        self.show_rows(current.period if current else None)

    def _choose_year(self, place: int) -> None:
        year = self.year.itemData(place)
        if year is not None:
            self.year_chosen.emit(int(year))
