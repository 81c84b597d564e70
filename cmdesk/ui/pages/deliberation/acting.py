"""What pressing an act of the run sheet does: an order at once, a form, or another view."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from cmdesk.kernel.clock import today
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.kernel.progress import Progress
from cmdesk.queries.deliberation_calling import CallingPage, WhomToCall
from cmdesk.queries.deliberation_run import MeetingRun
from cmdesk.ui.forms.sure import ask_sure
from cmdesk.ui.pages.deliberation import appointing, askings
from cmdesk.ui.pages.deliberation.askings import Asking, Make
from cmdesk.ui.pages.deliberation.head import MEETING
from cmdesk.ui.pages.deliberation.host import Host
from cmdesk.ui.pages.deliberation.presenter import MeetingState, PaperLine, caution, next_item
from cmdesk.ui.pages.deliberation.proof import HolderAsked, ask_holder

if TYPE_CHECKING:
    from cmdesk.runtime.context import Done
    from cmdesk.runtime.registry import Command

FINISHED = "定稿"
_PERMISSIONS = {"prepare": "deliberation.prepare", "secretary": "deliberation.minute"}


class Acting:
    """Carries acts out for the page. The page is told to show forms; every refusal comes back to it."""

    def __init__(self, page: Host, state: MeetingState) -> None:
        self._page, self._state = page, state

    def act(self, code: str) -> None:
        """Do what a button names."""
        run = self._state.run
        if run is None:
            return
        line = self._state.now_line()
        if code in {"more", "less", "all_back"} and line is not None:
            self._collect(code, line)
        elif code in _FORMS:
            self._page.show_form(_FORMS[code](run))
        elif code in _PAPER_FORMS and line is not None:
            self._page.show_form(_PAPER_FORMS[code](run, line, self._state.collected(line)))
        elif code in self._simple():
            self._simple()[code](run)

    def keep(self, asking: Asking, values: dict[str, Any]) -> None:
        """Give the order of a form."""

        def kept(done: Done) -> None:
            self._page.form_kept(done)
            if asking.said is not None:
                self._page.room.say(asking.said(values))

        self.order(asking.duty, asking.why, partial(asking.make, values), kept)

    def order(
        self,
        duty: str,
        why: str,
        make: Callable[[askings.Proof], Command],
        done: Callable[[Done], Any],
        *,
        sure: str = "",
    ) -> None:
        """Let who has the duty carry an order out; `prepare` and the standing recorder need no further proof.

        `sure` names what nothing takes back: whoever needs no proof, as he sits at the desk, is asked first.
        """
        page, run = self._page, self._state.run
        if sure and self._needs_no_proof(duty):
            enter = sure == FINISHED
            ask_sure(page, sure, why, sure, partial(self.order, duty, why, make, done), by_enter=enter)
            return
        desk = page.room.desk
        permission = _PERMISSIONS.get(duty)
        if permission is not None and desk.may(permission):
            page.order(make(askings.proof()), done, why)
            return
        holders = [row for row in run.page.duties if row.duty == duty] if run is not None else []
        if not holders:
            page.banner.say("您没有这项权限：请录入员登录，或由担任该职责的人本人操作。", state="warn", button="")
            return

        def work(name: str, file: Path | None, progress: Progress) -> Any:
            return desk.run(make(askings.proof(name, file)), progress=progress)

        ask_holder(page, holders, why, work, lambda result, name, pin: done(result), failed=page.fail, label=why)

    def _needs_no_proof(self, duty: str) -> bool:
        desk, run = self._page.room.desk, self._state.run
        permission = _PERMISSIONS.get(duty)
        if permission is not None and desk.may(permission):
            return True
        return run is not None and any(d.duty == duty and d.user_no == desk.actor.number for d in run.page.duties)

    def admit(self, run: MeetingRun, numbers: tuple[int, ...], *, came: bool) -> None:
        """Let members in or out now; without numbers all who are outside come."""

        def make(who: askings.Proof) -> Command:
            from cmdesk.usecases.deliberation.admit import Admit

            return Admit(meeting=run.page.row.number, numbers=numbers, came=came, **who)

        self.order("secretary", "登记进出", make, self._page.told)

    def ask_pin(self, run: MeetingRun) -> None:
        """Let a duty holder set his PIN."""
        holders = {row.name: row for row in run.page.duties if row.duty != "vote_caller"}
        unset = [row for row in holders.values() if not row.has_pin]
        if not unset:
            self._page.room.say("会议口令都已设好")
            return
        page = self._page
        why = "会议口令只用于这次会议：主持人、记录人、计票人、监票人凭它证明是本人。"
        HolderAsked(page, unset, why, None, lambda *_: page.told(None), page.fail)

    def call(self, year: int, sitting: int) -> None:
        """Open the form that calls a sitting."""
        query = WhomToCall(year=Period(PeriodKind.YEAR, year), sitting=sitting)
        self._page.ask(query, self._show_calling, "读取名册")

    def call_from_nothing(self) -> None:
        """Open the form of the first sitting: it is held in the first weeks of the year that follows."""
        day = today(self._page.room.desk.clock)
        self.call(day.year - 1 if day.month <= 3 else day.year, 1)

    def call_ordered(self, order: Command) -> None:
        """Call the meeting."""
        self._page.order(order, self._called, "召集会议")

    def appoint(self, run: MeetingRun) -> None:
        """Open the form of the duties."""
        query = WhomToCall(year=Period(PeriodKind.YEAR, run.page.row.year), sitting=run.page.row.sitting)
        self._page.ask(query, lambda calling: self._page.show_form(appointing.appoint(run, calling)), "读取名册")

    def _show_calling(self, calling: CallingPage) -> None:
        page = self._page
        page.calling.show_page(calling, today(page.room.desk.clock))
        page.show_widget(page.calling)
        if page.calling.form is not None:
            page.calling.form.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    def _called(self, done: Done) -> None:
        page = self._page
        page.wish(done.ids[0])
        page.room.say(f"已召集，应到 {done.answer['expected']} 人，查出回避 {done.answer['recusals']} 处")
        page.show_view(MEETING)
        page.told(done)

    def _collect(self, code: str, line: PaperLine) -> None:
        issued = line.account.issued or 0
        change = {"more": 1, "less": -1, "all_back": issued - self._state.collected(line)}[code]
        self._state.collect(line, change)
        self._page.collected()

    def _simple(self) -> dict[str, Callable[[MeetingRun], Any]]:
        return {
            "call": lambda run: self.call(run.page.row.year, run.page.row.sitting),
            "call_second": lambda run: self.call(run.page.row.year, 2),
            "appoint": self.appoint,
            "pin": self.ask_pin,
            "all_in": lambda run: self.admit(run, (), came=True),
            "open_ballot": self._open_ballot,
            "seal": self._seal,
            "vote_again": self._vote_again,
            "second_ballot": self._second_ballot,
            "close": self._close,
            "go_count": lambda run: self._page.show_view("count"),
            "minutes": lambda run: self._page.show_minutes(),
        }

    def _open_ballot(self, run: MeetingRun) -> None:
        item = next_item(run)
        if item is None:
            return

        def make(who: askings.Proof) -> Command:
            from cmdesk.usecases.deliberation.open_ballot import OpenBallot

            return OpenBallot(meeting=run.page.row.number, item=item.number, **who)

        told = caution(run)
        why = f"开始发票：{item.title}。从此不能撤销以前的步骤。{told}{'。' if told else ''}"
        self.order("chair", why, make, self._page.told, sure="开始发票")

    def _seal(self, run: MeetingRun) -> None:
        line = self._state.now_line()
        if line is None:
            return
        back = self._state.collected(line)
        make: Make = askings.seal(run, line, back)
        why = f"{line.label}封箱：发出 {line.account.issued} 张，收回 {back} 张。封箱以后不再改。"
        self.order("chair", why, partial(make, {}), self._page.told, sure="封箱")

    def _vote_again(self, run: MeetingRun) -> None:
        line = self._state.now_line()
        if line is None:
            return

        def make(who: askings.Proof) -> Command:
            from cmdesk.usecases.deliberation.vote_again import VoteAgain

            return VoteAgain(meeting=run.page.row.number, item=line.item, paper=line.account.paper, **who)

        why = f"{line.label}重新投票，另起一轮。从此不能撤销以前的步骤。"
        self.order("chair", why, make, self._page.told, sure="重新投票")

    def _second_ballot(self, run: MeetingRun) -> None:
        def make(who: askings.Proof) -> Command:
            from cmdesk.usecases.deliberation.second_ballot import SecondBallot

            return SecondBallot(meeting=run.page.row.number, **who)

        why = "在票数相等的人中第二次投票。从此不能撤销以前的步骤。"
        self.order("chair", why, make, self._page.told, sure="第二次投票")

    def _close(self, run: MeetingRun) -> None:
        def make(who: askings.Proof) -> Command:
            from cmdesk.usecases.deliberation.close_meeting import CloseMeeting

            return CloseMeeting(meeting=run.page.row.number, **who)

        self.order("chair", "宣布散会。散会以后不能再投票，不能撤销。", make, self._page.told, sure="宣布散会")


_FORMS: dict[str, Callable[[MeetingRun], Asking]] = {
    "open_meeting": askings.open_meeting,
    "recuse": askings.recuse,
    "close_early": askings.close_early,
    "keep": askings.keep,
    "destroy": askings.destroy,
}
_PAPER_FORMS: dict[str, Callable[[MeetingRun, PaperLine, int], Asking]] = {
    "hand_out": lambda run, line, back: askings.hand_out(run, line),
    "seal_short": askings.seal_short,
    "void": lambda run, line, back: askings.void(run, line),
}
