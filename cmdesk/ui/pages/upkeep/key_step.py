"""The third step: the key goes on paper, and two of its groups come back from there."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from cmdesk.ui.pages.upkeep import paper
from cmdesk.ui.pages.upkeep.presenter import GROUPS, FirstStart
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.facts import FactRow, FactRows
from cmdesk.ui.widgets.fields import mark_wrong
from cmdesk.ui.widgets.labels import Label


class KeyStep(QWidget):
    """Emits `changed` whenever what was typed back may be right."""

    changed = Signal()

    def __init__(self, look: Look, state: FirstStart) -> None:
        super().__init__()
        self._look, self._state = look, state
        self.facts = FactRows(look, label_width=0)
        self.print = Button(look, "打印", icon="printer")
        self.print.clicked.connect(self._print)
        self.copy = Button(look, "没有打印机，手抄", icon="pen-line")
        self.copy.clicked.connect(self._copy)
        self.group = Label(look, "", size=18, bold=True)
        self.ask = Label(look, "从纸上抄回两组，证明印清楚了：", size=12, tone="second")
        self.numbers = (Label(look, "", bold=True), Label(look, "", bold=True))
        self.typed = (QLineEdit(), QLineEdit())
        for edit in self.typed:
            edit.setMaxLength(5)
            edit.textChanged.connect(self._typed)
        self.wrong = Label(look, "", size=12, tone="bad")
        self.preview = paper.SheetPreview(look)
        self._build()
        look.changed.connect(self._follow)
        self._follow()

    def _build(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.print)
        buttons.addWidget(self.copy)
        buttons.addStretch(1)
        back = QHBoxLayout()
        back.setSpacing(8)
        for label, edit in zip(self.numbers, self.typed, strict=True):
            back.addWidget(label)
            back.addWidget(edit)
        back.addStretch(1)
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self.facts)
        left.addLayout(buttons)
        left.addWidget(self.group)
        left.addWidget(self.ask)
        left.addLayout(back)
        left.addWidget(self.wrong)
        left.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(42, 0, 0, 0)
        row.setSpacing(16)
        row.addLayout(left, 1)
        row.addWidget(self.preview)

    def first(self) -> QWidget:
        """Give where the step goes on: at the groups once the key is on paper, before at what puts it there."""
        ways: tuple[QWidget, ...] = (self.typed[0], self.print, self.copy)
        return next((one for one in ways if one.isEnabled()), self.copy)

    def show_state(self, *, open_now: bool) -> None:
        """Show the step as far as it is."""
        state = self._state
        printer = paper.has_printer()
        self.facts.show_rows(
            (
                FactRow("", "只印在纸上，电脑里不留", printer or "没有找到打印机", icon="printer"),
                FactRow("", "两人签封，锁进保险柜", "信封 2 个", icon="key-round"),
                FactRow(
                    "",
                    "抄回两组，证明印清楚了",
                    f"第 {state.asked[0] + 1} 组、第 {state.asked[1] + 1} 组",
                    icon="check",
                ),
            )
        )
        self.print.setEnabled(open_now and bool(printer))
        self.copy.setEnabled(open_now)
        for label, edit, place in zip(self.numbers, self.typed, state.asked, strict=True):
            label.setText(str(place + 1))
            edit.setAccessibleName(f"恢复密钥第 {place + 1} 组")
            edit.setPlaceholderText("打印后填")
            edit.setEnabled(open_now and (state.printed or state.copied >= GROUPS - 1))
            edit.setFixedWidth(max(120, self._look.scaled(110)))
        for widget in (self.ask, self.group):
            widget.setVisible(open_now)
        self.preview.show_sheet(state.name, frozenset(state.asked))

    def _print(self) -> None:
        if paper.print_key(self, self._state.groups(), self._state.name):
            self._state.printed = True
            self.show_state(open_now=True)
            self.typed[0].setFocus()

    def _copy(self) -> None:
        state = self._state
        state.copied = min(state.copied + 1, GROUPS)
        if state.copied < GROUPS:
            self.group.setText(f"第 {state.copied + 1} 组：{state.groups()[state.copied]}")
            last = state.copied == GROUPS - 1
            self.copy.say("抄好了" if last else f"下一组（{state.copied + 1} / {GROUPS}）", icon="arrow-right")
        else:
            self.group.setText("")
            self.copy.say("再抄一遍", icon="rotate-ccw")
            state.copied = -1
            state.printed = True
            self.show_state(open_now=True)
            self.typed[0].setFocus()

    def _typed(self) -> None:
        right = self._state.proved(self.typed[0].text(), self.typed[1].text())
        full = [len(edit.text().strip()) == 5 for edit in self.typed]
        wrong = [
            str(place + 1) for ok, done, place in zip(right, full, self._state.asked, strict=True) if done and not ok
        ]
        for edit, ok, done in zip(self.typed, right, full, strict=True):
            mark_wrong(edit, done and not ok)
        self.wrong.setText(f"第 {'、'.join(wrong)} 组和密钥对不上，请看着纸再输一遍" if wrong else "")
        self.changed.emit()

    def _follow(self) -> None:
        self.preview.setFixedWidth(self._look.pick(352, 336))
