"""A county's data come back onto a computer that has none, by a password or by the printed key."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from factories.county import HEAD, RECORDER, County, password_of

from cmdesk.desk import Desk
from cmdesk.kernel.clock import SetClock
from cmdesk.kernel.errors import CmdeskError, Damaged, Rejected, Unavailable
from cmdesk.runtime.bringing_back import backups_beside, facts_of_backup
from cmdesk.runtime.upkeeping import PaperProof, Proof
from cmdesk.storage.keys import key_file_path
from cmdesk.storage.recovery_key import new_recovery_key

CLOCK = SetClock(datetime(2025, 6, 1, 1, tzinfo=UTC))


@pytest.fixture
def backup(county: County, tmp_path: Path) -> Path:
    """Give a copy on a stick; the county itself is closed."""
    copy = tmp_path / "U盘" / "copy.db"
    county.desk.switch(county.desk.person(RECORDER, password_of(RECORDER)))
    county.desk.back_up(copy)
    county.desk.close()
    return copy


def code_of(by: Proof | PaperProof, backup: Path, target: Path) -> str:
    with pytest.raises(CmdeskError) as refused:
        Desk.bring_back(target, backup, by=by, clock=CLOCK)
    return refused.value.code


@pytest.mark.shows("119")
def test_that_a_backup_tells_what_it_is_before_anybody_has_proved_himself(backup: Path) -> None:
    facts = facts_of_backup(backup)
    assert facts.unit
    assert RECORDER in {number for number, _ in facts.people}
    assert facts.size == backup.stat().st_size
    assert facts.made_at is not None
    assert facts.verified_at is not None


@pytest.mark.shows("119")
def test_that_anybody_in_the_backup_brings_it_to_an_empty_place(backup: Path, tmp_path: Path) -> None:
    target = tmp_path / "新电脑" / "cmdesk.db"
    with Desk.bring_back(target, backup, by=Proof(RECORDER, password_of(RECORDER)), clock=CLOCK) as desk:
        assert desk.actor.number == RECORDER
        assert desk.check().problems == ()
    with Desk.open(target, user=HEAD, password=password_of(HEAD), clock=CLOCK) as desk:
        assert desk.actor.number == HEAD


def test_that_the_printed_key_gives_a_forgotten_password_anew(county: County, tmp_path: Path) -> None:
    paper = new_recovery_key()
    county.desk.database.key_file.set_recovery_key(county.desk.database.key, paper)
    county.desk.switch(county.desk.person(RECORDER, password_of(RECORDER)))
    copy, target = tmp_path / "copy.db", tmp_path / "neu" / "cmdesk.db"
    county.desk.back_up(copy)
    county.desk.close()
    with Desk.bring_back(target, copy, by=PaperProof(paper, HEAD, "ganz neu"), clock=CLOCK) as desk:
        assert desk.actor.number == HEAD
    with pytest.raises(Unavailable, match="wrong_password"):
        Desk.open(target, user=HEAD, password=password_of(HEAD), clock=CLOCK)
    Desk.open(target, user=HEAD, password="ganz neu", clock=CLOCK).close()
    Desk.open(target, user=RECORDER, password=password_of(RECORDER), clock=CLOCK).close()


def test_that_nothing_is_left_where_it_was_refused(backup: Path, tmp_path: Path) -> None:
    target = tmp_path / "neu" / "cmdesk.db"
    assert code_of(Proof(RECORDER, "falsch"), backup, target) == "wrong_password"
    assert code_of(PaperProof(new_recovery_key(), HEAD, "ganz neu"), backup, target) == "recovery_key_wrong"
    with pytest.raises(Rejected):
        Desk.bring_back(target, backup, by=PaperProof("ABC", HEAD, "ganz neu"), clock=CLOCK)
    assert code_of(Proof(RECORDER, password_of(RECORDER)), tmp_path / "none.db", target) == "backup_missing"
    assert not target.exists()
    assert not key_file_path(target).exists()


def test_that_a_database_that_stands_there_is_never_overwritten(backup: Path, tmp_path: Path) -> None:
    target = tmp_path / "cmdesk.db"
    target.write_bytes(b"mine")
    assert code_of(Proof(RECORDER, password_of(RECORDER)), backup, target) == "target_exists"
    assert target.read_bytes() == b"mine"


def test_that_a_backup_that_was_altered_does_not_come_back(backup: Path, tmp_path: Path) -> None:
    data = bytearray(backup.read_bytes())
    data[50_000] ^= 1
    backup.write_bytes(data)
    target = tmp_path / "neu" / "cmdesk.db"
    with pytest.raises(Damaged):
        Desk.bring_back(target, backup, by=Proof(RECORDER, password_of(RECORDER)), clock=CLOCK)
    assert not target.exists()


@pytest.mark.shows("119")
def test_that_the_backups_of_a_database_are_told_newest_first_though_it_is_gone(county: County) -> None:
    path = county.desk.database.path
    county.desk.switch(county.desk.person(RECORDER, password_of(RECORDER)))
    older = county.desk.back_up()
    county.clock.set(date(2025, 6, 1))
    newer = county.desk.back_up()
    county.desk.close()
    path.unlink()
    key_file_path(path).unlink()
    found = backups_beside(path)
    assert [facts.path for facts in found] == [newer.path, older.path]
    assert found[0].entries == newer.entries
    assert found[0].counts["person"] > 0
    assert HEAD in {number for number, _ in found[0].seconds}
    assert {number for number, _ in found[0].askers}.isdisjoint({RECORDER, HEAD})
    key_file_path(newer.path).unlink()
    assert [facts.path for facts in backups_beside(path)] == [older.path]
