"""The workspace of somebody who has signed in: the rail, the pages, what the database tells them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from cmdesk.ui.actions import Actions
from cmdesk.ui.dropping import DropFrame
from cmdesk.ui.failures import Failures
from cmdesk.ui.pages.registry import PageEntry, pages_for
from cmdesk.ui.room import Page, Room
from cmdesk.ui.tasks import TaskRunner
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.rail import Rail

if TYPE_CHECKING:
    from cmdesk.desk import Desk
    from cmdesk.queries.home import Home

COUNT_AFTER_MS = 800
"""How long after a change the rail counts anew: one import changes many tables."""


class Workspace(QWidget):
    """Rail and pages over one open desk. `moved` tells the code of the page that is shown now, `leaving` that the user
    is about to leave: what is pending must be written; `sure` carries how safe the data are, each time it was read."""

    moved = Signal(str)
    leaving = Signal()
    sure = Signal(object)
    counted = Signal(object)
    _news = Signal(object)

    def __init__(
        self,
        look: Look,
        desk: Desk,
        tasks: TaskRunner,
        failures: Failures,
        actions: Actions,
        say: Callable[[str], None],
        warn: Callable[[str], None],
        read_backup: Callable[[], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self.room = Room(
            look=look,
            desk=desk,
            tasks=tasks,
            failures=failures,
            actions=actions,
            go=self.go,
            say=say,
            has_page=self.has_page,
            warn=warn,
            leaving=self.leaving,
            read_backup=read_backup,
            sure=self.sure,
            counted=self.counted,
        )
        self.rail = Rail(look)
        self.stack = QStackedWidget()
        self.pages: dict[str, Page] = {}
        self.entries: tuple[PageEntry, ...] = ()
        self.shown = ""
        self._keys: list[QShortcut] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(self.stack, 1)
        self.drops = DropFrame(look, self)
        self.drops.dropped.connect(self._dropped)
        self.rail.wanted.connect(self._wanted)
        # News come on the thread that wrote; the signal carries them to the window's.
        self._news.connect(self._hear)
        desk.listen(self._news.emit)
        self.counted.connect(self._show_waiting)
        self._count_soon = QTimer(self)
        self._count_soon.setSingleShot(True)
        self._count_soon.setInterval(COUNT_AFTER_MS)
        self._count_soon.timeout.connect(self._count)
        self.leaving.connect(self._count_soon.stop)
        self.sit_down()

    def sit_down(self) -> None:
        """Show what the present user may see: after sign-in and after a change of user."""
        desk = self.room.desk
        self.entries = pages_for(desk.may_read)
        on_rail = [entry for entry in self.entries if not entry.hidden]
        self.rail.show_items([entry.rail_item() for entry in on_rail])
        for code, page in list(self.pages.items()):
            self.stack.removeWidget(page)
            page.deleteLater()
            del self.pages[code]
        for shortcut in self._keys:
            shortcut.deleteLater()
        self._keys = []
        for place, entry in enumerate(on_rail[:10]):
            shortcut = QShortcut(QKeySequence(f"Alt+{(place + 1) % 10}"), self)
            shortcut.setProperty("page", entry.code)
            shortcut.activated.connect(self._key_pressed)
            self._keys.append(shortcut)
        self.shown = ""
        if self.entries:
            self.go(self.entries[0].code)

    def go(self, code: str, argument: Any = None) -> None:
        """Show a page, made at its first visit."""
        entry = next((e for e in self.entries if e.code == code), None)
        if entry is None:
            return
        page = self.pages.get(code)
        if page is None:
            page = self.pages[code] = entry.open(self.room)
            page.setObjectName(code)
            self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        self.rail.choose(code)
        self.shown = code
        page.arrive(argument)
        page.focus_first()
        self.moved.emit(code)

    def has_page(self, code: str) -> bool:
        """Say whether the present user has such a page."""
        return any(entry.code == code for entry in self.entries)

    def refresh(self) -> None:
        """Read the shown page anew."""
        if self.shown:
            self.pages[self.shown].refresh()

    def _hear(self, news: Mapping[str, Any]) -> None:
        tables = set(news)
        if tables and self.shown != "home":
            # The first page counts by itself while it is shown.
            self._count_soon.start()
        for code, page in self.pages.items():
            # The others read anew when they are opened.
            if code == self.shown and (page.watched & tables or "*" in page.watched):
                page.refresh()

    def _count(self) -> None:
        from cmdesk.queries.home import Today

        desk = self.room.desk
        self._tasks.read(lambda progress: desk.ask(Today(), progress=progress), done=self.counted.emit)

    def _show_waiting(self, home: Home) -> None:
        from cmdesk.ui.pages.home.presenter import badges, closing

        waiting = badges(home)
        for code, item in self.rail.items.items():
            item.show_badge(*waiting.get(code, ("", "none")))
        self.rail.show_progress(closing(home))

    def _dropped(self, files: tuple[Path, ...]) -> None:
        self.go("incoming", files)

    def _wanted(self, code: str) -> None:
        self.go(code)

    def _key_pressed(self) -> None:
        shortcut = self.sender()
        if isinstance(shortcut, QShortcut):
            self.go(str(shortcut.property("page")))

    def focus_content(self) -> None:
        """Put the focus on the shown page."""
        if self.shown:
            self.pages[self.shown].focus_first()
