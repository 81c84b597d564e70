"""The holiday files agree with the package they were made from, day by day."""

import json
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest

HOLIDAYS = Path(__file__).resolve().parents[2] / "resources" / "holidays"
YEARS = range(2004, 2027)


def read(year: int) -> tuple[dict[date, str], dict[date, str]]:
    content = json.loads((HOLIDAYS / f"{year}.json").read_text(encoding="utf-8"))
    assert (content["format"], content["year"]) == (1, year)
    off, work = ({date.fromisoformat(day): name for day, name in content[key]} for key in ("off", "work"))
    assert len(off) == len(content["off"])
    assert len(work) == len(content["work"])
    return off, work


@pytest.mark.parametrize("year", YEARS)
def test_that_working_days_of_a_year_agree_with_the_calendar_package(year: int) -> None:
    off, work = read(year)
    day = date(year, 1, 1)
    while day.year == year:
        works = day in work or (day.weekday() < 5 and day not in off)
        assert works == chinese_calendar.is_workday(day), day
        day += timedelta(days=1)


@pytest.mark.parametrize("year", YEARS)
def test_that_days_are_sorted_of_their_year_and_either_off_or_worked(year: int) -> None:
    off, work = read(year)
    assert list(off) == sorted(off)
    assert list(work) == sorted(work)
    assert {day.year for day in (*off, *work)} == {year}
    assert not off.keys() & work.keys()
    assert all(day.weekday() >= 5 for day in work)
    assert off[date(year, 10, 1)] == "国庆节"


def test_that_a_year_that_is_not_announced_has_no_file() -> None:
    assert sorted(path.name for path in HOLIDAYS.glob("*.json")) == [f"{year}.json" for year in YEARS]
    with pytest.raises(NotImplementedError):
        chinese_calendar.is_workday(date(2027, 1, 4))
