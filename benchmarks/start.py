"""Starting the window: process start to the first painted sign-in, against a bare PySide6 window.

Both are whole Python processes on an offscreen screen; what remains of the ratio is ours.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.measuring import Line, milliseconds
from cmdesk.sample import year
from cmdesk.storage.passwords import Cost

_ROUNDS = 7
_BOUND = 1.5
_WATCH = """
import os, sys, time
from PySide6.QtCore import QEvent, QObject, QTimer
class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            # The children are painted after the window, in the same turn of the event loop.
            QTimer.singleShot(0, self.end)
        return False
    def end(self):
        print(time.monotonic(), flush=True)
        os._exit(0)
"""
_BARE = """
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
app = QApplication(sys.argv[:1])
window = QMainWindow()
window.resize(1440, 900)
window.setCentralWidget(QLabel("cmdesk"))
watch = Watch()
window.installEventFilter(watch)
window.show()
app.exec()
"""
_OURS = """
from pathlib import Path
from cmdesk.ui import app, window
watch = Watch()
shown = window.Window.show
def show(self):
    self.installEventFilter(watch)
    shown(self)
window.Window.show = show
app.start(Path(sys.argv[1]))
"""


def run() -> list[Line]:
    """Measure the median of seven starts of each, in turns."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        sample = year.start(home / "county", people=6, year=2025, cost=Cost(memory_kib=8, passes=1, lanes=1))
        path = sample.desk.database.path
        sample.desk.close()
        spent: dict[str, list[float]] = {"ours": [], "bare": []}
        for turn in range(_ROUNDS + 1):
            for name, script in (("ours", _OURS), ("bare", _BARE)):
                taken = _start(_WATCH + script, path, home)
                # The first turn fills the caches of the disk.
                if turn:
                    spent[name].append(taken)
    ours, bare = (statistics.median(spent[name]) for name in ("ours", "bare"))
    return [Line("first picture", ours / bare, _BOUND, f"ours {milliseconds(ours)}, bare {milliseconds(bare)}")]


def _start(script: str, path: Path, home: Path) -> float:
    places = {name: str(home) for name in ("HOME", "APPDATA", "LOCALAPPDATA", "XDG_DATA_HOME", "XDG_CACHE_HOME")}
    environment = {**os.environ, **places, "QT_QPA_PLATFORM": "offscreen"}
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], env=environment, capture_output=True, text=True, check=True
    )
    return float(done.stdout.split()[-1]) - begun


if __name__ == "__main__":
    for line in run():
        print(line)
