"""The board of a month and the surroundings of a sheet, read from a county that was really inspected."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from factories.county import INSPECTOR, LEADER, RECORDER, County
from sqlalchemy import select

from cmdesk.desk import Desk
from cmdesk.kernel.errors import Rejected
from cmdesk.kernel.periods import Period
from cmdesk.models.indicators import IndicatorMonth
from cmdesk.models.org import Unit
from cmdesk.queries.home import Today
from cmdesk.queries.inspections_board import InspectionBoard
from cmdesk.queries.inspections_entry import NewSheet, SheetEntryOf, next_number
from cmdesk.rules.codes import Visit
from cmdesk.rules.inspection_sheets import Answer, DeductionLine, ItemAnswer
from cmdesk.usecases.inspections.approve import Approve
from cmdesk.usecases.inspections.correct import Correct
from cmdesk.usecases.inspections.finish import Finish
from cmdesk.usecases.inspections.record import Record
from cmdesk.usecases.inspections.reopen import Reopen
from cmdesk.usecases.inspections.sheet_store import Acknowledgement, SheetEntry
from cmdesk.usecases.inspections.verify import Verify

ITEMS = [item["no"] for item in Desk.closed().rule_set_json()["checklist"]["items"]]
JANUARY = Period.parse("2025-01")
DAY = date(2025, 1, 2)


def inspected(county: County, number: str, kind: Visit, day: date = DAY, times: int = 0) -> None:
    """Record and finish a sheet of 0001 which lost item 101 so many times."""
    line = DeductionLine(
        step="late", times=times, fact="迟交两天", place="营销部", happened_on=day, evidence="ledger", evidence_no="3"
    )
    answers = tuple(
        ItemAnswer(item=no, answer=Answer.DEDUCTED, deductions=(line,))
        if no == 101 and times
        else ItemAnswer(item=no, answer=Answer.MET)
        for no in ITEMS
    )
    entry = SheetEntry(
        number=number,
        staff_no="0001",
        visited_on=day,
        kind=kind,
        inspectors=("9003", "9004"),
        place="城关镇",
        answers=answers,
        acknowledgement=Acknowledgement(kind="signed", on=day),
    )
    county.run(INSPECTOR, Record(sheet=entry))
    county.run(INSPECTOR, Finish(number=number))


@pytest.mark.shows("50")
def test_that_the_plan_counts_visits_by_kind_and_names_the_kind_that_is_due(county: County) -> None:
    before = county.ask(INSPECTOR, InspectionBoard(period=JANUARY))
    assert all((row.missing, row.due) == (2, (Visit.DESK, Visit.FIELD)) for row in before.plan)
    inspected(county, "一", Visit.DESK)
    rows = {row.staff_no: row for row in county.ask(INSPECTOR, InspectionBoard(period=JANUARY)).plan}
    one = rows["0001"]
    assert (one.desk, one.field, one.quarter, one.missing, one.due) == (1, 0, 1, 1, (Visit.FIELD,))
    assert one.last_on == DAY
    assert len(one.last_by) == 2
    inspected(county, "二", Visit.COMBINED)
    rows = {row.staff_no: row for row in county.ask(INSPECTOR, InspectionBoard(period=JANUARY)).plan}
    assert (rows["0001"].combined, rows["0001"].missing, rows["0001"].due) == (1, 0, ())


def test_that_a_sheet_of_the_board_tells_what_each_item_lost_but_never_more_than_its_points(county: County) -> None:
    inspected(county, "一", Visit.DESK, times=5)
    (row,) = county.ask(RECORDER, InspectionBoard(period=JANUARY)).sheets
    assert (row.state, row.answered, row.deducted, row.recorded_by) == ("finished", 37, 1, INSPECTOR)
    assert [(loss.item, loss.points) for loss in row.lost] == [(101, Decimal(3))]
    county.run(LEADER, Reopen(number="一", reason="日期写错"))
    (row,) = county.ask(RECORDER, InspectionBoard(period=JANUARY)).sheets
    assert (row.state, row.score, row.returned_reason) == ("draft", None, "日期写错")


def test_that_actions_stand_longest_overdue_first_until_somebody_verifies_them(county: County) -> None:
    inspected(county, "一", Visit.DESK, times=1)
    (action,) = county.ask(INSPECTOR, InspectionBoard(period=JANUARY)).actions
    assert (action.sheet, action.item, action.demand, action.due) == ("一", 101, "迟交两天", date(2025, 1, 9))
    county.run(INSPECTOR, Correct(number="一", item=101, done_on=DAY, measure="已补交"))
    (action,) = county.ask(INSPECTOR, InspectionBoard(period=JANUARY)).actions
    assert (action.done_on, action.measure) == (DAY, "已补交")
    county.run(INSPECTOR, Verify(number="一", item=101, verified_on=DAY))
    assert county.ask(INSPECTOR, InspectionBoard(period=JANUARY)).actions == ()


def test_that_the_entry_knows_what_the_visit_before_left_open_and_took_away(county: County) -> None:
    inspected(county, "一", Visit.DESK, times=2)
    county.run(LEADER, Approve(numbers=("一",)))
    inspected(county, "二", Visit.FIELD, day=date(2025, 1, 3))
    county.run(LEADER, Reopen(number="二", reason="再看一遍"))
    entry = county.ask(INSPECTOR, SheetEntryOf(number="二"))
    assert entry.nth == 2
    assert entry.last == {101: Decimal(2)}
    assert [(finding.sheet, finding.item, finding.done_on) for finding in entry.findings] == [("一", 101, None)]
    assert entry.common[101][0] == "迟交两天"
    assert all(1 <= len(facts) <= 3 for item, facts in entry.common.items() if item != 1103)
    assert entry.returned_reason == "再看一遍"
    first = county.ask(INSPECTOR, SheetEntryOf(number="一"))
    assert (first.nth, first.last, first.findings) == (1, {}, ())
    assert first.version != entry.version


def test_that_an_unknown_sheet_is_refused(county: County) -> None:
    with pytest.raises(Rejected) as caught:
        county.ask(INSPECTOR, SheetEntryOf(number="没有"))
    assert caught.value.code == "sheet_unknown"


def test_that_a_new_sheet_gets_a_free_number_and_the_partner_of_the_last_visit(county: County) -> None:
    found = county.ask(INSPECTOR, NewSheet())
    assert found.number == f"D04-{found.today:%y%m}-001"
    assert [number for number, _, _ in found.inspectors][:2] == ["9003", "9004"]
    inspected(county, "一", Visit.DESK)
    again = county.ask(INSPECTOR, NewSheet())
    assert {again.me, again.partner} <= {"9003", "9004", None}


def test_that_a_number_given_out_of_order_is_passed() -> None:
    assert next_number(["D04-2607-002"], "D04-2607-") == "D04-2607-003"
    assert next_number(["D04-2607-001", "D04-2607-003"], "D04-2607-") == "D04-2607-004"


def test_that_a_month_whose_sheets_wait_for_approval_is_not_called_ready_to_close(county: County) -> None:
    with county.rows() as session:
        unit = session.scalars(select(Unit.id)).first()
        session.add(IndicatorMonth(unit_id=unit, period=JANUARY, import_id=None))
    inspected(county, "一", Visit.DESK)
    county.clock.set(date(2025, 2, 5))

    def steps() -> dict[str, str]:
        month = next(one for one in county.ask(LEADER, Today()).progress if one.period == JANUARY)
        return {step.name: step.note for step in month.steps}

    assert steps()["关账"] == "等检查表"
    assert "检查表（1 待审）" in steps()
    county.run(LEADER, Approve(numbers=("一",)))
    assert steps()["关账"] == "可以关账"
    assert "督察检查表" in steps()
