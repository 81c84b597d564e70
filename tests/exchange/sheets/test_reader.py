"""Opening other people's workbooks."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cmdesk.exchange.sheets.reader import open_book
from cmdesk.kernel.errors import Rejected, Unavailable

Make = Callable[..., Path]


def values(path: Path, sheet: str) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in open_book(path).cells(sheet).rows]


def test_that_hidden_sheets_are_never_offered(book: Make) -> None:
    opened = open_book(book({"表一": [["a"]], "底稿": [["b"]]}, hidden=["底稿"]))
    assert opened.sheets == ("表一",)
    assert opened.hidden == ("底稿",)


@pytest.mark.shows("101")
def test_that_merged_cells_all_carry_the_first_value(book: Make) -> None:
    path = book({"表": [["单位", "工号"], ["榆次", "1"], [None, "2"], [None, "3"]]}, merges={"表": ["A2:A4"]})
    assert values(path, "表")[1:] == [["榆次", "1"], ["榆次", "2"], ["榆次", "3"]]


def test_that_a_dimension_of_one_cell_hides_nothing(book: Make, spoil: Make) -> None:
    path = spoil(
        book({"表": [["a", "b"], ["c", "d"]]}),
        {"xl/worksheets/sheet1.xml": lambda xml: xml.replace(b'ref="A1:B2"', b'ref="A1"')},
    )
    assert values(path, "表") == [["a", "b"], ["c", "d"]]


def test_that_a_formula_stands_as_the_value_that_was_stored(book: Make, spoil: Make) -> None:
    path = spoil(
        book({"表": [[1, 2, "=A1+B1"]]}),
        {
            "xl/worksheets/sheet1.xml": lambda xml: xml.replace(b"</f><v></v>", b"</f><v>3</v>").replace(
                b"</f><v />", b"</f><v>3</v>"
            )
        },
    )
    opened = open_book(path).cells("表")
    assert [cell.value for cell in opened.rows[0]] == [1, 2, 3]
    assert opened.formulas == {(1, 3)}


def test_that_a_formula_without_a_value_is_known_as_one(book: Make) -> None:
    opened = open_book(book({"表": [[1, "=A1"]]})).cells("表")
    assert [cell.value for cell in opened.rows[0]] == [1, None]
    assert opened.formulas == {(1, 2)}


def test_that_ods_is_read_with_its_empty_corner(ods: Callable[..., Path]) -> None:
    assert values(ods({"表": [[None, None], [None, "工号"], [None, 7]]}), "表")[1:] == [[None, "工号"], [None, 7.0]]


def test_that_a_file_of_another_kind_is_refused_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / "信.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(Rejected) as refused:
        open_book(path)
    assert refused.value.code == "wrong_file"
    assert refused.value.problems[0].where.file == "信.docx"


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"PK\x03\x04 and nothing more", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600]
)
def test_that_a_damaged_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    with pytest.raises(Rejected) as refused:
        open_book(path)
    assert refused.value.code == "wrong_file"


def test_that_a_file_with_a_password_says_so(tmp_path: Path) -> None:
    path = tmp_path / "密.xlsx"
    stream = "EncryptedPackage".encode("utf-16-le")
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + stream)
    with pytest.raises(Rejected) as refused:
        open_book(path)
    assert refused.value.code == "file_protected"


def test_that_macros_are_refused(book: Make) -> None:
    path = book({"表": [["a"]]})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    with pytest.raises(Rejected) as refused:
        open_book(path)
    assert refused.value.code == "wrong_file"


def test_that_a_broken_sheet_is_refused_where_it_is_read(book: Make, spoil: Make) -> None:
    path = spoil(book({"表": [["a"]]}), {"xl/worksheets/sheet1.xml": lambda xml: xml[: len(xml) // 2]})
    with pytest.raises(Rejected) as refused:
        open_book(path).cells("表")
    assert refused.value.code == "wrong_file"


def test_that_a_missing_file_is_no_problem_of_the_sender(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as refused:
        open_book(tmp_path / "none.xlsx")
    assert refused.value.code == "file_unreadable"
