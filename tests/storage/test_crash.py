"""Killed, cut off, out of room: what was committed is there, and nothing is there by halves."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from cmdesk.kernel.clock import SetClock
from cmdesk.kernel.errors import Unavailable
from cmdesk.storage import database
from cmdesk.storage.check import check
from cmdesk.storage.database import Opened
from cmdesk.storage.drives import DriveKind
from cmdesk.storage.engine import connect
from cmdesk.storage.journal import Deed
from cmdesk.storage.keys import NewUser
from cmdesk.storage.passwords import Cost

resource = pytest.importorskip("resource")
DEED = Deed(actor="2001", verb="org.import_roster", params={})
ROWS = 40
WRITE = """
import sys
from pathlib import Path
from cmdesk.kernel.clock import SystemClock
from cmdesk.models.access import User
from cmdesk.storage.database import open_database
from cmdesk.storage.drives import DriveKind
from cmdesk.storage.journal import Deed
opened = open_database(Path(sys.argv[1]), "2001", sys.argv[2], SystemClock(), probe=lambda folder: DriveKind.LOCAL)
number = int(sys.argv[3])
while True:
    number += 1
    with opened.writing(Deed(actor="2001", verb="access.import", params={"n": number})) as running:
        for line in range(int(sys.argv[4])):
            running.session.add(User(number=f"{number}/{line}", name="字" * 200))
            running.session.flush()
    print(number, flush=True)
"""


@pytest.fixture
def shipped(path: Path, user: NewUser, recovery_key: str, clock: SetClock, cheap: Cost) -> Path:
    database.create(path, user, recovery_key, clock, cost=cheap, probe=lambda _: DriveKind.LOCAL).close()
    return path


@pytest.mark.shows("115")
def test_that_killing_the_program_loses_no_committed_import_and_leaves_no_half_one(
    shipped: Path, user: NewUser, clock: SetClock
) -> None:
    chance = random.Random(7)
    last = 0
    for _ in range(3):
        acknowledged = last
        command = [sys.executable, "-c", WRITE, str(shipped), user.password, str(last), str(ROWS)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout
            for _ in range(chance.randint(1, 6)):
                acknowledged = int(writer.stdout.readline())
            # Wherever it is now: between two statements, in the middle of the journal, or of the commit.
            for _ in range(chance.randint(0, 200_000)):
                pass
            writer.send_signal(signal.SIGKILL)
            acknowledged = max([acknowledged, *map(int, writer.stdout.read().split())])
        with database.open_database(
            shipped, user.number, user.password, clock, probe=lambda _: DriveKind.LOCAL
        ) as opened:
            report = check(opened, thorough=True)
            assert report.problems == ()
            assert report.facts
            assert report.facts.counts["user"] == ROWS * report.facts.head.seq
            assert report.facts.head.seq >= acknowledged
            last = report.facts.head.seq


def fill(opened: Opened, tables: SimpleNamespace, name: str, count: int = 1) -> None:
    with opened.writing(DEED) as running:
        for number in range(count):
            running.session.add(
                tables.Shop(name=f"{name}{number}", facts={"text": random.Random(number).randbytes(2000).hex()})
            )
            running.session.flush()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 6 MB; skipped where one may not be mounted."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no right to mount a small disk")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.shows("124")
def test_that_a_full_disk_keeps_what_was_committed_and_goes_on_afterwards(
    small_disk: Path, create: Callable[[Path], Opened], tables: SimpleNamespace, clock: SetClock
) -> None:
    with create(small_disk / "cmdesk.db") as opened:
        fill(opened, tables, "早")
        filler = small_disk / "filler"
        filler.write_bytes(b"x" * (3 << 20))
        with pytest.raises(Unavailable, match="disk_full"):
            fill(opened, tables, "多", 2000)
        with opened.reading() as session:
            assert session.execute(text("SELECT name FROM shop")).scalars().all() == ["早0"]
        assert check(opened, thorough=True).problems == ()
        filler.unlink()
        fill(opened, tables, "后")
    with pytest.raises(Unavailable, match=r"disk_full|disk_space_short"):
        database.ballast.place(small_disk / "cmdesk.db")


@pytest.mark.shows("124")
def test_that_a_file_that_may_not_grow_keeps_what_was_committed(opened: Opened, tables: SimpleNamespace) -> None:
    fill(opened, tables, "早")
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, limit[1]))
    try:
        with pytest.raises(Unavailable, match=r"disk_full|database_gone"):
            fill(opened, tables, "多", 1000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        signal.signal(signal.SIGXFSZ, before)
    fill(opened, tables, "后")
    with opened.reading() as session:
        assert session.execute(text("SELECT name FROM shop ORDER BY name")).scalars().all() == ["后0", "早0"]
    assert check(opened, thorough=True).problems == ()


@pytest.mark.shows("124")
def test_that_a_full_disk_leaves_the_key_file_as_it_was(
    small_disk: Path, create: Callable[[Path], Opened], user: NewUser, clock: SetClock
) -> None:
    with create(small_disk / "cmdesk.db") as opened:
        before = opened.key_file.path.read_bytes()
        filler = small_disk / "filler"
        with filler.open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(b"x" * 4096)
        with pytest.raises(Unavailable, match="disk_full"):
            opened.key_file.set_label(opened.key, "新名")
        assert opened.key_file.path.read_bytes() == before
        filler.unlink()
        opened.key_file.open(user.number, user.password, clock)


def test_that_a_second_process_that_ignores_the_lock_waits_for_its_turn(
    opened: Opened, tables: SimpleNamespace
) -> None:
    raw = connect(opened.path, opened.key)
    raw.execute("PRAGMA busy_timeout=0")
    with opened.writing(DEED) as running:
        running.session.add(tables.Shop(name="甲"))
        running.session.flush()
        with pytest.raises(Exception, match="database is locked"):
            raw.execute("BEGIN IMMEDIATE")
    raw.execute("BEGIN IMMEDIATE")
    raw.execute("ROLLBACK")
    raw.close()


def test_that_a_write_meets_a_writer_of_another_program_as_busy(
    opened: Opened, tables: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cmdesk.storage.engine._PRAGMAS", ("busy_timeout=10",))
    raw = connect(opened.path, opened.key)
    raw.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable, match="database_busy"):
        fill(opened, tables, "甲")
    raw.execute("COMMIT")
    raw.close()
    fill(opened, tables, "甲")


@pytest.mark.shows("124")
def test_that_a_medium_that_cannot_be_written_is_told_and_left_alone(
    small_disk: Path, create: Callable[[Path], Opened], reopen: Callable[..., Opened]
) -> None:
    path = small_disk / "cmdesk.db"
    create(path).close()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(Unavailable, match="folder_read_only"):
        reopen(path)
    with pytest.raises(Unavailable, match="folder_read_only"):
        create(small_disk / "new" / "cmdesk.db")
    assert sorted(file.name for file in small_disk.iterdir()) == ["cmdesk.db", "cmdesk.db.keys.json", "cmdesk.db.lock"]
