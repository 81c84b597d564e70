"""Sheets keyed elsewhere, taken in as one workbook: all of it, or nothing with everything that is wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from factories.county import HEAD, LEADER, YEAR, County, copied
from openpyxl import load_workbook

from cmdesk.kernel.errors import Problem, Rejected
from cmdesk.kernel.periods import Period
from cmdesk.queries.inspections import OneSheet, OpenActions, Sheets
from cmdesk.queries.scoring import Preview
from cmdesk.sample import figures
from cmdesk.sample.chance import Chance
from cmdesk.sample.county import managers
from cmdesk.sample.year import INSPECTORS, checklist_items
from cmdesk.usecases.inspections.approve import Approve
from cmdesk.usecases.inspections.import_sheets import ImportSheets
from cmdesk.usecases.inspections.reopen import Reopen

JANUARY = Period.parse("2025-01")
PEOPLE = managers("small", 8, YEAR)
KEYING = "9005"
SHEETS = 2 * len(PEOPLE)


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give January's workbook as the sample writes it."""
    version, items = checklist_items()
    path = tmp_path_factory.mktemp("d04") / "d04.xlsx"
    return figures.sheet_book(path, PEOPLE, items, version, INSPECTORS, Chance("d04"), JANUARY)


def edited(
    county: County,
    pristine: Path,
    *cells: tuple[str, int, str, Any],
    shuffle: bool = False,
) -> Path:
    """Write the workbook with cells changed: (sheet, row, heading, value)."""
    book = load_workbook(pristine)
    for name, row, heading, value in cells:
        sheet = book[name]
        column = [str(cell.value) for cell in sheet[1]].index(heading) + 1
        sheet.cell(row, column).value = value
    if shuffle:
        for sheet in book.worksheets:
            rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
            for place, row in enumerate(reversed(rows), 2):
                for column, value in enumerate(row, 1):
                    sheet.cell(place, column).value = value
    path = county.folder / "d04.xlsx"
    book.save(path)
    return path


def problems_of(county: County, path: Path) -> list[Problem]:
    county.sit(KEYING)
    before = county.desk.ask(Sheets())
    with pytest.raises(Rejected) as caught:
        county.run(KEYING, ImportSheets(file=path, period=JANUARY))
    assert county.desk.ask(Sheets()) == before
    return list(caught.value.problems)


def approve_all(county: County) -> None:
    numbers = tuple(row.number for row in county.ask(LEADER, Sheets(period=JANUARY)))
    county.run(LEADER, Approve(numbers=numbers))


def inspections(county: County) -> dict[str, Any]:
    return {row.staff_no: row.figures["inspection"] for row in county.ask(HEAD, Preview(period=JANUARY)).results}


def test_that_a_workbook_is_taken_in_whole_and_waits_for_approval(county: County, pristine: Path) -> None:
    done = county.run(KEYING, ImportSheets(file=pristine, period=JANUARY))
    assert (done.count, done.answer["accepted"]) == (SHEETS, SHEETS)
    rows = county.ask(KEYING, Sheets(period=JANUARY))
    assert {row.state for row in rows} == {"finished"}
    assert all(row.score for row in rows)
    assert set(inspections(county).values()) == {None}
    approve_all(county)
    assert None not in inspections(county).values()
    assert county.ask(LEADER, OpenActions())


def test_that_the_same_workbook_again_is_unchanged_and_undone_as_one(county: County, pristine: Path) -> None:
    county.run(KEYING, ImportSheets(file=pristine, period=JANUARY))
    again = county.run(KEYING, ImportSheets(file=pristine, period=JANUARY))
    assert (again.answer["accepted"], again.answer["unchanged"]) == (0, SHEETS)
    county.desk.undo()
    county.desk.undo()
    assert county.ask(KEYING, Sheets()) == ()


@pytest.mark.shows("11")
def test_that_the_order_of_the_rows_changes_no_score(
    county: County, county_template: Path, pristine: Path, tmp_path: Path
) -> None:
    county.run(KEYING, ImportSheets(file=pristine, period=JANUARY))
    approve_all(county)
    with (other := copied(county_template, tmp_path / "other")).desk:
        other.run(KEYING, ImportSheets(file=edited(other, pristine, shuffle=True), period=JANUARY))
        approve_all(other)
        assert inspections(other) == inspections(county)


