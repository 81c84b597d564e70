"""Where the keys go: buttons answer Enter and hold the arrows, tabs are one stop, a lost focus comes back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from factories.seat import Seat
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QButtonGroup, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.buttons import Button

Key = Qt.Key


@pytest.fixture
def row(qtbot: QtBot, look: Look) -> Iterator[list[Button]]:
    """Give three buttons, one below the other, shown."""
    holder = QWidget()
    inside = QVBoxLayout(holder)
    made = [Button(look, word) for word in "甲乙丙"]
    for button in made:
        inside.addWidget(button)
    qtbot.addWidget(holder)
    holder.show()
    holder.activateWindow()
    made[0].setFocus()
    qtbot.waitUntil(made[0].hasFocus)
    # Still named here while the test runs: nobody else holds the window.
    yield made
    holder.close()


@pytest.mark.shows("131")
def test_that_enter_presses_the_button_that_has_the_focus_once(qtbot: QtBot, row: list[Button]) -> None:
    heard: list[str] = []
    row[0].clicked.connect(lambda: heard.append("甲"))
    for key in (Key.Key_Return, Key.Key_Enter, Key.Key_Space):
        qtbot.keyClick(row[0], key)
    assert heard == ["甲"] * 3
    qtbot.keyClick(row[0], Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert heard == ["甲"] * 3


def test_that_an_arrow_does_not_wander_to_another_button(qtbot: QtBot, row: list[Button]) -> None:
    for key in (Key.Key_Down, Key.Key_Right, Key.Key_Up, Key.Key_Left):
        qtbot.keyClick(row[0], key)
        assert row[0].hasFocus()


def test_that_tabs_are_one_stop_and_the_arrows_turn_them(qtbot: QtBot, look: Look) -> None:
    holder = QWidget()
    inside, group = QVBoxLayout(holder), QButtonGroup(holder)
    tabs = [Button(look, word, kind="tab") for word in "甲乙丙"]
    after = Button(look, "后面")
    for button in (*tabs, after):
        inside.addWidget(button)
    for tab in tabs:
        group.addButton(tab)
    tabs[1].setChecked(True)
    qtbot.addWidget(holder)
    holder.show()
    holder.activateWindow()
    after.setFocus()
    qtbot.waitUntil(after.hasFocus)
    qtbot.keyClick(after, Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    assert tabs[1].hasFocus()
    qtbot.keyClick(tabs[1], Key.Key_Down)
    assert (tabs[2].isChecked(), tabs[2].hasFocus()) == (True, True)
    qtbot.keyClick(tabs[2], Key.Key_Tab)
    assert after.hasFocus()


def test_that_a_focus_that_is_hidden_comes_back_to_the_page(qtbot: QtBot, seat: Seat) -> None:
    seat.sign_in()
    seat.window.activateWindow()
    page = seat.go("plans")
    stray = Button(seat.look, "就要不见")
    layout = page.layout()
    assert layout is not None
    layout.addWidget(stray)
    stray.setFocus()
    qtbot.waitUntil(stray.hasFocus)
    stray.setEnabled(False)
    seat.wait()
    focus = QApplication.focusWidget()
    assert focus is not None
    assert page.isAncestorOf(focus)
