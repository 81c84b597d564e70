"""Going back to a backup with the present state kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from cmdesk.kernel.clock import SetClock
from cmdesk.kernel.errors import Damaged, Unavailable
from cmdesk.storage.backup import Parts, backup_folder, make_backup
from cmdesk.storage.database import Opened, restore_over
from cmdesk.storage.drives import DriveKind
from cmdesk.storage.engine import connect
from cmdesk.storage.journal import Deed, verify_chain
from cmdesk.storage.keys import KeyFile, NewUser, key_file_path
from cmdesk.storage.lock import acquire
from cmdesk.storage.manifest import Backup, Kind, manifest_path, read_backup
from cmdesk.storage.passwords import Cost
from cmdesk.storage.restore import TableDifference, differences, restore
from cmdesk.storage.shape import Shape

DEED = Deed(actor="2001", verb="org.hire", params={})


def local(folder: Path) -> DriveKind:
    return DriveKind.LOCAL


def shops(opened: Opened) -> list[str]:
    with opened.reading() as session:
        return [name for (name,) in session.execute(text("SELECT name FROM shop ORDER BY name"))]


@pytest.fixture
def made(opened: Opened, tables: SimpleNamespace, clock: SetClock) -> Backup:
    """A backup with three shops and a photo; afterwards one shop has gone, one was renamed, two have come."""
    with opened.writing(DEED) as running:
        running.session.add_all(tables.Shop(name=name) for name in "甲乙丙")
    opened.files.put(b"photo")
    backup = make_backup(opened, backup_folder(opened.path), clock)
    clock.set(date(2026, 7, 9))
    with opened.writing(DEED) as running:
        running.session.execute(text("DELETE FROM shop WHERE name = '甲'"))
        running.session.execute(text("UPDATE shop SET name = '新乙' WHERE name = '乙'"))
        running.session.add_all(tables.Shop(name=name) for name in "丁戊")
    return backup


@pytest.mark.shows("119")
def test_that_a_preview_counts_what_a_restore_would_change(opened: Opened, made: Backup) -> None:
    assert differences(opened, made.path) == [TableDifference("shop", lost=2, returned=1, changed=1)]


@pytest.mark.shows("119", "118")
def test_that_a_restore_brings_rows_and_files_back_and_keeps_the_state_before(
    opened: Opened, made: Backup, reopen: Callable[..., Opened]
) -> None:
    digest = next(opened.files.digests())
    opened.files.remove(digest)
    restored, lock = restore_over(opened, made.path, probe=local)
    with reopen(opened.path, held=lock) as back:
        assert shops(back) == ["丙", "乙", "甲"]
        assert back.files.get(digest) == b"photo"
        with back.reading() as session:
            assert verify_chain(session.connection()).problems == ()
    assert restored.kept
    kept = read_backup(restored.kept)
    assert kept.manifest
    assert (kept.manifest.kind, kept.manifest.reason) == (Kind.BEFORE, "restore")
    with reopen(restored.kept) as before:
        assert shops(before) == ["丁", "丙", "戊", "新乙"]


def test_that_an_old_password_does_not_come_back_with_an_old_backup(
    opened: Opened, made: Backup, reopen: Callable[..., Opened], user: NewUser, cheap: Cost
) -> None:
    opened.key_file.set_user(opened.key, replace(user, password="更新过的"), cost=cheap)
    _, lock = restore_over(opened, made.path, probe=local)
    lock.release()
    with pytest.raises(Unavailable, match="wrong_password"):
        reopen(opened.path)
    reopen(opened.path, "更新过的").close()


@pytest.mark.shows("119")
def test_that_a_bad_backup_changes_nothing(opened: Opened, made: Backup, reopen: Callable[..., Opened]) -> None:
    data = bytearray(made.path.read_bytes())
    data[20_000] ^= 1
    made.path.write_bytes(data)
    with pytest.raises(Damaged, match="backup_digest_differs"):
        restore_over(opened, made.path, probe=local)
    with reopen(opened.path) as back:
        assert shops(back) == ["丁", "丙", "戊", "新乙"]


def test_that_nothing_is_exchanged_under_a_program_that_ignores_the_lock(opened: Opened, made: Backup) -> None:
    raw = connect(opened.path, opened.key)
    raw.execute("SELECT count(*) FROM shop").fetchone()
    with pytest.raises(Unavailable, match="database_busy"):
        restore_over(opened, made.path, probe=local)
    assert raw.execute("SELECT count(*) FROM shop WHERE name = '新乙'").fetchone()[0] == 1
    raw.close()


def test_that_a_log_left_by_a_crash_is_not_played_into_the_restored_file(
    opened: Opened, made: Backup, reopen: Callable[..., Opened], clock: SetClock, shape: Shape
) -> None:
    log = opened.path.with_name(opened.path.name + "-wal")
    left = {path: path.read_bytes() for path in (opened.path, log)}
    present = Parts(opened.path, opened.key.copy(), shape)
    opened.close()
    for path, data in left.items():
        path.write_bytes(data)
    with acquire(opened.path, clock) as lock:
        restored = restore(
            made.path, opened.path, present.key, clock, lock=lock, present=present, shape=shape, probe=local
        )
    with reopen(opened.path) as back:
        assert shops(back) == ["丙", "乙", "甲"]
    assert restored.kept
    with reopen(restored.kept) as before:
        assert shops(before) == ["丁", "丙", "戊", "新乙"]


def test_that_a_backup_goes_to_an_empty_place(
    opened: Opened,
    made: Backup,
    tmp_path: Path,
    clock: SetClock,
    reopen: Callable[..., Opened],
    user: NewUser,
    shape: Shape,
) -> None:
    target = tmp_path / "another computer" / "cmdesk.db"
    target.parent.mkdir()
    key = KeyFile(key_file_path(made.path)).open(user.number, user.password, clock)
    with acquire(target, clock) as lock:
        restored = restore(made.path, target, key, clock, lock=lock, present=None, shape=shape, probe=local)
    assert restored.kept is None
    with reopen(target) as there:
        assert shops(there) == ["丙", "乙", "甲"]
        assert [there.files.get(digest) for digest in there.files.digests()] == [b"photo"]


def test_that_a_ruined_database_is_set_aside_not_deleted(
    opened: Opened, made: Backup, clock: SetClock, reopen: Callable[..., Opened], recovery_key: str, shape: Shape
) -> None:
    opened.close()
    ruined = b"ruined" * 1000
    opened.path.write_bytes(ruined)
    with pytest.raises(Damaged, match="database_unreadable"):
        reopen(opened.path)
    key = KeyFile(key_file_path(made.path)).open_by_recovery_key(recovery_key)
    with acquire(opened.path, clock) as lock:
        restored = restore(made.path, opened.path, key, clock, lock=lock, present=None, shape=shape, probe=local)
    assert restored.kept
    assert restored.kept.read_bytes() == ruined
    assert key_file_path(restored.kept).exists()
    with reopen(opened.path) as back:
        assert shops(back) == ["丙", "乙", "甲"]


@pytest.mark.shows("126")
def test_that_no_backup_is_restored_to_a_stick(opened: Opened, made: Backup, tmp_path: Path, clock: SetClock) -> None:
    target = tmp_path / "cmdesk.db"
    with acquire(target, clock) as lock, pytest.raises(Unavailable, match="drive_is_removable"):
        restore(made.path, target, opened.key, clock, lock=lock, present=None, probe=lambda folder: DriveKind.REMOVABLE)
    assert not target.exists()


def test_that_the_key_of_another_database_restores_nothing(
    opened: Opened, made: Backup, create: Callable[[Path], Opened], tmp_path: Path
) -> None:
    with create(tmp_path / "other.db") as other:
        with pytest.raises(Damaged, match="database_unreadable"):
            differences(other, made.path)
        assert differences(other, made.path, opened.key) == [TableDifference("shop", lost=0, returned=3, changed=0)]


@pytest.mark.shows("125")
def test_that_the_backup_of_a_newer_program_is_refused_before_anything_is_changed(
    opened: Opened, made: Backup, reopen: Callable[..., Opened], user: NewUser, clock: SetClock, shape: Shape
) -> None:
    with reopen(made.path) as newer, newer.writing(DEED) as running:
        running.session.execute(text("UPDATE alembic_version SET version_num = '0009_v1_4_0'"))
    manifest_path(made.path).unlink()
    with pytest.raises(Unavailable) as refused:
        restore_over(opened, made.path, probe=local)
    assert (refused.value.code, refused.value.params) == ("database_newer", {"version": "1.4.0"})
    with reopen(opened.path) as back:
        assert shops(back) == ["丁", "丙", "戊", "新乙"]
