"""Reading the holidays of a year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cmdesk.exchange.sheets import holidays
from cmdesk.exchange.sheets.holidays import HolidayRow
from cmdesk.kernel.periods import Period

Make = Callable[..., Path]
HEADER = ["日期", "类型", "名称", "依据文号"]
YEAR = [
    ["2026-01-01", "放假", "元旦", "国办发明电〔2025〕7号"],
    ["2026-01-04", "调休上班", "元旦", None],
    ["2026-02-17", "放假", "春节", None],
    ["2026-04-05", "放假", "清明节", None],
    ["2026-05-01", "放假", "五一", None],
    ["2026-06-19", "放假", "端午节", None],
    ["2026-10-01", "放假", "国庆节、中秋节", None],
]


def read(book: Make, rows: list[list[Any]], **asked: Any) -> Any:
    return holidays.read(book({"节假日": [HEADER, *rows]}), **asked)


def test_that_a_year_is_read(book: Make) -> None:
    reading = read(book, YEAR, period=Period.parse("2026"))
    assert (reading.problems, reading.warnings, len(reading.rows)) == ((), (), 7)
    assert reading.rows[1] == HolidayRow(day=date(2026, 1, 4), kind="work", name="元旦")


def test_that_every_fault_of_a_year_is_named(book: Make, codes: Callable[..., Any]) -> None:
    rows = [
        *YEAR[:3],
        *YEAR[4:],
        ["2027-01-01", "放假", "元旦", None],
        ["2026-02-09", "调休上班", "春节", None],
        YEAR[0],
    ]
    reading = read(book, rows)
    assert codes(reading.problems) == [
        ("festival_missing", None, None),
        ("other_year", 8, "A"),
        ("not_a_weekend", 9, "A"),
        ("person_twice", 10, "A"),
    ]
    assert reading.problems[0].params == {"festival": "清明"}


@pytest.mark.parametrize("festival", holidays.FESTIVALS)
def test_that_each_festival_is_asked_for(book: Make, festival: str) -> None:
    words = {"劳动节": "五一"}
    rows = [row for row in YEAR if words.get(festival, festival) not in row[2] or row[1] != "放假"]
    assert [p.params["festival"] for p in read(book, rows).problems] == [festival]
