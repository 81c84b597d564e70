"""Reading the marks of a half-year."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cmdesk.exchange.sheets import exams
from cmdesk.kernel.periods import Period

Make = Callable[..., Path]
HEADER = ["工号", "姓名", "理论", "技能", "状态", "补考", "备注"]


def read(book: Make, *rows: list[Any]) -> Any:
    return exams.read(book({"成绩": [HEADER, *rows]}), period=Period.parse("2026H1"))


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (["0001", "张喆", None, 90, None, None, None], [("mark_missing", "C")]),
        (
            ["0001", "张喆", 80, 90, "缓考", "否", "榆烟〔2026〕3号"],
            [("mark_with_deferral", "C"), ("mark_with_deferral", "D")],
        ),
        (["0001", "张喆", None, None, "缓考", None, None], [("value_missing", "G")]),
        (["0001", "张喆", 80.125, 100.5, None, None, None], [("too_many_decimals", "C"), ("out_of_range", "D")]),
        (["0001", "张喆", 80, 90, "旷考", "也许", None], [("value_not_allowed", "E"), ("value_not_allowed", "F")]),
    ],
)
def test_that_a_bad_row_is_named(
    book: Make, codes: Callable[..., Any], row: list[Any], expected: list[tuple[str, str]]
) -> None:
    assert codes(read(book, row).problems) == [(code, 2, column) for code, column in expected]


def test_that_an_absent_part_counts_nothing(book: Make) -> None:
    row = read(book, ["0001", "张喆", None, 70, "缺考", None, None]).rows[0]
    assert (row.theory, row.practice, row.state) == (0, 70, "absent")


def test_that_a_deferred_exam_has_no_marks(book: Make) -> None:
    row = read(book, ["0001", "张喆", None, "—", "缓考", None, "榆烟〔2026〕3号"]).rows[0]
    assert (row.theory, row.practice, row.state) == (None, None, "deferred")


def test_that_a_failed_part_is_shown(book: Make, codes: Callable[..., Any]) -> None:
    reading = read(book, ["0001", "张喆", 59.99, 60, None, None, None])
    assert (codes(reading.problems), codes(reading.warnings)) == ([], [("fail", 2, "C")])


def test_that_a_retake_is_a_record_of_its_own(book: Make, codes: Callable[..., Any]) -> None:
    first, again = ["0001", "张喆", 50, 70, None, None, None], ["0001", "张喆", 65, 70, None, "是", None]
    reading = read(book, first, again, again)
    assert codes(reading.problems) == [("person_twice", 4, "A")]
    assert [row.retake for row in reading.rows] == [False, True]
