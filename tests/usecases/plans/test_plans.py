"""Month plans: the three self-set parts and the four focuses, handed in, confirmed, then locked."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from factories.county import HEAD, LEADER, RECORDER, County
from sqlalchemy import update

from cmdesk.kernel.errors import Forbidden, Problem, Rejected
from cmdesk.kernel.periods import Period
from cmdesk.models.access import User
from cmdesk.queries.plans import MonthPlans, PlanRow
from cmdesk.usecases.plans.confirm import Confirm
from cmdesk.usecases.plans.submit import Submit

FEBRUARY = Period.parse("2025-02")
TARGETS = {
    "sales": Decimal("120.5"),
    "revenue": Decimal(28000),
    "brand_shelf": Decimal(90),
    "margin": Decimal(3),
    "visits": Decimal(180),
}
PARTS = {"customer": "逐户拜访", "brand": "上柜动销", "market": "采集信息", "service": "及时答复"}


def plan(staff_no: str = "0001", **changes: Any) -> Submit:
    given: dict[str, Any] = {"period": FEBRUARY, "submitted_on": date(2025, 1, 24), "targets": TARGETS, "parts": PARTS}
    return Submit(**{**given, "staff_no": staff_no, **changes})


def problems_of(county: County, number: str, command: Any) -> list[Problem]:
    with pytest.raises(Rejected) as caught:
        county.run(number, command)
    return list(caught.value.problems)


def rows(county: County) -> dict[str, PlanRow]:
    return {row.staff_no: row for row in county.ask(LEADER, MonthPlans(period=FEBRUARY))}


@pytest.mark.shows("R13", "R14", "R20")
def test_that_a_plan_is_handed_in_replaced_confirmed_and_locked(county: County) -> None:
    county.run(RECORDER, plan(focus=("新品推介",)))
    county.run(RECORDER, plan(targets={**TARGETS, "sales": Decimal(130)}, focus=("明码标价", "新品")))
    row = rows(county)["0001"]
    assert (row.state, row.targets["sales"], row.parts, row.focus) == (
        "submitted",
        Decimal(130),
        PARTS,
        ("明码标价", "新品"),
    )
    county.clock.set(date(2025, 1, 27), 9)
    assert county.run(HEAD, Confirm(period=FEBRUARY)).count == 1
    assert (rows(county)["0001"].state, rows(county)["0001"].confirmed_on) == ("confirmed", date(2025, 1, 27))
    assert [p.code for p in problems_of(county, RECORDER, plan())] == ["plan_confirmed"]
    assert rows(county)["0002"].state == "missing"


@pytest.mark.shows("R14", "R20")
def test_that_everything_a_plan_lacks_is_told_at_once(county: County) -> None:
    lacking = plan(
        period=Period.parse("2025Q1"),
        targets={"sales": Decimal(1), "profit": Decimal(2)},
        parts={"customer": " ", "brand": "x", "market": "y", "hobby": "z"},
        focus=("一", "二", "三", "四"),
    )
    found = [p.code for p in problems_of(county, RECORDER, lacking)]
    assert found == [
        "focus_lines_too_many",
        "focus_missing",
        "focus_missing",
        "focus_unknown",
        "month_needed",
        *["target_missing_self"] * 4,
        "target_unknown",
    ]
    assert rows(county)["0001"].state == "missing"


def test_that_confirming_names_everybody_who_cannot_be_confirmed(county: County) -> None:
    county.run(RECORDER, plan("0001"))
    county.run(RECORDER, plan("0002"))
    county.run(HEAD, Confirm(period=FEBRUARY, staff_nos=("0001",)))
    order = Confirm(period=FEBRUARY, staff_nos=("0001", "0003", "7777", "0002"))
    assert [p.code for p in problems_of(county, HEAD, order)] == [
        "plan_confirmed",
        "plan_not_submitted",
        "unknown_person",
    ]
    county.desk.undo()
    assert {rows(county)[number].state for number in ("0001", "0002")} == {"submitted"}


def test_that_nobody_confirms_his_own_plan_or_that_of_kin(county: County) -> None:
    county.run(RECORDER, plan("0004"))
    with county.rows() as session:
        session.execute(update(User).where(User.number == HEAD).values(person_id=county.people()["0003"].id))
    county._actors.clear()
    with pytest.raises(Forbidden, match="own_case"):
        county.run(HEAD, Confirm(period=FEBRUARY))
    with pytest.raises(Rejected, match="unknown_person"):
        county.run(RECORDER, plan("7777"))
