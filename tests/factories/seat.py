"""A window over a real county: made once a session, copied for each test, offscreen, with its own settings."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from factories.lived import NAME, PARTS
from PySide6.QtCore import QCoreApplication, QEvent, QSettings
from PySide6.QtWidgets import QApplication, QWidget

from cmdesk.desk import Desk
from cmdesk.kernel.clock import SetClock
from cmdesk.ui.theme.look import Look
from cmdesk.ui.window import Window

RECORDER = "9013"
HEAD = "9001"
ADMINISTRATOR = "9009"
DAY = date(2025, 5, 9)


def password_of(number: str) -> str:
    """Give the trial password of a user."""
    return f"演示-{number}"


@dataclass
class Seat:
    """A window, and how to wait for it."""

    window: Window
    look: Look
    clock: SetClock
    path: Path
    wait: Callable[[], None]

    def sign_in(self, number: str = RECORDER) -> None:
        """Open the database as a user and show the workspace."""
        desk = Desk.open(self.path, user=number, password=password_of(number), clock=self.clock)
        self.window.take(desk)
        self.wait()

    def go(self, code: str, argument: object = None) -> QWidget:
        """Show a page and wait until it has read."""
        assert self.window.workspace is not None
        self.window.workspace.go(code, argument)
        self.wait()
        return self.window.workspace.pages[code]

    def settle(self, width: int, height: int, *, dark: bool = False, percent: int = 100) -> None:
        """Take a size, a colour table and a text size."""
        self.window.resize(width, height)
        self.look.set_dark(dark)
        self.look.set_percent(percent)
        self.wait()
        self.look.elided.clear()
        self.window.grab()


@pytest.fixture(scope="session")
def look(qapp: QApplication) -> Look:
    """Give the look of the session: fonts are loaded once."""
    made = Look(qapp)
    made.apply()
    return made


@pytest.fixture
def database(quarter_template: Path, tmp_path: Path) -> Path:
    """Give a copy of the county after its first quarter."""
    for name in PARTS:
        shutil.copy(quarter_template / name, tmp_path / name)
    return tmp_path / NAME


@contextmanager
def seated(app: QApplication, look: Look, database: Path) -> Iterator[Seat]:
    """Show a window at the sign-in of a database, on 9 May 2025, and let go of it in the end."""
    look.set_dark(False)
    look.set_percent(100)
    clock = SetClock(datetime(DAY.year, DAY.month, DAY.day, 1, tzinfo=UTC))
    settings = QSettings(str(database.with_name("window.ini")), QSettings.Format.IniFormat)
    window = Window(look, clock, database, settings, "0")

    def wait() -> None:
        for _ in range(400):
            app.processEvents()
            if not window.tasks.busy:
                break
            window.tasks.wait(50)
        for _ in range(5):
            app.processEvents()

    window.start()
    window.show()
    wait()
    try:
        yield Seat(window, look, clock, database, wait)
    finally:
        # A test may leave half a form open: nobody is there to be asked.
        window.leaving.unattended = True
        window.close()
        wait()
        window.deleteLater()
        # Deferred deletion waits for an event loop of its own; without it every test leaves its widgets to the next.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        app.processEvents()


@pytest.fixture
def seat(qapp: QApplication, look: Look, database: Path) -> Iterator[Seat]:
    """Give a shown window that stands at the sign-in of the county, on 9 May 2025."""
    with seated(qapp, look, database) as made:
        yield made
