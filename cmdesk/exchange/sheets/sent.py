"""Writing a workbook as a sender fills it in: templates to be sent out, and the files of the sample county's city."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from cmdesk.exchange.sheets.decision import SHEET as DECISION_SHEET
from cmdesk.exchange.sheets.decision import DecisionRow
from cmdesk.exchange.sheets.exams import SHEET as EXAMS_SHEET
from cmdesk.exchange.sheets.exams import ExamRow
from cmdesk.exchange.sheets.fields import Field, Kind, Layout
from cmdesk.exchange.sheets.files_out import put, saved
from cmdesk.exchange.sheets.holidays import SHEET as HOLIDAYS_SHEET
from cmdesk.exchange.sheets.holidays import HolidayRow
from cmdesk.exchange.sheets.indicators import SHEET as INDICATORS_SHEET
from cmdesk.exchange.sheets.indicators import IndicatorRow
from cmdesk.exchange.sheets.seats import SHEET as SEATS_SHEET
from cmdesk.exchange.sheets.seats import SeatRow
from cmdesk.exchange.sheets.survey import QUESTIONS, SUMMARY, QuestionnaireRow, SummaryRow
from cmdesk.exchange.sheets.survey import SHEETS as QUESTIONNAIRES_SHEET
from cmdesk.exchange.sheets.vocabulary import YES_NO
from cmdesk.exchange.sheets.writer import dress, started
from cmdesk.kernel.periods import Period

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_CODES = frozenset({Kind.STAFF_NO, Kind.ID_NUMBER})
_SPARE_ROWS = 500


@dataclass(frozen=True)
class SentSheet:
    """One sheet: its layout, the title above the header (a line each), and rows as field → value (identifiers)."""

    layout: Layout
    rows: Sequence[Mapping[str, Any]]
    title: tuple[str, ...] = ()


def write(sheets: Sequence[SentSheet], made_at: datetime) -> bytes:
    """Give the workbook. Optional columns that no row fills are left out where there are rows, else all stand."""
    book = started()
    for sheet in sheets:
        _write_sheet(book.create_sheet(sheet.layout.names[0]), sheet)
    return saved(book, made_at)


def indicators(rows: Iterable[IndicatorRow], made_at: datetime, title: tuple[str, ...] = ()) -> bytes:
    """Give X1 as the centre would send it."""
    filled = [
        {**_parts(row), **{f"points_{code}": points for code, points in row.given_points.items()}} for row in rows
    ]
    return write([SentSheet(INDICATORS_SHEET, filled, title)], made_at)


def exams(rows: Iterable[ExamRow], made_at: datetime, title: tuple[str, ...] = ()) -> bytes:
    """Give a sheet of marks as the city would send it."""
    return write([SentSheet(EXAMS_SHEET, [_parts(row) for row in rows], title)], made_at)


def seats(rows: Iterable[SeatRow], made_at: datetime, title: tuple[str, ...] = ()) -> bytes:
    """Give X5 as the city would send it."""
    filled = [{**_parts(row), "period": row.year} for row in rows]
    return write([SentSheet(SEATS_SHEET, filled, title)], made_at)


def decision(
    rows: Iterable[DecisionRow], made_at: datetime, title: tuple[str, ...] = (), *, answers: str | None = None
) -> bytes:
    """Give the city's decision; `answers` is the 内容摘要 of the X4 that it answers."""
    filled = [
        {
            **_parts(row),
            "period": row.year,
            **_rung_parts("proposed", row.proposed_rung),
            **_rung_parts("decided", row.decided_rung),
        }
        for row in rows
    ]
    lines = (*title, f"上报摘要：{answers}") if answers else title
    return write([SentSheet(DECISION_SHEET, filled, lines)], made_at)


def holidays(rows: Iterable[HolidayRow], made_at: datetime, title: tuple[str, ...] = ()) -> bytes:
    """Give the holidays of a year."""
    return write([SentSheet(HOLIDAYS_SHEET, [_parts(row) for row in rows], title)], made_at)


def questionnaires(rows: Iterable[QuestionnaireRow], made_at: datetime, title: tuple[str, ...] = ()) -> bytes:
    """Give a survey, one row a questionnaire."""
    filled = [
        {**_parts(row), **{f"answer_{place}": answer for place, answer in enumerate(row.answers)}} for row in rows
    ]
    return write([SentSheet(QUESTIONNAIRES_SHEET, filled, title)], made_at)


def survey_summary(rows: Iterable[SummaryRow], made_at: datetime, title: tuple[str, ...] = ()) -> bytes:
    """Give a survey, one row a manager."""
    filled = []
    for row in rows:
        kind = "mean" if row.are_means else "sum"
        filled.append({**_parts(row), **{f"{kind}_{place}": row.answers[place] for place in range(len(QUESTIONS))}})
    return write([SentSheet(SUMMARY, filled, title)], made_at)


def _parts(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__dataclass_fields__}


def _rung_parts(which: str, rung: str | None) -> dict[str, str | None]:
    level, _, letter = (rung or "").partition("-")
    return {f"{which}_level": level or None, f"{which}_letter": letter or None}


def _write_sheet(target: Worksheet, sheet: SentSheet) -> None:
    from openpyxl.styles import Font

    columns = [field for field in sheet.layout.fields if not sheet.rows or _stands(field, sheet.rows)]
    for number, line in enumerate(sheet.title, 1):
        put(target.cell(number, 1), line)
    header = len(sheet.title) + 1
    headings = [_heading(field) for field in columns]
    for place, heading in enumerate(headings, 1):
        put(target.cell(header, place), heading)
        target.cell(header, place).font = Font(name="宋体", bold=True)
    for number, row in enumerate(sheet.rows, header + 1):
        for place, field in enumerate(columns, 1):
            value = _written(field, row.get(field.name))
            if value is not None:
                put(target.cell(number, place), value, _number_format(field, value))
    _offer_choices(target, columns, header + 1, max(len(sheet.rows), _SPARE_ROWS))
    dress(target, headings, [], header_row=header)


def _stands(field: Field, rows: Sequence[Mapping[str, Any]]) -> bool:
    return field.need.of_column or any(row.get(field.name) is not None for row in rows)


def _heading(field: Field) -> str:
    return f"{field.heading}({field.unit})" if field.unit else field.heading


def _written(field: Field, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, bool):
        return YES_NO.word("yes" if value else "no")
    if field.kind is Kind.CHOICE and field.choices is not None:
        return field.choices.word(value)
    return str(value) if isinstance(value, Period) else value


def _number_format(field: Field, value: Any) -> str:
    if field.kind in _CODES:
        return "@"
    if isinstance(value, date):
        return "yyyy-mm-dd"
    if isinstance(value, Decimal):
        exponent = value.normalize().as_tuple().exponent
        places = max(2, -exponent) if isinstance(exponent, int) else 2
        return f"0.{'0' * places}"
    return "0" if isinstance(value, int) else "General"


def _offer_choices(target: Worksheet, columns: Sequence[Field], first: int, count: int) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    for place, field in enumerate(columns, 1):
        if field.choices is None:
            continue
        words = ",".join(field.choices.word(entry[0]) for entry in field.choices.entries)
        rule = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True)
        target.add_data_validation(rule)
        rule.add(f"{get_column_letter(place)}{first}:{get_column_letter(place)}{first + count - 1}")
