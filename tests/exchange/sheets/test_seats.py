"""Reading X5, the places that the city issues."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cmdesk.exchange.sheets import seats
from cmdesk.exchange.sheets.seats import SeatRow
from cmdesk.kernel.periods import Period

Make = Callable[..., Path]
YEAR = Period.parse("2026")
HEADER = ["年度", "单位代码", "单位", "基准日", "基准人数", "高级名额", "中级名额", "初级名额", "文号"]
YUCI = [2026, "140702", "榆次区营销部", "2026-12-31", 71, 14, 35, 21, "晋中烟〔2027〕1号"]


def test_that_empty_is_not_issued_and_zero_is_none(book: Make) -> None:
    lines = [HEADER, YUCI, ["2026年度", "140703", "太谷区营销部", date(2026, 12, 31), 4, 0, None, "", YUCI[-1]]]
    reading = seats.read(book({"名额": lines}), period=YEAR, own_unit=("140702",))
    assert (reading.problems, reading.warnings) == ((), ())
    assert reading.rows[0] == SeatRow(
        year=YEAR,
        unit_code="140702",
        unit="榆次区营销部",
        base_date=date(2026, 12, 31),
        headcount=71,
        document_number="晋中烟〔2027〕1号",
        senior=14,
        intermediate=35,
        junior=21,
    )
    assert (reading.rows[1].senior, reading.rows[1].intermediate, reading.rows[1].junior) == (0, None, None)


@pytest.mark.parametrize(
    ("place", "value", "expected"),
    [
        (0, "2025", ("period_differs", "A")),
        (0, "2026-03", ("period_differs", "A")),
        (1, None, ("value_missing", "B")),
        (4, 70.5, ("not_whole", "E")),
        (5, -1, ("out_of_range", "F")),
        (8, None, ("value_missing", "I")),
    ],
)
def test_that_a_bad_cell_is_named(
    book: Make, codes: Callable[..., Any], place: int, value: Any, expected: tuple[str, str]
) -> None:
    row = [*YUCI[:place], value, *YUCI[place + 1 :]]
    found = codes(seats.read(book({"名额": [HEADER, row]}), period=YEAR).problems)
    assert (expected[0], 2, expected[1]) in found


def test_that_a_file_without_the_own_unit_is_refused(book: Make, codes: Callable[..., Any]) -> None:
    reading = seats.read(book({"名额": [HEADER, YUCI]}), own_unit=("140799", "左权县营销部"))
    assert codes(reading.problems) == [("unit_missing", None, None)]


def test_that_the_heading_of_a_level_must_be_there(book: Make, codes: Callable[..., Any]) -> None:
    reading = seats.read(book({"名额": [[*HEADER[:6], *HEADER[7:]], [*YUCI[:6], *YUCI[7:]]]}))
    assert codes(reading.problems) == [("column_missing", 1, None)]


def test_that_the_three_sums_are_controls(book: Make) -> None:
    lines = [HEADER, YUCI, ["合计", None, None, None, 71, 14, 36, 21]]
    reading = seats.read(book({"名额": lines}), controls={"高级名额": Decimal(15)})
    assert [(p.code, p.params["name"]) for p in reading.problems] == [
        ("control_total_differs", "高级名额"),
        ("control_total_differs", "中级名额"),
    ]
