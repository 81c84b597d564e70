"""Whatever somebody does in the window puts off the lock; what happens by itself does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from factories.seat import HEAD, Seat
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox

Act = Callable[[Seat], None]


def key(seat: Seat) -> None:
    """Press a key that nothing waits for."""
    QTest.keyClick(seat.window.windowHandle(), Qt.Key.Key_Shift)


def shortcut(seat: Seat) -> None:
    """Press the keys of another page."""
    QTest.keyClick(seat.window.windowHandle(), Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert seat.window.workspace is not None
    assert seat.window.workspace.shown == "people"


def click(seat: Seat) -> None:
    """Click on nothing."""
    QTest.mouseClick(seat.window.windowHandle(), Qt.MouseButton.LeftButton, pos=QPoint(400, 4))


def wheel(seat: Seat) -> None:
    """Turn the wheel."""
    at = QPointF(600, 400)
    turned = QWheelEvent(
        at, at, QPoint(), QPoint(0, 120),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(seat.window.windowHandle(), turned)


@pytest.fixture
def waiting(seat: Seat) -> Seat:
    """Give a window with somebody signed in, in which the clock of the lock has been stopped."""
    seat.sign_in(HEAD)
    seat.window.activateWindow()
    seat.wait()
    seat.window._idle.stop()
    return seat


@pytest.mark.parametrize("act", [key, shortcut, click, wheel])
def test_that_what_somebody_does_puts_off_the_lock(waiting: Seat, act: Act) -> None:
    act(waiting)
    assert waiting.window._idle.isActive()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_that_a_key_in_a_list_that_hangs_open_puts_off_the_lock(waiting: Seat) -> None:
    box = QComboBox(waiting.window)
    box.addItems(["甲", "乙"])
    box.show()
    box.showPopup()
    waiting.wait()
    popup = QApplication.activePopupWidget()
    assert popup is not None
    QTest.keyClick(QApplication.focusWindow() or popup.windowHandle(), Qt.Key.Key_Down)
    assert waiting.window._idle.isActive()
    box.hidePopup()


def test_that_pages_and_pictures_do_not_put_off_the_lock(waiting: Seat) -> None:
    waiting.go("people")
    waiting.settle(1366, 768)
    assert not waiting.window._idle.isActive()
