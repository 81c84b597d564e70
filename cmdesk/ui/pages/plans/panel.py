"""The panel beside the plans: coverage with the act, and the plan or the week of the person chosen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from cmdesk.queries.plans_board import DayLine, PlanBoard, PlanLine
from cmdesk.ui.forms.foot import FormFoot
from cmdesk.ui.forms.form import Form
from cmdesk.ui.pages.plans.presenter import fact_lines, specs_of, state_of, values_of
from cmdesk.ui.pages.plans.week import WeekView
from cmdesk.ui.pages.plans.week_plan import WeekPlanView
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.labels import Chip, Label
from cmdesk.ui.widgets.sidepanel import PersonHead, SidePanel
from cmdesk.ui.widgets.tabs import make_tabs

WIDTH = 404
TABS = ("月计划", "周计划", "日程")


class Coverage(QWidget):
    """A bar of everybody: confirmed filled, handed in light, missing empty."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._counts = (0, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_counts(self, confirmed: int, waiting: int, missing: int) -> None:
        """Show these."""
        self._counts = (confirmed, waiting, missing)
        self.setAccessibleName(f"已确认 {confirmed}，等确认 {waiting}，没有交 {missing}")
        self.update()

    def sizeHint(self) -> QSize:
        """Give a slim bar."""
        return QSize(200, 10)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        confirmed, waiting, missing = self._counts
        whole = confirmed + waiting + missing
        if not whole:
            return
        look, painter = self._look, QPainter(self)
        try:
            box = QRectF(self.rect())
            paint.draw_round(painter, box, ground=look.tokens.track, radius=5)
            for share, ground in (((confirmed + waiting), look.tokens.hero_line), (confirmed, look.tokens.fill)):
                if share:
                    part = QRectF(0, 0, box.width() * share / whole, box.height())
                    paint.draw_round(painter, part, ground=ground, radius=5)
        finally:
            painter.end()


