"""Reading inspection sheets keyed elsewhere, and writing their template."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from cmdesk.exchange.sheets import inspections, inspections_out
from cmdesk.exchange.sheets.checklist_columns import ChecklistColumns, ItemColumn, StepColumn
from cmdesk.exchange.sheets.inspections import DeductionRow, InspectionRow
from cmdesk.kernel.periods import Period

Make = Callable[..., Path]
CHECKLIST = ChecklistColumns(
    "2026.1",
    (
        ItemColumn("101", "月度目标按期提交", Decimal(3), "计划", (StepColumn("101-1", "迟一日", Decimal(1), "日"),)),
        ItemColumn(
            "201", "信息采集", Decimal(4), "分析", (StepColumn("201-1", "每户", Decimal("0.5"), "户"),), "field"
        ),
        ItemColumn("1103", "规范经营自律", Decimal(2), "监督"),
    ),
)
SHEET: dict[str, Any] = {
    "单号": "D-1",
    "工号": "0001",
    "姓名": "张喆",
    "检查日期": "2026-03-12",
    "方式": "综合",
    "层级": "县",
    "被复查单号": None,
    "督察员1": "0101",
    "督察员2": "0102",
    "地点": "东阳镇",
    "检查表版本": "2026.1",
    101: "×",
    201: "√",
    1103: "未查",
    "红线": "否",
    "红线事实": None,
    "签收": "签收",
    "签收日期": "2026-03-12",
    "见证人1": None,
    "见证人2": None,
    "得分": 85.71,
    "备注": None,
}
FACT: dict[str, Any] = {
    "单号": "D-1",
    "项目": 101,
    "条款": "101-1",
    "次数": 1,
    "扣分": -1,
    "事实": "三月计划迟交一日",
    "地点": "办公室",
    "发生日期": "2026-03-02",
    "依据": "台账",
    "依据编号": "T-7",
}


def read(
    book: Make, cells: dict[Any, Any] | None = None, facts: list[dict[str, Any]] | None = None, **asked: Any
) -> Any:
    sheet = SHEET | (cells or {})
    given = [FACT] if facts is None else [FACT | fact for fact in facts]
    path = book(
        {"检查单": [list(sheet), list(sheet.values())], "扣分": [list(FACT), *(list(fact.values()) for fact in given)]}
    )
    return inspections.read(path, CHECKLIST, **asked)


def test_that_a_sheet_is_read_with_its_deductions(book: Make) -> None:
    reading = read(book, controls={"sheets": Decimal(1)})
    assert (reading.problems, reading.warnings) == ((), ())
    assert reading.rows == (
        InspectionRow(
            number="D-1",
            staff_no="0001",
            name="张喆",
            inspected_on=date(2026, 3, 12),
            visit="combined",
            level="county",
            inspectors=("0101", "0102"),
            location="东阳镇",
            checklist_version="2026.1",
            answers={"101": "deducted", "201": "met", "1103": "not_seen"},
            red_line=False,
            signing="acknowledged",
            signed_on=date(2026, 3, 12),
            given_score=Decimal("85.71"),
            deductions=(
                DeductionRow(
                    number="D-1",
                    item="101",
                    step="101-1",
                    count=1,
                    points=Decimal(1),
                    fact="三月计划迟交一日",
                    location="办公室",
                    occurred_on=date(2026, 3, 2),
                    evidence="ledger",
                    evidence_number="T-7",
                ),
            ),
        ),
    )


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({201: None}, [("blank_item", "M")]),
        ({201: "不适用"}, [("reason_missing", "M")]),
        ({201: "不适用", "备注": "201：本月无采集点；1103:另查"}, []),
        ({201: "×"}, [("deduction_missing", "M")]),
        ({201: "差"}, [("value_not_allowed", "M")]),
        ({"红线": "是"}, [("red_line_without_fact", "P")]),
        ({"签收": "拒签", "见证人1": "李四"}, [("witness_missing", "T")]),
        ({"签收": "拒签", "见证人1": "李四", "见证人2": "李四"}, [("witness_missing", "T")]),
        ({"签收": "拒签", "见证人1": "李四", "见证人2": "王五"}, []),
        ({"督察员2": "0101"}, [("inspector_twice", "I")]),
        ({"检查表版本": "2025.2"}, [("checklist_version", "K")]),
        ({"层级": "市复查"}, [("value_missing", "G")]),
        ({"层级": "市复查", "被复查单号": "D-0"}, []),
        ({"方式": None}, [("value_missing", "E")]),
    ],
)
def test_that_a_bad_cell_of_a_sheet_is_named(
    book: Make, codes: Callable[..., Any], cells: dict[Any, Any], expected: list[tuple[str, str]]
) -> None:
    reading = read(book, cells)
    assert codes(reading.problems) == [(code, 2, column) for code, column in expected]
    assert len(reading.rows) == (0 if expected else 1)


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        ({"扣分": 2}, [("deduction_differs", "E")]),
        ({"扣分": 2, "条款": "其他"}, []),
        ({"次数": 2, "扣分": 2, "条款": "迟一日"}, []),
        ({"条款": "迟两日"}, [("value_not_allowed", "C")]),
        ({"事实": None}, [("fact_missing", "F")]),
        ({"依据": None}, [("evidence_missing", "I")]),
        ({"依据编号": None}, [("evidence_missing", "J")]),
        ({"依据": "其他", "依据编号": None}, []),
        ({"次数": 0}, [("out_of_range", "D")]),
        ({"地点": None}, [("value_missing", "G")]),
    ],
)
def test_that_a_bad_cell_of_a_deduction_is_named(
    book: Make, codes: Callable[..., Any], fact: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    reading = read(book, facts=[fact])
    assert codes(reading.problems) == [(code, 2, column) for code, column in expected]
    assert {problem.where.sheet for problem in reading.problems} <= {"扣分"}
    assert len(reading.rows) == (0 if expected else 1)


def test_that_what_was_put_right_is_read_as_items(book: Make, codes: Callable[..., Any]) -> None:
    assert read(book, {"上次问题已整改": "101、 201"}).rows[0].put_right == (101, 201)
    reading = read(book, {"上次问题已整改": "101；999"})
    assert [(problem.code, problem.params["value"]) for problem in reading.problems] == [("value_not_allowed", "999")]


@pytest.mark.shows("R06")
def test_that_a_deduction_may_name_one_of_the_complaints_of_retailers(
    book: Make, tmp_path: Path, made_at: datetime
) -> None:
    checklist = replace(CHECKLIST, complaints=(("cannot_buy", "买不到"), ("no_profit", "不赚钱")))
    fact = FACT | {"客户问题": "不赚钱"}
    sheets = [list(SHEET), list(SHEET.values())]
    reading = inspections.read(book({"检查单": sheets, "扣分": [list(fact), list(fact.values())]}), checklist)
    assert (reading.problems, reading.rows[0].deductions[0].complaint) == ((), "no_profit")
    path = tmp_path / "back.xlsx"
    path.write_bytes(inspections_out.write(checklist, made_at, reading.rows))
    assert inspections.read(path, checklist).rows == reading.rows
    wrong = FACT | {"客户问题": "太远"}
    (problem,) = inspections.read(
        book({"检查单": sheets, "扣分": [list(wrong), list(wrong.values())]}), checklist
    ).problems
    assert (problem.code, problem.where.field) == ("value_not_allowed", "complaint")


def test_that_a_deduction_of_an_unmarked_item_or_an_unknown_sheet_is_refused(
    book: Make, codes: Callable[..., Any]
) -> None:
    stray = {"项目": 201, "条款": "201-1", "扣分": 0.5}
    reading = read(book, facts=[{}, stray, {"单号": "D-9"}, {"项目": 999}])
    assert codes(reading.problems) == [
        ("item_not_marked", 3, "B"),
        ("deduction_without_sheet", 4, "A"),
        ("value_not_allowed", 5, "B"),
    ]


def test_that_a_photo_and_a_day_outside_the_month_are_said(book: Make, codes: Callable[..., Any]) -> None:
    reading = read(book, {"检查日期": "2026-04-01"}, [{"依据": "照片"}], period=Period.parse("2026-03"))
    assert codes(reading.problems) == []
    assert codes(reading.warnings) == [("outside_period", 2, "D"), ("photo_expected", 2, "I")]


def test_that_a_number_stands_once(book: Make, codes: Callable[..., Any]) -> None:
    path = book(
        {"检查单": [list(SHEET), list(SHEET.values()), list(SHEET.values())], "扣分": [list(FACT), list(FACT.values())]}
    )
    assert codes(inspections.read(path, CHECKLIST).problems) == [("person_twice", 3, "A")]


@pytest.mark.shows("32")
def test_that_the_template_offers_every_item_and_reads_back(
    tmp_path: Path, made_at: datetime, book: Make, codes: Callable[..., Any]
) -> None:
    blank = load_workbook(BytesIO(inspections_out.write(CHECKLIST, made_at)))
    assert blank.sheetnames == ["检查单", "扣分", "项目"]
    assert [cell.value for cell in blank["检查单"][2]][12:15] == ["101", "201", "1103"]
    assert [row[5].value for row in blank["项目"].iter_rows(min_row=2)] == ["101-1", "其他", "201-1", "其他", "其他"]
    rows = read(book).rows
    path = tmp_path / "back.xlsx"
    path.write_bytes(inspections_out.write(CHECKLIST, made_at, rows))
    back = inspections.read(path, CHECKLIST)
    assert (codes(back.problems), back.rows) == ([], rows)
