"""One person's slip: the four components as they can be added up, what differs from the month before, and why."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from cmdesk.queries.pay_board import PayBoard, PayCase
from cmdesk.ui import words
from cmdesk.ui.pages.grading.pieces import Piece
from cmdesk.ui.pages.pay.presenter import amount, rung_words, signed
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.empty import Empty
from cmdesk.ui.widgets.labels import Avatar, Card, Chip, IconMark, Label, Rule


class Parts(Piece):
    """The components one below the other with the sum: name and how at the left, this month and last at the right."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._case: PayCase | None = None

    def show_case(self, case: PayCase) -> None:
        """Show a slip."""
        self._case = case
        told = [f"{part.name} {amount(part.amount)}，{part.how}" for part in case.parts]
        self.setAccessibleName("；".join([*told, f"合计 {amount(case.person.total)}"]))
        self.updateGeometry()
        self.update()

    def high(self) -> int:
        """Give two lines a component and one for each sum."""
        case = self._case
        if case is None:
            return 0
        owed = len(case.person.differences) + (1 if case.person.differences else 0)
        return self._look.scaled(44) * len(case.parts) + self._look.scaled(34) * (1 + owed)

    def draw(self, painter: QPainter) -> None:
        """Paint the column of figures."""
        case, look = self._case, self._look
        if case is None:
            return
        y, step, half = 0.0, look.scaled(44), look.scaled(21)
        for part in case.parts:
            upper, lower = QRectF(0, y, self.width(), half), QRectF(0, y + half, self.width(), half - 2)
            paint.draw_text(painter, look, upper, part.name)
            told = "待定" if part.amount is None else amount(part.amount)
            paint.draw_text(
                painter, look, upper, told, bold=True, align=paint.RIGHT, tone="warn" if part.amount is None else "text"
            )
            paint.draw_text(painter, look, lower, part.how, size=12, tone="second")
            if part.before is not None and part.before != part.amount:
                old = f"上月 {amount(part.before)}"
                paint.draw_text(painter, look, lower, old, size=12, tone="second", align=paint.RIGHT)
            y += step
        paint.draw_line(painter, look, 0, self.width(), y, "ctl")
        y = self._sum(
            painter, y, "合计", "待定" if case.person.total is None else amount(case.person.total), large=True
        )
        for month, owed in case.person.differences:
            y = self._sum(painter, y, f"{month.chinese}差额", signed(owed))
        if case.person.differences:
            self._sum(painter, y, "本月实发", amount(case.slip), large=True)

    def _sum(self, painter: QPainter, y: float, name: str, told: str, *, large: bool = False) -> float:
        look, step = self._look, self._look.scaled(34)
        box = QRectF(0, y, self.width(), step)
        paint.draw_text(painter, look, box, name, bold=large)
        paint.draw_text(painter, look, box, told, size=18 if large else 13, bold=True, align=paint.RIGHT)
        return y + step


class SlipPanel(Card):
    """Shows one slip, or why there is none. `closed` is sent where a drawer should go."""

    closed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("true", parent)
        self._look = look
        self.case: PayCase | None = None
        self.avatar = Avatar(look, 40)
        self.name = Label(look, "", size=18, bold=True)
        self.chip = Chip(look, dot=True)
        self.line = Label(look, "", size=12, tone="second", wrap=True)
        self.close_button = Button(look, "收起", icon="x", kind="icon", height=28)
        self.close_button.clicked.connect(self.closed)
        self.parts = Parts(look)
        self.lock = QWidget()
        self.sound = Label(look, "", size=12, tone="ok", wrap=True)
        self.change = Label(look, "", bold=True, wrap=True)
        self.why = Label(look, "", wrap=True)
        self.clause = Label(look, "", size=12, tone="second", wrap=True)
        self.empty = Empty(look, "wallet", "选一个人", "这里逐项列出他的薪酬")
        self._build()

    def _build(self) -> None:
        look = self._look
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self.name)
        first.addWidget(self.chip)
        first.addStretch(1)
        first.addWidget(self.close_button)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addLayout(first)
        texts.addWidget(self.line)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.avatar, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(texts, 1)
        locked = QHBoxLayout(self.lock)
        locked.setContentsMargins(0, 0, 0, 0)
        locked.setSpacing(8)
        locked.addWidget(IconMark(look, "lock", size=16), 0, Qt.AlignmentFlag.AlignTop)
        locked.addWidget(Label(look, "金额只有劳资员、负责人可见", size=12, tone="second", wrap=True), 1)
        inner = QWidget()
        inner.setProperty("plain", "true")
        column = QVBoxLayout(inner)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(Rule(look))
        for widget in (self.lock, self.parts, self.sound):
            column.addWidget(widget)
        column.addWidget(Rule(look))
        column.addWidget(self.change)
        column.addWidget(self.why)
        column.addWidget(Rule(look))
        column.addWidget(self.clause)
        column.addStretch(1)
        self.area = QScrollArea()
        self.area.setAccessibleName("薪酬明细")
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidgetResizable(True)
        self.area.setWidget(inner)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.area, 1)
        inside.addWidget(self.empty, 1)
        self.area.hide()

    def show_close(self, wanted: bool) -> None:
        """Show the button that closes a drawer."""
        self.close_button.setVisible(wanted)

    def show_case(self, case: PayCase | None, board: PayBoard | None) -> None:
        """Show a slip of a month."""
        self.case = case
        self.area.setVisible(case is not None)
        self.empty.setVisible(case is None)
        if case is None or board is None:
            return
        one = case.person
        self.avatar.show_name(one.name)
        self.name.setText(one.name)
        self.chip.say("待定" if one.pending else "有变动" if one.moved else "", "warn" if one.pending else "info")
        kept = (f"级档 {rung_words(one)}", words.EMPLOYMENT.get(one.employment, ""), one.line or "")
        self.line.setText(" · ".join(part for part in kept if part))
        self.lock.setVisible(not case.visible)
        self.parts.setVisible(case.visible)
        self.sound.setVisible(case.visible)
        if case.visible:
            self.parts.show_case(case)
            self.sound.say(*_sound(case))
        self.change.setText(_change(case, board))
        self.why.setText("\n".join(one.why) or "与上月相同")
        self.clause.setText(f"{case.clause}　{case.clause_text}")


def _sound(case: PayCase) -> tuple[str, str]:
    if case.person.total is None:
        return "没有月度得分：效益工资待定，得分关账后重新测算。", "warn"
    if not case.adds_up:
        return "四项相加与合计不符：请重新测算。", "bad"
    return f"四项相加正好是 {amount(case.person.total)}", "ok"


def _change(case: PayCase, board: PayBoard) -> str:
    month = board.previous.chinese
    if not case.visible or case.person.change is None:
        return f"与{month}相比"
    return f"比{month} {signed(case.person.change)} 元"
