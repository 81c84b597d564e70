"""Restore points before whole files, backups by hand, going back to one; never while something secret is open."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from factories.county import ADMINISTRATOR, HEAD, RECORDER, County, password_of
from sqlalchemy import select

from cmdesk.desk import Desk
from cmdesk.kernel.clock import SetClock
from cmdesk.kernel.errors import Damaged, Forbidden, Rejected, Unavailable
from cmdesk.kernel.periods import Period
from cmdesk.models.journal import JournalEntry
from cmdesk.models.peers import PeerSheet
from cmdesk.runtime.upkeeping import PaperProof, Proof
from cmdesk.storage.backup import backup_folder
from cmdesk.storage.keys import key_file_path
from cmdesk.storage.recovery_key import new_recovery_key
from cmdesk.usecases.access.renew_recovery_key import RenewRecoveryKey
from cmdesk.usecases.org.import_roster import ImportRoster
from cmdesk.usecases.training.record import RecordTraining

MORNING = datetime(2025, 3, 3, 1, tzinfo=UTC)


def roster(county: County) -> ImportRoster:
    return ImportRoster(file=county.folder / "roster.xlsx")


def training() -> RecordTraining:
    return RecordTraining(
        kind="training", level="city", topic="营销技巧", held_on=MORNING.date(), participants={"0001": None}
    )


def topics(county: County) -> int:
    with county.desk.database.reading() as session:
        return len(list(session.scalars(select(JournalEntry.seq))))


def proof(number: str) -> Proof:
    return Proof(number, password_of(number))


def put_back(county: County, backup: Path, asker: str = ADMINISTRATOR, second: str | None = HEAD) -> Desk:
    """Close the county, put a backup back, and open it again as the administrator."""
    path = county.desk.database.path
    county.desk.close()
    Desk.put_back(path, backup, asker=proof(asker), second=proof(second) if second else None, clock=SetClock(MORNING))
    return Desk.open(path, user=ADMINISTRATOR, password=password_of(ADMINISTRATOR), clock=SetClock(MORNING))


@pytest.mark.shows("118")
def test_that_a_whole_file_goes_in_only_behind_a_checked_backup(county: County) -> None:
    county.desk.restore_points = True
    before = {backup.path for backup in county.desk.backups()}
    county.run(RECORDER, roster(county))
    (made,) = (backup for backup in county.desk.backups() if backup.path not in before)
    assert (made.kind, made.reason) == ("before", "org.import_roster")
    assert made.verified is not None
    assert made.entries == topics(county) - 1


def test_that_no_second_backup_is_made_while_nothing_has_changed(county: County) -> None:
    county.desk.restore_points = True
    county.run(RECORDER, training())
    county.run(RECORDER, roster(county), dry_run=True)
    assert county.desk.backups() == ()
    with pytest.raises(Rejected):
        county.run(RECORDER, ImportRoster(file=county.file("x.xlsx", "no workbook")))
    assert len(county.desk.backups()) == 1
    county.run(RECORDER, roster(county))
    assert len(county.desk.backups()) == 1
    county.run(RECORDER, training())
    assert len(county.desk.backups()) == 1


def test_that_who_may_not_import_makes_no_backup_either(county: County) -> None:
    county.desk.restore_points = True
    with pytest.raises(Forbidden):
        county.run(HEAD, roster(county))
    assert not backup_folder(county.desk.database.path).exists()


def test_that_nothing_is_copied_while_peer_sheets_lie_open(county: County) -> None:
    county.desk.restore_points = True
    with county.rows() as session:
        session.add(PeerSheet(number="123456", period=Period.parse("2025"), group="甲组", sealed=b"x"))
    with pytest.raises(Unavailable, match="ballot_open_no_backup"):
        county.desk.back_up()
    with pytest.raises(Unavailable, match="ballot_open_no_import"):
        county.run(RECORDER, roster(county))
    assert county.desk.backups() == ()


@pytest.mark.shows("117")
def test_that_a_backup_by_hand_is_checked_and_holds_its_own_entry(county: County, tmp_path: Path) -> None:
    county.sit(RECORDER)
    beside = county.desk.back_up()
    stick = county.desk.back_up(tmp_path / "stick" / "copy.db")
    assert (beside.kind, stick.kind) == ("automatic", "copy")
    assert (beside.entries, stick.entries) == (topics(county) - 1, topics(county))
    assert key_file_path(stick.path).exists()
    with pytest.raises(Unavailable, match="target_exists"):
        county.desk.back_up(stick.path)
    assert topics(county) == stick.entries


@pytest.mark.shows("119")
def test_that_going_back_brings_the_old_state_and_keeps_the_new_one(county: County, tmp_path: Path) -> None:
    county.sit(RECORDER)
    copy = county.desk.back_up(tmp_path / "copy.db")
    county.run(RECORDER, training())
    county.sit(ADMINISTRATOR)
    assert {difference.table for difference in county.desk.compare(copy.path)} >= {"training_event"}
    desk = put_back(county, copy.path)
    with desk:
        with desk.database.reading() as session:
            entries = list(session.scalars(select(JournalEntry).order_by(JournalEntry.seq)))
        assert (entries[-1].verb, entries[-1].second) == ("desk.restore", HEAD)
        assert len(entries) == copy.entries + 1
        kept = desk.backups()[0]
        assert (kept.kind, kept.reason, kept.entries) == ("before", "restore", copy.entries + 1)


@pytest.mark.parametrize(
    ("asker", "second", "code"),
    [
        (RECORDER, HEAD, "not_permitted"),
        (ADMINISTRATOR, None, "second_needed"),
        (ADMINISTRATOR, RECORDER, "second_not_permitted"),
        (ADMINISTRATOR, ADMINISTRATOR, "second_same_person"),
    ],
)
def test_that_only_administrator_and_head_together_go_back(
    county: County, tmp_path: Path, asker: str, second: str | None, code: str
) -> None:
    county.sit(RECORDER)
    copy = county.desk.back_up(tmp_path / "copy.db")
    county.run(RECORDER, training())
    entries = topics(county)
    with pytest.raises(Forbidden, match=code):
        put_back(county, copy.path, asker, second)
    path = county.desk.database.path
    with Desk.open(path, user=RECORDER, password=password_of(RECORDER), clock=SetClock(MORNING)) as desk:
        county.desk = desk
        assert topics(county) == entries


@pytest.mark.parametrize("ruined", [b"", b"SQLite format 3\0" + b"x" * 4096, None])
def test_that_a_ruined_or_missing_database_comes_back_from_a_copy(
    county: County, tmp_path: Path, ruined: bytes | None
) -> None:
    county.sit(RECORDER)
    copy = county.desk.back_up(tmp_path / "copy.db")
    path = county.desk.database.path
    county.desk.close()
    if ruined is None:
        path.unlink()
    else:
        path.write_bytes(ruined)
    desk = put_back(county, copy.path)
    with desk:
        report = desk.check()
        assert report.problems == ()
        assert report.facts is not None
        assert report.facts.head.seq == copy.entries + 1


def test_that_a_ruined_copy_changes_nothing(county: County, tmp_path: Path) -> None:
    county.sit(RECORDER)
    copy = county.desk.back_up(tmp_path / "copy.db")
    data = bytearray(copy.path.read_bytes())
    data[len(data) // 2] ^= 1
    copy.path.write_bytes(bytes(data))
    entries = topics(county)
    with pytest.raises(Damaged):
        put_back(county, copy.path)
    path = county.desk.database.path
    with Desk.open(path, user=RECORDER, password=password_of(RECORDER), clock=SetClock(MORNING)) as desk:
        county.desk = desk
        assert topics(county) == entries


@pytest.mark.shows("122")
def test_that_a_check_reads_everything_and_is_refused_to_nobody_who_backs_up(county: County) -> None:
    report = county.sit(RECORDER).check()
    assert report.problems == ()
    assert report.facts is not None
    assert report.facts.counts["person"] > 20


@pytest.mark.shows("134")
@pytest.mark.parametrize("damaged", [False, True])
def test_that_the_printed_key_stands_for_both_people_and_gives_a_new_password(county: County, damaged: bool) -> None:
    paper = county.run(ADMINISTRATOR, RenewRecoveryKey(), second=HEAD).answer["recovery_key"]
    county.desk.switch(county.actor(ADMINISTRATOR))
    backup = county.desk.back_up().path
    before = topics(county)
    county.run(RECORDER, training())
    path = county.desk.database.path
    county.desk.close()
    if damaged:
        path.write_bytes(b"\x07" * path.stat().st_size)
    clock = SetClock(MORNING)

    def by_paper(key: str, number: str) -> None:
        asker = PaperProof(key, number, "ganz neu")
        Desk.put_back(path, backup, asker=asker, second=None, clock=clock)

    as_it_was = path.read_bytes()
    with pytest.raises(Unavailable, match="recovery_key_wrong"):
        by_paper(new_recovery_key(), ADMINISTRATOR)
    with pytest.raises(Rejected, match="recovery_key_length"):
        by_paper("ABC", ADMINISTRATOR)
    with pytest.raises(Forbidden, match="not_permitted"):
        by_paper(paper, RECORDER)
    assert path.read_bytes() == as_it_was
    by_paper(paper, ADMINISTRATOR)
    with pytest.raises(Unavailable, match="wrong_password"):
        Desk.open(path, user=ADMINISTRATOR, password=password_of(ADMINISTRATOR), clock=clock)
    desk = Desk.open(path, user=ADMINISTRATOR, password="ganz neu", clock=clock)
    with desk, desk.database.reading() as session:
        told = session.scalars(select(JournalEntry).order_by(JournalEntry.seq.desc())).first()
        assert told is not None
        assert (told.seq, told.verb, told.params["by"]) == (before + 1, "desk.restore", "recovery_key")
