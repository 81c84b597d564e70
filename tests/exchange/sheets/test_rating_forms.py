"""The forms that go out to raters and come back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from cmdesk.exchange.sheets import industry, self_rating
from cmdesk.exchange.sheets.industry import ITEMS, IndustryForm, IndustryRow
from cmdesk.exchange.sheets.self_rating import DUTIES, SelfForm, SelfRow
from cmdesk.kernel.periods import Period

QUARTER = Period.parse("2026Q1")
Codes = Callable[..., Any]


@pytest.fixture
def industry_form(made_at: datetime) -> IndustryForm:
    people = (("0001", "张喆"), ("0002", "李四"), ("0003", "王五"))
    return IndustryForm(
        form_number="D10-2026Q1-7KX2M9QA",
        unit="榆次区营销部",
        period=QUARTER,
        rule_version="2026.1",
        company="山西昆明烟草",
        rater="赵一",
        people=people,
        made_at=made_at,
    )


@pytest.fixture
def self_form(made_at: datetime) -> SelfForm:
    return SelfForm(
        form_number="D11-2026Q1-A1B2C3D4",
        unit="榆次区营销部",
        period=QUARTER,
        rule_version="2026.1",
        staff_no="0001",
        name="张喆",
        made_at=made_at,
    )


def kept(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "form.xlsx"
    path.write_bytes(content)
    return path


def full() -> list[SelfRow]:
    return [SelfRow(duty=number, score=Decimal("8.5")) for number in range(1, 11)]


@pytest.mark.shows("17", "100")
def test_that_a_rater_s_form_comes_back_as_it_was_filled_in(tmp_path: Path, industry_form: IndustryForm) -> None:
    rated = (
        IndustryRow(staff_no="0001", name="张喆", scores=(Decimal("12.5"),) * 8, opinion="积极"),
        IndustryRow(staff_no="0003", name="王五", scores=(Decimal("0"),) * 7 + (Decimal("9.5"),)),
    )
    reading = industry.read(kept(tmp_path, industry.write(industry_form, rated)), period=QUARTER)
    assert (reading.problems, reading.warnings, reading.rows) == ((), (), rated)
    assert reading.rows[0].total == 100
    assert reading.head == {
        "单位": "榆次区营销部",
        "期间": "2026Q1",
        "规则版本": "2026.1",
        "企业": "山西昆明烟草",
        "评价人": "赵一",
        "表单编号": "D10-2026Q1-7KX2M9QA",
    }
    assert reading.period == QUARTER


def test_that_only_the_yellow_cells_can_be_written(industry_form: IndustryForm) -> None:
    sheet = load_workbook(BytesIO(industry.write(industry_form)))["评价"]
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    unlocked = {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    yellow = {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.fill.fgColor.rgb == "FFFFE699"}
    assert unlocked == yellow == {f"{column}{row}" for row in (6, 7, 8) for column in "CDEFGHIJK"}
    assert len(sheet._images) == 1


def test_that_a_form_is_the_same_bytes_each_time(industry_form: IndustryForm) -> None:
    assert industry.write(industry_form) == industry.write(industry_form)


@pytest.mark.parametrize(
    ("place", "value", "expected"),
    [
        ("C6", None, ("blank_item", 6, "C")),
        ("C6", 12.6, ("out_of_range", 6, "C")),
        ("C6", -0.1, ("out_of_range", 6, "C")),
        ("C6", 9.25, ("too_many_decimals", 6, "C")),
        ("C6", "好", ("not_a_number", 6, "C")),
        ("C7", 5, ("blank_item", 7, "D")),
        ("K7", "不熟", ("blank_item", 7, "C")),
        ("A6", None, ("value_missing", 6, "A")),
        ("A3", "表单编号：D10-2026Q1", ("form_unknown", 3, None)),
        ("A3", "表单编号：D11-2026Q1-7KX2M9QA", ("form_unknown", 3, None)),
        ("A3", None, ("form_unknown", None, None)),
        ("A3", "表单编号：D10-2025Q4-7KX2M9QA", ("form_of_other_period", 3, None)),
    ],
)
def test_that_a_form_filled_in_wrongly_is_named(
    tmp_path: Path, industry_form: IndustryForm, codes: Codes, place: str, value: Any, expected: Any
) -> None:
    rated = [IndustryRow(staff_no="0001", name="张喆", scores=(Decimal(10),) * 8)]
    book = load_workbook(BytesIO(industry.write(industry_form, rated)))
    book["评价"][place] = value
    book.save(tmp_path / "changed.xlsx")
    found = codes(industry.read(tmp_path / "changed.xlsx", period=QUARTER).problems)
    assert expected in found
    assert {code for code, _, _ in found} == {expected[0]}


def test_that_one_total_for_three_people_is_said(tmp_path: Path, industry_form: IndustryForm) -> None:
    people = industry_form.people
    rated = [IndustryRow(staff_no=number, name=name, scores=(Decimal(10),) * 8) for number, name in people]
    reading = industry.read(kept(tmp_path, industry.write(industry_form, rated)))
    assert [(w.code, w.params) for w in reading.warnings] == [("all_equal", {"count": 3, "total": Decimal(80)})]
    two = industry.read(kept(tmp_path, industry.write(industry_form, rated[:2])))
    assert two.warnings == ()


def test_that_a_self_rating_comes_back_as_it_was_filled_in(tmp_path: Path, self_form: SelfForm) -> None:
    rated = tuple(
        SelfRow(duty=number, score=Decimal("9.5"), fact="走访一百二十户并逐户登记库存") if number == 3 else row
        for number, row in enumerate(full(), 1)
    )
    reading = self_rating.read(kept(tmp_path, self_rating.write(self_form, rated)), period=QUARTER)
    assert (reading.problems, reading.rows) == ((), rated)
    assert (reading.people[0].staff_no, reading.people[0].name) == ("0001", "张喆")
    assert reading.head["表单编号"] == "D11-2026Q1-A1B2C3D4"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"C6": None}, [("blank_item", 6, "C")]),
        ({"C6": 9, "D6": "做得很好"}, [("fact_missing", 6, "D")]),
        ({"C6": 8.9}, []),
        ({"C6": 10.5}, [("out_of_range", 6, "C")]),
        ({"C6": 8.25}, [("too_many_decimals", 6, "C")]),
        ({"B6": "喝茶"}, [("blank_item", None, None), ("value_not_allowed", 6, "B")]),
        ({"B6": DUTIES[1]}, [("blank_item", None, None), ("person_twice", 7, "B")]),
    ],
)
def test_that_a_self_rating_filled_in_wrongly_is_named(
    tmp_path: Path, self_form: SelfForm, codes: Codes, changes: dict[str, Any], expected: Any
) -> None:
    book = load_workbook(BytesIO(self_rating.write(self_form, full())))
    for place, value in changes.items():
        book["自评"][place] = value
    book.save(tmp_path / "changed.xlsx")
    assert codes(self_rating.read(tmp_path / "changed.xlsx", period=QUARTER).problems) == expected


def test_that_the_ten_duties_and_eight_items_are_those_of_the_rules() -> None:
    assert (len(DUTIES), len(set(DUTIES)), len(ITEMS)) == (10, 10, 8)


def test_that_text_of_a_rater_is_no_formula(tmp_path: Path, industry_form: IndustryForm) -> None:
    odd = replace(industry_form, people=(("0001", "=1+1"),))
    rated = [IndustryRow(staff_no="0001", name="=1+1", scores=(Decimal(1),) * 8, opinion="=cmd|' /C calc'!A0")]
    path = kept(tmp_path, industry.write(odd, rated))
    assert [cell.data_type for cell in load_workbook(path)["评价"][6][:2]] == ["s", "s"]
    assert industry.read(path).rows[0].opinion == "=cmd|' /C calc'!A0"
