"""Qt keeps its hands off None: a release that takes one reference a call kills the process after some 6 000 calls."""

from __future__ import annotations

import sys

from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot


def test_that_a_call_which_returns_nothing_leaves_none_alone(qtbot: QtBot) -> None:
    timer = QTimer()
    before = sys.getrefcount(None)
    for _ in range(500):
        timer.setInterval(5)
    assert abs(sys.getrefcount(None) - before) < 50
