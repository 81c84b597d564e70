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


class SystemClock:
    """The computer's own clock."""

    def now(self) -> datetime:
        """Give the present instant, aware, in UTC."""
        return datetime.now(UTC)


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
