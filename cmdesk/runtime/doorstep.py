"""What may be known of a database before anybody has signed in: names, waiting times, backups, who has it open.

Heavy parts are imported where they are used, so that the sign-in page stands before they are there.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cmdesk.kernel.clock import SystemClock
from cmdesk.kernel.errors import CmdeskError, Unavailable

GIB = 1024**3


@dataclass(frozen=True)
class Standing:
    """A person who may sign in. `failures` are wrong passwords since the last sign-in, `wait_until` ends a delay."""

    number: str
    name: str
    duties: tuple[str, ...]
    last_sign_in: datetime | None
    failures: int
    wait_until: datetime | None


@dataclass(frozen=True)
class Doorstep:
    """The unit's name and its standing users, in order of their last sign-in, newest first."""

    path: Path
    unit: str
    people: tuple[Standing, ...]


@dataclass(frozen=True)
class Surety:
    """How safe the data are: where they lie, how big they are, and the last backups."""

    path: Path
    size: int
    backup_at: datetime | None
    verified: bool
    off_disk_at: datetime | None


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


SAMPLE_USERS = "users.json"


def is_sample(path: Path) -> bool:
    """Say whether this is a sample county, whose trial passwords lie beside it."""
    return path.with_name(SAMPLE_USERS).is_file()


def exists(path: Path) -> bool:
    """Say whether there is a database at `path`."""
    return path.is_file()


def at_door(path: Path) -> Doorstep:
    """Give who may sign in. Raises Unavailable `key_file_missing`, Damaged `key_file_damaged`."""
    from cmdesk.storage.keyfile_form import Attempts, read_contents

    file = path.with_name(path.name + ".keys.json")
    try:
        data = file.read_bytes()
    except OSError:
        raise Unavailable("key_file_missing", path=str(file)) from None
    contents = read_contents(data, file)
    people = []
    for slot in contents.slots:
        tries = contents.attempts.get(slot.number, Attempts())
        people.append(
            Standing(slot.number, slot.name, slot.duties, tries.last_sign_in, tries.failures, tries.wait_until)
        )
    return Doorstep(path, contents.label, tuple(sorted(people, key=_latest_first)))


def surety(path: Path) -> Surety:
    """Give how safe the data are, from the notes beside the database."""
    from cmdesk.storage.reminder import remembered

    noted = remembered(path)
    newest = noted.newest
    return Surety(
        path=path,
        size=path.stat().st_size,
        backup_at=newest.at if newest else None,
        verified=bool(newest and newest.verified),
        off_disk_at=noted.off_disk.at if noted.off_disk else None,
    )


def holder_problem(path: Path) -> CmdeskError | None:
    """Give the error that names who has the database open (host, user, pid, since), or None where it is free."""
    from cmdesk.storage.lock import acquire

    try:
        acquire(path, SystemClock()).release()
    except CmdeskError as problem:
        return problem
    return None


def places(candidates: Iterable[Path] | None = None) -> tuple[Place, ...]:
    """Give the drives to choose from, the best first: local, not the system's, most room; refused ones at the end."""
    found = [place_of(folder) for folder in (candidates if candidates is not None else _roots())]
    return tuple(sorted(found, key=lambda p: (p.refusal is not None, p.system, -p.free)))


def place_of(folder: Path) -> Place:
    """Describe the drive of a folder, which need not exist yet."""
    from cmdesk.storage.drives import drive_of, refuse_unfit

    drive = drive_of(folder)
    try:
        refuse_unfit(folder)
    except CmdeskError as problem:
        refusal: str | None = problem.code
    else:
        refusal = None
    return Place(folder, _drive_name(folder), str(drive.kind), drive.free, _is_system(folder), refusal)


def _latest_first(person: Standing) -> tuple[float, str]:
    return (-person.last_sign_in.timestamp() if person.last_sign_in else 0.0, person.number)


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
