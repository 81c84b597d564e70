"""From codes to sentences: the place stands in front, every problem on its own line."""

from __future__ import annotations

from cmdesk.kernel.errors import Conflict, Problem, Rejected, Where
from cmdesk.runtime.sentences import error_message, message, place, problem_json

MISSING = Problem(
    "value_missing", Where(file="花名册.xlsx", sheet="人员", row=4, column="F", field="name"), {"heading": "姓名"}
)


def test_that_the_place_is_file_sheet_row_and_column() -> None:
    assert place(MISSING.where) == "文件“花名册.xlsx”，工作表“人员”，第 4 行，“F”列"
    assert place(Where(field="period")) == "“期间”"
    assert place(Where(row=2, field="topic")) == "第 2 行，“主题”"
    assert place(Where()) == ""


def test_that_a_sentence_stands_behind_its_place() -> None:
    said = message(MISSING)
    assert said.startswith("文件“花名册.xlsx”，工作表“人员”，第 4 行，“F”列：")
    assert "姓名" in said
    assert "：" not in message(Problem("value_missing", params={"heading": "姓名"})).split("姓名")[0]


def test_that_a_refusal_gives_each_problem_a_line() -> None:
    other = Problem("sheet_missing", Where(file="x.xlsx"), {"wanted": "人员", "found": "Sheet1"})
    assert error_message(Rejected([MISSING, other])).splitlines() == [message(MISSING), message(other)]


def test_that_any_other_error_is_one_sentence() -> None:
    assert "\n" not in error_message(Conflict("undo_row_changed", table="person", key="1", theirs=None, ours=None))


def test_that_the_command_line_gets_code_place_and_sentence() -> None:
    assert problem_json(MISSING) == {
        "code": "value_missing",
        "where": {"file": "花名册.xlsx", "sheet": "人员", "row": 4, "column": "F", "field": "name"},
        "message": message(MISSING),
    }
