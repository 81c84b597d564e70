"""What is written is read back as it was: for every kind that goes both ways, or that the sample city writes."""

from __future__ import annotations

import string
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from cmdesk.exchange.sheets import (
    decision,
    exams,
    holidays,
    indicators,
    roster,
    roster_out,
    seats,
    sent,
    survey,
)
from cmdesk.exchange.sheets import vocabulary as words
from cmdesk.exchange.sheets.decision import DecisionRow
from cmdesk.exchange.sheets.exams import ExamRow
from cmdesk.exchange.sheets.holidays import HolidayRow
from cmdesk.exchange.sheets.indicators import IndicatorRow
from cmdesk.exchange.sheets.roster import KinRow, LevelRow, PersonRow, PostRow
from cmdesk.exchange.sheets.seats import SeatRow
from cmdesk.exchange.sheets.survey import QuestionnaireRow, SummaryRow
from cmdesk.exchange.sheets.writer import Stamp
from cmdesk.kernel.periods import Period

few = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
MARCH, HALF, YEAR = Period.parse("2026-03"), Period.parse("2026H1"), Period.parse("2026")

han = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
names = st.text(han, min_size=2, max_size=4)
# A closing word at the start of a row would end the table: no real 工号 begins with one, and 工号 stands first.
numbers = st.text(string.digits, min_size=1, max_size=8)
notes = st.none() | st.text(han | st.sampled_from("=+-@0 aB"), min_size=1, max_size=20).map(
    lambda text: " ".join(text.split())
).filter(lambda text: text.strip("-") and text not in ("无", "/", "—"))
days = st.dates(date(1990, 1, 1), date(2026, 1, 1))


def figures(high: int, places: int = 2, low: int = 0) -> st.SearchStrategy[Decimal]:
    return st.decimals(min_value=low, max_value=high, places=places)


def one_of(vocabulary: words.Words) -> st.SearchStrategy[str]:
    return st.sampled_from([entry[0] for entry in vocabulary.entries])


rungs = st.sampled_from(["trainee", *(f"{level}-{letter}" for level in ("junior", "senior") for letter in "ABC")])


def unique(rows: st.SearchStrategy[Any], size: int = 6) -> st.SearchStrategy[list[Any]]:
    return st.lists(rows, min_size=1, max_size=size, unique_by=lambda row: row.staff_no)


@st.composite
def people(draw: st.DrawFn) -> PersonRow:
    work, post, left = sorted(draw(st.lists(days, min_size=3, max_size=3)))
    status = draw(one_of(words.STATUS))
    retailers = draw(st.none() | st.tuples(st.integers(0, 9999), st.integers(0, 9999)))
    return PersonRow(
        staff_no=draw(numbers),
        name=draw(names),
        employment=draw(one_of(words.EMPLOYMENT)),
        unit=draw(st.none() | names),
        sex=draw(st.none() | one_of(words.SEX)),
        born=draw(st.none() | st.dates(date(1960, 1, 1), date(1989, 1, 1)).map(lambda day: day.replace(day=1))),
        post_since=post,
        work_since=draw(st.none() | st.just(work)),
        education=draw(one_of(words.EDUCATION)),
        qualification=draw(st.none() | one_of(words.QUALIFICATION)),
        rung=draw(rungs),
        rung_since=draw(st.none() | days),
        last_score=draw(st.none() | figures(100)),
        last_band=draw(st.none() | one_of(words.BANDS)),
        band_before_last=draw(st.none() | one_of(words.BANDS)),
        urban_retailers=retailers[0] if retailers else None,
        rural_retailers=retailers[1] if retailers else None,
        route=draw(notes),
        note=draw(notes),
        status=status,
        left_on=left if status in ("left", "retired", "transferred") else None,
    )


