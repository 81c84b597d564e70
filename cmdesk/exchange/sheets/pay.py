"""Writing 薪酬套档计算表 (D19): the four components of every person's month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cmdesk.exchange.sheets.vocabulary import EMPLOYMENT, letter_of, level_word
from cmdesk.exchange.sheets.writer import Form, OutColumn, OutSheet, Shape, Stamp, out_sheet, workbook
from cmdesk.kernel.amounts import Exact

FORM = Form("PAY", "薪酬套档计算表")


@dataclass(frozen=True, kw_only=True)
class PayLine:
    """One person's month in 元. `pay_rung` is the rung after the rural uplift; without a month score
    `performance_pay` and `total` are None (待定)."""

    staff_no: str
    name: str
    employment: str
    rung: str | None
    pay_rung: str | None
    coefficient: Exact | None
    month_score: Exact | None
    base_post_wage: Exact
    floating_post_wage: Exact
    seniority_pay: Exact
    performance_pay: Exact | None
    total: Exact | None
    note: str | None = None


def sheets(people: Sequence[PayLine]) -> tuple[OutSheet, ...]:
    """Give the sheet in the order of 工号."""
    return (out_sheet("薪酬", _COLUMNS, sorted(people, key=lambda line: line.staff_no), numbered=True),)


def write(people: Sequence[PayLine], stamp: Stamp) -> bytes:
    """Give 薪酬套档计算表 as a file."""
    return workbook(sheets(people), stamp, FORM)


def _rung_words(rung: str | None) -> str | None:
    return f"{level_word(rung)}{letter_of(rung) or ''}" if rung else None


def _money(heading: str, name: str) -> OutColumn:
    return OutColumn(heading, lambda row: getattr(row, name), Shape.FIGURE, total=True)


_COLUMNS = (
    OutColumn("工号", lambda row: row.staff_no, Shape.CODE),
    OutColumn("姓名", lambda row: row.name),
    OutColumn("用工性质", lambda row: EMPLOYMENT.word(row.employment)),
    OutColumn("级", lambda row: level_word(row.rung)),
    OutColumn("档", lambda row: letter_of(row.rung)),
    OutColumn("享受档次", lambda row: _rung_words(row.pay_rung)),
    OutColumn("系数", lambda row: row.coefficient, Shape.FIGURE, places=1),
    OutColumn("月度得分", lambda row: row.month_score, Shape.FIGURE, total=True),
    _money("基本岗位工资", "base_post_wage"),
    _money("岗位浮动工资", "floating_post_wage"),
    _money("年功工资", "seniority_pay"),
    _money("效益工资", "performance_pay"),
    _money("合计", "total"),
    OutColumn("备注", lambda row: row.note),
)
