"""人员: the list, and the page of one person over it."""

from __future__ import annotations

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
from cmdesk.ui.pages.org.list import PeopleView
from cmdesk.ui.pages.org.person import PersonView
from cmdesk.ui.room import Page, Room
from cmdesk.ui.widgets.head import PageHead


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
        board: Board = self.room.desk.ask(PeopleBoard(), progress=progress)
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
        """Show problems in the open group."""
        if self.person.form is None:
            return False
        self.person.form.show_problems(problems)
        return True

    def _change(self, fields: dict[str, Any], since: date) -> None:
        page = self._shown
        if page is None:
            return
        from cmdesk.usecases.org.change import Change

        order = Change(staff_no=page.person.staff_no, since=since, version=page.version, **fields)
        self.room.tasks.write(
            lambda progress: self.room.desk.run(order, progress=progress),
            done=self._changed,
            failed=self.fail,
            label="改人员资料",
        )

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
