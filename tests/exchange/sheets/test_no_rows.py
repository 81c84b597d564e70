"""A sheet with a header and nothing below it is refused by its name; sheets that may be left out may be empty."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from cmdesk.exchange.sheets import roster
from cmdesk.kernel.errors import Where
from cmdesk.runtime.sentences import message

HEADER = ["工号", "姓名", "用工性质", "任客户经理日期", "学历", "现级", "现档", "本级起始日期"]
ZHANG = ["0001", "张喆", "聘用", "2014-12-01", "大专", "中级", "B", "2024-02-01"]
KIN = ["工号", "姓名", "对方工号", "关系"]


@pytest.mark.parametrize("below", [[], [["合计", "0 人"]], [[None, "   "]]])
def test_that_a_header_without_rows_is_refused(book: Callable[..., Path], below: list[list[str | None]]) -> None:
    reading = roster.read(book({"人员": [HEADER, *below]}), today=date(2026, 4, 1))
    (problem,) = reading.problems
    assert (problem.code, problem.where) == ("no_rows", Where(file="file.xlsx", sheet="人员"))
    assert message(problem).startswith("文件“file.xlsx”，工作表“人员”：只有表头")


def test_that_a_missing_column_is_told_instead(book: Callable[..., Path]) -> None:
    reading = roster.read(book({"人员": [HEADER[:2]]}), today=date(2026, 4, 1))
    assert {problem.code for problem in reading.problems} == {"column_missing"}


def test_that_a_further_sheet_may_be_empty(book: Callable[..., Path]) -> None:
    reading = roster.read(book({"人员": [HEADER, ZHANG], "回避关系": [KIN]}), today=date(2026, 4, 1))
    assert (reading.problems, len(reading.rows)) == ((), 1)
