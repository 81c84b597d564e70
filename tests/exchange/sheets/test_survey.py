"""Reading the survey of retailers."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cmdesk.exchange.sheets import survey
from cmdesk.exchange.sheets.survey import QUESTIONS, QuestionnaireRow, SummaryRow

Make = Callable[..., Path]
HEADER = ["问卷编号", "工号", "姓名", "城乡", *QUESTIONS, "调查员", "有效", "无效原因"]


def sheet(number: str = "W001", answers: Any = (5,) * 10, **cells: Any) -> list[Any]:
    line = dict(zip(HEADER, [number, "0001", "张喆", "乡", *answers, "刘洋", None, None], strict=True))
    return list((line | cells).values())


def read(book: Make, *rows: list[Any], **asked: Any) -> Any:
    return survey.read(book({"问卷": [HEADER, *rows]}), **asked)


def test_that_a_questionnaire_is_read(book: Make) -> None:
    reading = read(book, sheet(answers=(1, 2, 3, 4, 5, 5, "４", None, 2, 1)), controls={"questionnaires": Decimal(1)})
    assert reading.problems == ()
    row = reading.rows[0]
    assert isinstance(row, QuestionnaireRow)
    assert row.answers == (1, 2, 3, 4, 5, 5, 4, None, 2, 1)
    assert (row.area, row.valid, row.too_many_missing) == ("rural", True, False)


def test_that_more_than_two_missing_answers_make_a_sheet_invalid(book: Make) -> None:
    two, three = read(book, sheet("1", (None, None, *(3,) * 8)), sheet("2", (None, "—", "无", *(3,) * 7))).rows
    assert (two.valid, three.valid, three.too_many_missing) == (True, False, True)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"拜访频次": 6}, [("answer_not_1_to_5", "E")]),
        ({"拜访频次": 0}, [("answer_not_1_to_5", "E")]),
        ({"拜访频次": 4.5}, [("not_whole", "E")]),
        ({"有效": "否"}, [("invalid_without_reason", "Q")]),
        ({"有效": "否", "无效原因": "代填"}, []),
        ({"调查员": "张　喆"}, [("surveyor_is_appraised", "O")]),
        ({"调查员": "0001"}, [("surveyor_is_appraised", "O")]),
        ({"问卷编号": None}, [("value_missing", "A")]),
    ],
)
def test_that_a_bad_answer_is_named(
    book: Make, codes: Callable[..., Any], cells: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert codes(read(book, sheet(**cells)).problems) == [(code, 2, column) for code, column in expected]


def test_that_a_questionnaire_stands_once(book: Make, codes: Callable[..., Any]) -> None:
    assert codes(read(book, sheet(), sheet()).problems) == [("person_twice", 3, "A")]


@pytest.mark.parametrize("heading", ["零售户名称", "店名", "客户电话", "许可证号"])
def test_that_a_retailer_s_name_is_dropped_unread(book: Make, codes: Callable[..., Any], heading: str) -> None:
    reading = survey.read(book({"问卷": [[*HEADER, heading], [*sheet(), "老王便利店"]]}))
    assert (codes(reading.problems), codes(reading.warnings)) == ([], [("retailer_named", 1, "R")])
    assert "老王便利店" not in repr(reading)


def summary(kind: str, values: Any = (40,) * 10, **cells: Any) -> list[list[Any]]:
    line = {"工号": "0001", "姓名": "张喆", "发放": 12, "回收": 11, "有效": 10}
    line |= dict(zip([f"{question}{kind}" for question in QUESTIONS], values, strict=True)) | cells
    return [list(line), list(line.values())]


def test_that_sums_of_an_agency_are_read(book: Make) -> None:
    reading = survey.read(book({"汇总": summary("合计")}), controls={"问卷": Decimal(11)})
    assert (reading.problems, reading.warnings) == ((), ())
    row = reading.rows[0]
    assert isinstance(row, SummaryRow)
    assert (row.issued, row.returned, row.valid, row.are_means, row.answers) == (12, 11, 10, False, (40,) * 10)


def test_that_means_of_an_agency_are_read_and_said(book: Make, codes: Callable[..., Any]) -> None:
    reading = survey.read(book({"汇总": summary("均分", (4.25,) * 10)}))
    assert codes(reading.problems) == []
    assert [warning.code for warning in reading.warnings] == ["aggregate_means"]
    assert (reading.rows[0].are_means, reading.rows[0].answers[0]) == (True, Decimal("4.25"))


@pytest.mark.parametrize(
    ("kind", "cells", "expected"),
    [
        ("合计", {"拜访频次合计": 51}, ("out_of_range", 2, "F")),
        ("合计", {"拜访频次合计": None}, ("value_missing", 2, "F")),
        ("合计", {"回收": 13}, ("counts_disagree", 2, "E")),
        ("合计", {"有效": 12}, ("counts_disagree", 2, "E")),
        ("均分", {"拜访频次均分": 0.5}, ("out_of_range", 2, "F")),
    ],
)
def test_that_a_bad_summary_is_named(
    book: Make, codes: Callable[..., Any], kind: str, cells: dict[str, Any], expected: tuple[str, int, str]
) -> None:
    values = (40,) * 10 if kind == "合计" else (4,) * 10
    assert codes(survey.read(book({"汇总": summary(kind, values, **cells)})).problems) == [expected]


def test_that_a_summary_without_a_question_is_refused(book: Make, codes: Callable[..., Any]) -> None:
    lines = [line[:-1] for line in summary("合计")]
    assert codes(survey.read(book({"汇总": lines})).problems) == [("column_missing", 1, None)]
