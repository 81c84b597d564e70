"""The menu at the name of the user: lock, own password, how the window looks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QStackedWidget

if TYPE_CHECKING:
    from cmdesk.ui.actions import Actions
    from cmdesk.ui.widgets.statusbar import StatusBar
    from cmdesk.ui.workspace import Workspace

OWN_PASSWORD = "password"
"""The part of 设置 that changes it."""


class Around(Protocol):
    """What is asked of the window."""

    workspace: Workspace | None
    rooms: QStackedWidget
    status: StatusBar

    @property
    def actions_(self) -> Actions:
        """Give the actions with their keys."""


def user_menu(window: Around) -> QMenu:
    """Make the menu."""
    menu = QMenu(window.rooms)
    menu.addAction(window.actions_["lock"])
    workspace = window.workspace
    if workspace is not None and workspace.has_page("settings"):
        own = menu.addAction("我的口令…")
        own.triggered.connect(lambda: workspace.go("settings", OWN_PASSWORD))
    menu.addSeparator()
    for code in ("text_size", "dark"):
        menu.addAction(window.actions_[code])
    return menu


def open_user_menu(window: Around) -> QMenu | None:
    """Open the menu above the name, over the workspace alone; the lock closes it."""
    workspace = window.workspace
    if workspace is None or window.rooms.currentWidget() is not workspace:
        return None
    menu, who = user_menu(window), window.status.who
    menu.aboutToHide.connect(menu.deleteLater)
    workspace.leaving.connect(menu.close)
    size = menu.sizeHint()
    menu.popup(who.mapToGlobal(QPoint(who.width() - size.width(), -size.height() - 4)))
    return menu
