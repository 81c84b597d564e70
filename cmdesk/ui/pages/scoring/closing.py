"""What bars the close of a period and what is only said, with names; close, and open again."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from cmdesk.kernel.errors import Problem
from cmdesk.queries.scoring_board import ScoreBoard
from cmdesk.runtime.sentences import message
from cmdesk.ui.itemmodels.rows import Column, RowsModel
from cmdesk.ui.pages.scoring.presenter import close_talk, long_period
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.cells import Cell, RowDelegate
from cmdesk.ui.widgets.empty import Empty
from cmdesk.ui.widgets.fields import mark_wrong
from cmdesk.ui.widgets.labels import Card, Keys, Label, Rule
from cmdesk.ui.widgets.tables import Table

PLACES = {
    "month_sheet_is_draft": "inspections",
    "sheet_not_approved": "inspections",
    "sheet_not_signed": "inspections",
    "red_line_without_basis": "inspections",
    "no_sheet": "inspections",
    "few_sheets": "inspections",
    "corrections_overdue": "inspections",
    "items_not_seen": "inspections",
    "indicators_not_in": "indicators",
    "no_performance": "indicators",
    "plan_missing": "plans",
    "round_open": "evaluations",
    "marks_not_published": "exams",
    "exam_deferred": "exams",
    "seats_not_in": "deliberation",
}
"""The page where each thing is put right."""
ROUNDS = {"peers": "peers", "leader": "evaluations", "rating": "deliberation"}
"""The page where a round of the year is closed."""


@dataclass(frozen=True)
class CheckRow:
    """One thing about the close: `bars` it, or is only said; `part` is what of the page it is about."""

    bars: bool
    sentence: str
    page: str
    staff_no: str
    part: str = ""


def check_rows(board: ScoreBoard) -> tuple[CheckRow, ...]:
    """Give everything that bars the close, then everything that is only said; the same kind stands together."""
    order = list(dict.fromkeys(problem.code for problem in (*board.problems, *board.warnings)))
    return tuple(
        CheckRow(bars, message(problem), place_of(problem), str(problem.params.get("no", "")), _part_of(problem))
        for bars, problems in ((True, board.problems), (False, board.warnings))
        for problem in sorted(problems, key=lambda one: order.index(one.code))
    )


def place_of(problem: Problem) -> str:
    """Give the page where a thing is put right, empty where there is none."""
    return ROUNDS.get(str(problem.params.get("way", "")), "") or PLACES.get(problem.code, "")


def _part_of(problem: Problem) -> str:
    return str(problem.params.get("at", "")) if problem.code == "round_open" else ""


class _Delegate(RowDelegate[CheckRow]):
    margin = 16

    def face(self, painter: QPainter, cell: Cell[CheckRow]) -> None:
        look, row, box = self._look, cell.row, cell.box
        side = look.scaled(18)
        name, tone = ("circle-alert", "bad") if row.bars else ("triangle-alert", "warn")
        at = round(box.left() + 18), round(box.center().y() - side / 2)
        painter.drawPixmap(at[0], at[1], look.icon(name, tone, 18))
        room = QRectF(box.left() + 18 + side + 10, box.top(), box.width() - side - 44, box.height())
        first, _, rest = row.sentence.partition("：")
        if paint.width_of(row.sentence, look.font(13)) <= room.width():
            paint.draw_text(painter, look, room, row.sentence)
            return
        half = box.height() / 2
        upper = QRectF(room.left(), box.top() + 2, room.width(), half - 2)
        lower = QRectF(room.left(), box.top() + half - 1, room.width(), half - 2)
        paint.draw_text(painter, look, upper, first)
        paint.draw_text(painter, look, lower, rest, size=12, tone="second")


class _Sentences(Table):
    """Rows high enough for two lines of text."""

    def row_height(self) -> int:
        """Give the height of every row."""
        return max(self._look.pick(42, 38), self._look.scaled(38))


class ClosingCard(Card):
    """Emits `close_wanted`, `reopen_wanted` with a reason, `opened` with a row, `left` to go back to the figures."""

    close_wanted = Signal()
    reopen_wanted = Signal(str)
    opened = Signal(object)
    left = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("true", parent)
        self._look = look
        self._board: ScoreBoard | None = None
        self._may_close = self._may_reopen = False
        self.title = Label(look, "", size=15, bold=True)
        self.line = Label(look, "", size=12, tone="second", wrap=True)
        self.model: RowsModel[CheckRow] = RowsModel((Column("关账检查", lambda row: row.sentence),), self)
        self.table = _Sentences(look, "关账检查")
        self.table.horizontalHeader().hide()
        self.table.setItemDelegate(_Delegate(look, self))
        self.table.attach(self.model)  # type: ignore[arg-type]
        self.table.opened.connect(self.opened)
        self.empty = Empty(look, "circle-check", "没有差的", "可以关账")
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("重新开账的原因，例如：二季度指标有误，营销中心更正")
        self.reason.setAccessibleName("重新开账的原因")
        self.reason.textChanged.connect(self._follow_reason)
        self.reason.returnPressed.connect(self._press)
        self.wrong = Label(look, "", size=12, tone="bad", wrap=True)
        self.keys = Keys(look, (("↑ ↓", "换行"), ("Enter", "去补"), ("Esc", "回到推导")))
        self.button = Button(look, "关账", icon="lock", key="F12", kind="fill", height=36)
        self.button.clicked.connect(self._press)
        self._build()

    def _build(self) -> None:
        head = QVBoxLayout()
        head.setContentsMargins(18, 13, 18, 11)
        head.setSpacing(3)
        head.addWidget(self.title)
        head.addWidget(self.line)
        foot = QHBoxLayout()
        foot.setContentsMargins(18, 9, 18, 9)
        foot.setSpacing(12)
        foot.addWidget(self.keys)
        foot.addStretch(1)
        foot.addWidget(self.button)
        why = QVBoxLayout()
        why.setContentsMargins(18, 10, 18, 4)
        why.setSpacing(4)
        why.addWidget(self.reason)
        why.addWidget(self.wrong)
        self._why = QWidget()
        self._why.setLayout(why)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        inside.addLayout(head)
        inside.addWidget(Rule(self._look))
        inside.addWidget(self.table, 1)
        inside.addWidget(self.empty, 1)
        inside.addWidget(Rule(self._look))
        inside.addWidget(self._why)
        inside.addLayout(foot)
        self.wrong.hide()

    def show_board(self, board: ScoreBoard, *, may_close: bool, may_reopen: bool) -> None:
        """Show what stands against the close of a period, or how it can be opened again."""
        self._board, self._may_close, self._may_reopen = board, may_close, may_reopen
        rows = check_rows(board)
        kept = self.table.currentIndex().row()
        self.model.show(rows)
        self.table.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        if rows:
            self.table.pick(min(max(0, kept), len(rows) - 1))
        self._why.setVisible(board.closed and may_reopen)
        bars, said = len(board.problems), len(board.warnings)
        if board.closed:
            self.title.setText(f"{long_period(board.period)}已关账")
            said_text = f"关账时提醒过 {said} 条，印在结果上。" if said else ""
            self.line.setText(f"{said_text}重新开账要写原因、要第二人确认，已生成的报告作废。")
            self.empty.say("关账时没有提醒", "重新开账要写原因，要第二人确认")
        else:
            self.title.setText(f"{long_period(board.period)}关账检查")
            rest = f"提醒 {said} 条，不挡关账，会印在结果上。" if said else ""
            self.line.setText((f"还差 {bars} 处，补齐才能关账。" if bars else "没有挡住关账的事。") + rest)
            self.empty.say("没有差的", "过完这一期就可以关账")
        self._follow_reason()

    def show_problems(self, problems: tuple[Problem, ...]) -> bool:
        """Show problems at the reason; say whether this card is shown."""
        if not self.isVisible():
            return False
        self.wrong.setText("\n".join(message(problem) for problem in problems))
        self._why.show()
        self.wrong.show()
        if self.reason.isVisible():
            mark_wrong(self.reason, True)
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the figures."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def press(self) -> None:
        """Do the act of the card, where it can be done."""
        if self.button.isEnabled():
            self._press()

    def _press(self) -> None:
        if self._board is None or not self.button.isEnabled():
            return
        if self._board.closed:
            self.reopen_wanted.emit(self.reason.text().strip())
        else:
            self.close_wanted.emit()

    def _follow_reason(self, *_: object) -> None:
        if self._board is None:
            return
        self.wrong.hide()
        mark_wrong(self.reason, False)
        self.reason.setVisible(self._board.closed and self._may_reopen)
        self._why.setVisible(self._board.closed and self._may_reopen)
        if self._board.closed:
            ready = self._may_reopen and bool(self.reason.text().strip())
            word = "重新开账" if ready else "重新开账（还没写原因）" if self._may_reopen else "由主任或督察组长重新开账"
            self.button.say(word, icon="lock-open", key="F12" if ready else "")
            self.button.setEnabled(ready)
            return
        talk = close_talk(self._board, may=self._may_close)
        self.button.say(talk.word, icon="lock", key="F12" if talk.ready else "")
        self.button.setEnabled(talk.ready)
