"""The life of a database: made, opened by somebody who may, closed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import TracebackType

from sqlalchemy.orm import Session

from cmdesk.kernel.clock import Clock
from cmdesk.kernel.errors import Unavailable
from cmdesk.kernel.progress import SILENT, Progress
from cmdesk.storage import ballast
from cmdesk.storage.backup import Parts, backup_folder, make_backup
from cmdesk.storage.datakey import DataKey
from cmdesk.storage.drives import Probe, refuse_unfit
from cmdesk.storage.engine import Engines, connect, refuse_plain
from cmdesk.storage.faults import translated
from cmdesk.storage.files import FileStore, files_path
from cmdesk.storage.images import install
from cmdesk.storage.journal import Deed, begin_chain
from cmdesk.storage.keys import KeyFile, NewUser, key_file_path
from cmdesk.storage.lock import Lock, acquire
from cmdesk.storage.manifest import Kind
from cmdesk.storage.migrations.runner import head_revision, is_current, upgrade
from cmdesk.storage.passwords import STANDARD, Cost
from cmdesk.storage.restore import Restored, restore
from cmdesk.storage.shape import Shape, shipped_shape
from cmdesk.storage.transaction import Writing, Written, writing
from cmdesk.storage.undo import UNDO, take_back
from cmdesk.storage.vault import Vault

_LEFTOVERS = ("", "-wal", "-shm", "-journal")


class Opened:
    """An open database and all that belongs to it. A context manager that closes.

    `user` is the number of the person who signed in, None for the holder of the recovery key.
    """

    def __init__(self, path: Path, key: DataKey, shape: Shape, clock: Clock, lock: Lock, user: str | None) -> None:
        self.path = path
        self.key = key
        self.shape = shape
        self.clock = clock
        self.user = user
        self.key_file = KeyFile(key_file_path(path))
        self.vault = Vault(key)
        self.files = FileStore(files_path(path), key)
        self.engines = Engines(path, key, lambda raw: install(raw, shape))
        self._lock: Lock | None = lock

    def __enter__(self) -> Opened:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def reading(self) -> AbstractContextManager[Session]:
        """Give a session that sees one snapshot and cannot write."""
        return self.engines.reading()

    def writing(self, deed: Deed, *, even_unchanged: bool = True) -> AbstractContextManager[Writing]:
        """Give the one journalled transaction that a command runs in."""
        return writing(self.engines, self.shape, self.clock, deed, even_unchanged=even_unchanged)

    def take_back(self, seq: int, *, actor: str, verb: str = UNDO, second: str | None = None) -> Written:
        """Undo entry `seq`, or redo it by the number of the undoing entry."""
        return take_back(self.engines, self.shape, self.clock, seq, actor=actor, verb=verb, second=second)

    def after_secret_close(self) -> None:
        """Rewrite the file so that the order and the remains of secret rows are gone from it and from its log.

        Raises Unavailable `database_busy` while somebody reads, `disk_full`.
        """
        with translated(), self.engines.drained(), self.engines.writer.connect() as connection:
            raw = connection.connection.dbapi_connection
            if raw is None:
                raise Unavailable("database_gone")
            for statement in ("PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                cursor = raw.cursor()
                cursor.execute(statement)
                row = cursor.fetchone()
                cursor.close()
                if row is not None and row[0] != 0:
                    raise Unavailable("database_busy")

    def release_ballast(self) -> bool:
        """Give back the room kept aside for a full disk, and say whether there was any."""
        return ballast.release(self.path)

    def close(self, *, keep_lock: bool = False) -> Lock | None:
        """Close the connections and forget the key. `keep_lock` gives the lock, still held: for the idle lock."""
        lock, self._lock = self._lock, None
        try:
            self.engines.close()
        finally:
            self.key.wipe()
            if lock is not None and not keep_lock:
                lock.release()
        return lock if keep_lock else None


def create(
    path: Path,
    user: NewUser,
    recovery_key: str,
    clock: Clock,
    *,
    label: str = "",
    cost: Cost = STANDARD,
    probe: Probe | None = None,
    shape: Shape | None = None,
    with_ballast: bool = False,
) -> Opened:
    """Make a new encrypted database with one user and the slot of the printed key, and open it.

    Raises Unavailable `target_exists`, `drive_is_network`, `drive_is_removable`, `folder_read_only`, `disk_full`;
    Rejected for a mistyped recovery key or an empty password. Nothing half made is left.
    """
    path = path.absolute()
    refuse_unfit(path.parent, probe)
    with translated():
        path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() or key_file_path(path).exists():
        raise Unavailable("target_exists", path=str(path))
    tables = shape or shipped_shape()
    lock = acquire(path, clock)
    with _released_on_error(lock):
        try:
            _, key = KeyFile.create(key_file_path(path), user, recovery_key, label=label, cost=cost)
            _build(path, key, tables)
            if with_ballast:
                ballast.place(path)
        except BaseException:
            remove_half_made(path)
            raise
        KeyFile(key_file_path(path)).record_sign_in(user.number, clock)
        return Opened(path, key, tables, clock, lock, user.number)


def open_database(
    path: Path,
    number: str,
    password: str,
    clock: Clock,
    *,
    probe: Probe | None = None,
    shape: Shape | None = None,
    held: Lock | None = None,
    take_over: bool = False,
    progress: Progress = SILENT,
) -> Opened:
    """Open a database for a person with a password; `held` is a lock kept since it was last open.

    An older schema is backed up and brought up to date. Raises Unavailable: `database_missing`, `key_slots_missing`,
    `drive_is_…`, `folder_read_only`, `database_locked`, `database_locked_elsewhere` (overruled by `take_over`),
    `user_unknown`, `wrong_password`, `sign_in_delayed`, `database_newer`; Damaged: `key_slots_…`,
    `database_unreadable`, `database_not_encrypted`, `database_foreign`, `migration_breaks_reference`.
    """

    def unlocked(file: KeyFile) -> DataKey:
        return file.open(number, password, clock)

    opened = _opened(path, unlocked, number, clock, probe, shape, held, take_over, progress)
    opened.key_file.record_sign_in(number, clock)
    return opened


def open_by_recovery_key(
    path: Path,
    recovery_key: str,
    clock: Clock,
    *,
    probe: Probe | None = None,
    shape: Shape | None = None,
    held: Lock | None = None,
    take_over: bool = False,
    progress: Progress = SILENT,
) -> Opened:
    """Open a database with the printed key, to give people new passwords. Raises as `open_database` does.

    Besides: Rejected naming mistyped groups, Unavailable `recovery_key_wrong`.
    """

    def unlocked(file: KeyFile) -> DataKey:
        return file.open_by_recovery_key(recovery_key)

    return _opened(path, unlocked, None, clock, probe, shape, held, take_over, progress)


def restore_over(
    opened: Opened,
    backup: Path,
    key: DataKey | None = None,
    *,
    probe: Probe | None = None,
    progress: Progress = SILENT,
) -> tuple[Restored, Lock]:
    """Close a database and put a backup in its place; the lock stays held for the next `open_database`.

    `key` opens the backup if it is of another database. Raises as `restore` does, before anything is changed; the
    database is then closed as well and its lock free.
    """
    present = Parts(opened.path, opened.key.copy(), opened.shape)
    lock = opened.close(keep_lock=True)
    if lock is None:
        raise ValueError("the database is closed already")
    with _released_on_error(lock):
        try:
            found = restore(
                backup,
                opened.path,
                key or present.key,
                opened.clock,
                lock=lock,
                present=present,
                shape=opened.shape,
                probe=probe,
                progress=progress,
            )
        finally:
            present.key.wipe()
    return found, lock


def _opened(
    path: Path,
    unlock: Callable[[KeyFile], DataKey],
    user: str | None,
    clock: Clock,
    probe: Probe | None,
    shape: Shape | None,
    held: Lock | None,
    take_over: bool,
    progress: Progress,
) -> Opened:
    path = path.absolute()
    if not path.is_file():
        raise Unavailable("database_missing", path=str(path))
    refuse_unfit(path.parent, probe)
    file = KeyFile(key_file_path(path))
    file.view()
    tables = shape or shipped_shape()
    lock = held or acquire(path, clock, take_over=take_over)
    with _released_on_error(lock if held is None else None):
        key = unlock(file)
        refuse_plain(path)
        _bring_up_to_date(path, key, tables, clock, progress)
        return Opened(path, key, tables, clock, lock, user)


def _bring_up_to_date(path: Path, key: DataKey, shape: Shape, clock: Clock, progress: Progress) -> None:
    raw = connect(path, key, "read")
    try:
        with translated():
            if is_current(raw, shape):
                return
    finally:
        raw.close()
    before = Parts(path, key, shape)
    make_backup(before, backup_folder(path), clock, kind=Kind.BEFORE, reason=head_revision(shape), progress=progress)
    raw = connect(path, key)
    try:
        upgrade(raw, shape)
    finally:
        raw.close()


def _build(path: Path, key: DataKey, shape: Shape) -> None:
    raw = connect(path, key, "create")
    try:
        upgrade(raw, shape, fill=begin_chain)
    finally:
        raw.close()
    refuse_plain(path)


def remove_half_made(path: Path) -> None:
    """Remove a database that was being made and is not open: what belongs to it, but not its lock."""
    path = path.absolute()
    for tail in _LEFTOVERS:
        path.with_name(path.name + tail).unlink(missing_ok=True)
    key_file_path(path).unlink(missing_ok=True)
    ballast.release(path)


@contextmanager
def _released_on_error(lock: Lock | None) -> Iterator[None]:
    try:
        yield
    except BaseException:
        if lock is not None:
            lock.release()
        raise
