"""计票录入: choose a paper, key it apart, compare, recount what differs, book; afterwards only totals exist."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from cmdesk.queries.deliberation_results import ItemResult
from cmdesk.queries.deliberation_run import MeetingRun
from cmdesk.ui.pages.deliberation.countside import RULE, DifferencesCard, KeyersCard, PaperAccountCard
from cmdesk.ui.pages.deliberation.countsteps import strip_steps
from cmdesk.ui.pages.deliberation.keying import KeyingCard, KeyStrip
from cmdesk.ui.pages.deliberation.papers import PapersCard, WaitCard
from cmdesk.ui.pages.deliberation.presenter import MeetingState, PaperKey, PaperLine
from cmdesk.ui.pages.deliberation.recounting import RecountView
from cmdesk.ui.pages.deliberation.results import ResultsCard
from cmdesk.ui.pages.deliberation.session import TELLER, CountSession, Stage
from cmdesk.ui.pages.deliberation.strip import OverviewCard, StepStrip
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.labels import Card, Label

if TYPE_CHECKING:
    from datetime import datetime

_PAPERS, _WAIT, _KEYING, _RECOUNT, _RESULTS = range(5)
BESIDE_FROM = 1100
_KEYING_KEYS = (("退格", "改上一键"), ("↑ ↓", "回头看"), ("PgUp", "别的票"), ("Esc", "锁屏"))
_RECOUNT_KEYS = (("退格", "改上一键"), ("Enter", "下一处"))


class CountView(QWidget):
    """Emits `start` with (paper, duty) to be proved, `book` with a session, `report` with the item of a D18."""

    start = Signal(object, str)
    unlock = Signal(object)
    book = Signal(object)
    report = Signal(int)
    go_meeting = Signal()
    moved = Signal()
    """Something else is shown: the head of the page follows."""

    def __init__(
        self, look: Look, state: MeetingState, now: Callable[[], datetime], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look, self._state, self._now = look, state, now
        self.sessions: dict[PaperKey, CountSession] = {}
        self.session: CountSession | None = None
        self.may_work = False
        self._items: frozenset[int] = frozenset()
        self._showing_results: bool | None = None
        """None: where nothing waits to be keyed."""
        self.strip = StepStrip(look)
        self.papers = PapersCard(look)
        self.papers.chosen.connect(self._choose)
        self.papers.started.connect(self._press_start)
        self.papers.results.connect(self._show_results)
        self.papers.meeting.connect(self.go_meeting)
        self.wait = WaitCard(look)
        self.wait.pressed.connect(self._press_wait)
        self.keying = KeyingCard(look)
        self.keying.keyed.connect(self._keyed)
        self.keying.whole.connect(self._hand_over)
        self.keying.left.connect(self.lock)
        self.overview = OverviewCard(look)
        self.recounts = RecountView(look)
        self.recounts.changed.connect(self._recounted)
        self.recounts.left.connect(self.lock)
        self.keys = KeyStrip(look)
        self.results = ResultsCard(look)
        self.results.printed.connect(self.report)
        self.results.turned.connect(self.moved)
        self.differences = DifferencesCard(look)
        self.differences.booked.connect(self._press_book)
        self.account = PaperAccountCard(look)
        self.keyers = KeyersCard(look)
        self.rule = Card("true")
        self._build()

    def show_run(self, run: MeetingRun, results: tuple[ItemResult, ...]) -> None:
        """Show the papers and what is released; a count that is under way goes on."""
        alive = {line.key for line in self._state.lines() if line.standing and line.account.state == "sealed"}
        self.sessions = {key: session for key, session in self.sessions.items() if key in alive}
        if self.session is not None and self.session.key not in self.sessions:
            self.session = None
        self._items = frozenset(item.item for item in results if item.released)
        self.results.show_results(results)
        self._list_papers()
        self._follow()

    def begin(self, line: PaperLine, duty: str, name: str, marks: tuple[tuple[str, str], ...]) -> None:
        """Let somebody who has proved himself begin, with empty pages."""
        session = self.sessions.get(line.key)
        if session is None or duty == TELLER:
            session = CountSession(
                item=line.item,
                paper=line.account.paper,
                round=line.account.round,
                title=line.title,
                name=line.label,
                people=line.account.people,
                marks=marks,
                returned=line.account.returned or 0,
            )
            self.sessions[line.key] = session
        session.sit_down(duty, name, self._now())
        session.locked = False
        self.session = session
        self._follow()
        self.focus_work()

    def unlocked(self) -> None:
        """Go on after the screen was locked."""
        if self.session is not None:
            self.session.locked = False
            self._follow()
            self.focus_work()

    def lock(self) -> None:
        """Hide what is in work until its keyer proves himself again; the keys stay in memory."""
        if self.session is not None and self.session.stage is not Stage.BOOK:
            self.session.locked = True
            self._follow()
            self.wait.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Go back to the list of papers; a count under way is locked and stays."""
        if self.session is not None:
            self.session.locked = self.session.stage is not Stage.BOOK
            self.session = None
        self._showing_results = False
        self._list_papers()
        self._follow()
        self.papers.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def can_leave(self) -> bool:
        """Say whether results are shown from which one may go back to the papers."""
        return self._stack.currentIndex() == _RESULTS

    def forget(self, session: CountSession, *, released: bool) -> None:
        """Drop every ballot of a count that is booked; its item is shown where it is `released` by it."""
        self.sessions.pop(session.key, None)
        if self.session is session:
            self.session = None
        self._showing_results = True if released else None
        if released:
            self.results.prefer(session.item)
        self._follow()
        self.focus_work()

    def key_sheet_again(self) -> None:
        """Let both key the whole ballot of the open difference anew."""
        session = self.session
        found = session.open_recount() if session is not None else None
        if session is not None and found is not None and session.stage is Stage.RECOUNT and not session.locked:
            session.key_again(found.cell[0])
            self._follow()
            self.focus_work()

    def focus_work(self) -> None:
        """Put the focus where the keys go."""
        page = self._stack.currentIndex()
        target: QWidget = {
            _PAPERS: self.papers.table if self.papers.table.isVisible() else self.papers.button,
            _WAIT: self.wait.button,
            _KEYING: self.keying,
            _RECOUNT: self.recounts,
            _RESULTS: self.results.table,
        }[page]
        if page == _RECOUNT and self.session is not None and self.session.stage is Stage.BOOK:
            target = self.differences.button
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def line(self) -> PaperLine | None:
        """Give the paper whose account stands at the right."""
        key = self.session.key if self.session is not None else self.papers.current_key()
        return next((line for line in self._state.lines() if line.key == key), None)

    def heading(self) -> tuple[str, ...]:
        """Give the parts of the line below the title."""
        line, shown = self.line(), self.results.current()
        if self._stack.currentIndex() == _RESULTS and shown is not None:
            return shown.title, f"{len(shown.people)} 人", "结果已公布"
        if line is None:
            return ("封了箱的票，两个人分开录，一致才入账",)
        people, sheets = len(line.account.people), line.account.returned or 0
        return line.title, line.label, f"{people} 人 × {sheets} 张"

    def relayout(self) -> None:
        """Follow density and text size."""
        look = self._look
        gap = look.pick(16, 12, 10)
        for layout in (self._row, self._left, self._side_box, *self._inner):
            layout.setSpacing(gap)
        self._side.setFixedWidth(max(look.pick(300, 288), look.scaled(272)))
        self.rule.setVisible(look.pick(True, False) and self._beside())
        told = any(not card.isHidden() for card in (self.differences, self.account, self.keyers, self.rule))
        self._side.setVisible(told and (self._beside() or self._needs_side()))
        self._leave_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the width."""
        super().resizeEvent(event)
        self.relayout()

    def _leave_out(self) -> None:
        """Leave the overview out, whole, where the cards need the room: nothing is squeezed."""
        booking = self.session is not None and self.session.stage is Stage.BOOK
        self.recounts.setVisible(not booking)
        needed = self.recounts.sizeHint().height() + self.overview.sizeHint().height() + 16
        self.overview.setVisible(booking or self._stack.height() >= needed)

    def _beside(self) -> bool:
        return self.width() >= self._look.scaled(BESIDE_FROM) - 220

    def _needs_side(self) -> bool:
        return self.session is not None

    def _build(self) -> None:
        look = self._look
        self._stack = QStackedWidget()
        recount = QWidget()
        below = QVBoxLayout(recount)
        below.setContentsMargins(0, 0, 0, 0)
        below.addWidget(self.overview, 2)
        below.addWidget(self.recounts, 3)
        self._inner = [below]
        for widget in (self.papers, self.wait, self.keying, recount, self.results):
            self._stack.addWidget(widget)
        self._left = QVBoxLayout()
        self._left.addWidget(self.strip)
        self._left.addWidget(self._stack, 1)
        self._left.addWidget(self.keys)
        rule = QVBoxLayout(self.rule)
        rule.setContentsMargins(16, 12, 16, 12)
        rule.addWidget(Label(look, "评定规则", size=15, bold=True))
        rule.addWidget(Label(look, RULE, size=12, tone="second", wrap=True))
        inside = QWidget()
        self._side_box = QVBoxLayout(inside)
        self._side_box.setContentsMargins(0, 0, 0, 0)
        for card in (self.differences, self.account, self.keyers, self.rule):
            self._side_box.addWidget(card)
        self._side_box.addStretch(1)
        self._side = QScrollArea()
        self._side.setAccessibleName("这种票的账和录入的人")
        self._side.setFrameShape(QScrollArea.Shape.NoFrame)
        self._side.setWidgetResizable(True)
        self._side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._side.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._side.setWidget(inside)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addLayout(self._left, 1)
        self._row.addWidget(self._side)
        self.relayout()

    def _follow(self) -> None:
        session = self.session
        self._stack.setCurrentIndex(self._shown())
        self.strip.setVisible(session is not None)
        keying = session is not None and not session.locked and session.current() is not None
        booking = session is not None and session.stage is Stage.BOOK
        self.keys.setVisible(self._stack.currentIndex() in {_KEYING, _RECOUNT} and not booking)
        for card in (self.differences, self.keyers):
            card.setVisible(session is not None)
        line = self.line()
        self.account.setVisible(line is not None and self._stack.currentIndex() != _RESULTS)
        if line is not None:
            self.account.show_account(line, session)
        if session is not None:
            self._show_session(session, keying=keying)
        self.relayout()
        self.moved.emit()

    def _shown(self) -> int:
        session = self.session
        if session is None:
            return _RESULTS if self._items and self._wants_results() else _PAPERS
        if session.locked or (session.current() is None and session.stage in {Stage.TELLER, Stage.SCRUTINEER}):
            return _WAIT
        return _KEYING if session.current() is not None else _RECOUNT

    def _wants_results(self) -> bool:
        if self._showing_results is not None:
            return self._showing_results
        return not any(line.standing and line.account.state == "sealed" for line in self._state.lines())

    def _show_results(self, item: int) -> None:
        self._showing_results = True
        self.results.prefer(item)
        self._follow()
        self.focus_work()

    def _list_papers(self) -> None:
        lines = [line for line in self._state.lines() if line.standing]
        keys = frozenset(self.sessions)
        self.papers.show_lines(lines, may_work=self.may_work, open_keys=keys, released=self._items)

    def _show_session(self, session: CountSession, *, keying: bool) -> None:
        self.strip.show_steps(strip_steps(session))
        self.differences.show_session(session)
        self.keyers.show_session(session)
        duty = session.current_duty()
        if self._stack.currentIndex() == _WAIT:
            self.wait.show_wait(session, duty)
        elif keying:
            self.keying.show_session(session)
            self.keys.show_keys(session, _KEYING_KEYS)
        else:
            self.overview.show_session(session)
            self.recounts.show_session(session)
            self.keys.show_keys(session, _RECOUNT_KEYS)

    def _choose(self, line: PaperLine | None) -> None:
        if line is not None:
            self.account.show_account(line, None)
            self.account.setVisible(True)

    def _press_start(self, line: PaperLine) -> None:
        session = self.sessions.get(line.key)
        if session is None:
            self.start.emit(line, TELLER)
            return
        self.session = session
        self._follow()
        self.focus_work()

    def _press_wait(self) -> None:
        session, line = self.session, self.line()
        if session is None or line is None:
            return
        duty = session.current_duty()
        if session.stage in {Stage.TELLER, Stage.SCRUTINEER} and duty not in session.keyings:
            self.start.emit(line, duty)
        else:
            self.unlock.emit(session)

    def _keyed(self) -> None:
        if self.session is not None:
            self.keyers.show_session(self.session)

    def _hand_over(self) -> None:
        session = self.session
        if session is None:
            return
        if session.again_sheet is not None:
            session.end_again()
        else:
            session.hand_over(self._now())
        self._follow()
        self.focus_work()

    def _recounted(self) -> None:
        self._follow()
        self.focus_work()

    def _press_book(self) -> None:
        if self.session is not None and self.session.stage is Stage.BOOK:
            self.book.emit(self.session)

    press_book = _press_book
