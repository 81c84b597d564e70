"""What lies over the window while it is wanted: the search over everything, and the help of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import shiboken6
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from cmdesk.kernel.progress import Progress
from cmdesk.ui import words

if TYPE_CHECKING:
    from cmdesk.desk import Desk
    from cmdesk.ui.actions import Actions
    from cmdesk.ui.finder import Find, Finder
    from cmdesk.ui.help import HelpPanel
    from cmdesk.ui.tasks import TaskRunner
    from cmdesk.ui.theme.look import Look
    from cmdesk.ui.workspace import Workspace

SIGN_IN, FIRST_START = "sign-in", "first-start"
HELP_ICON = "circle-question-mark"


class Around(Protocol):
    """What the panels ask of the window that they lie over."""

    look: Look
    tasks: TaskRunner
    rooms: QStackedWidget
    desk: Desk | None
    workspace: Workspace | None

    @property
    def actions_(self) -> Actions:
        """Give the actions."""

    @property
    def door(self) -> QWidget:
        """Give the page of the sign-in."""

    @property
    def foot(self) -> QWidget:
        """Give the status bar."""

    def centralWidget(self) -> QWidget:
        """Give what the panels lie over."""


class Panels(QObject):
    """Makes search and help of a window when they are first wanted, and keeps them in their place."""

    def __init__(self, window: Around, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._finder: Finder | None = None
        self._helper: HelpPanel | None = None
        self._before_help: QWidget | None = None

    @property
    def finder(self) -> Finder:
        """Give the search over everything."""
        if self._finder is None:
            from cmdesk.ui.finder import Finder

            self._finder = Finder(self._window.look, self._window.centralWidget())
            self._finder.chosen.connect(self._found)
        return self._finder

    @property
    def help(self) -> HelpPanel:
        """Give the panel of the help."""
        if self._helper is None:
            from cmdesk.ui.help import HelpPanel

            self._helper = HelpPanel(self._window.look, self._keys_now, self._window.centralWidget())
            self._helper.closed.connect(self._help_closed)
            self._window.look.changed.connect(self.place)
        return self._helper

    def find(self) -> None:
        """Open the search: pages and actions at once, people as soon as they are read."""
        workspace, desk = self._window.workspace, self._window.desk
        if workspace is None or desk is None:
            return
        from cmdesk.ui.finder import Find
        from cmdesk.ui.widgets.rail import WITH_KEYS

        on_rail = [entry.code for entry in workspace.entries if not entry.hidden][:WITH_KEYS]
        keys = {code: f" Alt+{place % 10}" for place, code in enumerate(on_rail, 1)}
        pages = [
            Find("page", entry.code, entry.text, f"页面{keys.get(entry.code, '')}", entry.icon, entry.words)
            for entry in workspace.entries
        ]
        actions = self._window.actions_
        acts = [
            Find(
                "action", spec.code, actions[spec.code].text(), spec.keys[0] if spec.keys else "", spec.icon, spec.words
            )
            for spec in actions.listed()
            if all(workspace.has_page(page) for page in (spec.page, spec.needs) if page)
        ]
        self.finder.open([*pages, *acts, *self._helps()])
        if desk.may_read("org.change"):
            self._window.tasks.read(self._read_people, done=self.finder.add)

    def _helps(self) -> list[Find]:
        from cmdesk.kernel.text import folded
        from cmdesk.ui.finder import Find
        from cmdesk.ui.help import help_file, help_text

        workspace = self._window.workspace
        entries = workspace.entries if workspace is not None else ()
        return [
            Find("help", each.code, f"帮助：{each.text}", "说明", HELP_ICON, folded(help_text(each.code)).lower())
            for each in entries
            if help_file(each.code).is_file()
        ]

    def open_help(self, code: str) -> None:
        """Open the help of a page, shown or not."""
        if not self.help.isVisible():
            self._before_help = QApplication.focusWidget()
        self.help.open(code)
        self.place()

    def swap_help(self) -> None:
        """Open the help of what is shown, or put it away."""
        if self._helper is not None and self._helper.isVisible():
            self._helper.close_panel()
            return
        self.open_help(self._shown())

    def follow(self, code: str) -> None:
        """Show the help of another page where the help is open."""
        if self._helper is not None and self._helper.isVisible():
            self._helper.show_page(code)

    def hide(self) -> None:
        """Put both away."""
        for panel in (self._finder, self._helper):
            if panel is not None:
                panel.hide()

    def place(self) -> None:
        """Lie where the window's size asks for."""
        if self._helper is not None:
            middle = self._window.centralWidget()
            self._helper.lie_over(middle.width(), middle.height() - self._window.foot.height())

    def _shown(self) -> str:
        window = self._window
        shown = window.rooms.currentWidget()
        if shown is window.door:
            return SIGN_IN
        return window.workspace.shown if window.workspace is not None and shown is window.workspace else FIRST_START

    def _keys_now(self) -> list[tuple[str, str]]:
        shown = self._shown()
        workspace = self._window.workspace
        specs = [
            spec
            for spec in self._window.actions_.usable()
            if spec.keys and (not spec.needs or (workspace is not None and workspace.has_page(spec.needs)))
        ]
        paged = [("Alt+1 … Alt+0", "打开左边的页面")] if shown not in {SIGN_IN, FIRST_START} else []
        return [*((spec.keys[0], spec.text) for spec in specs), *paged]

    def _help_closed(self) -> None:
        before, self._before_help = self._before_help, None
        workspace = self._window.workspace
        if before is not None and shiboken6.isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        elif workspace is not None and self._window.rooms.currentWidget() is workspace:
            workspace.focus_content()

    def _read_people(self, progress: Progress) -> list[Find]:
        from cmdesk.queries.org import People
        from cmdesk.ui.finder import Find

        desk = self._window.desk
        people = [] if desk is None else desk.ask(People())
        return [
            Find(
                "person",
                person.staff_no,
                person.name,
                f"{person.staff_no} · {person.line or words.POSTS.get(person.post or '', '')}",
                "user",
                person.search_keys,
            )
            for person in people
        ]

    def _found(self, find: Find) -> None:
        workspace = self._window.workspace
        if workspace is None:
            return
        if find.kind == "page":
            workspace.go(find.code)
        elif find.kind == "person":
            workspace.go("people", find.code)
        elif find.kind == "help":
            self.open_help(find.code)
        else:
            page = self._window.actions_.specs[find.code].page
            if page and page != workspace.shown:
                # The page makes the action do something, so it comes first.
                workspace.go(page)
            self._window.actions_[find.code].trigger()
