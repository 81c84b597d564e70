"""What may be known of a database before anybody has signed in: names, waiting times, backups, who has it open.

Heavy parts are imported where they are used, so that the sign-in page stands before they are there. For the same
reason the values are named tuples: a dataclass takes five times as long to make at the start of the program.
"""

from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from cmdesk.kernel.clock import SystemClock
from cmdesk.kernel.errors import CmdeskError, Unavailable


class Standing(NamedTuple):
    """A person who may sign in. `failures` are wrong passwords since the last sign-in, `wait_until` ends a delay."""

    number: str
    name: str
    duties: tuple[str, ...]
    last_sign_in: datetime | None
    failures: int
    wait_until: datetime | None


class Doorstep(NamedTuple):
    """The unit's name and its standing users, in order of their last sign-in, newest first."""

    path: Path
    unit: str
    people: tuple[Standing, ...]


class Surety(NamedTuple):
    """How safe the data are: where they lie, how big they are, and the last backups."""

    path: Path
    size: int
    backup_at: datetime | None
    verified: bool
    off_disk_at: datetime | None


SAMPLE_USERS = "users.json"


def is_sample(path: Path) -> bool:
    """Say whether this is a sample county, whose trial passwords lie beside it."""
    return path.with_name(SAMPLE_USERS).is_file()


def exists(path: Path) -> bool:
    """Say whether there is a database at `path`."""
    return path.is_file()


def traces(path: Path) -> bool:
    """Say whether a database once stood at `path`: its key file or its backups are left."""
    return key_file(path).is_file() or any(path.parent.glob(f"backups/{path.stem}-*.db.json"))


def key_file(path: Path) -> Path:
    """Give the key file of a database."""
    return path.with_name(path.name + ".keys.json")


def at_door(path: Path) -> Doorstep:
    """Give who may sign in. Raises Unavailable `key_file_missing`, `key_slots_newer`, Damaged `key_slots_damaged`."""
    from cmdesk.storage.keyfile_form import Attempts, read_contents

    file = key_file(path)
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
    """Give how safe the data are, from the notes beside the database. Raises Unavailable `database_taken_away`."""
    from cmdesk.storage.reminder import remembered

    try:
        size = path.stat().st_size
    except OSError as error:
        raise Unavailable("database_taken_away", path=str(path)) from error
    noted = remembered(path)
    newest = noted.newest
    return Surety(
        path=path,
        size=size,
        backup_at=newest.at if newest else None,
        verified=bool(newest and newest.verified),
        off_disk_at=noted.off_disk.at if noted.off_disk else None,
    )


def holder_problem(path: Path) -> CmdeskError | None:
    """Give the error that names who has the database open (host, user, pid, since), or None where it is free."""
    from cmdesk.storage.lock import look

    try:
        look(path, SystemClock())
    except CmdeskError as problem:
        return problem
    return None


def _latest_first(person: Standing) -> tuple[float, str]:
    return (-person.last_sign_in.timestamp() if person.last_sign_in else 0.0, person.number)
