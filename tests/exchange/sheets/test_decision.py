"""Reading the city's decision."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cmdesk.exchange.sheets import decision
from cmdesk.kernel.periods import Period

Make = Callable[..., Path]
YEAR = Period.parse("2026")
DIGEST = "ab" * 32
HEADER = [
    "年度",
    "工号",
    "姓名",
    "拟定级",
    "拟定档",
    "决定",
    "确定级",
    "确定档",
    "理由",
    "决定文号",
    "决定日期",
    "生效月份",
]
AGREED = ["2026", "0001", "张喆", "中级", "A", "同意", "中级", "A", None, "晋中烟〔2027〕8号", "2027-02-20", "2027-03"]


def changed(**cells: Any) -> list[Any]:
    return list((dict(zip(HEADER, AGREED, strict=True)) | cells).values())


def read(book: Make, *rows: list[Any], title: str = f"上报摘要：{DIGEST}", **asked: Any) -> Any:
    return decision.read(book({"决定": [[title], HEADER, *rows]}), period=YEAR, **asked)


def test_that_a_decision_is_read_with_the_digest_that_it_answers(book: Make) -> None:
    reading = read(book, AGREED, changed(工号="0002", 决定="暂缓", 确定级=None, 确定档=None))
    assert (reading.problems, reading.warnings) == ((), ())
    assert reading.head["上报摘要"] == DIGEST
    first, second = reading.rows
    assert (first.decision, first.proposed_rung, first.decided_rung) == ("agreed", "intermediate-A", "intermediate-A")
    assert (first.decided_on, first.effect) == (date(2027, 2, 20), Period.parse("2027-03"))
    assert (second.decision, second.decided_rung) == ("deferred", None)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"确定档": "B"}, [("decision_inconsistent", "G")]),
        ({"决定": "调整", "确定档": "B"}, [("value_missing", "I")]),
        ({"决定": "调整", "确定档": "B", "理由": "名额"}, []),
        ({"决定": "调整", "理由": "名额"}, [("decision_inconsistent", "F")]),
        ({"决定": "不同意", "确定级": None, "确定档": None}, [("value_missing", "I")]),
        ({"确定级": None, "确定档": None}, [("value_missing", "G")]),
        ({"确定级": "见习"}, [("decision_inconsistent", "G"), ("trainee_with_rung", "H")]),
        ({"确定档": None}, [("rung_missing", "H")]),
        ({"生效月份": "2027-02"}, [("effect_month_wrong", "L")]),
        ({"决定": "好"}, [("value_not_allowed", "F")]),
        ({"决定文号": None}, [("value_missing", "J")]),
        ({"年度": 2025}, [("period_differs", "A")]),
    ],
)
def test_that_a_bad_row_is_named(
    book: Make, codes: Callable[..., Any], cells: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert codes(read(book, changed(**cells)).problems) == [(code, 3, column) for code, column in expected]


def test_that_a_decision_in_january_takes_effect_in_february(book: Make) -> None:
    assert read(book, changed(决定日期="2026-12-31", 生效月份="2027年1月")).problems == ()


def test_that_a_decision_bound_to_nothing_is_said(book: Make) -> None:
    reading = read(book, AGREED, title="等级评定结果")
    assert [warning.code for warning in reading.warnings] == ["not_bound"]
    assert "上报摘要" not in reading.head


def test_that_the_digest_may_stand_on_the_last_sheet(book: Make) -> None:
    path = book({"决定": [HEADER, AGREED], "校验": [["项目", "值"], ["上报摘要", DIGEST.upper()], ["内容摘要", "x"]]})
    reading = decision.read(path)
    assert (reading.warnings, reading.head["上报摘要"]) == ((), DIGEST)


def test_that_two_digests_are_one_too_many(book: Make) -> None:
    path = book({"决定": [[f"上报摘要：{DIGEST}"], HEADER, AGREED], "校验": [["上报摘要", "cd" * 32]]})
    assert [problem.code for problem in decision.read(path).problems] == ["value_not_allowed"]


def test_that_people_and_levels_are_typed_from_the_paper(book: Make) -> None:
    reading = read(book, AGREED, controls={"people": Decimal(1), "中级": Decimal(1), "高级": Decimal(1)})
    assert [(p.code, p.params["name"]) for p in reading.problems] == [("control_total_differs", "高级")]
