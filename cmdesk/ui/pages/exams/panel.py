"""The panel beside the marks: the exam as a whole, the sitting of the person chosen, and the act."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from cmdesk.queries.exams import ExamBoard, ExamRow
from cmdesk.ui.forms.form import Form
from cmdesk.ui.forms.specs import ChoiceSpec, DateSpec, TextSpec
from cmdesk.ui.pages.exams.presenter import STATES, verdict_of
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.labels import Avatar, Card, Chip, Label

WIDTH = 348


class ExamPanel(QWidget):
    """Emits `kept` (values of the sitting) and `publish`."""

    kept = Signal(dict)
    publish = Signal()

    def __init__(self, look: Look, today: date, *, may_key: bool, may_publish: bool) -> None:
        super().__init__()
        self._look, self._may_key, self._may_publish = look, may_key, may_publish
        self.rule = Label(look, "", size=12, tone="second", wrap=True)
        self.state = Label(look, "", wrap=True)
        self.button = Button(look, "公布成绩", icon="check-check", key="F12", kind="fill")
        self.button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.button.clicked.connect(self.publish)
        self._exam = Card()
        top = QVBoxLayout(self._exam)
        top.addWidget(Label(look, "这次考试", size=15, bold=True))
        for widget in (self.state, self.rule, self.button):
            top.addWidget(widget)
        self._avatar = Avatar(look, 36)
        self._name = Label(look, "", size=15, bold=True)
        self._line = Label(look, "", size=12, tone="second")
        self._chip = Chip(look)
        self._facts = Label(look, "", size=12, tone="second", wrap=True)
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
        self._area = QScrollArea()
        self._area.setAccessibleName("这个人的考试")
        self._build()
        look.changed.connect(self._follow)
        self._follow()

    def _build(self) -> None:
        names = QVBoxLayout()
        names.setSpacing(1)
        names.addWidget(self._name)
        names.addWidget(self._line)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self._avatar)
        head.addLayout(names, 1)
        head.addWidget(self._chip)
        inner = QWidget()
        inner.setProperty("plain", "true")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self._facts)
        column.addWidget(self.form)
        column.addStretch(1)
        self._area.setWidget(inner)
        self._area.setWidgetResizable(True)
        card = Card()
        self._below = QVBoxLayout(card)
        self._below.addWidget(self._area)
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.addWidget(self._exam)
        self._whole.addWidget(card, 1)

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
        self._avatar.show_name(row.name)
        self._name.setText(row.name)
        self._line.setText(" · ".join(part for part in (row.staff_no, row.line) if part))
        self._chip.say(*verdict_of(row))
        facts = [f"得分 {row.score}（按首次成绩）" if row.score else ""]
        if row.first is not None:
            facts.append("手工录入" if row.first.keyed else "来自导入的成绩表")
        self._facts.setText(
            "；".join(fact for fact in facts if fact) or "还没有成绩：在左边直接输入分数，Enter 换下一人。"
        )
        self.form.setVisible(self._may_key and may_change)
        self.form.set_values(_values(row))

    def _follow(self) -> None:
        look = self._look
        margin, high = look.pick(18, 14), look.pick(14, 10)
        self._whole.setSpacing(look.pick(16, 12, 10))
        self._below.setContentsMargins(margin, high, margin - 8, high)
        layout = self._exam.layout()
        if layout is not None:
            layout.setContentsMargins(margin, high, margin, high)
            layout.setSpacing(look.pick(8, 6))
        self.setFixedWidth(WIDTH if look.percent == 100 else WIDTH + 40)


def _values(row: ExamRow) -> dict[str, Any]:
    first = row.first
    if first is None:
        return {"state": "normal", "sat_on": None, "note": None}
    return {"state": first.state, "sat_on": first.sat_on, "note": first.note or None}
