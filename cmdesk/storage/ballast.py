"""32 MB kept aside, to be given back when the disk is full: then even deleting needs room."""

from __future__ import annotations

from pathlib import Path

from cmdesk.kernel.ids import random_bytes
from cmdesk.storage.atomic import PART, flush_folder
from cmdesk.storage.drives import refuse_without_room
from cmdesk.storage.faults import translated

SIZE = 32 << 20


def ballast_path(database: Path) -> Path:
    """Give the place of the ballast of a database."""
    return database.with_name(database.name + ".ballast")


def place(database: Path, size: int = SIZE) -> None:
    """Put the ballast beside a database unless it is there. Raises Unavailable `disk_space_short`."""
    path = ballast_path(database)
    if path.exists():
        return
    refuse_without_room(path.parent, 2 * size)
    part = path.with_name(path.name + PART)
    with translated():
        # Random bytes: a disk that packs zeros would keep nothing aside.
        part.write_bytes(random_bytes(size))
        part.replace(path)
        flush_folder(path.parent)


def release(database: Path) -> bool:
    """Give the room back and say whether there was any."""
    path = ballast_path(database)
    there = path.exists()
    with translated():
        path.unlink(missing_ok=True)
    return there
