"""When something is due: the calendar of section C, and the terms of notices, objections and appeals (B.13)."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from cmdesk.kernel.periods import Period
from cmdesk.rules.ruleset_grading import Notices
from cmdesk.rules.ruleset_work import Deadline
from cmdesk.rules.working_days import Holidays, after, first_from, is_working_day


@dataclass(frozen=True)
class PublicNotice:
    """公示 from the day it is posted, which is not counted, to the end of its last working day."""

    posted: date
    ends: date


def public_notice(posted: date, terms: Notices, holidays: Holidays) -> PublicNotice:
    """Give how long a list must hang (5 working days by default). Raises Rejected `calendar_missing`."""
    return PublicNotice(posted, after(posted, terms.notice_days, holidays))


def notice_ended(notice: PublicNotice, today: date) -> bool:
    """Say whether the notice is over: from the day after its last day."""
    return today > notice.ends


def objection_check_due(received: date, terms: Notices, holidays: Holidays) -> date:
    """Give by when an objection to a notice must be checked, in working days."""
    return after(received, terms.objection_check_days, holidays)


def result_objection_until(notified: date, terms: Notices, holidays: Holidays) -> date:
    """Give until when somebody may object to a monthly or quarterly result, in working days."""
    return after(notified, terms.result_objection_days, holidays)


def result_answer_due(received: date, terms: Notices, holidays: Holidays) -> date:
    """Give by when an objection to a monthly or quarterly result must be answered, in working days."""
    return after(received, terms.result_answer_days, holidays)


def review_request_until(notified: date, terms: Notices) -> date:
    """Give until when 复核 of a yearly band or level may be asked for: calendar days after written notice."""
    return notified + timedelta(days=terms.review_days)


def review_answer_due(received: date, terms: Notices) -> date:
    """Give by when a 复核 must be answered: calendar days after the request."""
    return received + timedelta(days=terms.review_answer_days)


def is_late(done: date, due: date, holidays: Holidays) -> bool:
    """Say whether something came too late: what falls due on a day off may still be done on the next working day."""
    return done > due and done > first_from(due, holidays)


def due_day(deadline: Deadline, of: Period | date, holidays: Holidays) -> date:
    """Give the day on which a deadline of the rule set falls for a period (or, counted from a fact, for its day).

    Raises Rejected `calendar_missing`. A calendar day stays as printed even on a day off (see `is_late`).
    """
    if isinstance(of, date):
        return of + timedelta(days=deadline.days or 0)
    if deadline.working_day is not None:
        if deadline.working_day > 0:
            return after(of.last_day, deadline.working_day, holidays)
        return _from_end(of, -deadline.working_day, holidays)
    month = of.months[-1] if deadline.inside else Period.month_of(of.last_day).next()
    number = deadline.month or month.number
    return date(month.year, number, min(deadline.day or 31, monthrange(month.year, number)[1]))


def _from_end(of: Period, number: int, holidays: Holidays) -> date:
    """Give the `number`th working day of a period counted from its end, 1 being the last."""
    day, left = of.last_day, number
    while True:
        left -= is_working_day(day, holidays)
        if left <= 0:
            return day
        day -= timedelta(days=1)
