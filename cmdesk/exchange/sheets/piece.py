"""A piece of the sender's own sheet around a cell, as he sees it, to show where something is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cmdesk.exchange.sheets.reader import RawCell, SheetCells
from cmdesk.exchange.sheets.shown import shown
from cmdesk.exchange.sheets.table import column_letter

_BESIDE = 5
"""Columns of a piece."""


@dataclass(frozen=True)
class Piece:
    """Letters of the columns, and rows of (number, texts): the heading row, the row before, the row, the row after."""

    letters: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def column_number(letter: str) -> int:
    """Give the number of a column, from 1."""
    number = 0
    for character in letter:
        number = number * 26 + ord(character) - 64
    return number


def piece_of(cells: SheetCells, header_row: int, row: int, letter: str | None) -> Piece:
    """Give the piece around a cell; without a letter the first columns. The first two columns always stand."""
    width = max((len(line) for line in cells.rows[header_row - 1 : row + 1]), default=1)
    columns = _columns(column_number(letter) if letter else 1, width)
    numbers = sorted({header_row, *(n for n in (row - 1, row, row + 1) if header_row < n <= len(cells.rows)), row})
    lines = [(number, tuple(text_at(cells, number, column) for column in columns)) for number in numbers]
    return Piece(tuple(column_letter(column) for column in columns), tuple(lines))


def _columns(wanted: int, width: int) -> Sequence[int]:
    if wanted <= _BESIDE:
        return range(1, min(width, _BESIDE) + 1)
    return [1, 2, *range(wanted - 1, min(wanted + 1, max(width, wanted)) + 1)]


def text_at(cells: SheetCells, row: int, column: int) -> str:
    """Give what a cell shows, rows and columns from 1; empty outside the sheet."""
    if not 0 < row <= len(cells.rows) or not 0 < column <= len(cells.rows[row - 1]):
        return ""
    return shown_text(cells.rows[row - 1][column - 1])


def shown_text(cell: RawCell) -> str:
    """Give a cell's value as its number format shows it, as far as decimals and percent go."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        form = shown(cell.number_format)
        if form.percent:
            return f"{value * 100:.{form.places or 0}f}%"
        return f"{value:.{form.places}f}" if form.places else f"{value:.15g}"
    return " ".join(str(value).split())


def first_figure(cells: SheetCells, header_row: int, letter: str) -> str:
    """Give the first number under a heading as stored, or nothing."""
    column = column_number(letter)
    for line in cells.rows[header_row:]:
        value = line[column - 1].value if column <= len(line) else None
        if isinstance(value, int | float) and not isinstance(value, bool) and value:
            return f"{value:.15g}"
    return ""
