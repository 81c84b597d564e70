"""Who keys proves himself before he sees a line, and two equal counts are booked together: the orders of the count."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cmdesk.kernel.progress import Progress
from cmdesk.queries.deliberation import DutyRow
from cmdesk.ui import words
from cmdesk.ui.pages.deliberation.countside import DUTY_WORDS
from cmdesk.ui.pages.deliberation.host import Host
from cmdesk.ui.pages.deliberation.presenter import MeetingState, PaperLine
from cmdesk.ui.pages.deliberation.proof import ask_holder
from cmdesk.ui.pages.deliberation.session import SCRUTINEER, TELLER, CountSession
from cmdesk.ui.secret_files import secret_files

if TYPE_CHECKING:
    from cmdesk.runtime.context import Done
    from cmdesk.usecases.deliberation.enter_count import EnterCount


class Booking:
    """Asks for proofs and gives the orders of a count. No ballot leaves the session; only totals go into the order."""

    def __init__(self, page: Host, state: MeetingState) -> None:
        self._page, self._state = page, state

    def start(self, line: PaperLine, duty: str) -> None:
        """Let a holder of a duty prove himself and begin; who keyed for the other duty is not offered."""
        sessions = self._page.count.sessions
        taken = set(sessions[line.key].names.values()) if line.key in sessions and duty == SCRUTINEER else set()
        holders = [row for row in self._holders(duty) if row.name not in taken]
        why = f"{line.label}由{DUTY_WORDS[duty]}录入：单张票只在内存里，别人看不到。"
        self._prove(holders, line, why, lambda name, pin: self._page.count.begin(line, duty, name, self._marks(line)))

    def unlock(self, session: CountSession) -> None:
        """Let who was keying go on."""
        duty = session.current_duty()
        line = self._line(session)
        holders = [row for row in self._holders(duty) if row.name == session.names.get(duty)]
        if line is not None:
            self._prove(holders, line, "接着录入：由本人证明。", lambda name, pin: self._page.count.unlocked())

    def book(self, session: CountSession) -> None:
        """Let both who keyed confirm, then book both counts in one step."""
        line = self._line(session)
        if line is None:
            return
        first = [row for row in self._holders(TELLER) if row.name == session.names[TELLER]]
        why = f"{session.name}入账，计票人确认：{session.returned} 张票两份一致。"
        self._prove(first, line, why, lambda name, pin: self._second(session, line, name, pin))

    def _second(self, session: CountSession, line: PaperLine, teller: str, teller_pin: str) -> None:
        page, meeting = self._page, self._state.number
        desk = page.room.desk
        holders = [row for row in self._holders(SCRUTINEER) if row.name == session.names[SCRUTINEER]]
        why = f"{session.name}入账，监票人确认。入账以后只留合计，不能撤销。"
        orders = {duty: count_order(session, meeting, duty) for duty in (TELLER, SCRUTINEER)}

        def work(name: str, file: Path | None, progress: Progress) -> list[Done]:
            with secret_files(teller_pin) as (teller_file,):
                both = [
                    replace(orders[TELLER], by=teller, pin_file=teller_file if teller_pin else None),
                    replace(orders[SCRUTINEER], by=name, pin_file=file),
                ]
                return desk.run_all(both, progress=progress)

        ask_holder(
            page,
            holders,
            why,
            work,
            lambda done, name, pin: self._booked(session, done),
            failed=page.fail,
            label="入账",
        )

    def _booked(self, session: CountSession, done: list[Any]) -> None:
        released = bool(done[-1].answer.get("released"))
        self._page.count.forget(session, released=released)
        waits = "还有别的票没有录完，结果一并公布" if not released else "本项各票都已一致，结果公布"
        self._page.room.say(f"{session.name}已入账，单张票已清除；{waits}")
        self._page.refresh()

    def _prove(self, holders: list[DutyRow], line: PaperLine, why: str, done: Callable[[str, str], Any]) -> None:
        """Prove a holder by a dry run of the order: it checks duty, PIN, own case and the state of the box."""
        page, meeting = self._page, self._state.number
        desk = page.room.desk
        if not holders:
            page.banner.say("这项职责没有可以录入的人：请先推定计票人、监票人各两名。", state="warn", button="")
            return

        def work(name: str, file: Path | None, progress: Progress) -> Any:
            from cmdesk.usecases.deliberation.enter_count import EnterCount

            order = EnterCount(
                meeting=meeting,
                item=line.item,
                paper=line.account.paper,
                people=(),
                anew=True,
                by=name,
                pin_file=file,
            )
            return desk.run(order, progress=progress, dry_run=True)

        ask_holder(page, holders, why, work, lambda result, name, pin: done(name, pin), failed=page.fail, label=why)

    def _holders(self, duty: str) -> list[DutyRow]:
        run = self._state.run
        return [] if run is None else [row for row in run.page.duties if row.duty == duty]

    def _line(self, session: CountSession) -> PaperLine | None:
        return next((line for line in self._state.lines() if line.key == session.key), None)

    def _marks(self, line: PaperLine) -> tuple[tuple[str, str], ...]:
        run = self._state.run
        assert run is not None
        marks = next(row.marks for item, row in run.counts if item == line.item and row.paper == line.account.paper)
        return tuple((code, words.rung(code, short=True) if "-" in code else word) for code, word in marks)


def count_order(session: CountSession, meeting: str, duty: str) -> EnterCount:
    """Give the order that books a keying: totals a person, and void sheets."""
    from cmdesk.usecases.deliberation.enter_count import EnterCount, Keyed

    totals = session.totals(duty)
    people = tuple(
        Keyed(staff_no=number, marks=dict(marks))
        for (number, _), marks in zip(session.people, totals.lines, strict=True)
    )
    return EnterCount(
        meeting=meeting, item=session.item, paper=session.paper, people=people, invalid=totals.invalid, anew=True
    )
