"""Which backups stay."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdesk.kernel.clock import SetClock
from cmdesk.storage.backup import backup_folder, make_backup, shared_files
from cmdesk.storage.canonical import canonical
from cmdesk.storage.database import Opened
from cmdesk.storage.manifest import Backup, Kind, Manifest, list_backups, manifest_path
from cmdesk.storage.rotation import prune, to_keep

START = datetime(2025, 1, 1, 4, tzinfo=UTC)


def backup(day: int, kind: Kind = Kind.AUTOMATIC, hour: int = 0) -> Backup:
    at = START + timedelta(days=day, hours=hour)
    manifest = Manifest(
        database="c.db",
        key_id="k",
        label="",
        kind=kind,
        reason="",
        at=at,
        sha256="",
        size=1,
        schema="",
        seq=1,
        digest="",
        counts={},
        files_folder="f",
        files=(),
        damaged=(),
        verified=at,
    )
    return Backup(Path(f"{at.isoformat()}-{kind}"), manifest)


def kept_days(backups: list[Backup], day: date) -> list[date]:
    kept = to_keep(backups, day)
    return [b.manifest.at.date() for b in backups if b.path in kept and b.manifest]


@pytest.mark.shows("116")
def test_that_two_years_of_daily_backups_thin_to_days_weeks_months_and_years() -> None:
    backups = [backup(day) for day in range(700)]
    days = kept_days(backups, (START + timedelta(days=699)).date())
    last = START.date() + timedelta(days=699)
    assert days[-7:] == [last - timedelta(days=n) for n in range(6, -1, -1)]
    assert date(2025, 12, 31) in days
    assert sorted({(d.year, d.month) for d in days}) == [(2025, 12), *((2026, month) for month in range(1, 13))]
    assert len(days) <= 7 + 4 + 12 + 2


@pytest.mark.shows("118")
def test_that_backups_before_dangerous_acts_stay_ninety_days() -> None:
    backups = [backup(0, Kind.BEFORE), backup(1, Kind.BEFORE), backup(91)]
    assert kept_days(backups, START.date() + timedelta(days=91)) == [date(2025, 1, 2), date(2025, 4, 2)]


def test_that_closed_years_and_copies_by_hand_stay_for_good() -> None:
    backups = [backup(0, Kind.YEAR), backup(1, Kind.COPY), backup(5000)]
    assert len(kept_days(backups, START.date() + timedelta(days=5000))) == 3


@given(st.lists(st.integers(0, 3000), min_size=1, max_size=80), st.integers(0, 3))
def test_that_the_newest_always_stays_and_thinning_twice_changes_nothing(days: list[int], hours: int) -> None:
    backups = [backup(day, hour=n % (hours + 1)) for n, day in enumerate(sorted(set(days)))]
    today = START.date() + timedelta(days=3000)
    kept = to_keep(backups, today)
    assert backups[-1].path in kept
    remaining = [b for b in backups if b.path in kept]
    assert to_keep(remaining, today) == kept


def test_that_pruning_deletes_backup_key_file_note_and_lonely_photos(opened: Opened, clock: SetClock) -> None:
    folder = backup_folder(opened.path)
    digest = opened.files.put(b"early photo")
    first = make_backup(opened, folder, clock)
    opened.files.remove(digest)
    clock.set(date(2026, 7, 8), 15)
    second = make_backup(opened, folder, clock)
    store = shared_files(folder, opened.path, opened.key)
    assert prune(folder, "cmdesk.db", opened.key.key_id, store, clock) == []
    assert digest in store
    clock.set(date(2026, 7, 9), 9)
    assert prune(folder, "cmdesk.db", opened.key.key_id, store, clock) == [first.path]
    assert digest not in store
    assert sorted(path.name for path in folder.iterdir() if path.is_file()) == [
        second.path.name,
        manifest_path(second.path).name,
        second.path.name + ".keys.json",
    ]


@pytest.mark.shows("116")
def test_that_two_backups_of_one_second_both_stay_the_later_first(opened: Opened, clock: SetClock) -> None:
    folder = backup_folder(opened.path)
    store = shared_files(folder, opened.path, opened.key)
    made = []
    for kind in (Kind.AUTOMATIC, Kind.AUTOMATIC, Kind.BEFORE, Kind.AUTOMATIC):
        made.append(make_backup(opened, folder, clock, kind=kind).path)
        prune(folder, "cmdesk.db", opened.key.key_id, store, clock)
    assert [backup.path for backup in list_backups(folder, "cmdesk.db")] == made[::-1]
    assert sorted(path.name for path in made) == [path.name for path in made]
    clock.set(date(2026, 7, 9), 9)
    assert prune(folder, "cmdesk.db", opened.key.key_id, store, clock) == [made[1], made[0]]


def test_that_nothing_is_pruned_while_the_newest_is_unverified(opened: Opened, clock: SetClock) -> None:
    folder = backup_folder(opened.path)
    make_backup(opened, folder, clock)
    clock.set(date(2026, 7, 8), 15)
    note = manifest_path(make_backup(opened, folder, clock).path)
    note.write_text(canonical({**json.loads(note.read_bytes()), "verified": None}), "utf-8")
    store = shared_files(folder, opened.path, opened.key)
    assert prune(folder, "cmdesk.db", opened.key.key_id, store, clock) == []
    assert len(list_backups(folder, "cmdesk.db")) == 2
