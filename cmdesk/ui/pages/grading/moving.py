"""Moving somebody on the board: the trial first, then the order; the reason at once or afterwards."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import Qt

from cmdesk.kernel.errors import Rejected
from cmdesk.queries.grading_trial import MoveTrial, Reach, TrialOf
from cmdesk.rules.ladder import Rung
from cmdesk.runtime.sentences import message
from cmdesk.ui import words
from cmdesk.ui.pages.grading.host import BoardHost
from cmdesk.ui.pages.grading.presenter import FINAL, PROPOSED, Conflict, Pending

if TYPE_CHECKING:
    from cmdesk.runtime.context import Done
    from cmdesk.runtime.registry import Command


class Moving:
    """Carries moves out for the view."""

    def __init__(self, view: BoardHost) -> None:
        self._view = view
        self._busy = False

    def step(self, by: int, level: bool) -> None:
        """Move who is chosen one rung or one level."""
        state = self._view.state
        wanted = state.step(state.chosen, by, level=level)
        if wanted is None:
            self._view.page.room.say("已经到头")
        else:
            self.to(wanted)

    def grabbed(self, staff_no: str) -> None:
        """Ask where somebody who is being dragged can be dropped."""
        view, state = self._view, self._view.state
        if state.life is None or state.moment not in {PROPOSED, FINAL}:
            return
        order, desk = Reach(year=view.year, staff_no=staff_no, moment=cast(Any, state.moment)), view.page.room.desk
        view.page.room.tasks.read(
            lambda progress: desk.ask(order), done=view.board.show_reach, failed=self._no_reach, label=""
        )

    def _no_reach(self, error: BaseException) -> None:
        if not isinstance(error, Rejected):
            self._view.page.fail(error)

    def to(self, rung: Rung) -> None:
        """Try to put who is chosen on a rung."""
        view, state = self._view, self._view.state
        person = state.person(state.chosen)
        if person is None or self._busy:
            return
        if not state.movable:
            view.page.room.say(state.why_still() or "这一步不能移动")
            return
        if state.rung(person) is rung:
            self.drop()
            return
        desk = view.page.room.desk
        order = TrialOf(year=view.year, staff_no=person.staff_no, rung=rung, moment=cast(Any, state.moment))
        self._busy = True
        view.page.room.tasks.read(lambda progress: desk.ask(order), done=self._tried, failed=self._failed, label="试移")

    def _tried(self, trial: MoveTrial) -> None:
        self._busy = False
        view, state = self._view, self._view.state
        state.conflict = None
        if not trial.allowed:
            state.trial = trial
            view.show_state()
            return
        state.trial = None
        person = state.person(trial.staff_no)
        if person is None:
            return
        rung = Rung(trial.to_rung)
        if trial.moment == PROPOSED:
            if rung == person.suggested:
                self._order(self._propose(trial.staff_no, rung, ""), f"拟提{trial.name}")
                return
            state.pending = Pending(trial.staff_no, trial.name, rung)
            view.show_state()
            view.panel.ask_reason(view.panel.case, state.pending)
            view.open_person()
            return
        told = f"已把{trial.name}放到{words.rung(rung)}：按 Enter 写原因"
        self._order(self._adjust(trial.staff_no, rung, "", Rung(trial.from_rung)), f"移动{trial.name}", told)

    def _propose(self, staff_no: str, rung: Rung, reason: str) -> Command:
        from cmdesk.usecases.grading.propose import Propose

        return Propose(year=self._view.year, staff_no=staff_no, rung=rung, reason=reason)

    def _adjust(self, staff_no: str, rung: Rung, reason: str, seen: Rung) -> Command:
        from cmdesk.usecases.grading.adjust import Adjust

        return Adjust(year=self._view.year, staff_no=staff_no, rung=rung, reason=reason, seen=seen)

    def keep_reason(self, text: str) -> None:
        """Take the reason: of a proposal that waits for it, or of a move that was made."""
        view, state = self._view, self._view.state
        if not text:
            view.panel.say_wrong("还没写原因")
            return
        pending, person = state.pending, state.person(state.chosen)
        if pending is not None:
            self._order(self._propose(pending.staff_no, pending.rung, text), f"拟提{pending.name}")
        elif person is not None and person.final is not None:
            rung = Rung(person.final)
            self._order(self._adjust(person.staff_no, rung, text, rung), f"{person.name}的原因", "原因已记下")
        view.board.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave_reason(self) -> None:
        """Leave the line: a proposal that waited goes back, a move that was made stays."""
        self.forget_pending()
        self._view.board.setFocus(Qt.FocusReason.OtherFocusReason)

    def forget_pending(self) -> None:
        """Put a proposal that waits for its reason back where it was."""
        if self._view.state.pending is not None:
            self._view.state.pending = None
            self._view.panel.ask_reason(None, None)
            self._view.show_state()

    def drop(self) -> None:
        """Drop the trial; nothing has changed."""
        state = self._view.state
        if state.trial is None and state.conflict is None and state.pending is None:
            return
        self.forget()
        self._view.show_state()
        self._view.panel.ask_reason(self._view.panel.case if state.moment == FINAL else None, None)

    def forget(self) -> None:
        """Forget trial, conflict and waiting proposal without showing it."""
        state = self._view.state
        state.trial = state.conflict = state.pending = None

    def next_waiting(self) -> None:
        """Choose the next person whose move has no reason yet, and go to the line."""
        view = self._view
        if view.state.moment != FINAL:
            view.show_moment(FINAL)
        cells = view.state.cells()
        numbers = [cell.staff_no for cell in cells if cell.waiting]
        if not numbers:
            view.page.room.say("移动过的人都写了原因")
            return
        place = numbers.index(view.state.chosen) + 1 if view.state.chosen in numbers else 0
        view.board.pick_person(numbers[place % len(numbers)])
        view.page.room.say("这个人移动过，还没写原因：按 Enter 写")
        view.board.setFocus(Qt.FocusReason.OtherFocusReason)

    def _order(self, command: Command, label: str, told: str = "") -> None:
        view, desk = self._view, self._view.page.room.desk
        self._busy = True
        view.page.room.tasks.write(
            lambda progress: desk.run(command, progress=progress),
            done=partial(self._done, told),
            failed=self._failed,
            label=label,
        )

    def _done(self, told: str, done: Done) -> None:
        self._busy = False
        self.forget()
        if told:
            self._view.page.room.say(told)
        self._view.told(done)

    def _failed(self, error: BaseException) -> None:
        self._busy = False
        view, state = self._view, self._view.state
        if isinstance(error, Rejected):
            found = next((p for p in error.problems if p.code == "moved_meanwhile"), None)
            if found is not None:
                said = {key: str(found.params[key]) for key in ("name", "theirs", "ours")}
                state.trial = state.pending = None
                state.conflict = Conflict(**said)
                view.refresh()
                return
            reasons = [p for p in error.problems if (p.where.field or "") == "reason"]
            if reasons and view.panel.reason.isVisible():
                view.panel.say_wrong(message(reasons[0]))
                view.panel.reason.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        self.forget()
        view.show_state()
        view.page.fail(error)
