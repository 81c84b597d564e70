"""A sample county lives on a day of its own, which moves on and never back; a real county has none."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from factories.county import CHEAP
from sqlalchemy import select

from cmdesk.desk import Desk, NewUnit
from cmdesk.kernel.clock import CHINA, DayClock, SetClock, SystemClock, today
from cmdesk.kernel.errors import Forbidden, Rejected
from cmdesk.models.journal import JournalEntry
from cmdesk.models.settings import DemoDay
from cmdesk.queries.home import Today
from cmdesk.runtime.upkeeping import Proof
from cmdesk.usecases.settings.change_unit import ChangeUnit
from cmdesk.usecases.settings.move_demo_day import MoveDemoDay

DAY = date(2025, 12, 9)
NUMBER, PASSWORD = "9009", "演示-9009"


def made(folder: Path, *, demo: bool = True) -> Path:
    """Make a county whose clock stands on 9 December 2025, and give its database."""
    created = Desk.create(
        folder / "county.db",
        unit=NewUnit(code="140199", name="演示县", demo=demo),
        user=NUMBER,
        name="王建国",
        password=PASSWORD,
        clock=SetClock(datetime(2025, 12, 9, 2, tzinfo=UTC)),
        cost=CHEAP,
    )
    with created.desk as desk:
        if demo:
            desk.run(MoveDemoDay(day=DAY))
    return folder / "county.db"


def opened(path: Path) -> Desk:
    """Open a county by the computer's own clock, as the window and the command line do."""
    return Desk.open(path, user=NUMBER, password=PASSWORD)


def stamps(desk: Desk) -> list[datetime]:
    """Give when each entry of the journal was written, oldest first."""
    with desk.database.reading() as session:
        return list(session.scalars(select(JournalEntry.at).order_by(JournalEntry.seq)))


@pytest.mark.shows("140")
def test_that_a_sample_county_opens_on_its_own_day_and_not_on_the_computers(tmp_path: Path) -> None:
    with opened(made(tmp_path)) as desk:
        assert desk.demo_day() == DAY != today(SystemClock())
        assert desk.ask(Today()).today == DAY
        desk.run(ChangeUnit(short_name="演示"))
        last = stamps(desk)
        assert last[-1].astimezone(CHINA).date() == DAY
        assert last == sorted(last)


def test_that_the_hours_of_a_day_go_on_where_they_ended(tmp_path: Path) -> None:
    path = made(tmp_path)
    for name in ("一", "二"):
        with opened(path) as desk:
            desk.run(ChangeUnit(short_name=name))
            last = stamps(desk)
    assert last == sorted(set(last))


def test_that_the_day_moves_on_for_this_sitting_and_the_next(tmp_path: Path) -> None:
    path = made(tmp_path)
    with opened(path) as desk:
        assert desk.run(MoveDemoDay(day=date(2025, 12, 31))).answer == {"day": "2025-12-31"}
        assert desk.demo_day() == date(2025, 12, 31)
        assert desk.clock.now().astimezone(CHINA).hour == 9
        assert desk.undoable is None
    with opened(path) as desk:
        assert desk.demo_day() == date(2025, 12, 31)


def test_that_a_backup_put_back_brings_its_own_day_and_the_journal_keeps_it(tmp_path: Path) -> None:
    path = made(tmp_path)
    with opened(path) as desk:
        backup = desk.back_up().path
        desk.run(MoveDemoDay(day=date(2025, 12, 31)))
    other = tmp_path / "other" / "county.db"
    with Desk.bring_back(other, backup, by=Proof(NUMBER, PASSWORD)) as desk:
        assert desk.demo_day() == DAY
        assert {at.astimezone(CHINA).date() for at in stamps(desk)} == {DAY}


@pytest.mark.parametrize("day", [date(2025, 12, 8), DAY, date(2024, 1, 2)])
def test_that_the_day_never_goes_back_nor_stays(tmp_path: Path, day: date) -> None:
    with opened(made(tmp_path)) as desk:
        with pytest.raises(Rejected, match="demo_day_back"):
            desk.run(MoveDemoDay(day=day))
        assert desk.demo_day() == DAY


def test_that_a_day_without_holiday_table_is_refused(tmp_path: Path) -> None:
    with opened(made(tmp_path)) as desk, pytest.raises(Rejected, match="calendar_missing"):
        desk.run(MoveDemoDay(day=date(2093, 1, 4)))


def test_that_a_trial_leaves_the_clock_alone(tmp_path: Path) -> None:
    with opened(made(tmp_path)) as desk:
        desk.run(MoveDemoDay(day=date(2025, 12, 31)), dry_run=True)
        assert desk.demo_day() == DAY


def test_that_a_real_county_never_has_a_day_of_its_own(tmp_path: Path) -> None:
    with opened(made(tmp_path, demo=False)) as desk:
        with pytest.raises(Forbidden, match="demo_only"):
            desk.run(MoveDemoDay(day=date(2026, 12, 31)))
        assert desk.demo_day() is None


def test_that_a_real_county_keeps_the_computers_day_even_where_somebody_wrote_one(tmp_path: Path) -> None:
    path = made(tmp_path, demo=False)
    with opened(path) as desk:
        with desk.database.reading() as session:
            assert session.scalar(select(DemoDay.day)) is None
        _write_by_hand(desk)
    with opened(path) as desk:
        assert desk.demo_day() is None
        assert isinstance(desk.clock, SystemClock)


def _write_by_hand(desk: Desk) -> None:
    from cmdesk.models.org import Unit
    from cmdesk.storage.journal import Deed

    with desk.database.writing(Deed(actor=NUMBER, verb="desk.create", params={})) as writing:
        unit = writing.session.scalars(select(Unit)).one()
        writing.session.add(DemoDay(unit_id=unit.id, day=DAY))


def test_that_a_clock_that_was_set_stays_and_delays_of_passwords_go_by_the_computers(tmp_path: Path) -> None:
    path = made(tmp_path)
    clock = SetClock(datetime(2026, 1, 20, 1, tzinfo=UTC))
    with Desk.open(path, user=NUMBER, password=PASSWORD, clock=clock) as desk:
        assert desk.clock is clock
    with opened(path) as desk:
        assert desk.person(NUMBER, PASSWORD).number == NUMBER
        slots = {attempt.number: attempt for attempt in _standing(path)}
        assert slots[NUMBER].last_sign_in.year == datetime.now(UTC).year


def _standing(path: Path) -> tuple[object, ...]:
    from cmdesk.runtime.doorstep import at_door

    return at_door(path).people


def test_that_a_day_clock_runs_with_the_computers_until_midnight_and_never_goes_back() -> None:
    computers = SetClock(datetime(2026, 11, 25, 1, tzinfo=UTC))
    clock = DayClock(datetime(2025, 12, 9, 1, tzinfo=UTC), computers)
    computers.set(date(2026, 11, 25), 11)
    assert clock.now().astimezone(CHINA).hour == 11
    computers.set(date(2026, 11, 20))
    assert clock.now() == datetime(2025, 12, 9, 1, tzinfo=UTC)
    computers.set(date(2026, 11, 29))
    assert clock.now() == datetime(2025, 12, 9, 15, 59, 59, 999_999, tzinfo=UTC)
    with pytest.raises(ValueError, match="not later"):
        clock.move(DAY)
    clock.move(date(2025, 12, 10))
    assert today(clock) == date(2025, 12, 10)