def kept(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "file.xlsx"
    path.write_bytes(content)
    return path


def by_number(rows: Any) -> list[Any]:
    return sorted(rows, key=lambda row: row.staff_no)


@few
@given(rows=unique(people()))
def test_that_a_roster_that_went_out_comes_in_unchanged(tmp_path: Path, stamp: Stamp, rows: list[PersonRow]) -> None:
    reading = roster.read(kept(tmp_path, roster_out.write(rows, stamp)), period=MARCH)
    assert reading.problems == ()
    assert list(reading.rows) == by_number(rows)


@pytest.mark.shows("100")
def test_that_a_roster_with_its_further_sheets_comes_in_unchanged(tmp_path: Path, stamp: Stamp) -> None:
    person = PersonRow(
        staff_no="0001", name="张喆", employment="regular", post="inspector", id_number="11010519491231002X"
    )
    further: dict[str, Any] = {
        "posts": (PostRow(staff_no="0001", post="inspector", start=date(2020, 1, 1), end=date(2021, 1, 1)),),
        "levels": (LevelRow(staff_no="0001", rung="trainee", start=date(2019, 1, 1)),),
        "kin": (KinRow(staff_no="0001", other="0002", kinship="lineal"),),
    }
    content = roster_out.write([person], stamp, **further, with_id_numbers=True)
    reading = roster.read(kept(tmp_path, content))
    assert (reading.problems, reading.rows, reading.further) == ((), (person,), further)
    assert "身份证号" not in str(
        CalamineWorkbook.from_filelike(BytesIO(roster_out.write([person], stamp))).get_sheet_by_name("人员").to_python()
    )


def test_that_calamine_reads_what_we_write_as_we_do(stamp: Stamp) -> None:
    person = PersonRow(
        staff_no="0001", name="张喆", employment="regular", post="inspector", work_since=date(2009, 7, 1)
    )
    content = roster_out.write(
        [replace(person, last_score=Decimal("86.2"), urban_retailers=5, rural_retailers=6)], stamp
    )
    lines = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_name("人员").to_python(skip_empty_area=False)
    found = dict(zip(lines[2], lines[3], strict=True))
    assert (found["工号"], found["上年得分"], found["城区户数"]) == ("0001", 86.2, 5)
    assert found["参加工作日期"] == date(2009, 7, 1)


@st.composite
def indicator_rows(draw: st.DrawFn) -> IndicatorRow:
    rate = figures(999)
    return IndicatorRow(
        staff_no=draw(numbers),
        name=draw(names),
        period=MARCH,
        sales_target=draw(figures(900, 4, 100)),
        sales_actual=draw(figures(900, 4)),
        revenue_rate=draw(rate),
        shelf_target=draw(figures(100, 4, 1)),
        shelf_actual=draw(figures(100, 4)),
        forecast_quantity=draw(figures(99999)),
        ordered_quantity=draw(figures(99999)),
        margin_target=draw(figures(50, 2, -50)),
        margin_actual=draw(figures(50, 2, -50)),
        price_tags_rate=draw(st.none() | rate),
        given_points=draw(st.dictionaries(st.sampled_from(["sales", "margin"]), figures(25))),
        given_score=draw(st.none() | figures(100)),
    )


@few
@given(rows=unique(indicator_rows()))
def test_that_monthly_figures_come_in_as_they_were_sent(
    tmp_path: Path, made_at: datetime, rows: list[IndicatorRow]
) -> None:
    path = kept(tmp_path, sent.indicators(rows, made_at, ("月度经营业绩指标", "期间：2026-03")))
    reading = indicators.read(path, period=MARCH)
    assert (reading.problems, list(reading.rows)) == ((), rows)


exam_rows = st.builds(
    ExamRow,
    staff_no=numbers,
    name=names,
    period=st.just(HALF),
    theory=figures(100),
    practice=figures(100),
    retake=st.booleans(),
    admission_no=st.none() | numbers,
    examined_on=st.none() | days,
    invigilator=st.none() | names,
    note=notes,
)


@few
@given(rows=unique(exam_rows))
def test_that_marks_come_in_as_they_were_sent(tmp_path: Path, made_at: datetime, rows: list[ExamRow]) -> None:
    reading = exams.read(kept(tmp_path, sent.exams(rows, made_at, ("成绩表",))), period=HALF)
    assert (reading.problems, list(reading.rows)) == ((), rows)


def test_that_seats_and_the_decision_of_the_sample_city_come_in(tmp_path: Path, made_at: datetime) -> None:
    issued = SeatRow(
        year=YEAR,
        unit_code="140702",
        unit="榆次区营销部",
        base_date=date(2026, 12, 31),
        headcount=71,
        document_number="晋中烟〔2027〕1号",
        senior=14,
        intermediate=None,
        junior=0,
        revision=2,
    )
    reading = seats.read(kept(tmp_path, sent.seats([issued], made_at)), period=YEAR, own_unit=("140702",))
    assert (reading.problems, reading.rows) == ((), (issued,))
    decided = [
        DecisionRow(
            year=YEAR,
            staff_no="0001",
            name="张喆",
            decision="adjusted",
            document_number="晋中烟〔2027〕8号",
            decided_on=date(2027, 2, 20),
            effect=Period.parse("2027-03"),
            unit_code="140702",
            proposed_rung="intermediate-A",
            decided_rung="intermediate-B",
            reason="名额",
        ),
        DecisionRow(
            year=YEAR,
            staff_no="0002",
            name="李四",
            decision="agreed",
            document_number="晋中烟〔2027〕8号",
            decided_on=date(2027, 2, 20),
            effect=Period.parse("2027-03"),
            proposed_rung="trainee",
            decided_rung="trainee",
        ),
    ]
    answer = decision.read(kept(tmp_path, sent.decision(decided, made_at, ("批复",), answers="ab" * 32)), period=YEAR)
    assert (answer.problems, answer.warnings, list(answer.rows)) == ((), (), decided)
    assert answer.head["上报摘要"] == "ab" * 32


def test_that_surveys_and_holidays_of_the_sample_city_come_in(tmp_path: Path, made_at: datetime) -> None:
    asked = QuestionnaireRow(
        number="W1",
        answers=(5, 4, 3, None, 5, 5, 5, 5, 5, 1),
        staff_no="0001",
        name="张喆",
        area="rural",
        surveyed_on=date(2026, 3, 9),
        surveyor="刘洋",
        valid=False,
        invalid_reason="代填",
    )
    reading = survey.read(kept(tmp_path, sent.questionnaires([asked], made_at)))
    assert (reading.problems, reading.rows) == ((), (asked,))
    summed = SummaryRow(
        issued=12, returned=11, valid=10, answers=(Decimal(45),) * 10, are_means=False, staff_no="0001", name="张喆"
    )
    reading = survey.read(kept(tmp_path, sent.survey_summary([summed], made_at)))
    assert (reading.problems, reading.rows) == ((), (summed,))
    festivals = [
        HolidayRow(day=date(2026, 1, 1 + place), kind="off", name=name) for place, name in enumerate(holidays.FESTIVALS)
    ]
    year = holidays.read(kept(tmp_path, sent.holidays(festivals, made_at)), period=YEAR)
    assert (year.problems, list(year.rows)) == ((), festivals)


@pytest.mark.parametrize("write", [sent.indicators, sent.exams, sent.seats, sent.decision, sent.questionnaires])
def test_that_a_blank_template_offers_every_column(
    tmp_path: Path, made_at: datetime, write: Callable[..., bytes]
) -> None:
    content = write([], made_at)
    assert content == write([], made_at)
    header = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()[0]
    assert len(set(header)) == len(header) > 8
