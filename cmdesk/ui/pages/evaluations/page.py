"""五项评价: what is in, what is missing for whom, and what happens at the close if it stays missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from cmdesk.kernel.clock import today
from cmdesk.kernel.errors import Rejected
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.kernel.progress import Progress
from cmdesk.queries.evaluations_board import EvaluationBoard, EvaluationRow, EvaluationsOf
from cmdesk.queries.evaluations_forms import FormsOf, LeadersOf, PersonForms, RaterForm, RaterForms
from cmdesk.ui.forms.form import Form
from cmdesk.ui.pages.evaluations.bodies import IndustryBody, PerformanceBody, SelfBody, SurveyBody
from cmdesk.ui.pages.evaluations.card import SourceCard
from cmdesk.ui.pages.evaluations.filling import EvaluationCard
from cmdesk.ui.pages.evaluations.leaders import LeadersView
from cmdesk.ui.pages.evaluations.listing import EvaluationList
from cmdesk.ui.pages.evaluations.overview import Legend, Overview
from cmdesk.ui.pages.evaluations.presenter import (
    SOURCES,
    EvaluationState,
    periods,
    quarter_now,
    tab_text,
)
from cmdesk.ui.pages.evaluations.review import ReviewBody
from cmdesk.ui.room import Room
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.drawer import Drawer
from cmdesk.ui.widgets.head import PageHead
from cmdesk.ui.widgets.labels import Card, Label

BOOKS = "工作簿 (*.xlsx)"


class EvaluationsPage(EvaluationCard):
    """A quarter's five sources and the form of the chosen one; a year's rating by the leaders."""

    watched = frozenset(
        {
            "evaluation_round",
            "questionnaire",
            "survey_summary",
            "form_issue",
            "industry_rating",
            "self_rating",
            "department_review",
            "leader_rating",
            "indicator_figure",
            "period_state",
            "inspection_sheet",
        }
    )

    def __init__(self, room: Room, parent: QWidget | None = None) -> None:
        super().__init__(room, parent)
        look = room.look
        self.state = EvaluationState()
        self.period = quarter_now(today(room.desk.clock))
        self._wanted = ""
        self._forms: PersonForms | None = None
        self._raters: tuple[RaterForm, ...] = ()
        self._kept = ""
        self._act = self._other = ""
        self.form: Form | None = None
        self.head = PageHead(look, "五项评价")
        self.tabs: dict[Period, Button] = {}
        self._group = QButtonGroup(self)
        self.earlier = Button(look, "上一年", icon="chevron-left", kind="icon")
        self.later = Button(look, "下一年", icon="chevron-right", kind="icon")
        self.head.beside(self.earlier)
        for period in periods(self.period.year):
            tab = Button(look, tab_text(period), kind="tab")
            self.tabs[period] = tab
            self._group.addButton(tab)
            self.head.beside(tab)
        self.head.beside(self.later)
        self.earlier.clicked.connect(partial(self._shift_year, -1))
        self.later.clicked.connect(partial(self._shift_year, 1))
        self._group.buttonClicked.connect(self._choose_tab)
        self.remind = Button(look, "催办单", icon="printer", key="F4")
        self.remind.clicked.connect(self._remind)
        self.gap = Button(look, "下一处缺", icon="chevron-down", key="F8")
        self.gap.clicked.connect(self._next_gap)
        self.aside = Button(look, "所选来源", icon="panel-right", key="F6")
        self.aside.clicked.connect(self._next_pane)
        for button in (self.aside, self.remind, self.gap):
            self.head.beside(button)
        self.overview = Overview(look)
        self.overview.chosen.connect(self._cell)
        self.legend = Legend(look)
        self.list = EvaluationList(look, self.state)
        self.list.chosen.connect(self._chosen)
        self.list.opened.connect(self._to_form)
        self.list.turned.connect(self._turn)
        self.list.pointed.connect(self._choose_source)
        self.leaders = LeadersView(look)
        self.leaders.opened.connect(self._rate)
        self.leaders.round_wanted.connect(self._leader_round)
        self.card = SourceCard(look)
        self.card.pressed.connect(self._press)
        self.card.other_pressed.connect(self._press_other)
        self.industry, self.survey, self.own = IndustryBody(look), SurveyBody(look), SelfBody(look)
        self.review, self.performance = ReviewBody(look), PerformanceBody(look)
        self._bodies: dict[str, QWidget] = {
            "performance": self.performance,
            "customer": self.survey,
            "industry": self.industry,
            "self": self.own,
            "department": self.review,
        }
        self._connect()
        self._build()
        self.relayout()

    def _connect(self) -> None:
        self.industry.issue_wanted.connect(self._ask_rater)
        self.own.issue_wanted.connect(self._issue_self)
        self.own.paper_wanted.connect(self._key_self)
        self.review.changed.connect(self._follow_review)
        self.performance.scoring_wanted.connect(self._to_scoring)
        for body in (self.industry, self.survey, self.own):
            body.drop.wanted.connect(self._import)
            body.drop.dropped.connect(self._take_files)
        for keys, act in (
            ("F3", self._import),
            ("F4", self._remind),
            ("F6", self._next_pane),
            ("F8", self._next_gap),
            ("Ctrl+F", self._find),
            ("Ctrl+Return", self._press),
            ("Ctrl+Enter", self._press),
            ("Ctrl+Up", partial(self._step, -1)),
            ("Ctrl+Down", partial(self._step, 1)),
            ("Alt+Up", partial(self._adjust, 1)),
            ("Alt+Down", partial(self._adjust, -1)),
            ("Ctrl+1", partial(self.review.add_reason, 1)),
            ("Ctrl+2", partial(self.review.add_reason, 2)),
            ("Ctrl+3", partial(self.review.add_reason, 3)),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    def _build(self) -> None:
        look = self.room.look
        self._top = Card()
        inside = QVBoxLayout(self._top)
        inside.setContentsMargins(18, 10, 18, 10)
        inside.setSpacing(6)
        first = QHBoxLayout()
        first.setSpacing(10)
        first.addWidget(Label(look, "来源总览", size=15, bold=True))
        self.hint = Label(look, "一格一人，点格到人", size=12, tone="second")
        first.addWidget(self.hint)
        first.addStretch(1)
        first.addWidget(self.legend)
        inside.addLayout(first)
        inside.addWidget(self.overview)
        quarter = QWidget()
        self._left = QVBoxLayout(quarter)
        self._left.setContentsMargins(0, 0, 0, 0)
        self._left.addWidget(self._top)
        self._slot = QVBoxLayout()
        self._left.addLayout(self._slot)
        self._left.addWidget(self.list, 1)
        self._left.addStretch(0)
        self.views = QStackedWidget()
        self.views.addWidget(quarter)
        self.views.addWidget(self.leaders)
        self._row = QHBoxLayout()
        self._row.addWidget(self.views, 1)
        self._row.addWidget(self.card)
        self.drawer = Drawer(self._row, self.views, self.card, self.aside.setVisible)
        self.body.addWidget(self.head)
        self.body.addLayout(self._row, 1)

    def arrive(self, argument: Any = None) -> None:
        """Show the page; `argument` is a period, `period/source`, or a 工号."""
        text = str(argument or "")
        period, _, source = text.partition("/")
        try:
            wanted = Period.parse(period) if period else None
        except Rejected:
            wanted, self._wanted = None, text
        if wanted is not None and wanted.kind in {PeriodKind.QUARTER, PeriodKind.YEAR}:
            self._show_period(wanted)
            if source in SOURCES:
                self._kept = source
        self.refresh()

    def focus_first(self) -> None:
        """Put the focus on the list."""
        shown = self.leaders.table if self.views.currentIndex() else self.list.table
        shown.setFocus(Qt.FocusReason.OtherFocusReason)

    def relayout(self) -> None:
        """Follow density and text size."""
        if not hasattr(self, "_row"):
            return
        gap = self.room.look.pick(16, 12, 10)
        self._row.setSpacing(gap)
        self._left.setSpacing(gap)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the right card its width, or give it all on demand."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.drawer.place()
        room = self.width() - (0 if self.drawer.is_narrow() else self.card.width())
        self.hint.setVisible(room > self.room.look.scaled(660))
        self.legend.setVisible(room > self.room.look.scaled(520))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the drawer."""
        if event.key() == Qt.Key.Key_Escape and self.drawer.opened and self.drawer.is_narrow():
            self._next_pane()

    def _say_head(self) -> None:
        """Say what is shown and how far it is."""
        of_year = self.period.kind is PeriodKind.YEAR
        parts = (self.period.chinese, "领导评") if of_year else self.state.heading()
        self.head.say("五项评价", " · ".join(parts))

    def refresh(self) -> None:
        """Read anew."""
        if self.period.kind is PeriodKind.YEAR:
            self.ask(LeadersOf(period=self.period), self._show_leaders, "读取领导评")
            return
        period, sees_forms = self.period, self.room.desk.may_read("evaluations.enter")

        def work(progress: Progress) -> tuple[EvaluationBoard, tuple[RaterForm, ...]]:
            desk = self.room.desk
            board = desk.ask(EvaluationsOf(period=period), progress=progress)
            return board, desk.ask(RaterForms(period=period)) if sees_forms else ()

        self.room.tasks.read(work, done=self._show, failed=self.fail, label="读取五项评价")

    def _shift_year(self, by: int) -> None:
        self._show_period(replace(self.period, year=self.period.year + by))
        self.refresh()

    def _show_period(self, period: Period) -> None:
        self.period = period
        if period not in self.tabs:
            self.tabs = dict(zip(periods(period.year), self.tabs.values(), strict=True))
        self.put_away()
        for one, tab in self.tabs.items():
            tab.setChecked(one == period)
        year = period.kind is PeriodKind.YEAR
        self.views.setCurrentIndex(1 if year else 0)
        self.drawer.want(not year)
        self.gap.setVisible(not year)
        self.remind.setVisible(not year)

    def _show(self, found: tuple[EvaluationBoard, tuple[RaterForm, ...]]) -> None:
        board, self._raters = found
        if board.period != self.period:
            return
        self._show_period_tab()
        self.state.take(board)
        if self._kept:
            self.state.source, self._kept = self._kept, ""
        self.room.look.fonts.cover(row.person.name for row in board.rows)
        self._say_head()
        self.overview.show_board(board)
        self.legend.missing = sum(len(row.missing) for row in board.rows)
        self.legend.updateGeometry()
        row = self.list.current()
        staff_no = self._wanted or (row.person.staff_no if row else "")
        if self._wanted:
            self.list.show_rows()
            self.list.pick(self._wanted)
            self._wanted = ""
        else:
            self.list.show_rows(staff_no)
        self._follow_source()

    def _show_period_tab(self) -> None:
        for one, tab in self.tabs.items():
            tab.setChecked(one == self.period)
            tab.setToolTip(one.chinese)
        self.later.setEnabled(self.period.year < today(self.room.desk.clock).year)

    def _show_leaders(self, board: Any) -> None:
        may = self.room.desk.may
        self._say_head()
        self._show_period_tab()
        self.leaders.show_board(board, may_open=may("evaluations.enter"), may_close=may("evaluations.close"))

    def _chosen(self, row: EvaluationRow | None) -> None:
        if row is None:
            self._forms = None
            self.overview.mark("", "")
            self._follow_source()
            return
        self.overview.mark(row.person.staff_no, self.state.source)
        order = FormsOf(period=self.period, staff_no=row.person.staff_no)
        self.ask(order, partial(self._show_forms, row.person.staff_no, self.period))

    def _show_forms(self, staff_no: str, period: Period, forms: PersonForms) -> None:
        row = self.list.current()
        if row is not None and row.person.staff_no == staff_no and period == self.period:
            self._forms = forms
            self._follow_source()

    def _choose_source(self, source: str) -> None:
        self.state.source = source
        self.put_away()
        row = self.list.current()
        self.overview.mark(row.person.staff_no if row else "", source)
        self.list.table.viewport().update()
        self.card.show_problems(())
        self._follow_source()

    def _follow_review(self) -> None:
        if self.state.source == "department":
            self._follow_acts()

    def _to_form(self, row: object) -> None:
        self.drawer.open()
        source = self.state.source
        first: QWidget = {
            "department": self.review.scale,
            "self": self.own.paper,
            "industry": self.industry.drop,
            "customer": self.survey.drop,
            "performance": self.performance.open,
        }[source]
        target = next((one for one in (first, self.card.button) if one.isVisible() and one.isEnabled()), None)
        if target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _next_pane(self) -> None:
        if self.drawer.opened and self.drawer.is_narrow():
            self.drawer.open(False)
            self.focus_first()
        elif self.card.isAncestorOf(self.focusWidget() or self):
            self.focus_first()
        else:
            self._to_form(None)

    def _turn(self, by: int) -> None:
        place = SOURCES.index(self.state.source) + by
        if 0 <= place < len(SOURCES):
            self._choose_source(SOURCES[place])

    def _cell(self, staff_no: str, source: str) -> None:
        self._choose_source(source)
        self.list.pick(staff_no)

    def _next_gap(self) -> None:
        row = self.list.current()
        gap = self.state.next_gap(row.person.staff_no if row else "")
        if gap is None:
            self.room.say("没有缺的来源")
            return
        self.drawer.open()
        self._cell(*gap)

    def _step(self, by: int) -> None:
        if self.views.currentIndex() == 0:
            self.list.step(by)

    def _adjust(self, by: int) -> None:
        if self.drawer.hides():
            self.drawer.open()
        elif self.state.source == "department" and self.review.scale.isVisible():
            self.review.scale.move_by(by)

    def _find(self) -> None:
        self.list.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.list.search.selectAll()

    def _choose_tab(self, button: Button) -> None:
        self._show_period(next(period for period, tab in self.tabs.items() if tab is button))
        self.refresh()

    def _to_scoring(self) -> None:
        row = self.list.current()
        if row is not None:
            self.room.go("scoring", f"{self.period}/{row.person.staff_no}")

    def poses(self) -> Iterator[str]:
        """Take the states worth a picture."""
        for source in SOURCES:
            self.drawer.open(source != SOURCES[0])
            self._choose_source(source)
            yield source
        self.drawer.open(False)
