"""What the meeting gives out on paper, and its minutes: drafted, changed by hand, finished, printed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.queries.deliberation_minutes import MeetingMinutes, MinutesPage
from cmdesk.ui.dialogs import listing
from cmdesk.ui.forms.drafts import DraftKeeper
from cmdesk.ui.pages.deliberation import askings, printing
from cmdesk.ui.pages.deliberation.acting import FINISHED
from cmdesk.ui.pages.deliberation.head import MEETING
from cmdesk.ui.pages.deliberation.host import Host
from cmdesk.ui.pages.deliberation.presenter import MeetingState


class Order(Protocol):
    """Carries an order out for a duty; `sure` names what nothing takes back."""

    def __call__(
        self,
        duty: str,
        why: str,
        make: Callable[[askings.Proof], Any],
        done: Callable[[Any], Any],
        *,
        sure: str = "",
    ) -> None:
        """Take the duty, why, how the order is made, and what hears of it."""


class Handing:
    """Prints lists, composes the report of the count (D18), and keeps the minutes."""

    def __init__(self, page: Host, state: MeetingState, order: Order) -> None:
        self._page, self._state, self._order = page, state, order
        self._keeper: DraftKeeper | None = None

    def offers(self) -> QMenu:
        """Give the menu of what the meeting has on paper."""
        menu = QMenu(self._page)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("签到表…").triggered.connect(self.attendance)
        menu.addAction("会议记录…").triggered.connect(self.print_minutes)
        for item in self._page.results:
            report = menu.addAction(f"计票结果报告单 D18：{item.title}")
            report.setEnabled(item.released and self._page.room.desk.may("reports.render"))
            report.triggered.connect(partial(self.report, item.item))
        return menu

    def attendance(self) -> None:
        """Offer the attendance sheet on paper."""
        if self._state.run is not None:
            listing.ask(self._page, printing.attendance(self._state.run), self._page.room.say, self._at())

    def differences(self) -> None:
        """Offer the list of ballots that are taken out again."""
        session = self._page.count.session
        if session is not None:
            sheet = printing.differences(session, self._state.number)
            listing.ask(self._page, sheet, self._page.room.say, self._page.head.slip)

    def report(self, item: int, checked: bool = False) -> None:
        """Compose the report of one counted item, and go where it is signed."""
        run = self._state.run
        if run is None:
            return
        from cmdesk.usecases.reports.compose import Compose

        row = run.page.row
        order = Compose(form="D18", period=Period(PeriodKind.YEAR, row.year), subject=f"{row.sitting:02}{item:02}")
        self._page.order(order, self._composed, "生成计票结果报告单")

    def print_minutes(self) -> None:
        """Offer the minutes on paper as they stand."""
        if self._state.run is not None:
            self._page.ask(MeetingMinutes(meeting=self._state.number), self._minutes_to_paper, "读取会议记录")

    def show_minutes(self) -> None:
        """Show the minutes as they stand."""
        if self._state.run is not None:
            self._page.ask(MeetingMinutes(meeting=self._state.number), self._show_minutes, "读取会议记录")

    def touched(self) -> None:
        """Keep what is typed into the minutes as a draft."""
        if self._keeper is not None:
            self._keeper.touched()

    def finish(self, text: str) -> None:
        """Let the secretary finish the minutes."""
        number = self._state.number

        def make(who: askings.Proof) -> Any:
            from cmdesk.usecases.deliberation.minute import Minute

            return Minute(meeting=number, text=text, **who)

        self._order("secretary", "定稿会议记录。定稿以后不能再改，不能撤销。", make, self._finished, sure=FINISHED)

    def _finished(self, done: Any) -> None:
        if self._keeper is not None:
            self._keeper.drop()
        self._page.room.say("会议记录已定稿")
        self._page.show_view(MEETING)
        self._page.told(done)

    def _composed(self, done: Any) -> None:
        room = self._page.room
        room.say(f"计票结果报告单 {'、'.join(done.ids)}")
        if room.has_page("reports"):
            room.go("reports", None)

    def _minutes_to_paper(self, found: MinutesPage) -> None:
        run = self._state.run
        if run is not None:
            sheet = printing.minutes(run, [line.text for line in found.lines])
            listing.ask(self._page, sheet, self._page.room.say, self._at())

    def _show_minutes(self, found: MinutesPage) -> None:
        page, run = self._page, self._state.run
        if run is None:
            return
        fresh = page.stack.currentWidget() is not page.minutes
        page.minutes.show_minutes(found, closed=run.page.row.state == "closed", may_work=page.may_work())
        page.show_widget(page.minutes)
        if fresh:
            self._keeper = DraftKeeper(page.room, f"deliberation:minutes/{found.meeting}", read=page.minutes.draft)
            self._keeper.found(lambda draft, *_: page.minutes.take_draft(draft))
            page.focus_first()

    def _at(self) -> QWidget:
        page = self._page
        places = (page.minutes.print, page.head.papers, page.head)
        return next(place for place in places if place.isVisible() or place is page.head)
