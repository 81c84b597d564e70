"""The note beside a backup: what it holds, when it was made, and that it was opened and checked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from cmdesk.kernel.errors import Damaged, Unavailable
from cmdesk.storage.atomic import write_atomically
from cmdesk.storage.canonical import canonical
from cmdesk.storage.faults import translated

FORM = 1


class Kind(StrEnum):
    """Why a backup was made: in passing, before a dangerous act, at the close of a year, or as a copy by hand."""

    AUTOMATIC = "automatic"
    BEFORE = "before"
    YEAR = "year"
    COPY = "copy"


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """Facts of one backup. `counts` are rows by table, `files` the digests it names, `damaged` those found bad.

    `sha256` and `size` are of the database file, `seq` and `digest` the journal's head, `verified` the instant of the
    last successful check, None if it was never checked.
    """

    database: str
    key_id: str
    label: str
    kind: Kind
    reason: str
    at: datetime
    sha256: str
    size: int
    schema: str
    seq: int
    digest: str
    counts: Mapping[str, int]
    files_folder: str
    files: tuple[str, ...]
    damaged: tuple[str, ...]
    verified: datetime | None


@dataclass(frozen=True)
class Backup:
    """A backup: its database file, and its manifest (None for a bare copy that nobody has described)."""

    path: Path
    manifest: Manifest | None

    @property
    def at(self) -> datetime | None:
        """Give the instant it was made, as far as known."""
        return self.manifest.at if self.manifest else None


def manifest_path(backup: Path) -> Path:
    """Give the place of the manifest of a backup."""
    return backup.with_name(backup.name + ".json")


def write_manifest(backup: Path, manifest: Manifest) -> None:
    """Put the manifest beside its backup: the last step, so that a broken-off backup has none."""
    with translated():
        write_atomically(manifest_path(backup), canonical({"form": FORM, **asdict(manifest)}).encode())


def read_backup(path: Path) -> Backup:
    """Give what is known of the backup `path` without a password.

    Raises Unavailable `backup_missing`, Damaged `backup_manifest_damaged`.
    """
    if not path.is_file():
        raise Unavailable("backup_missing", path=str(path))
    note = manifest_path(path)
    if not note.is_file():
        return Backup(path, None)
    with translated():
        data = note.read_bytes()
    try:
        return Backup(path, _manifest(json.loads(data)))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Damaged("backup_manifest_damaged", path=str(note)) from error


def list_backups(folder: Path, database: str, key_id: str | None = None) -> list[Backup]:
    """Give the backups of a database in a folder, newest first; unreadable manifests are passed over.

    `key_id` leaves out those of another database that bore the same name.
    """
    found = []
    for note in folder.glob("*.json") if folder.is_dir() else ():
        try:
            backup = read_backup(note.with_suffix(""))
        except (Damaged, Unavailable):
            continue
        manifest = backup.manifest
        if manifest and manifest.database == database and key_id in (None, manifest.key_id):
            found.append((manifest.at, backup))
    return [backup for _, backup in sorted(found, key=lambda pair: (pair[0], pair[1].path.name), reverse=True)]


def all_readable(folder: Path) -> bool:
    """Say whether every manifest in a folder can be read: else nobody knows which files its backup names."""
    for note in folder.glob("*.json"):
        try:
            read_backup(note.with_suffix(""))
        except Damaged:
            return False
        except Unavailable as error:
            # A manifest whose backup was taken away names no files that are needed.
            if error.code != "backup_missing":
                raise
    return True


def mark_verified(backup: Backup, at: datetime) -> Backup:
    """Note that a backup has passed its check."""
    if backup.manifest is None:
        return backup
    manifest = replace(backup.manifest, verified=at)
    write_manifest(backup.path, manifest)
    return Backup(backup.path, manifest)


def _manifest(plain: dict[str, Any]) -> Manifest:
    if plain.pop("form") != FORM:
        raise ValueError("another form of manifest")
    counts = {str(name): int(count) for name, count in plain["counts"].items()}
    return Manifest(
        **{
            **plain,
            "kind": Kind(plain["kind"]),
            "at": datetime.fromisoformat(plain["at"]),
            "counts": counts,
            "files": tuple(plain["files"]),
            "damaged": tuple(plain["damaged"]),
            "verified": datetime.fromisoformat(plain["verified"]) if plain["verified"] else None,
        }
    )
