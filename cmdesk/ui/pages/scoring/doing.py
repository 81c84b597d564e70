"""What 计分 does: compare, close, open again, and put a derivation on paper."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget

from cmdesk.kernel.errors import Problem
from cmdesk.kernel.periods import Period
from cmdesk.queries.scoring_board import ScoreRow
from cmdesk.queries.scoring_comparison import Comparison, compared
from cmdesk.queries.scoring_derivation import Derivation
from cmdesk.ui import words
from cmdesk.ui.dialogs import paths
from cmdesk.ui.forms.second import ask_second
from cmdesk.ui.forms.sure import ask_sure
from cmdesk.ui.pages.scoring.closing import CheckRow, ClosingCard
from cmdesk.ui.pages.scoring.people import PeopleCard
from cmdesk.ui.pages.scoring.presenter import ScoringState, long_period, short_period
from cmdesk.ui.room import Page


def _place(row: CheckRow, period: Period | None) -> Period | str | None:
    """Give what the page of a row is opened with: the period itself, or as text with the part that is meant."""
    return f"{period}/{row.part}" if row.part and period is not None else period


class ScoringActs(Page):
    """The orders of the page; the page itself builds the widgets that are named here."""

    state: ScoringState
    people: PeopleCard
    closing: ClosingCard
    views: QStackedWidget
    _shown: Derivation | None

    def _follow_acts(self) -> None:
        """Follow what can be done now; the page answers."""

    def _comparison(
        self, found: Derivation, previous: Derivation | None, row: ScoreRow
    ) -> tuple[str, str, Comparison | None]:
        now = self.room.desk.clock.now()
        before = self.state.take_derivation(found)
        if before is not None:
            return "与上次相比", words.moment(before.at, now), compared(before, found)
        if row.before is not None:
            return "与上次关账相比", "重新开账以前的得分", compared(replace(found, score=row.before), found)
        if previous is not None and previous.score is not None:
            return f"与{short_period(previous.period)}相比", long_period(previous.period), compared(previous, found)
        return "与上次相比", "", None

    def _put_right(self, row: CheckRow) -> None:
        if row.page and self.room.has_page(row.page):
            period = self.state.period
            self.room.go(row.page, row.staff_no or _place(row, period))
        elif row.staff_no:
            self.people.show_all()
            self.people.show_rows(row.staff_no)
            self._swap()
        else:
            self.room.say(f"您不能打开那一页：{row.sentence}" if row.page else row.sentence)

    def _swap(self) -> None:
        inside = self.views.currentIndex() == 1
        self.views.setCurrentIndex(0 if inside else 1)
        self._follow_acts()
        if inside:
            self.people.table.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.closing.reason.isVisible():
            self.closing.reason.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.closing.table.isVisible():
            self.closing.table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.closing.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _act(self) -> None:
        if self.views.currentIndex() == 1:
            self.closing.press()
        else:
            self._swap()

    def show_problems(self, problems: tuple[Problem, ...]) -> bool:
        """Show problems in the card of the close."""
        return self.closing.show_problems(problems)

    def _close(self) -> None:
        period = self.state.period
        if period is None:
            return
        from cmdesk.usecases.scoring.close import Close

        why = f"关{long_period(period)}的账：得分从此固定，不能撤销；要改须写明原因、由第二人确认重新开账。"
        ask_sure(
            self,
            f"{long_period(period)}关账",
            why,
            "确定关账",
            partial(self.order, Close(period=period), self._closed, "关账"),
        )

    def _closed(self, done: Any) -> None:
        said = f"，提醒 {len(done.warnings)} 条" if done.warnings else ""
        period = "" if self.state.period is None else long_period(self.state.period)
        self.room.say(f"{period}已关账，{done.answer['scored']} 人有得分{said}")
        self.views.setCurrentIndex(0)
        self._follow_acts()
        self.refresh()
        self.focus_first()

    def _reopen(self, reason: str) -> None:
        period = self.state.period
        if period is None:
            return
        from cmdesk.usecases.scoring.reopen import Reopen

        order = Reopen(period=period, reason=reason)
        why = f"重新开{long_period(period)}的账。原因：{reason}。已生成的报告作废。"
        ask_second(
            self,
            "scoring.reopen",
            why,
            lambda actor: self.order(order, self._reopened, "重新开账", second=actor),
        )

    def _reopened(self, done: Any) -> None:
        void = len(done.answer["voided"])
        self.room.say("已重新开账" + (f"，{void} 份报告作废" if void else ""))
        self.closing.reason.clear()
        self.views.setCurrentIndex(0)
        self._follow_acts()
        self.refresh()

    def _print(self) -> None:
        if self._shown is None:
            return
        found = self._shown
        name = f"{found.person.name}-{long_period(found.period).replace(' ', '')}-得分推导.pdf"
        target = paths.ask_save(self, "打印推导", "PDF (*.pdf)", Path.home() / name)
        if target is not None:
            self.write_appendix(target)

    def write_appendix(self, target: Path) -> None:
        """Write the shown derivation as a PDF."""
        from cmdesk.ui.pages.scoring.printing import appendix, write_pdf

        found = self._shown
        if found is None:
            return
        html = appendix(found, words.moment(self.room.desk.clock.now(), self.room.desk.clock.now()))
        try:
            write_pdf(self.room.look, html, target, f"{found.person.name} 得分推导")
        except OSError as error:
            self.banner.say(f"写不了 {target.name}：{error.strerror or error}", state="bad")
            return
        self.room.say(f"已写出 {target.name}")
