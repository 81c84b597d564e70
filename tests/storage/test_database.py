"""The life of a database, and everything that keeps it shut."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from cmdesk.kernel.clock import SetClock
from cmdesk.kernel.errors import CmdeskError, Damaged, Rejected, Unavailable
from cmdesk.storage import ballast, database
from cmdesk.storage.database import Opened
from cmdesk.storage.drives import DriveKind
from cmdesk.storage.journal import Deed
from cmdesk.storage.keys import KeyFile, NewUser, key_file_path
from cmdesk.storage.passwords import Cost
from cmdesk.storage.shape import Shape

DEED = Deed(actor="2001", verb="org.hire", params={})
Reopen = Callable[..., Opened]
Create = Callable[[Path], Opened]


def refused(call: Callable[[], object]) -> CmdeskError:
    with pytest.raises(CmdeskError) as caught:
        call()
    return caught.value


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_that_what_was_written_is_there_after_signing_in_again(
    create: Create, reopen: Reopen, path: Path, tables: SimpleNamespace, clock: SetClock
) -> None:
    with create(path) as opened, opened.writing(DEED) as running:
        running.session.add(tables.Shop(name="甲"))
    with reopen(path) as opened:
        assert opened.user == "2001"
        with opened.reading() as session:
            assert session.execute(text("SELECT name FROM shop")).scalar() == "甲"
    person = KeyFile(key_file_path(path)).view().users[0]
    assert person.last_sign_in
    assert person.last_sign_in < clock.now()


@pytest.mark.shows("134")
def test_that_a_wrong_password_opens_nothing_and_frees_the_lock(create: Create, reopen: Reopen, path: Path) -> None:
    create(path).close()
    before = path.read_bytes()
    assert refused(lambda: reopen(path, "falsch")).code == "wrong_password"
    assert path.read_bytes() == before
    reopen(path).close()


@pytest.mark.shows("134")
def test_that_a_database_copied_without_its_key_file_stays_shut(
    create: Create, reopen: Reopen, path: Path, tmp_path: Path
) -> None:
    create(path).close()
    copy = tmp_path / "stolen.db"
    copy.write_bytes(path.read_bytes())
    failure = refused(lambda: reopen(copy))
    assert (failure.code, failure.params["path"]) == ("key_slots_missing", f"{copy}.keys.json")


def test_that_the_key_file_of_another_database_does_not_open_it(
    create: Create, reopen: Reopen, path: Path, tmp_path: Path
) -> None:
    create(path).close()
    create(tmp_path / "other.db").close()
    key_file_path(path).write_bytes(key_file_path(tmp_path / "other.db").read_bytes())
    failure = refused(lambda: reopen(path))
    assert (type(failure), failure.code) == (Damaged, "database_unreadable")


@pytest.mark.shows("134")
def test_that_the_printed_key_lets_an_administrator_be_named_anew(
    create: Create, reopen: Reopen, path: Path, shape: Shape, clock: SetClock, recovery_key: str, cheap: Cost
) -> None:
    create(path).close()
    with database.open_by_recovery_key(
        path, recovery_key, clock, probe=lambda _: DriveKind.LOCAL, shape=shape
    ) as opened:
        assert opened.user is None
        opened.key_file.set_user(
            opened.key, NewUser(number="2001", name="马佳慧", duties=(), password="新口令"), cost=cheap
        )
    reopen(path, "新口令").close()


@pytest.mark.shows("123")
def test_that_a_second_opening_is_told_of_the_first(create: Create, reopen: Reopen, path: Path) -> None:
    with create(path):
        failure = refused(lambda: reopen(path))
    assert (failure.code, failure.params["pid"]) == ("database_locked", os.getpid())


@pytest.mark.shows("134")
def test_that_an_idle_lock_forgets_the_key_and_lets_nobody_else_in(create: Create, reopen: Reopen, path: Path) -> None:
    opened = create(path)
    lock = opened.close(keep_lock=True)
    assert lock
    with pytest.raises(RuntimeError):
        opened.key.derived("field")
    assert refused(lambda: reopen(path)).code == "database_locked"
    assert refused(lambda: reopen(path, "falsch", held=lock)).code == "wrong_password"
    assert refused(lambda: reopen(path)).code == "database_locked"
    reopen(path, held=lock).close()
    reopen(path).close()


@pytest.mark.shows("123", "126")
@pytest.mark.parametrize("kind", [DriveKind.NETWORK, DriveKind.REMOVABLE])
def test_that_no_database_is_made_or_opened_on_a_share_or_a_stick(
    create: Create, path: Path, user: NewUser, recovery_key: str, clock: SetClock, shape: Shape, kind: DriveKind
) -> None:
    other = path.with_name("other.db")
    create(path).close()
    before = names(path.parent)
    for call in (
        lambda: database.create(other, user, recovery_key, clock, shape=shape, probe=lambda _: kind),
        lambda: database.open_database(path, "2001", user.password, clock, shape=shape, probe=lambda _: kind),
    ):
        assert refused(call).code == f"drive_is_{kind}"
    assert names(path.parent) == before


def test_that_an_existing_database_is_never_overwritten(create: Create, reopen: Reopen, path: Path) -> None:
    create(path).close()
    before = path.read_bytes()
    assert refused(lambda: create(path)).code == "target_exists"
    path.rename(path.with_name("moved.db"))
    assert refused(lambda: create(path)).code == "target_exists"
    assert refused(lambda: reopen(path)).code == "database_missing"
    assert path.with_name("moved.db").read_bytes() == before


def test_that_a_creation_that_fails_leaves_nothing_half_made(
    path: Path, user: NewUser, recovery_key: str, clock: SetClock, shape: Shape, cheap: Cost, tmp_path: Path
) -> None:
    broken = replace(shape, migrations=tmp_path / "broken")
    versions = tmp_path / "broken" / "versions"
    versions.mkdir(parents=True)
    (versions / "v0001_initial.py").write_text(
        "revision = '0001_v0_1_0'\ndown_revision = None\n\ndef upgrade():\n    raise OSError(28, 'No space left')\n"
    )
    for wrong, error in (
        ({"shape": broken}, Unavailable),
        ({"recovery_key": recovery_key[:-1]}, Rejected),
        ({"user": replace(user, password="")}, Rejected),
    ):
        given = {"user": user, "recovery_key": recovery_key, "shape": shape, **wrong}
        with pytest.raises(error):
            database.create(
                path, given["user"], given["recovery_key"], clock, cost=cheap, shape=given["shape"], with_ballast=True
            )
        assert names(path.parent) == ["cmdesk.db.lock"]


@pytest.mark.shows("124")
def test_that_a_ballast_gives_room_back(tmp_path: Path) -> None:
    path = tmp_path / "c.db"
    ballast.place(path, 1 << 20)
    ballast.place(path, 1 << 20)
    assert ballast.ballast_path(path).stat().st_size == 1 << 20
    assert ballast.release(path)
    assert not ballast.release(path)
    assert names(tmp_path) == []


@pytest.mark.shows("71")
def test_that_nothing_of_a_closed_ballot_is_left_in_the_file(opened: Opened, tables: SimpleNamespace) -> None:
    with opened.writing(DEED) as running:
        running.session.add_all(tables.Ballot(number=f"{n:05}", mark="长" * 400) for n in range(300))
    opened.after_secret_close()
    full = opened.path.stat().st_size
    with opened.writing(DEED) as running:
        running.session.execute(text("DELETE FROM ballot"))
    opened.after_secret_close()
    assert opened.path.stat().st_size < full - 300 * 1000
    assert opened.path.with_name("cmdesk.db-wal").stat().st_size == 0
    with opened.reading() as session:
        assert session.execute(text("PRAGMA freelist_count")).scalar() == 0


def test_that_the_shipped_database_can_be_made_and_opened(
    path: Path, user: NewUser, recovery_key: str, clock: SetClock, cheap: Cost
) -> None:
    def probe(folder: Path) -> DriveKind:
        return DriveKind.LOCAL

    database.create(path, user, recovery_key, clock, cost=cheap, probe=probe).close()
    with database.open_database(path, "2001", user.password, clock, probe=probe) as opened:
        assert set(opened.shape.journalled) >= {"person", "inspection_sheet"}
        assert not set(opened.shape.journalled) & {"journal_entry", "journal_head", "peer_sheet", "sealed_entry"}
