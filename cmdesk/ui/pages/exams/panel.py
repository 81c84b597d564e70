"""The panel beside the marks: the exam as a whole, the sitting of the person chosen, and the act."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from cmdesk.queries.exams import ExamBoard, ExamRow
from cmdesk.ui.forms.form import Form
from cmdesk.ui.forms.specs import ChoiceSpec, DateSpec, TextSpec
from cmdesk.ui.pages.exams.presenter import STATES, earlier_of, facts_of, verdict_of
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.facts import FactRows
from cmdesk.ui.widgets.labels import Chip, Label
from cmdesk.ui.widgets.sidepanel import PersonHead, SidePanel

WIDTH = 348


class Spread(QWidget):
    """How many people scored how much, as bars by tens; those below the pass mark in amber."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._spread: tuple[tuple[int, int], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def show_spread(self, spread: tuple[tuple[int, int], ...]) -> None:
        """Show (from, how many), lowest first."""
        self._spread = spread
        self.setAccessibleName(
            "得分分布：" + "，".join(f"{self._word(n)} {spread[n][1]} 人" for n in range(len(spread)))
        )
        self.update()

    def sizeHint(self) -> QSize:
        """Give room for figures, bars and words."""
        return QSize(280, self._look.scaled(18) * 2 + self._look.pick(56, 44, 34))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bars."""
        painter = QPainter(self)
        try:
            most = max((count for _, count in self._spread), default=0)
            step = self.width() / max(1, len(self._spread))
            row = self._look.scaled(18)
            for place, (_, count) in enumerate(self._spread):
                self._bar(painter, QRectF(place * step, 0, step, self.height()), row, place, count / max(1, most))
        finally:
            painter.end()

    def _bar(self, painter: QPainter, box: QRectF, row: int, place: int, share: float) -> None:
        look, count = self._look, self._spread[place][1]
        floor = box.bottom() - row - 3
        high = max(2.0, (floor - row - 2) * share)
        bar = QRectF(box.left() + 10, floor - high, box.width() - 20, high)
        tokens = look.tokens
        ground = tokens.track if not count else tokens.warn.text if place == 0 else tokens.fill
        paint.draw_round(painter, bar, ground=ground, radius=min(4.0, high / 2))
        above = QRectF(box.left(), bar.top() - row - 1, box.width(), row)
        paint.draw_text(painter, look, above, str(count), size=12, bold=count > 0, align=paint.CENTRE)
        word = QRectF(box.left(), box.bottom() - row, box.width(), row)
        paint.draw_text(painter, look, word, self._word(place), size=12, tone="second", align=paint.CENTRE)

    def _word(self, place: int) -> str:
        start = self._spread[place][0]
        if place == 0:
            return f"<{self._spread[1][0]}"
        last = place + 1 == len(self._spread)
        return f"{start}–{100 if last else self._spread[place + 1][0] - 1}"


class ExamPanel(SidePanel):
    """Emits `kept` (values of the sitting) and `publish`."""

    kept = Signal(dict)
    publish = Signal()

    def __init__(self, look: Look, today: date, *, may_key: bool, may_publish: bool) -> None:
        super().__init__(look, WIDTH, 40)
        self._may_key, self._may_publish = may_key, may_publish
        self.rule = Label(look, "", size=12, tone="second", wrap=True)
        self.state = Label(look, "", wrap=True)
        self.button = Button(look, "公布成绩", icon="check-check", key="F12", kind="fill")
        self.button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.button.clicked.connect(self.publish)
        self.spread = Spread(look)
        self.above.addWidget(Label(look, "这次考试", size=15, bold=True))
        for widget in (self.state, self.spread, self.rule, self.button):
            self.above.addWidget(widget)
        self._head = PersonHead(look)
        self._chip = Chip(look)
        self._facts = FactRows(look, label_width=76)
        self._none = Label(look, "还没有成绩：在左边直接输入分数，Enter 换下一人。", tone="second", wrap=True)
        self._before = Label(look, "历次考试", size=15, bold=True)
        self._earlier = FactRows(look, label_width=112)
        self.form = Form(
            look,
            (
                ChoiceSpec("state", "状态", choices=tuple(STATES.items()), required=True),
                DateSpec("sat_on", "考试日期", near=today),
                TextSpec("note", "备注", 60, hint="缓考写批准文号"),
            ),
            title="考试情况",
            keep="记下",
            drop="不改",
            need_change=True,
        )
        self.form.kept.connect(self.kept)
        self._area = self._build()
        self.below.addWidget(self._area)

    def _build(self) -> QScrollArea:
        self._head.beside(self._chip)
        column = QVBoxLayout()
        column.setSpacing(10)
        for widget in (self._head, self._facts, self._none, self.form, self._before, self._earlier):
            column.addWidget(widget)
        column.addStretch(1)
        return self.scrolled(column, "这个人的考试")

    def show_board(self, board: ExamBoard, obstacle: str, who: str) -> None:
        """Show the exam; `obstacle` is why it cannot be published, `who` says who may."""
        mark = f"{board.pass_mark.normalize():f}"
        self.rule.setText(f"理论、技能各 {mark} 分以上才合格，平均不能补。补考只改合格，得分按首次。")
        if board.published_on is not None:
            self.state.say("成绩已公布，不能再改。", "ok")
        elif board.closed:
            self.state.say("半年已关账，不能再改。", "second")
        else:
            self.state.say("公布以前可以改；公布以后半年才能关账。", "second")
        self.spread.show_spread(board.spread)
        self.spread.setVisible(any(count for _, count in board.spread))
        self.button.setVisible(board.published_on is None and not board.closed)
        ready = not obstacle and self._may_publish
        text = "公布成绩" if ready else f"公布成绩（{obstacle or who}）"
        self.button.say(text, icon="check-check" if ready else "lock", key="F12" if ready else "")
        self.button.setEnabled(ready)

    def show_row(self, row: ExamRow | None, may_change: bool) -> None:
        """Show a person's sitting, or nothing."""
        self._area.setVisible(row is not None)
        if row is None:
            return
        self._head.show_person(row.name, row.staff_no, row.line)
        self._chip.say(*verdict_of(row))
        facts = facts_of(row)
        self._facts.show_rows(facts)
        self._facts.setVisible(bool(facts))
        self._none.setVisible(not facts)
        self._earlier.show_rows(earlier_of(row))
        self._before.setVisible(bool(row.earlier))
        self._earlier.setVisible(bool(row.earlier))
        self.form.setVisible(self._may_key and may_change)
        self.form.set_values(_values(row))


def _values(row: ExamRow) -> dict[str, Any]:
    first = row.first
    if first is None:
        return {"state": "normal", "sat_on": None, "note": None}
    return {"state": first.state, "sat_on": first.sat_on, "note": first.note or None}
