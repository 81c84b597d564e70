"""What the visit before found and is overdue must be answered on the next sheet (row 51, item 1101)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from factories.county import INSPECTOR, LEADER, County

from cmdesk.desk import Desk
from cmdesk.kernel.errors import Problem, Rejected
from cmdesk.queries.inspections import OpenActions
from cmdesk.queries.inspections_entry import SheetEntryOf
from cmdesk.rules.codes import Visit
from cmdesk.rules.inspection_sheets import Answer, DeductionLine, ItemAnswer, finding_key
from cmdesk.usecases.inspections.correct import Correct
from cmdesk.usecases.inspections.finish import Finish
from cmdesk.usecases.inspections.record import Record
from cmdesk.usecases.inspections.sheet_store import Acknowledgement, SheetEntry
from cmdesk.usecases.inspections.verify import Verify

ITEMS = [item["no"] for item in Desk.closed().rule_set_json()["checklist"]["items"]]
FIRST = date(2025, 1, 2)
LATER = FIRST + timedelta(days=20)


def line(fact: str, evidence_no: str) -> DeductionLine:
    return DeductionLine(
        step="each", times=1, fact=fact, place="店", happened_on=FIRST, evidence="other", evidence_no=evidence_no
    )


def recorded(county: County, number: str, day: date, lost: Mapping[int, DeductionLine]) -> None:
    """Key a whole sheet of 0001."""
    sheet = SheetEntry(
        number=number,
        staff_no="0001",
        visited_on=day,
        kind=Visit.COMBINED,
        inspectors=("9003", "9004"),
        place="城关镇",
        answers=tuple(
            ItemAnswer(item=no, answer=Answer.DEDUCTED, deductions=(lost[no],))
            if no in lost
            else ItemAnswer(item=no, answer=Answer.MET)
            for no in ITEMS
        ),
        acknowledgement=Acknowledgement(kind="signed", on=day),
    )
    county.run(INSPECTOR, Record(sheet=sheet))


@pytest.fixture
def found(county: County) -> County:
    """Give a county in which a visit found two things, both overdue by the next visit."""
    recorded(county, "一", FIRST, {302: line("诉求没有登记", "台帐1"), 301: line("没有回访", "台帐2")})
    county.run(INSPECTOR, Finish(number="一"))
    county.clock.set(LATER)
    return county


def refused(county: County, **more: Any) -> list[Problem]:
    with pytest.raises(Rejected) as caught:
        county.run(INSPECTOR, Finish(number="二", **more))
    return list(caught.value.problems)


@pytest.mark.shows("51")
def test_that_overdue_findings_come_first_and_each_must_be_answered(found: County) -> None:
    recorded(found, "二", LATER, {})
    assert [one.item for one in found.ask(INSPECTOR, SheetEntryOf(number="二")).findings] == [301, 302]
    assert [(p.code, p.params["item"]) for p in refused(found)] == [
        ("finding_unanswered", 301),
        ("finding_unanswered", 302),
    ]
    assert [p.params["item"] for p in refused(found, put_right=(302,))] == [301]
    found.run(INSPECTOR, Finish(number="二", put_right=(301, 302)))


@pytest.mark.shows("51")
def test_that_a_deduction_that_names_a_finding_answers_it(found: County) -> None:
    recorded(found, "二", LATER, {1101: line("301 没有回访 未整改", finding_key("一", 301))})
    assert [p.params["item"] for p in refused(found)] == [302]
    found.run(INSPECTOR, Correct(number="一", item=302, done_on=LATER, measure="补登记"))
    found.run(LEADER, Verify(number="一", item=302, verified_on=LATER))
    assert found.run(INSPECTOR, Finish(number="二")).answer == {"score": "98.00"}
    assert {row.item for row in found.ask(LEADER, OpenActions())} == {301, 1101}


@pytest.mark.shows("51")
def test_that_a_finding_not_yet_due_asks_for_no_answer(county: County) -> None:
    recorded(county, "一", FIRST, {302: line("诉求没有登记", "台帐1")})
    county.run(INSPECTOR, Finish(number="一"))
    recorded(county, "二", FIRST + timedelta(days=7), {})
    county.run(INSPECTOR, Finish(number="二"))
