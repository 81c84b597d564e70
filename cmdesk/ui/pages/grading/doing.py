"""The acts of the year's decision: an order at once, a form in the right column, or another page."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from cmdesk.kernel.errors import Rejected
from cmdesk.ui.forms.form import Form
from cmdesk.ui.forms.second import ask_second
from cmdesk.ui.pages.grading import askings
from cmdesk.ui.pages.grading.askings import Asking
from cmdesk.ui.pages.grading.host import BoardHost

if TYPE_CHECKING:
    from cmdesk.runtime.context import Actor, Done
    from cmdesk.runtime.registry import Command

_AWAY = {"seats": ("incoming", "seats"), "city": ("incoming", "decision")}


class Doing:
    """Carries the acts out for the view."""

    def __init__(self, view: BoardHost) -> None:
        self._view = view

    def act(self, code: str) -> None:
        """Do what a button names."""
        view = self._view
        if view.state.life is None:
            return
        room = view.page.room
        if code in _AWAY:
            room.go(*_AWAY[code])
        elif code == "send":
            room.go("exchange", view.year)
        elif code == "meeting":
            show = getattr(view.page, "show_view", None)
            if show is not None:
                show("meeting")
        elif code == "prepare":
            self._prepare()
        elif code == "allocate":
            self._allocate()
        elif code == "answer":
            self.answer(view.state.life.open_objections[0][0])
        else:
            self._ask(code)

    def _ask(self, code: str) -> None:
        view, year, today = self._view, self._view.year, self._view.state.today
        if code == "decide":
            self.show(askings.decide(year, today, view.state.cautions()))
        elif code == "notice":
            self.show(askings.notice(year, today))
        elif code == "objection":
            page = view.state.page
            people = [(p.staff_no, p.name, p.search_keys) for p in page.people] if page is not None else []
            self.show(askings.objection(year, today, people, view.state.chosen))

    def answer(self, number: str) -> None:
        """Ask for the answer to an objection."""
        row = next((row for row in self._view.objections if row.number == number), None)
        if row is not None:
            self.show(askings.answer(row, self._view.state.today))

    def ask_special(self) -> None:
        """Ask for a special decision on the trial that is open."""
        trial = self._view.state.trial
        if trial is not None:
            self.show(askings.special(trial, self._view.year))

    def show(self, asking: Asking) -> None:
        """Open a form in the right column."""
        view = self._view
        form = Form(
            view.page.room.look,
            asking.specs,
            title=asking.title,
            note=asking.note,
            keep=asking.keep,
            drop="返回",
            keep_icon=asking.icon,
            above=True,
        )
        form.kept.connect(partial(self._kept, asking))
        form.dropped.connect(self._dropped)
        view.show_form(form)

    def _dropped(self) -> None:
        self._view.close_form()
        self._view.board.setFocus(Qt.FocusReason.OtherFocusReason)

    def _kept(self, asking: Asking, values: Mapping[str, Any]) -> None:
        command = asking.make(values)
        if asking.second:
            ask_second(self._view.page, asking.second, asking.why, partial(self._order, command, asking.title))
        else:
            self._order(command, asking.title)

    def _order(self, command: Command, label: str, second: Actor | None = None) -> None:
        view, desk = self._view, self._view.page.room.desk
        task = view.page.room.tasks.write(
            lambda progress: desk.run(command, second=second, progress=progress),
            done=partial(self._done, label),
            failed=self._failed,
            label=label,
        )
        view.page.follow(task)

    def _done(self, label: str, done: Done) -> None:
        view = self._view
        view.close_form()
        view.forget_moves()
        view.page.room.say(f"{label}：已记下")
        view.told(done)
        view.board.setFocus(Qt.FocusReason.OtherFocusReason)

    def _failed(self, error: BaseException) -> None:
        view = self._view
        if isinstance(error, Rejected) and view.form is not None and view.form.show_problems(error.problems):
            return
        if isinstance(error, Rejected) and any(p.code == "lot_witness_needed" for p in error.problems):
            self.show(askings.lot(view.year))
            return
        view.page.fail(error)

    def _prepare(self) -> None:
        from cmdesk.usecases.grading.prepare import Prepare

        self._order(Prepare(year=self._view.year), "生成建议")

    def _allocate(self) -> None:
        from cmdesk.usecases.grading.allocate import Allocate

        self._order(Allocate(year=self._view.year), "按票和名额定级")
