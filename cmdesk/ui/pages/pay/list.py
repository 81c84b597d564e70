"""The people of a month with their four components, the sum, and the change against the month before."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from cmdesk.queries.pay_board import PayPerson
from cmdesk.ui.itemmodels.rows import Column, RowsModel
from cmdesk.ui.pages.pay.presenter import Filter, PayState, amount, rung_words, shown, signed
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.cells import PAD, Cell, RowDelegate
from cmdesk.ui.widgets.empty import Empty
from cmdesk.ui.widgets.fields import SearchField
from cmdesk.ui.widgets.fitting import cut
from cmdesk.ui.widgets.labels import Card, Keys, Rule
from cmdesk.ui.widgets.tables import Table
from cmdesk.ui.widgets.tabs import make_tabs

NAME, RUNG, SCORE, BASE, FLOATING, SENIORITY, PERFORMANCE, TOTAL, CHANGE = range(9)
LESS = (BASE, FLOATING, SENIORITY)
"""What goes first where there is no room."""


def columns(state: PayState) -> tuple[Column[PayPerson], ...]:
    """Give the columns; amounts that may not be seen are dots."""

    def money(name: str) -> Callable[[PayPerson], str]:
        def text(one: PayPerson) -> str:
            visible = state.board is not None and state.board.visible
            pending = one.pending and name in {"performance", "total"}
            return shown(getattr(one, name), visible=visible, pending=pending)

        return text

    def change(one: PayPerson) -> str:
        visible = state.board is not None and state.board.visible
        return signed(one.change) if visible else shown(None, visible=False)

    def figure(text: str | None) -> Decimal | None:
        return None if text is None else Decimal(text)

    return (
        Column("姓名", lambda one: one.name, lambda one: one.staff_no, 1.8),
        Column("级档", rung_words, lambda one: one.pay_rung, 1.35),
        Column("得分", lambda one: one.month_score or "—", lambda one: figure(one.month_score), 0.95, right=True),
        Column("基本", money("base"), lambda one: one.base, 1.15, right=True),
        Column("浮动", money("floating"), lambda one: one.floating, 1.0, right=True),
        Column("年功", money("seniority"), lambda one: one.seniority, 0.85, right=True),
        Column("效益", money("performance"), lambda one: one.performance, 1.15, right=True),
        Column("合计", money("total"), lambda one: one.total, 1.25, right=True),
        Column("比上月", change, lambda one: one.change, 1.15, right=True),
    )


class _Delegate(RowDelegate[PayPerson]):
    def face(self, painter: QPainter, cell: Cell[PayPerson]) -> None:
        look, one, column, chosen, text = self._look, cell.row, cell.column, cell.chosen, cell.text
        room = cell.box.adjusted(PAD, 0, -PAD, 0)
        if column == NAME:
            self._name(painter, one, room.adjusted(8, 0, 0, 0), chosen)
        elif column == RUNG:
            tone = "onsel" if one.pay_rung != one.rung and chosen else "text"
            paint.draw_text(painter, look, room, text, tone=tone)
        else:
            tone = self._tone(one, column, text)
            tone = "warnsel" if chosen and tone == "warn" else tone
            paint.draw_text(painter, look, room, text, bold=column == TOTAL, tone=tone, align=paint.RIGHT)

    def _name(self, painter: QPainter, one: PayPerson, room: QRectF, chosen: bool) -> None:
        look, side = self._look, self._look.scaled(24)
        mark = 14 if one.moved or one.differences else 0
        left = room.adjusted(side + 8, 0, 0, 0)
        # A long name of a minority has the room of the portrait; where even that is too little the slip has all of it.
        if paint.width_of(one.name, look.font(13, bold=True)) > left.width() - mark:
            left = room
        else:
            paint.draw_avatar(painter, look, QRectF(room.left(), room.center().y() - side / 2, side, side), one.name)
        name = cut(look, one.name, left.width() - mark, 13, bold=True)
        used = paint.draw_text(painter, look, left, name, bold=True)
        if mark:
            painter.setPen(look.colour("card"))
            painter.setBrush(look.colour("warn" if one.differences else "fill"))
            painter.drawEllipse(QRectF(left.left() + used + 6, left.center().y() - 3.5, 7, 7))

    def _tone(self, one: PayPerson, column: int, text: str) -> str:
        if text == "待定":
            return "warn"
        if column == CHANGE and one.change:
            return "ok" if one.change > 0 else "warn"
        return "text" if column in {TOTAL, SCORE} else "second" if text == "—" else "text"


class Sums(QWidget):
    """The sums below the columns of a table."""

    def __init__(self, look: Look, state: PayState, table: Table) -> None:
        super().__init__()
        self._look, self._state, self._table = look, state, table
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """Give one row."""
        return QSize(200, self._look.scaled(38))

    def show_sums(self) -> None:
        """Follow the board."""
        told = (f"{name} {amount(value)}" for name, value in self._values())
        self.setAccessibleName("合计：" + "，".join(told))
        self.update()

    def _values(self) -> tuple[tuple[str, Decimal | None], ...]:
        board = self._state.board
        if board is None or not board.visible:
            return ()
        names = (
            ("base", "基本"),
            ("floating", "浮动"),
            ("seniority", "年功"),
            ("performance", "效益"),
            ("total", "合计"),
        )
        return (*((name, board.sums[code]) for code, name in names), ("比上月", board.change))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint each sum under its column."""
        painter = QPainter(self)
        try:
            look, x = self._look, 1
            values = dict(zip(range(BASE, CHANGE + 1), (value for _, value in self._values()), strict=False))
            for column in range(CHANGE + 1):
                if self._table.isColumnHidden(column):
                    continue
                wide = self._table.columnWidth(column)
                box = QRectF(x + PAD, 0, wide - 2 * PAD, self.height())
                if column == NAME:
                    paint.draw_text(painter, look, box.adjusted(8, 0, 0, 0), "合计", bold=True)
                elif column in values:
                    text = signed(values[column]) if column == CHANGE else amount(values[column])
                    self._sum(painter, box, text)
                x += wide
        finally:
            painter.end()

    def _sum(self, painter: QPainter, box: QRectF, text: str) -> None:
        """Write a sum; where it is wider than its column it takes the free room at its left."""
        look = self._look
        size = next(
            (n for n in (13.0, 12.0, 11.0) if paint.width_of(text, look.font(n, bold=True)) <= box.width()), 10.0
        )
        wide = max(box.width(), paint.width_of(text, look.font(size, bold=True)))
        room = QRectF(box.right() - wide, 0, wide, box.height())
        paint.draw_text(painter, look, room, text, size=size, bold=True, align=paint.RIGHT)


