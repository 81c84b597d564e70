"""The person of the board: figures, the four moments with their reasons, 下调说明, pay, and the line for a reason."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from cmdesk.queries.grading_case import CasePage
from cmdesk.ui import words
from cmdesk.ui.pages.grading.pieces import BallotStrips, MomentBoxes, PayTable
from cmdesk.ui.pages.grading.presenter import WORDS, Pending
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.empty import Empty
from cmdesk.ui.widgets.fields import mark_wrong
from cmdesk.ui.widgets.labels import Avatar, Card, Chip, Label, Rule

BANDS = {"excellent": "优秀", "competent": "称职", "basic": "基本称职", "incompetent": "不称职"}


class ReasonLine(QLineEdit):
    """One line for a reason: Enter keeps it, Esc leaves it."""

    kept = Signal(str)
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep or leave."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.kept.emit(self.text().strip())
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
            return
        event.accept()


class Figure(QWidget):
    """A label over a large figure with a quiet note."""

    def __init__(self, look: Look, label: str) -> None:
        super().__init__()
        self.label = Label(look, label, size=12, tone="second")
        self.value = Label(look, "", size=18, bold=True)
        self.note = Label(look, "", size=12, tone="second")
        below = QHBoxLayout()
        below.setSpacing(5)
        below.addWidget(self.value)
        below.addWidget(self.note, 0, Qt.AlignmentFlag.AlignBottom)
        below.addStretch(1)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(1)
        inside.addWidget(self.label)
        inside.addLayout(below)

    def say(self, value: str, note: str, label: str = "") -> None:
        """Show a figure."""
        self.value.setText(value)
        self.note.setText(note)
        if label:
            self.label.setText(label)


class PersonPanel(Card):
    """Emits `reason_kept` with the text of a reason, `reason_left`, `ballots_wanted`, `slip_wanted`, `closed`."""

    reason_kept = Signal(str)
    reason_left = Signal()
    ballots_wanted = Signal()
    slip_wanted = Signal()
    closed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("true", parent)
        self._look = look
        self.case: CasePage | None = None
        self.avatar = Avatar(look, 44)
        self.name = Label(look, "", size=18, bold=True)
        self.chip = Chip(look, dot=True)
        self.line = Label(look, "", size=12, tone="second")
        self.close_button = Button(look, "收起", icon="x", kind="icon", height=28)
        self.close_button.clicked.connect(self.closed)
        self.figures = (Figure(look, "年度得分"), Figure(look, "位次"), Figure(look, "有效票"))
        self.boxes = MomentBoxes(look)
        self.ask = Label(look, "", bold=True, tone="warn", wrap=True)
        self.reason = ReasonLine()
        self.reason.setAccessibleName("调整的原因")
        self.reason.setPlaceholderText("写一句，Enter 记下")
        self.reason.kept.connect(self.reason_kept)
        self.reason.left.connect(self.reason_left)
        self.wrong = Label(look, "", size=12, tone="bad", wrap=True)
        self._reasons = QGridLayout()
        self._lines = QGridLayout()
        self.strips = BallotStrips(look)
        self.sensitivity_label = Label(look, "差一票", size=12, tone="second")
        self.sensitivity = Label(look, "", wrap=True)
        self.pay = PayTable(look)
        self.ballots = Button(look, "票数", icon="chart-column")
        self.ballots.clicked.connect(self.ballots_wanted)
        self.slip = Button(look, "打印下调说明", icon="printer")
        self.slip.clicked.connect(self.slip_wanted)
        self.empty = Empty(look, "user", "在板上选一个人", "这里看他的四步、票和薪酬")
        self._build()

    def _build(self) -> None:
        look = self._look
        texts = QVBoxLayout()
        texts.setSpacing(3)
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self.name)
        first.addWidget(self.chip)
        first.addStretch(1)
        first.addWidget(self.close_button)
        texts.addLayout(first)
        texts.addWidget(self.line)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.avatar)
        head.addLayout(texts, 1)
        figures = QHBoxLayout()
        for figure in self.figures:
            figures.addWidget(figure, 1)
        self.certificate = QWidget()
        block = QVBoxLayout(self.certificate)
        block.setContentsMargins(0, 0, 0, 0)
        block.setSpacing(6)
        block.addWidget(Rule(look))
        block.addLayout(self._title("下调说明", "随审批表打印"))
        block.addLayout(self._lines)
        block.addWidget(self.strips)
        near = QHBoxLayout()
        near.setSpacing(8)
        self.sensitivity_label.setFixedWidth(look.scaled(50))
        near.addWidget(self.sensitivity_label)
        near.addWidget(self.sensitivity, 1)
        self._near = QWidget()
        self._near.setLayout(near)
        near.setContentsMargins(0, 0, 0, 0)
        inner = QWidget()
        inner.setProperty("plain", "true")
        column = QVBoxLayout(inner)
        column.setContentsMargins(18, 16, 18, 6)
        column.setSpacing(9)
        column.addLayout(head)
        column.addWidget(Rule(look))
        column.addLayout(figures)
        column.addWidget(self.boxes)
        for widget in (self.ask, self.reason, self.wrong):
            column.addWidget(widget)
        column.addLayout(self._reasons)
        column.addWidget(self.certificate)
        column.addWidget(self._near)
        column.addWidget(Rule(look))
        column.addLayout(self._title("薪酬影响", "元/月，年功工资不变"))
        column.addWidget(self.pay)
        column.addStretch(1)
        self.area = QScrollArea()
        self.area.setAccessibleName("选中的人")
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidgetResizable(True)
        self.area.setWidget(inner)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(18, 6, 18, 14)
        buttons.setSpacing(8)
        buttons.addWidget(self.ballots)
        buttons.addWidget(self.slip)
        buttons.addStretch(1)
        self._filled = QWidget()
        filled = QVBoxLayout(self._filled)
        filled.setContentsMargins(0, 0, 0, 0)
        filled.setSpacing(0)
        filled.addWidget(self.area, 1)
        filled.addLayout(buttons)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self._filled, 1)
        inside.addWidget(self.empty, 1)
        self._filled.hide()

    def _title(self, text: str, note: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(Label(self._look, text, size=15, bold=True))
        row.addStretch(1)
        row.addWidget(Label(self._look, note, size=12, tone="second"))
        return row

    def show_close(self, shown: bool) -> None:
        """Show the button that closes a drawer."""
        self.close_button.setVisible(shown)

    def show_case(self, case: CasePage | None) -> None:
        """Show a person, or ask for one."""
        kept = self.case is not None and case is not None and self.case.staff_no == case.staff_no
        self.case = case
        self._filled.setVisible(case is not None)
        self.empty.setVisible(case is None)
        if case is None:
            return
        self.avatar.show_name(case.name)
        self.name.setText(case.name)
        self.chip.say(*_chip(case))
        parts = (f"现级 {words.rung(case.present)}", words.EMPLOYMENT.get(case.employment, ""), case.line or "")
        self.line.setText(" · ".join(part for part in parts if part))
        self.figures[0].say(case.score or "—", BANDS.get(case.band or "", "不定等次"))
        self.figures[1].say("—" if case.rank is None else str(case.rank), f"/ {case.ranked}" if case.ranked else "")
        self._show_votes(case)
        self.boxes.show_moments(case.moments)
        self._fill(self._reasons, _reasons(case))
        self._fill(self._lines, case.certificate.lines if case.certificate is not None else ())
        self.certificate.setVisible(case.certificate is not None)
        self.strips.show_strips(case.certificate.strips if case.certificate is not None else None)
        self.sensitivity.setText(case.sensitivity or "")
        self._near.setVisible(bool(case.sensitivity))
        self.pay.show_rows(case.pay)
        self.ballots.setVisible(case.valid is not None)
        self.slip.setVisible(case.certificate is not None)
        if not kept:
            self.area.verticalScrollBar().setValue(0)

    def ask_reason(self, case: CasePage | None, pending: Pending | None) -> None:
        """Show the line for a reason where one is missing."""
        waiting = pending is not None or (case is not None and case.unexplained)
        for widget in (self.ask, self.reason):
            widget.setVisible(waiting)
        self.say_wrong("")
        if pending is not None:
            self.ask.setText(f"拟提{words.rung(pending.rung)}：写明原因才落位")
        elif waiting:
            self.ask.setText("已移动，请写明原因；没有原因不能作出决定")
        else:
            self.reason.clear()

    def say_wrong(self, text: str) -> None:
        """Say below the line what is wrong with the reason."""
        self.wrong.setText(text)
        self.wrong.setVisible(bool(text))
        mark_wrong(self.reason, bool(text))

    def _show_votes(self, case: CasePage) -> None:
        if case.valid is None:
            self.figures[2].say("—", "还没有表决", "有效票")
        elif case.graded:
            self.figures[2].say(str(case.valid), f"/ {case.returned}", "有效票")
        else:
            self.figures[2].say(str(case.agree), f"须 {case.needed}", "同意票")

    def _fill(self, grid: QGridLayout, lines: tuple[tuple[str, str], ...]) -> None:
        while grid.count():
            item = grid.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(3)
        grid.setColumnMinimumWidth(0, self._look.scaled(50))
        grid.setColumnStretch(1, 1)
        for row, (label, text) in enumerate(lines):
            name = Label(self._look, label, size=12, tone="second")
            grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Label(self._look, text, wrap=True), row, 1)


def _chip(case: CasePage) -> tuple[str, str]:
    decided = any(moment.code == "decided" for moment in case.moments)
    states = (
        (bool(case.suspended), "异议未答复", "bad"),
        (case.special is not None, "特别决定", "warn"),
        (case.unexplained, "还没写原因", "warn"),
        (case.certificate is not None, "名额下调", "warn"),
        (decided, "已确定", "ok"),
    )
    return next(((word, tint) for on, word, tint in states if on), ("", "none"))


def _reasons(case: CasePage) -> tuple[tuple[str, str], ...]:
    lines = [(WORDS[moment.code], moment.reason) for moment in case.moments if moment.rung and moment.reason]
    if case.ceiling_binds:
        lines.append(("上限", f"{words.rung(case.ceiling)}：{'；'.join(case.ceiling_reasons)}"))
    if case.special is not None:
        special = case.special
        lines.append(("特别决定", f"{special.document_no}，{special.recorded_by}登记，{special.confirmed_by}确认"))
    if case.suspended:
        lines.append(("异议", f"{'、'.join(case.suspended)} 未答复，本人暂缓"))
    return tuple(lines)
