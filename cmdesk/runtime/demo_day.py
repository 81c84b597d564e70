"""The day that a sample county lives on: its clock in place of the computer's."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from cmdesk.kernel.clock import CHINA, Clock, DayClock, SystemClock, morning_of
from cmdesk.models.journal import JournalEntry
from cmdesk.models.org import Unit
from cmdesk.models.settings import DemoDay
from cmdesk.storage.database import Opened


def set_clock(database: Opened, clock: Clock) -> Clock:
    """Let a database be stamped by the clock that it is worked by, and give it."""
    with database.reading() as session:
        database.clock = _county_clock(session, clock)
    return database.clock


def _county_clock(session: Session, clock: Clock) -> Clock:
    """Give the clock that a database is worked by: the computer's gives way to the day of a sample county.

    A clock that was set for a purpose (the sample's own year, pictures) stays.
    """
    day = demo_day(session) if isinstance(clock, SystemClock) else None
    if day is None:
        return clock
    last = session.scalar(select(JournalEntry.at).order_by(JournalEntry.seq.desc()).limit(1))
    # The hours go on where they ended, so that the journal keeps its order.
    worked = last is not None and last.astimezone(CHINA).date() == day
    return DayClock(last + timedelta(seconds=1) if last is not None and worked else morning_of(day), clock)


def demo_day(session: Session) -> date | None:
    """Give the day of a sample county; None for a real one, and for a sample that has none."""
    return session.scalar(select(DemoDay.day).join(Unit, Unit.id == DemoDay.unit_id).where(Unit.own, Unit.demo))
