"""Finding the table in a sheet that somebody else laid out."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cmdesk.exchange.sheets import exams
from cmdesk.exchange.sheets.controls import parse_controls
from cmdesk.exchange.sheets.fields import fingerprint, load_mapping, split_heading
from cmdesk.exchange.sheets.table import column_letter
from cmdesk.kernel.errors import Rejected, Unavailable
from cmdesk.kernel.periods import Period

Make = Callable[..., Path]
HEADER = ["工号", "姓名", "理论", "技能"]
ROW = ["0001", "张喆", 80, 90]


def test_that_title_rows_are_no_table(book: Make) -> None:
    path = book({"成绩": [["2026年上半年技能考试成绩"], ["单位：榆次区营销部　期间：2026H1"], [], HEADER, ROW]})
    reading = exams.read(path, period=Period.parse("2026H1"))
    assert (reading.problems, reading.header_row, len(reading.rows)) == ((), 4, 1)
    assert reading.head == {"单位": "榆次区营销部", "期间": "2026H1"}


@pytest.mark.shows("101")
def test_that_the_order_and_the_dress_of_headings_are_free(book: Make) -> None:
    header = ["笔试（分）", "员工\n编号", "实 操", "*员工姓名"]
    reading = exams.read(book({"Sheet1": [header, [80, "0001", 90, "张喆"]]}))
    assert reading.problems == ()
    assert (reading.rows[0].staff_no, reading.rows[0].theory, reading.rows[0].practice) == ("0001", 80, 90)


def test_that_a_split_heading_is_read_as_one(book: Make) -> None:
    lines = [["工号", "姓名", "成绩", None], [None, None, "理论", "技能"], ROW]
    merged = book({"成绩": lines}, merges={"成绩": ["A1:A2", "B1:B2", "C1:D1"]})
    reading = exams.read(merged)
    assert (reading.problems, reading.header_row) == ((), 2)
    assert reading.rows[0].practice == 90


def test_that_the_only_visible_sheet_needs_no_name(book: Make) -> None:
    path = book({"随便": [HEADER, ROW], "成绩": [["底稿"]]}, hidden=["成绩"])
    assert exams.read(path).sheet == "随便"


def test_that_a_wrong_sheet_is_named_with_those_that_are_there(book: Make) -> None:
    reading = exams.read(book({"一月": [HEADER, ROW], "二月": [HEADER, ROW]}))
    assert [problem.code for problem in reading.problems] == ["sheet_missing"]
    assert reading.problems[0].params == {"wanted": "成绩", "found": "一月、二月"}
    assert reading.rows == ()


def test_that_a_missing_and_a_double_column_are_told_together(book: Make, codes: Callable[..., Any]) -> None:
    reading = exams.read(book({"成绩": [["理论", "笔试", "状态", "考试状态"], [80, 90, "正常", "正常"]]}))
    assert codes(reading.problems) == [
        ("column_missing", 1, None),
        ("column_twice", 1, "B"),
        ("column_twice", 1, "D"),
        ("mark_missing", 2, None),
    ]


def test_that_an_unknown_column_is_said_and_a_running_number_is_not(book: Make, codes: Callable[..., Any]) -> None:
    reading = exams.read(book({"成绩": [["序号", *HEADER, "考场"], [1, *ROW, "三"]]}))
    assert codes(reading.warnings) == [("column_ignored", 1, "F")]


@pytest.mark.parametrize(
    "word", ["合计", "合 计", "总计", "小计", "平均分", "制表：李四", "审核", "填表人", "说明：一", "注：二"]
)
def test_that_the_table_ends_at_a_closing_row(book: Make, word: str) -> None:
    reading = exams.read(book({"成绩": [HEADER, ROW, [word]]}))
    assert (reading.problems, len(reading.rows)) == ((), 1)


def test_that_people_behind_the_end_are_not_lost_in_silence(book: Make, codes: Callable[..., Any]) -> None:
    reading = exams.read(book({"成绩": [HEADER, ROW, ["小计"], ["0002", "李四", 70, 71], ["制表：王五"]]}))
    assert codes(reading.problems) == [("rows_after_end", 4, None)]


def test_that_rows_with_nothing_but_a_running_number_are_empty(book: Make) -> None:
    reading = exams.read(book({"成绩": [["序号", *HEADER], [1, *ROW], [2], [3, None, " ", None, None], []]}))
    assert (reading.problems, len(reading.rows)) == ((), 1)


def test_that_the_sum_row_is_held_against_all_rows(book: Make, codes: Callable[..., Any]) -> None:
    lines = [HEADER, ROW, ["0002", "李四", 70, 70], ["合计", "共3人", 150, 161]]
    reading = exams.read(book({"成绩": lines}))
    assert codes(reading.problems) == [("control_total_differs", 4, None), ("control_total_differs", 4, "D")]
    assert reading.problems[0].params["found"] == 2
    assert reading.problems[1].params == {"name": "技能", "stated": 161, "found": 160, "difference": -1}


def test_that_a_sum_of_figures_taken_as_shown_may_differ_by_what_was_cut(book: Make) -> None:
    lines = [HEADER, ["0001", "张喆", 80.123456, 90], ["0002", "李四", 70.123456, 70], ["合计", None, 150.246912, 160]]
    path = book({"成绩": lines}, formats={"成绩": {"C2": "0.00", "C3": "0.00"}})
    reading = exams.read(path)
    assert reading.problems == ()
    assert [warning.code for warning in reading.warnings] == ["taken_as_shown", "taken_as_shown"]


@pytest.mark.shows("18")
def test_that_typed_controls_are_held_against_the_file(book: Make) -> None:
    typed = parse_controls(["people=2", "理论=80.00", "高级=3"])
    reading = exams.read(book({"成绩": [HEADER, ROW]}), controls=typed)
    assert [(problem.code, problem.params.get("name")) for problem in reading.problems] == [
        ("control_total_differs", "人数"),
        ("control_unknown", "高级"),
    ]
    assert [(control.name, control.found, control.agrees) for control in reading.controls] == [
        ("人数", Decimal(1), False),
        ("理论", Decimal(80), True),
        ("技能", Decimal(90), True),
    ]


def test_that_every_control_that_cannot_be_read_is_named() -> None:
    with pytest.raises(Rejected) as refused:
        parse_controls(["people", "x=y", "=3", "人数=１２"])
    assert [problem.params["value"] for problem in refused.value.problems] == ["people", "x=y", "=3"]
    assert parse_controls(["人数=１,２３４"]) == {"人数": Decimal(1234)}


def test_that_a_mapping_goes_before_the_names_we_know(book: Make) -> None:
    path = book({"成绩": [["工号", "姓名", "卷一", "技能", "理论"], ["0001", "张喆", 80, 90, 10]]})
    reading = exams.read(path, mapping={"卷一": {"field": "theory"}, "理论": {"field": None}})
    assert (reading.problems, reading.warnings) == ((), ())
    assert reading.rows[0].theory == 80


def test_that_a_mapping_may_name_our_own_heading(book: Make) -> None:
    path = book({"成绩": [["工号", "姓名", "卷一", "技能"], ROW]})
    assert exams.read(path, mapping={"卷 一": {"field": "理论"}}).rows[0].theory == 80


def test_that_a_mapping_to_nothing_we_know_is_refused(book: Make) -> None:
    path = book({"成绩": [HEADER, ROW]})
    assert [p.code for p in exams.read(path, mapping={"卷一": {"field": "marks"}}).problems] == [
        "mapping_field_unknown"
    ]
    assert [p.code for p in exams.read(path, mapping={"卷一": "theory"}).problems] == ["mapping_unreadable"]


def test_that_a_mapping_file_says_what_is_wrong_with_it(tmp_path: Path) -> None:
    path = tmp_path / "m.json"
    path.write_text('{"卷一": {"field": "theory"}}', "utf-8")
    assert load_mapping(path) == {"卷一": {"field": "theory"}}
    for text in ("[1]", "{", "\udcff"):
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
        with pytest.raises(Rejected):
            load_mapping(path)
    with pytest.raises(Unavailable):
        load_mapping(tmp_path / "none.json")


def test_that_another_period_in_the_title_is_refused(book: Make, codes: Callable[..., Any]) -> None:
    path = book({"成绩": [["期间：2026年下半年"], HEADER, ROW]})
    assert codes(exams.read(path, period=Period.parse("2026H1")).problems) == [("period_differs", 1, None)]


def test_that_another_period_in_a_row_is_refused_and_the_same_is_not(book: Make, codes: Callable[..., Any]) -> None:
    path = book({"成绩": [[*HEADER, "期间"], [*ROW, "2026H1"], ["0002", "李四", 70, 70, "2026年下半年"]]})
    assert codes(exams.read(path, period=Period.parse("2026H1")).problems) == [("period_differs", 3, "E")]


def test_that_the_file_of_another_period_is_told_once_and_not_in_every_row(
    book: Make, codes: Callable[..., Any]
) -> None:
    lines = [[*HEADER, "期间"], *([f"000{n}", f"人{n}", 80, 90, "2025H2"] for n in range(1, 5))]
    reading = exams.read(book({"成绩": lines}), period=Period.parse("2026H1"))
    assert codes(reading.problems) == [("period_differs", 1, "E")]
    assert reading.problems[0].params["found"] == "2025H2"
    assert reading.rows == ()
    assert len(reading.people) == 4


def test_that_a_period_is_found_where_none_is_asked_for(book: Make) -> None:
    assert exams.read(book({"成绩": [["期间", "2026H1"], HEADER, ROW]})).period == Period.parse("2026H1")


def test_that_rows_of_other_units_are_skipped_and_counted(book: Make) -> None:
    lines = [
        ["单位", *HEADER],
        ["榆次区", *ROW],
        [None, "0002", "李四", 70, 70],
        ["太谷区", "0003", "王五", "？", 70],
        [None, "0004", "赵六", 60, 60],
        ["合计", None, None, 210, 290],
    ]
    path = book({"成绩": lines}, merges={"成绩": ["A2:A3", "A4:A5"]})
    reading = exams.read(path, own_unit=("140702", "榆次区"))
    assert [row.staff_no for row in reading.rows] == ["0001", "0002"]
    assert reading.skipped == 2
    assert [problem.code for problem in reading.problems] == []


def test_that_a_key_that_stands_twice_is_refused(book: Make, codes: Callable[..., Any]) -> None:
    reading = exams.read(book({"成绩": [HEADER, ROW, ["0001", "张喆", 1, 2]]}))
    assert codes(reading.problems) == [("person_twice", 3, "A")]
    assert reading.problems[0].params["first"] == 2


def test_that_without_a_number_the_name_is_the_key(book: Make, codes: Callable[..., Any]) -> None:
    reading = exams.read(book({"成绩": [["姓名", "理论", "技能"], ["张喆", 80, 90], ["张　喆", 1, 2], [None, 3, 4]]}))
    assert codes(reading.problems) == [("person_twice", 3, "A"), ("value_missing", 4, "A")]


@pytest.mark.shows("103")
def test_that_every_problem_of_a_file_comes_at_once_with_its_place(book: Make, codes: Callable[..., Any]) -> None:
    lines = [
        HEADER,
        ["0001", "张喆", "八十", 90],
        [330106199001011234, "李四", 101, None],
        [None, "王五", "#REF!", "=C2+1"],
    ]
    path = book({"成绩": lines})
    reading = exams.read(path)
    assert codes(reading.problems) == [
        ("not_a_number", 2, "C"),
        ("digits_lost", 3, "A"),
        ("out_of_range", 3, "C"),
        ("mark_missing", 3, "D"),
        ("value_missing", 4, "A"),
        ("cell_error", 4, "C"),
        ("formula_without_value", 4, "D"),
    ]
    assert "formula_value" not in {warning.code for warning in reading.warnings}
    assert {problem.where.sheet for problem in reading.problems} == {"成绩"}
    assert {problem.where.file for problem in reading.problems} == {"file.xlsx"}
    assert reading.rows == ()
    assert [person.name for person in reading.people] == ["张喆", "李四", "王五"]


@pytest.mark.shows("101")
def test_that_formulas_are_read_and_said_once_a_column(
    book: Make, spoil: Callable[..., Path], codes: Callable[..., Any]
) -> None:
    path = spoil(
        book({"成绩": [HEADER, ["0001", "张喆", 80, "=C2+1"], ["0002", "李四", 70, "=C3+1"]]}),
        {
            "xl/worksheets/sheet1.xml": lambda xml: (
                xml.replace(b"C2+1</f><v></v>", b"C2+1</f><v>81</v>")
                .replace(b"C3+1</f><v></v>", b"C3+1</f><v>71</v>")
                .replace(b"C2+1</f><v />", b"C2+1</f><v>81</v>")
                .replace(b"C3+1</f><v />", b"C3+1</f><v>71</v>")
            )
        },
    )
    reading = exams.read(path)
    assert [row.practice for row in reading.rows] == [81, 71]
    assert codes(reading.warnings) == [("formula_value", 1, "D")]


def test_that_a_file_that_is_no_workbook_gives_a_reading_with_its_problem(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_text("hello")
    reading = exams.read(path)
    assert ([problem.code for problem in reading.problems], reading.rows) == (["wrong_file"], ())


def test_that_ods_is_read_like_xlsx(ods: Make, book: Make) -> None:
    lines = [["技能考试"], HEADER, ["0001", "张喆", 80.5, "90"], [12, "李四", "—", 3], ["合计", None, 80.5, 93]]
    first, second = exams.read(ods({"成绩": lines})), exams.read(book({"成绩": lines}))
    assert first.rows == second.rows
    assert [(p.code, p.where.row) for p in first.problems] == [(p.code, p.where.row) for p in second.problems]


def test_that_the_content_digest_does_not_mind_order_or_dress(book: Make) -> None:
    rows = [ROW, ["0002", "李四", 70.5, 60]]
    first = exams.read(book({"成绩": [HEADER, *rows]}))
    second = exams.read(book({"另一张": [["标题"], HEADER, *reversed(rows)]}, name="b.xlsx"))
    other = exams.read(book({"成绩": [HEADER, ROW]}, name="c.xlsx"))
    assert first.file_sha256 != second.file_sha256
    assert first.digest == second.digest != other.digest


def test_that_a_sender_is_known_again_by_his_headings() -> None:
    assert fingerprint(["工号", "姓 名"]) == fingerprint(["姓名", "工号", ""])
    assert fingerprint(["工号"]) != fingerprint(["工号", "姓名"])


@pytest.mark.parametrize(
    ("text", "heading", "unit"),
    [
        ("销量目标（箱）", "销量目标", "箱"),
        ("完成率\n(%)", "完成率", "%"),
        ("单箱收入/万元", "单箱收入", "万元"),
        ("*工　号：", "工号", None),
        ("销量[箱]", "销量", "箱"),
    ],
)
def test_that_the_unit_of_a_heading_is_kept_apart(text: str, heading: str, unit: str | None) -> None:
    assert split_heading(text) == (heading, unit)


@pytest.mark.parametrize(("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (703, "AAA")])
def test_that_columns_are_named_as_the_sheet_names_them(number: int, letters: str) -> None:
    assert column_letter(number) == letters
