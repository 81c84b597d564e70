"""Which view of 等级评定 stands on the stack, what its head says, and where the focus goes."""

from __future__ import annotations

import importlib.util
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from cmdesk.kernel.clock import today
from cmdesk.queries.deliberation_run import MeetingRun
from cmdesk.ui.pages.deliberation.calling import CallView
from cmdesk.ui.pages.deliberation.count import CountView
from cmdesk.ui.pages.deliberation.head import BOARD, COUNT, MEETING, VIEWS, Head
from cmdesk.ui.pages.deliberation.host import Host
from cmdesk.ui.pages.deliberation.meeting import MeetingView
from cmdesk.ui.pages.deliberation.minutes import MinutesView
from cmdesk.ui.pages.deliberation.presenter import SITTINGS, MeetingState
from cmdesk.ui.widgets.buttons import Button

_BOARD_MODULE = "cmdesk.ui.pages.grading.view"


class Views(Host):
    """Changes between meeting, count and board, and between what lies over them; the page builds the widgets."""

    parts = VIEWS

    state: MeetingState
    view: str
    head: Head
    stack: QStackedWidget
    meeting: MeetingView
    calling: CallView
    minutes: MinutesView
    count: CountView
    board: Any
    call_first: Button
    _empty_page: QWidget

    def focus_first(self) -> None:
        """Put the focus where the next act is."""
        shown = self.stack.currentWidget()
        if shown is self.meeting:
            self.meeting.step.setFocus(Qt.FocusReason.OtherFocusReason)
        elif shown is self.count:
            self.count.focus_work()
        elif shown is self._empty_page:
            # Who may not call the meeting stands on what is said about it.
            empty = self.call_first if self.call_first.isVisible() else self._empty_page
            empty.setFocus(Qt.FocusReason.OtherFocusReason)
        elif shown is self.board:
            self.board.setFocus(Qt.FocusReason.OtherFocusReason)
        elif shown is self.minutes:
            self.minutes.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_view(self, view: str) -> None:
        """Change to another view."""
        if view == BOARD and not self._board():
            self.room.say("定级板还没有")
            return
        self.view = view
        if view == BOARD:
            self.stack.setCurrentWidget(self.board)
            self.board.refresh()
        elif self.state.run is None:
            self.stack.setCurrentWidget(self._empty_page)
        else:
            self.stack.setCurrentWidget(self.count if view == COUNT else self.meeting)
        self._follow_head()
        self.focus_first()

    def part(self) -> str:
        """Give the view that is shown."""
        return self.view

    def show_part(self, code: str) -> None:
        """Show another view: its word in the rail was pressed."""
        self.show_view(code)

    def show_widget(self, widget: QWidget) -> None:
        """Show one widget of the page."""
        self.stack.setCurrentWidget(widget)
        self._follow_head()

    def _follow_head(self) -> None:
        run, view, session = self.state.run, self.view, self.count.session
        in_meeting = view == MEETING and run is not None and self.stack.currentWidget() is not self.calling
        self.head.show_buttons(
            view,
            in_meeting=in_meeting,
            may_leave=session is not None or self.count.can_leave(),
            apart=session is not None and bool(session.unsettled()) and not session.locked,
            may_key_again=session is not None and session.again_sheet is None,
        )
        self.turned.emit()
        title = dict(VIEWS)[view]
        if view == BOARD:
            self.head.tell(title, self.board.heading() if self.board is not None else ())
        elif run is None:
            self.head.tell(title, (f"{today(self.room.desk.clock).year} 年",))
        else:
            self.head.tell(title, self.count.heading() if view == COUNT else self._parts(run))

    def _place(self) -> None:
        if self.view == BOARD and self._board():
            self.show_view(BOARD)
            return
        shown = self._empty_page if self.state.run is None else self.count if self.view == COUNT else self.meeting
        if self.stack.currentWidget() is not shown:
            self.stack.setCurrentWidget(shown)
            self.focus_first()

    def _lost_focus(self) -> bool:
        """Say whether nothing of the page has the focus, as after a button that is gone."""
        focus = self.window().focusWidget()
        return focus is None or focus is self

    def _parts(self, run: MeetingRun) -> tuple[str, ...]:
        row = run.page.row
        chair = next((duty.name for duty in run.page.duties if duty.duty == "chair"), "")
        day = f"{row.held_on.year}年{row.held_on.month}月{row.held_on.day}日"
        parts = [f"{row.year} 年度 {SITTINGS.get(row.sitting, '')}", day, row.place, f"主持人 {chair}" if chair else ""]
        return tuple(part for part in parts if part)

    def _board(self) -> bool:
        if self.board is None and importlib.util.find_spec(_BOARD_MODULE) is not None:
            self.board = importlib.import_module(_BOARD_MODULE).BoardView(self)
            self.board.changed.connect(self._follow_head)
            self.stack.addWidget(self.board)
        return self.board is not None

    def _next_pane(self) -> None:
        if self.stack.currentWidget() is self.meeting:
            self.meeting.next_pane()
        elif self.board is not None and self.stack.currentWidget() is self.board and hasattr(self.board, "next_pane"):
            self.board.next_pane()
