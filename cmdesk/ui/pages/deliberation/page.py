"""等级评定: the meeting, the count of its ballots, and the board on which rungs are settled, as three views."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from cmdesk.kernel.errors import Problem
from cmdesk.kernel.periods import Period
from cmdesk.kernel.progress import Progress
from cmdesk.queries.deliberation import MeetingRow, Meetings, MemberRow
from cmdesk.queries.deliberation_results import ItemResult, Results
from cmdesk.queries.deliberation_run import MeetingRun, RunOfMeeting
from cmdesk.ui.pages.deliberation import askings
from cmdesk.ui.pages.deliberation.acting import Acting
from cmdesk.ui.pages.deliberation.askings import Asking
from cmdesk.ui.pages.deliberation.booking import Booking
from cmdesk.ui.pages.deliberation.calling import CallView
from cmdesk.ui.pages.deliberation.count import CountView
from cmdesk.ui.pages.deliberation.handing import Handing
from cmdesk.ui.pages.deliberation.head import BOARD, COUNT, MEETING, VIEWS, Head
from cmdesk.ui.pages.deliberation.meeting import MeetingView
from cmdesk.ui.pages.deliberation.minutes import MinutesView
from cmdesk.ui.pages.deliberation.presenter import SITTINGS, MeetingState
from cmdesk.ui.pages.deliberation.screen import RoomScreen
from cmdesk.ui.pages.deliberation.steps import standing
from cmdesk.ui.pages.deliberation.views import Views
from cmdesk.ui.room import Room
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.empty import Empty
from cmdesk.ui.widgets.rail import RailProgress


class DeliberationPage(Views):
    """Hosts the three views; Ctrl+1 … 3 or the rail change between them."""

    watched = frozenset(
        {
            "meeting",
            "meeting_member",
            "member_recusal",
            "presence",
            "meeting_duty",
            "agenda_item",
            "paper",
            "tally",
            "meeting_event",
            "ballot_custody",
            "grading",
            "period_state",
            "seat_allocation",
            "collective_decision",
            "special_decision",
            "public_notice",
            "objection",
            "city_decision",
            "seat_quota",
        }
    )

    def __init__(self, room: Room, parent: QWidget | None = None) -> None:
        super().__init__(room, parent)
        look = room.look
        self.state = MeetingState()
        self.acting, self.booking = Acting(self, self.state), Booking(self, self.state)
        self.handing = Handing(self, self.state, self.acting.order)
        self.view = MEETING
        self._wanted, self._year = "", 0
        self.results: tuple[ItemResult, ...] = ()
        self.screen_window: RoomScreen | None = None
        self.head = Head(look)
        self.meeting = MeetingView(look, self.state)
        self.meeting.acted.connect(self.acting.act)
        self.meeting.kept.connect(self.acting.keep)
        self.meeting.toggled.connect(self._toggle)
        self.meeting.passage_wanted.connect(self._ask_passage)
        self.meeting.minutes_wanted.connect(self.handing.show_minutes)
        self.meeting.form_left.connect(self.focus_first)
        self.calling = CallView(look)
        self.calling.ordered.connect(self.acting.call_ordered)
        self.calling.left.connect(partial(self.show_view, MEETING))
        self.minutes = MinutesView(look)
        self.minutes.left.connect(partial(self.show_view, MEETING))
        self.minutes.finished.connect(self.handing.finish)
        self.minutes.touched.connect(self.handing.touched)
        self.minutes.printed.connect(self.handing.print_minutes)
        self.count = CountView(look, self.state, room.desk.clock.now)
        self.count.start.connect(self.booking.start)
        self.count.unlock.connect(self.booking.unlock)
        self.count.book.connect(self.booking.book)
        self.count.report.connect(self.handing.report)
        self.count.go_meeting.connect(partial(self.show_view, MEETING))
        self.count.moved.connect(self._follow_head)
        self.empty = Empty(look, "users", "还没有评议会", "先定应到名单，再召集第一次会议（民主测评）。")
        self.call_first = Button(look, "定应到名单，召集会议", icon="users", kind="fill", key="Enter")
        self.call_first.clicked.connect(self.acting.call_from_nothing)
        self._empty_page = QWidget()
        self._empty_page.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._empty_page.setAccessibleName("还没有评议会")
        nothing = QVBoxLayout(self._empty_page)
        nothing.addStretch(2)
        nothing.addWidget(self.empty)
        nothing.addWidget(self.call_first, 0, Qt.AlignmentFlag.AlignHCenter)
        nothing.addStretch(3)
        self.stack = QStackedWidget()
        for widget in (self._empty_page, self.meeting, self.calling, self.minutes, self.count):
            self.stack.addWidget(widget)
        self.board: Any = None
        self.body.addWidget(self.head)
        self.body.addWidget(self.stack, 1)
        room.leaving.connect(self._leaving)
        self._connect_head()
        self._make_keys()
        self.relayout()

    @property
    def meeting_number(self) -> str:
        """Give the number of the meeting that is shown."""
        return self.state.number

    def arrive(self, argument: Any = None) -> None:
        """Show the newest meeting; a year sends to that year's, a word to a view."""
        if isinstance(argument, Period):
            self._year, self._wanted = argument.year, ""
        elif isinstance(argument, str) and argument in {code for code, _ in VIEWS}:
            self.view = argument
        self.refresh()

    def refresh(self) -> None:
        """Read the meeting anew; a count under way and an open form stay."""
        self.room.tasks.read(self._read, done=self._show, failed=self.fail, label="读取评议会")
        board = self.board
        if board is not None and board.isVisible():
            board.refresh()

    def relayout(self) -> None:
        """Follow density and text size."""
        if hasattr(self, "meeting"):
            self.meeting.relayout()
            self.count.relayout()

    def show_problems(self, problems: tuple[Problem, ...]) -> bool:
        """Show problems under the fields of the form that is open."""
        shown = self.stack.currentWidget()
        if shown is self.calling:
            return self.calling.show_problems(problems)
        return shown is self.meeting and self.meeting.show_problems(problems)

    def poses(self) -> Iterator[str]:
        """Show the meeting, the count, the minutes, and the board."""
        yield "meeting"
        if self.state.run is not None:
            self.show_view(COUNT)
            yield "count"
            self.show_view(MEETING)
            self.handing.show_minutes()
            yield "minutes"
            self.show_view(MEETING)
        if self._board():
            self.show_view(BOARD)
            yield from self.board.poses()
            self.show_view(MEETING)

    def standing(self) -> RailProgress | None:
        """Give how far the meeting is, while it runs."""
        return standing(self.state.run) if self.state.run is not None else None

    def show_form(self, asking: Asking) -> None:
        """Open a form in the meeting."""
        self.meeting.show_form(asking)

    def form_kept(self, done: Any) -> None:
        """Put the form away whose order was carried out."""
        self.meeting.close_form()
        self.told(done)
        self.focus_first()

    def wish(self, number: str) -> None:
        """Show another meeting at the next reading."""
        self._wanted = number

    def told(self, done: Any) -> None:
        """Read anew after an order; the card follows the next step."""
        self.banner.hide()
        self.state.step = ""
        for warning in getattr(done, "warnings", ()) or ():
            from cmdesk.runtime.sentences import message

            self.room.warn(message(warning))
        self.refresh()

    def collected(self) -> None:
        """Show that one sheet more or less is back."""
        self.meeting.follow_count()
        self._show_screen()

    def show_minutes(self) -> None:
        """Show the minutes as they stand."""
        self.handing.show_minutes()

    def open_screen(self) -> None:
        """Open the window for the room, or bring it to the front."""
        if self.screen_window is None:
            self.screen_window = RoomScreen(self.room.look)
        self._show_screen()
        self.screen_window.open_on(self.window())

    def _choose_meeting(self, number: str) -> None:
        self._wanted = number
        self.state.run = None
        self.refresh()

    def _connect_head(self) -> None:
        head = self.head
        head.meeting_chosen.connect(self._choose_meeting)
        head.papers.clicked.connect(
            lambda: self.handing.offers().popup(head.papers.mapToGlobal(head.papers.rect().bottomLeft()))
        )
        head.projector.clicked.connect(self.open_screen)
        head.minutes.clicked.connect(self.handing.show_minutes)
        head.back.clicked.connect(self._leave_count)
        head.slip.clicked.connect(self.handing.differences)
        head.again.clicked.connect(self._key_again)

    def _make_keys(self) -> None:
        bound: tuple[tuple[str, Any], ...] = (
            ("Ctrl+1", partial(self.show_view, MEETING)),
            ("Ctrl+2", partial(self.show_view, COUNT)),
            ("Ctrl+3", partial(self.show_view, BOARD)),
            ("F6", self._next_pane),
            ("Ctrl+M", self.handing.show_minutes),
            ("Ctrl+P", self.handing.attendance),
            ("F4", self._print),
            ("F12", self._press_book),
        )
        self.shortcuts = []
        for keys, slot in bound:
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)
            self.shortcuts.append(shortcut)

    def _read(self, progress: Progress) -> tuple[tuple[MeetingRow, ...], MeetingRun | None, tuple[ItemResult, ...]]:
        desk = self.room.desk
        meetings = desk.ask(Meetings())
        number = self._number(meetings)
        if not number:
            return meetings, None, ()
        results = desk.ask(Results(meeting=number)) if desk.may_read("deliberation.chair") else ()
        return meetings, desk.ask(RunOfMeeting(meeting=number)), results

    def _number(self, meetings: tuple[MeetingRow, ...]) -> str:
        wanted = self._wanted or self.state.number
        if any(row.number == wanted for row in meetings) and not self._year:
            return wanted
        of_year = [row for row in meetings if row.year == self._year]
        return (of_year or list(meetings))[0].number if meetings else ""

    def _show(self, found: tuple[tuple[MeetingRow, ...], MeetingRun | None, tuple[ItemResult, ...]]) -> None:
        self.state.meetings, run, self.results = found
        before = self.state.number
        self.state.take(run)
        self._year = 0
        if run is not None and run.page.row.number != before:
            self.state.step, self.state.paper = "", None
        self._wanted = self.state.number
        self.meeting.may_work = self.count.may_work = self.may_work()
        self.call_first.setVisible(self.room.desk.may("deliberation.prepare"))
        self.empty.line.setText(
            "先定应到名单，再召集第一次会议（民主测评）。"
            if self.call_first.isVisibleTo(self)
            else "等录入员召集会议。"
        )
        self.head.fill(self.state.meetings, self.state.number)
        if run is not None:
            self.meeting.show_run()
            self.count.show_run(run, self.results)
        keep = {self.calling, self.minutes, *((self.board,) if self.board is not None else ())}
        if self.stack.currentWidget() not in keep or (self.view == BOARD and self.board is None):
            self.show_view(self.view) if self.isVisible() and self._lost_focus() else self._place()
        elif self.stack.currentWidget() is self.minutes and run is not None:
            self.handing.show_minutes()
        self._follow_head()
        self._show_screen()

    def may_work(self) -> bool:
        """Say whether the user may do anything here: by a standing duty, or by one of this meeting."""
        desk, run = self.room.desk, self.state.run
        holders = {row.user_no for row in run.page.duties} if run is not None else set()
        return desk.may("deliberation.prepare") or desk.actor.number in holders

    def _leave_count(self) -> None:
        self.count.leave()
        self._follow_head()

    def _key_again(self) -> None:
        self.count.key_sheet_again()
        self._follow_head()

    def _print(self) -> None:
        if self.stack.currentWidget() is self.minutes:
            self.handing.print_minutes()
        elif self.view == BOARD and self.board is not None:
            self.board.print_list()
        elif self.stack.currentWidget() is self.count and self.count.session is not None:
            self.handing.differences()
        elif self.state.run is not None and self.stack.currentWidget() is self.meeting:
            self.handing.attendance()

    def _press_book(self) -> None:
        if self.stack.currentWidget() is self.count:
            self.count.press_book()

    def _toggle(self, member: MemberRow) -> None:
        run = self.state.run
        if run is not None and run.page.row.state in {"called", "open"}:
            self.acting.admit(run, (member.number,), came=not member.present)

    def _ask_passage(self) -> None:
        run, member = self.state.run, self.meeting.attendance.current()
        if run is not None:
            number = None if member is None else member.number
            self.show_form(askings.passage(run, number, self.room.desk.clock.now()))

    def _show_screen(self) -> None:
        if self.screen_window is not None:
            run = self.state.run
            unit = f"{run.page.row.year} 年度等级评定{SITTINGS.get(run.page.row.sitting, '')}" if run else "评议会"
            self.screen_window.show_state(self.state, unit, self.results)

    def _leaving(self) -> None:
        self.count.lock()
        if self.screen_window is not None:
            self.screen_window.close()
