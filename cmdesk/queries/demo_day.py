"""To which days a sample county may want to go on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from cmdesk.kernel.errors import Rejected
from cmdesk.kernel.periods import Period
from cmdesk.rules import working_days
from cmdesk.runtime.context import Context
from cmdesk.runtime.registry import Query

_MONTHS_CLOSE = 6
"""The working day of the next month by which everything of a month is in."""


@dataclass(frozen=True)
class DemoDays:
    """The present day, and each day on offer with its code: `next`, `month_end`, `month_close`, in order of day."""

    present: date
    offers: tuple[tuple[str, date], ...]


@dataclass(frozen=True, kw_only=True)
class Offers(Query):
    """The days that are worth going on to: the next working day, the month's end, the day that closes the month."""

    permission: ClassVar[str] = "desk.home"

    def rows(self, context: Context) -> DemoDays:
        """Give what lies ahead; nothing that the holiday tables do not reach."""
        present, holidays = context.today(), context.tables.holidays
        month = Period.month_of(present)
        try:
            found = {
                "next": working_days.after(present, 1, holidays),
                "month_end": month.last_day,
                "month_close": working_days.after(month.last_day, _MONTHS_CLOSE, holidays),
            }
        except Rejected:
            return DemoDays(present, ())
        # Where two fall on one day the later word says more.
        ahead = {day: code for code, day in found.items() if day > present}
        return DemoDays(present, tuple((ahead[day], day) for day in sorted(ahead)))
