"""考试: the marks of a half-year, typed from paper or imported, passed or not, published."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from cmdesk.kernel.clock import today
from cmdesk.kernel.errors import Problem
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.queries.exams import ExamBoard, ExamOfHalf, ExamRow
from cmdesk.runtime.context import Done
from cmdesk.ui.dialogs.listing import Listing, ask
from cmdesk.ui.pages.exams.grid import MarksGrid, MarksModel
from cmdesk.ui.pages.exams.panel import ExamPanel
from cmdesk.ui.pages.exams.presenter import CELLS, FILTERS, STATES, ExamState, half_of, verdict_of
from cmdesk.ui.room import Page, Room
from cmdesk.ui.widgets.board import BESIDE_FROM
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.empty import Empty
from cmdesk.ui.widgets.fields import SearchField
from cmdesk.ui.widgets.head import PageHead
from cmdesk.ui.widgets.labels import Card, Keys, Label, Rule
from cmdesk.ui.widgets.periods import PeriodSteps

_SETTLE_MS = 150


class ExamsPage(Page):
    """What is typed waits, blue, until Ctrl+Enter writes it in one step; publishing is a barrier."""

    watched = frozenset({"exam_mark", "exam_release", "period_state"})

    def __init__(self, room: Room, parent: QWidget | None = None) -> None:
        super().__init__(room, parent)
        look, now = room.look, today(room.desk.clock)
        self.state = ExamState(half_of(now))
        self._may_key = room.desk.may("exams.enter")
        self.head = PageHead(look, "考试")
        self.steps = PeriodSteps(look, self.state.period, self)
        self.steps.moved.connect(self._moved)
        self.take_in = Button(look, "导入成绩", icon="upload", key="F3")
        self.take_in.clicked.connect(self._import)
        self.paper = Button(look, "打印", icon="printer", key="F4")
        self.paper.clicked.connect(self._print)
        for widget in (self.steps, self.take_in, self.paper):
            self.head.beside(widget)
        self.take_in.setVisible(self._may_key and room.has_page("incoming"))
        self.tabs: dict[str, Button] = {}
        self._group = QButtonGroup(self)
        for word in FILTERS:
            tab = Button(look, word, kind="tab")
            tab.clicked.connect(partial(self.choose, word))
            self.tabs[word] = tab
            self._group.addButton(tab)
        self.search = SearchField(look, "姓名、工号、拼音", 150)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._searched)
        self.search.textChanged.connect(self._settle.start)
        self.model = MarksModel(self.state, self._may_key, self)
        self.model.edited.connect(self._follow_typed)
        self.grid = MarksGrid(look, self.state, self.model)
        self.grid.moved.connect(self._moved_to)
        self.search.wanted_list.connect(self.grid.setFocus)
        self.empty = Empty(look, "graduation-cap", "没有这样的人", "换一个筛选，或按 Esc 清空搜索")
        self.keep = Button(look, "记下", icon="check", key="Ctrl+Enter", height=32)
        self.keep.clicked.connect(self.keep_typed)
        self.drop = Button(look, "不要刚才输入的", key="Esc", height=32)
        self.drop.clicked.connect(self._drop)
        self.wrong = Label(look, "", size=12, tone="bad", wrap=True)
        may_publish = room.desk.may("exams.publish")
        self.panel = ExamPanel(look, now, may_key=self._may_key, may_publish=may_publish)
        self.panel.kept.connect(self._keep_sitting)
        self.panel.publish.connect(self._publish)
        self._entries: tuple[Any, ...] = ()
        self._drawer = False
        self._build()
        for keys, slot in (
            ("F3", self._import),
            ("F4", self._print),
            ("F6", self.swap_drawer),
            ("F8", self._next_gap),
            ("F12", self._publish),
            ("Ctrl+F", self._to_search),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self.grid)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.keep_typed)
        escape = QShortcut(QKeySequence("Esc"), self.grid)
        escape.setContext(Qt.ShortcutContext.WidgetShortcut)
        escape.activated.connect(self._drop)

    def _build(self) -> None:
        look = self.room.look
        bar = QHBoxLayout()
        bar.setContentsMargins(12, 9, 12, 9)
        bar.setSpacing(4)
        for tab in self.tabs.values():
            bar.addWidget(tab)
        bar.addStretch(1)
        bar.addWidget(self.search)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 8, 12, 8)
        foot.setSpacing(12)
        self.keys = Keys(look, (("0–9", "直接输入"), ("Enter", "下一人"), ("F8", "下一处空")))
        foot.addWidget(self.keys)
        foot.addStretch(1)
        foot.addWidget(self.drop)
        foot.addWidget(self.keep)
        card = Card()
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        inside.addLayout(bar)
        inside.addWidget(Rule(look))
        inside.addWidget(self.grid, 1)
        inside.addWidget(self.empty, 1)
        self.wrong.setContentsMargins(16, 6, 16, 6)
        inside.addWidget(self.wrong)
        inside.addWidget(Rule(look))
        inside.addLayout(foot)
        self.empty.hide()
        self.wrong.hide()
        self._row = QHBoxLayout()
        self._row.addWidget(card, 1)
        self._row.addWidget(self.panel)
        self.panel.setAutoFillBackground(True)
        self.body.addWidget(self.head)
        self.body.addLayout(self._row, 1)
        self._follow_typed()
        self.relayout()

    def arrive(self, argument: Any = None) -> None:
        """Show a half-year (a Period in it), or the one last shown."""
        if isinstance(argument, Period):
            half = argument if argument.kind is PeriodKind.HALF_YEAR else half_of(argument.last_day)
            if half != self.state.period:
                self.state.begin(half)
                self.steps.show_period(half)
        self.refresh()

    def focus_first(self) -> None:
        """Put the focus into the marks."""
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Read the exam anew; what is typed stays."""
        self.ask(ExamOfHalf(period=self.state.period), self._show, "读取成绩")

    def poses(self) -> Iterator[str]:
        """Take the grid with something typed and something wrong."""
        row = self.model.row(0)
        if row is not None and self.state.may_change:
            self.state.put(row, "theory", False, "88")
            self.state.put(row, "practice", False, "120")
            self._follow_typed()
            self.model.changed()
        yield "typed"
        self._drop()

    def show_problems(self, problems: tuple[Problem, ...]) -> bool:
        """Put problems to their cells, and the cursor into the first."""
        rest = self.state.refuse(self._entries, problems)
        if rest:
            self.banner.say(rest)
        self.model.changed()
        self._follow_typed()
        self._to_first_wrong()
        return True

    def choose(self, word: str) -> None:
        """Show another filter."""
        self.state.filter = word
        self.tabs[word].setChecked(True)
        self._fill()

    def keep_typed(self) -> None:
        """Write everything that was typed, in one step."""
        if self.state.wrong:
            self._to_first_wrong()
        elif self.state.typed:
            self._enter(self.state.entries())

    def relayout(self) -> None:
        """Follow the density."""
        if hasattr(self, "_row"):
            self._row.setSpacing(self.room.look.pick(16, 12, 10))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Move the panel beside the grid or over it."""
        super().resizeEvent(event)
        self._place()

    def swap_drawer(self) -> None:
        """Go to the panel and back."""
        inside = self.panel.isAncestorOf(self.focusWidget() or self)
        if self._narrow():
            self._drawer = not self._drawer
            self._place()
            inside = not self._drawer
        if inside or not self.panel.form.isVisible():
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.panel.form.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    def _narrow(self) -> bool:
        return self.window().width() < BESIDE_FROM

    def _place(self) -> None:
        narrow, beside = self._narrow(), self._row.indexOf(self.panel) >= 0
        if narrow and beside:
            self._row.removeWidget(self.panel)
        elif not narrow and not beside:
            self._row.addWidget(self.panel)
        self.panel.setVisible(self._drawer or not narrow)
        if narrow:
            top = self._row.geometry()
            wide = self.panel.width()
            self.panel.setGeometry(top.right() + 1 - wide, top.top(), wide, top.height())
            self.panel.raise_()

    def _moved(self, period: Period) -> None:
        self.state.begin(period)
        self._follow_typed()
        self.refresh()

    def _show(self, board: ExamBoard) -> None:
        if board.period != self.state.period:
            return
        self.room.look.fonts.cover(row.name for row in board.rows)
        self.state.board = board
        self.head.say("考试", self.state.line(today(self.room.desk.clock)))
        self._fill()
        self._follow_typed()

    def _fill(self) -> None:
        kept, column = self.grid.current(), max(1, self.grid.currentIndex().column())
        counts = self.state.counts()
        for word, tab in self.tabs.items():
            tab.say(f"{word} {counts[word]}")
            tab.setVisible(counts[word] > 0 or word in {"全部", self.state.filter})
            tab.setChecked(word == self.state.filter)
        self.model.show()
        there = self.model.rowCount() > 0
        self.grid.setVisible(there)
        self.empty.setVisible(not there)
        if self.state.board is not None and not self.state.board.rows:
            self.empty.say(f"{self.state.period.chinese}没有在岗的客户经理", "先导入花名册")
        else:
            self.empty.say("没有这样的人", "换一个筛选，或按 Esc 清空搜索")
        if there:
            self.grid.pick(max(0, self.model.place(kept.staff_no) if kept else 0), column)
        self.panel.show_row(self.grid.current(), self.state.may_change)

    def _moved_to(self, row: ExamRow | None) -> None:
        self.panel.show_row(row, self.state.may_change)
        self._say_wrong()

    def _follow_typed(self) -> None:
        count = len(self.state.people_typed())
        self.keep.setVisible(self._may_key)
        self.keep.setEnabled(count > 0 and not self.state.wrong)
        word = f"记下 {count} 人" if count else "还没有输入"
        wrong = len(self.state.wrong)
        self.keep.say(
            f"{word}（有 {wrong} 处不对）" if wrong else word, key="Ctrl+Enter" if count and not wrong else ""
        )
        self.drop.setVisible(count > 0)
        self.keys.setVisible(count == 0 or self.room.look.percent == 100)
        self._say_wrong()
        if self.state.board is not None:
            self.panel.show_board(self.state.board, self.state.publish_obstacle(), "由督察组长公布")

    def _say_wrong(self) -> None:
        row, index = self.grid.current(), self.grid.currentIndex()
        said = ""
        if row is not None:
            said = str(index.data(Qt.ItemDataRole.ToolTipRole) or "")
            said = f"{row.name}：{said}" if said else ""
        if not said and self.state.wrong:
            (number, *_), wrong = next(iter(self.state.wrong.items()))
            names = {one.staff_no: one.name for one in (self.state.board.rows if self.state.board else ())}
            said = f"{names.get(number, number)}：{wrong}"
        self.wrong.setText(said)
        self.wrong.setVisible(bool(said))

    def _to_first_wrong(self) -> None:
        for row in range(self.model.rowCount()):
            for column, cell in zip((1, 2, 4, 5), CELLS, strict=True):
                found = self.model.row(row)
                if found is not None and (found.staff_no, *cell) in self.state.wrong:
                    self.grid.pick(row, column)
                    self.grid.setFocus(Qt.FocusReason.OtherFocusReason)
                    self._say_wrong()
                    return

    def _next_gap(self) -> None:
        if self.state.wrong:
            self._to_first_wrong()
            return
        count, start = self.model.rowCount(), self.grid.currentIndex().row() + 1
        for step in range(count):
            number = (start + step) % count
            row = self.model.row(number)
            if row is None or (row.first is not None and row.first.state == "deferred"):
                continue
            for column, (part, retake) in zip((1, 2), CELLS, strict=False):
                if not self.state.text(row, part, retake):
                    self.grid.pick(number, column)
                    self.grid.setFocus(Qt.FocusReason.OtherFocusReason)
                    return
        self.room.say("成绩都录齐了")

    def _drop(self) -> None:
        self.state.drop()
        self.model.changed()
        self._follow_typed()

    def _enter(self, entries: tuple[Any, ...]) -> None:
        from cmdesk.usecases.exams.enter_marks import EnterMarks

        self._entries = entries
        self.order(EnterMarks(period=self.state.period, entries=entries), self._entered, "录考试成绩")

    def _entered(self, done: Done) -> None:
        kept = {(entry.staff_no, entry.retake) for entry in self._entries}
        for staff_no, part, retake in list(self.state.typed):
            if (staff_no, retake) in kept:
                self.state.typed.pop((staff_no, part, retake))
        self.state.wrong = {}
        self.room.say(f"已记下 {done.count} 份成绩，可以撤销（Ctrl+Z）")
        self._follow_typed()
        self.refresh()

    def _keep_sitting(self, values: dict[str, Any]) -> None:
        row = self.grid.current()
        if row is None:
            return
        entries = self.state.entries(row.staff_no, values)
        if values["state"] == "deferred":
            from dataclasses import replace

            # 缓考 has no marks: those that stood are taken back with it.
            entries = tuple(replace(e, theory=None, practice=None) if not e.retake else e for e in entries)
        self._enter(entries)

    def _publish(self) -> None:
        if self.state.publish_obstacle() or not self.room.desk.may("exams.publish"):
            return
        from cmdesk.usecases.exams.publish import Publish

        question = "公布以后成绩不能再改，前面的步骤也不能再撤销。"
        if self.room.failures.ask(f"公布{self.state.period.chinese}成绩", question, "公布"):
            self._entries = ()
            self.order(Publish(period=self.state.period), self._published, "公布考试成绩")

    def _published(self, done: Done) -> None:
        self.room.say("成绩已公布")
        self.refresh()

    def _import(self) -> None:
        if self._may_key:
            self.room.go("incoming", ("exams", self.state.period))

    def _searched(self) -> None:
        self.state.words = self.search.text()
        self._fill()

    def _to_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _print(self) -> None:
        board = self.state.board
        if board is None:
            return
        rows = []
        for row in board.rows:
            marks = [self.state.text(row, *cell) for cell in CELLS]
            state = STATES[row.first.state] if row.first else ""
            rows.append((row.staff_no, row.name, *marks[:2], state, *marks[2:], row.score or "", verdict_of(row)[0]))
        headings = ("工号", "姓名", "理论", "技能", "状态", "补考理论", "补考技能", "得分", "结果")
        title = f"{self.state.period.chinese}专业技能考试成绩"
        lines = (self.state.line(today(self.room.desk.clock)),)
        ask(self, Listing(title, lines, headings, rows, f"{title}.pdf"), self.room.say, self.paper)
