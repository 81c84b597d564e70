"""One program at a time on one database: the lock file, for the window and the command line alike."""

from __future__ import annotations

import getpass
import json
import os
import socket
import threading
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from cmdesk.kernel.clock import Clock
from cmdesk.kernel.errors import Unavailable
from cmdesk.storage.canonical import canonical
from cmdesk.storage.faults import translated

_TAKING = threading.RLock()
_FAR = 1 << 30
"""The byte that Windows locks: far behind the text, which others must still be able to read."""


@dataclass(frozen=True)
class Holder:
    """Who has a database open: computer, account, process, and since when."""

    host: str
    user: str
    pid: int
    since: str


def lock_path(database: Path) -> Path:
    """Give the place of the lock file of a database."""
    return database.with_name(database.name + ".lock")


class Lock:
    """A held lock; a context manager that lets go. It dies with its process, whatever way that ends."""

    def __init__(self, file: IO[bytes], database: Path) -> None:
        self._file: IO[bytes] | None = file
        self.database = database

    def __enter__(self) -> Lock:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.release()

    def release(self) -> None:
        """Let go. Does nothing a second time."""
        if self._file is None:
            return
        # The file itself stays: removing it would let two later comers lock two different files of one name.
        self._file.truncate(0)
        _unlock(self._file)
        self._file.close()
        self._file = None


def acquire(database: Path, clock: Clock, *, take_over: bool = False) -> Lock:
    """Take the lock of a database.

    Raises Unavailable `database_locked` (host, user, pid, since) if a living process has it, with
    `database_locked_unnamed` if it has not yet written who it is, and `database_locked_elsewhere` (host, user, since)
    if another computer wrote its name there and never took it back, which `take_over` overrules. What a dead process
    of this computer left is taken over.
    """
    with _TAKING:
        return _acquired(database, clock, take_over=take_over)


def look(database: Path, clock: Clock) -> None:
    """Look whether the lock could be taken. Raises as `acquire` does; an opening in this process waits for the look."""
    with _TAKING:
        _acquired(database, clock, take_over=False).release()


def _acquired(database: Path, clock: Clock, *, take_over: bool) -> Lock:
    with translated():
        file = lock_path(database).open("a+b")
    free = _lock(file)
    holder = _holder(file)
    if not free:
        file.close()
        if holder is None:
            raise Unavailable("database_locked_unnamed")
        raise Unavailable("database_locked", **_told(holder))
    if holder and holder.host != socket.gethostname() and not take_over:
        _unlock(file)
        file.close()
        raise Unavailable("database_locked_elsewhere", **_told(holder))
    _sign(file, clock.now())
    return Lock(file, database)


def _told(holder: Holder) -> dict[str, Any]:
    """Give a holder for a sentence: since when as an instant, if the lock file holds one."""
    known: dict[str, Any] = asdict(holder)
    with suppress(ValueError):
        known["since"] = datetime.fromisoformat(holder.since)
    return known


def _sign(file: IO[bytes], now: datetime) -> None:
    holder = Holder(socket.gethostname(), _account(), os.getpid(), now.isoformat(timespec="seconds"))
    with translated():
        file.truncate(0)
        file.write(canonical(asdict(holder)).encode())
        file.flush()


def _holder(file: IO[bytes]) -> Holder | None:
    file.seek(0)
    try:
        plain = json.loads(file.read(4096))
        return Holder(str(plain["host"]), str(plain["user"]), int(plain["pid"]), str(plain["since"]))
    except (ValueError, KeyError, TypeError):
        return None


def _account() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


if os.name == "nt":  # pragma: no cover
    import msvcrt

    def _lock(file: IO[bytes]) -> bool:
        file.seek(_FAR)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        return True

    def _unlock(file: IO[bytes]) -> None:
        file.seek(_FAR)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined,unused-ignore]

else:
    import fcntl

    def _lock(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def _unlock(file: IO[bytes]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_UN)
