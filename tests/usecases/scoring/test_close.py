"""When a period may be closed (B.8.9): everything that bars it at once, and what is only said."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from factories.county import HEAD, INSPECTOR, LEADER, RECORDER, YEAR, County

from cmdesk.desk import Desk
from cmdesk.kernel.errors import Problem, Rejected
from cmdesk.kernel.periods import Period
from cmdesk.queries.scoring import Preview, Results
from cmdesk.rules.codes import Visit
from cmdesk.rules.inspection_sheets import Answer, DeductionLine, ItemAnswer
from cmdesk.runtime.context import Done
from cmdesk.sample import books, figures
from cmdesk.sample.chance import Chance
from cmdesk.sample.county import managers
from cmdesk.usecases.evaluations.close_round import CloseRound
from cmdesk.usecases.evaluations.not_held import RatingNotHeld
from cmdesk.usecases.evaluations.open_round import OpenRound
from cmdesk.usecases.exams.import_marks import ImportMarks
from cmdesk.usecases.exams.publish import Publish
from cmdesk.usecases.indicators.import_month import ImportMonth
from cmdesk.usecases.inspections.approve import Approve
from cmdesk.usecases.inspections.finish import Finish
from cmdesk.usecases.inspections.record import Record
from cmdesk.usecases.inspections.sheet_store import Acknowledgement, SheetEntry
from cmdesk.usecases.peers.not_held import NotHeld
from cmdesk.usecases.scoring.close import Close
from cmdesk.usecases.scoring.reopen import Reopen

JANUARY, FEBRUARY, MARCH = (Period.month(2025, number) for number in (1, 2, 3))
QUARTER = Period.parse("2025Q1")
HALF = Period.parse("2025H1")
WHOLE = Period.parse("2025")
PEOPLE = managers("small", 8, YEAR)
ITEMS = [item["no"] for item in Desk.closed().rule_set_json()["checklist"]["items"]]


def bars(county: County, period: Period) -> list[Problem]:
    """Give what bars a close, having seen that the preview says the same."""
    trial = county.ask(LEADER, Preview(period=period))
    with pytest.raises(Rejected) as caught:
        county.run(HEAD, Close(period=period))
    found = [p for p in caught.value.problems if p.code != "period_not_over"]
    assert tuple(found) == trial.problems
    assert county.ask(LEADER, Results(period=period)) == ()
    return list(caught.value.problems)


def codes(problems: Any) -> set[str]:
    return {problem.code for problem in problems}


def indicators(county: County, month: Period, people: int = 8) -> None:
    path = figures.indicator_book(county.folder / "x1.xlsx", PEOPLE[:people], Chance("close"), month)
    county.run(RECORDER, ImportMonth(file=path, period=month))


def sheet(county: County, month: Period, number: str, *, seen: int = 40, until: str = "approved") -> None:
    fact = DeductionLine(
        step="late", fact="迟交一天", place="店", happened_on=month.first_day, evidence="ledger", evidence_no="1"
    )
    answers = (
        ItemAnswer(item=ITEMS[0], answer=Answer.DEDUCTED, deductions=(fact,)),
        *(
            ItemAnswer(item=no, answer=Answer.MET if place < seen else Answer.NOT_SEEN)
            for place, no in enumerate(ITEMS[1:], 1)
        ),
    )
    entry = SheetEntry(
        number=number,
        staff_no="0001",
        visited_on=month.first_day,
        kind=Visit.DESK,
        inspectors=("9003", "9004"),
        place="营销部",
        answers=answers,
        acknowledgement=Acknowledgement(kind="signed", on=month.first_day),
    )
    county.run(INSPECTOR, Record(sheet=entry))
    if until != "draft":
        county.run(INSPECTOR, Finish(number=number))
    if until == "approved":
        county.run(LEADER, Approve(numbers=(number,)))


def close_month(county: County, month: Period) -> Done:
    county.clock.set(month.next().first_day, 10)
    indicators(county, month)
    return county.run(HEAD, Close(period=month))


def close_quarter(county: County, quarter: Period) -> Done:
    for source in ("customer", "industry", "self", "department"):
        county.run(RECORDER, OpenRound(period=quarter, source=source))
        county.run(LEADER, CloseRound(period=quarter, source=source))
    return county.run(HEAD, Close(period=quarter))


def test_that_a_month_tells_of_everything_that_bars_it(county: County) -> None:
    sheet(county, FEBRUARY, "草稿", until="draft")
    sheet(county, FEBRUARY, "未审", until="finished")
    sheet(county, JANUARY, "一月")
    problems = bars(county, FEBRUARY)
    assert [p.code for p in problems] == [
        "period_not_over",
        "earlier_period_open",
        "indicators_not_in",
        "month_sheet_is_draft",
        "sheet_not_approved",
    ]
    assert problems[1].params["open"] == "2025年1月"
    assert (problems[3].params["sheet"], problems[3].params["no"]) == ("草稿", "0001")


@pytest.mark.shows("R29")
def test_that_a_month_tells_of_what_is_odd_and_is_closed_all_the_same(county: County) -> None:
    sheet(county, JANUARY, "一月", seen=30)
    county.clock.set(date(2025, 2, 10), 10)
    indicators(county, JANUARY, people=7)
    done = county.run(HEAD, Close(period=JANUARY))
    told = {(w.code, w.params.get("no")) for w in done.warnings}
    assert told >= {
        ("no_performance", "0008"),
        ("few_sheets", "0001"),
        ("no_sheet", "0002"),
        ("plan_missing", "0001"),
        ("corrections_overdue", "0001"),
        ("items_not_seen", None),
    }
    assert done.answer == {"people": 8, "scored": 7}
    rows = {row.staff_no: row for row in county.ask(LEADER, Results(period=JANUARY))}
    assert (rows["0008"].score, rows["0008"].rank, rows["0008"].state) == (None, None, "ungraded")
    assert (rows["0002"].figures["inspection"], rows["0002"].score) == (None, rows["0002"].figures["performance"])


def test_that_months_are_closed_in_their_order(county: County) -> None:
    county.clock.set(date(2025, 3, 10), 10)
    indicators(county, JANUARY)
    indicators(county, FEBRUARY)
    assert codes(bars(county, FEBRUARY)) == {"earlier_period_open"}
    county.run(HEAD, Close(period=JANUARY))
    county.run(HEAD, Close(period=FEBRUARY))


@pytest.mark.shows("7", "R30")
def test_that_a_quarter_waits_for_its_months_and_rounds_and_names_missing_sources(county: County) -> None:
    for month in (JANUARY, FEBRUARY):
        close_month(county, month)
    county.run(RECORDER, OpenRound(period=QUARTER, source="customer"))
    found = bars(county, QUARTER)
    assert [p.params["source"] for p in found if p.code == "round_open"] == [
        "客户满意度",
        "工业企业评价",
        "自我评价",
        "营销部审核评价",
    ]
    assert codes(found) == {"period_not_over", "earlier_period_open", "round_open"}
    close_month(county, MARCH)
    county.run(LEADER, CloseRound(period=QUARTER, source="customer"))
    for source in ("industry", "self", "department"):
        county.run(RECORDER, OpenRound(period=QUARTER, source=source))
        county.run(LEADER, CloseRound(period=QUARTER, source=source))
    done = county.run(HEAD, Close(period=QUARTER))
    missing = {(w.params["source"], w.params["policy"]) for w in done.warnings if w.code == "source_missing"}
    assert missing == {
        ("客户满意度", "其权重分给其余来源"),
        ("工业企业评价", "其权重分给其余来源"),
        ("自我评价", "其权重分给其余来源"),
        ("营销部审核评价", "其权重分给其余来源"),
    }
    row = county.ask(LEADER, Results(period=QUARTER))[0]
    assert row.figures["weights"] == {
        "performance": "1",
        "customer": "0",
        "industry": "0",
        "self": "0",
        "department": "0",
    }
    assert row.score == row.figures["performance"]


@pytest.mark.shows("13")
def test_that_one_month_of_three_makes_no_quarter(county: County) -> None:
    for month in (JANUARY, FEBRUARY, MARCH):
        county.clock.set(month.next().first_day, 10)
        indicators(county, month, people=8 if month is JANUARY else 7)
        county.run(HEAD, Close(period=month))
    done = close_quarter(county, QUARTER)
    assert [w.params["no"] for w in done.warnings if w.code == "person_ungraded"] == ["0008"]
    rows = {row.staff_no: row for row in county.ask(LEADER, Results(period=QUARTER))}
    assert (rows["0008"].score, rows["0008"].state, rows["0008"].figures["months"]) == (None, "ungraded", 1)
    assert rows["0001"].score is not None


def marks(county: County, rows: list[list[Any]]) -> Done:
    headings = ("工号", "姓名", "理论", "技能", "状态", "补考", "备注")
    path = books.write_book(county.folder / "d14.xlsx", [("成绩", headings, rows)])
    return county.run(RECORDER, ImportMarks(file=path, period=HALF))


def mark(
    number: int, theory: Any, practice: Any, state: str = "正常", retake: str = "否", note: Any = None
) -> list[Any]:
    return [PEOPLE[number].staff_no, PEOPLE[number].name, theory, practice, state, retake, note]


@pytest.mark.shows("R31")
def test_that_a_half_year_waits_for_published_marks(county: County) -> None:
    county.clock.set(date(2025, 7, 10), 10)
    rows = [mark(n, 80, 90) for n in range(8)]
    rows[1] = mark(1, None, None, "缓考", note="晋烟考〔缓〕1号")
    rows[2] = mark(2, 70, None, "缺考")
    marks(county, rows)
    assert codes(bars(county, HALF)) == {"marks_not_published"}
    county.run(LEADER, Publish(period=HALF))
    done = county.run(HEAD, Close(period=HALF))
    assert [(w.code, w.params["no"]) for w in done.warnings] == [("exam_deferred", "0002")]
    found = {row.staff_no: (row.score, row.figures["passed"]) for row in county.ask(LEADER, Results(period=HALF))}
    assert found["0001"] == ("85.00", True)
    assert found["0002"] == (None, None)
    assert found["0003"] == ("35.00", False)


@pytest.mark.shows("R31", "47")
def test_that_deferred_marks_and_retakes_come_in_when_the_half_year_is_reopened(county: County) -> None:
    county.clock.set(date(2025, 7, 10), 10)
    first = [mark(n, 80, 90) for n in range(2, 8)]
    first += [mark(0, 50, 90), mark(1, None, None, "缓考", note="晋烟考〔缓〕1号")]
    marks(county, first)
    county.run(LEADER, Publish(period=HALF))
    county.run(HEAD, Close(period=HALF))
    late = [mark(0, 75, 75, retake="是"), mark(1, 60, 70)]
    with pytest.raises(Rejected) as caught:
        marks(county, late)
    assert codes(caught.value.problems) == {"period_closed", "already_used"}
    county.run(HEAD, Reopen(period=HALF, reason="补考与缓考成绩"), second=LEADER)
    done = marks(county, late)
    assert {row.staff_no: row.state for row in done.answer["rows"]} == {"0001": "new", "0002": "changed"}
    assert codes(bars(county, HALF)) == {"marks_not_published"}
    county.run(LEADER, Publish(period=HALF))
    county.run(HEAD, Close(period=HALF))
    found = {row.staff_no: row.score for row in county.ask(LEADER, Results(period=HALF))}
    assert (found["0001"], found["0002"]) == ("70.00", "65.00")


@pytest.mark.shows("R32")
def test_that_a_year_waits_for_its_periods_and_its_three_ratings(county: County) -> None:
    county.clock.set(date(2026, 1, 12), 10)
    found = bars(county, WHOLE)
    assert codes(found) == {"earlier_period_open", "rating_not_counted"}
    assert [p.params["round"] for p in found if p.code == "rating_not_counted"] == ["同事互评", "领导评", "民主测评"]
    assert len([p for p in found if p.code == "earlier_period_open"]) == 6
    county.run(LEADER, RatingNotHeld(period=WHOLE, source="rating"))
    county.run(LEADER, RatingNotHeld(period=WHOLE, source="leader"))
    county.run(RECORDER, NotHeld(period=WHOLE, group="全体", reason="人员变动"))
    assert codes(bars(county, WHOLE)) == {"earlier_period_open"}


def test_that_a_period_is_closed_only_once_it_is_over(county: County) -> None:
    indicators(county, JANUARY)
    county.clock.set(date(2025, 1, 31), 23)
    (problem,) = bars(county, JANUARY)
    assert (problem.code, problem.params["until"]) == ("period_not_over", date(2025, 1, 31))
    county.clock.set(date(2025, 2, 1), 0)
    assert county.run(HEAD, Close(period=JANUARY)).count == 8
    assert Decimal(county.ask(LEADER, Results(period=JANUARY))[0].score or 0) > 0
