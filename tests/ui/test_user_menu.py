"""The menu at the name of the user: the mouse locks the window there."""

from __future__ import annotations

import pytest
from factories.seat import RECORDER, Seat
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def opened(qtbot: QtBot, seat: Seat) -> list[QAction]:
    """Press the name at the foot of the window and give what the menu offers."""
    qtbot.mouseClick(seat.window.status.who, Qt.MouseButton.LeftButton)
    seat.wait()
    shown = [menu for menu in seat.window.findChildren(QMenu) if menu.isVisible()]
    return [action for menu in shown for action in menu.actions() if not action.isSeparator()]


def test_that_the_window_is_locked_by_mouse(qtbot: QtBot, seat: Seat) -> None:
    seat.sign_in(RECORDER)
    assert seat.window.status.who.isVisible()
    offered = opened(qtbot, seat)
    assert [action.text() for action in offered] == ["锁定", "我的口令…", "文字大小", "深色显示"]
    offered[0].trigger()
    seat.wait()
    assert seat.window.rooms.currentWidget() is seat.window.sign_in
    assert opened(qtbot, seat) == [], "over the sign-in there is nothing to offer"


def test_that_the_menu_leads_to_the_own_password(qtbot: QtBot, seat: Seat) -> None:
    seat.sign_in(RECORDER)
    opened(qtbot, seat)[1].trigger()
    seat.wait()
    assert seat.window.workspace is not None
    assert seat.window.workspace.shown == "settings"
    page = seat.window.workspace.pages["settings"]
    assert page.stack.currentWidget().code == "password"  # type: ignore[attr-defined]


def test_that_the_lock_closes_an_open_menu(qtbot: QtBot, seat: Seat) -> None:
    seat.sign_in(RECORDER)
    assert opened(qtbot, seat)
    seat.window.lock()
    seat.wait()
    assert not any(menu.isVisible() for menu in seat.window.findChildren(QMenu))
