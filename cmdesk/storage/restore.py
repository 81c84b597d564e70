"""Going back to a backup: what would differ, then the exchange, with the present state kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cmdesk.kernel.clock import CHINA, Clock
from cmdesk.kernel.errors import Unavailable
from cmdesk.kernel.progress import SILENT, Progress
from cmdesk.storage.atomic import PART, copy_atomically, flush_folder
from cmdesk.storage.backup import Source, backup_folder, make_backup, verify_backup
from cmdesk.storage.datakey import DataKey
from cmdesk.storage.drives import Probe, refuse_unfit, refuse_without_room
from cmdesk.storage.engine import Raw, connect
from cmdesk.storage.faults import translated
from cmdesk.storage.files import FileStore, files_path
from cmdesk.storage.images import quoted
from cmdesk.storage.keys import key_file_path
from cmdesk.storage.lock import Lock
from cmdesk.storage.manifest import Backup, Kind
from cmdesk.storage.migrations.runner import is_current
from cmdesk.storage.shape import Shape, shipped_shape

_TAILS = ("-wal", "-shm")


@dataclass(frozen=True)
class TableDifference:
    """What a restore would do to one table, in rows."""

    table: str
    lost: int
    returned: int
    changed: int


@dataclass(frozen=True)
class Restored:
    """Where the state before the restore is kept, None if there was none; and the backup that was taken."""

    kept: Path | None
    backup: Backup


def differences(source: Source, backup: Path, key: DataKey | None = None) -> list[TableDifference]:
    """Compare the open database with a backup, whose key is `key` or the same; tables without difference are left out.

    `lost` rows are only here, `returned` only in the backup. Raises Damaged `database_unreadable`, Unavailable.
    """
    connect(backup, key or source.key, "archive").close()
    raw = connect(source.path, source.key, "read")
    try:
        address = f"{backup.absolute().as_uri()}?mode=ro&immutable=1"
        raw.execute(f'ATTACH DATABASE ? AS older KEY "{(key or source.key).pragma}"', (address,))
        with translated():
            found = [
                _difference(raw, table.name, [column.name for column in table.primary_key.columns])
                for table in source.shape.base.metadata.sorted_tables
                if not table.name.startswith("journal_") and _both_have(raw, table.name)
            ]
    finally:
        raw.close()
    return [difference for difference in found if difference.lost or difference.returned or difference.changed]


def restore(
    backup: Path,
    target: Path,
    key: DataKey,
    clock: Clock,
    *,
    lock: Lock,
    present: Source | None,
    shape: Shape | None = None,
    probe: Probe | None = None,
    progress: Progress = SILENT,
) -> Restored:
    """Put a backup in the place of `target`, whose lock is held and which nobody has open.

    `key` opens the backup. `present` describes the state there if it can still be opened: it is backed up first, and
    its key file stays when it fits, so that no old password comes back. Otherwise what lies there is set aside.
    Raises what `verify_backup` and `refuse_unfit` raise, and Unavailable `database_newer` for the backup of a newer
    program, before anything is changed.
    """
    if lock.database != target:
        raise ValueError("the lock is of another database")
    refuse_unfit(target.parent, probe)
    found = verify_backup(backup, key, clock, progress)
    _refuse_newer(backup, key, shape or shipped_shape())
    refuse_without_room(target.parent, 2 * backup.stat().st_size)
    kept = None
    if present is not None:
        kept = make_backup(
            present, backup_folder(target), clock, kind=Kind.BEFORE, reason="restore", progress=progress
        ).path
        _refuse_log(target)
    part = target.with_name(target.name + PART)
    with translated():
        target.parent.mkdir(parents=True, exist_ok=True)
        copy_atomically(backup, part)
        _bring_files(found, FileStore(files_path(target), key))
        if present is None:
            kept = _set_aside(target, clock)
        if present is None or not present.key_file.fits(key):
            copy_atomically(key_file_path(backup), key_file_path(target))
        part.replace(target)
        flush_folder(target.parent)
    return Restored(kept, found)


def _both_have(raw: Raw, table: str) -> bool:
    return all(
        raw.execute(f"SELECT 1 FROM {schema}.sqlite_master WHERE type = 'table' AND name = ?", (table,)).fetchone()
        for schema in ("main", "older")
    )


def _difference(raw: Raw, table: str, key: Sequence[str]) -> TableDifference:
    name = quoted(table)
    joined = " AND ".join(f"a.{quoted(part)} = b.{quoted(part)}" for part in key)
    columns = [row[1] for row in raw.execute(f"PRAGMA main.table_info({name})").fetchall()]
    shared = [row[1] for row in raw.execute(f"PRAGMA older.table_info({name})").fetchall() if row[1] in columns]
    unlike = " OR ".join(f"a.{quoted(column)} IS NOT b.{quoted(column)}" for column in shared)

    def count(question: str) -> int:
        return int(raw.execute(f"SELECT count(*) FROM {question}").fetchone()[0])

    return TableDifference(
        table=table,
        lost=count(f"main.{name} a WHERE NOT EXISTS (SELECT 1 FROM older.{name} b WHERE {joined})"),
        returned=count(f"older.{name} a WHERE NOT EXISTS (SELECT 1 FROM main.{name} b WHERE {joined})"),
        changed=count(f"main.{name} a JOIN older.{name} b ON {joined} WHERE {unlike}"),
    )


def _refuse_newer(backup: Path, key: DataKey, shape: Shape) -> None:
    raw = connect(backup, key, "archive")
    try:
        is_current(raw, shape)
    finally:
        raw.close()


def _refuse_log(target: Path) -> None:
    # A log left beside the exchanged file would be played into it. Whoever closes last takes it away; so somebody
    # who ignores the lock has the database open.
    log = target.with_name(target.name + "-wal")
    if log.exists():
        raise Unavailable("database_busy")


def _set_aside(target: Path, clock: Clock) -> Path | None:
    standing = [target, *(target.with_name(target.name + tail) for tail in _TAILS), key_file_path(target)]
    standing = [path for path in standing if path.exists()]
    if not standing:
        return None
    folder = target.with_name(f"{target.name}.{clock.now().astimezone(CHINA):%Y%m%d-%H%M%S}")
    folder.mkdir()
    for path in standing:
        path.rename(folder / path.name)
    flush_folder(target.parent)
    return folder / target.name


def _bring_files(backup: Backup, files: FileStore) -> None:
    if backup.manifest is None:
        return
    shelf = backup.path.parent / backup.manifest.files_folder
    for digest in backup.manifest.files:
        there = shelf / digest[:2] / digest
        if digest not in files and there.is_file():
            files.path(digest).parent.mkdir(parents=True, exist_ok=True)
            copy_atomically(there, files.path(digest))
