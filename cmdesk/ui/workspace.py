"""The workspace of somebody who has signed in: the rail, the pages, what the database tells them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QWidget

from cmdesk.ui.actions import Actions
from cmdesk.ui.dropping import DropFrame
from cmdesk.ui.failures import Failures
from cmdesk.ui.pages.registry import PAGES, PageEntry, pages_for
from cmdesk.ui.room import Page, Room
from cmdesk.ui.tasks import TaskRunner
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.rail import Rail, RailProgress

if TYPE_CHECKING:
    from cmdesk.desk import Desk
    from cmdesk.queries.home import Home
    from cmdesk.runtime.context import Actor

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
        self._waiting: dict[str, dict[str, Page]] = {}
        self._names: dict[str, str] = {}
        self.entries: tuple[PageEntry, ...] = ()
        self.shown = ""
        self._closing: RailProgress | None = None
        self._keys: list[QShortcut] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(self.stack, 1)
        self.drops = DropFrame(look, self)
        self.drops.dropped.connect(self._dropped)
        self.rail.wanted.connect(self._wanted)
        self.rail.part_wanted.connect(self._part_wanted)
        # News come on the thread that wrote; the signal carries them to the window's.
        self._news.connect(self._hear)
        desk.listen(self._news.emit)
        self.counted.connect(self._show_waiting)
        self._count_soon = QTimer(self)
        self._count_soon.setSingleShot(True)
        self._count_soon.setInterval(COUNT_AFTER_MS)
        self._count_soon.timeout.connect(self._count)
        self.leaving.connect(self._count_soon.stop)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_changed)
        self.sit_down()

    def sit_down(self, actor: Actor | None = None) -> None:
        """Show what the present user may see: after sign-in, and after a change to another user, `actor`.

        Pages on which the one before has typed something wait for him, out of sight.
        """
        desk = self.room.desk
        if actor is not None:
            self._waiting[desk.actor.number] = {code: page for code, page in self.pages.items() if page.holds_typing()}
            self._names[desk.actor.number] = desk.actor.name
            desk.switch(actor)
        self.entries = pages_for(desk.may_read)
        on_rail = [entry for entry in self.entries if not entry.hidden]
        self.rail.show_items([entry.rail_item() for entry in on_rail])
        keep = [page for pages in self._waiting.values() for page in pages.values()]
        for page in self.pages.values():
            self.stack.removeWidget(page)
            if page in keep:
                page.hide()
            else:
                page.deleteLater()
        self.pages = self._waiting.pop(desk.actor.number, {})
        for page in self.pages.values():
            self.stack.addWidget(page)
        for shortcut in self._keys:
            shortcut.deleteLater()
        self._keys = []
        for place, entry in enumerate(on_rail[:10]):
            shortcut = QShortcut(QKeySequence(f"Alt+{(place + 1) % 10}"), self)
            shortcut.setProperty("page", entry.code)
            shortcut.activated.connect(self._key_pressed)
            self._keys.append(shortcut)
        self.shown = ""
        first = next((code for code in self.pages if self.has_page(code)), None)
        if first is not None:
            self.go(first)
        elif self.entries:
            self.go(self.entries[0].code)

    def unwritten(self) -> tuple[str, ...]:
        """Give the words of the drafts that could not be written."""
        return tuple(dict.fromkeys(self.room.unwritten.values()))

    def typed_places(self) -> tuple[str, ...]:
        """Give where something was typed that is kept nowhere, with whose it is where he is not here now."""
        found = [title_of(code) for code, page in self.pages.items() if page.holds_typing()]
        for number, pages in self._waiting.items():
            found += [f"{self._names[number]}的{title_of(code)}" for code in pages]
        return tuple(found)

    def go(self, code: str, argument: Any = None) -> None:
        """Show a page, made at its first visit."""
        entry = next((e for e in self.entries if e.code == code), None)
        if entry is None:
            return
        page = self.pages.get(code)
        if page is None:
            page = self.pages[code] = entry.open(self.room)
            page.setObjectName(code)
            page.turned.connect(self._follow_parts)
            self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        self.rail.choose(code)
        self.shown = code
        self._follow_parts()
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
        self._closing = closing(home)
        self._follow_parts()

    def _follow_parts(self) -> None:
        """Show in the rail what the open page consists of, and how far it is."""
        page = self.pages.get(self.shown)
        if page is None:
            return
        self.rail.show_parts(self.shown, page.parts, page.part())
        self.rail.show_progress(page.standing() or self._closing)

    def _part_wanted(self, code: str) -> None:
        self.pages[self.shown].show_part(code)

    def _dropped(self, files: tuple[Path, ...]) -> None:
        self.go("incoming", files)

    def _wanted(self, code: str) -> None:
        self.go(code)

    def _key_pressed(self) -> None:
        shortcut = self.sender()
        if isinstance(shortcut, QShortcut):
            self.go(str(shortcut.property("page")))

    def _focus_changed(self, before: QWidget | None, now: QWidget | None) -> None:
        """Notice that what had the focus is gone: whatever hides or is greyed hands it on, even to the rail."""
        gone = before is None or not shiboken6.isValid(before) or not before.isVisible() or not before.isEnabled()
        if gone and self._astray(now):
            QTimer.singleShot(0, self, self._bring_focus_back)

    def _astray(self, focus: QWidget | None) -> bool:
        return focus is None or self.rail.isAncestorOf(focus) or focus.focusPolicy() == Qt.FocusPolicy.NoFocus

    def _bring_focus_back(self) -> None:
        here = self.isVisible() and self.isActiveWindow() and QApplication.activePopupWidget() is None
        if here and self._astray(QApplication.focusWidget()):
            self.focus_content()

    def focus_content(self) -> None:
        """Put the focus on the shown page."""
        if self.shown:
            self.pages[self.shown].focus_first()


def title_of(code: str) -> str:
    """Give the word of a page."""
    return next((f"“{entry.text}”" for entry in PAGES if entry.code == code), code)