class PlanPanel(SidePanel):
    """Emits `kept` (values of the plan), `confirm` (all), `confirm_one`, `week_wanted` (Monday), `days_kept`,
    `typed` and `dropped` of the form."""

    kept = Signal(dict)
    confirm = Signal()
    confirm_one = Signal()
    week_wanted = Signal(object)
    days_kept = Signal(list)
    typed = Signal()
    dropped = Signal()

    def __init__(self, look: Look, today: date, *, may_key: bool, may_confirm: bool) -> None:
        super().__init__(look, WIDTH, 36)
        self._today = today
        self._may_key, self._may_confirm = may_key, may_confirm
        self.form: Form | None = None
        self._specs_of: object = None
        self.coverage = Coverage(look)
        self._told = Label(look, "", size=12, tone="second", wrap=True)
        self.button = Button(look, "全部确认", icon="check-check", key="F12", kind="fill")
        self.button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.button.clicked.connect(self.confirm)
        self.above.addWidget(Label(look, "交表情况", size=15, bold=True))
        for widget in (self.coverage, self._told, self.button):
            self.above.addWidget(widget)
        self._head = PersonHead(look)
        self._chip = Chip(look)
        words = {word: word for word in TABS}
        self.tabs = make_tabs(self, look, words, "月计划", self._turn, height=30)
        self.one = Button(look, "确认这一份", icon="check", height=30)
        self.one.clicked.connect(self.confirm_one)
        self._read = QWidget()
        self._read.setProperty("plain", "true")
        self._facts = QGridLayout(self._read)
        self._plan = QWidget()
        self._plan.setProperty("plain", "true")
        self._form_place = QVBoxLayout(self._plan)
        self._form_place.setContentsMargins(0, 0, 8, 0)
        self.week = WeekView(look, today, may_change=may_key)
        self.week.moved.connect(self.week_wanted)
        self.week.kept.connect(self.days_kept)
        self.week_plan = WeekPlanView(look, may_change=may_key)
        self.week_plan.moved.connect(self.week_wanted)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self.week)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.week.try_keep)
        self.pages = QStackedWidget()
        self.feet: dict[str, QVBoxLayout] = {}
        self._foot: FormFoot | None = None
        self._build()

    def _build(self) -> None:
        self._head.beside(self._chip)
        self._head.setContentsMargins(0, 0, 8, 0)
        turn = QHBoxLayout()
        turn.setSpacing(4)
        for tab in self.tabs.values():
            turn.addWidget(tab)
        turn.addStretch(1)
        turn.addWidget(self.one)
        turn.setContentsMargins(0, 0, 8, 0)
        self._facts.setColumnStretch(1, 1)
        self._facts.setVerticalSpacing(8)
        self._form_place.addWidget(self._read)
        self._form_place.addStretch(1)
        for widget, name in zip((self._plan, self.week_plan, self.week), TABS, strict=True):
            area = QScrollArea()
            area.setAccessibleName(name)
            area.setWidget(widget)
            area.setWidgetResizable(True)
            area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            # The buttons of a form stay in sight below what is scrolled.
            page = QWidget()
            page.setProperty("plain", "true")
            self.feet[name] = QVBoxLayout(page)
            self.feet[name].setContentsMargins(0, 0, 0, 0)
            self.feet[name].addWidget(area, 1)
            self.pages.addWidget(page)
            if widget is self._plan:
                self._plan_area = area
        self.feet["周计划"].addWidget(self.week_plan.foot)
        self.below.addWidget(self._head)
        self.below.addLayout(turn)
        self.below.addWidget(self.pages, 1)

    def show_board(self, board: PlanBoard) -> None:
        """Show who has handed in; make the form that the rule set asks for."""
        states = [row.plan.state for row in board.rows]
        confirmed, waiting = states.count("confirmed"), states.count("submitted")
        missing = states.count("missing")
        self.coverage.show_counts(confirmed, waiting, missing)
        self._told.setText(f"已确认 {confirmed} 人，等确认 {waiting} 人，没有交 {missing} 人。确认以后锁定，不能再改。")
        self.button.setVisible(self._may_confirm)
        self.button.setEnabled(waiting > 0)
        self.button.say(
            f"全部确认（{waiting} 份）" if waiting else "全部确认（没有等确认的）",
            icon="check-check" if waiting else "lock",
            key="F12" if waiting else "",
        )
        asked = (board.targets, board.focuses, board.focus_lines)
        if self._may_key and asked != self._specs_of:
            self._specs_of = asked
            if self.form is not None and self._foot is not None:
                self.form.deleteLater()
                self._foot.deleteLater()
            self.form = Form(
                self._look, specs_of(board, self._today), keep="记下计划", drop="不改", above=False, need_change=True
            )
            self.form.kept.connect(self.kept)
            self.form.changed.connect(self.typed)
            self.form.dropped.connect(self.dropped)
            self._form_place.insertWidget(0, self.form)
            self._foot = FormFoot(self.form)
            self.feet["月计划"].addWidget(self._foot)

    def show_row(self, board: PlanBoard, row: PlanLine | None) -> None:
        """Show a person's plan: as a form where it may be changed, else as text."""
        self.one_card.setVisible(row is not None)
        if row is None:
            return
        self._head.show_person(row.plan.name, row.plan.staff_no, row.line)
        self._chip.say(*state_of(row))
        self.one.setVisible(self._may_confirm and row.plan.state == "submitted")
        open_ = self.form is not None and row.plan.state != "confirmed"
        if self.form is not None and self._foot is not None:
            self.form.setVisible(open_)
            self._foot.setVisible(open_)
            if open_:
                self.form.set_values(values_of(board, row, self._today))
        self._read.setVisible(not open_)
        self._show_facts([] if open_ else fact_lines(board, row))

    def begin(self) -> bool:
        """Put the cursor into the first empty field of the plan, in sight; says whether there is one."""
        form = self.form
        if form is None or not form.isVisible():
            return False
        first = form.first_field()
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        self._plan_area.verticalScrollBar().setValue(0)
        self._plan_area.ensureWidgetVisible(first)
        return True

    def show_week(self, days: Sequence[DayLine], board: PlanBoard) -> None:
        """Show a week."""
        self.week.show_week(days, board.day_types)

    def turn_to(self, word: str) -> None:
        """Show 月计划, 周计划 or 日程."""
        self.tabs[word].setChecked(True)
        self._turn()

    def _turn(self, *_: object) -> None:
        self.pages.setCurrentIndex(next(place for place, word in enumerate(TABS) if self.tabs[word].isChecked()))

    def _show_facts(self, lines: Sequence[tuple[str, str]]) -> None:
        while (item := self._facts.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        told = lines or [("", "这个月的计划还没有交。")]
        for row, (label, text) in enumerate(told):
            name = Label(self._look, label, size=12, tone="second")
            self._facts.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            self._facts.addWidget(Label(self._look, text, wrap=True), row, 1)
