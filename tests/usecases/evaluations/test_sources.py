"""The other sources: survey, department review, leaders; and rounds that open, close or are not held."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from factories.county import HEAD, LEADER, RECORDER, YEAR, County
from sqlalchemy import func, select, update

from cmdesk.kernel.errors import Forbidden, Problem, Rejected
from cmdesk.kernel.periods import Period
from cmdesk.models.access import User
from cmdesk.models.evaluations import LeaderRating, Questionnaire
from cmdesk.queries.scoring import Preview
from cmdesk.runtime.context import Done
from cmdesk.sample import books, figures
from cmdesk.sample.chance import Chance
from cmdesk.sample.county import managers
from cmdesk.usecases.evaluations.close_round import CloseRound
from cmdesk.usecases.evaluations.enter_leader import EnterLeader
from cmdesk.usecases.evaluations.import_survey import ImportSurvey
from cmdesk.usecases.evaluations.lead import Lead
from cmdesk.usecases.evaluations.not_held import RatingNotHeld
from cmdesk.usecases.evaluations.open_round import OpenRound
from cmdesk.usecases.evaluations.review import Review

QUARTER = Period.parse("2025Q1")
WHOLE = Period.parse("2025")
PEOPLE = managers("small", 8, YEAR)
QUESTIONS = ("拜访频次", "服务态度", "政策告知", "经营指导", "品牌介绍", "陈列标价指导", "诉求解决", "库存订货建议")
HEADINGS = ("问卷编号", "工号", "姓名", "城乡", *QUESTIONS, "信息及时", "总体满意", "调查日期", "调查员")


def sheets(number: int, count: int, answer: int) -> list[list[Any]]:
    """Give questionnaires of one manager, every question answered alike."""
    person = PEOPLE[number]
    last = [date(2025, 3, 25), "调查员甲"]
    return [[f"{number}-{k}", person.staff_no, person.name, "城", *[answer] * 10, *last] for k in range(count)]


def take_in(county: County, rows: list[list[Any]], **options: Any) -> Done:
    path = books.write_book(county.folder / "c.xlsx", [("问卷", HEADINGS, rows)])
    return county.run(RECORDER, ImportSurvey(file=path, period=QUARTER, **options))


def refused(county: County, number: str, command: Any) -> list[Problem]:
    with pytest.raises(Rejected) as caught:
        county.run(number, command)
    return list(caught.value.problems)


def customer(county: County) -> dict[str, str | None]:
    return {row.staff_no: row.figures["customer"] for row in county.ask(HEAD, Preview(period=QUARTER)).results}


@pytest.fixture
def surveyed(county: County) -> County:
    """Give the county with the customer round open."""
    county.run(RECORDER, OpenRound(period=QUARTER, source="customer", due=date(2025, 3, 31)))
    return county


@pytest.mark.shows("19", "7", "R21")
def test_that_too_few_answers_take_the_county_mean_and_are_named(surveyed: County) -> None:
    rows = [*sheets(0, 20, 4), *sheets(1, 20, 5), *sheets(2, 7, 2)]
    done = take_in(surveyed, rows)
    found = customer(surveyed)
    assert (found["0001"], found["0002"], found["0003"], found["0004"]) == ("80.00", "100.00", "90.00", None)
    codes = {(w.code, w.params.get("staff_no")) for w in done.warnings}
    assert ("too_few_answers", "0003") in codes
    assert ("sample_below_plan", "0003") in codes
    assert {number for code, number in codes if code == "nobody_asked"} == {f"000{n}" for n in range(4, 9)}


def test_that_the_survey_again_is_unchanged_and_a_new_one_replaces_all_sheets(surveyed: County) -> None:
    take_in(surveyed, sheets(0, 20, 4))
    assert take_in(surveyed, list(reversed(sheets(0, 20, 4)))).answer["unchanged"] == 1
    done = take_in(surveyed, sheets(0, 12, 5))
    assert [row.state for row in done.answer["rows"]] == ["changed"]
    assert customer(surveyed)["0001"] == "100.00"
    with surveyed.desk.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Questionnaire)) == 12


def test_that_invalid_sheets_do_not_count_and_the_manager_is_no_surveyor(surveyed: County) -> None:
    headings = (*HEADINGS, "有效", "无效原因")
    rows = [[*row, "是", None] for row in sheets(0, 10, 4)]
    rows += [[*row, "否", "涂改"] for row in sheets(1, 3, 1)]
    path = books.write_book(surveyed.folder / "c.xlsx", [("问卷", headings, rows)])
    done = surveyed.run(RECORDER, ImportSurvey(file=path, period=QUARTER))
    assert ("too_few_answers", "0002") in {(w.code, w.params.get("staff_no")) for w in done.warnings}
    assert customer(surveyed)["0002"] is None
    rows[0][15] = PEOPLE[0].name
    rows[1][4] = 6
    rows[10][17] = None
    path = books.write_book(surveyed.folder / "c.xlsx", [("问卷", headings, rows)])
    problems = refused(surveyed, RECORDER, ImportSurvey(file=path, period=QUARTER))
    assert {(p.code, p.where.row) for p in problems} == {
        ("surveyor_is_appraised", 2),
        ("answer_not_1_to_5", 3),
        ("invalid_without_reason", 12),
    }


def test_that_sums_of_an_agency_count_like_its_sheets(surveyed: County) -> None:
    take_in(surveyed, sheets(0, 20, 4))
    single = customer(surveyed)["0001"]
    headings = ("工号", "姓名", "发放", "回收", "有效", *(f"{q}合计" for q in (*QUESTIONS, "信息及时", "总体满意")))
    rows = [["0001", PEOPLE[0].name, 20, 20, 20, *[80] * 10]]
    path = books.write_book(surveyed.folder / "s.xlsx", [("汇总", headings, rows)])
    surveyed.run(RECORDER, ImportSurvey(file=path, period=QUARTER))
    assert customer(surveyed)["0001"] == single == "80.00"


def test_that_no_retailer_is_read(surveyed: County) -> None:
    headings = (*HEADINGS, "零售户名称")
    rows = [[*row, "某某商店"] for row in sheets(0, 10, 4)]
    path = books.write_book(surveyed.folder / "c.xlsx", [("问卷", headings, rows)])
    done = surveyed.run(RECORDER, ImportSurvey(file=path, period=QUARTER))
    assert "retailer_named" in {w.code for w in done.warnings}


@pytest.mark.shows("16")
def test_that_rounds_open_and_close_once(county: County) -> None:
    for period, source in ((QUARTER, "leader"), (WHOLE, "customer"), (Period.parse("2025-01"), "self"), (QUARTER, "x")):
        assert [p.code for p in refused(county, RECORDER, OpenRound(period=period, source=source))] == [
            "source_not_of_period"
        ]
    county.run(RECORDER, OpenRound(period=QUARTER, source="self"))
    assert [p.code for p in refused(county, RECORDER, OpenRound(period=QUARTER, source="self"))] == ["round_exists"]
    with pytest.raises(Forbidden, match="not_permitted"):
        county.run(RECORDER, CloseRound(period=QUARTER, source="self"))
    county.run(LEADER, CloseRound(period=QUARTER, source="self"))
    for source in ("self", "industry"):
        found = refused(county, LEADER, CloseRound(period=QUARTER, source=source))
        assert [p.code for p in found] == ["round_not_open"]
    path = books.write_book(county.folder / "c.xlsx", [("问卷", HEADINGS, sheets(0, 10, 4))])
    assert [p.code for p in refused(county, RECORDER, ImportSurvey(file=path, period=QUARTER))] == ["round_not_open"]


@pytest.mark.shows("R21", "77")
def test_that_the_department_adjusts_by_five_at_most_and_with_a_reason(county: County) -> None:
    county.run(RECORDER, OpenRound(period=QUARTER, source="department"))
    review = Review(period=QUARTER, staff_no="0001", adjustment=Decimal("5.1"))
    assert [p.code for p in refused(county, HEAD, review)] == ["adjustment_too_large", "reason_missing"]
    low = Review(period=QUARTER, staff_no="0001", adjustment=Decimal("-5.5"), reason="多次投诉")
    assert [p.code for p in refused(county, HEAD, low)] == ["adjustment_too_large"]
    county.run(HEAD, Review(period=QUARTER, staff_no="0001", adjustment=Decimal(0)))
    county.run(HEAD, Review(period=QUARTER, staff_no="0001", adjustment=Decimal(-5), reason="临时任务拖延"))
    with county.rows() as session:
        session.execute(update(User).where(User.number == HEAD).values(person_id=county.people()["0002"].id))
    county._actors.clear()
    county.sit(RECORDER)
    with pytest.raises(Forbidden, match="own_case"):
        county.run(HEAD, Review(period=QUARTER, staff_no="0002", adjustment=Decimal(5), reason="自己"))


def test_that_leaders_rate_by_name_and_only_in_their_round(county: County) -> None:
    scores = (Decimal(9),) * 10
    assert [p.code for p in refused(county, HEAD, Lead(period=WHOLE, staff_no="0001", scores=scores))] == [
        "round_not_open"
    ]
    county.run(RECORDER, OpenRound(period=WHOLE, source="leader"))
    county.run(HEAD, Lead(period=WHOLE, staff_no="0001", scores=scores))
    county.run(HEAD, Lead(period=WHOLE, staff_no="0001", scores=(Decimal(8),) * 10))
    keyed = EnterLeader(period=WHOLE, staff_no="0001", rater="孙永平", duty="market_supervisor", scores=scores)
    county.run(RECORDER, keyed)
    with county.desk.database.reading() as session:
        rows = session.execute(select(LeaderRating.rater, LeaderRating.scores).order_by(LeaderRating.rater)).all()
    assert [(row.rater, row.scores[0]) for row in rows] == [("刘志强", "8"), ("孙永平", "9")]
    for wrong in (scores[:9], (*scores[:9], Decimal(11)), (*scores[:9], Decimal(-1))):
        found = refused(county, HEAD, Lead(period=WHOLE, staff_no="0001", scores=wrong))
        assert [p.code for p in found] == ["abilities_needed"]
    for wrong_one in ({"duty": "department_head"}, {"rater": "刘志强"}):
        given = {"period": WHOLE, "staff_no": "0002", "rater": "赵国庆", "duty": "deputy_head", "scores": scores}
        found = refused(county, RECORDER, EnterLeader(**{**given, **wrong_one}))
        assert [p.code for p in found] == ["value_not_allowed"]
    nameless = EnterLeader(period=WHOLE, staff_no="0001", rater=" ", duty="deputy_head", scores=scores)
    assert [p.code for p in refused(county, RECORDER, nameless)] == ["rater_missing"]
    county.run(LEADER, CloseRound(period=WHOLE, source="leader"))
    assert [p.code for p in refused(county, RECORDER, keyed)] == ["round_not_open"]


def test_that_a_rating_that_was_not_held_is_recorded_once(county: County) -> None:
    county.run(LEADER, RatingNotHeld(period=WHOLE, source="rating"))
    assert [p.code for p in refused(county, LEADER, RatingNotHeld(period=WHOLE, source="rating"))] == ["round_exists"]
    for period, source in ((QUARTER, "leader"), (WHOLE, "customer")):
        found = refused(county, LEADER, RatingNotHeld(period=period, source=source))
        assert [p.code for p in found] == ["source_not_of_period"]


def test_that_the_sample_survey_fits(surveyed: County) -> None:
    path = figures.survey_book(surveyed.folder / "c.xlsx", PEOPLE, Chance("survey"), QUARTER)
    done = surveyed.run(RECORDER, ImportSurvey(file=path, period=QUARTER))
    assert done.count == 8
    assert all(Decimal(value or 0) > 50 for value in customer(surveyed).values())
