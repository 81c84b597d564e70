"""A small sample county that has lived its first quarter: made once a session by the sample's own year, then copied."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from cmdesk.desk import Desk
from cmdesk.kernel.clock import SetClock
from cmdesk.kernel.periods import Period
from cmdesk.sample import county, year
from cmdesk.sample.chance import Chance
from cmdesk.sample.year import Sample
from cmdesk.storage.passwords import Cost

CHEAP = Cost(memory_kib=8, passes=1, lanes=1)
YEAR = 2025
PEOPLE = 6
QUARTER = Period.parse("2025Q1")
NAME = "演示县.db"
PARTS = (NAME, f"{NAME}.keys.json")


def live_quarter(folder: Path) -> Sample:
    """Start a county of six managers and live January to March with the quarter's close."""
    sample = year.start(folder, people=PEOPLE, year=YEAR, cost=CHEAP)
    sample.desk.restore_points = False
    for month in QUARTER.months:
        year.month(sample, month)
    year.quarter(sample, QUARTER)
    return sample


def reopened(template: Path, folder: Path, day: date) -> Sample:
    """Open a copy of a closed sample, its clock on `day`."""
    folder.mkdir(parents=True)
    for name in PARTS:
        shutil.copy(template / name, folder / name)
    shutil.copytree(template / "工作簿", folder / "工作簿")
    users = county.users()
    administrator = next(user for user in users if user.number == year.ADMINISTRATOR)
    clock = SetClock(datetime(day.year, day.month, day.day, 1, tzinfo=UTC))
    desk = Desk.open(folder / NAME, user=administrator.number, password=administrator.password, clock=clock)
    desk.restore_points = False
    return Sample(
        folder=folder,
        desk=desk,
        clock=clock,
        year=YEAR,
        chance=Chance("cmdesk"),
        managers=county.managers("cmdesk", PEOPLE, YEAR),
        staff=county.staff(YEAR),
        users=users,
    )


@pytest.fixture(scope="session")
def quarter_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a closed county after its first quarter."""
    folder = tmp_path_factory.mktemp("lived") / "quarter"
    live_quarter(folder).desk.close()
    return folder


@pytest.fixture
def lived(quarter_template: Path, tmp_path: Path) -> Iterator[Sample]:
    """Give a county of its own after its first quarter, on 21 April 2025."""
    sample = reopened(quarter_template, tmp_path / "lived", date(YEAR, 4, 21))
    with sample.desk:
        yield sample


@pytest.fixture(scope="session")
def quarter_read(quarter_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sample]:
    """Give one county after its first quarter for tests that only ask."""
    sample = reopened(quarter_template, tmp_path_factory.mktemp("read") / "quarter", date(YEAR, 4, 21))
    with sample.desk:
        yield sample