def test_that_a_signed_sheet_with_other_content_is_refused_until_reopened(county: County, pristine: Path) -> None:
    county.run(KEYING, ImportSheets(file=pristine, period=JANUARY))
    changed = edited(county, pristine, ("检查单", 2, "检查日期", date(2025, 1, 29)))
    (problem,) = problems_of(county, changed)
    assert (problem.code, problem.where.row) == ("sheet_finished", 2)
    county.run(LEADER, Reopen(number=problem.params["number"], reason="日期有误"))
    done = county.run(KEYING, ImportSheets(file=changed, period=JANUARY))
    assert [row.state for row in done.answer["rows"]] == ["changed"]
    assert county.ask(LEADER, OneSheet(number=problem.params["number"])).row.visited_on == date(2025, 1, 29)


@pytest.mark.shows("103")
def test_that_everything_wrong_is_told_at_once_and_nothing_is_written(county: County, pristine: Path) -> None:
    path = edited(
        county,
        pristine,
        ("检查单", 2, "姓名", "别人"),
        ("检查单", 3, "工号", "7777"),
        ("检查单", 4, "督察员2", INSPECTORS[0]),
        ("检查单", 4, "督察员1", INSPECTORS[0]),
        ("检查单", 5, "101", None),
        ("检查单", 6, "签收", "拒签"),
        ("检查单", 8, "检查表版本", "旧版"),
        ("检查单", 9, "红线", "是"),
    )
    problems = problems_of(county, path)
    assert {(p.code, p.where.row) for p in problems} >= {
        ("name_differs", 2),
        ("unknown_person", 3),
        ("inspector_twice", 4),
        ("blank_item", 5),
        ("witness_missing", 6),
        ("checklist_version", 8),
        ("red_line_without_fact", 9),
    }
    assert all(p.where.file == "d04.xlsx" and p.where.sheet == "检查单" for p in problems)


def test_that_marks_and_deductions_must_agree(county: County, pristine: Path) -> None:
    book = load_workbook(pristine)
    number, item = book["扣分"].cell(2, 1).value, str(book["扣分"].cell(2, 2).value)
    row = next(r for r in range(2, 30) if book["检查单"].cell(r, 1).value == number)
    path = edited(county, pristine, ("检查单", row, item, "√"), ("扣分", 3, "次数", 9))
    found = {(p.code, p.where.sheet, p.where.row) for p in problems_of(county, path)}
    assert found >= {("item_not_marked", "扣分", 2), ("deduction_differs", "扣分", 3)}


@pytest.mark.shows("9", "R04")
def test_that_a_red_line_and_the_handbook_are_known_by_their_names(county: County, pristine: Path) -> None:
    unknown = edited(county, pristine, ("检查单", 3, "红线", "是"), ("检查单", 3, "红线事实", "态度不好"))
    assert "red_line_unknown" in {p.code for p in problems_of(county, unknown)}
    path = edited(
        county,
        pristine,
        ("检查单", 3, "红线", "是"),
        ("检查单", 3, "红线事实", "虚假订单：代客虚报三单"),
        ("扣分", 2, "依据", "手册"),
        ("扣分", 2, "依据编号", "手册12页"),
    )
    number = load_workbook(pristine)["扣分"].cell(2, 1).value
    county.run(KEYING, ImportSheets(file=path, period=JANUARY))
    red = county.ask(KEYING, OneSheet(number=f"{JANUARY}-0001-2"))
    assert red.red_line is not None
    assert (red.red_line.kind, red.row.score) == ("false_orders", "0.00")
    lines = [line for answer in county.ask(KEYING, OneSheet(number=number)).answers for line in answer.deductions]
    assert "manual" in {line.evidence for line in lines}


