"""Making ready, while a password is typed, what nobody shall wait for afterwards."""

from __future__ import annotations

import importlib
import threading
from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer

from cmdesk.ui.opening import free_collector

_PAGES = ("cmdesk.ui.workspace", "cmdesk.ui.pages.home.page")


def warm_up() -> threading.Thread:
    """Load on a thread of its own what opens a database and reads the first page."""
    thread = threading.Thread(target=_prepare, name="warm-up", daemon=True)
    thread.start()
    return thread


def _prepare() -> None:
    try:
        for name in ("cmdesk.desk", "cmdesk.queries.home"):
            importlib.import_module(name)
        from cmdesk.runtime.readiness import prepare

        prepare()
    finally:
        free_collector()


class QtWarming(QObject):
    """Does the same for the first pages, whose modules meet classes of Qt: in steps between the events of the window.

    It must happen on the window's thread.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._steps = _steps()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._step)
        self._timer.start(0)

    def _step(self) -> None:
        if next(self._steps, None) is None:
            self._timer.stop()
            self.deleteLater()


def _steps() -> Iterator[str]:
    for name in _PAGES:
        importlib.import_module(name)
        yield name
