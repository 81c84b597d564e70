"""Working days and the deadlines that stand on them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdesk.kernel.errors import Rejected
from cmdesk.kernel.periods import Period
from cmdesk.rules.deadlines import (
    due_day,
    is_late,
    notice_ended,
    objection_check_due,
    public_notice,
    result_answer_due,
    result_objection_until,
    review_answer_due,
    review_request_until,
)
from cmdesk.rules.ruleset_grading import Notices
from cmdesk.rules.ruleset_work import Deadline
from cmdesk.rules.tables import DayKind, HolidayYear, Tables
from cmdesk.rules.working_days import after, between, first_from, is_working_day, last_of, nth_of

SPRING = {date(2026, 2, day): "春节" for day in range(15, 24)}
HOLIDAYS = {
    2025: HolidayYear(2025),
    2026: HolidayYear(
        2026,
        off={date(2026, 1, 1): "元旦", date(2026, 1, 2): "元旦", date(2026, 1, 3): "元旦", **SPRING},
        work={date(2026, 1, 4): "元旦", date(2026, 2, 14): "春节", date(2026, 2, 28): "春节"},
    ),
}
TERMS = Notices(
    clause="B.13",
    text="公示5个工作日",
    notice_days=5,
    objection_check_days=5,
    result_objection_days=3,
    result_answer_days=5,
    review_days=10,
    review_answer_days=10,
)
DAYS = st.dates(date(2025, 1, 1), date(2026, 10, 1))


@pytest.mark.shows("76")
def test_that_a_notice_over_spring_festival_counts_the_exchanged_saturdays() -> None:
    notice = public_notice(date(2026, 2, 12), TERMS, HOLIDAYS)
    # 13 and 14 (exchanged) February, then 24, 25 and 26.
    assert notice.ends == date(2026, 2, 26)
    assert not notice_ended(notice, date(2026, 2, 26))
    assert notice_ended(notice, date(2026, 2, 27))


@given(DAYS, st.integers(1, 30))
def test_that_so_many_working_days_lie_after_the_day_and_up_to_the_end(day: date, count: int) -> None:
    end = after(day, count, HOLIDAYS)
    assert is_working_day(end, HOLIDAYS)
    assert between(day, end, HOLIDAYS) == count
    assert sum(is_working_day(day + timedelta(n), HOLIDAYS) for n in range(1, (end - day).days + 1)) == count


def test_that_the_last_working_day_may_be_an_exchanged_saturday() -> None:
    assert last_of(Period.parse("2026-02"), HOLIDAYS) == date(2026, 2, 28)
    assert last_of(Period.parse("2026-05"), HOLIDAYS) == date(2026, 5, 29)


def test_that_the_sixth_working_day_of_july_is_the_eighth() -> None:
    assert nth_of(Period.parse("2026-07"), 6, HOLIDAYS) == date(2026, 7, 8)
    assert nth_of(Period.parse("2026-01"), 1, HOLIDAYS) == date(2026, 1, 4)


def test_that_a_year_without_a_table_is_never_guessed() -> None:
    with pytest.raises(Rejected) as refused:
        after(date(2026, 12, 30), 5, HOLIDAYS)
    (problem,) = refused.value.problems
    assert (problem.code, problem.params["year"]) == ("calendar_missing", 2027)
    with pytest.raises(Rejected, match="days_too_few"):
        after(date(2026, 1, 5), 0, HOLIDAYS)


@pytest.mark.shows("76")
def test_that_the_terms_of_objection_count_working_days_and_those_of_review_calendar_days() -> None:
    friday = date(2026, 3, 6)
    assert objection_check_due(friday, TERMS, HOLIDAYS) == date(2026, 3, 13)
    assert result_objection_until(friday, TERMS, HOLIDAYS) == date(2026, 3, 11)
    assert result_answer_due(friday, TERMS, HOLIDAYS) == date(2026, 3, 13)
    assert review_request_until(friday, TERMS) == date(2026, 3, 16)
    assert review_answer_due(friday, TERMS) == date(2026, 3, 16)


@pytest.mark.parametrize(("done", "late"), [(14, False), (15, False), (16, False), (17, True)])
def test_that_what_falls_due_on_a_day_off_may_be_done_on_the_next_working_day(done: int, late: bool) -> None:
    saturday = date(2026, 3, 14)
    assert first_from(saturday, HOLIDAYS) == date(2026, 3, 16)
    assert is_late(date(2026, 3, done), saturday, HOLIDAYS) is late


@pytest.mark.parametrize(
    ("period", "parts", "day"),
    [
        ("2026-06", {"working_day": 6}, date(2026, 7, 8)),
        ("2026-02", {"working_day": -1, "inside": True}, date(2026, 2, 28)),
        ("2026-02", {"working_day": -2, "inside": True}, date(2026, 2, 27)),
        ("2026-02", {"day": 31, "inside": True}, date(2026, 2, 28)),
        ("2026-06", {"day": 1}, date(2026, 7, 1)),
        ("2026Q1", {"day": 20, "inside": True}, date(2026, 3, 20)),
        ("2025", {"month": 1, "day": 12}, date(2026, 1, 12)),
        ("2025", {"month": 12, "day": 25, "inside": True}, date(2025, 12, 25)),
    ],
)
def test_that_deadlines_of_the_rule_set_fall_on_their_days(period: str, parts: dict[str, int], day: date) -> None:
    deadline = Deadline(code="x", name="某事", who="营销部", forms=(), of="month", **parts)  # type: ignore[arg-type]
    assert due_day(deadline, Period.parse(period), HOLIDAYS) == day


def test_that_a_deadline_from_a_fact_counts_days() -> None:
    deadline = Deadline(code="correction", name="整改", who="客户经理", forms=("D05",), of="fact", days=7)
    assert due_day(deadline, date(2026, 3, 30), HOLIDAYS) == date(2026, 4, 6)


def test_that_a_table_taken_in_replaces_the_whole_year_and_no_other() -> None:
    shipped = Tables(holidays=HOLIDAYS)
    own = shipped.with_holidays({2026: {date(2026, 1, 1): DayKind.OFF, date(2026, 1, 3): DayKind.WORK}})
    assert is_working_day(date(2026, 1, 3), own.holidays)
    assert is_working_day(date(2026, 2, 17), own.holidays)
    assert own.holidays[2025] == HOLIDAYS[2025]
    with pytest.raises(ValueError, match="闰"):
        shipped.with_holidays({2026: {date(2026, 1, 1): "闰"}})