def second_visit(pristine: Path) -> tuple[int, list[int]]:
    """Give the row of a second visit that says of two things or more that they were put right, and which."""
    sheet = load_workbook(pristine)["检查单"]
    column = {str(cell.value): cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        said = str(sheet.cell(row, column["上次问题已整改"]).value or "")
        if said.count("、") >= 1 and str(sheet.cell(row, column["1101"]).value) == "√":
            return row, [int(one) for one in said.split("、")]
    raise AssertionError("nobody was found fault with twice")


@pytest.mark.shows("51")
def test_that_a_sheet_of_the_workbook_must_say_of_each_overdue_finding_whether_it_was_put_right(
    county: County, pristine: Path
) -> None:
    row, found = second_visit(pristine)
    silent = problems_of(county, edited(county, pristine, ("检查单", row, "上次问题已整改", None)))
    assert [(p.code, p.where.row, p.params["item"]) for p in silent] == [
        ("finding_unanswered", row, item) for item in sorted(found)
    ]
    rest = "、".join(str(item) for item in found[1:])
    (one,) = problems_of(county, edited(county, pristine, ("检查单", row, "上次问题已整改", rest)))
    assert (one.params["item"], one.where.field) == (found[0], "put_right")
    (odd,) = problems_of(
        county, edited(county, pristine, ("检查单", row, "上次问题已整改", f"{rest}、999、{found[0]}"))
    )
    assert (odd.code, odd.params["value"]) == ("value_not_allowed", "999")


@pytest.mark.shows("51")
def test_that_what_a_stored_visit_found_must_be_answered_by_the_workbook_too(county: County, pristine: Path) -> None:
    row, found = second_visit(pristine)
    book = load_workbook(pristine)
    kept = [tuple(cell.value for cell in line) for line in book["检查单"].iter_rows(min_row=row, max_row=row)]
    number = str(kept[0][0])
    county.run(KEYING, ImportSheets(file=pristine, period=JANUARY))
    county.run(LEADER, Reopen(number=number, reason="漏写整改"))
    path = edited(county, pristine, ("检查单", row, "上次问题已整改", None))
    assert {p.params["item"] for p in problems_of(county, path)} == set(found)
    county.run(KEYING, ImportSheets(file=pristine, period=JANUARY))


@pytest.mark.shows("R06")
def test_that_the_complaint_a_deduction_is_about_is_kept(county: County, pristine: Path) -> None:
    book = load_workbook(pristine)
    sheet = book["扣分"]
    sheet.cell(1, sheet.max_column + 1).value = "客户问题"
    sheet.cell(2, sheet.max_column).value = "买不到"
    number = str(sheet.cell(2, 1).value)
    path = county.folder / "d04.xlsx"
    book.save(path)
    county.run(KEYING, ImportSheets(file=path, period=JANUARY))
    answers = county.ask(KEYING, OneSheet(number=number)).answers
    assert next(line.problem for answer in answers for line in answer.deductions) == "cannot_buy"
    assert county.run(KEYING, ImportSheets(file=path, period=JANUARY)).answer["unchanged"] == SHEETS


def re_checked(county: County, pristine: Path, *, of_row: int) -> tuple[Path, str]:
    """Give the workbook with its last sheet made the city's re-check of the sheet in a row, and its number."""
    book = load_workbook(pristine)
    sheet = book["检查单"]
    column = {str(cell.value): cell.column for cell in sheet[1]}
    last = sheet.max_row
    number = str(sheet.cell(last, column["单号"]).value)
    sheet.cell(last, column["层级"]).value = "市复查"
    sheet.cell(last, column["被复查单号"]).value = sheet.cell(of_row, column["单号"]).value
    path = county.folder / "d04.xlsx"
    book.save(path)
    return path, number


def test_that_a_re_check_may_come_with_the_sheet_it_replaces(county: County, pristine: Path) -> None:
    sheet = load_workbook(pristine)["检查单"]
    heading = [str(cell.value) for cell in sheet[1]].index("工号") + 1
    people = {row: sheet.cell(row, heading).value for row in range(2, sheet.max_row + 1)}
    same = next(row for row, person in people.items() if person == people[sheet.max_row] and row != sheet.max_row)
    path, number = re_checked(county, pristine, of_row=same)
    county.run(KEYING, ImportSheets(file=path, period=JANUARY))
    county.sit(KEYING)
    assert county.desk.ask(OneSheet(number=number)).row.tier == "city"
    again = county.run(KEYING, ImportSheets(file=path, period=JANUARY))
    assert again.answer["unchanged"] == SHEETS


def test_that_a_re_check_of_somebody_else_is_refused(county: County, pristine: Path) -> None:
    sheet = load_workbook(pristine)["检查单"]
    heading = [str(cell.value) for cell in sheet[1]].index("工号") + 1
    last = sheet.cell(sheet.max_row, heading).value
    other = next(row for row in range(2, sheet.max_row) if sheet.cell(row, heading).value != last)
    path, _ = re_checked(county, pristine, of_row=other)
    assert [problem.code for problem in problems_of(county, path)] == ["re_check_of_nothing"]
