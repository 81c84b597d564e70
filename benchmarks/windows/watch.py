"""Somebody who stands beside our window: sees when its pictures are whole, and types the password for it."""

from __future__ import annotations

import os
import sys
import threading
import time
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication

from cmdesk.kernel.clock import SetClock
from cmdesk.ui import app
from cmdesk.ui.window import Window

_TYPING = 2.0
_PATIENCE = 60.0


class Watch:
    """Stands beside the window: sees its pictures, types the password for it, and ends the process."""

    def __init__(self, number: str, password: str) -> None:
        self.number, self.password = number, password
        self.first = self.pressed = 0.0
        self.timer = QTimer()
        self.timer.setInterval(20)
        self.timer.timeout.connect(self.look)

    def painted(self) -> None:
        """Say when the first picture stood; then somebody types."""
        if not self.first:
            self.first = time.perf_counter()
            print("painted", self.first)
            print("cpu", time.process_time(), flush=True)
            self.timer.start()

    def look(self) -> None:
        """Press Enter once the password is typed and the thread of the start has ended."""
        since = time.perf_counter() - self.first
        if since > _PATIENCE:
            sys.exit("no window after a minute")
        if since < _TYPING or "cmdesk.desk" not in sys.modules or "warm-up" in {t.name for t in threading.enumerate()}:
            return
        self.timer.stop()
        from cmdesk.ui.pages.home.page import HomePage

        def home(page: HomePage, event: QPaintEvent) -> None:
            super(HomePage, page).paintEvent(event)
            if page.state.home is not None:
                QTimer.singleShot(0, self.arrived)

        HomePage.paintEvent = home  # type: ignore[assignment, method-assign]
        window = next(w for w in QApplication.topLevelWidgets() if isinstance(w, Window))
        self.pressed = time.perf_counter()
        window.sign_in.wanted.emit(self.number, self.password)

    def arrived(self) -> None:
        """Say how long 首页 took, and how long the key of the password takes alone."""
        home = time.perf_counter() - self.pressed
        from cmdesk.storage.passwords import STANDARD, key_of_password

        begun = time.perf_counter()
        key_of_password(self.password, bytes(16), STANDARD)
        print("home", home, flush=True)
        print("key", time.perf_counter() - begun, flush=True)
        os._exit(0)


def watched(database: Path, number: str, password: str, day: datetime, kind: type[Watch] = Watch) -> None:
    """Run the program's own start with a window that is watched; its clock shows `day`."""
    watch: Watch | None = None

    def paint(window: Window, event: QPaintEvent) -> None:
        nonlocal watch
        super(Window, window).paintEvent(event)
        watch = watch or kind(number, password)
        QTimer.singleShot(0, watch.painted)

    Window.paintEvent = paint  # type: ignore[assignment, method-assign]
    vars(app)["SystemClock"] = partial(SetClock, day)
    app.start(database)
