"""One person's week plan: what is to be done of each of the four kinds of activity."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cmdesk.queries.plans_board import ActivitiesOfWeek, ActivityLine
from cmdesk.ui import words
from cmdesk.ui.forms.drafts import DraftKeeper
from cmdesk.ui.forms.foot import FormFoot
from cmdesk.ui.forms.form import Form
from cmdesk.ui.forms.specs import NotesSpec
from cmdesk.ui.room import Page
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.labels import Label

if TYPE_CHECKING:
    from cmdesk.runtime.context import Done


class WeekPlanView(QWidget):
    """`moved` carries the Monday of the week wanted; who may not change the plan reads it as text."""

    moved = Signal(object)

    def __init__(self, look: Look, *, may_change: bool) -> None:
        super().__init__()
        self._look, self._may_change = look, may_change
        self.setProperty("plain", "true")
        self.monday: date | None = None
        self.form: Form | None = None
        self._kinds: tuple[tuple[str, str], ...] = ()
        self._back = Button(look, "前一周的计划", icon="chevron-left", kind="icon", height=28)
        self._on = Button(look, "后一周的计划", icon="chevron-right", kind="icon", height=28)
        self._title = Label(look, "", bold=True)
        self._title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._back.clicked.connect(lambda: self._move(-7))
        self._on.clicked.connect(lambda: self._move(7))
        self.foot = QWidget()
        """Where the buttons of the form are: its host puts it in sight below what is scrolled."""
        self.foot.setProperty("plain", "true")
        self._foot = QVBoxLayout(self.foot)
        self._foot.setContentsMargins(0, 0, 0, 0)
        self._read = QWidget()
        self._read.setProperty("plain", "true")
        self._lines = QVBoxLayout(self._read)
        self._lines.setContentsMargins(0, 0, 0, 0)
        head = QHBoxLayout()
        head.addWidget(self._back)
        head.addWidget(self._title, 1)
        head.addWidget(self._on)
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 8, 0)
        self._whole.setSpacing(8)
        self._whole.addLayout(head)
        self._whole.addWidget(self._read)
        self._whole.addStretch(1)
        self._read.setVisible(not may_change)

    def show_lines(self, monday: date, lines: Sequence[ActivityLine]) -> bool:
        """Show a week; says whether the form was made anew."""
        self.monday = monday
        self._title.setText(f"{words.day(monday)}至{words.day(monday + timedelta(days=6))}")
        if not self._may_change:
            self._show_text(lines)
            return False
        kinds = tuple((line.code, line.name) for line in lines)
        anew = self.form is None or kinds != self._kinds
        if anew:
            if self.form is not None:
                self.form.deleteLater()
            while (item := self._foot.takeAt(0)) is not None:
                if (widget := item.widget()) is not None:
                    widget.deleteLater()
            self._kinds = kinds
            specs = [NotesSpec(code, name, lines=2, most=200, required=True) for code, name in kinds]
            self.form = Form(self._look, specs, keep="记下周计划", drop="不改", above=True, need_change=True)
            self._whole.insertWidget(1, self.form)
            self._foot.addWidget(FormFoot(self.form))
        if self.form is not None:
            self.form.set_values({line.code: line.text or None for line in lines})
        return anew

    def _move(self, days: int) -> None:
        if self.monday is not None:
            self.moved.emit(self.monday + timedelta(days=days))

    def _show_text(self, lines: Sequence[ActivityLine]) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        if not any(line.text for line in lines):
            self._lines.addWidget(Label(self._look, "这一周的计划还没有写。", wrap=True))
            return
        for line in lines:
            self._lines.addWidget(Label(self._look, line.name, size=12, tone="second"))
            self._lines.addWidget(Label(self._look, line.text or "没有写", wrap=True))


class WeekPlanning(QObject):
    """Reads and keeps the week plan of whoever is chosen; what is typed and not kept is a draft."""

    def __init__(self, page: Page, view: WeekPlanView) -> None:
        super().__init__(page)
        self._page, self._view = page, view
        self._who: tuple[str, date] | None = None
        """Whose week is wanted."""
        self._shown: tuple[str, date] | None = None
        self._lines: tuple[ActivityLine, ...] = ()
        self._draft: DraftKeeper | None = None

    def read(self, staff_no: str, monday: date) -> None:
        """Show a person's week; what is being typed of the same one stays."""
        form = self._view.form
        if self._who == (staff_no, monday) and form is not None and form.changes():
            return
        if self._draft is not None:
            # Before the form shows another week.
            self._draft.flush()
            self._draft = None
        self._who = (staff_no, monday)
        query = ActivitiesOfWeek(staff_no=staff_no, monday=monday)
        self._page.ask(query, partial(self._show, self._who), "读取周计划")

    def _show(self, who: tuple[str, date], lines: tuple[ActivityLine, ...]) -> None:
        form = self._view.form
        if who != self._who or (who == self._shown and form is not None and form.changes()):
            return
        # Showing a week changes the fields too: that is nothing typed.
        self._draft, self._shown, self._lines = None, who, lines
        if self._view.show_lines(who[1], lines) and self._view.form is not None:
            self._view.form.kept.connect(self._keep)
            self._view.form.changed.connect(self._typed)
            self._view.form.dropped.connect(self._drop)
        form = self._view.form
        if form is None:
            return
        self._draft = keeper = DraftKeeper(self._page.room, f"plans:week:{who[1]}/{who[0]}", form.draft)
        form.drafted = True

        def bring_back(body: dict[str, Any], *_: Any) -> None:
            if self._draft is keeper and not form.changes():
                form.set_draft(body)

        keeper.found(bring_back)

    def _typed(self) -> None:
        if self._draft is not None:
            self._draft.touched()

    def _drop(self) -> None:
        if self._draft is not None:
            self._draft.drop()
        if self._view.form is not None:
            self._view.form.set_values({line.code: line.text or None for line in self._lines})

    def _keep(self, values: dict[str, Any]) -> None:
        from cmdesk.usecases.plans.plan_week import PlanWeek

        if self._who is not None:
            staff_no, monday = self._who
            activities = {code: text for code, text in values.items() if text}
            order = PlanWeek(staff_no=staff_no, monday=monday, activities=activities)
            self._page.order(order, partial(self._kept, self._who), "定周计划")

    def _kept(self, who: tuple[str, date], done: Done) -> None:
        self._page.room.say("周计划已记下，可以撤销（Ctrl+Z）")
        if who != self._who:
            return
        if self._draft is not None:
            self._draft.drop()
            self._draft = None
        self._who = self._shown = None
        self.read(*who)
