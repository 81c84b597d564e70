"""Connections to the encrypted database: one that writes, up to three that read."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, TypeAlias

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool, StaticPool
from sqlcipher3 import dbapi2

from cmdesk.kernel.errors import Damaged, Unavailable
from cmdesk.storage.canonical import canonical
from cmdesk.storage.datakey import DataKey
from cmdesk.storage.faults import translated

READERS = 3
Raw: TypeAlias = dbapi2.Connection
"""A connection of the driver, outside SQLAlchemy."""
Access: TypeAlias = Literal["create", "write", "read", "archive"]
"""`create` makes the file; `read` refuses writes; `archive` reads a finished copy that nobody writes."""

_MODES = {"create": "mode=rwc", "write": "mode=rw", "read": "mode=rw", "archive": "mode=ro&immutable=1"}
_PRAGMAS = (
    "foreign_keys=ON",
    "synchronous=FULL",
    "busy_timeout=5000",
    "secure_delete=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "recursive_triggers=ON",
    "temp_store=MEMORY",
)
_PLAIN_HEADER = b"SQLite format 3\0"
_DRAIN_SECONDS = 10.0


def connect(path: Path, key: DataKey, access: Access = "write") -> Raw:
    """Open a keyed connection in autocommit mode, with every safety setting on.

    Raises Unavailable (`database_gone` …), Damaged `database_unreadable` if key and file do not belong together or
    the first page is damaged, and RuntimeError for a driver built without the cipher, which would write plain text.
    """
    address = f"{path.absolute().as_uri()}?{_MODES[access]}"
    with translated():
        raw = dbapi2.connect(address, uri=True, timeout=5, isolation_level=None, check_same_thread=False)
    try:
        _unlock(raw, path, key)
        with translated():
            _prepare(raw, access)
    except BaseException:
        raw.close()
        raise
    return raw


def refuse_plain(path: Path) -> None:
    """Raise Damaged `database_not_encrypted` if the file is a plain SQLite database.

    Only to be called while this process has no connection to it: reading the file drops SQLite's locks.
    """
    with translated(), path.open("rb") as file:
        if file.read(len(_PLAIN_HEADER)) == _PLAIN_HEADER:
            raise Damaged("database_not_encrypted", path=str(path))


def _unlock(raw: Raw, path: Path, key: DataKey) -> None:
    raw.execute("PRAGMA cipher_log_level=NONE").close()
    raw.execute(f'PRAGMA key="{key.pragma}"').close()
    if not raw.execute("PRAGMA cipher_version").fetchone():
        raise RuntimeError("this build of SQLite has no cipher")
    try:
        with translated():
            raw.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except Damaged as error:
        raise Damaged("database_unreadable", path=str(path)) from error


def _prepare(raw: Raw, access: Access) -> None:
    for pragma in _PRAGMAS:
        raw.execute(f"PRAGMA {pragma}").close()
    if access in {"create", "write"}:
        mode = raw.execute("PRAGMA journal_mode=WAL").fetchone()[0]
        if mode != "wal":
            raise Unavailable("database_busy")
    if access == "read":
        raw.execute("PRAGMA query_only=ON").close()


class Engines:
    """The writing and the reading connections of one open database.

    A session never leaves its thread. `on_writer` prepares each new writing connection (the journal's triggers).
    """

    def __init__(self, path: Path, key: DataKey, on_writer: Callable[[Raw], None]) -> None:
        def open_writer() -> Raw:
            raw = connect(path, key)
            on_writer(raw)
            return raw

        self.writer = _engine(open_writer, "BEGIN IMMEDIATE", connections=1)
        self.reader = _engine(lambda: connect(path, key, "read"), "BEGIN DEFERRED", connections=READERS)
        self._reading = 0
        self._drained = False
        self._gate = threading.Condition()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session on a reading connection: one snapshot, which cannot write.

        Waits while the readers are drained. Raises what `translated` raises.
        """
        with self._counted(), translated(), Session(self.reader, autoflush=False, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def drained(self) -> Iterator[None]:
        """Keep every reading connection closed inside. Raises Unavailable `database_busy` if one does not end."""
        with self._gate:
            self._drained = True
            if not self._gate.wait_for(lambda: self._reading == 0, _DRAIN_SECONDS):
                self._drained = False
                self._gate.notify_all()
                raise Unavailable("database_busy")
        try:
            self.reader.dispose()
            yield
        finally:
            with self._gate:
                self._drained = False
                self._gate.notify_all()

    def close(self) -> None:
        """Close all connections; the file then holds everything, without a log beside it."""
        with self.drained():
            self.writer.dispose()

    @contextmanager
    def _counted(self) -> Iterator[None]:
        with self._gate:
            if not self._gate.wait_for(lambda: not self._drained, _DRAIN_SECONDS):
                raise Unavailable("database_busy")
            self._reading += 1
        try:
            yield
        finally:
            with self._gate:
                self._reading -= 1
                self._gate.notify_all()


def _engine(opener: Callable[[], Raw], begin: str, *, connections: int) -> Engine:
    engine = create_engine(
        "sqlite://",
        module=dbapi2,
        creator=opener,
        poolclass=QueuePool,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=_DRAIN_SECONDS,
        json_serializer=canonical,
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # The driver's own late BEGIN would let two writers both start reading and then refuse one at the end.
        connection.exec_driver_sql(begin)

    return engine


def engine_on(raw: Raw) -> Engine:
    """Give an engine over one connection, which it neither closes nor steers: for migrations and checks."""
    return create_engine(
        "sqlite://", module=dbapi2, creator=lambda: raw, poolclass=StaticPool, pool_reset_on_return=None
    )
