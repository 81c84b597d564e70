"""The days of a week plan, and the board of a month's plans."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from factories.county import HEAD, RECORDER, County

from cmdesk.kernel.errors import Forbidden, Rejected
from cmdesk.kernel.periods import Period
from cmdesk.queries.plans_board import DayLine, PlanBoard, PlansOfMonth, WeekOfPerson
from cmdesk.usecases.plans.plan_days import PlanDays, PlannedDay
from cmdesk.usecases.plans.submit import Submit

FEBRUARY = Period.parse("2025-02")
MONDAY = date(2025, 2, 10)
TARGETS = {code: Decimal(1) for code in ("sales", "revenue", "brand_shelf", "margin", "visits")}
PARTS = dict.fromkeys(("customer", "brand", "market", "service"), "写明措施")


def week(county: County) -> tuple[DayLine, ...]:
    found: tuple[DayLine, ...] = county.ask(HEAD, WeekOfPerson(staff_no="0001", monday=MONDAY))
    return found


def board(county: County) -> PlanBoard:
    found: PlanBoard = county.ask(HEAD, PlansOfMonth(period=FEBRUARY))
    return found


def plan(county: County, *days: PlannedDay) -> tuple[str, ...]:
    return tuple(warning.code for warning in county.run(RECORDER, PlanDays(staff_no="0001", days=days)).warnings)


@pytest.mark.shows("R16", "R13")
def test_that_days_are_planned_changed_and_taken_off_again(county: County) -> None:
    county.clock.set(date(2025, 2, 12))
    tuesday = MONDAY + timedelta(days=1)
    plan(county, PlannedDay(day=MONDAY, day_type="visit"), PlannedDay(day=tuesday, day_type="collection"))
    plan(county, PlannedDay(day=MONDAY, day_type="visit", done=True), PlannedDay(day=tuesday, day_type=None))
    days = week(county)
    assert [(day.day_type, day.done) for day in days[:2]] == [("visit", True), (None, False)]
    assert [day.working for day in days] == [True] * 5 + [False] * 2
    assert {row.plan.staff_no: row.days for row in board(county).rows}["0001"] == 1


def test_that_a_day_off_is_planned_with_a_warning(county: County) -> None:
    assert plan(county, PlannedDay(day=MONDAY + timedelta(days=5), day_type="visit")) == ("rest_day",)


def test_that_unknown_types_double_days_and_early_ticks_are_refused_at_once(county: County) -> None:
    far = date(2025, 12, 1)
    with pytest.raises(Rejected) as caught:
        plan(
            county,
            PlannedDay(day=MONDAY, day_type="sleeping"),
            PlannedDay(day=MONDAY, day_type="visit"),
            PlannedDay(day=far, day_type="visit", done=True),
        )
    assert [(p.code, p.where.row) for p in caught.value.problems] == [
        ("value_not_allowed", 1),
        ("day_twice", 2),
        ("done_early", 3),
    ]
    with pytest.raises(Forbidden):
        county.run(HEAD, PlanDays(staff_no="0001", days=(PlannedDay(day=MONDAY, day_type="visit"),)))


@pytest.mark.shows("R20")
def test_that_the_board_tells_who_is_late_by_the_last_working_day_before(county: County) -> None:
    county.clock.set(date(2025, 2, 10))
    for number, day in (("0001", date(2025, 1, 27)), ("0002", date(2025, 2, 10))):
        order = Submit(staff_no=number, period=FEBRUARY, submitted_on=day, targets=TARGETS, parts=PARTS)
        county.run(RECORDER, order)
    found = board(county)
    assert found.due == date(2025, 1, 27)
    late = {row.plan.staff_no: row.late for row in found.rows}
    # Who has handed in nothing is late as soon as the due day is over.
    assert (late["0001"], late["0002"], late["0003"]) == (False, True, True)
    assert [one.code for one in found.focuses] == list(PARTS)
    county.clock.set(date(2025, 1, 27))
    assert {row.plan.staff_no: row.late for row in board(county).rows}["0003"] is False
