"""What the page prints and saves: the blank D04 for a kind of visit, the D04 of a finished sheet."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

from cmdesk.kernel.clock import today
from cmdesk.kernel.periods import Period
from cmdesk.kernel.progress import Progress
from cmdesk.queries.inspections_board import SheetLine
from cmdesk.rules.codes import Visit
from cmdesk.ui.dialogs import paths
from cmdesk.ui.pages.inspections import printing, wording
from cmdesk.ui.pages.inspections.lists import ListsView
from cmdesk.ui.pages.inspections.session import SheetSession
from cmdesk.ui.room import Page


class Prints(QObject):
    """Prints for a page; `in_sheet` says whether a sheet is shown, else the row selected in the lists counts."""

    def __init__(self, page: Page, lists: ListsView, session: SheetSession, in_sheet: Callable[[], bool]) -> None:
        super().__init__(page)
        self._page, self._lists, self._session, self._in_sheet = page, lists, session, in_sheet

    def offers(self) -> QMenu:
        """Give the menu of what can be printed and saved."""
        menu = QMenu(self._page)
        number = self._printable()
        if number:
            menu.addAction(f"打印 {number}").triggered.connect(partial(self.print_filled, number, True))
            menu.addAction(f"{number} 另存 PDF").triggered.connect(partial(self.print_filled, number, False))
            menu.addSeparator()
        kinds: tuple[Visit | None, ...] = (None, Visit.DESK, Visit.FIELD)
        for kind in kinds:
            word = wording.VISITS[kind] if kind else "综合"
            menu.addAction(f"打印空白表（{word}）").triggered.connect(partial(self.print_blank, kind, True))
        for kind in kinds:
            word = wording.VISITS[kind] if kind else "综合"
            menu.addAction(f"空白表（{word}）另存 PDF").triggered.connect(partial(self.print_blank, kind, False))
        return menu

    def _printable(self) -> str:
        sheet = self._session.sheet if self._in_sheet() else None
        if sheet is not None:
            return sheet.entry.whole.row.number if sheet.entry.whole.row.state != "draft" else ""
        row = self._lists.current()
        return row.number if isinstance(row, SheetLine) and row.state != "draft" else ""

    def print_blank(self, kind: Visit | None, on_paper: bool, checked: bool = False) -> None:
        """Print or save an empty form of the month shown."""
        board = self._lists.state.board
        period = board.period if board else Period.month_of(today(self._page.room.desk.clock))
        name = f"D04-督察检查表-空白-{wording.VISITS[kind] if kind else '综合'}.pdf"
        self._print(partial(printing.blank, self._page.room.desk, period, kind), name, on_paper)

    def print_filled(self, number: str, on_paper: bool, checked: bool = False) -> None:
        """Print or save the D04 of a finished sheet."""
        sheet = self._session.sheet if self._in_sheet() else None
        row = self._lists.current()
        day = sheet.day if sheet else row.visited_on if isinstance(row, SheetLine) else None
        if day is not None:
            work = partial(printing.filled, self._page.room.desk, number, Period.month_of(day))
            self._print(work, f"D04-{number}.pdf", on_paper, writes=True)

    def _print(self, work: Any, name: str, on_paper: bool, *, writes: bool = False) -> None:
        start = self._page.room.tasks.write if writes else self._page.room.tasks.read

        def run(progress: Progress) -> bytes:
            data: bytes = work(progress)
            return data

        done = partial(self._drawn, name, on_paper)
        self._page.follow(start(run, done=done, failed=self._page.fail, label="生成 D04"))

    def _drawn(self, name: str, on_paper: bool, data: bytes) -> None:
        if on_paper:
            if not printing.has_printer():
                self._page.banner.say("这台电脑没有装打印机：请选“另存 PDF”，拿到有打印机的电脑上打。")
                return
            printer = printing.ask_printer(self._page)
            if printer is not None:
                pages = printing.draw(printer, data)
                self._page.room.say(f"已送打印机，{pages} 页")
            return
        target = paths.ask_save(self._page, "另存 PDF", "PDF (*.pdf)", Path.home() / name)
        if target is not None:
            try:
                printing.save(target, data)
            except OSError as error:
                self._page.fail(error)
                return
            self._page.room.say(f"已另存 {target.name}")
