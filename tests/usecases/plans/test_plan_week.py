"""A week plan follows from the month's and says something of each of the four kinds of activity (R15)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from factories.county import HEAD, RECORDER, County

from cmdesk.kernel.errors import Forbidden, Rejected
from cmdesk.kernel.periods import Period
from cmdesk.queries.plans_board import ActivitiesOfWeek, ActivityLine
from cmdesk.usecases.plans.plan_week import PlanWeek
from cmdesk.usecases.plans.submit import Submit

FEBRUARY = Period.parse("2025-02")
MONDAY = date(2025, 2, 10)
TARGETS = {code: Decimal(1) for code in ("sales", "revenue", "brand_shelf", "margin", "visits")}
PARTS = dict.fromkeys(("customer", "brand", "market", "service"), "写明措施")
FOUR = {
    "order_forecast": "周二前",
    "order_follow_up": "回访 12 户",
    "feedback": "周五汇总",
    "daily_visit": "走访 40 户",
}


@pytest.fixture
def planned(county: County) -> County:
    """Give a county in which 0001 has handed in February's plan."""
    order = Submit(staff_no="0001", period=FEBRUARY, submitted_on=date(2025, 1, 27), targets=TARGETS, parts=PARTS)
    county.run(RECORDER, order)
    return county


def week(county: County, monday: date = MONDAY) -> tuple[ActivityLine, ...]:
    found: tuple[ActivityLine, ...] = county.ask(HEAD, ActivitiesOfWeek(staff_no="0001", monday=monday))
    return found


@pytest.mark.shows("R15")
def test_that_a_week_holds_the_four_kinds_of_activity(planned: County) -> None:
    assert [(one.name, one.text) for one in week(planned)] == [
        ("订单预测", ""),
        ("订单执行情况回访", ""),
        ("信息反馈", ""),
        ("日常拜访服务", ""),
    ]
    planned.run(RECORDER, PlanWeek(staff_no="0001", monday=MONDAY, activities=FOUR))
    assert {one.code: one.text for one in week(planned)} == FOUR
    assert {one.text for one in week(planned, MONDAY + timedelta(days=7))} == {""}
    done = planned.run(RECORDER, PlanWeek(staff_no="0001", monday=MONDAY, activities=FOUR | {"feedback": "周四汇总"}))
    assert done.count == 1
    planned.desk.undo()
    assert {one.code: one.text for one in week(planned)} == FOUR


@pytest.mark.shows("R15", "R13")
def test_that_a_week_plan_needs_the_plan_of_its_month(planned: County) -> None:
    march = date(2025, 3, 10)
    with pytest.raises(Rejected) as caught:
        planned.run(RECORDER, PlanWeek(staff_no="0001", monday=march, activities=FOUR))
    assert [problem.code for problem in caught.value.problems] == ["week_without_month_plan"]
    # The week from 24 February on touches March; February's plan is enough.
    planned.run(RECORDER, PlanWeek(staff_no="0001", monday=date(2025, 2, 24), activities=FOUR))


@pytest.mark.shows("R15")
def test_that_everything_a_week_plan_lacks_is_told_at_once(planned: County) -> None:
    order = PlanWeek(
        staff_no="0001",
        monday=MONDAY + timedelta(days=1),
        activities={"order_forecast": " ", "feedback": "周五", "daily_visit": "走访", "sleep": "午休"},
    )
    with pytest.raises(Rejected) as caught:
        planned.run(RECORDER, order)
    assert [(problem.code, problem.params.get("code")) for problem in caught.value.problems] == [
        ("not_a_monday", None),
        ("activity_unknown", "sleep"),
        ("activity_missing", "order_forecast"),
        ("activity_missing", "order_follow_up"),
    ]
    assert {one.text for one in week(planned)} == {""}
    with pytest.raises(Forbidden):
        planned.run(HEAD, PlanWeek(staff_no="0001", monday=MONDAY, activities=FOUR))
