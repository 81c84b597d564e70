"""Writing the workbooks that go out."""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from cmdesk.exchange.content_digest import printed_cell, row_line
from cmdesk.exchange.sheets import ballot_accounts, levels, month, pay, quarter
from cmdesk.exchange.sheets.ballot_accounts import BallotLine
from cmdesk.exchange.sheets.levels import LevelFacts, LevelLine, SeatLine
from cmdesk.exchange.sheets.month import IndicatorLine, InspectionLine, MonthLine
from cmdesk.exchange.sheets.pay import PayLine
from cmdesk.exchange.sheets.quarter import QuarterLine, SourceLine
from cmdesk.exchange.sheets.writer import Form, OutColumn, Shape, Stamp, check_lines, digest_of, out_sheet, workbook
from cmdesk.kernel.periods import Period

MARCH = Period.parse("2026-03")


def month_line(staff_no: str, score: str | None, **parts: Any) -> MonthLine:
    given: dict[str, Any] = {
        "unit": "榆次区营销部",
        "staff_no": staff_no,
        "name": f"人{staff_no}",
        "period": MARCH,
        "employment": "contract",
        "rung": "intermediate-B",
        "performance": Decimal("91.005"),
        "inspection": None,
        "inspections": 0,
        "red_line": False,
        "score": None if score is None else Decimal(score),
    }
    return MonthLine(**(given | parts))


@pytest.fixture
def month_sheets() -> Any:
    people = [
        month_line("0002", "92.10"),
        month_line("0001", "92.104"),
        month_line("0003", None),
        month_line("0004", "95"),
    ]
    figures = [
        IndicatorLine(
            staff_no="0001",
            name="人0001",
            indicator="销量目标完成率",
            target=Decimal(120),
            actual=Decimal("118.8"),
            rate=Decimal(99),
            points=Decimal(25),
            score=Decimal(24),
        )
    ]
    visits = [
        InspectionLine(
            number="D-1",
            staff_no="0001",
            inspected_on=date(2026, 3, 12),
            level="county",
            score=Decimal("94"),
            replaced=True,
            deductions=(("101", Decimal(1)), ("303", Decimal("0.25"))),
        )
    ]
    return month.sheets(people, figures, visits)


def lines_of(content: bytes, sheet: str) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in load_workbook(BytesIO(content))[sheet].iter_rows()]


