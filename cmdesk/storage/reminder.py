"""What the sign-in page may say of backups while the database is still locked: a note beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from cmdesk.storage.atomic import write_atomically
from cmdesk.storage.canonical import canonical
from cmdesk.storage.faults import translated
from cmdesk.storage.manifest import Backup


@dataclass(frozen=True)
class LastBackup:
    """A backup as the sign-in page names it; `verified` None means it was never checked."""

    path: str
    at: datetime
    verified: datetime | None
    size: int


@dataclass(frozen=True)
class Remembered:
    """The newest backup, and the newest one on another drive than the database."""

    newest: LastBackup | None = None
    off_disk: LastBackup | None = None


def reminder_path(database: Path) -> Path:
    """Give the place of the note of a database."""
    return database.with_name(database.name + ".backups.json")


def remembered(database: Path) -> Remembered:
    """Give what the note tells. A missing or unreadable one tells of no backup, so that people are warned."""
    try:
        plain = json.loads(reminder_path(database).read_bytes())
        return Remembered(_read(plain["newest"]), _read(plain["off_disk"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Remembered()


def remember(database: Path, backup: Backup) -> None:
    """Note a finished backup."""
    manifest = backup.manifest
    if manifest is None:
        return
    last = LastBackup(str(backup.path), manifest.at, manifest.verified, manifest.size)
    known = replace(remembered(database), newest=last)
    if is_off_disk(database, backup.path):
        known = replace(known, off_disk=last)
    with translated():
        write_atomically(reminder_path(database), canonical(asdict(known)).encode())


def is_off_disk(database: Path, backup: Path) -> bool:
    """Say whether a backup lies on another drive than the database: the copy that outlives a broken disk."""
    return database.parent.stat().st_dev != backup.parent.stat().st_dev


def _read(plain: Mapping[str, Any] | None) -> LastBackup | None:
    if plain is None:
        return None
    verified = datetime.fromisoformat(plain["verified"]) if plain["verified"] else None
    return LastBackup(str(plain["path"]), datetime.fromisoformat(plain["at"]), verified, int(plain["size"]))
