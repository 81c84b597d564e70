"""The empty workbooks: what they ask for is what is read, and their examples are right."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from cmdesk.exchange.sheets import decision, exams, holidays, indicators, roster, seats, survey
from cmdesk.exchange.sheets.fields import Kind, heading_key
from cmdesk.exchange.sheets.recognise import recognised
from cmdesk.exchange.sheets.template_examples import EXAMPLES
from cmdesk.exchange.sheets.templates import GUIDE_SHEET, TEMPLATES, heading_of, template, what

READERS: dict[str, Any] = {
    "roster": roster.read,
    "indicators": indicators.read,
    "survey": survey.read,
    "survey-summary": survey.read,
    "exams": exams.read,
    "seats": seats.read,
    "decision": decision.read,
    "holidays": holidays.read,
}


def filled(kind: str, folder: Path) -> Path:
    """Type the examples of a kind into its template, as texts and whole numbers, as a clerk would."""
    book = template(kind)
    for layout, example in zip(TEMPLATES[kind].layouts, EXAMPLES[kind], strict=True):
        sheet = book[layout.names[0]]
        for place, field in enumerate(layout.fields, 1):
            if field.name not in example:
                continue
            number = field.kind in (Kind.INTEGER, Kind.NUMBER, Kind.PERCENT)
            sheet.cell(3, place).value = float(example[field.name]) if number else example[field.name]
    path = folder / f"{kind}.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize("kind", [kind for kind in TEMPLATES if kind not in ("holidays", "survey-summary")])
def test_that_a_template_filled_with_its_example_is_read_without_a_problem(kind: str, tmp_path: Path) -> None:
    reading = READERS[kind](filled(kind, tmp_path))
    assert reading.problems == ()
    assert len(reading.rows) == 1


def test_that_every_sheet_of_the_roster_is_read(tmp_path: Path) -> None:
    further = roster.read(filled("roster", tmp_path)).further
    assert {name: len(rows) for name, rows in further.items()} == {"posts": 1, "levels": 1, "kin": 1}


def test_that_a_survey_summary_is_read_once_its_other_group_of_columns_is_gone(tmp_path: Path) -> None:
    path = filled("survey-summary", tmp_path)
    book = load_workbook(path)
    sheet = book["汇总"]
    for column in range(sheet.max_column, 0, -1):
        if str(sheet.cell(2, column).value).endswith("均分"):
            sheet.delete_cols(column)
    book.save(path)
    reading = survey.read(path)
    assert (reading.problems, len(reading.rows)) == ((), 1)


def test_that_a_year_of_holidays_is_read_from_its_template(tmp_path: Path) -> None:
    book = template("holidays")
    for place, festival in enumerate(holidays.FESTIVALS):
        day = date(2027, 1, 1) + timedelta(days=30 * place)
        for column, text in enumerate((day.isoformat(), "放假", festival), 1):
            book["节假日"].cell(3 + place, column).value = text
    book.save(tmp_path / "h.xlsx")
    reading = holidays.read(tmp_path / "h.xlsx")
    assert (reading.problems, len(reading.rows)) == ((), len(holidays.FESTIVALS))


@pytest.mark.parametrize("kind", list(TEMPLATES))
def test_that_an_empty_template_is_recognised_as_what_it_is(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    template(kind).save(path)
    assert recognised(path).kinds[0] == kind.removesuffix("-summary")


@pytest.mark.parametrize("kind", list(TEMPLATES))
def test_that_every_column_is_explained(kind: str) -> None:
    book = template(kind)
    told = [(row[0], row[1]) for row in book[GUIDE_SHEET].iter_rows(min_row=2, values_only=True) if row[1]]
    assert told == [(layout.names[0], heading_of(f)) for layout in TEMPLATES[kind].layouts for f in layout.fields]
    for layout in TEMPLATES[kind].layouts:
        assert all(layout.by_key[heading_key(heading_of(field))] is field for field in layout.fields)
        assert all(what(field) for field in layout.fields)


def test_that_a_staff_number_typed_into_a_template_keeps_its_zeros() -> None:
    assert template("roster")["人员"]["A3"].number_format == "@"
