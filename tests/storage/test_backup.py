"""Backups: made while people work, checked before they count, with everything needed to open them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from cmdesk.kernel.clock import SetClock
from cmdesk.kernel.errors import Cancelled, Damaged, Unavailable
from cmdesk.storage import backup as backup_module
from cmdesk.storage import reminder
from cmdesk.storage.backup import backup_folder, make_backup, save_copy, shared_files, verify_backup
from cmdesk.storage.database import Opened
from cmdesk.storage.engine import connect
from cmdesk.storage.journal import Deed
from cmdesk.storage.keys import key_file_path
from cmdesk.storage.manifest import Backup, Kind, all_readable, list_backups, manifest_path, read_backup
from cmdesk.storage.reminder import remembered

DEED = Deed(actor="2001", verb="org.hire", params={})


@pytest.fixture
def filled(opened: Opened, tables: SimpleNamespace) -> Opened:
    with opened.writing(DEED) as running:
        running.session.add_all(tables.Shop(name=f"店{n}", facts={"text": "长" * 500}) for n in range(200))
    opened.files.put(b"photo")
    return opened


@pytest.fixture
def made(filled: Opened, clock: SetClock) -> Backup:
    return make_backup(filled, backup_folder(filled.path), clock)


def count(path: Path, opened: Opened) -> int:
    raw = connect(path, opened.key, "archive")
    found = raw.execute("SELECT count(*) FROM shop").fetchone()[0]
    raw.close()
    return int(found)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.mark.shows("116", "117")
def test_that_a_backup_holds_rows_key_file_and_files_and_says_so(made: Backup, filled: Opened) -> None:
    manifest = made.manifest
    assert manifest
    assert made.path.name == "cmdesk-20260708-090000-automatic.db"
    assert (count(made.path, filled), manifest.counts["shop"], manifest.seq, manifest.schema) == (
        200,
        200,
        1,
        "0001_v0_1_0",
    )
    assert key_file_path(made.path).read_bytes() == filled.key_file.path.read_bytes()
    assert shared_files(made.path.parent, filled.path, filled.key).get(manifest.files[0]) == b"photo"
    assert (manifest.label, manifest.size, manifest.verified) == ("青龙县", made.path.stat().st_size, manifest.at)
    assert not [name for name in names(made.path.parent) if name.endswith((".part", "-wal", "-shm", "-journal"))]


def test_that_a_backup_is_one_snapshot_though_somebody_writes_meanwhile(
    filled: Opened, tables: SimpleNamespace, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup_module, "PAGES_A_STEP", 20)
    steps: list[int] = []

    class Writer:
        def step(self, done: int, total: int, label: str) -> None:
            if label == "step_backup" and len(steps) < 5:
                with filled.writing(DEED) as running:
                    running.session.add(tables.Shop(name=f"新{len(steps)}"))
            steps.append(done)

    backup = make_backup(filled, backup_folder(filled.path), clock, progress=Writer())
    assert len(steps) > 5
    assert count(backup.path, filled) == 200
    with filled.reading() as session:
        assert session.execute(text("SELECT count(*) FROM shop")).scalar() == 205


def test_that_a_cancelled_backup_leaves_nothing(
    filled: Opened, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup_module, "PAGES_A_STEP", 20)

    class Impatient:
        def step(self, done: int, total: int, label: str) -> None:
            if done > 30:
                raise Cancelled

    folder = backup_folder(filled.path)
    with pytest.raises(Cancelled):
        make_backup(filled, folder, clock, progress=Impatient())
    assert names(folder) == set()
    make_backup(filled, folder, clock)


@pytest.mark.shows("71")
def test_that_no_backup_is_made_while_a_ballot_is_open(filled: Opened, clock: SetClock, tmp_path: Path) -> None:
    for call in (
        lambda: make_backup(filled, tmp_path / "b", clock, ballot_open=True),
        lambda: save_copy(filled, tmp_path / "b" / "c.db", clock, ballot_open=True),
    ):
        with pytest.raises(Unavailable, match="ballot_open_no_backup"):
            call()
    assert names(tmp_path / "b") == set()


@pytest.mark.shows("124")
def test_that_room_is_looked_for_first(filled: Opened, clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cmdesk.storage.drives.free_bytes", lambda folder: 1000)
    with pytest.raises(Unavailable, match="disk_space_short"):
        make_backup(filled, backup_folder(filled.path), clock)


@pytest.mark.shows("117")
def test_that_a_verified_backup_is_noted_as_such(made: Backup, filled: Opened, clock: SetClock) -> None:
    before = made.manifest.verified if made.manifest else None
    again = verify_backup(made.path, filled.key, clock).manifest
    assert again
    assert before
    assert again.verified
    assert again.verified > before
    assert read_backup(made.path).manifest == again


@pytest.mark.shows("117")
@pytest.mark.parametrize(
    ("damage", "code"),
    [
        ("empty", "backup_empty"),
        ("byte", "backup_digest_differs"),
        ("cut", "backup_digest_differs"),
        ("manifest", "backup_manifest_damaged"),
        ("counts", "backup_counts_differ"),
        ("photo", "stored_file_altered"),
    ],
)
def test_that_a_bad_backup_is_found(made: Backup, filled: Opened, clock: SetClock, damage: str, code: str) -> None:
    data = bytearray(made.path.read_bytes())
    data[50_000] ^= 1
    note = manifest_path(made.path)
    if damage == "manifest":
        note.write_bytes(b"{")
    elif damage == "counts":
        plain = json.loads(note.read_bytes())
        plain["counts"]["shop"] = 201
        note.write_text(json.dumps(plain), "utf-8")
    elif damage == "photo":
        store = shared_files(made.path.parent, filled.path, filled.key)
        store.path(next(store.digests())).write_bytes(b"x" * 60)
    else:
        made.path.write_bytes({"empty": b"", "byte": bytes(data), "cut": bytes(data[:-5000])}[damage])
    with pytest.raises(Damaged) as refused:
        verify_backup(made.path, filled.key, clock)
    assert refused.value.code == code


def test_that_a_backup_that_was_taken_away_is_no_damage_and_no_backup(
    made: Backup, filled: Opened, clock: SetClock
) -> None:
    made.path.unlink()
    with pytest.raises(Unavailable, match="backup_missing"):
        verify_backup(made.path, filled.key, clock)
    assert list_backups(made.path.parent, filled.path.name) == []
    assert all_readable(made.path.parent)


def test_that_a_bare_copy_with_one_bit_wrong_is_found(made: Backup, filled: Opened, clock: SetClock) -> None:
    manifest_path(made.path).unlink()
    assert verify_backup(made.path, filled.key, clock).manifest is None
    data = bytearray(made.path.read_bytes())
    data[50_000] ^= 1
    made.path.write_bytes(data)
    with pytest.raises(Damaged, match="copy_unsound"):
        verify_backup(made.path, filled.key, clock)


def test_that_a_copy_for_a_stick_stands_alone(filled: Opened, clock: SetClock, tmp_path: Path) -> None:
    target = tmp_path / "stick" / "青龙县.db"
    copy = save_copy(filled, target, clock)
    assert names(target.parent) == {
        target.name,
        f"{target.name}.keys.json",
        f"{target.name}.json",
        f"{target.name}.files",
    }
    assert copy.manifest
    assert (copy.manifest.kind, count(target, filled)) == (Kind.COPY, 200)
    verify_backup(target, filled.key, clock)
    with pytest.raises(Unavailable, match="target_exists"):
        save_copy(filled, target, clock)


def test_that_photos_are_kept_once_for_all_backups(made: Backup, filled: Opened, clock: SetClock) -> None:
    filled.files.put(b"second photo")
    store = shared_files(made.path.parent, filled.path, filled.key)
    inode = store.path(next(store.digests())).stat().st_ino
    later = make_backup(filled, made.path.parent, clock)
    assert later.manifest
    assert len(later.manifest.files) == 2
    assert inode in {store.path(digest).stat().st_ino for digest in store.digests()}
    assert [backup.path for backup in list_backups(made.path.parent, "cmdesk.db")] == [later.path, made.path]
    assert list_backups(made.path.parent, "cmdesk.db", "another key") == []


def test_that_a_bad_photo_is_named_and_does_not_stop_the_backup(filled: Opened, clock: SetClock) -> None:
    digest = next(filled.files.digests())
    filled.files.path(digest).write_bytes(b"x" * 60)
    backup = make_backup(filled, backup_folder(filled.path), clock)
    assert backup.manifest
    assert backup.manifest.damaged == (digest,)
    verify_backup(backup.path, filled.key, clock)


def test_that_the_sign_in_page_can_tell_of_the_last_backup(
    filled: Opened, clock: SetClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert remembered(filled.path) == reminder.Remembered()
    made = make_backup(filled, backup_folder(filled.path), clock)
    assert remembered(filled.path).off_disk is None
    monkeypatch.setattr(reminder, "is_off_disk", lambda database, backup: backup.parent.name == "stick")
    copy = save_copy(filled, tmp_path / "stick" / "c.db", clock)
    known = remembered(filled.path)
    assert known.newest
    assert known.off_disk
    assert known.newest.path == known.off_disk.path == str(copy.path)
    again = make_backup(filled, backup_folder(filled.path), clock)
    known = remembered(filled.path)
    assert known.newest
    assert known.off_disk
    assert (known.newest.path, known.off_disk.path) == (str(again.path), str(copy.path))
    assert known.newest.verified
    assert made.path != again.path


def test_that_a_backup_can_be_opened_by_those_in_it(
    made: Backup, reopen: Callable[..., Opened], filled: Opened
) -> None:
    with reopen(made.path) as opened, opened.reading() as session:
        assert session.execute(text("SELECT count(*) FROM shop")).scalar() == 200
