"""The list of documents: whom it is about, how many signatures are there, its state."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QItemSelectionModel, QPointF, QRectF, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from cmdesk.queries.reports import DocumentRow
from cmdesk.ui import words
from cmdesk.ui.itemmodels.rows import Column, RowsModel
from cmdesk.ui.pages.reports.presenter import Filter, ReportsState, chip_of, line_of, title_of
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.cells import Cell, RowDelegate
from cmdesk.ui.widgets.empty import Empty
from cmdesk.ui.widgets.fields import SearchField
from cmdesk.ui.widgets.labels import Card, Label, Rule
from cmdesk.ui.widgets.tables import Table
from cmdesk.ui.widgets.tabs import make_tabs

_ALL_FORMS, _ALL_TURNS = "全部表单", "轮到谁签"
_HOW = "Ctrl、Shift 点选多份，Ctrl+A 全选"


class _Delegate(RowDelegate[DocumentRow]):
    def face(self, painter: QPainter, cell: Cell[DocumentRow]) -> None:
        look, row, box = self._look, cell.row, cell.box
        side = look.scaled(26)
        mark = QRectF(box.left() + 14, box.center().y() - side / 2, side, side)
        if row.name:
            paint.draw_avatar(painter, look, mark, row.name)
        else:
            icon = look.icon("file-text", "second", 18)
            small = look.scaled(18)
            painter.drawPixmap(round(mark.center().x() - small / 2), round(mark.center().y() - small / 2), icon)
        text, state = chip_of(row)
        wide = paint.chip_width(look, text, dot=True)
        right = box.right() - 10 - wide
        paint.draw_chip(painter, look, right, box.top() + box.height() * 0.32, text, state, dot=True)
        left = mark.right() + 10
        half = box.height() / 2
        upper = QRectF(left, box.top() + 4, right - left - 8, half - 4)
        lower = QRectF(left, box.top() + half + 1, box.right() - 10 - left, half - 6)
        void = row.state == "void"
        used = paint.draw_text(painter, look, upper, title_of(row), bold=True, tone="second" if void else "text")
        if void:
            painter.setPen(QPen(look.colour("second"), 1))
            middle = upper.center().y()
            painter.drawLine(QPointF(upper.left(), middle), QPointF(upper.left() + used, middle))
        else:
            self._dots(painter, row, upper.left() + used + 8, upper)
        said = line_of(row)
        short = said.split(" · ")[0]
        paint.draw_text(
            painter, look, lower, paint.fitting(look, lower.width(), said, short, size=12), size=12, tone="second"
        )

    def _dots(self, painter: QPainter, row: DocumentRow, x: float, line: QRectF) -> None:
        tokens = self._look.tokens
        for place in row.signatures[:6]:
            if x + 7 > line.right():
                return
            ground = tokens.fill if place.kind is not None else tokens.ctl
            paint.draw_round(painter, QRectF(x, line.center().y() - 3.5, 7, 7), ground=ground, radius=2.5)
            x += 10


class DocumentList(Card):
    """Emits `chosen` with the document under the cursor, `picked` when other documents are selected."""

    chosen = Signal(object)
    picked = Signal()

    def __init__(self, look: Look, state: ReportsState, parent: QWidget | None = None) -> None:
        super().__init__("true", parent)
        self._look, self._state = look, state
        words = {wanted: wanted.value for wanted in Filter}
        self.tabs = make_tabs(self, look, words, Filter.ALL, self._choose, height=30)
        self.form = QComboBox()
        self.form.setAccessibleName("表单")
        self.form.addItem(_ALL_FORMS)
        self.form.currentIndexChanged.connect(self._choose_form)
        self.turn = QComboBox()
        self.turn.setAccessibleName("轮到谁签")
        self.turn.addItem(_ALL_TURNS)
        self.turn.currentIndexChanged.connect(self._choose_turn)
        for box in (self.form, self.turn):
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.search = SearchField(look, "姓名、工号、编号", 120)
        self.search.textChanged.connect(self._searched)
        self.model: RowsModel[DocumentRow] = RowsModel((Column("报告", title_of),), self)
        self.table = Table(look, "报告")
        self.table.horizontalHeader().hide()
        self.table.setItemDelegate(_Delegate(look, self))
        self.table.attach(self.model)  # type: ignore[arg-type]
        self.table.base_height = (50, 44)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.selectionModel().selectionChanged.connect(self._selected)
        self.foot = Label(look, _HOW, size=12, tone="second")
        self.table.chosen.connect(self.chosen)
        self.search.wanted_list.connect(self.table.setFocus)
        self.empty = Empty(look, "file-text", "还没有报告", "关账之后生成")
        self._tabs = QGridLayout()
        self._build()
        look.changed.connect(self._follow)
        self._follow()

    def _build(self) -> None:
        top = QVBoxLayout()
        top.setContentsMargins(12, 10, 12, 10)
        top.setSpacing(8)
        self._tabs.setSpacing(2)
        for number, tab in enumerate(self.tabs.values()):
            self._tabs.addWidget(tab, number // 3, number % 3)
        top.addLayout(self._tabs)
        boxes = QHBoxLayout()
        boxes.setSpacing(6)
        boxes.addWidget(self.form, 1)
        boxes.addWidget(self.turn, 1)
        top.addLayout(boxes)
        top.addWidget(self.search)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        inside.addLayout(top)
        inside.addWidget(Rule(self._look))
        inside.addWidget(self.table, 1)
        inside.addWidget(self.empty, 1)
        inside.addWidget(Rule(self._look))
        foot = QHBoxLayout()
        foot.setContentsMargins(14, 7, 14, 7)
        foot.addWidget(self.foot)
        inside.addLayout(foot)

    def show_rows(self, number: str = "") -> None:
        """Show what fits; the document of that number stays selected."""
        self._fill_turns()
        rows = self._state.visible()
        self.model.show(rows)
        self.table.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        if self._state.rows:
            self.empty.say("没有这样的报告", "换一个筛选，或清空搜索（Esc）")
        else:
            self.empty.say("还没有报告", "关账之后按“生成”")
        self._fill_forms()
        for wanted, count in self._state.counts().items():
            self.tabs[wanted].say(f"{wanted.value} {count}")
        place = self.model.place(lambda row: row.number == number) if number else 0
        if rows:
            self.table.pick(max(0, place))
        else:
            self.chosen.emit(None)

    def selected(self) -> tuple[DocumentRow, ...]:
        """Give all documents selected, from the top."""
        places = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        return tuple(row for place in places if (row := self.model.row(place)) is not None)

    def select(self, numbers: Collection[str]) -> None:
        """Select these documents besides the current one."""
        for place in range(self.model.rowCount()):
            row = self.model.row(place)
            if row is not None and row.number in numbers:
                flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
                self.table.selectionModel().select(self.model.index(place, 0), flags)

    def _selected(self) -> None:
        count = len(self.selected())
        self.foot.setText(f"选了 {count} 份" if count > 1 else _HOW)
        self.picked.emit()

    def current(self) -> DocumentRow | None:
        """Give the selected document."""
        return self.model.row(self.table.currentIndex().row())

    def _fill_forms(self) -> None:
        self.form.blockSignals(True)
        self.form.clear()
        self.form.addItem(_ALL_FORMS)
        for form in self._state.forms():
            self.form.addItem(f"{form} {words.FORMS.get(form, '')}", form)
        self.form.setCurrentIndex(max(0, self.form.findData(self._state.form)) if self._state.form else 0)
        self.form.blockSignals(False)

    def _fill_turns(self) -> None:
        self.turn.blockSignals(True)
        self.turn.clear()
        self.turn.addItem(_ALL_TURNS)
        for duty, count in self._state.turns():
            self.turn.addItem(f"{duty}（{count} 份）", duty)
        place = self.turn.findData(self._state.turn) if self._state.turn else 0
        if place < 0:
            # Everybody there has signed: the filter that has come to its end lets go.
            self._state.turn, place = "", 0
        self.turn.setCurrentIndex(place)
        self.turn.blockSignals(False)

    def _choose(self, wanted: Filter) -> None:
        self._state.filter = wanted
        self.show_rows()

    def _choose_form(self, place: int) -> None:
        self._state.form = str(self.form.itemData(place) or "") if place > 0 else ""
        self.show_rows()

    def _choose_turn(self, place: int) -> None:
        self._state.turn = str(self.turn.itemData(place) or "") if place > 0 else ""
        self.show_rows()

    def _searched(self, text: str) -> None:
        self._state.search = text
        self.show_rows()

    def _follow(self) -> None:
        self.setFixedWidth(max(self._look.pick(288, 276), self._look.scaled(256)))
