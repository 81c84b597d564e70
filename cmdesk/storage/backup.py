"""Backups: a copy of the open database with its key file and its files, checked before it counts as one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from glob import escape
from pathlib import Path
from typing import Protocol

from cmdesk.kernel.clock import CHINA, Clock
from cmdesk.kernel.errors import Damaged, Unavailable
from cmdesk.kernel.progress import SILENT, Progress
from cmdesk.storage.atomic import PART, copy_atomically, file_digest, flush_file, flush_folder
from cmdesk.storage.datakey import DataKey
from cmdesk.storage.drives import refuse_without_room
from cmdesk.storage.engine import Raw, connect
from cmdesk.storage.faults import translated
from cmdesk.storage.files import FileStore, files_path
from cmdesk.storage.freed import give_back
from cmdesk.storage.keys import KeyFile, key_file_path
from cmdesk.storage.manifest import Backup, Kind, Manifest, mark_verified, read_backup, write_manifest
from cmdesk.storage.reminder import remember
from cmdesk.storage.shape import Shape
from cmdesk.storage.soundness import Facts, refuse_unsound

PAGES_A_STEP = 1000


class Source(Protocol):
    """What a backup is made of; an open database is one."""

    @property
    def path(self) -> Path:
        """Give the database file."""

    @property
    def key(self) -> DataKey:
        """Give its key."""

    @property
    def key_file(self) -> KeyFile:
        """Give its key file."""

    @property
    def files(self) -> FileStore:
        """Give its stored files."""

    @property
    def shape(self) -> Shape:
        """Give its tables."""


@dataclass(frozen=True)
class Parts:
    """The parts of a database that nobody has open."""

    path: Path
    key: DataKey
    shape: Shape

    @property
    def key_file(self) -> KeyFile:
        """Give its key file."""
        return KeyFile(key_file_path(self.path))

    @property
    def files(self) -> FileStore:
        """Give its stored files."""
        return FileStore(files_path(self.path), self.key)


def backup_folder(database: Path) -> Path:
    """Give the folder where backups of a database go by default."""
    return database.parent / "backups"


def shared_files(folder: Path, database: Path, key: DataKey) -> FileStore:
    """Give the files that all backups of one database in one folder share, so that no photo is kept thirty times."""
    return FileStore(folder / f"{database.name}.files", key)


def make_backup(
    source: Source,
    folder: Path,
    clock: Clock,
    *,
    kind: Kind = Kind.AUTOMATIC,
    reason: str = "",
    ballot_open: bool = False,
    progress: Progress = SILENT,
) -> Backup:
    """Copy the database page by page while others go on reading and writing, and check the copy.

    Raises Unavailable `ballot_open_no_backup` (a copy made now could be compared with one made later),
    `disk_space_short` …; Damaged `copy_unsound` if the copy does not pass; Cancelled. No half backup is left.
    """
    with translated():
        folder.mkdir(parents=True, exist_ok=True)
    target = _free_name(folder, source.path, clock.now(), kind)
    files = shared_files(folder, source.path, source.key)
    return _made(source, target, files, clock, kind, reason, ballot_open, progress, _by_pages)


def save_copy(
    source: Source, target: Path, clock: Clock, *, ballot_open: bool = False, progress: Progress = SILENT
) -> Backup:
    """Write a compact copy of the database to `target`, a stick for instance, with key file and files beside it.

    Raises as `make_backup` does, and Unavailable `target_exists`.
    """
    if target.exists():
        raise Unavailable("target_exists", path=str(target))
    with translated():
        target.parent.mkdir(parents=True, exist_ok=True)
    files = FileStore(files_path(target), source.key)
    return _made(source, target, files, clock, Kind.COPY, "", ballot_open, progress, _compact)


def verify_backup(path: Path, key: DataKey, clock: Clock, progress: Progress = SILENT) -> Backup:
    """Open a backup, read it through and count it; then note beside it that it is sound.

    Raises Damaged: `backup_missing`, `backup_empty`, `backup_manifest_damaged`, `backup_digest_differs`,
    `database_unreadable`, `copy_unsound`, `backup_counts_differ`, `stored_file_missing`, `stored_file_altered`.
    """
    backup = read_backup(path)
    if path.stat().st_size == 0:
        raise Damaged("backup_empty", path=str(path))
    manifest = backup.manifest
    if manifest and manifest.sha256 != _digest(path, progress):
        raise Damaged("backup_digest_differs", path=str(path))
    facts = _read_through(path, key)
    if manifest:
        if (manifest.counts, manifest.seq, manifest.digest) != (facts.counts, facts.head.seq, facts.head.digest):
            raise Damaged("backup_counts_differ", path=str(path))
        for problem in FileStore(path.parent / manifest.files_folder, key).check(manifest.files, progress):
            if problem.params["digest"] not in manifest.damaged:
                raise Damaged(problem.code, **problem.params)
    return mark_verified(backup, clock.now())


_Copier = Callable[[Source, Path, Progress], None]


def _made(
    source: Source,
    target: Path,
    files: FileStore,
    clock: Clock,
    kind: Kind,
    reason: str,
    ballot_open: bool,
    progress: Progress,
    copy: _Copier,
) -> Backup:
    if ballot_open:
        raise Unavailable("ballot_open_no_backup")
    missing = [digest for digest in source.files.digests() if digest not in files]
    refuse_without_room(target.parent, _size(source, missing))
    part = target.with_name(target.name + PART)
    _clear(part)
    try:
        with translated():
            copy(source, part, progress)
            flush_file(part)
        facts = _read_through(part, source.key)
        damaged = _copy_files(source.files, files, missing, progress)
        sha256 = _digest(part, progress)
        with translated():
            copy_atomically(source.key_file.path, key_file_path(target))
            part.replace(target)
            flush_folder(target.parent)
    except BaseException:
        _clear(part)
        raise
    manifest = _described(source, target, files, clock.now(), kind, reason, facts, sha256, damaged)
    write_manifest(target, manifest)
    backup = Backup(target, manifest)
    remember(source.path, backup)
    give_back()
    return backup


def _by_pages(source: Source, part: Path, progress: Progress) -> None:
    reading = connect(source.path, source.key, "read")
    try:
        # One snapshot for all steps: without it every commit of another connection starts the copy anew.
        reading.execute("BEGIN DEFERRED")
        reading.execute("SELECT count(*) FROM sqlite_master").fetchone()
        copy = connect(part, source.key, "create")
        try:
            # Half a copy is thrown away and a whole one is flushed at the end: no log, no flush a step.
            for pragma in ("journal_mode=OFF", "synchronous=OFF"):
                copy.execute(f"PRAGMA {pragma}").close()
            reading.backup(
                copy,
                pages=PAGES_A_STEP,
                progress=lambda status, left, total: progress.step(total - left, total, "step_backup"),
                sleep=0.0,
            )
            # A finished copy has no log beside it, so that it can be read from a medium that cannot be written.
            copy.execute("PRAGMA journal_mode=DELETE").close()
        finally:
            copy.close()
    finally:
        reading.close()


def _compact(source: Source, part: Path, progress: Progress) -> None:
    progress.step(0, 1, "step_backup")
    reading = connect(source.path, source.key, "write")
    try:
        reading.execute("VACUUM INTO ?", (str(part),))
    finally:
        reading.close()


def _copy_files(here: FileStore, there: FileStore, digests: Iterable[str], progress: Progress) -> tuple[str, ...]:
    wanted = list(digests)
    damaged = tuple(problem.params["digest"] for problem in here.check(wanted, progress))
    with translated():
        for digest in wanted:
            if digest not in damaged:
                there.path(digest).parent.mkdir(parents=True, exist_ok=True)
                copy_atomically(here.path(digest), there.path(digest))
    return damaged


def _described(
    source: Source,
    target: Path,
    files: FileStore,
    at: datetime,
    kind: Kind,
    reason: str,
    facts: Facts,
    sha256: str,
    damaged: tuple[str, ...],
) -> Manifest:
    view = source.key_file.view()
    return Manifest(
        database=source.path.name,
        key_id=view.key_id,
        label=view.label,
        kind=kind,
        reason=reason,
        at=at,
        sha256=sha256,
        size=target.stat().st_size,
        schema=facts.schema,
        seq=facts.head.seq,
        digest=facts.head.digest,
        counts=facts.counts,
        files_folder=files.folder.name,
        files=tuple(source.files.digests()),
        damaged=damaged,
        verified=at,
    )


def _read_through(path: Path, key: DataKey) -> Facts:
    raw: Raw = connect(path, key, "archive")
    try:
        return refuse_unsound(raw)
    finally:
        raw.close()


def _digest(path: Path, progress: Progress) -> str:
    total = path.stat().st_size
    with translated():
        return file_digest(path, lambda done: progress.step(done, total, "step_digest"))


def _size(source: Source, digests: Iterable[str]) -> int:
    log = source.path.with_name(source.path.name + "-wal")
    parts = [source.path, log, *(source.files.path(digest) for digest in digests)]
    return sum(part.stat().st_size for part in parts if part.exists())


def _free_name(folder: Path, database: Path, now: datetime, kind: Kind) -> Path:
    """Give a name that no backup bears; names in their order are backups in theirs, within one second too."""
    stem = f"{database.stem}-{now.astimezone(CHINA):%Y%m%d-%H%M%S}"
    number = 0
    while list(folder.glob(f"{escape(second := f'{stem}.{number:03}' if number else stem)}-*.db*")):
        number += 1
    return folder / f"{second}-{kind}.db"


def _clear(part: Path) -> None:
    for tail in ("", "-wal", "-shm", "-journal"):
        part.with_name(part.name + tail).unlink(missing_ok=True)
