"""领导评 of a year: who has rated whom, and the form of ten abilities."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cmdesk.queries.evaluations_forms import LeaderBoard, LeaderRow
from cmdesk.ui import words
from cmdesk.ui.forms.form import Form
from cmdesk.ui.forms.specs import ChoiceSpec, FieldSpec, NumberSpec, TextSpec
from cmdesk.ui.itemmodels.rows import Column, RowsModel
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.cells import RowDelegate
from cmdesk.ui.widgets.empty import Empty
from cmdesk.ui.widgets.labels import Card, Chip, Keys, Label, Rule
from cmdesk.ui.widgets.tables import Table

DUTIES = (("deputy_head", "副主任"), ("market_supervisor", "市场经理"))
STATES = {
    "none": ("还没有开启", "none"),
    "open": ("正在收", "info"),
    "closed": ("已关闭", "ok"),
    "not_held": ("不开展", "none"),
}


def _columns() -> tuple[Column[LeaderRow], ...]:
    return (
        Column("姓名", lambda row: row.person.name, lambda row: row.person.pinyin, 1.2),
        Column("线路", lambda row: row.person.line or "—", lambda row: row.person.line, 1.0),
        Column("级档", lambda row: words.rung(row.person.rung, short=True), lambda row: row.person.rung, 0.7),
        Column("谁评过", who_rated, lambda row: len(row.raters), 2.6),
        Column("平均", lambda row: row.mean or "—", lambda row: row.mean, 0.8, right=True),
    )


def who_rated(row: LeaderRow) -> str:
    """Give the names of the leaders who have rated, or how many they are."""
    if not row.raters:
        return "还没有人评"
    names = [name for name, _, _ in row.raters if name]
    return "、".join(names) if names else f"{len(row.raters)} 人评过"


def ability_form(look: Look, board: LeaderBoard, row: LeaderRow, *, by_name: bool, given: tuple[str, ...]) -> Form:
    """Make the form of one person; `by_name` asks whose paper is keyed."""
    specs: list[FieldSpec] = []
    if by_name:
        specs = [
            TextSpec("rater", "评价人", required=True, example="纸表上签名的领导"),
            ChoiceSpec("duty", "职务", required=True, choices=DUTIES),
        ]
    values = dict(enumerate(given))
    specs += [
        NumberSpec(f"a{n}", name, places=1, least=0, most=most, required=True, unit="分", value=_number(values.get(n)))
        for n, (name, most) in enumerate(board.abilities)
    ]
    note = "每项 0 至 10 分，合计 100" + ("；只录没有账号的领导签过名的纸表" if by_name else "")
    title = f"{row.person.name} 的领导评"
    return Form(look, specs, title=title, note=note, keep="记下，到下一人", drop="不改", columns=2)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


class LeadersView(QWidget):
    """Emits `opened` with the row on Enter, `round_wanted` with what to do with the round: open, close, not_held."""

    opened = Signal(object)
    round_wanted = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.board: LeaderBoard | None = None
        self.title = Label(look, "年度领导评", size=15, bold=True)
        self.chip = Chip(look)
        self.line = Label(look, "", size=12, tone="second", wrap=True)
        self._wanted = "open"
        self.model: RowsModel[LeaderRow] = RowsModel(_columns(), self)
        self.table = Table(look, "领导评名单")
        self.table.base_height = (36, 32)
        self.table.setItemDelegate(RowDelegate(look, self.table))
        self.table.attach(self.model)  # type: ignore[arg-type]
        self.table.opened.connect(self.opened)
        self.empty = Empty(look, "users", "还没有客户经理", "先在人员里导入名单")
        self.act = Button(look, "", kind="fill", height=34)
        self.act.clicked.connect(lambda: self.round_wanted.emit(self._wanted))
        self.not_held = Button(look, "不开展领导评", height=34)
        self.not_held.clicked.connect(lambda: self.round_wanted.emit("not_held"))
        self.no_rating = Button(look, "不开展民主测评", height=34)
        self.no_rating.clicked.connect(lambda: self.round_wanted.emit("no_rating"))
        self.wrong = Label(look, "", size=12, tone="bad", wrap=True)
        self.wrong.hide()
        self._slot = QVBoxLayout()
        self._build()

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.title)
        top.addWidget(self.chip)
        top.addStretch(1)
        for button in (self.no_rating, self.not_held, self.act):
            top.addWidget(button)
        head = QVBoxLayout()
        head.setContentsMargins(18, 12, 18, 10)
        head.setSpacing(4)
        head.addLayout(top)
        head.addWidget(self.line)
        head.addWidget(self.wrong)
        card = Card()
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        inside.addLayout(head)
        inside.addWidget(Rule(self._look))
        inside.addWidget(self.table, 1)
        inside.addWidget(self.empty, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 7, 16, 7)
        foot.addWidget(Keys(self._look, (("↑ ↓", "换人"), ("Enter", "评分"))))
        foot.addStretch(1)
        inside.addWidget(Rule(self._look))
        inside.addLayout(foot)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(12)
        whole.addLayout(self._slot)
        whole.addWidget(card, 1)

    def show_board(self, board: LeaderBoard, *, may_open: bool, may_close: bool) -> None:
        """Show the year."""
        row = self.current()
        self.board = board
        self.model.show(board.rows)
        self.table.setVisible(bool(board.rows))
        self.empty.setVisible(not board.rows)
        place = self.model.place(lambda one: row is not None and one.person.staff_no == row.person.staff_no)
        if board.rows:
            self.table.pick(max(0, place))
        done = sum(bool(one.raters) for one in board.rows)
        self.chip.say(*STATES.get(board.state, (board.state, "none")))
        rating = "；民主测评不开展" if board.rating_state == "not_held" else ""
        self.line.setText(
            f"{board.period.chinese} · 主任、副主任、市场经理按十种能力记名评分，每人至少一人评 · "
            f"评过 {done} / {len(board.rows)} 人{rating}"
        )
        self.wrong.hide()
        self._wanted = {"none": "open", "open": "close"}.get(board.state, "")
        word = {"open": "开启领导评", "close": "关闭领导评"}.get(self._wanted, "")
        allowed = may_open if self._wanted == "open" else may_close
        self.act.say(word if allowed else {"open": "由录入员开启", "close": "由督察组长关闭"}.get(self._wanted, ""))
        self.act.setEnabled(allowed)
        self.act.setVisible(bool(self._wanted))
        self.not_held.setVisible(may_close and board.state == "none")
        self.no_rating.setVisible(may_close and board.rating_state == "none")

    def current(self) -> LeaderRow | None:
        """Give the selected row."""
        return self.model.row(self.table.currentIndex().row())

    def lay(self, form: Form) -> None:
        """Put a form above the list."""
        self._slot.addWidget(form)

    def say(self, text: str) -> None:
        """Show what was refused."""
        self.wrong.setText(text)
        self.wrong.setVisible(bool(text))
