"""薪酬测算: a month's pay beside the month before, computed, confirmed by two, and handed out."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from cmdesk.kernel.clock import today
from cmdesk.kernel.periods import Period
from cmdesk.kernel.progress import Progress
from cmdesk.queries.pay_board import PayBoard, PayCase, PayMonth, PayMonths, PayOfMonth, PaySlip
from cmdesk.ui.dialogs import listing, paths
from cmdesk.ui.forms.second import ask_second
from cmdesk.ui.pages.pay import printing
from cmdesk.ui.pages.pay.list import PayList
from cmdesk.ui.pages.pay.presenter import Act, PayState
from cmdesk.ui.pages.pay.slip import SlipPanel
from cmdesk.ui.room import Page, Room
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.head import PageHead

if TYPE_CHECKING:
    from cmdesk.runtime.context import Actor, Done

SIDE = 348
BESIDE_FROM = 1366
"""The width of the window from which the slip stands beside the list."""


class PayPage(Page):
    """The list of a month, the slip of who is selected, and the acts: compute, release, hand out."""

    watched = frozenset({"pay_line", "pay_release", "period_state", "result"})

    def __init__(self, room: Room, parent: QWidget | None = None) -> None:
        super().__init__(room, parent)
        look, desk = room.look, room.desk
        may = frozenset(code for code in ("pay.compute", "pay.release") if desk.may(code))
        self.state = PayState(today(desk.clock), may)
        self._drawer = False
        self.act = Act("", "")
        self.head = PageHead(look, "薪酬测算")
        self.month = QComboBox()
        self.month.setAccessibleName("月份")
        self.month.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.month.activated.connect(lambda place: self.choose(self.month.itemData(place)))
        self.again = Button(look, "重新测算", icon="refresh-cw")
        self.again.clicked.connect(self.compute)
        self.export = Button(look, "导出 D19", icon="download")
        self.export.clicked.connect(self.hand_out)
        self.print = Button(look, "打印", icon="printer", key="F4")
        self.print.clicked.connect(self.print_list)
        self.next = Button(look, "测算", kind="fill")
        self.next.clicked.connect(self.press)
        for widget in (self.month, self.again, self.export, self.print, self.next):
            self.head.beside(widget)
        self.people = PayList(look, self.state)
        self.people.chosen.connect(self._chosen)
        self.people.opened.connect(self._next_pane)
        self.slip = SlipPanel(look)
        self.slip.closed.connect(self.swap_drawer)
        self._row = QHBoxLayout()
        self._row.addWidget(self.people, 1)
        self._row.addWidget(self.slip)
        self.body.addWidget(self.head)
        self.body.addLayout(self._row, 1)
        bound = (
            ("F4", self.print_list),
            ("F6", self._next_pane),
            ("F12", self.press),
            ("Ctrl+F", self._find),
            ("Alt+Left", partial(self._shift, -1)),
            ("Alt+Right", partial(self._shift, 1)),
        )
        for keys, slot in bound:
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)
        self.relayout()

    # --- reading

    def arrive(self, argument: Any = None) -> None:
        """Show a month, or a person given by 工号."""
        if isinstance(argument, Period):
            self.state.wanted = argument
        elif isinstance(argument, str) and argument:
            self.state.chosen = argument
        self.refresh()

    def focus_first(self) -> None:
        """Put the focus on the list, or on the act where there is none."""
        table, search = self.people.table, self.people.search
        target = table if table.isVisible() else self.next if self.next.isEnabled() else search
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Read the months and the list anew; who is selected stays selected."""
        self.room.tasks.read(self._read, done=self._show, failed=self.fail, label="读取薪酬")

    def _read(self, progress: Progress) -> tuple[tuple[PayMonth, ...], PayBoard | None]:
        desk = self.room.desk
        months = desk.ask(PayMonths())
        self.state.months = months
        period = self.state.pick_month()
        return months, None if period is None else desk.ask(PayOfMonth(period=period))

    def _show(self, found: tuple[tuple[PayMonth, ...], PayBoard | None]) -> None:
        state = self.state
        state.months, state.board = found
        state.wanted = None
        state.period = None if state.board is None else state.board.month.period
        self.month.blockSignals(True)
        self.month.clear()
        for month in state.months:
            done = "已发放" if month.released_on else "已测算" if month.computed else "没测算"
            self.month.addItem(f"{month.period.chinese}　{done}", month.period)
        place = next((n for n, month in enumerate(state.months) if month.period == state.period), -1)
        self.month.setCurrentIndex(place)
        self.month.setVisible(bool(state.months))
        self.month.blockSignals(False)
        had_list = self.people.table.isVisible()
        self.people.show_rows()
        self._follow()
        if self.people.table.isVisible() and not had_list and self.isAncestorOf(self.focusWidget() or self):
            self.focus_first()

    def _follow(self) -> None:
        state, board = self.state, self.state.board
        self.head.say("薪酬测算", " · ".join(state.heading()))
        self.act = state.next_act()
        key = "F12" if self.act.enabled else ""
        self.next.say(self.act.text, icon=self.act.icon, key=key)
        self.next.setEnabled(self.act.enabled)
        self.again.setVisible(state.may_compute_again())
        seen = board is not None and bool(board.people) and board.visible
        self.export.setVisible("pay.compute" in state.may)
        self.export.setEnabled(seen)
        self.print.setEnabled(seen)
        self._show_keys()

    def _chosen(self, staff_no: str) -> None:
        if staff_no:
            self.state.chosen = staff_no
        period = self.state.period
        if not staff_no or period is None:
            self.slip.show_case(None, None)
            return
        desk, order = self.room.desk, PaySlip(period=period, staff_no=staff_no)
        self.room.tasks.read(
            lambda progress: desk.ask(order),
            done=partial(self._show_slip, staff_no, period),
            failed=self.fail,
            label="读取薪酬明细",
        )

    def _show_slip(self, staff_no: str, period: Period, case: PayCase | None) -> None:
        if staff_no == self.state.chosen and period == self.state.period:
            self.slip.show_case(case, self.state.board)

    # --- acts

    def choose(self, period: Period) -> None:
        """Show another month."""
        self.state.wanted = period
        self.refresh()

    def press(self) -> None:
        """Do the next lawful act."""
        if not self.act.enabled:
            return
        if self.act.code == "compute":
            self.compute()
        elif self.act.code == "release" and self.state.period is not None:
            board = self.state.board
            pending = f"，其中 {board.pending} 人效益工资待定" if board is not None and board.pending else ""
            count = len(board.people) if board is not None else 0
            why = f"发放{self.state.period.chinese}薪酬：{count} 人{pending}。发放后不能再改，差额列入下个月。"
            ask_second(self, "pay.release", why, partial(self._release, self.state.period))

    def compute(self) -> None:
        """Compute the list of the month."""
        from cmdesk.usecases.pay.compute import ComputePay

        if self.state.period is not None:
            self.order(ComputePay(period=self.state.period), self._computed, "测算薪酬")

    def _computed(self, done: Done) -> None:
        self.banner.hide()
        self.room.say(f"已测算 {done.count} 人")
        self.refresh()

    def _release(self, period: Period, second: Actor) -> None:
        from cmdesk.usecases.pay.release import ReleasePay

        self.order(ReleasePay(period=period), partial(self._released, period), "发放薪酬", second=second)

    def _released(self, period: Period, done: Done) -> None:
        self.banner.hide()
        self.room.say(f"{period.chinese}薪酬已发放，{done.count} 人")
        self.refresh()

    def hand_out(self) -> None:
        """Write D19 of the month into a file."""
        from cmdesk.usecases.exchange.export_pay import ExportPay

        period = self.state.period
        if period is None:
            return
        out = paths.ask_save(
            self, "薪酬套档计算表写到哪里", "工作簿 (*.xlsx)", Path(f"D19-薪酬套档计算表-{period}.xlsx")
        )
        if out is not None:
            self.order(ExportPay(period=period, out=out), self._handed, "导出薪酬套档计算表")

    def _handed(self, done: Done) -> None:
        self.banner.hide()
        answer: Any = done.answer
        self.room.say(f"已写出 {answer['file']}，第 {answer['edition']} 版")

    def print_list(self) -> None:
        """Print the list, or save it as PDF."""
        board = self.state.board
        if board is not None and board.people and board.visible:
            listing.ask(self, printing.pay_list(board, " · ".join(self.state.heading())), self.room.say, self.print)

    # --- room

    def relayout(self) -> None:
        """Follow density, text size and width."""
        if not hasattr(self, "slip"):
            return
        look = self.room.look
        self.slip.setFixedWidth(max(look.pick(SIDE, 336), look.scaled(316)))
        self._row.setSpacing(look.pick(16, 12, 10))
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Move the slip beside the list or over it."""
        super().resizeEvent(event)
        self._place()

    def swap_drawer(self) -> None:
        """Open or close the slip where it has no place beside the list."""
        if self._narrow():
            self._drawer = not self._drawer
            self._place()
            if not self._drawer:
                self.people.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def poses(self) -> Iterator[str]:
        """Show the list with its slip."""
        yield "list"

    def _narrow(self) -> bool:
        return self.window().width() < BESIDE_FROM or self.room.look.percent > 115

    def _place(self) -> None:
        narrow = self._narrow()
        beside = self._row.indexOf(self.slip) >= 0
        if narrow and beside:
            self._row.removeWidget(self.slip)
        elif not narrow and not beside:
            self._row.addWidget(self.slip)
        self.slip.show_close(narrow)
        self.slip.setVisible(self._drawer or not narrow)
        if narrow:
            area = self.people.geometry()
            wide = self.slip.width()
            self.slip.setGeometry(area.right() + 1 - wide, area.top(), wide, area.height())
            self.slip.raise_()
        self.people.show_less(less=not narrow and self.width() < 1230 and self.room.look.percent > 100)
        self._show_keys()

    def _show_keys(self) -> None:
        pairs = [("↑ ↓", "选人"), ("Alt ← →", "上月、下月"), ("F6", "明细"), ("Ctrl+F", "搜索")]
        self.people.keys.show_pairs(tuple(pairs if self.room.look.percent <= 115 else pairs[:3]))

    def _next_pane(self) -> None:
        if self._narrow():
            self.swap_drawer()
        elif self.people.isAncestorOf(self.focusWidget() or self):
            self.slip.area.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.people.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _find(self) -> None:
        self.people.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.people.search.selectAll()

    def _shift(self, by: int) -> None:
        months = [month.period for month in reversed(self.state.months)]
        if self.state.period in months:
            place = months.index(self.state.period) + by
            if 0 <= place < len(months):
                self.choose(months[place])
