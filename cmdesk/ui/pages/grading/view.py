"""定级板: everybody on nine rungs at four moments; moves by key and mouse, trials, the acts of the year's decision."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cmdesk.kernel.clock import today
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.kernel.progress import Progress
from cmdesk.queries.grading import Board, BoardPage
from cmdesk.queries.grading_case import BoardCase, CasePage
from cmdesk.queries.grading_decisions import ObjectionRow, Objections
from cmdesk.queries.grading_life import Life, LifeOfGrading
from cmdesk.ui.forms.form import Form
from cmdesk.ui.pages.grading.acts import PERMISSIONS, Act, next_act
from cmdesk.ui.pages.grading.bar import BoardBar, BoardFoot
from cmdesk.ui.pages.grading.board import BoardList
from cmdesk.ui.pages.grading.doing import Doing
from cmdesk.ui.pages.grading.handing import Handing
from cmdesk.ui.pages.grading.host import BoardHost
from cmdesk.ui.pages.grading.lifecard import LifeCard
from cmdesk.ui.pages.grading.moving import Moving
from cmdesk.ui.pages.grading.panel import PersonPanel
from cmdesk.ui.pages.grading.presenter import FINAL, MOMENTS, BoardState
from cmdesk.ui.pages.grading.side import Side
from cmdesk.ui.pages.grading.trialbar import TrialBar
from cmdesk.ui.room import Page
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.empty import Empty
from cmdesk.ui.widgets.labels import Card, Rule

if TYPE_CHECKING:
    from cmdesk.runtime.context import Done

SIDE = 348
BESIDE_FROM = 1366
"""The width of the window from which the panel stands beside the board."""


class BoardView(BoardHost):
    """The third view of 等级评定. `changed` tells that head line and buttons are new."""

    changed = Signal()

    def __init__(self, page: Page, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page = page
        look = page.room.look
        desk = page.room.desk
        may = frozenset(code for code in set(PERMISSIONS.values()) if desk.may(code))
        self.state = BoardState(today(desk.clock), may=may)
        self.objections: tuple[ObjectionRow, ...] = ()
        self._year: int | None = None
        self._drawer = False
        self.act = Act("", "")
        self.moving, self.doing, self.handing = Moving(self), Doing(self), Handing(self)
        self.bar = BoardBar(look, self.state)
        self.bar.moment_wanted.connect(self.show_moment)
        self.bar.searched.connect(self._searched)
        self.bar.found.connect(lambda: self.board.setFocus(Qt.FocusReason.OtherFocusReason))
        self.bar.year_wanted.connect(self._choose_year)
        self.board = BoardList(look, self.state)
        self.board.chosen.connect(self._chosen)
        self.board.stepped.connect(self.moving.step)
        self.board.dropped.connect(self.moving.to)
        self.board.grabbed.connect(self.moving.grabbed)
        self.board.opened.connect(self.open_person)
        self.board.searching.connect(self.bar.focus_search)
        self.board.left.connect(self.moving.drop)
        self.board.moment_wanted.connect(lambda place: self.show_moment(MOMENTS[place]))
        self.board.focus_changed.connect(self._follow_keys)
        self.trial = TrialBar(look)
        self.trial.dropped.connect(self.moving.drop)
        self.trial.special_wanted.connect(self.doing.ask_special)
        self.foot = BoardFoot(look)
        self.empty = Empty(look, "scale", "还没有定级板", "年度关账以后，由营销部主任生成建议级档。")
        self.panel = PersonPanel(look)
        self.panel.reason_kept.connect(self.moving.keep_reason)
        self.panel.reason_left.connect(self.moving.leave_reason)
        self.panel.ballots_wanted.connect(self._show_ballots)
        self.panel.slip_wanted.connect(self.handing.print_slip)
        self.panel.closed.connect(self.swap_drawer)
        self.life = LifeCard(look)
        self.life.wanted.connect(self.doing.act)
        self.life.answer_wanted.connect(self.doing.answer)
        self.life.closed.connect(self.show_life)
        self.side = Side(self.panel, self.life)
        self.side.turned.connect(self._turned)
        self.undo = Button(look, "撤销一步", icon="undo-2", kind="icon")
        self.undo.obey(page.room.actions["undo"])
        self.print = Button(look, "打印名单", icon="printer", key="F4")
        self.print.clicked.connect(self.handing.print_list)
        self.way = Button(look, "步骤和异议", icon="list-checks")
        self.way.setCheckable(True)
        self.way.clicked.connect(self.show_life)
        self.next = Button(look, "", kind="fill")
        self.next.clicked.connect(lambda: self.doing.act(self.act.code))
        self._build()
        look.changed.connect(self.relayout)
        self.relayout()

    def _build(self) -> None:
        card = Card()
        left = QVBoxLayout(card)
        left.setContentsMargins(1, 1, 1, 1)
        left.setSpacing(0)
        left.addWidget(self.bar)
        left.addWidget(Rule(self.page.room.look))
        left.addWidget(self.board, 1)
        left.addWidget(self.empty, 1)
        below = QVBoxLayout()
        below.setContentsMargins(14, 0, 14, 0)
        below.addWidget(self.trial)
        left.addLayout(below)
        left.addWidget(self.foot)
        self._card = card
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(card, 1)
        self._row.addWidget(self.side)
        self.empty.hide()
        for keys, slot in (("F8", self.moving.next_waiting), ("Ctrl+F", self.bar.focus_search)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)
        take_in = getattr(getattr(self.page, "head", None), "take_in", None)
        if take_in is not None:
            take_in(self.buttons())
        else:
            for button in self.buttons():
                self.bar.add(button)

    def buttons(self) -> tuple[Button, ...]:
        """Give the buttons that stand in the head of the page while the board is shown."""
        return (self.undo, self.way, self.print, self.next)

    @property
    def year(self) -> Period:
        """Give the year that is shown."""
        assert self.state.life is not None
        return Period(PeriodKind.YEAR, self.state.life.year)

    def refresh(self) -> None:
        """Read board, stages and objections anew; who is chosen stays chosen."""
        self.page.room.tasks.read(self._read, done=self._show, failed=self.page.fail, label="读取定级板")

    def _read(self, progress: Progress) -> tuple[Life, BoardPage, tuple[ObjectionRow, ...]]:
        desk = self.page.room.desk
        life = desk.ask(LifeOfGrading(year=None if self._year is None else Period(PeriodKind.YEAR, self._year)))
        year = Period(PeriodKind.YEAR, life.year)
        return life, desk.ask(Board(year=year)), desk.ask(Objections(year=year))

    def _show(self, found: tuple[Life, BoardPage, tuple[ObjectionRow, ...]]) -> None:
        life, page, self.objections = found
        self.state.take(page, life)
        if self.state.trial is not None and self.state.person(self.state.trial.staff_no) is None:
            self.state.trial = None
        self.show_state()
        self.life.show_life(life, self.objections, self.state.may, self.state.today)
        self._ask_case()

    def show_state(self) -> None:
        """Show the state as it is now, without reading."""
        state = self.state
        filled = bool(state.page and state.page.people)
        self.board.setVisible(filled)
        self.empty.setVisible(not filled)
        self.foot.setVisible(filled)
        self.bar.show_state()
        self.trial.show_trial(state.trial, may_specially="grading.decide" in state.may)
        if state.conflict is not None:
            self.trial.show_conflict(state.conflict)
        self.board.show_cells()
        self.foot.show_note(state.why_still() or state.marks())
        self._show_next()
        self._follow_keys()
        self.changed.emit()

    def _show_next(self) -> None:
        life = self.state.life
        if life is None:
            return
        self.act = next_act(life, self.state.may, self.state.today)
        self.next.say(self.act.text, icon=self.act.icon)
        # One filled button a page: while a form is open it is the form's.
        self.next.setEnabled(self.act.enabled and self.form is None)
        self.print.setEnabled(bool(life.prepared))
        late = sum(row.answered_on is None for row in self.objections)
        self.way.say(f"步骤和异议 · {late} 件未答复" if late else "步骤和异议")

    def heading(self) -> tuple[str, ...]:
        """Give the parts of the line below the title."""
        return self.state.heading()

    def _chosen(self, staff_no: str) -> None:
        self.state.chosen = staff_no
        if self.state.trial is not None and self.state.trial.staff_no != staff_no:
            self.state.trial = None
            self.trial.show_trial(None, may_specially=False)
        self.state.conflict = None
        if self.state.pending is not None and self.state.pending.staff_no != staff_no:
            self.moving.forget_pending()
        if self.side.shows_life:
            self.show_life()
        self.board.lay_out()
        self._ask_case()

    def _ask_case(self) -> None:
        state = self.state
        if not state.chosen or state.life is None:
            self.panel.show_case(None)
            return
        desk, order = self.page.room.desk, BoardCase(year=self.year, staff_no=state.chosen)
        self.page.room.tasks.read(
            lambda progress: desk.ask(order), done=self._show_case, failed=self.page.fail, label="读取一个人"
        )

    def _show_case(self, case: CasePage) -> None:
        if case.staff_no == self.state.chosen:
            self.panel.show_case(case)
            waiting = case if self.state.moment == FINAL and self.state.movable else None
            self.panel.ask_reason(waiting, self.state.pending)

    def show_moment(self, moment: str) -> None:
        """Show the board at another moment."""
        if moment not in self.state.offered():
            return
        self.moving.forget()
        self.state.moment = moment
        self.show_state()
        self._ask_case()

    def _choose_year(self, year: int) -> None:
        self._year = year
        self.moving.forget()
        self.refresh()

    def _searched(self) -> None:
        self.board.viewport().update()
        found = self.state.found()
        if found:
            self.board.pick_person(found[0])
        elif self.state.search.strip():
            self.page.room.say("没有这样的人")

    def open_person(self) -> None:
        """Go to the person's panel: to the reason where one is missing."""
        if self._narrow() and not self._drawer:
            self.swap_drawer()
        if self.side.shows_life:
            self.show_life()
        if self.panel.reason.isVisible():
            self.panel.reason.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.panel.ballots.isVisible():
            self.panel.ballots.setFocus(Qt.FocusReason.OtherFocusReason)

    def focusInEvent(self, event: Any) -> None:
        """Give the focus on to the board."""
        super().focusInEvent(event)
        first = self.board if self.board.isVisible() else self.next if self.next.isEnabled() else self.way
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def next_pane(self) -> None:
        """Go to the other pane; in a narrow window open or close the drawer (F6)."""
        if self._narrow():
            self.swap_drawer()
            if self._drawer:
                self.open_person()
        elif self.board.hasFocus():
            self.open_person()
        else:
            self.board.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_life(self) -> None:
        """Show 步骤和异议 in the place of the person, or the person again."""
        self.side.swap_life()
        if self.side.shows_life and self._narrow() and not self._drawer:
            self.swap_drawer()

    def show_form(self, form: Form) -> None:
        """Show a form in the place of the person."""
        self.side.show_form(form)
        if self._narrow() and not self._drawer:
            self.swap_drawer()
        form.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def form(self) -> Form | None:
        """Give the form that is open."""
        return self.side.form

    def close_form(self) -> None:
        """Put the form away."""
        self.side.close_form()

    def _turned(self) -> None:
        self.way.setChecked(self.side.shows_life)
        self._show_next()

    # --- orders

    def forget_moves(self) -> None:
        """Forget trial, conflict and waiting proposal."""
        self.moving.forget()

    def told(self, done: Done) -> None:
        """Read anew after an order, and say its warnings."""
        from cmdesk.runtime.sentences import message

        self.page.banner.hide()
        for warning in done.warnings:
            self.page.room.warn(message(warning))
        self.refresh()

    def print_list(self) -> None:
        """Offer the lists (F4)."""
        if self.print.isEnabled():
            self.handing.print_list()

    def _show_ballots(self) -> None:
        show = getattr(self.page, "show_view", None)
        if show is not None:
            show("count")

    # --- room

    def relayout(self) -> None:
        """Follow density, text size and width."""
        look = self.page.room.look
        self.side.setFixedWidth(max(look.pick(SIDE, 340), look.scaled(326)))
        self._row.setSpacing(look.pick(16, 12, 10))
        self._place_side()
        self._follow_keys()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Move the panel beside the board or over it."""
        super().resizeEvent(event)
        self._place_side()
        self._follow_keys()

    def showEvent(self, event: QShowEvent) -> None:
        """Show the buttons in the head."""
        super().showEvent(event)
        for button in self.buttons():
            button.show()

    def hideEvent(self, event: QHideEvent) -> None:
        """Take the buttons out of the head."""
        super().hideEvent(event)
        for button in self.buttons():
            button.hide()

    def swap_drawer(self) -> None:
        """Open or close the panel where the window is too narrow to keep it beside the board."""
        if self._narrow():
            self._drawer = not self._drawer
            self._place_side()
            if not self._drawer:
                self.board.setFocus(Qt.FocusReason.OtherFocusReason)

    def _narrow(self) -> bool:
        return self.window().width() < BESIDE_FROM or self.page.room.look.percent > 115

    def _place_side(self) -> None:
        narrow = self._narrow()
        beside = self._row.indexOf(self.side) >= 0
        if narrow and beside:
            self._row.removeWidget(self.side)
        elif not narrow and not beside:
            self._row.addWidget(self.side)
        self.panel.show_close(narrow)
        self.side.setVisible(self._drawer or not narrow)
        if narrow:
            wide = self.side.width()
            self.side.setGeometry(self.width() - wide, 0, wide, self.height())
            self.side.raise_()

    def _follow_keys(self) -> None:
        look = self.page.room.look
        self.foot.show_keys(
            movable=self.state.movable,
            trial=self.state.trial is not None or self.state.conflict is not None,
            on_board=self.board.hasFocus(),
            narrow=self._narrow(),
            room=self._card.width() - look.scaled(190),
        )

    def poses(self) -> Iterator[str]:
        """Take the states worth a picture."""
        yield "board"
        self.show_life()
        yield "way"
        self.show_life()
