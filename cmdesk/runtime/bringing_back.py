"""Bringing a county's data back onto a computer that has none, from a backup and a password or the printed key."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cmdesk.kernel.clock import Clock
from cmdesk.kernel.errors import CmdeskError, Unavailable
from cmdesk.kernel.progress import SILENT, Progress
from cmdesk.runtime.demo_day import set_clock
from cmdesk.runtime.permissions import PERMISSIONS
from cmdesk.runtime.upkeeping import RESTORE, PaperProof, Proof, renewed
from cmdesk.storage import database as stored
from cmdesk.storage.backup import backup_folder
from cmdesk.storage.datakey import DataKey
from cmdesk.storage.drives import refuse_unfit
from cmdesk.storage.faults import translated
from cmdesk.storage.journal import Deed
from cmdesk.storage.keys import KeyFile, NewUser, PublicUser, key_file_path
from cmdesk.storage.lock import acquire
from cmdesk.storage.manifest import list_backups, read_backup
from cmdesk.storage.restore import restore


@dataclass(frozen=True)
class BackupFacts:
    """What a backup tells without a password. For a bare copy of a database `made_at`, `verified_at` and `entries` are
    None and `counts` is empty.

    `entries` are the entries of its journal, `counts` the rows by table. `askers` may put it in the place of a
    database, `seconds` may confirm that (number and name).
    """

    path: Path
    unit: str
    people: tuple[tuple[str, str], ...]
    size: int
    made_at: datetime | None
    verified_at: datetime | None
    kind: str = ""
    entries: int | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    askers: tuple[tuple[str, str], ...] = ()
    seconds: tuple[tuple[str, str], ...] = ()


def facts_of_backup(path: Path) -> BackupFacts:
    """Give what is known of a backup before anybody has proved himself.

    Raises Unavailable `backup_missing` and `key_slots_missing` (the key file must lie beside it), Damaged where one of
    the two cannot be read.
    """
    manifest = read_backup(path).manifest
    file = KeyFile(key_file_path(path)).view()
    may = PERMISSIONS["upkeep.restore"]
    return BackupFacts(
        path=path,
        unit=file.label,
        people=tuple((user.number, user.name) for user in file.users),
        size=path.stat().st_size,
        made_at=manifest.at if manifest else None,
        verified_at=manifest.verified if manifest else None,
        kind=str(manifest.kind) if manifest else "",
        entries=manifest.seq if manifest else None,
        counts=dict(manifest.counts) if manifest else {},
        askers=_holders(file.users, may.doers),
        seconds=_holders(file.users, may.seconds),
    )


def backups_beside(path: Path) -> tuple[BackupFacts, ...]:
    """Give the backups of the database that stands, or stood, at `path`, newest first; unreadable ones are left out.

    Those of another database that bore the same name are left out where the key file at `path` can be read.
    """
    try:
        key_id = KeyFile(key_file_path(path)).view().key_id
    except CmdeskError:
        key_id = None
    found = []
    for backup in list_backups(backup_folder(path), path.name, key_id):
        try:
            found.append(facts_of_backup(backup.path))
        except CmdeskError:
            # Without its key file it opens nothing.
            continue
    return tuple(found)


def bring_back(
    path: Path, backup: Path, *, by: Proof | PaperProof, clock: Clock, progress: Progress = SILENT
) -> stored.Opened:
    """Check a backup, put it where nothing lies yet, and open it as the person who asked; the journal tells it.

    One person is enough: there is nothing that he could overwrite. Raises Unavailable `target_exists`, `drive_is_…`,
    `wrong_password`, `recovery_key_wrong`, `user_unknown`, `database_newer` …; Rejected for a mistyped recovery key;
    Damaged for a backup that is not sound. Then no database stands at `path`.
    """
    path, backup = path.absolute(), backup.absolute()
    read_backup(backup)
    if path.exists() or key_file_path(path).exists():
        raise Unavailable("target_exists", path=str(path))
    refuse_unfit(path.parent)
    key, person = _unlocked(KeyFile(key_file_path(backup)), by, clock)
    try:
        with translated():
            path.parent.mkdir(parents=True, exist_ok=True)
        lock = acquire(path, clock)
        try:
            restore(backup, path, key, clock, lock=lock, present=None, progress=progress)
            if person is not None:
                KeyFile(key_file_path(path)).set_user(key, person)
            database = stored.open_database(path, by.number, by.password, clock, held=lock, progress=progress)
        except BaseException:
            stored.remove_half_made(path)
            lock.release()
            raise
    finally:
        key.wipe()
    set_clock(database, clock)
    with database.writing(Deed(actor=by.number, verb=RESTORE, params={"backup": backup.name, "kept": ""})):
        pass
    return database


def _holders(users: Iterable[PublicUser], duties: Collection[str]) -> tuple[tuple[str, str], ...]:
    return tuple((user.number, user.name) for user in users if set(user.duties) & set(duties))


def _unlocked(file: KeyFile, by: Proof | PaperProof, clock: Clock) -> tuple[DataKey, NewUser | None]:
    """Give the key of a backup, and with the printed key the person whose password it renews."""
    if isinstance(by, Proof):
        return file.open(by.number, by.password, clock), None
    key = file.open_by_recovery_key(by.recovery_key)
    person = next((user for user in file.view().users if user.number == by.number), None)
    if person is None:
        raise Unavailable("user_unknown", number=by.number)
    return key, renewed(person, by.password)