class PayList(Card):
    """Emits `chosen` with the 工号 under the cursor, `opened` where the slip is wanted."""

    chosen = Signal(str)
    opened = Signal()

    def __init__(self, look: Look, state: PayState, parent: QWidget | None = None) -> None:
        super().__init__("true", parent)
        self._look, self._state = look, state
        words = {wanted: wanted.value for wanted in Filter}
        self.tabs = make_tabs(self, look, words, Filter.ALL, self._choose, height=30)
        self.search = SearchField(look, "姓名、工号、拼音", 130)
        self.search.textChanged.connect(self._searched)
        self.model: RowsModel[PayPerson] = RowsModel(columns(state), self)
        self.table = Table(look, "薪酬名单")
        self.table.setItemDelegate(_Delegate(look, self))
        self.table.attach(self.model)  # type: ignore[arg-type]
        self.table.base_height = (40, 34)
        self.table.chosen.connect(self._row_chosen)
        self.table.opened.connect(lambda _: self.opened.emit())
        self.search.wanted_list.connect(self.table.setFocus)
        self.sums = Sums(look, state, self.table)
        self.empty = Empty(look, "wallet", "还没有测算", "月份关账以后，由劳资员测算。")
        self.keys = Keys(look)
        top = QHBoxLayout()
        top.setContentsMargins(12, 8, 12, 8)
        top.setSpacing(2)
        for tab in self.tabs.values():
            top.addWidget(tab)
        top.addStretch(1)
        top.addWidget(self.search)
        foot = QHBoxLayout()
        foot.setContentsMargins(14, 7, 14, 7)
        foot.addWidget(self.keys)
        foot.addStretch(1)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        inside.addLayout(top)
        inside.addWidget(Rule(look))
        inside.addWidget(self.table, 1)
        inside.addWidget(self.empty, 1)
        inside.addWidget(Rule(look))
        inside.addWidget(self.sums)
        inside.addWidget(Rule(look))
        inside.addLayout(foot)

    def show_rows(self) -> None:
        """Show what fits; who was selected stays selected."""
        state = self._state
        rows = state.visible()
        self.model.show(rows)
        self.table.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        board = state.board
        if board is not None and board.people:
            self.empty.say("没有这样的人", "换个筛选，或按 Esc 清空搜索")
        else:
            self.empty.say("还没有测算", "月份关账以后，由劳资员测算。")
        self.keys.setVisible(bool(rows))
        self.sums.setVisible(bool(rows) and board is not None and board.visible)
        for wanted, count in state.counts().items():
            tab = self.tabs[wanted]
            tab.say(f"{wanted.value} {count}" if self._look.percent <= 115 else wanted.value)
            tab.setVisible(wanted is Filter.ALL or count > 0 or wanted is state.filter)
        self.sums.show_sums()
        if rows:
            self.table.pick(max(0, self.model.place(lambda one: one.staff_no == state.chosen)))
        else:
            self.chosen.emit("")

    def show_less(self, *, less: bool) -> None:
        """Leave the components out where there is no room; the slip has them."""
        self.table.show_less(LESS if less else ())
        self.sums.update()

    def _row_chosen(self, one: PayPerson | None) -> None:
        self.chosen.emit(one.staff_no if one is not None else "")

    def _choose(self, wanted: Filter) -> None:
        self._state.filter = wanted
        self.show_rows()

    def _searched(self, text: str) -> None:
        self._state.search = text
        self.show_rows()
