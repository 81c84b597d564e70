"""Which box is counted next, and the card that stands in place of the keys while somebody has to prove himself."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from cmdesk.ui.itemmodels.rows import Column, RowsModel
from cmdesk.ui.pages.deliberation.countside import DUTY_WORDS
from cmdesk.ui.pages.deliberation.presenter import PaperKey, PaperLine
from cmdesk.ui.pages.deliberation.session import CountSession, Stage
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.cells import Cell, RowDelegate
from cmdesk.ui.widgets.empty import Empty
from cmdesk.ui.widgets.fitting import draw_name
from cmdesk.ui.widgets.labels import Card, IconMark, Label
from cmdesk.ui.widgets.tables import Table

WORDS = {
    "open": ("还没封箱", "inbox", "second"),
    "sealed": ("待录入", "lock", "warn"),
    "agreed": ("一致，待一并公布", "check-check", "info"),
    "counted": ("已入账", "circle-check", "ok"),
    "void": ("作废", "circle-x", "bad"),
}


class PapersCard(Card):
    """The boxes; `started` carries the paper whose count is to begin or go on, `results` the item of a counted one."""

    chosen = Signal(object)
    started = Signal(object)
    results = Signal(int)
    meeting = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("true", parent)
        self._look = look
        self._may_work = False
        self._open: frozenset[PaperKey] = frozenset()
        self._released: frozenset[int] = frozenset()
        self.model: RowsModel[PaperLine] = RowsModel(self._columns(), self)
        self.table = Table(look, "封箱的票", lead=8)
        self.table.base_height = (44, 38)
        self.table.setItemDelegate(_Delegate(look, self))
        self.table.attach(self.model)  # type: ignore[arg-type]
        self.table.chosen.connect(self._chosen)
        self.table.opened.connect(lambda line: self._press())
        self.empty = Empty(look, "inbox", "票箱还没有封", "先在评议会发票、收票、封箱，再来录入。")
        self.back = Button(look, "去评议会", icon="arrow-left", kind="fill")
        self.back.clicked.connect(self.meeting)
        nothing = QWidget()
        room = QVBoxLayout(nothing)
        room.addStretch(1)
        room.addWidget(self.empty)
        room.addWidget(self.back, 0, Qt.AlignmentFlag.AlignHCenter)
        room.addStretch(1)
        self.button = Button(look, "", icon="calculator", kind="fill")
        self.button.clicked.connect(self._press)
        self.note = Label(look, "", size=12, tone="second", wrap=True)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.stack.addWidget(nothing)
        foot = QHBoxLayout()
        foot.setSpacing(10)
        foot.addWidget(self.note, 1)
        foot.addWidget(self.button)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(18, 14, 18, 14)
        inside.setSpacing(8)
        inside.addWidget(Label(look, "选一种票", size=15, bold=True))
        inside.addWidget(self.stack, 1)
        inside.addLayout(foot)

    def show_lines(
        self,
        lines: Sequence[PaperLine],
        *,
        may_work: bool,
        open_keys: frozenset[PaperKey],
        released: frozenset[int] = frozenset(),
    ) -> None:
        """Show the boxes; the one chosen stays, else the first that waits. `released` items show their results."""
        self._may_work, self._open, self._released = may_work, open_keys, released
        before = self.current_key()
        self.model.show(lines)
        sealed = any(line.account.state not in {"open", "void"} for line in lines)
        self.stack.setCurrentIndex(0 if sealed else 1)
        place = self.model.place(lambda line: line.key == before) if before is not None else -1
        waiting = self.model.place(lambda line: line.account.state == "sealed")
        row = self.model.row(place) if place >= 0 else None
        if row is None or (row.account.state != "sealed" and waiting >= 0):
            place = waiting
        self.table.pick(max(0, place))
        self._follow()

    def current(self) -> PaperLine | None:
        """Give the paper selected."""
        return self.model.row(self.table.currentIndex().row())

    def current_key(self) -> PaperKey | None:
        """Give what names it."""
        line = self.current()
        return None if line is None else line.key

    def word(self, line: PaperLine) -> tuple[str, str, str]:
        """Give word, icon and tone of a box."""
        return ("录入中", "pen-line", "info") if line.key in self._open else WORDS[line.account.state]

    def _columns(self) -> tuple[Column[PaperLine], ...]:
        return (
            Column("票", lambda r: f"{r.label} {r.title}", None, 2.4),
            Column("人", lambda r: r.about, None, 1.0),
            Column("收回", lambda r: "—" if r.account.returned is None else f"{r.account.returned} 张", None, 0.8),
            Column("状态", lambda r: self.word(r)[0], None, 1.5),
        )

    def _chosen(self, line: PaperLine | None) -> None:
        self._follow()
        self.chosen.emit(line)

    def _press(self) -> None:
        line = self.current()
        if line is None or not self.button.isEnabled():
            return
        if line.account.state == "counted":
            self.results.emit(line.item)
        else:
            self.started.emit(line)

    def _follow(self) -> None:
        line = self.current()
        counted = line is not None and line.account.state == "counted" and line.item in self._released
        ready = self._may_work and line is not None and line.account.state == "sealed"
        self.button.setVisible((self._may_work or counted) and self.stack.currentIndex() == 0)
        self.button.setEnabled(ready or counted)
        if line is None:
            self.button.say("没有选中的票", key="")
        elif counted:
            self.button.say(f"看结果：第 {line.item} 项" if line.several else "看结果", icon="list", key="Enter")
        elif ready:
            going = line.key in self._open
            text = f"接着录 {line.label}" if going else f"开始录入：{line.label}"
            self.button.say(text, icon="calculator", key="Enter")
        else:
            self.button.say(f"{line.label}{self.word(line)[0]}", key="")
        told = "先把票箱打乱、用铅笔编上号，再由计票人、监票人各录一遍。单张票只在内存里，关了程序就要重录。"
        self.note.setText(told if self.stack.currentIndex() == 0 else "")


class WaitCard(Card):
    """Somebody has to prove himself before anything is shown; `pressed` when he is there."""

    pressed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("true", parent)
        self.title = Label(look, "", size=18, bold=True)
        self.line = Label(look, "", tone="second")
        self.button = Button(look, "", icon="user-check", kind="fill", key="Enter")
        self.button.clicked.connect(self.pressed)
        inside = QVBoxLayout(self)
        inside.setSpacing(10)
        inside.addStretch(2)
        for widget in (IconMark(look, "lock", tone="primary", size=32), self.title, self.line, self.button):
            inside.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        inside.addStretch(3)

    def show_wait(self, session: CountSession, duty: str) -> None:
        """Show who is awaited: to begin, or to go on."""
        word, name = DUTY_WORDS[duty], session.names.get(duty, "")
        if session.stage in {Stage.TELLER, Stage.SCRUTINEER} and duty not in session.keyings:
            self.title.setText(f"请{word}录入 {session.name}")
            self.line.setText("从空白页录起；别人录的看不到，也打不开。")
            self.button.say(f"{word}开始录入")
        else:
            self.title.setText("录入已锁定")
            self.line.setText(f"{name}录过的还在内存里，由{name or word}本人接着录。")
            self.button.say("本人接着录")


class _Delegate(RowDelegate[PaperLine]):
    def __init__(self, look: Look, card: PapersCard) -> None:
        super().__init__(look, card)
        self._card = card

    def face(self, painter: QPainter, cell: Cell[PaperLine]) -> None:
        look, line, box = self._look, cell.row, cell.box
        room = QRectF(box.left() + 8, box.top(), box.width() - 10, box.height())
        if cell.column == 0:
            used = paint.draw_text(painter, look, room, line.label, bold=True) + 10
            rest = QRectF(room.left() + used, room.top(), room.width() - used, room.height())
            if paint.width_of(line.title, look.font(12)) <= rest.width():
                paint.draw_text(painter, look, rest, line.title, size=12, tone="second")
        elif cell.column == 3:
            word, icon, tone = self._card.word(line)
            side = look.scaled(16)
            painter.drawPixmap(round(room.left()), round(room.center().y() - side / 2), look.icon(icon, tone, 16))
            paint.draw_text(painter, look, room.adjusted(side + 8, 0, 0, 0), word, tone=tone)
        else:
            draw_name(painter, look, room, cell.text, bold=False, tone="second")
