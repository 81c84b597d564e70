"""Feeds the preview: pages, small pages and places found, read away from the window, the newest wish first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject

from cmdesk.kernel.errors import Cancelled
from cmdesk.kernel.progress import Progress
from cmdesk.ui.pages.reports.preview import Preview
from cmdesk.ui.pages.reports.rendering import Renderer, Sheet
from cmdesk.ui.pages.reports.searching import Hit, TextSearch
from cmdesk.ui.pages.reports.thumbs import PICTURE
from cmdesk.ui.tasks import Task, TaskRunner

_AT_ONCE = 4
"""So many small pages are drawn before somebody else's turn comes."""


class Viewer(QObject):
    """Shows one document at a time; an answer about an earlier one is dropped."""

    def __init__(
        self, tasks: TaskRunner, preview: Preview, failed: Callable[[BaseException], Any], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._tasks, self._preview, self._failed = tasks, preview, failed
        self.renderer = Renderer()
        self.number, self.data = "", b""
        self._search = TextSearch(b"")
        self._drawing, self._next = False, (0, 0)
        self._small: Task[Any] | None = None
        self._wanted_small: list[int] = []
        self._broken = False
        self._seeking: Task[Any] | None = None
        preview.wanted.connect(self._render)
        preview.thumbs.wanted.connect(self._want_small)
        preview.sought.connect(self._seek)

    def show(self, number: str, data: bytes, title: str, notes: tuple[str, ...], pages: int) -> None:
        """Show a document from its first page."""
        self.forget()
        self.number, self.data = number, data
        self._search = TextSearch(data)
        self._preview.begin(title, notes, pages)

    def forget(self) -> None:
        """Drop what is shown, and whatever is still being looked for in it."""
        if self._seeking is not None:
            self._seeking.cancel()
        self.number, self.data = "", b""
        self._wanted_small, self._broken = [], False

    def _render(self, page: int, width: int) -> None:
        if not self.number:
            return
        self._next = (page, width)
        if not self._drawing:
            self._drawing = True
            data = self.data
            sharp = max(1.0, self._preview.devicePixelRatioF() * 1.5)

            def work(progress: Progress) -> tuple[bytes, int, int, Sheet]:
                return data, page, width, self.renderer.sheet(data, page, width, sharp=sharp)

            self._tasks.read(work, done=self._rendered, failed=self._not_rendered)

    def _rendered(self, found: tuple[bytes, int, int, Sheet]) -> None:
        data, page, width, sheet = found
        self._drawing = False
        # The bytes and not the number: a document that has just been signed keeps its number.
        if data is self.data and (page, width) == self._next:
            self._preview.show_sheet(sheet.image, sheet.page, sheet.pages)
        elif self.number:
            # Somebody has turned on meanwhile: only the page wanted last is drawn.
            self._render(*self._next)

    def _not_rendered(self, error: BaseException) -> None:
        self._drawing = False
        self._failed(error)

    def _want_small(self, pages: tuple[int, ...]) -> None:
        self._wanted_small = list(pages)
        if self._small is None:
            self._draw_small()

    def _draw_small(self) -> None:
        known = self._preview.thumbs.pages
        missing = [page for page in self._wanted_small if known.image(page) is None]
        now, self._wanted_small = missing[:_AT_ONCE], missing[_AT_ONCE:]
        if not now or not self.number or self._broken:
            return
        data = self.data
        sharp = max(1.0, self._preview.devicePixelRatioF() * 1.5)

        def work(progress: Progress) -> tuple[bytes, list[Sheet]]:
            return data, [self.renderer.sheet(data, page, PICTURE, sharp=sharp) for page in now]

        self._small = self._tasks.read(work, done=self._small_drawn, failed=self._not_small)
        self._small.ended.connect(self._small_ended)

    def _small_drawn(self, found: tuple[bytes, list[Sheet]]) -> None:
        data, sheets = found
        if data is self.data:
            for sheet in sheets:
                self._preview.thumbs.pages.put(sheet.page, sheet.image)

    def _not_small(self, error: BaseException) -> None:
        # Said once: what cannot be drawn small would be asked for again and again.
        self._broken = True
        self._failed(error)

    def _small_ended(self) -> None:
        self._small = None
        if self._wanted_small:
            self._draw_small()
        else:
            self._preview.thumbs.look_for_missing()

    def _seek(self, text: str) -> None:
        if self._seeking is not None:
            self._seeking.cancel()
        search, number = self._search, self.number

        def work(progress: Progress) -> tuple[str, str, tuple[Hit, ...]]:
            return number, text, search.find(text, progress)

        task = self._tasks.read(work, done=self._found, failed=self._not_found)
        self._seeking = task
        task.ended.connect(lambda: self._sought(task))

    def _sought(self, task: Task[Any]) -> None:
        if self._seeking is task:
            self._seeking = None

    def _found(self, found: tuple[str, str, tuple[Hit, ...]]) -> None:
        number, text, hits = found
        if (number, text) == (self.number, self._preview.finder.words.text()):
            self._preview.show_hits(hits)

    def _not_found(self, error: BaseException) -> None:
        if not isinstance(error, Cancelled):
            self._failed(error)
