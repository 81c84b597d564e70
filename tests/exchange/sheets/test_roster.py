"""Reading X6, the roster."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cmdesk.exchange.sheets import roster
from cmdesk.exchange.sheets.roster import KinRow, LevelRow, PersonRow, PostRow

Make = Callable[..., Path]
Codes = Callable[..., Any]
HEADER = ["工号", "姓名", "用工性质", "任客户经理日期", "学历", "现级", "现档", "本级起始日期"]
ZHANG = ["0001", "张喆", "聘用", "2014-12-01", "大专", "中级", "B", "2024-02-01"]


def with_cells(**cells: Any) -> list[list[Any]]:
    """Give the lines of a roster of 张喆 with further or other columns."""
    line = dict(zip(HEADER, ZHANG, strict=True)) | cells
    return [list(line), list(line.values())]


def test_that_a_full_row_is_read(book: Make) -> None:
    lines = with_cells(
        岗位="客户经理",
        单位="榆次区营销部",
        性别="女",
        出生年月="1988-05",
        身份证号="11010519491231002X",
        参加工作日期="2009-07-01",
        职业资格="中级营销员",
        上年得分=86.2,
        上年等次="称职",
        前年等次="优秀",
        城区户数=62,
        乡村户数=118,
        服务线路="东阳镇",
        状态="在岗",
        备注="—",
    )
    reading = roster.read(book({"人员": lines}), today=date(2026, 4, 1))
    assert (reading.problems, reading.warnings) == ((), ())
    assert reading.rows == (
        PersonRow(
            staff_no="0001",
            name="张喆",
            employment="contract",
            unit="榆次区营销部",
            sex="female",
            born=date(1988, 5, 1),
            id_number="11010519491231002X",
            post_since=date(2014, 12, 1),
            work_since=date(2009, 7, 1),
            education="college",
            qualification="level_4",
            rung="intermediate-B",
            rung_since=date(2024, 2, 1),
            last_score=Decimal("86.2"),
            last_band="competent",
            band_before_last="excellent",
            urban_retailers=62,
            rural_retailers=118,
            route="东阳镇",
        ),
    )
    assert reading.rows[0].place.as_json() == {"file": "file.xlsx", "sheet": "人员", "row": 2}


@pytest.mark.parametrize(("written", "rung"), [("中级B", "intermediate-B"), ("高A", "senior-A"), ("见习", "trainee")])
def test_that_one_column_may_hold_level_and_letter(book: Make, written: str, rung: str) -> None:
    lines = with_cells(级档=written)
    lines = [[*line[:5], *line[7:]] for line in lines]
    assert roster.read(book({"人员": lines})).rows[0].rung == rung


def test_that_only_managers_need_a_level(book: Make, codes: Codes) -> None:
    header = ["工号", "姓名", "岗位", "用工性质"]
    lines = [header, ["0001", "王芳", "劳资员", "在册"], ["0002", "李强", "督察组长", "正式工"]]
    reading = roster.read(book({"人员": lines}))
    assert codes(reading.problems) == []
    assert [(row.post, row.employment, row.rung) for row in reading.rows] == [
        ("pay_clerk", "regular", None),
        ("inspection_leader", "regular", None),
    ]
    missing = roster.read(book({"人员": [*lines, ["0003", "赵一", "客户经理", "在册"]]}, name="b.xlsx"))
    assert codes(missing.problems) == [("column_missing", 1, None)] * 4


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"现级": "见习"}, [("trainee_with_rung", "G")]),
        ({"现档": None}, [("rung_missing", "G")]),
        ({"现级": None}, [("value_missing", "F")]),
        ({"现级": "特级"}, [("value_not_allowed", "F")]),
        ({"现档": "D"}, [("value_not_allowed", "G")]),
        ({"学历": None}, [("value_missing", "E")]),
        ({"用工性质": None}, [("value_missing", "C")]),
        ({"参加工作日期": "2015-01-01"}, [("date_order", "D")]),
        ({"任客户经理日期": "2027-01-01"}, [("date_order", "D")]),
        ({"状态": "离职", "离开日期": None}, [("value_missing", "J")]),
        ({"状态": "待岗"}, []),
        ({"城区户数": 62, "乡村户数": None}, [("value_missing", "J")]),
        ({"城区户数": 62.5, "乡村户数": 1}, [("not_whole", "I")]),
        ({"身份证号": 110105194912310021}, [("digits_lost", "I")]),
        ({"身份证号": "110105194912310021"}, [("id_number_invalid", "I")]),
        ({"上年得分": 101}, [("out_of_range", "I")]),
        ({"姓名": None}, [("value_missing", "B")]),
    ],
)
def test_that_a_bad_cell_is_named(
    book: Make, codes: Codes, cells: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    reading = roster.read(book({"人员": with_cells(**cells)}), today=date(2026, 4, 1))
    assert codes(reading.problems) == [(code, 2, column) for code, column in expected]
    assert len(reading.rows) == (0 if expected else 1)


def test_that_an_id_number_is_never_said_in_a_problem(book: Make) -> None:
    reading = roster.read(book({"人员": with_cells(身份证号="110105194912310021")}))
    assert "1101051949" not in str(reading.problems)


def test_that_a_rung_without_its_first_day_is_said(book: Make, codes: Codes) -> None:
    reading = roster.read(book({"人员": with_cells(本级起始日期=None)}))
    assert (codes(reading.problems), codes(reading.warnings)) == ([], [("level_since_missing", 2, "H")])
    trainee = roster.read(book({"人员": with_cells(现级="见习", 现档=None, 本级起始日期=None)}, name="b.xlsx"))
    assert codes(trainee.warnings) == []


@pytest.mark.shows("2")
def test_that_two_people_of_one_name_are_said_and_one_number_twice_is_refused(book: Make, codes: Codes) -> None:
    lines = [HEADER, ZHANG, ["0002", *ZHANG[1:]], ZHANG]
    reading = roster.read(book({"人员": lines}))
    assert codes(reading.warnings) == [("same_name", 3, "B")]
    assert codes(reading.problems) == [("person_twice", 4, "A")]


def test_that_a_month_alone_is_its_first_day(book: Make, codes: Codes) -> None:
    reading = roster.read(book({"人员": with_cells(任客户经理日期="2014-12")}))
    assert reading.rows[0].post_since == date(2014, 12, 1)
    assert codes(reading.warnings) == [("day_assumed", 2, "D")]


def test_that_people_employment_and_levels_are_counted(book: Make) -> None:
    lines = [HEADER, ZHANG, ["0002", "李四", "在册", "2020-01-01", "本科", "见习", None, None]]
    reading = roster.read(
        book({"人员": lines}), controls={"people": Decimal(2), "聘用": Decimal(1), "中级": Decimal(2)}
    )
    assert {control.name: int(control.found) for control in reading.controls} == {
        "人数": 2,
        "在册": 1,
        "聘用": 1,
        "高级": 0,
        "中级": 1,
        "初级": 0,
        "见习": 1,
    }
    assert [(problem.code, problem.params["name"]) for problem in reading.problems] == [
        ("control_total_differs", "中级")
    ]


def test_that_posts_levels_and_kin_come_with_the_people(book: Make) -> None:
    path = book(
        {
            "人员": [HEADER, ZHANG],
            "任职经历": [["工号", "岗位", "起", "止"], ["0001", "客户经理", "2014-12-01", None]],
            "等级经历": [
                ["工号", "级", "档", "起", "止", "文号"],
                ["0001", "初级", "A", "2020-02-01", "2024-01-31", "晋1号"],
            ],
            "回避关系": [["工号", "对方工号", "关系"], ["0001", "0007", "夫妻"]],
        }
    )
    reading = roster.read(path)
    assert reading.problems == ()
    assert reading.further == {
        "posts": (PostRow(staff_no="0001", post="account_manager", start=date(2014, 12, 1)),),
        "levels": (
            LevelRow(
                staff_no="0001",
                rung="junior-A",
                start=date(2020, 2, 1),
                end=date(2024, 1, 31),
                document_number="晋1号",
            ),
        ),
        "kin": (KinRow(staff_no="0001", other="0007", kinship="spouse"),),
    }


def test_that_the_further_sheets_are_checked_with_their_place(book: Make) -> None:
    path = book(
        {
            "人员": [HEADER, ZHANG],
            "任职经历": [["工号", "岗位", "起", "止"], ["0001", "客户经理", "2014-12-01", "2014-01-01"]],
            "等级经历": [["工号", "级", "档", "起", "止"], ["0001", "初级", None, "2020-02-01", None]],
            "回避关系": [["工号", "关系"], ["0001", "同学"]],
        }
    )
    found = [(p.code, p.where.sheet, p.where.row, p.where.column) for p in roster.read(path).problems]
    assert found == [
        ("date_order", "任职经历", 2, "D"),
        ("rung_missing", "等级经历", 2, "C"),
        ("column_missing", "回避关系", 1, None),
        ("value_not_allowed", "回避关系", 2, "B"),
    ]


@pytest.mark.shows("R47", "R48", "R49")
def test_that_the_brief_s_seventy_one_people_are_read(book: Make) -> None:
    levels = ["高级"] * 6 + ["中级"] * 36 + ["初级"] * 18 + ["见习"] * 11
    lines = [
        [
            f"{number:04}",
            f"人{number}",
            "在册" if number <= 56 else "聘用",
            "2014-12-01",
            "大专",
            level,
            None if level == "见习" else "ABC"[number % 3],
            None if level == "见习" else "2024-02-01",
        ]
        for number, level in enumerate(levels, 1)
    ]
    path = book({"人员": [["客户经理花名册"], HEADER, *lines, ["合计", "共71人"]]})
    reading = roster.read(path, controls={"people": Decimal(71), "中级": Decimal(36), "见习": Decimal(11)})
    assert (reading.problems, reading.warnings, len(reading.rows)) == ((), (), 71)
    assert {control.name: int(control.found) for control in reading.controls} == {
        "人数": 71,
        "在册": 56,
        "聘用": 15,
        "高级": 6,
        "中级": 36,
        "初级": 18,
        "见习": 11,
    }
