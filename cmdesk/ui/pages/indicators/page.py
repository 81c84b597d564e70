"""指标: month by month what came from the 营销中心, what is missing, what stands out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from cmdesk.kernel.clock import today
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.queries.indicators_board import (
    IndicatorsOfMonth,
    IndicatorsOfPerson,
    MonthBoard,
    MonthRow,
    PersonMonth,
)
from cmdesk.ui.dialogs.listing import Listing, ask
from cmdesk.ui.pages.indicators.panel import IndicatorPanel
from cmdesk.ui.pages.indicators.presenter import FILTERS, month_line, nothing_words, state_of
from cmdesk.ui.room import Page, Room
from cmdesk.ui.widgets.board import BoardColumn, BoardView
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.head import PageHead
from cmdesk.ui.widgets.periods import PeriodSteps


def columns() -> tuple[BoardColumn[MonthRow], ...]:
    """Give the columns of the list."""
    return (
        BoardColumn("姓名", lambda r: r.name, lambda r: r.staff_no, 2.2, face=True),
        BoardColumn("线路", lambda r: r.line, lambda r: r.line, 1.3, gone_from=130),
        BoardColumn("销量完成率", lambda r: r.sales, lambda r: float(r.sales) if r.sales else None, 1.3, right=True),
        BoardColumn("得分", lambda r: r.score or "", lambda r: float(r.score) if r.score else None, 1.0, right=True),
        BoardColumn("缺", lambda r: "、".join(r.missing[:1]) + ("…" if len(r.missing) > 1 else ""), None, 1.7,
                    tone=lambda r: "warn", gone_from=115),
        BoardColumn("状态", lambda r: state_of(r)[0], state_of, 1.5, chip=state_of),
    )  # fmt: skip


class IndicatorsPage(Page):
    """The board of a month; importing goes through the preview."""

    watched = frozenset({"indicator_figure", "import_run", "period_state"})

    def __init__(self, room: Room, parent: QWidget | None = None) -> None:
        super().__init__(room, parent)
        look = room.look
        self.head = PageHead(look, "指标")
        self.steps = PeriodSteps(look, Period.month_of(today(room.desk.clock)).previous(), self)
        self.steps.moved.connect(self._moved)
        self.paper = Button(look, "打印", icon="printer", key="F4")
        self.paper.clicked.connect(self._print)
        for widget in (self.steps, self.paper):
            self.head.beside(widget)
        self.panel = IndicatorPanel(look)
        may = room.desk.may("indicators.import") and room.has_page("incoming")
        self.panel.import_.clicked.connect(self._import)
        self.panel.import_.setVisible(may)
        self.board: BoardView[MonthRow] = BoardView(
            look,
            "月度指标",
            columns(),
            FILTERS,
            key=lambda row: row.staff_no,
            search=lambda row: row.search,
            side=self.panel,
            keys=(("Enter", "看这个人"), ("Alt+←", "上月")),
            icon="chart-column",
        )
        self.board.chosen.connect(self._chosen)
        self.board.opened.connect(self._open)
        self.body.addWidget(self.head)
        self.body.addWidget(self.board, 1)
        for keys, slot in (("F3", self._import), ("F4", self._print)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)
        self.shown: MonthBoard | None = None
        self._wanted = ""
        self._first = True

    @property
    def period(self) -> Period:
        """Give the month shown."""
        return self.steps.period

    def arrive(self, argument: Any = None) -> None:
        """Show a month (a Period), or the month last shown; a 工号 is selected."""
        if isinstance(argument, Period):
            month = argument if argument.kind is PeriodKind.MONTH else argument.months[-1]
            self.steps.show_period(month)
            self._first = True
        elif isinstance(argument, str):
            self._wanted = argument
        self.refresh()

    def focus_first(self) -> None:
        """Put the focus on the list."""
        self.board.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Read the month anew."""
        self.ask(IndicatorsOfMonth(period=self.period), self._show, "读取指标")

    def poses(self) -> Iterator[str]:
        """Take the list of everybody."""
        self.board.choose("全部")
        yield "everybody"

    def _moved(self, period: Period) -> None:
        self._first = True
        self.refresh()

    def _show(self, board: MonthBoard) -> None:
        if board.period != self.period:
            return
        self.shown = board
        now = today(self.room.desk.clock)
        self.room.look.fonts.cover(row.name for row in board.rows)
        self.head.say("指标", month_line(board, now))
        self.panel.show_month(board, now)
        if self._first:
            # A month in which nothing stands out opens on everybody.
            self._first = False
            self.board.choose("要看" if any(FILTERS["要看"](row) for row in board.rows) and board.arrivals else "全部")
        self.board.show_rows(board.rows, nothing_words(board.period))
        if self._wanted:
            self.board.pick(self._wanted)
            self._wanted = ""

    def _chosen(self, row: MonthRow | None) -> None:
        self.panel.show_row(row, self.period)
        if row is not None:
            self.ask(IndicatorsOfPerson(staff_no=row.staff_no, until=self.period), self._show_months)

    def _show_months(self, months: tuple[PersonMonth, ...]) -> None:
        self.panel.show_months(months, self.period)

    def _open(self, row: MonthRow) -> None:
        if self.room.has_page("people"):
            self.room.go("people", row.staff_no)

    def _import(self) -> None:
        if self.room.desk.may("indicators.import"):
            self.room.go("incoming", ("indicators", self.period))

    def _print(self) -> None:
        if self.shown is None:
            return
        rows = [
            (row.staff_no, row.name, row.line, row.sales, row.score or "", "、".join(row.missing), state_of(row)[0])
            for row in self.shown.rows
        ]
        headings = ("工号", "姓名", "线路", "销量完成率", "得分", "缺", "状态")
        title = f"{self.period.chinese}经营业绩指标"
        lines = (month_line(self.shown, today(self.room.desk.clock)),)
        listing = Listing(title, lines, headings, rows, f"{title}.pdf", shares=(1, 1.2, 1.6, 1.2, 1, 3, 1.3))
        ask(self, listing, self.room.say, self.paper)
