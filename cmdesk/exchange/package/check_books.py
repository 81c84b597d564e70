"""The workbooks of a package against its tables, and every line of 校验 added up again."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from io import BytesIO
from typing import Any

from cmdesk.exchange.content_digest import content_digest, printed_cell
from cmdesk.exchange.package.content import Cell, Header, PackageContent, Table, Workbook
from cmdesk.exchange.package.findings import at
from cmdesk.kernel.errors import Problem

CHECK_SHEETS = ("校验", "规则版本与校验")
HEADER_ROW = 3
_RULE_STATES = {"trial": "试行", "in_force": "施行"}
_LARGEST = 256 * 2**20
_MOST_PARTS = 500
_Grid = list[list[str]]


@dataclass(frozen=True)
class _Opened:
    """A workbook as printed: the data sheets as grids of texts, and the lines of 校验."""

    sheets: dict[str, _Grid]
    lines: list[tuple[str, str]]

    def header(self, sheet: str) -> list[str]:
        """Give the headings of a data sheet."""
        grid = self.sheets[sheet]
        return _trimmed(grid[HEADER_ROW - 1]) if len(grid) >= HEADER_ROW else []

    def rows(self, sheet: str) -> _Grid:
        """Give the data rows of a sheet, every row as long as the header."""
        width = len(self.header(sheet))
        return [(row + [""] * width)[:width] for row in self.sheets[sheet][HEADER_ROW:] if any(row)]


def book_problems(content: PackageContent) -> Iterator[Problem]:
    """Give what is wrong with the workbooks of a package.

    `book_unreadable` `book_formula` · `check_sheet_missing` `check_line_differs` (who, when, which rule)
    `check_total_differs` (rows and sums) `check_line_unknown` (a sum of no column) `check_digest_differs` ·
    `book_sheet_unknown` `book_sheet_missing` `book_header_differs` `book_row_differs` `book_rows_differ`.
    """
    for book in content.books:
        opened = _opened(book)
        if isinstance(opened, Problem):
            yield opened
            continue
        yield from _line_problems(book, opened, content.header)
        yield from _sheet_problems(book, opened, content)
    shown = {(book.form, book.period) for book in content.books}
    for table in content.tables:
        if table.sheet is not None and (table.form, table.period) not in shown:
            yield Problem("book_sheet_missing", at(table.path), {"form": table.form, "sheet": table.sheet})


def _opened(book: Workbook) -> _Opened | Problem:
    damaged = Problem("book_unreadable", at(book.path))
    try:
        with zipfile.ZipFile(BytesIO(book.data)) as archive:
            parts = archive.infolist()
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _LARGEST:
                return damaged
        grids, formula = _grids(book.data)
    except Exception:
        # A foreign workbook may break its parser in any way; the answer is the same.
        return damaged
    if formula:
        return Problem("book_formula", at(book.path, formula))
    names = list(grids)
    if not names or names[-1] not in CHECK_SHEETS:
        return Problem("check_sheet_missing", at(book.path))
    check = grids.pop(names[-1])
    lines = [(row[0], row[1] if len(row) > 1 else "") for row in check[1:] if row and row[0]]
    return _Opened(grids, lines)


def _grids(data: bytes) -> tuple[dict[str, _Grid], str | None]:
    """Give every sheet as printed texts, and the name of a sheet that holds a formula or an error."""
    from openpyxl import load_workbook

    grids: dict[str, _Grid] = {}
    with warnings.catch_warnings():
        # openpyxl warns of what it drops (styles, validations): nothing that is compared here.
        warnings.simplefilter("ignore")
        book = load_workbook(BytesIO(data), read_only=True, keep_links=False)
        try:
            for sheet in book.worksheets:
                sheet.reset_dimensions()
                rows: list[list[Any]] = [list(row) for row in sheet.iter_rows()]
                if any(cell.data_type in {"f", "e"} for row in rows for cell in row):
                    return grids, sheet.title
                grids[sheet.title] = [
                    [printed_cell(cell.value, cell.number_format or "") for cell in row] for row in rows
                ]
        finally:
            book.close()
    return grids, None


def _line_problems(book: Workbook, opened: _Opened, header: Header) -> Iterator[Problem]:
    said = dict(opened.lines)
    wanted = {
        "格式": book.form,
        "单位代码": header.unit_code,
        "单位": header.unit,
        "期间": book.period,
        "规则集": header.rule_set,
    }
    if book.period == str(header.period):
        wanted |= {"规则版本": header.rule_version, "规则状态": _RULE_STATES[header.rule_state]}
    for item, value in wanted.items():
        if said.get(item) != value:
            yield _differs("check_line_differs", book, item, said.get(item), value)
    yield from _total_problems(book, opened)
    found = content_digest(row for sheet in opened.sheets for row in opened.rows(sheet))
    if said.get("内容摘要") != found:
        yield _differs("check_digest_differs", book, "内容摘要", said.get("内容摘要"), found)


def _total_problems(book: Workbook, opened: _Opened) -> Iterator[Problem]:
    counts = {sheet: len(opened.rows(sheet)) for sheet in opened.sheets}
    said = dict(opened.lines)
    wanted = {"行数": sum(counts.values())}
    if len(counts) > 1:
        wanted |= {f"行数 {sheet}": count for sheet, count in counts.items()}
    for item, count in wanted.items():
        if said.get(item) != str(count):
            yield _differs("check_total_differs", book, item, said.get(item), str(count))
    for item, value in opened.lines:
        if item.startswith("合计"):
            column = _column(opened, item.removeprefix("合计").strip())
            if column is None:
                yield Problem("check_line_unknown", at(book.path), {"item": item})
            elif _sum(column) != _number(value):
                yield _differs("check_total_differs", book, item, value, str(_sum(column)))


def _column(opened: _Opened, name: str) -> list[str] | None:
    """Give the cells of the column that a 合计 line names: the heading, or sheet and heading."""
    for sheet in opened.sheets:
        heading = name.removeprefix(sheet).strip() if len(opened.sheets) > 1 else name
        if (len(opened.sheets) == 1 or name.startswith(sheet)) and heading in opened.header(sheet):
            place = opened.header(sheet).index(heading)
            return [row[place] for row in opened.rows(sheet)]
    return None


def _sum(column: Sequence[str]) -> Decimal | None:
    figures = [_number(cell) for cell in column if cell]
    return None if None in figures else sum((figure for figure in figures if figure is not None), Decimal())


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _sheet_problems(book: Workbook, opened: _Opened, content: PackageContent) -> Iterator[Problem]:
    tables = {
        table.sheet: table
        for table in content.tables
        if (table.form, table.period) == (book.form, book.period) and table.sheet is not None
    }
    for sheet in opened.sheets:
        if sheet not in tables:
            yield Problem("book_sheet_unknown", at(book.path, sheet), {"sheet": sheet})
    for sheet, table in tables.items():
        if sheet not in opened.sheets:
            yield Problem("book_sheet_missing", at(book.path), {"form": book.form, "sheet": sheet})
        else:
            yield from _row_problems(book, opened, sheet, table)


def _row_problems(book: Workbook, opened: _Opened, sheet: str, table: Table) -> Iterator[Problem]:
    if opened.header(sheet) != list(table.columns):
        yield Problem("book_header_differs", at(book.path, sheet))
        return
    rows = opened.rows(sheet)
    if len(rows) != len(table.rows):
        counts = {"shown": len(rows), "counted": len(table.rows)}
        yield Problem("book_rows_differ", at(book.path, sheet), counts)
    for number, (shown, row) in enumerate(zip(rows, table.rows, strict=False), HEADER_ROW + 1):
        for heading, text, cell in zip(table.columns, shown, row, strict=True):
            if text != (cell or ""):
                place = at(book.path, sheet, row=number, column=heading)
                yield Problem("book_row_differs", place, {"shown": text or "空", "data": _shown(cell)})


def _differs(code: str, book: Workbook, item: str, said: str | None, found: str) -> Problem:
    return Problem(code, at(book.path, CHECK_SHEETS[0]), {"item": item, "said": said or "空", "found": found})


def _shown(cell: Cell) -> str:
    return cell or "空"


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells = cells[:-1]
    return cells
