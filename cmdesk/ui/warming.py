"""Making ready, while a password is typed, what nobody shall wait for afterwards."""

from __future__ import annotations

import importlib
import pkgutil
import threading
from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer

from cmdesk.ui.opening import free_collector
from cmdesk.ui.pages.registry import PAGES

_FIRST = ("cmdesk.ui.workspace", "cmdesk.ui.pages.home.page")


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
    """Loads modules that meet classes of Qt: one at a time, between the events of the window.

    It must happen on the window's thread.
    """

    def __init__(self, parent: QObject, names: Iterator[str], every_ms: int = 0) -> None:
        super().__init__(parent)
        self._names = names
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._step)
        self._timer.start(every_ms)

    def _step(self) -> None:
        name = next(self._names, None)
        if name is None:
            self._timer.stop()
            self.deleteLater()
        else:
            importlib.import_module(name)


def first_page() -> Iterator[str]:
    """Give the modules of the workspace and of 首页, for the time in which a password is typed."""
    return iter(_FIRST)


def all_pages() -> Iterator[str]:
    """Give the modules of every page, so that its first visit has only its widgets to make."""
    for entry in PAGES:
        package, _, _ = f"cmdesk.ui.pages.{entry.module}".rpartition(".")
        for module in pkgutil.iter_modules(importlib.import_module(package).__path__):
            yield f"{package}.{module.name}"
