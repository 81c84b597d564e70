"""One pass over a sheet gives what openpyxl gives in two: the stored values, and where the formulas stand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from cmdesk.exchange.sheets.reader import NO_CELL, open_book

Make = Callable[..., Path]
Seen = tuple[list[list[Any]], set[tuple[int, int]]]
LINES = [
    ["工号", "姓名", "比率", "日期", "时刻", "时长", "真", "错"],
    [
        "0001",
        "王芳",
        0.955,
        date(2025, 1, 31),
        datetime.fromisoformat("2025-01-31T08:30"),
        timedelta(hours=30),
        True,
        "#REF!",
    ],
    [],
    [None, " 前后有空 ", -3, time(9, 5), 1e-9, 10**14, False, None],
    ["=A1", "=SUM(C2:C4)", "=1/0", None, "", "a\nb", "<&>", "_x000D_"],
]
FORMATS = {"表": {"C2": "0.0%", "A4": "0000", "C4": '0.00"元"'}}
values = (
    st.none()
    | st.text(max_size=8)
    | st.integers(-(10**12), 10**12)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.booleans()
    | st.dates(date(1901, 1, 1), date(2199, 1, 1))
    | st.sampled_from(["=A1", "=B2*2", "#N/A", "00012"])
)


def ours(path: Path) -> Seen:
    cells = open_book(path).cells("表")
    return [[plain(cell) for cell in row] for row in cells.rows], set(cells.formulas)


def theirs(path: Path) -> Seen:
    seen = []
    for data_only in (True, False):
        book = load_workbook(BytesIO(path.read_bytes()), read_only=True, data_only=data_only)
        book["表"].reset_dimensions()
        seen.append([list(row) for row in book["表"].iter_rows()])
    stored, written = seen
    formulas = {
        (number, column)
        for number, row in enumerate(written, 1)
        for column, cell in enumerate(row, 1)
        if cell.data_type == "f"
    }
    return [[plain(cell) for cell in row] for row in stored], formulas


def plain(cell: Any) -> tuple[Any, ...]:
    if cell is NO_CELL or cell.value is None:
        return (None,)
    return (type(cell.value), cell.value, cell.data_type, cell.number_format)


def test_that_cells_of_every_kind_are_read_as_openpyxl_reads_them(book: Make) -> None:
    path = book({"表": LINES}, formats=FORMATS)
    assert ours(path) == theirs(path)


def test_that_a_formula_keeps_the_type_of_its_stored_value(book: Make, spoil: Make) -> None:
    def store(xml: bytes) -> bytes:
        return xml.replace(b'<c r="A5"><f>A1</f><v></v></c>', b'<c r="A5" t="str"><f>A1</f><v>0001</v></c>').replace(
            b'<c r="C5"><f>1/0</f><v></v></c>', b'<c r="C5" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
        )

    path = spoil(book({"表": LINES}, formats=FORMATS), {"xl/worksheets/sheet1.xml": store})
    rows, formulas = ours(path)
    assert (rows, formulas) == theirs(path)
    assert rows[4][0][1:3] == ("0001", "s")
    assert rows[4][2][1:3] == ("#DIV/0!", "e")
    assert formulas == {(5, 1), (5, 2), (5, 3)}


def test_that_the_runs_of_a_text_in_two_fonts_are_one_text(book: Make, spoil: Make) -> None:
    runs = "<is><r><rPr><b/></rPr><t>王</t></r><r><t xml:space='preserve'> 芳</t></r></is>".encode()
    path = spoil(
        book({"表": [["x"]]}), {"xl/worksheets/sheet1.xml": lambda xml: xml.replace(b"<is><t>x</t></is>", runs)}
    )
    rows, _ = ours(path)
    assert rows[0][0][1] == "王 芳"
    assert (rows, set()) == theirs(path)


def test_that_cells_without_a_place_follow_each_other(book: Make, spoil: Make) -> None:
    def without_places(xml: bytes) -> bytes:
        for place in (b"A1", b"B1", b"A2", b"B2"):
            xml = xml.replace(b' r="' + place + b'"', b"")
        return xml.replace(b'<row r="2"', b"<row")

    path = spoil(book({"表": [["a", 1], ["b", 2]]}), {"xl/worksheets/sheet1.xml": without_places})
    rows, _ = ours(path)
    assert [[cell[1] for cell in row] for row in rows] == [["a", 1], ["b", 2]]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(st.lists(values, max_size=5), max_size=6))
def test_that_any_content_is_read_as_openpyxl_reads_it(book: Make, lines: list[list[Any]]) -> None:
    clean = [[None if isinstance(v, str) and not v.isprintable() else v for v in line] for line in lines]
    path = book({"表": clean})
    assert ours(path) == theirs(path)
