"""评议会: agenda at the left, the step in work with the accounts in the middle, quorum and attendance at the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from cmdesk.kernel.errors import Problem
from cmdesk.queries.deliberation import MemberRow
from cmdesk.ui.forms.form import Form
from cmdesk.ui.pages.deliberation.accounts import AccountsCard
from cmdesk.ui.pages.deliberation.agenda import AgendaCard
from cmdesk.ui.pages.deliberation.askings import Asking
from cmdesk.ui.pages.deliberation.attendance import AttendanceCard, QuorumCard
from cmdesk.ui.pages.deliberation.cards import card_of
from cmdesk.ui.pages.deliberation.presenter import MeetingState, PaperLine, clock
from cmdesk.ui.pages.deliberation.steps import missing, steps_of
from cmdesk.ui.pages.deliberation.stepview import StepView
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.labels import Card, Keys, Label

BESIDE_FROM = 1130
"""Width of the view from which the right column stands beside the centre; below it is a drawer on F6."""
_LAST = 3


class NotesCard(Card):
    """纪要随写: the last sentences that the events of the meeting have written; `whole` asks for the minutes."""

    whole = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("true", parent)
        self._look = look
        self._events: Sequence[tuple[datetime, str]] = ()
        button = Button(look, "查看全文", kind="link", height=24)
        button.clicked.connect(self.whole)
        top = QHBoxLayout()
        top.addWidget(Label(look, "纪要随写", size=15, bold=True))
        top.addStretch(1)
        top.addWidget(Label(look, "由会议事件生成，改动会留痕", size=12, tone="second"))
        top.addSpacing(10)
        top.addWidget(button)
        self._rows = QGridLayout()
        self._rows.setHorizontalSpacing(12)
        self._rows.setVerticalSpacing(4)
        self._rows.setColumnStretch(1, 1)
        self._labels = []
        for row in range(_LAST):
            pair = (Label(look, "", size=12, tone="second"), Label(look, "", size=12, wrap=True))
            self._labels.append(pair)
            self._rows.addWidget(pair[0], row, 0, Qt.AlignmentFlag.AlignTop)
            self._rows.addWidget(pair[1], row, 1)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(18, 12, 18, 12)
        inside.setSpacing(6)
        inside.addLayout(top)
        inside.addLayout(self._rows)

    def show_events(self, events: Sequence[tuple[datetime, str]]) -> None:
        """Show the last of them."""
        last = events[-2:]
        for place, (at, text) in enumerate(self._labels):
            inside = place < len(last)
            at.setVisible(inside)
            text.setVisible(inside)
            if inside:
                at.setText(clock(last[place][0]))
                text.setText(_short(last[place][1]))


def _short(text: str) -> str:
    return text if len(text) <= 120 else f"{text[:118]}…"


class MeetingView(QWidget):
    """Emits `acted` with the code of an act, `kept` with an asking and its values, `toggled` with a member."""

    acted = Signal(str)
    kept = Signal(object, dict)
    toggled = Signal(object)
    passage_wanted = Signal()
    minutes_wanted = Signal()
    form_left = Signal()

    def __init__(self, look: Look, state: MeetingState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._state = look, state
        self.may_work = False
        self.agenda = AgendaCard(look)
        self.agenda.chosen.connect(self._choose_step)
        self.step = StepView(look)
        self.step.acted.connect(self.acted)
        self.accounts = AccountsCard(look, state)
        self.accounts.chosen.connect(self._choose_paper)
        self.notes = NotesCard(look)
        self.notes.whole.connect(self.minutes_wanted)
        self.quorum = QuorumCard(look)
        self.attendance = AttendanceCard(look)
        self.attendance.toggled.connect(self._toggle)
        self.attendance.wanted.connect(self.passage_wanted)
        self.form: Form | None = None
        self.asking: Asking | None = None
        self._drawer = False
        self.drawer_key = Keys(look, (("F6", "法定人数、签到"),))
        self._build()

    def show_run(self) -> None:
        """Show the run sheet of the state."""
        run = self._state.run
        if run is None:
            return
        self.agenda.show_steps(steps_of(run), self._state.shown_step(), missing(run))
        line = self._state.now_line()
        self.step.show_card(card_of(self._state, may_work=self.may_work))
        self.accounts.show_lines(self._state.lines(), line)
        self.notes.show_events(run.page.events)
        self.quorum.show_quorum(run.page.quorum, run.page.opened_at)
        away = frozenset(line.account.recused) if line is not None and line.account.state == "open" else frozenset()
        self.attendance.show_members(run, away, may_work=self.may_work)

    def follow_count(self) -> None:
        """Show what was collected, without reading anything."""
        self.step.show_card(card_of(self._state, may_work=self.may_work))
        self.accounts.follow()

    def show_form(self, asking: Asking) -> Form:
        """Open a form below the step; it takes the place of the accounts."""
        self.close_form()
        form = Form(
            self._look,
            asking.specs,
            title=asking.title,
            note=asking.note,
            keep=asking.keep,
            drop="不做",
            keep_icon=asking.icon,
            columns=asking.columns,
            above=True,
        )
        form.kept.connect(lambda values: self.kept.emit(asking, values))
        form.dropped.connect(self.close_form)
        form.dropped.connect(self.form_left)
        self.form, self.asking = form, asking
        self._holder.insertWidget(0, form)
        self._below.setCurrentIndex(1)
        form.first_field().setFocus(Qt.FocusReason.OtherFocusReason)
        return form

    def close_form(self) -> None:
        """Put the form away."""
        if self.form is not None:
            self._holder.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
        self.form, self.asking = None, None
        self._below.setCurrentIndex(0)

    def show_problems(self, problems: tuple[Problem, ...]) -> bool:
        """Show what an order refused under the fields of the open form."""
        if self.form is None or self.asking is None:
            return False
        names = self.asking.names
        moved = []
        for problem in problems:
            head = (problem.where.field or "").split(".")[0]
            named = replace(problem.where, field=names[head]) if head in names else problem.where
            moved.append(replace(problem, where=named))
        return self.form.show_problems(moved)

    def next_pane(self) -> None:
        """Go on to the next region; open the drawer where the window is narrow."""
        if not self._beside():
            self._drawer = not self._drawer
            self._place()
            target: QWidget = self.attendance.table if self._drawer else self.step
            target.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        panes: list[Any] = [self.step, self.accounts.table, self.attendance.table]
        place = next((n for n, pane in enumerate(panes) if pane.hasFocus() or pane.isAncestorOf(self.focusWidget())), 2)
        panes[(place + 1) % len(panes)].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make the right column a drawer where the window is narrow."""
        super().resizeEvent(event)
        self._place()

    def relayout(self) -> None:
        """Follow density and text size."""
        look = self._look
        gap = look.pick(16, 12, 10)
        for layout in (self._row, self._centre, self._side_box, self._first):
            layout.setSpacing(gap)
        self.notes.setVisible(look.pick(True, False))
        self._place()

    def _build(self) -> None:
        first = QWidget()
        self._first = QVBoxLayout(first)
        self._first.setContentsMargins(0, 0, 0, 0)
        self._first.addWidget(self.accounts, 1)
        self._first.addWidget(self.notes)
        holder = QWidget()
        self._holder = QVBoxLayout(holder)
        self._holder.setContentsMargins(0, 0, 0, 0)
        self._holder.addStretch(1)
        area = QScrollArea()
        area.setAccessibleName("表单")
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(holder)
        self._below = QStackedWidget()
        self._below.addWidget(first)
        self._below.addWidget(area)
        self._centre = QVBoxLayout()
        self._centre.addWidget(self.step)
        self._centre.addWidget(self._below, 1)
        self._side = QWidget()
        self._side_box = QVBoxLayout(self._side)
        self._side_box.setContentsMargins(0, 0, 0, 0)
        self._side_box.addWidget(self.quorum)
        self._side_box.addWidget(self.attendance, 1)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self.agenda)
        self._row.addLayout(self._centre, 1)
        self._row.addWidget(self._side)
        self.relayout()

    def _beside(self) -> bool:
        return self.width() >= self._look.scaled(BESIDE_FROM)

    def _place(self) -> None:
        look, beside = self._look, self._beside()
        self.agenda.setFixedWidth(max(look.pick(252, 232), look.scaled(look.pick(232, 220))))
        self._side.setFixedWidth(max(look.pick(312, 296), look.scaled(288)))
        self._side.setVisible(beside or self._drawer)
        self.agenda.setVisible(beside or not self._drawer)
        if beside:
            self._drawer = False

    def _choose_step(self, code: str) -> None:
        self.close_form()
        self._state.step = code
        self.show_run()

    def _choose_paper(self, line: PaperLine) -> None:
        self._state.paper, self._state.step = line.key, "vote" if line.account.state == "open" else self._state.step
        self.show_run()

    def _toggle(self, member: MemberRow) -> None:
        if self.may_work:
            self.toggled.emit(member)
