"""督察检查: who was visited and who is due, the sheets of a month, corrective actions; and the entry of one sheet."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from cmdesk.kernel.clock import today
from cmdesk.kernel.errors import Problem
from cmdesk.kernel.periods import Period
from cmdesk.queries.inspections_board import ActionLine, Board, InspectionBoard, PlanRow, SheetLine
from cmdesk.queries.inspections_entry import NewSheet, Proposal
from cmdesk.rules.codes import Visit
from cmdesk.ui.dialogs import paths
from cmdesk.ui.forms.form import Form
from cmdesk.ui.pages.inspections import forms, orders, posing, wording
from cmdesk.ui.pages.inspections.againview import AgainView
from cmdesk.ui.pages.inspections.entry import EntryView
from cmdesk.ui.pages.inspections.entryframe import BESIDE_FROM
from cmdesk.ui.pages.inspections.lists import ListsView
from cmdesk.ui.pages.inspections.presenter import Line, Tab
from cmdesk.ui.pages.inspections.prints import Prints
from cmdesk.ui.pages.inspections.session import SheetSession
from cmdesk.ui.room import Page, Room
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.head import PageHead
from cmdesk.ui.widgets.labels import Avatar, Chip, Label


class InspectionsPage(Page):
    """The lists, and over them one sheet."""

    watched = frozenset(
        {
            "inspection_sheet",
            "sheet_answer",
            "sheet_photo",
            "corrective_action",
            "period_state",
            "person",
            "post_spell",
            "second_keying",
        }
    )

    def __init__(self, room: Room, parent: QWidget | None = None) -> None:
        super().__init__(room, parent)
        look, desk = room.look, room.desk
        codes = ("record", "approve", "verify")
        self._may = frozenset(code for code in codes if desk.may(f"inspections.{code}"))
        self._period: Period | None = None
        self._wanted = ""
        self.lists = ListsView(look)
        self.lists.chosen.connect(self._chosen)
        self.lists.opened.connect(self._opened)
        self.lists.month_chosen.connect(self._month_chosen)
        self.lists.side.asked.connect(self._asked)
        self.entry = EntryView(look)
        self.session = SheetSession(self, self.entry)
        self.session.ended.connect(self._sheet_left)
        self.session.shown.connect(self._sheet_shown)
        self.printer = Prints(self, self.lists, self.session, lambda: self.views.currentIndex() == 1)
        self._build_heads()
        self.again = AgainView(self)
        self.again.ended.connect(self._sheet_left)
        self.views = QStackedWidget()
        for head, view in ((self.head, self.lists), (self.sheet_head, self.entry)):
            holder = QWidget()
            column = QVBoxLayout(holder)
            column.setContentsMargins(0, 0, 0, 0)
            column.addWidget(head)
            column.addWidget(view, 1)
            self.views.addWidget(holder)
        self.views.addWidget(self.again)
        self.body.addWidget(self.views, 1)
        slots: dict[str, Any] = {
            "F2": self._another,
            "F3": self._ask_import,
            "F4": self._offer_prints,
            "Ctrl+F": self._search,
        }
        for key, slot in slots.items():
            QShortcut(QKeySequence(key), self).activated.connect(slot)
        for key, slot in (("F6", self.lists.swap_drawer), ("F12", self.lists.side.press)):
            QShortcut(QKeySequence(key), self.lists).activated.connect(slot)
        self.relayout()

    def arrive(self, argument: Any = None) -> None:
        """Show the lists as they were left; a month, the number of a sheet or a 工号 leads there."""
        if isinstance(argument, Period):
            self._period = argument.months[-1]
        self._wanted = argument if isinstance(argument, str) else ""
        self.refresh()

    def focus_first(self) -> None:
        """Put the focus on the sheet in work, or on the list."""
        (self.lists.focus_list, self.entry.focus_items, self.again.focus_list)[self.views.currentIndex()]()

    def refresh(self) -> None:
        """Read the board anew; a sheet in work keeps what was keyed."""
        self.ask(InspectionBoard(period=self._period), self._show, "读取督察检查")
        self.session.refresh()

    def relayout(self) -> None:
        """Follow the density."""
        if hasattr(self, "views"):
            self._sheet_shown()
            for place in range(self.views.count()):
                layout = self.views.widget(place).layout()
                if layout is not None:
                    layout.setSpacing(self.room.look.pick(16, 12, 10))

    def show_problems(self, problems: tuple[Problem, ...]) -> bool:
        """Show problems in the open form; those of a file, the first ones, across the page."""
        form = self.lists.side.form
        if self.views.currentWidget() is self.again and self.again.show_problems(problems):
            return True
        if self.session.form is not None:
            return self.session.show_problems(problems)
        if form is not None:
            return form.show_problems(problems)
        self._say_across(problems)
        return True

    def poses(self) -> Iterator[str]:
        """Show each list, the form of a new sheet, a sheet in work, and one that is keyed again."""
        return posing.poses(self, may_begin=self.new.isEnabled() and "record" in self._may)

    def open_sheet(self, number: str) -> None:
        """Show a sheet."""
        self.lists.side.drop_form()
        self.views.setCurrentIndex(1)
        self.sheet_head.say("", "")
        self.session.open(number)

    def key_again(self, number: str) -> None:
        """Key a sheet a second time."""
        self.lists.side.drop_form()
        self.views.setCurrentWidget(self.again)
        self.again.open(number)

    def take_in(self, file: Path) -> None:
        """Take in a workbook of sheets."""
        work = partial(orders.take_in, self.room.desk, file)
        self.follow(self.room.tasks.write(work, done=self._taken_in, failed=self.fail, label="导入检查表"))

    def _build_heads(self) -> None:
        look = self.room.look
        self.head = PageHead(look, "督察检查")
        self.approve_all = Button(look, "审定", icon="check-check")
        self.approve_all.clicked.connect(self._approve_all)
        self.approve_all.hide()
        self.imports = Button(look, "导入", icon="upload", key="F3")
        self.imports.clicked.connect(self._ask_import)
        self.prints = Button(look, "打印", icon="printer", key="F4")
        self.prints.clicked.connect(self._offer_prints)
        self.new = Button(look, "录检查表", icon="clipboard-list", key="F2")
        self.new.clicked.connect(self._begin_new)
        for button in (self.approve_all, self.imports, self.prints, self.new):
            self.head.beside(button)
        for button in (self.imports, self.new):
            button.setVisible("record" in self._may)
        self.sheet_head = PageHead(look, "")
        self.avatar = Avatar(look, 40)
        self.sheet_head.lead(self.avatar)
        self.kind = Chip(look)
        self.nth = Label(look, "", size=12, tone="second")
        self.sheet_head.after_title(self.kind)
        self.sheet_head.after_title(self.nth)
        other = Button(look, "换一张表", icon="clipboard-check", key="F2")
        other.clicked.connect(self._another)
        printing_button = Button(look, "打印", icon="printer", key="F4")
        printing_button.clicked.connect(self._offer_prints)
        self.leave = Button(look, "存着，离开", key="Esc")
        self.leave.clicked.connect(self.session.leave)
        self.drawer = Button(look, "答题卡", icon="panel-right", key="F6")
        self.drawer.clicked.connect(self.entry.swap_drawer)
        self.entry.narrowed.connect(self.drawer.setVisible)
        for button in (self.drawer, other, printing_button, self.leave):
            self.sheet_head.beside(button)

    def _show(self, board: Board) -> None:
        names = (*(row.name for row in board.plan), *(name for sheet in board.sheets for name in sheet.inspectors))
        self.room.look.fonts.cover(names)
        self.lists.show_board(board)
        self.head.say("督察检查", self.lists.state.heading())
        waiting = self.lists.state.to_approve(self.room.desk.actor.number) if "approve" in self._may else ()
        self.approve_all.setVisible(bool(waiting) and not board.closed)
        self.approve_all.say(f"审定全部 {len(waiting)} 张")
        self.new.setEnabled(not board.closed)
        if self._wanted:
            self._follow_wanted(board)

    def _follow_wanted(self, board: Board) -> None:
        wanted, self._wanted = self._wanted, ""
        if any(row.number == wanted for row in board.sheets) or any(row.sheet == wanted for row in board.actions):
            self.open_sheet(wanted)
        elif wanted in {tab.name.lower() for tab in Tab}:
            self.lists.show_tab(Tab[wanted.upper()])
        else:
            self.lists.show_tab(Tab.PLAN, wanted)

    def _chosen(self, row: Line | None) -> None:
        side = self.lists.side
        if side.form is None:
            side.show_row(row, self.lists.state.board, self._may, self.room.desk.actor.number)

    def _opened(self, row: Line) -> None:
        if isinstance(row, SheetLine):
            self.open_sheet(row.number)
        elif self.lists.side.fill.isEnabled():
            self.lists.show_drawer(True)
            self.lists.side.press()

    def _month_chosen(self, period: Period) -> None:
        self._period = period
        self.lists.side.drop_form()
        self.refresh()

    def _asked(self, what: str) -> None:
        row = self.lists.current()
        if what == "new":
            self._begin_new()
        elif what == "print_blank":
            self._offer_prints()
        elif isinstance(row, SheetLine):
            self._asked_of_sheet(what, row)
        elif isinstance(row, ActionLine):
            self._asked_of_action(what, row)

    def _asked_of_sheet(self, what: str, row: SheetLine) -> None:
        if what == "open":
            self.open_sheet(row.number)
        elif what == "print":
            self.printer.print_filled(row.number, True)
        elif what == "approve":
            self._approve((row.number,))
        elif what == "again":
            self.key_again(row.number)
        elif what == "city":
            self.ask(NewSheet(), partial(self._show_city, row))
        elif what == "return":
            form = forms.sending_back(self.room.look, f"退回 {row.number}")
            form.kept.connect(lambda values: self._run(orders.reopen, row.number, values["reason"], said="已退回"))
            self._show_form(form)

    def _asked_of_action(self, what: str, row: ActionLine) -> None:
        day = today(self.room.desk.clock)
        if what == "open":
            self.open_sheet(row.sheet)
        elif what == "correct":
            form = forms.answering(self.room.look, row, day)
            form.kept.connect(
                lambda values: self._run(
                    orders.correct, row.sheet, row.item, values["done_on"], values["measure"], said="已登记回执"
                )
            )
            self._show_form(form)
        elif what == "verify":
            form = forms.verifying(self.room.look, row, day)
            form.kept.connect(
                lambda values: self._run(orders.verify, row.sheet, row.item, values["verified_on"], said="已复查")
            )
            self._show_form(form)

    def _show_form(self, form: Form) -> None:
        form.dropped.connect(self._drop_form)
        self.lists.show_drawer(True)
        self.lists.side.show_form(form)

    def _drop_form(self) -> None:
        self.lists.side.drop_form()
        self._chosen(self.lists.current())
        self.lists.focus_list()

    def _run(self, order: Any, *values: Any, said: str) -> None:
        work = partial(order, self.room.desk, *values)
        done = partial(self._done, said)
        self.follow(self.room.tasks.write(work, done=done, failed=self.fail, label=said))

    def _done(self, said: str, done: Any) -> None:
        self._drop_form()
        self.room.say(f"{said}，可以撤销（Ctrl+Z）")

    def _approve(self, numbers: tuple[str, ...]) -> None:
        self._run(orders.approve, numbers, said=f"已审定 {len(numbers)} 张")

    def _approve_all(self) -> None:
        numbers = self.lists.state.to_approve(self.room.desk.actor.number)
        if numbers:
            self._approve(numbers)

    def _another(self) -> None:
        if self.views.currentIndex():
            self._wanted = "new"
            (self.again.put_aside if self.views.currentWidget() is self.again else self.session.leave)()
        else:
            self._begin_new()

    def _begin_new(self) -> None:
        board = self.lists.state.board
        if "record" in self._may and not (board and board.closed):
            self.ask(NewSheet(), self._show_new)

    def _show_new(self, found: Proposal) -> None:
        row = self.lists.current()
        due = row.due[0] if isinstance(row, PlanRow) and row.due else Visit.DESK
        staff_no = row.staff_no if row is not None else None
        form = forms.new_sheet(self.room.look, found, staff_no=staff_no, kind=due)
        form.kept.connect(self._begin)
        self._show_form(form)

    def _show_city(self, row: SheetLine, found: Proposal) -> None:
        form = forms.city_sheet(self.room.look, found, row)
        form.kept.connect(lambda v: self._begin(v | {"staff_no": row.staff_no, "replaces": row.number}))
        self._show_form(form)

    def _begin(self, values: dict[str, Any]) -> None:
        if values["first"] == values["second"]:
            form = self.lists.side.form
            if form is not None:
                form.show_problems((Problem("inspector_twice").at(field="second"),))
            return
        wish = forms.begun(values)
        work = partial(orders.begin, self.room.desk, wish)
        done = partial(self._begun, wish.number)
        self.room.tasks.write(work, done=done, failed=self.fail, label="录检查表")

    def _begun(self, number: str, done: Any) -> None:
        self.open_sheet(number)

    def _sheet_shown(self) -> None:
        sheet = self.session.sheet
        if sheet is None:
            return
        row = sheet.entry.whole.row
        short = self.window().width() * 100 < BESIDE_FROM * self.room.look.percent
        nth, line = wording.heading(sheet.entry, short=short)
        self.avatar.show_name(row.name)
        self.sheet_head.say(row.name, line)
        self.kind.say(f"{wording.VISITS[row.kind]}检查" + ("·市复查" if row.tier == "city" else ""), "info")
        self.nth.setText("" if short else nth)
        self.leave.say("离开" if self.entry.readonly else "存着，离开")

    def _sheet_left(self) -> None:
        self.views.setCurrentIndex(0)
        self.lists.focus_list()
        self.refresh()
        if self._wanted == "new":
            self._wanted = ""
            self._begin_new()

    def _ask_import(self) -> None:
        if "record" not in self._may or self.views.currentIndex():
            return
        found = paths.ask_open(self, "导入检查表", "工作簿 (*.xlsx)")
        if found is not None:
            self.take_in(found)

    def _taken_in(self, done: Any) -> None:
        self.room.say(f"已导入 {done.count} 张检查表，可以撤销（Ctrl+Z）")
        if done.warnings:
            self._say_across(done.warnings)
        self.refresh()

    def _say_across(self, problems: tuple[Problem, ...]) -> None:
        self.banner.say(wording.across(problems), state="warn")

    def _offer_prints(self) -> None:
        if self.views.currentWidget() is self.again:
            return
        button = self.prints if self.views.currentIndex() == 0 else self.leave
        menu = self.printer.offers()
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
        menu.setActiveAction(menu.actions()[0])

    def _search(self) -> None:
        if not self.views.currentIndex():
            self.lists.focus_search()
