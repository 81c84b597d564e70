"""Counting working days by the holiday tables; a year without a table is never guessed (section C, B.13)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from cmdesk.kernel.errors import Where, reject
from cmdesk.kernel.periods import Period
from cmdesk.rules.tables import HolidayYear

Holidays = Mapping[int, HolidayYear]
_DAY = timedelta(days=1)


def is_working_day(day: date, holidays: Holidays) -> bool:
    """Say whether people work on `day`: Monday–Friday but for days off, and 调休 days.

    Raises Rejected `calendar_missing` for a year without a table.
    """
    year = holidays.get(day.year)
    if year is None:
        raise reject("calendar_missing", where=Where(field="year"), year=day.year)
    if day in year.work:
        return True
    return day.weekday() < 5 and day not in year.off


def after(day: date, count: int, holidays: Holidays) -> date:
    """Give the `count`th working day after `day`, which is itself not counted. Raises like `is_working_day`.

    Raises Rejected `days_too_few` for a count below 1.
    """
    if count < 1:
        raise reject("days_too_few", where=Where(field="days"), days=count)
    for number, working in enumerate(_working_from(day + _DAY, holidays), start=1):
        if number == count:
            return working
    raise AssertionError("the days do not end")


def first_from(day: date, holidays: Holidays) -> date:
    """Give `day` or the next working day after it. Raises like `is_working_day`."""
    return next(_working_from(day, holidays))


def last_of(month: Period, holidays: Holidays) -> date:
    """Give the last working day of a period. Raises like `is_working_day`."""
    day = month.last_day
    while not is_working_day(day, holidays):
        day -= _DAY
    return day


def nth_of(month: Period, number: int, holidays: Holidays) -> date:
    """Give the `number`th working day from the first day of a period on, beyond its end if need be."""
    return after(month.first_day - _DAY, number, holidays)


def between(first: date, last: date, holidays: Holidays) -> int:
    """Give the number of working days after `first` up to and with `last`; 0 where `last` is not later."""
    return sum(is_working_day(first + n * _DAY, holidays) for n in range(1, (last - first).days + 1))


def _working_from(day: date, holidays: Holidays) -> Iterator[date]:
    while True:
        if is_working_day(day, holidays):
            yield day
        day += _DAY
