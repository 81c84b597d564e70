"""同事互评: plan a group, note who hands in, count the box, key papers without a trace, close the round."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from cmdesk.kernel.clock import today
from cmdesk.kernel.errors import Problem, Rejected
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.kernel.progress import Progress
from cmdesk.queries.peers import PeerFigureRow, PeerFigures, PeerLists
from cmdesk.queries.peers_board import PeerBoard, PeerBoardOf, PeerGroup
from cmdesk.runtime.sentences import message
from cmdesk.ui.dialogs import paths
from cmdesk.ui.forms.form import Form
from cmdesk.ui.pages.peers.boxes import Cut, KeyBox, SealedBox, TurnInBox
from cmdesk.ui.pages.peers.irreversible import Irreversible, said_of
from cmdesk.ui.pages.peers.planning import plan_form, plan_order
from cmdesk.ui.pages.peers.presenter import STATES, last_day, year_shown
from cmdesk.ui.pages.peers.results import ResultsView
from cmdesk.ui.room import Page, Room
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.empty import Empty
from cmdesk.ui.widgets.head import PageHead
from cmdesk.ui.widgets.labels import Card, Chip, Label, Rule

BOXES, RESULTS, NOTHING = range(3)


class PeersPage(Page):
    """One year's rounds, a group at a time."""

    watched = frozenset(
        {"peer_round", "peer_pair", "peer_turn_in", "peer_count", "peer_figure", "person", "post_spell"}
    )

    def __init__(self, room: Room, parent: QWidget | None = None) -> None:
        super().__init__(room, parent)
        look = room.look
        self.period = year_shown(today(room.desk.clock))
        self.group = ""
        self.irreversible = Irreversible(self)
        self.board: PeerBoard | None = None
        self.form: Form | None = None
        self.head = PageHead(look, "同事互评")
        self.years: dict[Period, Button] = {}
        self._group = QButtonGroup(self)
        self.earlier = Button(look, "更早的年度", icon="chevron-left", kind="icon")
        self.earlier.clicked.connect(self._go_back)
        self.head.beside(self.earlier)
        for period in (self.period.previous(), self.period):
            tab = Button(look, period.chinese, kind="tab")
            self.years[period] = tab
            self._group.addButton(tab)
            self.head.beside(tab)
        self.years[self.period].setChecked(True)
        self._group.buttonClicked.connect(self._choose_year)
        self.print = Button(look, "打印互评表", icon="printer", key="F4")
        self.print.clicked.connect(self._print)
        self.plan = Button(look, "安排一组", icon="user-plus", key="F2")
        self.plan.clicked.connect(self._ask_plan)
        for button in (self.print, self.plan):
            self.head.beside(button)
        self.tabs: dict[str, Button] = {}
        self._groups = QButtonGroup(self)
        self._groups.buttonClicked.connect(self._choose_group)
        self.name = Label(look, "", size=15, bold=True)
        self.chip = Chip(look)
        self.due = Label(look, "", size=12, tone="second")
        self.close_round = Button(look, "关闭互评", icon="lock", kind="fill", height=34)
        self.close_round.clicked.connect(self._close)
        self.wrong = Label(look, "", size=12, tone="bad", wrap=True)
        self.turn_in, self.sealed, self.key = TurnInBox(look), SealedBox(look), KeyBox(look)
        self.turn_in.wanted.connect(self._tick)
        self.sealed.counted.connect(self._count)
        self.key.kept.connect(self._seal)
        self.results = ResultsView(look)
        self.empty = Empty(look, "users", "", "")
        self._build()
        for keys, act in (
            ("F2", self._ask_plan),
            ("F4", self._print),
            ("F6", self._next_pane),
            ("Ctrl+Return", self.key.press),
            ("Ctrl+Enter", self.key.press),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        room.leaving.connect(self.key.forget)
        self.relayout()

    def _build(self) -> None:
        look = self.room.look
        self._tabs = QHBoxLayout()
        self._tabs.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addLayout(self._tabs)
        head.addWidget(self.name)
        head.addWidget(self.chip)
        head.addWidget(self.due)
        head.addStretch(1)
        head.addWidget(self.close_round)
        boxes = QWidget()
        row = QHBoxLayout(boxes)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self.turn_in, 5)
        row.addWidget(Cut(look))
        row.addWidget(self.sealed, 5)
        row.addWidget(Cut(look))
        row.addWidget(self.key, 13)
        self.views = QStackedWidget()
        for view in (boxes, self.results, self.empty):
            self.views.addWidget(view)
        card = Card()
        inside = QVBoxLayout(card)
        inside.setContentsMargins(16, 12, 16, 14)
        inside.setSpacing(10)
        inside.addLayout(head)
        inside.addWidget(self.wrong)
        self.line = Rule(look)
        inside.addWidget(self.line)
        inside.addWidget(self.views, 1)
        self.wrong.hide()
        self._slot = QVBoxLayout()
        self.body.addWidget(self.head)
        self.body.addLayout(self._slot)
        self.body.addWidget(card, 1)

    def arrive(self, argument: Any = None) -> None:
        """Show the page; `argument` is a year."""
        try:
            wanted = Period.parse(str(argument)) if argument else None
        except Rejected:
            wanted = None
        if wanted is not None and wanted.kind is PeriodKind.YEAR:
            self.period = wanted
        self.refresh()

    def focus_first(self) -> None:
        """Put the focus on the names, or where there are none on what comes next."""
        lists = (self.turn_in.table, self.results.table, self.plan, self._group.checkedButton())
        target = next((one for one in lists if one is not None and one.isVisible() and one.isEnabled()), self)
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:
        """Forget the paper in work: it lies in memory alone, and nobody else may find it there."""
        super().hideEvent(event)
        self.key.forget()

    def relayout(self) -> None:
        """Follow density and text size."""
        if hasattr(self, "print"):
            large = self.room.look.percent > 100
            self.print.say("打印互评表", key="" if large else "F4")
            self.plan.say("安排一组", key="" if large else "F2")

    def refresh(self) -> None:
        """Read the year anew."""
        period, sees_figures = self.period, self.room.desk.may_read("peers.close")

        def work(progress: Progress) -> tuple[PeerBoard, tuple[PeerFigureRow, ...]]:
            desk = self.room.desk
            board = desk.ask(PeerBoardOf(period=period), progress=progress)
            return board, desk.ask(PeerFigures(period=period)) if sees_figures else ()

        self.room.tasks.read(work, done=self._show, failed=self.fail, label="读取互评")

    def _show(self, found: tuple[PeerBoard, tuple[PeerFigureRow, ...]]) -> None:
        self.board, figures = found
        if self.board.period != self.period:
            return
        if self.period not in self.years:
            self.years = dict(zip((self.period, self.period.next()), self.years.values(), strict=True))
        for period, tab in self.years.items():
            tab.say(period.chinese)
            tab.setChecked(period == self.period)
        self._show_tabs(self.board)
        may = self.room.desk.may
        self.plan.setVisible(may("peers.plan") and not self.board.closed)
        self.head.say("同事互评", self._heading(self.board))
        group = self._current()
        self.print.setVisible(group is not None and group.state == "open")
        self.plan.set_kind("plain" if self.board.groups else "fill")
        self.name.setVisible(group is not None)
        self.line.setVisible(group is not None)
        self.close_round.setVisible(group is not None and group.state == "open" and may("peers.close"))
        if group is None:
            self.chip.say("", "none")
            self.due.setText("")
            self._show_nothing(self.board)
            return
        self.room.look.fonts.cover(member.name for member in group.members)
        self.name.setText("" if len(self.board.groups) > 1 else group.group)
        self.chip.say(*STATES.get(group.state, (group.state, "none")))
        self.due.say(*last_day(group, today(self.room.desk.clock)))
        self.due.setVisible(group.state == "open")
        before = self.views.currentIndex()
        self._show_group(group, figures)
        if before != self.views.currentIndex() and self.form is None and self.isAncestorOf(self.focusWidget() or self):
            self.focus_first()

    def _show_group(self, group: PeerGroup, figures: tuple[PeerFigureRow, ...]) -> None:
        board, may = self.board, self.room.desk.may("peers.enter")
        if board is None:
            return
        if group.state == "closed":
            self.results.show_group(group, figures)
            self.views.setCurrentIndex(RESULTS)
        elif group.state == "not_held":
            self.empty.say(f"{group.group} 不开展互评", group.reason)
            self.views.setCurrentIndex(NOTHING)
        else:
            self.turn_in.show_group(group, may=may)
            self.sealed.show_group(group, board, may=may)
            self.key.show_group(group, board, may=may)
            missing = "还没清点票箱" if group.box is None else f"还有 {group.waiting} 份没录" if group.waiting else ""
            self.close_round.say(f"关闭互评（{missing}）" if missing else "关闭互评")
            self.close_round.setEnabled(not missing)
            self.views.setCurrentIndex(BOXES)

    def _show_nothing(self, board: PeerBoard) -> None:
        self.views.setCurrentIndex(NOTHING)
        who = "按“安排一组”（F2）" if self.room.desk.may("peers.plan") else "由录入员安排"
        self.empty.say(f"{board.period.chinese}还没有安排互评", f"{who}；不开展的也要登记")

    def _heading(self, board: PeerBoard) -> str:
        if board.closed:
            return f"{board.period.chinese} · 已关账"
        free = f" · {len(board.free)} 人还没有分组" if board.free and board.groups else ""
        return f"{board.period.chinese} · 交表只记人，录表只记分，两边没有连线{free}"

    def _show_tabs(self, board: PeerBoard) -> None:
        names = [group.group for group in board.groups]
        if list(self.tabs) != names:
            for tab in self.tabs.values():
                self._groups.removeButton(tab)
                tab.setParent(None)
                tab.deleteLater()
            self.tabs = {}
            for name in names:
                tab = Button(self.room.look, name, kind="tab", height=30)
                self.tabs[name] = tab
                self._groups.addButton(tab)
                self._tabs.addWidget(tab)
        if self.group not in self.tabs:
            self.group = names[0] if names else ""
        for name, tab in self.tabs.items():
            tab.setVisible(len(names) > 1)
            tab.setChecked(name == self.group)

    def _current(self) -> PeerGroup | None:
        groups = self.board.groups if self.board else ()
        return next((group for group in groups if group.group == self.group), None)

    def _choose_year(self, button: Button) -> None:
        self.period = next(period for period, tab in self.years.items() if tab is button)
        self.put_away()
        self.key.forget()
        self.refresh()

    def _go_back(self) -> None:
        self.period = min(self.years).previous()
        self.put_away()
        self.key.forget()
        self.refresh()

    def _choose_group(self, button: Button) -> None:
        self.group = next(name for name, tab in self.tabs.items() if tab is button)
        self.key.forget()
        self.refresh()

    def _tick(self, staff_no: str) -> None:
        from cmdesk.usecases.peers.turn_in import TurnIn

        order = TurnIn(period=self.period, group=self.group, staff_nos=(staff_no,))
        self.order(order, partial(self._done, "已登记交表，可以撤销（Ctrl+Z）"), "登记交表")

    def _count(self, papers: int) -> None:
        from cmdesk.usecases.peers.count_box import CountBox

        order = CountBox(period=self.period, group=self.group, papers=papers)
        self.order(order, partial(self._done, f"箱里 {papers} 份"), "清点票箱")

    def _seal(self) -> None:
        self.irreversible.seal(self.period, self.group, self.key.grid.sheet.sheet.scores(), self._sealed)

    def _sealed(self, done: Any) -> None:
        self.key.sealed(str(done.ids[0]) if done.ids else "")
        self._say("")
        self.room.say("已封存，不能撤销；把号码写在纸上，再抽下一份")
        self.refresh()
        self.key.grid.begin()

    def _close(self) -> None:
        group = self._current()
        if group is not None:
            self.irreversible.close(self.period, group, self._closed)

    def _closed(self, done: Any) -> None:
        self._done(f"已关闭：有效 {done.answer['valid']} 份，无效 {done.answer['invalid']} 份", done)

    def _ask_plan(self) -> None:
        if self.board is None or not self.plan.isVisible():
            return
        form = plan_form(self.room.look, self.board, today(self.room.desk.clock))
        self._lay(form, self._planned)

    def _planned(self, values: dict[str, Any]) -> None:
        group = values["group"]
        free = self.board.free if self.board else ()
        order, said = plan_order(self.period, values, tuple(number for number, _ in free))
        self.group = group
        self.order(order, partial(self._done, said), "安排互评")

    def _print(self) -> None:
        group, board = self._current(), self.board
        if group is None or board is None or group.state != "open":
            return
        name = f"{self.period}-{group.group}-互评表.pdf"
        target = paths.ask_save(self, "打印互评表", "PDF (*.pdf)", Path.home() / name)
        if target is None:
            return

        def done(lists: Any) -> None:
            from cmdesk.ui.pages.peers.printing import papers
            from cmdesk.ui.pages.scoring.printing import write_pdf

            try:
                write_pdf(self.room.look, papers(board, group, lists), target, "同事互评表")
            except OSError as error:
                self.banner.say(f"写不了 {target.name}：{error.strerror or error}", state="bad")
                return
            self.room.say(f"已写出 {target.name}，每人一页，上端沿虚线裁下")

        self.ask(PeerLists(period=self.period), done, "读取互评名单")

    def _done(self, said: str, done: Any) -> None:
        self.put_away()
        self._say("\n".join(said_of(done.warnings)))
        self.room.say(said)
        self.refresh()

    def _lay(self, form: Form, keep: Callable[[dict[str, Any]], Any]) -> None:
        self.put_away()
        self.form = form
        form.kept.connect(keep)
        form.dropped.connect(self.put_away)
        self._slot.addWidget(form)
        form.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    def put_away(self) -> None:
        """Put the open form away."""
        if self.form is not None:
            form, self.form = self.form, None
            form.hide()
            form.setParent(None)
            form.deleteLater()
            self.focus_first()

    def show_problems(self, problems: tuple[Problem, ...]) -> bool:
        """Show problems in the open form, else above the boxes."""
        if self.form is not None:
            return self.form.show_problems(problems)
        self._say("\n".join(message(problem) for problem in problems))
        return True

    def _say(self, text: str) -> None:
        self.wrong.setText(text)
        self.wrong.setVisible(bool(text))

    def _next_pane(self) -> None:
        if self.key.isAncestorOf(self.focusWidget() or self) or not self.key.grid.isVisible():
            self.focus_first()
        else:
            self.key.grid.begin()

    def poses(self) -> Iterator[str]:
        """Take the states worth a picture."""
        if self.plan.isVisible():
            self._ask_plan()
            yield "plan"
            self.put_away()
