"""Backups, restore points and going back to a backup, as the desk offers them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from cmdesk.kernel.clock import Clock
from cmdesk.kernel.errors import Damaged, Forbidden, Unavailable
from cmdesk.kernel.progress import SILENT, Progress
from cmdesk.models.deliberation import Paper, SealedEntry
from cmdesk.models.peers import PeerSheet
from cmdesk.runtime import access
from cmdesk.runtime.context import Actor
from cmdesk.runtime.demo_day import set_clock
from cmdesk.runtime.permissions import Duty
from cmdesk.storage import database as stored
from cmdesk.storage import rotation
from cmdesk.storage.backup import backup_folder, make_backup, save_copy, shared_files, verify_backup
from cmdesk.storage.datakey import DataKey
from cmdesk.storage.journal import Deed, read_head
from cmdesk.storage.keys import KeyFile, NewUser, PublicUser, key_file_path
from cmdesk.storage.lock import Lock, acquire
from cmdesk.storage.manifest import Backup, Kind, list_backups, read_backup
from cmdesk.storage.restore import Restored as Exchanged
from cmdesk.storage.restore import TableDifference, differences, restore

BACKUP, RESTORE = "desk.backup", "desk.restore"
_OUT = ("open", "sealed", "agreed")
_GONE = {"database_missing", "key_slots_missing"}
"""Why a database cannot be opened although nothing is wrong with who asks: it is not there."""


@dataclass(frozen=True)
class BackupRow:
    """A backup: where it lies, why and when it was made, its size in bytes, and the journal entries that it holds."""

    path: Path
    kind: str
    reason: str
    at: datetime
    size: int
    entries: int
    verified: datetime | None


@dataclass(frozen=True)
class Proof:
    """Somebody who proves himself by his password."""

    number: str
    password: str


@dataclass(frozen=True)
class PaperProof:
    """The printed recovery key, with the person who gets a new password by it: his old one may be what is lost."""

    recovery_key: str = field(repr=False)
    number: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class Restored:
    """What was put back, and where the state before it is kept (None where there was none)."""

    backup: Path
    kept: Path | None
    made_at: datetime | None
    entries: int


def secret_is_open(session: Session) -> bool:
    """Say whether ballots are out or being counted, or peer sheets keyed and not closed: then no backup is made.

    A copy made now would outlive what the close wipes out, or tell by comparison what was put in between.
    """
    waiting = select(exists().where(Paper.state.in_(_OUT)))
    return any(
        session.scalar(question)
        for question in (waiting, select(exists(SealedEntry.key)), select(exists(PeerSheet.number)))
    )


def restore_point(database: stored.Opened, clock: Clock, reason: str, progress: Progress = SILENT) -> Path | None:
    """Make a checked backup before a whole file is taken in, unless the newest one holds the journal's last entry.

    Raises Unavailable `ballot_open_no_import` and what `make_backup` raises: without it nothing is taken in.
    """
    newest = next(iter(_backups(database)), None)
    with database.reading() as session:
        head = read_head(session.connection())
        ballot_open = secret_is_open(session)
    manifest = newest.manifest if newest else None
    if manifest is not None and manifest.verified and (manifest.seq, manifest.digest) == (head.seq, head.digest):
        return None
    if ballot_open:
        raise Unavailable("ballot_open_no_import")
    folder = backup_folder(database.path)
    made = make_backup(database, folder, clock, kind=Kind.BEFORE, reason=reason, ballot_open=False, progress=progress)
    _prune(database, clock)
    return made.path


def back_up(
    database: stored.Opened, actor: Actor, clock: Clock, *, target: Path | None, progress: Progress = SILENT
) -> BackupRow:
    """Make a backup by hand: into the folder beside the database, or a compact copy under `target` (a stick).

    Journalled before it is made, so that it holds its own entry. Raises Forbidden; Unavailable
    `ballot_open_no_backup`, `target_exists` and what `make_backup` raises.
    """
    access.need(actor, "upkeep.backup")
    with database.reading() as session:
        ballot_open = secret_is_open(session)
    if ballot_open:
        raise Unavailable("ballot_open_no_backup")
    if target is not None and target.exists():
        raise Unavailable("target_exists", path=str(target))
    with database.writing(Deed(actor=actor.number, verb=BACKUP, params={"target": target.name if target else ""})):
        pass
    if target is not None:
        return _row(save_copy(database, target, clock, progress=progress))
    made = make_backup(database, backup_folder(database.path), clock, progress=progress)
    _prune(database, clock)
    return _row(made)


def backups_of(database: stored.Opened) -> tuple[BackupRow, ...]:
    """Give the backups beside a database, newest first."""
    return tuple(_row(backup) for backup in _backups(database))


def compare(database: stored.Opened, actor: Actor, backup: Path) -> list[TableDifference]:
    """Give what going back to a backup would take away and bring back, table by table."""
    access.need(actor, "upkeep.restore")
    return differences(database, backup)


def put_back(
    path: Path,
    backup: Path,
    *,
    asker: Proof | PaperProof,
    second: Proof | None,
    clock: Clock,
    progress: Progress = SILENT,
) -> Restored:
    """Put a backup in the place of the database at `path`, which nobody has open; the state there is kept.

    Where that state can be opened, both people prove themselves to it; where it is missing or damaged, to the
    backup. The printed key stands for both: two people have sealed it. Who asks by it has the new password
    afterwards. Raises Forbidden (`not_permitted`, `second_needed` …), Unavailable (`wrong_password`,
    `recovery_key_wrong`, `database_locked`, `database_newer` …), Rejected for a mistyped recovery key, Damaged for a
    backup that is not sound: then nothing has changed.
    """
    path, backup = path.absolute(), backup.absolute()
    read_backup(backup)
    opened = _present(path, asker, clock)
    if opened is None:
        done, lock = _over_nothing(path, backup, asker, second, clock, progress)
    else:
        done, lock = _over_present(opened, backup, asker, second, clock, progress)
    with _reopened(path, asker, clock, lock, progress) as database:
        manifest = done.backup.manifest
        params = {"backup": backup.name, "kept": done.kept.name if done.kept else ""}
        if isinstance(asker, PaperProof):
            params["by"] = "recovery_key"
        deed = Deed(actor=asker.number, second=second.number if second else None, verb=RESTORE, params=params)
        set_clock(database, clock)
        with database.writing(deed):
            pass
        with database.reading() as session:
            entries = read_head(session.connection()).seq
        return Restored(backup, done.kept, manifest.at if manifest else None, entries)


def renewed(person: PublicUser, password: str) -> NewUser:
    """Give a person of a key file with a new password."""
    return NewUser(number=person.number, name=person.name, duties=tuple(person.duties), password=password)


def _present(path: Path, asker: Proof | PaperProof, clock: Clock) -> stored.Opened | None:
    """Open the database that stands there; None where there is none, or one that cannot be read."""
    try:
        if isinstance(asker, PaperProof):
            return stored.open_by_recovery_key(path, asker.recovery_key, clock)
        return stored.open_database(path, asker.number, asker.password, clock)
    except Damaged:
        return None
    except Unavailable as refused:
        if refused.code in _GONE:
            return None
        raise


def _over_present(
    opened: stored.Opened,
    backup: Path,
    asker: Proof | PaperProof,
    second: Proof | None,
    clock: Clock,
    progress: Progress,
) -> tuple[Exchanged, Lock]:
    try:
        with opened.reading() as session:
            access.need(access.load_actor(session, asker.number), "upkeep.restore")
        _need_second_here(opened, asker, second, clock)
        key = _key_of(backup, opened, asker, clock)
        verify_backup(backup, key or opened.key, clock, progress)
        held = (key or opened.key).copy()
    except Damaged as unsound:
        opened.close()
        if unsound.code.startswith(("backup_", "copy_")):
            raise
        return _over_nothing(opened.path, backup, asker, second, clock, progress)
    except BaseException:
        opened.close()
        raise
    try:
        done, lock = stored.restore_over(opened, backup, key, progress=progress)
        return _with_password(opened.path, held, asker, done, lock)
    except Damaged:
        # The backup has just passed: it is the present state that cannot be copied, and is set aside instead.
        return _over_nothing(opened.path, backup, asker, second, clock, progress)
    finally:
        held.wipe()


def _need_second_here(opened: stored.Opened, asker: Proof | PaperProof, second: Proof | None, clock: Clock) -> None:
    if isinstance(asker, PaperProof):
        return
    with opened.reading() as session:
        first = access.load_actor(session, asker.number)
    if second is None:
        access.need_second(first, None, "upkeep.restore")
        return
    opened.key_file.prove(second.number, second.password, clock)
    with opened.reading() as session:
        access.need_second(first, access.load_actor(session, second.number), "upkeep.restore")


def _key_of(backup: Path, opened: stored.Opened, asker: Proof | PaperProof, clock: Clock) -> DataKey | None:
    """Give the key of a backup of another database; None where it has the same key."""
    file = KeyFile(key_file_path(backup))
    if not file.path.exists() or file.fits(opened.key):
        return None
    _named(file, asker.number)
    return _unlocked(file, asker, clock)


def _unlocked(file: KeyFile, asker: Proof | PaperProof, clock: Clock) -> DataKey:
    if isinstance(asker, PaperProof):
        return file.open_by_recovery_key(asker.recovery_key)
    return file.open(asker.number, asker.password, clock)


def _over_nothing(
    path: Path,
    backup: Path,
    asker: Proof | PaperProof,
    second: Proof | None,
    clock: Clock,
    progress: Progress,
) -> tuple[Exchanged, Lock]:
    file = KeyFile(key_file_path(backup))
    key = _unlocked(file, asker, clock)
    first = _named(file, asker.number)
    access.need(first, "upkeep.restore")
    if not isinstance(asker, PaperProof):
        if second is not None:
            file.prove(second.number, second.password, clock)
        access.need_second(first, _named(file, second.number) if second else None, "upkeep.restore")
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = acquire(path, clock)
    try:
        done = restore(backup, path, key, clock, lock=lock, present=None, progress=progress)
        return _with_password(path, key, asker, done, lock)
    except BaseException:
        lock.release()
        raise
    finally:
        key.wipe()


def _with_password(
    path: Path, key: DataKey, asker: Proof | PaperProof, done: Exchanged, lock: Lock
) -> tuple[Exchanged, Lock]:
    """Give who came with the printed key the new password in the key file that stands now."""
    if isinstance(asker, PaperProof):
        file = KeyFile(key_file_path(path))
        person = next(user for user in file.view().users if user.number == asker.number)
        file.set_user(key, renewed(person, asker.password))
    return done, lock


def _named(file: KeyFile, number: str) -> Actor:
    """Give a person by the slots of a key file, which its key has just authenticated."""
    user = next((user for user in file.view().users if user.number == number), None)
    if user is None:
        raise Forbidden("unknown_user", number=number)
    return Actor(user.number, user.name, frozenset(Duty(duty) for duty in user.duties))


def _reopened(path: Path, asker: Proof | PaperProof, clock: Clock, lock: Lock, progress: Progress) -> stored.Opened:
    try:
        return stored.open_database(path, asker.number, asker.password, clock, held=lock, progress=progress)
    except BaseException:
        lock.release()
        raise


def _backups(database: stored.Opened) -> list[Backup]:
    key_id = database.key_file.view().key_id
    return list_backups(backup_folder(database.path), database.path.name, key_id)


def _prune(database: stored.Opened, clock: Clock) -> None:
    folder = backup_folder(database.path)
    key_id = database.key_file.view().key_id
    shelf = shared_files(folder, database.path, database.key)
    rotation.prune(folder, database.path.name, key_id, shelf, clock)


def _row(backup: Backup) -> BackupRow:
    manifest = backup.manifest
    assert manifest is not None
    return BackupRow(
        path=backup.path,
        kind=str(manifest.kind),
        reason=manifest.reason,
        at=manifest.at,
        size=manifest.size,
        entries=manifest.seq,
        verified=manifest.verified,
    )
