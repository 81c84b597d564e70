"""人员: the list, and the page of one person over it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from cmdesk.kernel.clock import today
from cmdesk.kernel.errors import Problem
from cmdesk.kernel.progress import Progress
from cmdesk.queries.org import OnePerson, PersonPage
from cmdesk.queries.org_board import Board, BoardRow, PeopleBoard
from cmdesk.queries.org_year import OneYear, PersonYear
from cmdesk.runtime.context import Done
from cmdesk.runtime.sentences import message
from cmdesk.ui.dialogs.listing import ask
from cmdesk.ui.pages.org.adding import AddView
from cmdesk.ui.pages.org.list import PeopleView
from cmdesk.ui.pages.org.person import PersonView
from cmdesk.ui.room import Page, Room
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.head import PageHead

INCOMING, ROSTER = "incoming", "roster"
"""The page that takes files in, and the kind that a roster is."""


class PeoplePage(Page):
    """Reads the board and, on request, one person with his year."""

    watched = frozenset(
        {"person", "post_spell", "status_spell", "rung_spell", "route_spell", "inspection_sheet", "result"}
    )

    def __init__(self, room: Room, parent: QWidget | None = None) -> None:
        super().__init__(room, parent)
        self.head = PageHead(room.look, "人员")
        self.people = PeopleView(room.look)
        self.people.opened.connect(self._open_row)
        self.person = PersonView(room.look, room.actions["previous_person"], room.actions["next_person"])
        self.person.left.connect(self._back)
        self.person.changed.connect(self._change)
        self.person.allow_edits(room.desk.may("org.change"))
        self.person.allow_unmask(room.desk.may("org.unmask"))
        self.person.id_wanted.connect(self._unmask)
        self._adding: AddView | None = None
        look, actions = room.look, room.actions
        self.add = Button(look, "加一个人", icon="user-plus", key="F2")
        self.add.obey(actions.on("add_person", self.open_adding))
        self.paper = Button(look, "打印名单", icon="printer", key="F4")
        self.paper.obey(actions.on("print_people", self._print))
        actions.on("move_person", self._move)
        self.take_in = Button(look, "导入花名册", icon="upload", key="F3")
        self.take_in.obey(actions.on("import_people", self._import))
        for button in (self.add, self.take_in, self.paper):
            self.head.beside(button)
        if not (room.has_page(INCOMING) and room.desk.may("org.import")):
            self.take_in.hide()
        self.add.setVisible(room.desk.may("org.change"))
        QShortcut(QKeySequence("F6"), self).activated.connect(self.people.swap_drawer)
        room.actions.on("previous_person", self._previous)
        room.actions.on("next_person", self._next)
        listing = QWidget()
        self._listing = QVBoxLayout(listing)
        self._listing.setContentsMargins(0, 0, 0, 0)
        self._listing.addWidget(self.head)
        self._listing.addWidget(self.people, 1)
        self.views = QStackedWidget()
        self.views.addWidget(listing)
        self.views.addWidget(self.person)
        self.body.addWidget(self.views, 1)
        self._wanted = ""
        self._shown: PersonPage | None = None
        find = QShortcut(QKeySequence("Ctrl+F"), self)
        find.activated.connect(self._search)
        self.relayout()

    def arrive(self, argument: Any = None) -> None:
        """Show the list, or the person whose 工号 is given."""
        self._wanted = str(argument or "")
        if not self._wanted:
            self.views.setCurrentIndex(0)
        self.refresh()

    def focus_first(self) -> None:
        """Put the focus on the list, or on the person shown."""
        if self.adding is not None:
            self.adding.form.first_field().setFocus(Qt.FocusReason.OtherFocusReason)
            return
        shown = self.person if self.views.currentIndex() else self.people.table
        shown.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Read the board anew, and the person shown."""
        self.room.tasks.read(self._read_board, done=self._show_board, failed=self.fail, label="读取名单")
        if self.views.currentIndex() == 1 and not self._wanted and (row := self.people.current()) is not None:
            self._read(row.person.staff_no)

    def relayout(self) -> None:
        """Follow the density."""
        if hasattr(self, "_listing"):
            self._listing.setSpacing(self.room.look.pick(16, 12, 10))

    def _read_board(self, progress: Progress) -> Board:
        board: Board = self.room.desk.ask(PeopleBoard(with_gone=True), progress=progress)
        return board

    def _show_board(self, board: Board) -> None:
        names = (row.person.name for row in board.rows)
        self.room.look.fonts.cover(names)
        self.people.show_board(board, today(self.room.desk.clock))
        self.head.say("人员", self.people.state.heading())
        if self._wanted:
            row = self.people.pick(self._wanted)
            self._wanted = ""
            if row is not None:
                self._open_row(row)

    def _open_row(self, row: BoardRow) -> None:
        self._read(row.person.staff_no)

    def _read(self, staff_no: str) -> None:
        def work(progress: Progress) -> tuple[PersonPage, PersonYear]:
            desk = self.room.desk
            return desk.ask(OnePerson(staff_no=staff_no)), desk.ask(OneYear(staff_no=staff_no))

        self.room.tasks.read(work, done=self._show_person, failed=self.fail, label="读取个人资料")

    def _show_person(self, found: tuple[PersonPage, PersonYear]) -> None:
        self._shown = found[0]
        self.person.show_person(*found, today(self.room.desk.clock))
        if self.views.currentIndex() == 0:
            self.views.setCurrentIndex(1)
            self.person.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_problems(self, problems: tuple[Problem, ...]) -> bool:
        """Show problems in the form that is open."""
        form = self.adding.form if self.adding is not None else self.person.form
        return form is not None and form.show_problems(problems)

    @property
    def adding(self) -> AddView | None:
        """Give the form of somebody new while it is shown."""
        return self._adding if self._adding is not None and self.views.currentWidget() is self._adding else None

    def open_adding(self) -> AddView:
        """Show the form of somebody new."""
        if self._adding is None:
            self._adding = AddView(self.room)
            self._adding.left.connect(self._back)
            self._adding.ordered.connect(self._add)
            self.views.addWidget(self._adding)
        self.views.setCurrentWidget(self._adding)
        self._adding.begin()
        return self._adding

    def poses(self) -> Iterator[str]:
        """Show the form of somebody new, then the list again."""
        if self.room.desk.may("org.change"):
            self.open_adding()
            yield "adding"
            self._back()

    def _add(self, fields: dict[str, Any]) -> None:
        from cmdesk.usecases.org.add import Add

        self.order(Add(**fields), self._added, "加一个人")

    def _added(self, done: Done) -> None:
        if self._adding is not None:
            self._adding.added()
        self._wanted = done.ids[0]
        self.views.setCurrentIndex(0)
        self.room.say("已加入名单，可以撤销（Ctrl+Z）")
        if done.warnings:
            self.banner.say("\n".join(message(warning) for warning in done.warnings))
        self.refresh()

    def _move(self) -> None:
        if self.views.currentWidget() is self.person:
            self.person.open_move()

    def _import(self) -> None:
        self.room.go(INCOMING, ROSTER)

    def _print(self) -> None:
        listing = self.people.state.listing(self.people.rows(), today(self.room.desk.clock))
        ask(self, listing, self.room.say, self.paper)

    def _change(self, fields: dict[str, Any], since: date) -> None:
        page, form = self._shown, self.person.form
        if page is None or form is None:
            return
        from cmdesk.usecases.org.change import Change

        order = Change(staff_no=page.person.staff_no, since=since, version=form.version, **fields)
        self.order(order, self._changed, "改人员资料")

    def _unmask(self) -> None:
        if self._shown is None:
            return
        from cmdesk.usecases.org.unmask import Unmask

        staff_no = self._shown.person.staff_no
        order = Unmask(staff_no=staff_no)
        self.room.tasks.write(
            lambda progress: self.room.desk.run(order, progress=progress),
            done=lambda done: self.person.show_id(staff_no, str(done.answer["id_number"])),
            failed=self.fail,
            label="查看身份证号",
        )

    def _changed(self, done: Any) -> None:
        self.person.close_form()
        self.room.say("已记下，可以撤销（Ctrl+Z）")
        self.refresh()

    def _previous(self) -> None:
        self._step(-1)

    def _next(self) -> None:
        self._step(1)

    def _step(self, by: int) -> None:
        if not self.isVisible():
            return
        row = self.people.step(by)
        if row is not None and self.views.currentIndex() == 1:
            self._read(row.person.staff_no)

    def _back(self) -> None:
        self.views.setCurrentIndex(0)
        self.people.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _search(self) -> None:
        self.views.setCurrentIndex(0)
        self.people.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.people.search.selectAll()
