"""What may be known of a database before anybody has signed in."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from factories.seat import HEAD, RECORDER, password_of

from cmdesk.desk import Desk
from cmdesk.kernel.clock import SetClock
from cmdesk.kernel.errors import Unavailable
from cmdesk.runtime import doorstep

CLOCK = SetClock(datetime(2025, 5, 9, 1, tzinfo=UTC))


def test_that_names_and_duties_are_known_without_a_password(database: Path) -> None:
    door = doorstep.at_door(database)
    recorder = next(person for person in door.people if person.number == RECORDER)
    assert door.unit
    assert recorder.name
    assert recorder.duties == ("recorder",)


def test_that_whoever_was_here_last_stands_first(database: Path) -> None:
    Desk.open(database, user=HEAD, password=password_of(HEAD), clock=CLOCK).close()
    assert doorstep.at_door(database).people[0].number == HEAD


def test_that_wrong_passwords_are_known_at_the_door(database: Path) -> None:
    with pytest.raises(Unavailable, match="wrong_password"):
        Desk.open(database, user=RECORDER, password="wrong", clock=CLOCK)
    recorder = next(person for person in doorstep.at_door(database).people if person.number == RECORDER)
    assert recorder.failures == 1


def test_that_a_database_without_its_key_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="key_file_missing"):
        doorstep.at_door(tmp_path / "nothing.db")


@pytest.mark.shows("123")
def test_that_an_open_database_names_its_holder_and_a_closed_one_nobody(database: Path) -> None:
    with Desk.open(database, user=RECORDER, password=password_of(RECORDER), clock=CLOCK):
        found = doorstep.holder_problem(database)
        assert found is not None
        assert found.code == "database_locked"
    assert doorstep.holder_problem(database) is None


@pytest.mark.shows("116")
def test_that_the_last_backup_is_known_at_the_door(database: Path) -> None:
    assert doorstep.surety(database).backup_at is None
    with Desk.open(database, user=RECORDER, password=password_of(RECORDER), clock=CLOCK) as desk:
        desk.back_up()
    sure = doorstep.surety(database)
    assert sure.backup_at is not None
    assert sure.verified
