"""The preview of an arriving file: everything it would do and everything wrong with it, and nothing written."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from factories.county import AUDITOR, RECORDER, YEAR, County
from sqlalchemy import func, select

from cmdesk.kernel.errors import Forbidden, Rejected
from cmdesk.kernel.periods import Period
from cmdesk.models.exchange import HeadingMapping, ImportRun
from cmdesk.models.indicators import IndicatorFigure
from cmdesk.sample import books
from cmdesk.sample.county import managers
from cmdesk.usecases.incoming import Answers, HeadingAnswer
from cmdesk.usecases.incoming_kinds import KINDS, order_of
from cmdesk.usecases.incoming_preview import FileKinds, PreviewImport, RecogniseFile
from cmdesk.usecases.incoming_rows import FilePreview, How, RowState
from cmdesk.usecases.indicators.import_month import ImportMonth

JANUARY = Period.parse("2025-01")
PEOPLE = managers("small", 8, YEAR)
HEADINGS = ("工号", "姓名", "销量目标", "实际销量", "销量目标完成率(%)", "明码标价到位率(%)")


def rows(**changes: dict[int, Any]) -> list[list[Any]]:
    """Give a row for each of eight people; `changes` by heading without unit, then by row number from 0."""
    made: list[list[Any]] = [[p.staff_no, p.name, 100, 96, 96, 95] for p in PEOPLE]
    for heading, cells in changes.items():
        place = [h.partition("(")[0] for h in HEADINGS].index(heading)
        for number, value in cells.items():
            made[number][place] = value
    return made


def book(county: County, made: list[list[Any]], headings: tuple[str, ...] = HEADINGS, name: str = "x1.xlsx") -> Path:
    return books.write_book(county.folder / name, [("月度指标", headings, made)])


def preview(county: County, path: Path, **options: Any) -> FilePreview:
    found: FilePreview = county.ask(RECORDER, PreviewImport(order=ImportMonth(file=path, period=JANUARY, **options)))
    return found


def counted(county: County, model: Any) -> int:
    with county.desk.database.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_that_a_preview_writes_nothing_and_its_counts_add_up(county: County) -> None:
    county.run(RECORDER, ImportMonth(file=book(county, rows()[:7]), period=JANUARY))
    figures, runs = counted(county, IndicatorFigure), counted(county, ImportRun)
    path = book(county, rows(实际销量={0: "12O.0", 1: 97}, 销量目标完成率={1: 97}), name="again.xlsx")
    seen = preview(county, path)
    assert (counted(county, IndicatorFigure), counted(county, ImportRun)) == (figures, runs)
    states = {state: seen.count(state) for state in RowState}
    assert sum(states.values()) == 8 == seen.files[0].rows
    assert states[RowState.PROBLEM] == 1
    bad = next(row for row in seen.rows if row.state is RowState.PROBLEM)
    assert (bad.number, bad.staff_no, bad.notes[0].letter, bad.notes[0].value) == (2, "0001", "D", "12O.0")
    assert seen.earlier is not None
    assert (seen.earlier.rows, seen.earlier.same) == (7, False)


def test_that_changes_are_told_beside_the_problems_of_other_rows(county: County) -> None:
    full = (*HEADINGS[:5], "明码标价到位率(%)")
    county.run(RECORDER, ImportMonth(file=book(county, rows(), full), period=JANUARY))
    path = book(county, rows(明码标价到位率={0: 97, 1: "x"}), name="again.xlsx")
    seen = preview(county, path)
    by_number = {row.staff_no: row for row in seen.rows}
    assert by_number["0002"].state is RowState.PROBLEM
    (change,) = by_number["0001"].changes
    assert (change.letter, change.heading, change.old, change.new) == ("F", "明码标价到位率", "95", "97")


def test_that_a_piece_shows_the_heading_and_the_neighbours_of_a_wrong_cell(county: County) -> None:
    seen = preview(county, book(county, rows(实际销量={3: "12O.0"})))
    bad = next(row for row in seen.rows if row.state is RowState.PROBLEM)
    assert bad.piece is not None
    assert bad.piece.letters == ("A", "B", "C", "D", "E")
    assert [number for number, _ in bad.piece.rows] == [1, 4, 5, 6]
    assert bad.piece.rows[2][1][3] == "12O.0"


def test_that_a_wrong_name_offers_the_person_and_one_answer_settles_it(county: County) -> None:
    path = book(county, rows(姓名={2: "没有这名"}))
    seen = preview(county, path)
    bad = next(row for row in seen.rows if row.state is RowState.PROBLEM)
    note = bad.notes[0]
    assert (note.code, note.value, [one.staff_no for one in note.candidates]) == ("name_differs", "没有这名", ["0003"])
    answers = Answers(people={bad.written: "0003"})
    assert preview(county, path, answers=answers).obstacles == 0
    order = ImportMonth(file=path, period=JANUARY, answers=answers)
    done = county.run(RECORDER, order)
    assert done.answer["accepted"] == 8
    with county.desk.database.reading() as session:
        stored = session.scalar(select(ImportRun.answers).where(ImportRun.kind == "indicators"))
    assert stored == {"headings": {}, "people": {f"0003 {'没有这名'}": "0003"}}


def test_that_an_answer_for_one_row_is_no_answer_for_another(county: County) -> None:
    path = book(county, rows(姓名={2: "没有这名", 3: "也没这名"}))
    seen = preview(county, path, answers=Answers(people={"0003 没有这名": "0003"}))
    assert [(row.staff_no, row.state) for row in seen.rows if row.notes and row.notes[0].bad] == [
        ("0004", RowState.PROBLEM)
    ]


@pytest.mark.shows("18", "101")
def test_that_a_unit_is_asked_with_a_real_value_and_remembered_by_the_headings(county: County) -> None:
    headings = ("工号", "姓名", "明码标价率")
    made = [[p.staff_no, p.name, 0.885] for p in PEOPLE]
    path = book(county, made, headings)
    seen = preview(county, path)
    line = next(one for one in seen.headings if one.field == "price_tags_rate")
    assert {(unit.unit, unit.reads) for unit in line.units} == {("%", "0.885 读作 0.885%"), ("1", "0.885 读作 88.5%")}
    assert seen.obstacles == 1
    answers = Answers(headings={"明码标价率": HeadingAnswer(field="price_tags_rate", unit="1")})
    county.run(RECORDER, ImportMonth(file=path, period=JANUARY, answers=answers))
    assert counted(county, HeadingMapping) == 1
    again = preview(county, book(county, made, headings, name="february.xlsx"))
    line = next(one for one in again.headings if one.field == "price_tags_rate")
    assert (again.obstacles, line.how) == (0, How.REMEMBERED)
    assert again.answers["headings"]["明码标价率"]["unit"] == "1"


@pytest.mark.shows("101")
def test_that_an_unknown_column_may_be_named_and_is_told_until_then(county: County) -> None:
    headings = ("工号", "姓名", "标签率(%)")
    path = book(county, [[p.staff_no, p.name, 96] for p in PEOPLE], headings)
    seen = preview(county, path)
    assert [(line.heading, line.how) for line in seen.headings] == [("标签率(%)", How.IGNORED)]
    assert ("price_tags_rate", "明码标价到位率") in seen.free
    answers = Answers(headings={"标签率(%)": HeadingAnswer(field="price_tags_rate")})
    assert [line.how for line in preview(county, path, answers=answers).headings] == [How.ANSWERED]


@pytest.mark.shows("18", "110")
def test_that_control_totals_stand_beside_the_total_row_and_wait_for_unread_rows(county: County) -> None:
    total = ["合计", None, 800, 768, None, None]
    typed = {"people": Decimal(8), "实际销量": Decimal(768)}
    path = book(county, [*rows(实际销量={0: "12O.0"}), total])
    seen = preview(county, path, controls=typed)
    sales = next(line for line in seen.controls if line.name == "实际销量")
    assert (sales.paper, sales.total, sales.found, sales.agrees) == (768, 768, 672, False)
    assert seen.obstacles == 1
    whole = preview(county, book(county, [*rows(), total], name="b.xlsx"), controls={"people": Decimal(9)})
    assert [note.code for note in whole.whole if note.bad] == ["control_total_differs"]


def test_that_somebody_without_row_is_a_line_of_the_preview(county: County) -> None:
    seen = preview(county, book(county, rows()[:7]))
    (absent,) = [row for row in seen.rows if row.number is None]
    assert (absent.staff_no, absent.state, absent.notes[0].code) == (
        "0008",
        RowState.WARNING,
        "person_without_figures",
    )


@pytest.mark.shows("102")
def test_that_a_preview_and_the_import_refuse_the_same(county: County) -> None:
    path = book(county, rows(实际销量={0: "12O.0"}, 姓名={2: "没有这名"}, 销量目标={5: None}))
    seen = preview(county, path)
    with pytest.raises(Rejected) as caught:
        county.run(RECORDER, ImportMonth(file=path, period=JANUARY))
    assert seen.problems == caught.value.problems


def test_that_who_may_not_take_a_file_in_gets_no_preview(county: County) -> None:
    path = book(county, rows())
    with pytest.raises(Forbidden):
        county.ask(AUDITOR, PreviewImport(order=ImportMonth(file=path, period=JANUARY)))


def test_that_a_file_is_known_by_its_headings_and_its_period_by_its_title(county: County) -> None:
    path = books.write_book(county.folder / "2025年3月上报.xlsx", [("Sheet1", HEADINGS, rows())])
    found: FileKinds = county.ask(RECORDER, RecogniseFile(path=path))
    assert found.kinds[0] == "indicators"
    assert str(found.periods["indicators"]) == "2025-03"


@pytest.mark.parametrize("kind", KINDS)
def test_that_every_kind_has_an_order_and_a_preview_of_an_empty_book(county: County, kind: str) -> None:
    path = books.write_book(county.folder / "empty.xlsx", [("表", ("甲", "乙"), [["1", "2"]])])
    spans = {"month": "2025-01", "quarter": "2025Q1", "half_year": "2025H1", "year": "2025"}
    span = KINDS[kind].span
    order = order_of(kind, [path], Period.parse(spans[span.value]) if span else None, answers=Answers())
    number = {"holidays": "9009", "sheets": "9004"}.get(kind, RECORDER)
    seen: FilePreview = county.ask(number, PreviewImport(order=order))
    assert seen.obstacles > 0
    assert seen.kind == kind


def test_that_a_kind_says_the_permission_of_its_use_case() -> None:
    assert {code: kind.permission for code, kind in KINDS.items()} == {
        code: kind.entry.permission for code, kind in KINDS.items()
    }
