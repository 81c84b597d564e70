"""What leaves 报表签章: files saved and sheets printed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject

from cmdesk.kernel.errors import Cancelled
from cmdesk.kernel.progress import SILENT, Progress
from cmdesk.queries.reports import DocumentFile, DocumentRow
from cmdesk.queries.reports_pages import save
from cmdesk.ui.dialogs import paths
from cmdesk.ui.pages.reports import orders
from cmdesk.ui.pages.reports.presenter import file_name
from cmdesk.ui.pages.reports.printing import PrintWish, print_files
from cmdesk.ui.pages.reports.rendering import Renderer
from cmdesk.ui.room import Page


class Handing(QObject):
    """Saves and prints for its page; `refused` is called with why a printer took nothing."""

    def __init__(self, page: Page, renderer: Renderer, refused: Callable[[BaseException], Any]) -> None:
        super().__init__(page)
        self._page, self._renderer, self._refused = page, renderer, refused

    def save(self, row: DocumentRow, data: bytes) -> None:
        """Ask where to, and write the file as it is."""
        target = paths.ask_save(self._page, "另存 PDF", "PDF (*.pdf)", Path.home() / file_name(row))
        if target is None:
            return

        def work(progress: Progress) -> Path:
            save(target, data)
            return target

        room = self._page.room
        room.tasks.read(work, done=lambda path: room.say(f"已另存 {path.name}"), failed=self._page.fail)

    def save_several(self, rows: Sequence[DocumentRow]) -> None:
        """Ask for a folder, and write each document into it."""
        page = self._page
        folder = paths.ask_folder(page, "另存到哪个文件夹")
        if folder is None:
            return
        work = partial(orders.hand_out, page.room.desk, tuple(row.number for row in rows), folder)
        done = partial(self._handed_out, folder)
        page.follow(page.room.tasks.write(work, done=done, failed=page.fail, label="另存"))

    def print_out(self, rows: Sequence[DocumentRow], wish: PrintWish) -> None:
        """Print documents, each on sheets of its own; a void one only by itself, for it is printed with that word."""
        wanted = [row for row in rows if row.state != "void"] or list(rows[:1])
        page, renderer = self._page, self._renderer

        # A range is one of the document looked at: of several documents each is printed whole.
        whole = wish if len(wanted) == 1 else replace(wish, pages=())

        def work(progress: Progress) -> tuple[int, int]:
            pages = 0
            for number, row in enumerate(wanted):
                try:
                    progress.step(number, len(wanted), "step_print")
                except Cancelled:
                    # What the printer has cannot be called back: the user is told how much that is.
                    return pages, number
                file = page.room.desk.ask(DocumentFile(number=row.number)).data
                pages += print_files([file], whole, renderer, SILENT)
            return pages, len(wanted)

        task = page.room.tasks.read(work, done=partial(self._printed, len(wanted)), failed=self._refused, label="打印")
        page.follow(task)

    def _printed(self, wanted: int, done: tuple[int, int]) -> None:
        pages, files = done
        stopped = f"已停止：前 {files} 份" if files < wanted else ""
        self._page.room.say(f"{stopped}已送去打印 {pages} 页")

    def _handed_out(self, folder: Path, done: Any) -> None:
        self._page.room.say(f"已另存 {done.count} 份到 {folder.name}")
