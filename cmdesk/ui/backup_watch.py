"""Watches how safe the data are: tells it in the status bar, and makes the backup of the day."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject

from cmdesk.kernel.clock import Clock
from cmdesk.kernel.progress import Progress
from cmdesk.runtime import doorstep
from cmdesk.ui import words
from cmdesk.ui.failures import surface_of
from cmdesk.ui.tasks import TaskRunner
from cmdesk.ui.widgets.statusbar import StatusBar

if TYPE_CHECKING:
    from cmdesk.desk import Desk
    from cmdesk.ui.workspace import Workspace

BACKUP_EVERY = timedelta(days=1)


class Around(Protocol):
    """What is asked of the window."""

    path: Path
    tasks: TaskRunner
    status: StatusBar
    desk: Desk | None
    workspace: Workspace | None

    @property
    def clock(self) -> Clock:
        """Give the clock that the open database is worked by."""


class BackupWatch(QObject):
    """The backups of the database that a window has open."""

    def __init__(self, window: Around, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window

    def read(self) -> None:
        """Read how safe the data are, and tell it everywhere."""
        self._window.tasks.read(self._surety, done=self._show, failed=self._not_read)

    def read_and_make(self) -> None:
        """Tell how safe the data are, and make a backup where the last one is of yesterday or older."""
        self._window.tasks.read(self._surety, done=self._make_if_old, failed=self._not_read)

    def _surety(self, progress: Progress) -> doorstep.Surety:
        return doorstep.surety(self._window.path)

    def _make_if_old(self, sure: doorstep.Surety) -> None:
        self._show(sure)
        at, desk = sure.backup_at, self._window.desk
        # One from the future tells that the clock was set back: nobody knows how old it is.
        old = at is None or not timedelta(0) <= self._window.clock.now() - at <= BACKUP_EVERY
        if desk is not None and old and desk.may("upkeep.backup"):
            # After the first page stands, so that nobody waits for it.
            self._window.tasks.write(
                lambda progress: desk.back_up(progress=progress), done=self._made, failed=self._not_made, label="备份"
            )

    def _show(self, sure: doorstep.Surety) -> None:
        at, window = sure.backup_at, self._window
        said = f"上次备份 {words.moment(at, window.clock.now())}" if at else "还没有备份"
        window.status.backup.say(said, icon="history", tone="second")
        if window.desk is not None:
            window.status.where.say(f"本机数据库 · {words.size(sure.size)}")
        if window.workspace is not None:
            window.workspace.sure.emit(sure)

    def _made(self, row: Any) -> None:
        self.read()

    def _not_made(self, error: BaseException) -> None:
        self._warn(f"没有备份：{surface_of(error).text}")

    def _not_read(self, error: BaseException) -> None:
        self._warn(surface_of(error).text)

    def _warn(self, text: str) -> None:
        self._window.status.backup.say(text, icon="triangle-alert", tone="warn")
