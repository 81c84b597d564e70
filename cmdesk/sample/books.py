"""The workbooks that others send: written as an office would write them, with openpyxl alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from cmdesk.sample.county import SamplePerson

ROSTER_HEADINGS = (
    "工号",
    "姓名",
    "岗位",
    "用工性质",
    "性别",
    "出生年月",
    "参加工作日期",
    "任客户经理日期",
    "学历",
    "职业资格",
    "现级",
    "现档",
    "本级起始日期",
    "上年得分",
    "上年等次",
    "前年等次",
    "城区户数",
    "乡村户数",
    "服务线路",
)
_LEVELS = {"senior": "高级", "intermediate": "中级", "junior": "初级", "trainee": "见习", "": None}


def roster_book(path: Path, people: Iterable[SamplePerson], kin: Sequence[tuple[str, str, str]] = ()) -> Path:
    """Write X6 with its sheet of kin."""
    rows = []
    for person in people:
        level, _, letter = person.rung.partition("-")
        manager = person.post == "客户经理"
        rows.append(
            [
                person.staff_no,
                person.name,
                person.post,
                person.employment,
                person.sex,
                person.birth_month,
                person.working_since,
                person.post_since if manager else None,
                person.education,
                person.qualification,
                _LEVELS[level],
                letter or None,
                person.rung_since if manager else None,
                person.last_score or None,
                person.last_band or None,
                person.band_before or None,
                person.urban if manager else None,
                person.rural if manager else None,
                person.line or None,
            ]
        )
    sheets: list[tuple[str, Sequence[str], list[list[Any]]]] = [("人员", ROSTER_HEADINGS, rows)]
    if kin:
        sheets.append(("回避关系", ("工号", "对方工号", "关系"), [list(row) for row in kin]))
    return write_book(path, sheets)


def write_book(path: Path, sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence[Any]]]]) -> Path:
    """Write a workbook of plain sheets: a header row, then rows; every text stays text."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for title, headings, rows in sheets:
        sheet = book.create_sheet(title)
        sheet.append(list(headings))
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path
