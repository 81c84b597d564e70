"""The drives that first start offers for a new database, the best first."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cmdesk.kernel.errors import CmdeskError
from cmdesk.storage.drives import drive_of, refuse_unfit

GIB = 1024**3


@dataclass(frozen=True)
class Place:
    """A drive that first start offers: `refusal` says in a code why no database may lie there, None if it may."""

    folder: Path
    name: str
    kind: str
    free: int
    system: bool
    refusal: str | None

    @property
    def scarce(self) -> bool:
        """Say whether less than 2 GB are free."""
        return self.free < 2 * GIB


def places(candidates: Iterable[Path] | None = None) -> tuple[Place, ...]:
    """Give the drives to choose from, the best first: local, not the system's, most room; refused ones at the end."""
    found = [place_of(folder) for folder in (candidates if candidates is not None else _roots())]
    return tuple(sorted(found, key=lambda p: (p.refusal is not None, p.system, -p.free)))


def place_of(folder: Path) -> Place:
    """Describe the drive of a folder, which need not exist yet."""
    drive = drive_of(folder)
    try:
        refuse_unfit(folder)
    except CmdeskError as problem:
        refusal: str | None = problem.code
    else:
        refusal = None
    return Place(folder, _drive_name(folder), str(drive.kind), drive.free, _is_system(folder), refusal)


def _drive_name(folder: Path) -> str:
    return folder.drive or str(_mount_of(folder))


def _mount_of(folder: Path) -> Path:
    path = folder.absolute()
    while not path.exists() and path.parent != path:
        path = path.parent
    while not path.is_mount() and path.parent != path:
        path = path.parent
    return path


def _is_system(folder: Path) -> bool:
    if os.name == "nt":  # pragma: no cover
        return folder.drive.upper() == os.environ.get("SYSTEMDRIVE", "C:").upper()
    return _mount_of(folder) == Path("/")


def _roots() -> Iterable[Path]:
    if os.name == "nt":  # pragma: no cover
        return [Path(f"{letter}:\\") for letter in "CDEFGHIJKLMNOPQRSTUVWXYZ" if Path(f"{letter}:\\").exists()]
    found = {Path.home()}
    if sys.platform == "linux":
        for line in Path("/proc/self/mountinfo").read_text("utf-8").splitlines():
            point = line.split(" ")[4].replace("\\040", " ")
            if point.startswith(("/media/", "/mnt/", "/run/media/", "/data")):
                found.add(Path(point))
    return sorted(found)
