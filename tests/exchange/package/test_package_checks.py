"""The city's checks: a good package passes with its warnings, and every planted fault is found at its place."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from openpyxl import load_workbook

from cmdesk.exchange.package.checks import check_content, check_package
from cmdesk.exchange.package.content import (
    COUNTED,
    COUNTED_COLUMNS,
    ON_PAPER,
    ON_PAPER_COLUMNS,
    Document,
    PackageContent,
    Table,
)
from cmdesk.exchange.package.findings import Findings
from cmdesk.exchange.package.reader import read_package
from cmdesk.exchange.package.writer import write_package
from cmdesk.kernel.errors import Cancelled, Problem
from cmdesk.kernel.periods import Period


def codes(found: list[Problem]) -> list[str]:
    return [problem.code for problem in found]


def checked(content: PackageContent, make: Any, **options: Any) -> Findings:
    return check_content(content, lambda pdfs: [make.answer() for _ in pdfs], **options)


def edited(content: PackageContent, change: Callable[[Any], None]) -> PackageContent:
    """Give the content with its first workbook opened in an office program, changed and saved."""
    book = load_workbook(io.BytesIO(content.books[0].data))
    change(book)
    saved = io.BytesIO()
    book.save(saved)
    return replace(content, books=(replace(content.books[0], data=saved.getvalue()), *content.books[1:]))


def with_table(content: PackageContent, name: str, change: Callable[[Table], Table]) -> PackageContent:
    tables = tuple(change(table) if table.name == name else table for table in content.tables)
    return replace(content, tables=tables)


@pytest.mark.shows("108")
def test_that_a_good_month_passes_and_says_that_it_is_a_demo(make: Any) -> None:
    found = checked(make.month(), make)
    assert found.problems == []
    assert codes(found.warnings) == ["package_demo"]


@pytest.mark.shows("108")
def test_that_a_good_year_passes_and_names_the_books_it_leaves_out(make: Any) -> None:
    found = checked(make.year(), make, seats={"高级": 1, "中级": 1, "初级": 1})
    assert found.problems == []
    assert codes(found.warnings) == ["package_demo"] + ["book_absent"] * 16


@pytest.mark.shows("108")
def test_that_a_file_is_checked_as_its_content_was(make: Any) -> None:
    for content in (make.month(), make.year()):
        package = read_package(write_package(content, make.seal), make.judge)
        before, after = checked(content, make), check_package(package, lambda pdfs: [make.answer() for _ in pdfs])
        assert (before.problems, set(map(str, before.warnings))) == (after.problems, set(map(str, after.warnings)))


def test_that_a_bad_seal_is_the_first_problem(make: Any) -> None:
    data = write_package(make.month(), lambda listed: make.seal(listed + b"x"))
    found = check_package(read_package(data, make.judge), lambda pdfs: [make.answer() for _ in pdfs])
    assert codes(found.problems) == ["signed_content_changed"]


@pytest.mark.parametrize(
    ("cell", "value", "wanted"),
    [
        ("J4", 99.99, ["check_total_differs", "check_digest_differs", "book_row_differs"]),
        ("D4", "张三", ["check_digest_differs", "book_row_differs"]),
        ("O5", "=1+1", ["book_formula"]),
        ("C3", "编号", ["book_header_differs"]),
    ],
)
def test_that_a_cell_changed_in_the_workbook_is_found(cell: str, value: Any, wanted: list[str], make: Any) -> None:
    def change(book: Any) -> None:
        book["月度考评"][cell] = value

    assert codes(checked(edited(make.month(), change), make).problems) == wanted


def test_that_a_changed_cell_is_named_with_its_place(make: Any) -> None:
    def change(book: Any) -> None:
        book["月度考评"]["D4"] = "张三"

    problem = checked(edited(make.month(), change), make).problems[-1]
    assert problem.where.as_json() == {"file": "books/X2-2026-03.xlsx", "sheet": "月度考评", "row": 4, "column": "姓名"}
    assert problem.params == {"shown": "张三", "data": "张𬭎"}


def test_that_a_figure_changed_in_the_data_alone_is_found(make: Any) -> None:
    def change(table: Table) -> Table:
        place = table.columns.index("月度得分")
        first = (*table.rows[0][:place], "99.20", *table.rows[0][place + 1 :])
        return replace(table, rows=(first, *table.rows[1:]))

    found = checked(with_table(make.month(), "x2-2026-03-1", change), make)
    assert codes(found.problems) == ["book_row_differs"]


def test_that_a_row_lost_in_the_workbook_is_found(make: Any) -> None:
    found = checked(edited(make.month(), lambda book: book["月度考评"].delete_rows(6)), make)
    assert "book_rows_differ" in codes(found.problems)
    assert "check_total_differs" in codes(found.problems)


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (lambda book: book.remove(book["校验"]), "check_sheet_missing"),
        (lambda book: book.remove(book["指标明细"]), "book_sheet_missing"),
        (lambda book: book.move_sheet("校验", -3), "check_sheet_missing"),
        (lambda book: book.create_sheet("秘密", 0), "book_sheet_unknown"),
    ],
)
def test_that_a_sheet_too_many_or_too_few_is_found(change: Callable[[Any], None], wanted: str, make: Any) -> None:
    assert wanted in codes(checked(edited(make.month(), change), make).problems)


@pytest.mark.parametrize(
    ("item", "value", "wanted"),
    [
        ("单位代码", "140703", "check_line_differs"),
        ("期间", "2026-04", "check_line_differs"),
        ("规则状态", "试行", "check_line_differs"),
        ("行数", "4", "check_total_differs"),
        ("合计 月度考评 月度得分", "276.61", "check_total_differs"),
        ("合计 月度考评 月度得分", "很多", "check_total_differs"),
        ("内容摘要", "0" * 64, "check_digest_differs"),
    ],
)
def test_that_every_line_of_the_check_sheet_is_added_up_again(item: str, value: str, wanted: str, make: Any) -> None:
    def change(book: Any) -> None:
        rows = [row for row in book["校验"].iter_rows() if row[0].value == item]
        assert rows, item
        rows[0][1].value = value

    found = checked(edited(make.month(), change), make)
    assert codes(found.problems) == [wanted]
    assert found.problems[0].params["item"] == item


def test_that_a_sum_of_no_column_is_found(make: Any) -> None:
    found = checked(edited(make.month(), lambda book: book["校验"].append(["合计 月度考评 奖金", "5"])), make)
    assert codes(found.problems) == ["check_line_unknown"]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04junk", b"\xd0\xcf\x11\xe0" * 99])
def test_that_an_unreadable_workbook_is_found(data: bytes, make: Any) -> None:
    content = make.month()
    found = checked(replace(content, books=(replace(content.books[0], data=data),)), make)
    assert codes(found.problems) == ["book_unreadable"]


@pytest.mark.shows("108")
def test_that_nobody_may_be_missing_twice_or_strange(make: Any) -> None:
    def change(table: Table) -> Table:
        rows = (
            (*table.rows[0][:1], "张三丰", *table.rows[0][2:]),
            *table.rows[1:2],
            ("0009", "赵六", "在册", "初级", "C"),
        )
        return replace(table, rows=rows)

    found = checked(with_table(make.month(), "roster", change), make)
    assert [(problem.code, problem.params["number"]) for problem in found.problems] == [
        ("person_missing_in_results", "0009"),
        ("name_differs_in_results", "0001"),
        ("person_not_in_roster", "0003"),
    ]


def test_that_a_package_without_roster_is_refused(make: Any) -> None:
    content = make.month()
    found = checked(replace(content, tables=content.tables[1:]), make)
    assert codes(found.problems) == ["roster_missing"]


@pytest.mark.shows("R37", "108")
def test_that_nobody_rises_into_a_full_level(make: Any) -> None:
    content = make.year({"0001": "senior-C"})
    found = checked(content, make, seats={"高级": 1, "中级": 1, "初级": 1})
    assert codes(found.problems) == ["cap_exceeded"]
    assert found.problems[0].params == {"level": "高级", "seats": 1, "count": 2, "names": "张𬭎（0001）"}


@pytest.mark.shows("R37")
def test_that_holders_keep_their_level_above_the_places(make: Any) -> None:
    content = make.year(seats={"senior": 0})
    found = checked(content, make, seats={"高级": 0, "中级": 1, "初级": 1})
    assert found.problems == []
    assert "over_run_inherited" in codes(found.warnings)


def test_that_the_junior_cap_is_advice(make: Any) -> None:
    found = checked(make.year(seats={"junior": 0}), make)
    assert found.problems == []
    assert "cap_advice_exceeded" in codes(found.warnings)


def test_that_places_must_be_those_of_the_city(make: Any) -> None:
    found = checked(make.year(), make, seats={"高级": 1, "中级": 0, "初级": None})
    assert [(problem.code, problem.params["level"]) for problem in found.problems] == [
        ("seats_differ", "初级"),
        ("seats_differ", "中级"),
    ]


def test_that_a_level_without_places_is_refused(make: Any) -> None:
    assert codes(checked(make.year(seats={"senior": None}), make).problems) == ["seats_missing"]


def test_that_the_summary_must_add_up(make: Any) -> None:
    def change(table: Table) -> Table:
        place = table.columns.index("拟定人数")
        first = (*table.rows[0][:place], "2", *table.rows[0][place + 1 :])
        return replace(table, rows=(first, *table.rows[1:]))

    found = checked(with_table(make.year(), "x4-2026-2", change), make)
    assert codes(found.problems) == ["book_row_differs", "summary_differs"]
    assert found.problems[1].params == {"level": "高级", "item": "拟定人数", "said": "2", "found": 1}


@pytest.mark.shows("108")
def test_that_every_person_needs_one_report_and_the_count_one(make: Any) -> None:
    content = make.year()
    stranger = replace(content.documents[0], person="0009", number="140702-D25-2026-0009-v1")
    found = checked(replace(content, documents=(stranger, content.documents[1], content.documents[1])), make)
    assert [(problem.code, problem.params.get("number")) for problem in found.problems] == [
        ("document_missing", "0001"),
        ("document_missing", "0003"),
        ("document_of_stranger", "0009"),
        ("document_twice", "0002"),
        ("count_report_missing", None),
    ]


@pytest.mark.shows("108")
def test_that_every_document_must_be_valid_and_signed_by_who_must(make: Any) -> None:
    answers = {
        b"report 0001": make.answer("invalid", Problem("pages_changed_after_signing", params={"pages": "2"})),
        b"report 0002": make.answer(open=(make.place("appraised", "被考评人"), make.place("city_group", "考评组"))),
        b"report 0003": make.answer(open=(make.place("department_head", "营销部主任"),)),
        b"count": make.answer("undetermined", Problem("no_roots")),
    }
    found = check_content(make.year(), lambda pdfs: [answers[pdf] for pdf in pdfs])
    assert [(problem.code, problem.where.file) for problem in found.problems] == [
        ("pages_changed_after_signing", "documents/140702-D25-2026-0001-v1.pdf"),
        ("required_signature_missing", "documents/140702-D25-2026-0003-v1.pdf"),
        ("no_roots", "documents/140702-D18-2026-0001-v1.pdf"),
    ]
    opened = [problem.params["label"] for problem in found.warnings if problem.code == "signature_open"]
    assert opened == ["被考评人", "考评组"]


@pytest.mark.shows("108")
def test_that_every_counted_item_needs_its_report_with_all_six_signatures(make: Any) -> None:
    content = make.year()
    reports = [document for document in content.documents if document.form == "D25"]
    first = Document("140702-D18-2026-0101-v1", "D18", None, b"first")
    counted = Table(
        COUNTED, COUNTED_COLUMNS, (("0101", "2026-1（第一次）", "民主测评"), ("0201", "2026-2（第二次）", "级档表决"))
    )
    inked = Table(
        ON_PAPER, ON_PAPER_COLUMNS, ((first.number, "teller_2", "计票人（二）", "纸签", "罗志远", None, None, None),)
    )
    content = replace(content, documents=(*reports, first), tables=(*content.tables, counted, inked))
    places = (make.place("teller_2", "计票人（二）"), make.place("scrutineer_1", "监票人（一）"))
    unsigned = make.answer("undetermined", Problem("nothing_signed"), open=places)
    found = check_content(content, lambda pdfs: [unsigned if pdf == b"first" else make.answer() for pdf in pdfs])
    assert [(problem.code, problem.params) for problem in found.problems] == [
        (
            "count_report_of_item_missing",
            {"form": "D18", "subject": "0201", "meeting": "2026-2（第二次）", "item": "级档表决"},
        ),
        ("required_signature_missing", {"label": "监票人（一）"}),
    ]
    (said,) = [problem.params for problem in found.warnings if problem.code == "signature_on_paper"]
    assert said == {"label": "计票人（二）", "name": "罗志远"}


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"closed": False}, ["period_still_open"]),
        ({"rule_state": "trial"}, ["check_line_differs", "rule_set_on_trial"]),
        ({"unit_code": "140703"}, ["check_line_differs"]),
    ],
)
def test_that_an_open_year_or_rules_on_trial_do_not_go_to_the_city(
    changes: dict[str, Any], wanted: list[str], make: Any
) -> None:
    assert sorted(codes(checked(make.year(**changes), make).problems)) == wanted


def test_that_a_month_under_rules_on_trial_goes_and_says_so(make: Any) -> None:
    content = make.month()
    found = checked(replace(content, header=replace(content.header, rule_state="trial")), make)
    assert codes(found.warnings) == ["package_demo", "rule_set_on_trial_said"]


def test_that_a_half_year_is_no_package(make: Any) -> None:
    content = make.month()
    half = replace(content, header=replace(content.header, period=Period.parse("2026H1")))
    assert codes(checked(half, make).problems) == ["period_kind_refused"]


def test_that_the_book_of_the_period_must_be_there(make: Any) -> None:
    content = make.month()
    other = replace(content, header=replace(content.header, period=Period.parse("2026-04")))
    assert "book_missing" in codes(checked(other, make).problems)
    assert codes(checked(replace(content, books=()), make).problems) == ["book_missing"] + ["book_sheet_missing"] * 3


def test_that_the_checks_say_how_far_they_are_and_can_be_stopped(make: Any) -> None:
    class Watched:
        def __init__(self, stop_at: int) -> None:
            self.seen: list[tuple[int, int]] = []
            self.stop_at = stop_at

        def step(self, done: int, total: int, label: str) -> None:
            self.seen.append((done, total))
            if done == self.stop_at:
                raise Cancelled

    whole, stopped = Watched(-1), Watched(4)
    checked(make.year(), make, progress=whole)
    assert whole.seen == [(done, 7) for done in range(8)]
    with pytest.raises(Cancelled):
        checked(make.year(), make, progress=stopped)
    assert stopped.seen[-1] == (4, 7)
