"""A window in this process over a copy of a county, with somebody signed in, and how to wait for its pictures."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import shiboken6
from PySide6.QtCore import QEvent, QEventLoop, QSettings, QTimer
from PySide6.QtWidgets import QApplication

from cmdesk.desk import Desk
from cmdesk.kernel.clock import SetClock
from cmdesk.ui.theme.look import STYLE, Look
from cmdesk.ui.warming import QtWarming, all_pages, first_page, warm_up
from cmdesk.ui.window import Window
from cmdesk.ui.workspace import Workspace

PATIENCE_MS = 60_000


class Sitting:
    """The window, its workspace, and the database behind both. Nothing is running when it has been made."""

    def __init__(self, database: Path, number: str, password: str, day: datetime) -> None:
        self.app = QApplication([*sys.argv[:1], *STYLE])
        clock = SetClock(day)
        settings = QSettings(str(database.parent / "window.ini"), QSettings.Format.IniFormat)
        self.window = Window(Look(self.app), clock, database, settings, "")
        self.window.start()
        self.window.show()
        self.wait()
        warm_up().join()
        self._load(first_page())
        self.window.take(Desk.open(database, user=number, password=password, clock=clock))
        assert self.window.workspace is not None
        self.workspace: Workspace = self.window.workspace
        self.wait()

    def settle(self) -> None:
        """Load the pages, as the window does in the first seconds after a sign-in."""
        self._load(all_pages())

    def _load(self, names: Iterator[str]) -> None:
        warming = QtWarming(self.window, names)
        while shiboken6.isValid(warming):
            self.app.processEvents()
            self.app.sendPostedEvents(warming, QEvent.Type.DeferredDelete.value)

    def wait(self) -> None:
        """Run the window until nothing is running and all that was to be painted stands."""
        loop, tasks = QEventLoop(), self.window.tasks

        def look() -> None:
            if not tasks.busy:
                # What the last answer changed is laid out first, and painted after that.
                QTimer.singleShot(0, lambda: QTimer.singleShot(0, leave))

        def leave() -> None:
            look() if tasks.busy else loop.quit()

        tasks.ended.connect(look)
        QTimer.singleShot(0, look)
        QTimer.singleShot(PATIENCE_MS, loop, loop.quit)
        loop.exec()
        tasks.ended.disconnect(look)

    def visit(self, code: str) -> float:
        """Open a page and give the seconds of computing until it stood whole, with what it had to read."""
        begun = time.process_time()
        self.workspace.go(code)
        self.wait()
        return time.process_time() - begun
