"""The only door to the time of day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Protocol

CHINA = timezone(timedelta(hours=8), "UTC+08:00")


class Clock(Protocol):
    """Gives the time; passed to whatever needs it."""

    def now(self) -> datetime:
        """Give the present instant, aware, in UTC."""


def today(clock: Clock) -> date:
    """Give the present day in China."""
    return clock.now().astimezone(CHINA).date()


def morning_of(day: date) -> datetime:
    """Give nine o'clock of a day in China."""
    return datetime(day.year, day.month, day.day, 9, tzinfo=CHINA).astimezone(UTC)


class SystemClock:
    """The computer's own clock."""

    def now(self) -> datetime:
        """Give the present instant, aware, in UTC."""
        return datetime.now(UTC)


class DayClock:
    """The clock of a sample county, which lives on a day of its own.

    It begins at `start`, its hours run on with the computer's, and it never leaves that day in China by itself.
    """

    def __init__(self, start: datetime, computers: Clock) -> None:
        self._computers = computers
        self._state = (start.astimezone(UTC), computers.now())

    def now(self) -> datetime:
        """Give the present instant of that day, aware, in UTC; its last one from midnight on."""
        start, since = self._state
        # A computer whose clock is set back meanwhile must not take the county back.
        passed = max(self._computers.now() - since, timedelta(0))
        midnight = datetime.combine(start.astimezone(CHINA), datetime.max.time(), CHINA)
        return min(start + passed, midnight.astimezone(UTC))

    def move(self, day: date) -> None:
        """Go on to the morning of a later day. Raises ValueError for a day that is not later."""
        if day <= today(self):
            raise ValueError(f"not later: {day}")
        self._state = (morning_of(day), self._computers.now())


class SetClock:
    """A clock that stands where it was set: for tests and for the sample year.

    Every reading is one millisecond after the one before, so that no two events share an instant.
    """

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        """Give the set instant, one millisecond later at each call."""
        self._now += timedelta(milliseconds=1)
        return self._now

    def set(self, day: date, hour: int = 9, minute: int = 0) -> None:
        """Move the clock to a time of `day` in China."""
        self._now = datetime(day.year, day.month, day.day, hour, minute, tzinfo=CHINA).astimezone(UTC)