def test_that_a_month_has_title_stamp_header_and_typed_cells(month_sheets: Any, stamp: Stamp) -> None:
    content = workbook(month_sheets, stamp, month.FORM)
    book = load_workbook(BytesIO(content))
    assert book.sheetnames == ["月度考评", "指标明细", "督察明细", "校验"]
    sheet = book["月度考评"]
    assert sheet["A1"].value == "榆次区营销部2026年3月月度考评上报表 月度考评"
    assert sheet["A2"].value == "单位：榆次区营销部 · 期间：2026-03 · 规则版本：2026.1（施行） · 版次：1"
    assert sheet.freeze_panes == "A4"
    assert [cell.value for cell in sheet[3]][:4] == ["序号", "单位", "工号", "姓名"]
    first = {heading.value: cell for heading, cell in zip(sheet[3], sheet[4], strict=True)}
    assert (first["工号"].value, first["工号"].data_type, first["工号"].number_format) == ("0001", "s", "@")
    assert (first["经营业绩"].value, first["经营业绩"].number_format) == (91.01, "0.00")
    assert (first["督察均分"].value, first["红线"].value, first["现级"].value, first["现档"].value) == (
        None,
        "否",
        "中级",
        "B",
    )
    day = book["督察明细"]["C4"]
    assert (day.value.date(), day.is_date, day.number_format) == (date(2026, 3, 12), True, "yyyy-mm-dd")
    assert book["督察明细"]["G4"].value == "101:-1.0; 303:-0.25"
    assert not any(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_that_equal_printed_scores_share_a_rank_and_no_score_has_none() -> None:
    assert month.ranks([Decimal("95"), Decimal("92.104"), Decimal("92.10"), None, Decimal(1)]) == [1, 2, 2, None, 4]


@given(st.lists(st.none() | st.decimals(min_value=0, max_value=100, places=2), max_size=30))
def test_that_a_rank_counts_those_above(scores: list[Decimal | None]) -> None:
    for own, rank in zip(scores, month.ranks(scores), strict=True):
        assert rank == (None if own is None else 1 + sum(other is not None and other > own for other in scores))


def test_that_the_last_sheet_says_what_the_file_is(month_sheets: Any, stamp: Stamp) -> None:
    lines = dict(check_lines(month_sheets, stamp, month.FORM))
    digest = lines.pop("内容摘要")
    assert lines == {
        "格式": "X2",
        "格式版本": "1",
        "单位代码": "140702",
        "单位": "榆次区营销部",
        "期间": "2026-03",
        "版次": "1",
        "规则集": "default",
        "规则版本": "2026.1",
        "规则状态": "施行",
        "通过日期": "2025-12-01",
        "文号": "榆烟〔2025〕9号",
        "公示日期": "2025-12-10",
        "检查表版本": "2026.1",
        "行数": "6",
        "行数 月度考评": "4",
        "行数 指标明细": "1",
        "行数 督察明细": "1",
        "合计 月度考评 经营业绩": "364.04",
        "合计 月度考评 督察均分": "0.00",
        "合计 月度考评 月度得分": "279.20",
        "合计 指标明细 分值": "25.00",
        "合计 指标明细 得分": "24.00",
        "合计 督察明细 得分": "94.00",
        "生成时间": "2026-04-03 09:02:03",
        "制表人": "王芳",
    }
    assert len(digest) == 64
    written = lines_of(workbook(month_sheets, stamp, month.FORM), "校验")
    assert written[0] == ["项目", "值"]
    assert {item: value or "" for item, value in written[1:]} == {**lines, "内容摘要": digest}


def test_that_the_digest_can_be_made_again_from_the_file(month_sheets: Any, stamp: Stamp) -> None:
    book = load_workbook(BytesIO(workbook(month_sheets, stamp, month.FORM)))
    again = hashlib.sha256()
    for sheet in book.worksheets[:-1]:
        for row in sheet.iter_rows(min_row=4):
            again.update(row_line([printed_cell(cell.value, cell.number_format) for cell in row]).encode())
    assert again.hexdigest() == digest_of(month_sheets)


def test_that_the_stamp_does_not_change_the_digest_and_the_content_does(month_sheets: Any) -> None:
    same = month.sheets([month_line("0001", "92.104")], [], [])
    assert digest_of(same) == digest_of(month.sheets([month_line("0001", "92.1")], [], []))
    assert digest_of(same) != digest_of(month.sheets([month_line("0001", "92.11")], [], []))


def test_that_the_same_content_is_the_same_bytes(month_sheets: Any, stamp: Stamp) -> None:
    first, second = (workbook(month_sheets, stamp, month.FORM) for _ in range(2))
    assert first == second
    later = replace(stamp, made_at=datetime(2026, 4, 3, 1, 2, 5, tzinfo=UTC))
    assert workbook(month_sheets, later, month.FORM) != first
    with zipfile.ZipFile(BytesIO(first)) as archive:
        assert {member.date_time for member in archive.infolist()} == {(2026, 4, 3, 1, 2, 2)}
        assert b"2026-04-03T01:02:03Z</dcterms:modified>" in archive.read("docProps/core.xml")


@pytest.mark.parametrize("text", ["=1+1", "=cmd|' /C calc'!A0", "+1", "-1", "@x", "\tx", "正常"])
def test_that_a_text_never_becomes_a_formula(stamp: Stamp, text: str) -> None:
    content = workbook([out_sheet("表", [OutColumn("文", lambda row: row)], [text])], stamp, Form("T", "试"))
    cell = load_workbook(BytesIO(content))["表"]["A4"]
    assert (cell.value, cell.data_type, bool(cell.quotePrefix)) == (text, "s", text != "正常")
    values = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_name("表").to_python(skip_empty_area=False)
    assert values[3][0] == text


def test_that_control_characters_are_cut_and_not_counted(stamp: Stamp) -> None:
    sheets = [out_sheet("表", [OutColumn("文", lambda row: row)], ["a\x0bb", "\x00"])]
    assert [row[0] for row in lines_of(workbook(sheets, stamp, Form("T", "试")), "表")[3:]] == ["ab"]
    assert sheets[0].rows == (("ab",), (None,))


def test_that_a_long_number_stays_a_text(stamp: Stamp) -> None:
    sheets = [
        out_sheet("表", [OutColumn("号", lambda row: row, Shape.CODE)], ["11010519491231002X", "110105194912310021"])
    ]
    content = workbook(sheets, stamp, Form("T", "试"))
    assert [row[0] for row in lines_of(content, "表")[3:]] == ["11010519491231002X", "110105194912310021"]


def test_that_a_quarter_names_its_sources(stamp: Stamp) -> None:
    person = QuarterLine(
        unit="榆次区营销部",
        staff_no="0001",
        name="张喆",
        period=Period.parse("2026Q1"),
        employment="regular",
        rung="trainee",
        performance=Decimal("91.20"),
        customer=None,
        industry=None,
        self_score=Decimal("88"),
        department=Decimal("93.4"),
        adjustment=Decimal("-1.5"),
        score=Decimal("91.77"),
        state="ungraded",
        missing=("customer", "industry"),
        months=2,
    )
    source = {"staff_no": "0001", "sample": None, "score": None, "weight": Decimal(10), "used_weight": None}
    sources = [
        SourceLine(source="industry", handling="redistributed", **source),
        SourceLine(source="performance", handling="used", **(source | {"sample": 3, "score": Decimal("91.2")})),
    ]
    content = quarter.write([person], sources, stamp)
    header, row = lines_of(content, "季度考评")[2:4]
    found = dict(zip(header, row, strict=True))
    assert (found["评定状态"], found["缺失来源"], found["月数"]) == ("不定等次", "客户满意度、工业企业评价", 2)
    assert (found["审核调整"], found["现级"], found["现档"]) == (-1.5, "见习", None)
    assert [line[1] for line in lines_of(content, "来源明细")[3:]] == ["经营业绩", "工业企业评价"]
    assert lines_of(content, "来源明细")[3][6] == "采用"


@pytest.fixture
def level_line() -> LevelLine:
    return LevelLine(
        unit="榆次区营销部",
        staff_no="0001",
        name="张喆",
        employment="contract",
        education="college",
        post_since=date(2014, 12, 1),
        full_years=11,
        rural=True,
        present_rung="intermediate-B",
        quarters=(Decimal("91.77"), None, Decimal("90"), Decimal("92.005")),
        quarters_mean=Decimal("91.26"),
        theory=(Decimal(0), None),
        practice=(Decimal(0), None),
        competency=Decimal("88.1"),
        score=Decimal("84.27"),
        band="competent",
        agreed=7,
        expected=9,
        final_rung="intermediate-A",
        pay_coefficient=Decimal("1.4"),
        notes=("缺考", "来源缺失:G"),
    )


def test_that_x4_has_its_fields_in_their_order(level_line: LevelLine, stamp: Stamp) -> None:
    seats = [
        SeatLine(
            unit="榆次",
            base_date=date(2026, 12, 31),
            headcount=71,
            trainees=11,
            level=level,
            seats=n,
            present=p,
            proposed=q,
        )
        for level, n, p, q in (("senior", 14, 6, 8), ("intermediate", 35, 36, 36), ("junior", None, 18, 27))
    ]
    facts = LevelFacts(
        weights="Q60 H20 E20",
        cap_rounding="floor",
        base="with_trainees",
        ballot_method="graded_ballot",
        seats_document="晋中烟〔2027〕1号",
        meeting="2027-1",
    )
    content = levels.write([level_line], seats, facts, replace(stamp, period=Period.parse("2026")))
    book = load_workbook(BytesIO(content))
    assert book.sheetnames == ["明细", "汇总", "规则版本与校验"]
    header, row = lines_of(content, "明细")[2:4]
    wanted = (
        "序号、单位、工号、姓名、用工性质、学历、任职年月、任职满年、是否农村线路、现级、现档、Q1、Q2、Q3、Q4、"
        "年度业绩、理论1、理论2、技能1、技能2、综合评议、年度得分、评定等次、同意票、应到、拟定级、拟定档、套改系数、备注"
    )
    assert header == wanted.split("、")
    found = dict(zip(header, row, strict=True))
    assert (found["任职年月"], found["Q2"], found["Q4"], found["理论1"], found["理论2"]) == (
        "2014-12",
        None,
        92.01,
        0,
        None,
    )
    assert (found["套改系数"], found["备注"], found["是否农村线路"]) == (1.4, "缺考；来源缺失:G", "是")
    summary = lines_of(content, "汇总")
    assert summary[2] == [
        "单位",
        "基准日",
        "基准人数",
        "其中见习",
        "级别",
        "名额",
        "现有人数",
        "拟定人数",
        "超出",
        "空缺",
        "备注",
    ]
    assert [line[4:10] for line in summary[3:]] == [
        ["高级", 14, 6, 8, 0, 6],
        ["中级", 35, 36, 36, 1, 0],
        ["初级", None, 18, 27, None, None],
        [None, 49, 60, 71, 1, 6],
    ]
    assert summary[6][0] == "合计"
    last = dict(lines_of(content, "规则版本与校验")[1:])
    assert (last["X5文号"], last["上限取整"], last["格式"]) == ("晋中烟〔2027〕1号", "floor", "X4")


def test_that_pay_without_a_score_stays_empty(stamp: Stamp) -> None:
    line = PayLine(
        staff_no="0001",
        name="张喆",
        employment="contract",
        rung="intermediate-A",
        pay_rung="senior-C",
        coefficient=Decimal("1.4"),
        month_score=None,
        base_post_wage=Decimal(1200),
        floating_post_wage=Decimal(400),
        seniority_pay=Decimal(66),
        performance_pay=None,
        total=None,
        note="待定",
    )
    header, row = lines_of(pay.write([line], stamp), "薪酬")[2:4]
    found = dict(zip(header, row, strict=True))
    assert (found["享受档次"], found["年功工资"], found["效益工资"], found["合计"]) == ("高级C", 66, None, None)


@pytest.mark.shows("112")
def test_that_ballot_accounts_hold_no_mark(stamp: Stamp) -> None:
    counts = {"printed": 12, "issued": 9, "not_issued": 3, "destroyed": 3, "returned": 9, "unreturned": 0}
    line = BallotLine(
        meeting="2027-1", item="见习定级", paper="推荐票", round=1, expected=9, present=9, valid=8, invalid=1, **counts
    )
    header, row = lines_of(ballot_accounts.write([line], stamp), "票数账")[2:4]
    assert header == "会议、议题、票种、轮次、应到、实到、印制、发出、未发、作废、收回、未收回、有效、无效、弃权".split(
        "、"
    )
    assert row == ["2027-1", "见习定级", "推荐票", 1, 9, 9, 12, 9, 3, 3, 9, 0, 8, 1, None]


def test_that_a_figure_is_rounded_once_as_it_is_printed(stamp: Stamp) -> None:
    sheets = [
        out_sheet(
            "表", [OutColumn("数", lambda row: row, Shape.FIGURE)], [Decimal("2.345"), Decimal("-2.345"), Decimal(7)]
        )
    ]
    assert [row[0] for row in sheets[0].rows] == [Decimal("2.35"), Decimal("-2.35"), Decimal("7.00")]
