"""列和单位: the headings that differ from ours, what they stand for, and the units that the file does not state."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from cmdesk.ui.pages.incoming.rows import draw_letter
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.labels import Card, IconMark, Label, Rule
from cmdesk.usecases.incoming_rows import HeadingLine, How

_HOW = {
    How.SAME: "同名",
    How.ALIAS: "别名",
    How.REMEMBERED: "已记住",
    How.ANSWERED: "刚才指定",
    How.IGNORED: "不收",
    How.MISSING: "缺这一列",
}


class Letter(QWidget):
    """The letter of a column."""

    def __init__(self, look: Look, letter: str) -> None:
        super().__init__()
        self._look, self._letter = look, letter
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Give the size of the square."""
        wide = max(self._look.scaled(20), round(paint.width_of(self._letter, self._look.font(12))) + 8)
        return QSize(wide, self._look.scaled(22))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        try:
            if self._letter:
                draw_letter(painter, self._look, 0, QRectF(self.rect()).center().y(), self._letter)
        finally:
            painter.end()


class ColumnsCard(Card):
    """Emits `named` (line, field; empty takes it back) and `unit_chosen` (line, unit)."""

    named = Signal(object, str)
    unit_chosen = Signal(object, str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.choices: dict[str, QComboBox] = {}
        self.units: dict[tuple[str, str], Button] = {}
        self.note = Label(look, "", size=12, tone="second")
        head = QHBoxLayout()
        head.addWidget(Label(look, "列和单位", size=15, bold=True))
        head.addStretch(1)
        head.addWidget(self.note)
        self._area = QScrollArea()
        self._area.setAccessibleName("列和单位")
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._whole = QVBoxLayout(self)
        self._whole.addLayout(head)
        self._whole.addWidget(self._area, 1)
        self._shown: tuple[object, ...] | None = None
        look.changed.connect(self._follow)
        self._follow()

    def show_lines(self, lines: Sequence[HeadingLine], free: Sequence[tuple[str, str]], same: int) -> None:
        """Show the headings that differ; `free` are the fields that an unknown one may stand for."""
        known = same + sum(line.how not in {How.IGNORED, How.MISSING} for line in lines)
        count = same + sum(line.how is not How.MISSING for line in lines)
        self.note.setText(f"{count} 列，认出 {known} 列" if count else "")
        state = (tuple(lines), tuple(free), same, self._look.percent)
        if state == self._shown:
            return
        self._shown = state
        self.choices, self.units = {}, {}
        inner = QWidget()
        inner.setProperty("plain", "true")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 2, 6, 0)
        column.setSpacing(self._look.pick(9, 6))
        asked = [line for line in lines if line.units or line.how in {How.MISSING}]
        rest = [line for line in lines if line not in asked]
        for line in asked:
            self._line(column, line, free)
        if asked and rest:
            column.addWidget(Rule(self._look))
        for line in rest:
            self._line(column, line, free)
        if same:
            word = f"其余 {same} 列同名" if lines else f"{same} 列都同名"
            column.addWidget(Label(self._look, word, size=12, tone="second"))
        column.addStretch(1)
        self._area.setWidget(inner)

    def _line(self, column: QVBoxLayout, line: HeadingLine, free: Sequence[tuple[str, str]]) -> None:
        look = self._look
        row = QHBoxLayout()
        row.setSpacing(7)
        row.addWidget(Letter(look, line.letter))
        if line.how is How.MISSING:
            row.addWidget(Label(look, line.meant, tone="bad"))
            row.addStretch(1)
            row.addWidget(Label(look, _HOW[line.how], size=12, tone="bad"))
            column.addLayout(row)
            return
        row.addWidget(Label(look, line.heading, wrap=True), 1)
        row.addWidget(IconMark(look, "arrow-right", tone="faint", size=14))
        if line.how is How.IGNORED:
            row.addWidget(self._choice(line, free), 1)
            column.addLayout(row)
            return
        row.addWidget(Label(look, line.meant, bold=True, wrap=True), 1)
        tone = "onsel" if line.how in {How.REMEMBERED, How.ANSWERED} else "second"
        if line.how is How.ANSWERED and not line.units:
            back = Button(look, "撤回", kind="link", height=22)
            back.setAccessibleName(f"撤回“{line.heading}”的指定")
            back.clicked.connect(partial(self.named.emit, line, ""))
            row.addWidget(back)
        else:
            row.addWidget(Label(look, _HOW[line.how], size=12, tone=tone))
        column.addLayout(row)
        if line.units:
            self._units(column, line)

    def _choice(self, line: HeadingLine, free: Sequence[tuple[str, str]]) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(f"“{line.heading}”是哪一列")
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(5)
        box.addItem("不收", "")
        for name, heading in free:
            box.addItem(heading, name)
        box.activated.connect(lambda: self.named.emit(line, str(box.currentData() or "")))
        self.choices[line.heading] = box
        return box

    def _units(self, column: QVBoxLayout, line: HeadingLine) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(27, 0, 0, 0)
        row.setSpacing(4)
        chosen = next((unit for unit in line.units if unit.chosen), None)
        for unit in line.units:
            button = Button(self._look, unit.word, kind="tab" if unit.chosen else "plain", height=28)
            button.setAccessibleName(f"“{line.heading}”的单位：{unit.word}")
            if unit.chosen:
                button.setChecked(True)
            button.setToolTip(unit.reads)
            button.clicked.connect(partial(self._press, line, unit.unit))
            self.units[(line.heading, unit.unit)] = button
            row.addWidget(button)
        row.addSpacing(6)
        if chosen is not None:
            row.addWidget(Label(self._look, chosen.reads, size=12, tone="second"))
        row.addStretch(1)
        column.addLayout(row)
        if chosen is None:
            for unit in line.units:
                hint = Label(self._look, f"{unit.word}：{unit.reads}", size=12, tone="warn")
                hint.setContentsMargins(27, 0, 0, 0)
                column.addWidget(hint)

    def _press(self, line: HeadingLine, unit: str) -> None:
        self.unit_chosen.emit(line, unit)

    def _follow(self) -> None:
        margin, high = self._look.pick(18, 14), self._look.pick(14, 10, 8)
        self._whole.setContentsMargins(margin, high, margin - 6, high)
        self._whole.setSpacing(self._look.pick(8, 5))
