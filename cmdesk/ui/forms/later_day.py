"""Asking for a later day of a sample county, in a card over the page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import Qt

from cmdesk.runtime.sentences import message
from cmdesk.ui import words
from cmdesk.ui.forms.lines import DateField
from cmdesk.ui.forms.specs import DateSpec
from cmdesk.ui.forms.veil import VeiledCard
from cmdesk.ui.room import Page

_WHY = "演示县不用电脑的日期。换到哪天，哪天就是“今天”：到期、逾期、记录和报表都照它。只能往后走，换了不能退回。"


class LaterDayAsked(VeiledCard):
    """One day, later than the present one; `done` is given it."""

    def __init__(self, page: Page, present: date, first: date, done: Callable[[date], Any]) -> None:
        super().__init__(page, "换演示日期", "calendar-days", "不换", None)
        self._done = done
        self.day = DateField(
            page.room.look, DateSpec("day", "演示日期", near=present, earliest=present + timedelta(days=1))
        )
        self.day.put(first)
        self.day.touched.connect(self._follow)
        self.keep.clicked.connect(self.go_on)
        self.lay(f"现在是 {words.day(present, today=date.min)}。{_WHY}", (self.day,))
        self._follow()
        self.day.setFocus(Qt.FocusReason.OtherFocusReason)
        self.day.selectAll()

    def go_on(self) -> None:
        """Go on to the day that stands there."""
        day = self.day.value()
        if day is None or self.day.problem() is not None:
            return
        if self.end():
            self._done(day)

    def _follow(self) -> None:
        day, problem = self.day.value(), self.day.problem()
        fit = day is not None and problem is None
        self.say_wrong(message(problem) if problem is not None else "")
        self.keep.setEnabled(fit)
        self.keep.say(
            f"换到 {words.day(day, today=date.min)}" if day is not None and fit else "选一个以后的日子",
            icon="calendar-days",
            key="Enter" if fit else "",
        )
