"""Writing X6 客户经理花名册: the columns that are read, one row a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cmdesk.exchange.sheets.roster import KinRow, LevelRow, PersonRow, PostRow
from cmdesk.exchange.sheets.vocabulary import (
    BANDS,
    EDUCATION,
    EMPLOYMENT,
    KINSHIP,
    POSTS,
    QUALIFICATION,
    SEX,
    STATUS,
    Words,
    letter_of,
    level_word,
)
from cmdesk.exchange.sheets.writer import Form, OutColumn, OutSheet, Shape, Stamp, out_sheet, workbook

FORM = Form("X6", "客户经理花名册")
_ID_NUMBER = OutColumn("身份证号", lambda row: row.id_number, Shape.CODE)


def sheets(
    people: Sequence[PersonRow],
    *,
    posts: Sequence[PostRow] = (),
    levels: Sequence[LevelRow] = (),
    kin: Sequence[KinRow] = (),
    with_id_numbers: bool = False,
) -> tuple[OutSheet, ...]:
    """Give 人员 in the order of 工号, and a sheet for each of the others that has rows.

    身份证号 leaves the house only where `with_id_numbers` asks for it.
    """
    columns = [column for column in _PEOPLE if with_id_numbers or column is not _ID_NUMBER]
    out = [out_sheet("人员", columns, sorted(people, key=lambda row: row.staff_no))]
    further: tuple[tuple[str, tuple[OutColumn, ...], Sequence[Any]], ...] = (
        ("任职经历", _POSTS, sorted(posts, key=lambda row: (row.staff_no, row.start))),
        ("等级经历", _LEVELS, sorted(levels, key=lambda row: (row.staff_no, row.start))),
        ("回避关系", _KIN, sorted(kin, key=lambda row: (row.staff_no, row.other))),
    )
    out += [out_sheet(name, columns_of, rows) for name, columns_of, rows in further if rows]
    return tuple(out)


def write(
    people: Sequence[PersonRow],
    stamp: Stamp,
    *,
    posts: Sequence[PostRow] = (),
    levels: Sequence[LevelRow] = (),
    kin: Sequence[KinRow] = (),
    with_id_numbers: bool = False,
) -> bytes:
    """Give X6 as a file."""
    out = sheets(people, posts=posts, levels=levels, kin=kin, with_id_numbers=with_id_numbers)
    return workbook(out, stamp, FORM)


def _word(heading: str, name: str, words: Words) -> OutColumn:
    def get(row: Any) -> str | None:
        identifier = getattr(row, name)
        return words.word(identifier) if identifier else None

    return OutColumn(heading, get)


def _day(heading: str, name: str) -> OutColumn:
    return OutColumn(heading, lambda row: getattr(row, name), Shape.DATE)


def _count(heading: str, name: str) -> OutColumn:
    return OutColumn(heading, lambda row: getattr(row, name), Shape.INTEGER, total=True)


def _text(heading: str, name: str, shape: Shape = Shape.TEXT) -> OutColumn:
    return OutColumn(heading, lambda row: getattr(row, name), shape)


_STAFF_NO = _text("工号", "staff_no", Shape.CODE)
_PEOPLE = (
    _STAFF_NO,
    _text("姓名", "name"),
    _word("岗位", "post", POSTS),
    _text("单位", "unit"),
    _word("用工性质", "employment", EMPLOYMENT),
    _word("性别", "sex", SEX),
    # A birthday is more than the form asks for: the month is what goes out.
    OutColumn("出生年月", lambda row: f"{row.born:%Y-%m}" if row.born else None),
    _ID_NUMBER,
    _day("任客户经理日期", "post_since"),
    _day("参加工作日期", "work_since"),
    _word("学历", "education", EDUCATION),
    _word("职业资格", "qualification", QUALIFICATION),
    OutColumn("现级", lambda row: level_word(row.rung)),
    OutColumn("现档", lambda row: letter_of(row.rung)),
    _day("本级起始日期", "rung_since"),
    OutColumn("上年得分", lambda row: row.last_score, Shape.FIGURE, total=True),
    _word("上年等次", "last_band", BANDS),
    _word("前年等次", "band_before_last", BANDS),
    _count("城区户数", "urban_retailers"),
    _count("乡村户数", "rural_retailers"),
    _text("服务线路", "route"),
    _text("备注", "note"),
    _word("状态", "status", STATUS),
    _day("离开日期", "left_on"),
)
_SPAN = (_day("起", "start"), _day("止", "end"))
_POSTS = (_STAFF_NO, _word("岗位", "post", POSTS), *_SPAN)
_LEVELS = (
    _STAFF_NO,
    OutColumn("级", lambda row: level_word(row.rung)),
    OutColumn("档", lambda row: letter_of(row.rung)),
    *_SPAN,
    _text("文号", "document_number"),
)
_KIN = (_STAFF_NO, _text("对方工号", "other", Shape.CODE), _word("关系", "kinship", KINSHIP))
