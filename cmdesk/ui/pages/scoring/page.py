"""计分: everybody's figure of a period, why it is that figure down to the raw fact, and the close of the period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QMenu, QStackedWidget, QWidget

from cmdesk.kernel.errors import Damaged, Rejected
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.kernel.progress import Progress
from cmdesk.queries.scoring_board import PeriodChoice, PeriodChoices, ScoreBoard, ScoreRow, ScoresOf
from cmdesk.queries.scoring_derivation import Derivation, DerivationOf
from cmdesk.queries.scoring_steps import Step
from cmdesk.ui import words
from cmdesk.ui.failures import surface_of
from cmdesk.ui.pages.scoring.closing import ClosingCard
from cmdesk.ui.pages.scoring.doing import ScoringActs
from cmdesk.ui.pages.scoring.panel import DerivationPanel
from cmdesk.ui.pages.scoring.people import PeopleCard
from cmdesk.ui.pages.scoring.presenter import KINDS, ScoringState, long_period, period_of, short_period
from cmdesk.ui.room import Room
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.head import PageHead


class ScoringPage(ScoringActs):
    """Reads periods, the board of the chosen one, and the derivation of the chosen person."""

    watched = frozenset(
        {
            "period_state",
            "result",
            "indicator_figure",
            "inspection_sheet",
            "sheet_answer",
            "deduction",
            "evaluation_round",
            "industry_rating",
            "self_rating",
            "department_review",
            "questionnaire",
            "survey_summary",
            "exam_mark",
            "exam_release",
            "peer_figure",
            "leader_rating",
            "rule_set",
        }
    )

    def __init__(self, room: Room, parent: QWidget | None = None) -> None:
        super().__init__(room, parent)
        look = room.look
        self.state = ScoringState()
        self._wanted: tuple[str, str] = ("", "")
        self._shown: Derivation | None = None
        self._heading: tuple[str, ...] = ()
        self.head = PageHead(look, "计分")
        self.tabs = {kind: Button(look, "—", kind="tab") for kind in KINDS}
        self._group = QButtonGroup(self)
        for tab in self.tabs.values():
            self._group.addButton(tab)
            self.head.beside(tab)
        self._group.buttonClicked.connect(self._choose_tab)
        self.other = Button(look, "别的期间", icon="calendar-days", kind="icon")
        self.other.clicked.connect(self._offer)
        self.again = Button(look, "重算", icon="rotate-ccw", key="F5")
        self.again.clicked.connect(self.refresh)
        self.print = Button(look, "打印推导", icon="printer", key="F4")
        self.print.clicked.connect(self._print)
        self.check = Button(look, "关账", icon="lock", kind="fill", key="F12")
        self.check.clicked.connect(self._swap)
        for button in (self.other, self.again, self.print, self.check):
            self.head.beside(button)
        self.people = PeopleCard(look, self.state)
        self.people.chosen.connect(self._chosen)
        self.people.opened.connect(self._to_tree)
        self.panel = DerivationPanel(look)
        self.panel.tree.chosen.connect(self._step_chosen)
        self.panel.tree.opened.connect(self._open)
        self.panel.strip.opened.connect(self._open_current)
        self.closing = ClosingCard(look)
        self.closing.close_wanted.connect(self._close)
        self.closing.reopen_wanted.connect(self._reopen)
        self.closing.opened.connect(self._put_right)
        self.closing.left.connect(self._swap)
        self.views = QStackedWidget()
        self.views.addWidget(self.panel)
        self.views.addWidget(self.closing)
        self._row = QHBoxLayout()
        self._row.addWidget(self.people)
        self._row.addWidget(self.views, 1)
        self.body.addWidget(self.head)
        self.body.addLayout(self._row, 1)
        self._keys()
        self._follow_acts()
        self.relayout()

    def _keys(self) -> None:
        for keys, act in (
            ("F4", self._print),
            ("F6", self._next_pane),
            ("F12", self._act),
            ("Ctrl+F", self._find),
            ("Ctrl+Up", partial(self.people.step, -1)),
            ("Ctrl+Down", partial(self.people.step, 1)),
            ("Ctrl+PgUp", partial(self._shift, -1)),
            ("Ctrl+PgDown", partial(self._shift, 1)),
            ("F8", self.people.show_missing),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    def arrive(self, argument: Any = None) -> None:
        """Show the page; `argument` is a period (2025Q2), a 工号, or both as `2025Q2/0007`."""
        text = str(argument or "")
        if text:
            period, _, staff_no = text.rpartition("/") if "/" in text else (text, "", "")
            try:
                self.state.choose(Period.parse(period))
            except Rejected:
                staff_no = staff_no or text
            self._wanted = (staff_no, "")
            self.people.show_all()
        self.refresh()

    def focus_first(self) -> None:
        """Put the focus on the list."""
        self.people.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Compute anew; the figures of before stay until then."""
        self.panel.computing(True)
        work = partial(self._read, self.state.period, dict(self.state.tabs))
        self.room.tasks.read(work, done=self._show, failed=self._not_read, label="计算得分")

    def relayout(self) -> None:
        """Follow density and text size."""
        if not hasattr(self, "_row"):
            return
        self._row.setSpacing(self.room.look.pick(16, 12, 10))
        large = self.room.look.percent > 100
        self.again.say("重算", key="" if large else "F5")
        self.print.say("打印" if large else "打印推导", key="" if large else "F4")
        self._follow_acts()
        self._fit_panel()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Move the strip beside the tree or over it."""
        super().resizeEvent(event)
        self._fit_panel()

    def _say_head(self) -> None:
        """Say as much of the heading as there is room for beside the buttons."""
        shown = [*self.tabs.values(), self.other, self.again, self.print, self.check]
        taken = sum(button.sizeHint().width() + 8 for button in shown if not button.isHidden())
        room, parts = self.width() - taken - 60, list(self._heading)
        while len(parts) > 1 and paint.width_of(" · ".join(parts), self.room.look.font(12)) > room:
            parts.pop()
        self.head.say("计分", " · ".join(parts))

    def _fit_panel(self) -> None:
        self._say_head()
        narrow = self.window().width() < self.room.look.scaled(1366)
        self.panel.set_narrow(narrow)

    def _read(
        self, kept: Period | None, tabs: Mapping[PeriodKind, Period], progress: Progress
    ) -> tuple[tuple[PeriodChoice, ...], ScoreBoard | None]:
        desk = self.room.desk
        choices = desk.ask(PeriodChoices(), progress=progress)
        period = period_of(choices, kept, tabs)
        board = None if period is None else desk.ask(ScoresOf(period=period), progress=progress)
        return choices, board

    def _show(self, found: tuple[tuple[PeriodChoice, ...], ScoreBoard | None]) -> None:
        self.panel.computing(False)
        choices, board = found
        self.state.take_choices(choices)
        if board is None or board.period != self.state.period:
            return
        self.state.take_board(board)
        self.room.look.fonts.cover(row.person.name for row in board.rows)
        for kind, tab in self.tabs.items():
            shown = self.state.tabs.get(kind)
            tab.setVisible(shown is not None)
            if shown is not None:
                tab.say(short_period(shown))
                tab.setToolTip(long_period(shown))
            tab.setChecked(kind is board.period.kind)
        when = words.moment(board.at, self.room.desk.clock.now())
        self._heading = self.state.heading(when)
        self._say_head()
        self.closing.show_board(
            board, may_close=self.room.desk.may("scoring.close"), may_reopen=self.room.desk.may("scoring.reopen")
        )
        self._follow_acts()
        row = self.people.current()
        self.people.show_rows(self._wanted[0] or (row.person.staff_no if row else ""))
        self._wanted = ("", "")
        if not board.rows:
            self.panel.say("这一期还没有客户经理", "先在人员里导入名单")

    def _not_read(self, error: BaseException) -> None:
        self.panel.computing(False)
        self.fail(error)

    def _follow_acts(self) -> None:
        board, inside = self.state.board, self.views.currentIndex() == 1
        closed = board is not None and board.closed
        self.again.setEnabled(not closed)
        self.again.setToolTip("已关账，得分不再重算；改动要先重新开账" if closed else "重新计算（F5）")
        key = "" if self.room.look.percent > 100 else "F12"
        if inside:
            self.check.say("回到推导", icon="arrow-left", key="" if key == "" else "Esc")
        elif closed:
            self.check.say("重新开账", icon="lock-open", key="")
        else:
            missing = 0 if board is None else len(board.problems)
            self.check.say(f"关账检查 {missing}" if missing else "关账", icon="lock", key=key)
        self.check.set_kind("plain" if inside or closed else "fill")

    def _chosen(self, row: ScoreRow | None) -> None:
        if row is None or self.state.period is None:
            self._shown = None
            self.panel.say("左边选一个人", "这里逐步推导他的得分")
            self.print.setEnabled(False)
            return
        self._read_one(row.person.staff_no)

    def _read_one(self, staff_no: str) -> None:
        period = self.state.period
        if period is None:
            return
        desk = self.room.desk
        self.panel.computing(True)

        def work(progress: Progress) -> tuple[str, Derivation, Derivation | None]:
            found = desk.ask(DerivationOf(staff_no=staff_no, period=period), progress=progress)
            try:
                before = desk.ask(DerivationOf(staff_no=staff_no, period=period.previous()), progress=progress)
            except (Rejected, Damaged):
                before = None
            return staff_no, found, before

        self.room.tasks.read(work, done=self._show_one, failed=partial(self._no_figure, staff_no), label="推导得分")

    def _show_one(self, found: tuple[str, Derivation, Derivation | None]) -> None:
        self.panel.computing(False)
        staff_no, derivation, previous = found
        row = self.people.current()
        if row is None or row.person.staff_no != staff_no or derivation.period != self.state.period:
            return
        self._shown = derivation
        self.print.setEnabled(True)
        title, when, comparison = self._comparison(derivation, previous, row)
        self.panel.show_derivation(derivation, row.rank)
        self.panel.strip.show_comparison(title, when, comparison)

    def _no_figure(self, staff_no: str, error: BaseException) -> None:
        self.panel.computing(False)
        row = self.people.current()
        if row is None or row.person.staff_no != staff_no:
            return
        self._shown = None
        self.print.setEnabled(False)
        if isinstance(error, Damaged):
            self.panel.say("算不回关账时的数", surface_of(error).text, bad=True)
        elif isinstance(error, Rejected):
            self.panel.say("没有得分", surface_of(error).text)
        else:
            self.fail(error)

    def _step_chosen(self, step: Step | None) -> None:
        name = "" if self._shown is None else _NAMES[self._shown.period.kind.value]
        has_page = step is not None and step.target is not None and self.room.has_page(step.target[0])
        self.panel.strip.show_step(step, name, has_page=has_page)

    def _open_current(self) -> None:
        self._open(self.panel.tree.current())

    def _open(self, step: Step | None) -> None:
        if step is not None and step.target is not None and self.room.has_page(step.target[0]):
            self.room.go(*step.target)

    def _to_tree(self, row: object) -> None:
        if self.views.currentIndex() == 0:
            self.panel.tree.setFocus(Qt.FocusReason.OtherFocusReason)

    def _next_pane(self) -> None:
        if self.views.currentIndex() == 1:
            inside = self.closing.table.hasFocus()
            (self.people.table if inside else self.closing.table).setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.people.isAncestorOf(self.focusWidget() or self):
            self.panel.tree.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.panel.narrow and not self.panel.drawer:
            self.panel.swap_drawer()
        else:
            if self.panel.drawer:
                self.panel.swap_drawer()
            self.people.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _find(self) -> None:
        self.people.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.people.search.selectAll()

    def _choose_tab(self, button: Button) -> None:
        kind = next(kind for kind, tab in self.tabs.items() if tab is button)
        self._choose(self.state.tabs[kind])

    def _choose(self, period: Period, checked: bool = False) -> None:
        self.state.choose(period)
        self.state.moved = {}
        self.refresh()

    def _shift(self, by: int) -> None:
        period = self.state.period
        if period is None:
            return
        wanted = period.next() if by > 0 else period.previous()
        if any(choice.period == wanted for choice in self.state.choices):
            self._choose(wanted)

    def offers(self) -> QMenu:
        """Give the menu of all periods, newest first, by kind."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for kind in KINDS:
            own = [choice for choice in self.state.choices if choice.period.kind is kind]
            below = menu.addMenu({"month": "月", "quarter": "季度", "half_year": "半年", "year": "年度"}[kind.value])
            for choice in reversed(own):
                state = "已关账" if choice.closed else "未关账" if choice.over else "还没过完"
                act = below.addAction(f"{long_period(choice.period)}　{state}")
                act.triggered.connect(partial(self._choose, choice.period))
        return menu

    def _offer(self) -> None:
        self.offers().popup(self.other.mapToGlobal(self.other.rect().bottomLeft()))

    def poses(self) -> Iterator[str]:
        """Take the states worth a picture."""
        self.panel.tree.expandToDepth(1)
        yield "open"
        self._swap()
        yield "closing"
        self._swap()


_NAMES = {"month": "月度得分", "quarter": "季度得分", "half_year": "半年得分", "year": "年度得分"}
