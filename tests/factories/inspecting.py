"""督察检查 in a window of a test: the page, a sheet begun, keyed and finished, keys where the focus is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from factories.seat import Seat
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from cmdesk.ui.pages.inspections import keys

INSPECTOR, LEADER = "9004", "9003"
CTRL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier
Press = Callable[..., None]


def pressing(qtbot: QtBot, seat: Seat) -> Press:
    """Give a way to press a key where the focus is."""

    def pressed(key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        focus = QApplication.focusWidget() or active(seat)
        qtbot.keyClick(focus, key, modifier)
        seat.wait()

    return pressed


def active(seat: Seat) -> Any:
    """Make the window the active one and give what has the focus in it."""
    seat.window.activateWindow()
    seat.wait()
    return QApplication.focusWidget() or seat.window


def write(text: str) -> None:
    """Type text where the focus is, as an input method hands it over."""
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    field.insert(text)
    field.textEdited.emit(field.text())


def page_of(seat: Seat, user: str = INSPECTOR, argument: object = None) -> Any:
    """Sign in and show the page."""
    seat.sign_in(user)
    page = seat.go("inspections", argument)
    seat.window.activateWindow()
    seat.wait()
    return page


def begun(seat: Seat, page: Any, kind: str = "combined") -> str:
    """Begin a sheet of the selected person through the form."""
    page._begin_new()
    seat.wait()
    form = page.lists.side.form
    form.set_values({"kind": kind, "place": "城关镇"})
    form.try_keep()
    seat.wait()
    active(seat)
    page.entry.focus_items()
    return str(page.session.number)


def answer_all(page: Any) -> None:
    """Answer everything that is still open: findings put right, items full."""
    for finding in page.session.sheet.entry.findings:
        page.entry._finding_answered(finding.item, True)
    page.entry._go(page.session.sheet.items[0].no)
    for _ in page.session.sheet.items:
        page.entry.press(keys.FULL)


def finished(seat: Seat, page: Any) -> str:
    """Key and finish a sheet."""
    number = begun(seat, page)
    answer_all(page)
    page.entry.finish()
    page.session.form.try_keep()
    seat.wait()
    return number
