"""Which backups stay: a day, 7 days, 4 weeks, 12 months, every year; before dangerous acts 90 days; years for good."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from cmdesk.kernel.clock import CHINA, Clock, today
from cmdesk.storage.faults import translated
from cmdesk.storage.files import FileStore
from cmdesk.storage.keys import key_file_path
from cmdesk.storage.manifest import Backup, Kind, Manifest, all_readable, list_backups, manifest_path

DAYS, WEEKS, MONTHS = 7, 4, 12
DAYS_BEFORE = 90


def to_keep(backups: Iterable[Backup], day: date) -> set[Path]:
    """Give the paths of the backups that stay on `day`. The newest, and every copy made by hand, always do.

    All of the day itself stay: who has just made one must find it, and the one before it too.
    """
    known = [(backup.path, backup.manifest) for backup in backups if backup.manifest]
    newest_first = sorted(known, key=lambda pair: (pair[1].at, pair[0].name), reverse=True)
    kept = {path for path, manifest in newest_first if _stays(manifest, day)}
    kept |= {path for path, _ in newest_first[:1]}
    automatic = [(path, _day(manifest)) for path, manifest in newest_first if manifest.kind is Kind.AUTOMATIC]
    kept |= _last_of_each(automatic, DAYS, lambda made: made)
    kept |= _last_of_each(automatic, WEEKS, lambda made: made.isocalendar()[:2])
    kept |= _last_of_each(automatic, MONTHS, lambda made: (made.year, made.month))
    kept |= _last_of_each(automatic, len(automatic), lambda made: made.year)
    return kept


def prune(folder: Path, database: str, key_id: str, files: FileStore, clock: Clock) -> list[Path]:
    """Delete the backups that need not stay and give their paths; `files` is the folder that these backups share.

    Deletes nothing unless the newest one has been verified: the old ones may be all there is.
    """
    backups = list_backups(folder, database, key_id)
    newest = backups[0].manifest if backups else None
    if newest is None or newest.verified is None:
        return []
    kept = to_keep(backups, today(clock))
    gone = [backup for backup in backups if backup.path not in kept]
    with translated():
        for backup in gone:
            # The manifest first: what is half deleted must not look like a backup.
            for path in (manifest_path(backup.path), key_file_path(backup.path), backup.path):
                path.unlink(missing_ok=True)
    if gone and all_readable(folder):
        _prune_files(files, list_backups(folder, database))
    return [backup.path for backup in gone]


def _prune_files(files: FileStore, backups: Iterable[Backup]) -> None:
    named = {digest for backup in backups if backup.manifest for digest in backup.manifest.files}
    for digest in list(files.digests()):
        if digest not in named:
            files.remove(digest)


def _stays(manifest: Manifest, day: date) -> bool:
    if _day(manifest) == day:
        return True
    if manifest.kind is Kind.BEFORE:
        return day - _day(manifest) <= timedelta(days=DAYS_BEFORE)
    return manifest.kind in {Kind.YEAR, Kind.COPY}


def _day(manifest: Manifest) -> date:
    return manifest.at.astimezone(CHINA).date()


def _last_of_each(newest_first: list[tuple[Path, date]], count: int, slot: Callable[[date], Any]) -> set[Path]:
    last: dict[Any, Path] = {}
    for path, made in newest_first:
        if slot(made) not in last and len(last) < count:
            last[slot(made)] = path
    return set(last.values())
