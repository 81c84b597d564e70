"""票账: one row a paper and round; where each sheet went as two equations, never a mark."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from cmdesk.ui.itemmodels.rows import ROW, Column, RowsModel
from cmdesk.ui.pages.deliberation.presenter import MeetingState, PaperLine
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.cells import Cell, RowDelegate
from cmdesk.ui.widgets.empty import Empty
from cmdesk.ui.widgets.fitting import draw_name
from cmdesk.ui.widgets.labels import Card, Label
from cmdesk.ui.widgets.tables import Table

NAME, EXPECTED, PRESENT, OUT, VALID, STATE = range(6)
_WAITING, _NOT_YET = "待发票", "计票时填"
STATE_WORDS = {
    "open": ("收票中", "inbox", "info"),
    "sealed": ("已封箱", "lock", "ok"),
    "agreed": ("两份一致", "check-check", "ok"),
    "counted": ("账平", "circle-check", "ok"),
    "void": ("作废", "circle-x", "bad"),
}


def state_of(line: PaperLine) -> tuple[str, str, str]:
    """Give word, icon and tone of a row's state."""
    if line.account.state == "open" and line.account.issued is None:
        return "未发票", "circle", "second"
    return STATE_WORDS[line.account.state]


class AccountsCard(Card):
    """The table of papers; `chosen` carries the row that the user works on."""

    chosen = Signal(object)

    def __init__(self, look: Look, state: MeetingState, parent: QWidget | None = None) -> None:
        super().__init__("true", parent)
        self._look, self._state = look, state
        self.model = _PapersModel(self._columns(), self)
        self.table = Table(look, "票账", lead=18, pad=4)
        self.table.base_height = (46, 38)
        self.table.setItemDelegate(_Delegate(look, state, self.table))
        self.table.attach(self.model)  # type: ignore[arg-type]
        self.table.clicked.connect(self._clicked)
        self.table.opened.connect(self.chosen)
        self.title = Label(look, "票账", size=15, bold=True)
        self.line = Label(look, "", size=12, tone="second")
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self.title)
        top.addWidget(self.line)
        top.addStretch(1)
        self._inside = QVBoxLayout(self)
        self._inside.setContentsMargins(1, 12, 1, 2)
        self._inside.setSpacing(6)
        head = QVBoxLayout()
        head.setContentsMargins(17, 0, 17, 0)
        head.addLayout(top)
        self._inside.addLayout(head)
        self.empty = Empty(look, "inbox", "还没有发票", "宣布开会、开始发票以后，每种票在这里各有一行。")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        self._inside.addWidget(self._stack, 1)

    def show_lines(self, lines: Sequence[PaperLine], working: PaperLine | None) -> None:
        """Show the papers; the one in work is selected."""
        self.model.show(lines)
        self.line.setText("回避者不进该票的基数，也不领该票" if lines else "")
        self._stack.setCurrentIndex(0 if lines else 1)
        if working is not None:
            self.table.pick(self.model.place(lambda line: line.key == working.key))

    def follow(self) -> None:
        """Paint what was collected anew."""
        self.table.viewport().update()

    def _columns(self) -> tuple[Column[PaperLine], ...]:
        return (
            Column("票种与回避", lambda r: f"{r.label} {r.about} {'、'.join(r.recused)}", None, 2.5),
            Column("应到", lambda r: str(r.account.entitled), None, 0.7),
            Column("实到", lambda r: str(r.account.present), None, 0.7),
            Column("发出 = 收回 + 未收回", self._out, None, 2.3),
            Column("收回 = 有效 + 无效", _valid, None, 2.3),
            Column("状态", lambda r: state_of(r)[0], None, 1.5),
        )

    def _out(self, line: PaperLine) -> str:
        numbers = out_numbers(self._state, line)
        return f"{numbers[0]} = {numbers[1]} + {numbers[2]}" if numbers else _WAITING

    def _clicked(self, index: QModelIndex) -> None:
        line = index.data(ROW)
        if line is not None:
            self.chosen.emit(line)


def out_numbers(state: MeetingState, line: PaperLine) -> tuple[int, int, int] | None:
    """Give 发出, 收回, 未收回 as they stand now; None before the paper was handed out."""
    account = line.account
    if account.issued is None:
        return None
    back = state.collected(line) if account.state == "open" else account.returned
    if back is None:
        return None
    return account.issued, back, max(0, account.issued - back)


