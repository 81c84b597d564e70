"""Telling what an arriving workbook is: by the names of its sheets, its headings and the number of a form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cmdesk.exchange.sheets import decision, exams, holidays, indicators, industry, roster, seats, self_rating, survey
from cmdesk.exchange.sheets.checklist_columns import ChecklistColumns
from cmdesk.exchange.sheets.fields import Layout, heading_key
from cmdesk.exchange.sheets.inspections import sheets_layout
from cmdesk.exchange.sheets.reader import Book, RawCell, open_book
from cmdesk.exchange.sheets.table import HEADER_DEPTH, choose_sheet, named_sheet
from cmdesk.kernel.errors import Rejected
from cmdesk.kernel.periods import Period
from cmdesk.kernel.text import folded

LAYOUTS: dict[str, tuple[Layout, ...]] = {
    "indicators": (indicators.SHEET,),
    "roster": (roster.PEOPLE_SHEET,),
    "survey": (survey.SHEETS, survey.SUMMARY),
    "exams": (exams.SHEET,),
    "seats": (seats.SHEET,),
    "decision": (decision.SHEET,),
    "sheets": (sheets_layout(ChecklistColumns("", ())),),
    "holidays": (holidays.SHEET,),
    "industry": (industry.SHEET,),
    "self": (self_rating.SHEET,),
}
"""The main sheets of every kind of import."""
_FORMS = {"D10": "industry", "D11": "self"}
_FORM = re.compile(r"(D1[01])-(\d{4}(?:Q\d)?)-[A-Z0-9]{8}")
_PERIOD = re.compile(
    r"\d{4}Q[1-4]|\d{4}H[12]|\d{4}-\d{2}(?!-?\d)|\d{4}年度?第?[一二三四1-4]季度|\d{4}年[上下]半年"
    r"|\d{4}年\d{1,2}月(?!\d*日|\d)|\d{4}年度?"
)
_NAMED = 4
_LEAST = 3


@dataclass(frozen=True)
class Recognised:
    """The kinds of import that a workbook may be, the likeliest first, and the periods that its head names."""

    kinds: tuple[str, ...]
    periods: tuple[Period, ...]


def recognised(path: Path) -> Recognised:
    """Look at the first rows of a workbook. Raises as `open_book` does."""
    book = open_book(path)
    heads = {name: [[_text(cell.value) for cell in row] for row in _first_rows(book, name)] for name in book.sheets}
    texts = [path.stem, *(text for rows in heads.values() for row in rows for text in row if text)]
    form = next((found for text in texts if (found := _FORM.search(folded(text)))), None)
    if form:
        return Recognised((_FORMS[form[1]],), tuple(_periods([form[2], *texts])))
    scores = {kind: max(_score(book, heads, layout) for layout in layouts) for kind, layouts in LAYOUTS.items()}
    kinds = sorted((kind for kind, score in scores.items() if score >= _LEAST), key=lambda kind: -scores[kind])
    return Recognised(tuple(kinds), tuple(_periods(texts)))


def _first_rows(book: Book, name: str) -> Sequence[Sequence[RawCell]]:
    return book.cells(name).rows[: HEADER_DEPTH + 1]


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def _score(book: Book, heads: dict[str, list[list[str]]], layout: Layout) -> int:
    name = choose_sheet(book, layout.names)
    if name is None:
        return 0
    found = max((_known(row, layout) for row in heads[name]), default=0)
    return found + (_NAMED if found and named_sheet(book, layout.names) else 0)


def _known(row: Sequence[str], layout: Layout) -> int:
    """Give how many columns of a layout the row names; a heading that needs to be there counts twice."""
    fields = {field.name: field for text in row if text and (field := layout.by_key.get(heading_key(text)))}
    return sum(2 if field.need.of_column else 1 for field in fields.values())


def _periods(texts: Sequence[str]) -> Iterator[Period]:
    seen: set[Period] = set()
    for text in texts:
        for found in _PERIOD.findall(folded(text)):
            try:
                period = Period.parse(found)
            except Rejected:
                continue
            if period not in seen:
                seen.add(period)
                yield period
