"""A bare window with one label, which tells on standard output when it stood painted."""

from __future__ import annotations

import os
import sys
import time

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow


class Bare(QMainWindow):
    """Ends the process once its first picture is whole: a timer of nothing runs after all children have painted."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint, and look at the clock afterwards."""
        super().paintEvent(event)
        QTimer.singleShot(0, said)


def said() -> None:
    """Say when the window stood painted and how much memory it holds, and go."""
    print("painted", time.perf_counter())
    print("cpu", time.process_time(), flush=True)
    from benchmarks.windows.resident import tell

    tell("bare")
    sys.stdout.flush()
    os._exit(0)


application = QApplication(sys.argv[:1])
window = Bare()
window.setCentralWidget(QLabel("cmdesk"))
window.resize(1440, 900)
window.show()
application.exec()
