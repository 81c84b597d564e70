"""Handing a refused file back: the sender's own workbook with a comment in every bad cell, and a list of them all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cmdesk.exchange.sheets.files_out import put
from cmdesk.exchange.sheets.reader import open_book
from cmdesk.exchange.sheets.writer import dress, started
from cmdesk.kernel.errors import Problem, Unavailable, Where, reject

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

LIST_SHEET = "导入问题"
_RED = "FFFFC7CE"
_YELLOW = "FFFFEB9C"
_HEADINGS = ("级别", "表", "行", "列", "内容", "说明")


def write(
    source: Path,
    target: Path,
    *,
    problems: Sequence[Problem],
    warnings: Sequence[Problem],
    sentence: Callable[[Problem], str],
) -> None:
    """Write the marked copy of `source` to `target` (.xlsx): red for problems, yellow for warnings.

    `sentence` gives the words of a problem. Nothing but marks, comments and the sheet 导入问题 differs from the source;
    of .xls and .ods only the values are copied. Raises Rejected where the source is no workbook, Unavailable
    `file_not_written` where the disk refuses.
    """
    book = _copy(source)
    notes: dict[tuple[str, int, int], list[str]] = {}
    lines: list[tuple[Any, ...]] = []
    for level, colour, found in (("问题", _RED, problems), ("提示", _YELLOW, warnings)):
        for problem in found:
            words = sentence(problem)
            lines.append((level, *_mark(book, problem, colour, words, notes), words))
    _comment(book, notes)
    _list(book, lines)
    out = BytesIO()
    book.save(out)
    try:
        target.write_bytes(out.getvalue())
    except OSError as error:
        raise Unavailable("file_not_written", path=str(target), reason=error.strerror or "") from error


def _copy(source: Path) -> Workbook:
    import warnings as python_warnings

    from openpyxl import load_workbook

    opened = open_book(source)
    if opened.is_xlsx:
        with python_warnings.catch_warnings():
            python_warnings.simplefilter("ignore")
            try:
                return load_workbook(source, keep_links=False)
            except Exception as error:  # a foreign file may break its parser in any way
                raise reject("wrong_file", where=Where(file=source.name), file=source.name) from error
    book = started()
    for name in opened.sheets:
        sheet = book.create_sheet(name)
        for number, row in enumerate(opened.cells(name).rows, 1):
            for place, cell in enumerate(row, 1):
                if cell.value is not None:
                    put(sheet.cell(number, place), cell.value)
    return book


def _mark(
    book: Workbook, problem: Problem, colour: str, words: str, notes: dict[tuple[str, int, int], list[str]]
) -> tuple[str, int | None, str, Any]:
    """Colour the cell (or the first cell of the row) of a problem; give its sheet, row, column and content."""
    from openpyxl.cell.cell import MergedCell
    from openpyxl.styles import PatternFill
    from openpyxl.utils import column_index_from_string

    where = problem.where
    if where.sheet not in book.sheetnames or where.row is None:
        return where.sheet or "", where.row, where.column or "", None
    sheet = book[where.sheet]
    place = column_index_from_string(where.column) if where.column else 1
    cell = sheet.cell(where.row, place)
    if isinstance(cell, MergedCell):
        cell = _first_of(sheet, where.row, place)
    content = cell.value if where.column else None
    key = (where.sheet, cell.row, cell.column)
    if key not in notes or colour == _RED:
        cell.fill = PatternFill("solid", fgColor=colour)
    notes.setdefault(key, []).append(words)
    return where.sheet, where.row, where.column or "", content


def _first_of(sheet: Worksheet, row: int, column: int) -> Any:
    for merged in sheet.merged_cells.ranges:
        if merged.min_row <= row <= merged.max_row and merged.min_col <= column <= merged.max_col:
            return sheet.cell(merged.min_row, merged.min_col)
    return sheet.cell(row, column)


def _comment(book: Workbook, notes: dict[tuple[str, int, int], list[str]]) -> None:
    from openpyxl.comments import Comment

    for (name, row, column), words in notes.items():
        cell = book[name].cell(row, column)
        before = [cell.comment.text] if cell.comment else []
        comment = Comment("\n".join([*before, *words]), "cmdesk")
        comment.width, comment.height = 320, 60 + 30 * len(words)
        cell.comment = comment


def _list(book: Workbook, lines: Sequence[tuple[Any, ...]]) -> None:
    from openpyxl.styles import Font, PatternFill

    if LIST_SHEET in book.sheetnames:
        del book[LIST_SHEET]
    sheet = book.create_sheet(LIST_SHEET)
    for place, heading in enumerate(_HEADINGS, 1):
        put(sheet.cell(1, place), heading)
        sheet.cell(1, place).font = Font(name="宋体", bold=True)
    printed: list[list[str]] = []
    for number, line in enumerate(lines, 2):
        for place, value in enumerate(line, 1):
            # What the sender typed is shown as text: a formula must not come to life in our list.
            put(sheet.cell(number, place), value if value is None or place == 3 else str(value))
        sheet.cell(number, 1).fill = PatternFill("solid", fgColor=_RED if line[0] == "问题" else _YELLOW)
        printed.append(["" if value is None else str(value) for value in line])
    dress(sheet, _HEADINGS, printed, header_row=1)
