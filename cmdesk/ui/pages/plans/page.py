"""计划: who has handed in the month's plan, the plan itself, its confirmation, and the days of the week."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from cmdesk.kernel.clock import today
from cmdesk.kernel.errors import Problem
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.queries.plans_board import DayLine, PlanBoard, PlanLine, PlansOfMonth, WeekOfPerson
from cmdesk.runtime.context import Done
from cmdesk.runtime.sentences import message
from cmdesk.ui import words
from cmdesk.ui.dialogs.listing import Listing, ask
from cmdesk.ui.forms.drafts import DraftKeeper
from cmdesk.ui.pages.plans.panel import PlanPanel
from cmdesk.ui.pages.plans.presenter import FILTERS, monday_of, month_line, order_of, state_of
from cmdesk.ui.pages.plans.week_plan import WeekPlanning
from cmdesk.ui.room import Page, Room
from cmdesk.ui.widgets.board import BoardColumn, BoardView
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.head import PageHead
from cmdesk.ui.widgets.periods import PeriodSteps


def columns() -> tuple[BoardColumn[PlanLine], ...]:
    """Give the columns of the list."""
    return (
        BoardColumn("姓名", lambda r: r.plan.name, lambda r: r.plan.staff_no, 2.4, face=True),
        BoardColumn("线路", lambda r: r.line, lambda r: r.line, 1.3, gone_from=115),
        BoardColumn(
            "交表",
            lambda r: words.day(r.plan.submitted_on) if r.plan.submitted_on else "",
            lambda r: r.plan.submitted_on,
            1.1,
        ),
        BoardColumn(
            "日程", lambda r: f"{r.days} 天" if r.days else "", lambda r: r.days or None, 0.8, right=True, gone_from=130
        ),
        BoardColumn("状态", lambda r: state_of(r)[0], state_of, 1.8, chip=state_of),
    )


class PlansPage(Page):
    """The plans of a month; the recorder keys them, 营销部主任 confirms."""

    watched = frozenset({"month_plan", "plan_target", "plan_part", "week_activity", "work_day"})

    def __init__(self, room: Room, parent: QWidget | None = None) -> None:
        super().__init__(room, parent)
        look, self._today = room.look, today(room.desk.clock)
        self.head = PageHead(look, "计划")
        self.steps = PeriodSteps(look, _plan_month(self._today), self)
        self.steps.moved.connect(self._moved)
        self.paper = Button(look, "打印", icon="printer", key="F4")
        self.paper.clicked.connect(self._print)
        for widget in (self.steps, self.paper):
            self.head.beside(widget)
        self._may_confirm = room.desk.may("plans.confirm")
        self.panel = PlanPanel(look, self._today, may_key=room.desk.may("plans.submit"), may_confirm=self._may_confirm)
        self.panel.kept.connect(self._submit)
        self.panel.typed.connect(self._typed)
        self.panel.dropped.connect(self._dropped)
        self.panel.confirm.connect(self.confirm_all)
        self.panel.confirm_one.connect(self._confirm_one)
        self.panel.week_wanted.connect(self._read_week)
        self.panel.days_kept.connect(self._keep_days)
        self.week_plan = WeekPlanning(self, self.panel.week_plan)
        keys = (("Enter", "写计划"),) if room.desk.may("plans.submit") else (("Enter", "看计划"),)
        self.board: BoardView[PlanLine] = BoardView(
            look,
            "月计划",
            columns(),
            FILTERS,
            key=lambda row: row.plan.staff_no,
            search=lambda row: row.search,
            side=self.panel,
            keys=keys,
            icon="calendar-check",
        )
        self.board.chosen.connect(self._chosen)
        self.board.opened.connect(self._open)
        self.body.addWidget(self.head)
        self.body.addWidget(self.board, 1)
        for sequence, slot in (("F4", self._print), ("F12", self.confirm_all), ("F7", self._to_week)):
            shortcut = QShortcut(QKeySequence(sequence), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)
        self.shown: PlanBoard | None = None
        self._row: PlanLine | None = None
        self._draft: DraftKeeper | None = None
        self._first = True
        self._wanted = ""

    @property
    def period(self) -> Period:
        """Give the month shown."""
        return self.steps.period

    def arrive(self, argument: Any = None) -> None:
        """Show a month (a Period), or the month last shown; a 工号 is selected."""
        if isinstance(argument, Period):
            self.steps.show_period(argument if argument.kind is PeriodKind.MONTH else argument.months[-1])
            self._first = True
        elif isinstance(argument, str):
            self._wanted = argument
        self.refresh()

    def focus_first(self) -> None:
        """Put the focus on the list."""
        self.board.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Read the month anew."""
        self.ask(PlansOfMonth(period=self.period), self._show, "读取计划")

    def poses(self) -> Iterator[str]:
        """Take everybody, then the plan of the week and its days."""
        self.board.choose("全部")
        yield "everybody"
        self.panel.turn_to("周计划")
        yield "week_plan"
        self.panel.turn_to("日程")
        yield "week"
        self.panel.turn_to("月计划")

    def show_problems(self, problems: tuple[Problem, ...]) -> bool:
        """Show problems in the form of the plan; those of days and confirmation as a line."""
        form = self.panel.form
        if form is not None and form.isVisible() and form.show_problems(problems):
            return True
        self.banner.say("\n".join(message(problem) for problem in problems))
        return True

    def confirm_all(self) -> None:
        """Confirm every plan that is in."""
        if self._may_confirm and self.shown and any(FILTERS["等确认"](row) for row in self.shown.rows):
            self._confirm(None)

    def _moved(self, period: Period) -> None:
        self._first = True
        self.refresh()

    def _show(self, board: PlanBoard) -> None:
        if board.period != self.period:
            return
        self.shown = board
        self.room.look.fonts.cover(row.plan.name for row in board.rows)
        self.head.say("计划", month_line(board, self._today))
        self.panel.show_board(board)
        self.board.show_rows(board.rows, (f"{board.period.chinese}没有在岗的客户经理", "先导入花名册"))
        if self._first:
            self._first = False
            wanted = "等确认" if self._may_confirm else "没有交"
            self.board.choose(wanted if any(FILTERS[wanted](row) for row in board.rows) else "全部")
        if self._wanted:
            self.board.pick(self._wanted)
            self._wanted = ""

    def _chosen(self, row: PlanLine | None) -> None:
        before = self._row
        self._row = row
        if self.shown is None:
            return
        same = before is not None and row is not None and before == row
        form = self.panel.form
        if same and form is not None and form.isVisible() and form.changes():
            # Read anew while somebody types: what is typed stays.
            return
        if self._draft is not None:
            # Before the form shows somebody else.
            self._draft.flush()
        self.panel.show_row(self.shown, row)
        if row is None:
            return
        self._keep_draft(row)
        self._read_week(monday_of(max(self.period.first_day, min(self._today, self.period.last_day))))

    def _keep_draft(self, row: PlanLine) -> None:
        form = self.panel.form
        self._draft = None
        if form is None or row.plan.state == "confirmed":
            return
        self._draft = keeper = DraftKeeper(self.room, f"plans:{self.period}/{row.plan.staff_no}", form.draft)
        form.drafted = True

        def bring_back(body: dict[str, Any], *_: Any) -> None:
            if self._draft is keeper and not form.changes():
                form.set_draft(body)

        keeper.found(bring_back)

    def _typed(self) -> None:
        if self._draft is not None:
            self._draft.touched()

    def _dropped(self) -> None:
        if self._draft is not None:
            self._draft.drop()
        if self.shown is not None:
            self.panel.show_row(self.shown, self._row)
        self.board.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open(self, row: PlanLine) -> None:
        self.board.show_side()
        self.panel.turn_to("月计划")
        self.panel.begin()

    def _to_week(self) -> None:
        self.board.show_side()
        self.panel.turn_to("日程")
        first = next(iter(self.panel.week.types.values()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _submit(self, values: dict[str, Any]) -> None:
        if self.shown is not None and self._row is not None:
            self.order(order_of(self.shown, self._row, values), self._submitted, "提交月计划")

    def _submitted(self, done: Done) -> None:
        if self._draft is not None:
            self._draft.drop()
        self.room.say("计划已记下，可以撤销（Ctrl+Z）")
        before, self._row = self._row, None
        following = self.board.step(1)
        waits = following is not None and before is not None and following.plan.staff_no != before.plan.staff_no
        if not (waits and following is not None and following.plan.state == "missing" and self.panel.begin()):
            self.board.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.refresh()

    def _confirm_one(self) -> None:
        if self._row is not None:
            self._confirm((self._row.plan.staff_no,))

    def _confirm(self, numbers: tuple[str, ...] | None) -> None:
        from cmdesk.usecases.plans.confirm import Confirm

        self.order(Confirm(period=self.period, staff_nos=numbers), self._confirmed, "确认月计划")

    def _confirmed(self, done: Done) -> None:
        self.room.say(f"已确认 {done.count} 份计划，可以撤销（Ctrl+Z）")
        self.refresh()

    def _read_week(self, monday: Any) -> None:
        if self._row is not None:
            self.week_plan.read(self._row.plan.staff_no, monday)
            self.ask(WeekOfPerson(staff_no=self._row.plan.staff_no, monday=monday), self._show_week)

    def _show_week(self, days: tuple[DayLine, ...]) -> None:
        if self.shown is not None:
            self.panel.show_week(days, self.shown)

    def _keep_days(self, days: list[dict[str, Any]]) -> None:
        from cmdesk.usecases.plans.plan_days import PlanDays, PlannedDay

        if self._row is not None:
            order = PlanDays(staff_no=self._row.plan.staff_no, days=tuple(PlannedDay(**day) for day in days))
            self.order(order, self._days_kept, "安排工作日")

    def _days_kept(self, done: Done) -> None:
        self.room.say("日程已记下，可以撤销（Ctrl+Z）")
        if done.warnings:
            self.banner.say("\n".join(message(warning) for warning in done.warnings))
        self._read_week(self.panel.week.monday)
        self.refresh()

    def _print(self) -> None:
        board = self.shown
        if board is None:
            return
        rows = []
        for row in board.rows:
            known = row.plan.targets
            figures = [f"{known[one.code].normalize():f}" if one.code in known else "" for one in board.targets]
            handed = words.day(row.plan.submitted_on) if row.plan.submitted_on else ""
            rows.append((row.plan.staff_no, row.plan.name, handed, *figures, state_of(row)[0]))
        headings = ("工号", "姓名", "交表", *(f"{one.name}({one.unit})" for one in board.targets), "状态")
        title = f"{self.period.chinese}月计划交表情况"
        listing = Listing(title, (month_line(board, self._today),), headings, rows, f"{title}.pdf", landscape=True)
        ask(self, listing, self.room.say, self.paper)


def _plan_month(day: date) -> Period:
    """Give the month whose plan is in work: from the 15th on the next one."""
    month = Period.month_of(day)
    return month.next() if day.day >= 15 else month
