"""Connections to the encrypted database: one that writes, up to three that read."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, TypeAlias

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection, ExceptionContext
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection, QueuePool, StaticPool
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
_DISK_ERRORS = {10, 11, 14, 26}
"""What the driver says where the disk does not answer or answers nonsense (IOERR, CORRUPT, CANTOPEN, NOTADB)."""


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
        watch = _FileWatch(path)

        def open_writer() -> Raw:
            raw = watch.opened(lambda: connect(path, key))
            on_writer(raw)
            return raw

        def open_reader() -> Raw:
            return watch.opened(lambda: connect(path, key, "read"))

        self.writer = _engine(open_writer, "BEGIN IMMEDIATE", connections=1, watch=watch)
        self.reader = _engine(open_reader, "BEGIN DEFERRED", connections=READERS, watch=watch)
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


class _FileWatch:
    """Keeps connections off a file that is no longer the database.

    A connection goes on writing into a file that was removed or put elsewhere: everything would seem kept and be lost.
    So each use first looks whether the path still leads to the file that was opened, and after an error of the disk
    every connection is opened anew: when the drive is back, work goes on.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lost = 0
        self._engines: list[Engine] = []

    def join(self, engine: Engine) -> None:
        """Watch the connections of an engine."""
        self._engines.append(engine)
        event.listen(engine, "connect", self._connected)
        event.listen(engine, "checkout", self._used)
        event.listen(engine, "handle_error", self._failed)

    def opened(self, make: Callable[[], Raw]) -> Raw:
        """Give a new connection. Where the disk does not answer, those of before are closed first and it is tried anew.

        While one of them is left, SQLite would give its dead handles to the new one as well.
        """
        self.present()
        try:
            return make()
        except Unavailable as error:
            if error.code != "database_gone":
                raise
            self._drop()
            return make()

    def _drop(self) -> None:
        self._lost += 1
        for engine in self._engines:
            engine.dispose()

    def _connected(self, raw: DBAPIConnection, record: ConnectionPoolEntry) -> None:
        record.info["cmdesk_file"] = self.present()

    def _used(self, raw: DBAPIConnection, record: ConnectionPoolEntry, proxy: PoolProxiedConnection) -> None:
        if record.info.get("cmdesk_file") != self.present():
            raise DisconnectionError("another file, or one opened before the disk failed")

    def _failed(self, context: ExceptionContext) -> None:
        if (getattr(context.original_exception, "sqlite_errorcode", None) or 0) & 0xFF in _DISK_ERRORS:
            context.is_disconnect = True
            self._drop()

    def present(self) -> tuple[int, int, int]:
        """Give what tells the file that stands there, as often as the disk failed. Raises `database_taken_away`."""
        try:
            found = self._path.stat()
        except OSError as error:
            raise Unavailable("database_taken_away", path=str(self._path)) from error
        return found.st_dev, found.st_ino, self._lost


def _engine(opener: Callable[[], Raw], begin: str, *, connections: int, watch: _FileWatch) -> Engine:
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

    watch.join(engine)
    return engine


def engine_on(raw: Raw) -> Engine:
    """Give an engine over one connection, which it neither closes nor steers: for migrations and checks."""
    return create_engine(
        "sqlite://", module=dbapi2, creator=lambda: raw, poolclass=StaticPool, pool_reset_on_return=None
    )