def _valid(line: PaperLine) -> str:
    account = line.account
    if account.valid is not None:
        return f"{account.returned} = {account.valid} + {account.invalid}"
    return _NOT_YET if account.issued is not None else "—"


class _PapersModel(RowsModel[PaperLine]):
    """Headings of figures stand in the middle, like the figures."""

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole and EXPECTED <= section <= VALID:
            return int(Qt.AlignmentFlag.AlignCenter)
        return super().headerData(section, orientation, role)


class _Delegate(RowDelegate[PaperLine]):
    def __init__(self, look: Look, state: MeetingState, parent: QObject) -> None:
        super().__init__(look, parent)
        self._state = state

    def ground(self, painter: QPainter, cell: Cell[PaperLine], *, hovered: bool) -> None:
        if cell.row.account.state == "void" and not cell.chosen:
            painter.fillRect(cell.box, QColor(self._look.tokens.bad.ground))
        super().ground(painter, cell, hovered=hovered)

    def face(self, painter: QPainter, cell: Cell[PaperLine]) -> None:
        look, line, column, box = self._look, cell.row, cell.column, cell.box
        if column == NAME:
            self._name(painter, line, box)
        elif column in {EXPECTED, PRESENT}:
            value = line.account.entitled if column == EXPECTED else line.account.present
            paint.draw_text(painter, look, box, str(value), tone="second", align=paint.CENTRE)
        elif column == OUT:
            numbers = out_numbers(self._state, line)
            if numbers is None:
                paint.draw_text(painter, look, box, _WAITING, size=12, tone="second", align=paint.CENTRE)
            else:
                self._equation(painter, box, numbers, late=numbers[2] > 0)
        elif column == VALID:
            account = line.account
            if account.valid is None or account.returned is None or account.invalid is None:
                paint.draw_text(painter, look, box, _valid(line), size=12, tone="second", align=paint.CENTRE)
            else:
                self._equation(painter, box, (account.returned, account.valid, account.invalid), late=False)
        else:
            self._state_cell(painter, line, box)

    def _name(self, painter: QPainter, line: PaperLine, box: QRectF) -> None:
        look = self._look
        left, room = box.left() + 18, box.width() - 22
        told = "、".join(line.recused) if line.recused else "无人回避"
        half = box.height() / 2
        top = QRectF(left, box.top() + 3, room, half - 2)
        used = paint.draw_text(painter, look, top, line.label, bold=True)
        rest = QRectF(left + used + 8, top.top(), room - used - 8, top.height())
        draw_name(painter, look, rest, line.about, bold=False, tone="second")
        below = QRectF(left, box.top() + half, room, half - 3)
        if len(line.recused) > 1 and paint.width_of(told, look.font(12)) > room:
            told = f"{len(line.recused)} 人回避"
        draw_name(painter, look, below, told, bold=False, tone="second", sizes=(12, 11))

    def _equation(self, painter: QPainter, box: QRectF, numbers: tuple[int, int, int], *, late: bool) -> None:
        look = self._look
        middle, step = box.center().x(), min(52.0, box.width() / 3.2)
        for place, number in enumerate(numbers):
            cell = QRectF(middle + (place - 1) * step - step / 2, box.top(), step, box.height())
            tone = "warn" if late and place == 2 else "text"
            paint.draw_text(painter, look, cell, str(number), bold=True, tone=tone, align=paint.CENTRE)
        for place, sign in ((-1, "="), (0, "+")):
            cell = QRectF(middle + place * step, box.top(), step, box.height())
            paint.draw_text(painter, look, cell, sign, size=12, tone="second", align=paint.CENTRE)

    def _state_cell(self, painter: QPainter, line: PaperLine, box: QRectF) -> None:
        look = self._look
        word, icon, tone = state_of(line)
        side = look.scaled(16)
        painter.drawPixmap(round(box.left() + 4), round(box.center().y() - side / 2), look.icon(icon, tone, 16))
        room = QRectF(box.left() + 10 + side, box.top(), box.width() - 12 - side, box.height())
        paint.draw_text(painter, look, room, word, tone=tone)
