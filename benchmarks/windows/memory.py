"""Tells how much memory the program holds at its sign-in, with 首页, and with the list of people shown.

Arguments: the database, a number and its password, the day of the clock. It starts, signs in and works as the program
does.
"""

from __future__ import annotations

import os
import sys
import time
from datetime import datetime
from pathlib import Path

from cmdesk.ui.opening import hold_collector, load_qt

hold_collector()
load_qt()

from PySide6.QtCore import QTimer  # noqa: E402 - the program loads Qt in the same way
from PySide6.QtWidgets import QApplication  # noqa: E402

from benchmarks.windows.resident import tell  # noqa: E402
from benchmarks.windows.watch import Watch, watched  # noqa: E402
from cmdesk.ui.window import Window  # noqa: E402

_QUIET = 2.0
"""Seconds in which nothing runs: after them the backup of the day is over too."""


class Looking(Watch):
    """Goes on from 首页 to the list of people, each time once nothing has run for a while."""

    def painted(self) -> None:
        """Tell at the first picture, before anything is made ready behind it."""
        if not self.first:
            tell("sign-in")
        super().painted()

    def arrived(self) -> None:
        """Begin to wait."""
        self.window = next(w for w in QApplication.topLevelWidgets() if isinstance(w, Window))
        self.left = ["home", "people"]
        self.since = time.perf_counter()
        self.timer = QTimer()
        self.timer.timeout.connect(self.settle)
        self.timer.start(50)

    def settle(self) -> None:
        """Tell and go on, or leave."""
        now = time.perf_counter()
        if self.window.tasks.busy:
            self.since = now
        elif now - self.since > _QUIET:
            tell(self.left.pop(0))
            if not self.left:
                sys.stdout.flush()
                os._exit(0)
            assert self.window.workspace is not None
            self.window.workspace.go(self.left[0])
            self.since = now


if __name__ == "__main__":
    database, number, password, day = sys.argv[1:5]
    watched(Path(database), number, password, datetime.fromisoformat(day), Looking)
