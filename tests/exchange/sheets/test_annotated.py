"""Handing a refused file back with marks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from cmdesk.exchange.sheets import annotated, exams, roster
from cmdesk.kernel.errors import Problem, Rejected, Where

Make = Callable[..., Path]
HEADER = ["工号", "姓名", "理论", "技能"]


def sentence(problem: Problem) -> str:
    return f"{problem.code} {problem.params.get('value', '')}"


def mark(source: Path, target: Path, reading: Any) -> Any:
    annotated.write(source, target, problems=reading.problems, warnings=reading.warnings, sentence=sentence)
    return load_workbook(target)


@pytest.mark.shows("103")
def test_that_every_bad_cell_is_coloured_and_explained(book: Make, tmp_path: Path) -> None:
    path = book({"成绩": [["标题"], HEADER, ["0001", "张喆", "八十", 101], ["０００２", "李四", 70, 59]]})
    marked = mark(path, tmp_path / "marked.xlsx", exams.read(path))
    sheet = marked["成绩"]
    assert (sheet["C3"].fill.fgColor.rgb, sheet["C3"].comment.text) == ("FFFFC7CE", "not_a_number 八十")
    assert sheet["D3"].comment.text == "out_of_range 101"
    assert (sheet["A4"].fill.fgColor.rgb, sheet["A4"].comment.text) == ("FFFFEB9C", "full_width ０００２")
    assert sheet["B3"].comment is None
    listed = [[cell.value for cell in row] for row in marked["导入问题"].iter_rows()]
    assert listed == [
        ["级别", "表", "行", "列", "内容", "说明"],
        ["问题", "成绩", 3, "C", "八十", "not_a_number 八十"],
        ["问题", "成绩", 3, "D", "101", "out_of_range 101"],
        ["提示", "成绩", 4, "A", "０００２", "full_width ０００２"],
        ["提示", "成绩", 4, "D", "59", "fail 59"],
    ]


def test_that_the_sender_s_own_cells_stay_as_they_are(book: Make, tmp_path: Path) -> None:
    path = book({"成绩": [HEADER, ["0001", "张喆", "八十", "=1+1"]], "别的": [["x"]]}, formats={"成绩": {"A2": "@"}})
    before = load_workbook(path)
    marked = mark(path, tmp_path / "marked.xlsx", exams.read(path))
    assert marked.sheetnames == ["成绩", "别的", "导入问题"]
    for name in before.sheetnames:
        for row in before[name].iter_rows():
            for cell in row:
                other = marked[name][cell.coordinate]
                assert (cell.value, cell.data_type, cell.number_format) == (
                    other.value,
                    other.data_type,
                    other.number_format,
                )


@pytest.mark.parametrize("text", ["=1+1", "+8", "-x", "@y"])
def test_that_a_dangerous_text_stays_a_text_in_the_copy(book: Make, tmp_path: Path, text: str) -> None:
    path = book({"成绩": [HEADER, ["0001", "张喆", "x", 70]]})
    original = load_workbook(path)
    original["成绩"]["C2"].value = text
    original["成绩"]["C2"].data_type = "s"
    original.save(path)
    marked = mark(path, tmp_path / "marked.xlsx", exams.read(path))
    assert marked["成绩"]["C2"].data_type == "s"
    content = marked["导入问题"]["E2"]
    assert (content.value, content.data_type, content.quotePrefix) == (text, "s", True)


def test_that_problems_of_one_cell_share_its_comment_and_red_goes_before_yellow(book: Make, tmp_path: Path) -> None:
    path = book({"成绩": [HEADER, ["0001", "张喆", 1, 2]]})
    where = Where(file="file.xlsx", sheet="成绩", row=2, column="C")
    problems = [Problem("a", where), Problem("b", where)]
    annotated.write(path, tmp_path / "m.xlsx", problems=problems, warnings=[Problem("c", where)], sentence=sentence)
    cell = load_workbook(tmp_path / "m.xlsx")["成绩"]["C2"]
    assert (cell.comment.text, cell.fill.fgColor.rgb) == ("a \nb \nc ", "FFFFC7CE")


def test_that_problems_without_a_cell_are_listed(book: Make, tmp_path: Path) -> None:
    path = book({"成绩": [["工号"], ["0001"]]})
    marked = mark(path, tmp_path / "m.xlsx", roster.read(path, today=date(2026, 1, 1)))
    assert marked["导入问题"]["A2"].value == "问题"
    assert marked["成绩"]["A1"].comment is not None


def test_that_a_merged_cell_is_marked_at_its_first(book: Make, tmp_path: Path) -> None:
    lines = [HEADER, ["0001", "张喆", "x", 1], ["0002", "李四", None, 2]]
    path = book({"成绩": lines}, merges={"成绩": ["C2:C3"]})
    marked = mark(path, tmp_path / "m.xlsx", exams.read(path))
    assert marked["成绩"]["C2"].comment.text == "not_a_number x\nnot_a_number x"


def test_that_a_second_marking_replaces_the_first_list(book: Make, tmp_path: Path) -> None:
    path = book({"成绩": [HEADER, ["0001", "张喆", "x", 1]]})
    mark(path, tmp_path / "m.xlsx", exams.read(path))
    again = mark(tmp_path / "m.xlsx", tmp_path / "n.xlsx", exams.read(tmp_path / "m.xlsx"))
    assert again.sheetnames == ["成绩", "导入问题"]


def test_that_an_ods_file_is_marked_as_xlsx(ods: Make, tmp_path: Path) -> None:
    path = ods({"成绩": [HEADER, ["0001", "张喆", "八十", 1]]})
    marked = mark(path, tmp_path / "m.xlsx", exams.read(path))
    assert marked["成绩"]["C2"].comment.text == "not_a_number 八十"


def test_that_what_is_no_workbook_cannot_be_marked(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_text("x")
    with pytest.raises(Rejected):
        annotated.write(path, tmp_path / "m.xlsx", problems=(), warnings=(), sentence=sentence)
