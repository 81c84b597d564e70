"""F1: every page has its help, it opens beside the page and gives the focus back, and it follows page and look."""

from __future__ import annotations

import re

import pytest
from factories.seat import RECORDER, Seat
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cmdesk.ui.help import document, help_file, title_of
from cmdesk.ui.pages.registry import PAGES
from cmdesk.ui.theme.look import Look

CODES = ("sign-in", "first-start", *(entry.code for entry in PAGES))


def press(qtbot: QtBot, key: Qt.Key) -> None:
    """Press a key where the focus is."""
    focus = QApplication.focusWidget()
    assert focus is not None
    qtbot.keyClick(focus, key)


@pytest.mark.shows("127")
@pytest.mark.parametrize("code", CODES)
def test_that_every_page_has_its_help(code: str) -> None:
    text = help_file(code).read_text("utf-8")
    assert title_of(text) != "帮助"
    assert len(re.findall(r"[\u4e00-\u9fff]", text)) > 100, "a page needs more than a line of help"


def test_that_help_is_named_as_its_page() -> None:
    assert {entry.code: title_of(help_file(entry.code).read_text("utf-8")) for entry in PAGES} == {
        entry.code: entry.text for entry in PAGES
    }


@pytest.mark.shows("131", "127")
def test_that_f1_opens_the_help_of_the_page_and_escape_gives_the_focus_back(qtbot: QtBot, seat: Seat) -> None:
    seat.sign_in(RECORDER)
    page = seat.go("people")
    seat.window.activateWindow()
    page.people.search.setFocus()
    press(qtbot, Qt.Key.Key_F1)
    panel = seat.window.help
    assert panel.isVisible()
    assert panel.title.text() == "帮助 · 人员"
    assert "随处可用的键" in panel.text.toPlainText()
    assert panel.text.hasFocus()
    press(qtbot, Qt.Key.Key_Escape)
    assert not panel.isVisible()
    assert page.people.search.hasFocus()


def test_that_the_help_follows_the_page_and_goes_when_the_window_locks(seat: Seat) -> None:
    seat.sign_in(RECORDER)
    seat.window.actions_["help"].trigger()
    assert seat.window.help.title.text() == "帮助 · 首页"
    seat.go("people")
    assert seat.window.help.title.text() == "帮助 · 人员"
    seat.window.help._follow_link(QUrl("home"))
    assert seat.window.help.title.text() == "帮助 · 首页"
    assert seat.window.help.back.isVisible()
    seat.window.help.back.click()
    assert seat.window.help.title.text() == "帮助 · 人员"
    seat.window.lock()
    assert not seat.window.help.isVisible()


def test_that_there_is_help_before_anybody_has_signed_in(seat: Seat) -> None:
    seat.window.actions_["help"].trigger()
    assert seat.window.help.title.text() == "帮助 · 登录"
    assert "锁定 |" not in seat.window.help.text.toPlainText()
    seat.window.help.close_panel()
    seat.window.begin()
    seat.wait()
    seat.window.actions_["help"].trigger()
    assert seat.window.help.title.text() == "帮助 · 首次启动"


@pytest.mark.parametrize("percent", [100, 130])
@pytest.mark.parametrize("dark", [False, True])
def test_that_the_help_takes_colours_and_sizes_of_the_look(seat: Seat, dark: bool, percent: int) -> None:
    seat.sign_in(RECORDER)
    seat.window.actions_["help"].trigger()
    seat.settle(1180, 720, dark=dark, percent=percent)
    panel = seat.window.help
    cursor = QTextCursor(panel.text.document())
    cursor.movePosition(QTextCursor.MoveOperation.Right)
    form = cursor.charFormat()
    assert form.foreground().color() == seat.look.colour("text")
    assert form.font().pixelSize() == seat.look.font(13).pixelSize()
    assert panel.geometry().right() <= seat.window.width()
    assert panel.text.horizontalScrollBar().maximum() == 0


def test_that_headings_lists_and_tables_are_set(look: Look, seat: Seat) -> None:
    seat.window.actions_["help"].trigger()
    text = "# 题\n\n首段\n\n## 节\n1. 一\n2. 二\n\n| 键 | 做 |\n| --- | --- |\n| `F1` | 帮助 |\n"
    made = document(look, text, seat.window.help.text)
    assert "题" not in made.toPlainText()
    assert [word for word in ("首段", "节", "一", "F1", "帮助") if word not in made.toPlainText()] == []
