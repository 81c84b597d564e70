"""Reading .xlsx in one pass: openpyxl's own parser, quicker where a cell is plain, and it tells where formulas stand.

Imports openpyxl at the top, so it is itself imported where it is used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from io import BytesIO
from typing import Any, Generic, TypeVar
from xml.etree import ElementTree

from openpyxl.cell.text import Text
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.utils import column_index_from_string
from openpyxl.worksheet._reader import FORMULA_TAG, INLINE_STRING, ROW_TAG, VALUE_TAG, WorkSheetParser
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

C = TypeVar("C")
Make = Callable[[tuple[Any, str, str | None]], C]
"""Makes a cell of its value, openpyxl's type of it, and its number format."""
_TEXT = f"{{{SHEET_MAIN_NS}}}t"
_ITEM = f"{{{SHEET_MAIN_NS}}}si"
_DIGITS = "0123456789"
_SLICE = 1 << 16
_rich: Any = Text
_column_of = cache(column_index_from_string)


def load(content: bytes) -> Any:
    """Open a workbook for reading. Any: what `rows_of` needs of it has no public name."""
    reader = _Reader(BytesIO(content), read_only=True, keep_links=False)
    reader.read()
    return reader.wb


def content_of(sheet: Any) -> bytes:
    """Give the XML of a sheet."""
    with sheet._get_source() as source:
        content: bytes = source.read()
    return content


def rows_of(sheet: Any, content: bytes, make: Make[C], nothing: C) -> tuple[list[list[C]], frozenset[tuple[int, int]]]:
    """Give the rows of a sheet, row 1 first, and the (row, column) of every formula, from 1.

    A formula's value is the one that its program stored. What the sheet says of its own size is not asked: WPS
    writes A1 alone into some files.
    """
    rows: list[list[C]] = []
    parser = _Parser(sheet, make)
    for number, cells in parser.rows(content):
        if number <= len(rows):
            continue
        rows.extend([] for _ in range(number - 1 - len(rows)))
        row = [nothing] * (cells[-1][0] if cells else 0)
        for column, cell in cells:
            if column <= len(row):
                row[column - 1] = cell
        rows.append(row)
    return rows, frozenset(parser.formulas)


class _Reader(ExcelReader):
    def read_strings(self) -> None:
        package: Any = self.package
        part = package.find(SHARED_STRINGS)
        if part is not None:
            with self.archive.open(part.PartName[1:]) as source:
                self.shared_strings = _strings(source)


class _Parser(WorkSheetParser, Generic[C]):
    """Gives (column, cell) for each cell; anything but a plain number or shared text is left to openpyxl."""

    def __init__(self, sheet: Any, make: Make[C]) -> None:
        book = sheet.parent
        super().__init__(
            BytesIO(),
            sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        self.formulas: set[tuple[int, int]] = set()
        self._make = make
        self._book = book
        self._styles: dict[str | None, tuple[bool, str | None]] = {}

    def rows(self, content: bytes) -> Iterator[tuple[int, list[tuple[int, C]]]]:
        """Give each row as it is complete, so that a large sheet is never a tree as a whole."""
        parser: Any = ElementTree.XMLPullParser(("end",))
        for start in range(0, len(content), _SLICE):
            parser.feed(content[start : start + _SLICE])
            for _, element in parser.read_events():
                if element.tag == ROW_TAG:
                    yield self.parse_row(element)
                    element.clear()
        parser.close()

    def parse_row(self, row: Any) -> Any:
        """Give the row's number and its (column, cell)."""
        number = float(row.get("r", self.row_counter + 1))
        if not number.is_integer():
            raise ValueError(f"no row number: {number}")
        self.row_counter, self.col_counter = int(number), 0
        return self.row_counter, [self.parse_cell(cell) for cell in row]

    def parse_cell(self, element: Any) -> Any:
        """Give (column, cell)."""
        style = element.get("s")
        is_date, number_format = self._styles.get(style) or self._style(style)
        place, kind, text = element.get("r"), element.get("t", "n"), element.findtext(VALUE_TAG)
        value: Any
        if place and text and (kind == "s" or (kind == "n" and not is_date)):
            self.col_counter = column = _column_of(place.rstrip(_DIGITS))
            value = self.shared_strings[int(text)] if kind == "s" else _number(text)
        elif place and kind == "inlineStr" and (inline := element.find(INLINE_STRING)) is not None:
            self.col_counter = column = _column_of(place.rstrip(_DIGITS))
            kind, value = "s", _text(inline)
        else:
            cell: dict[str, Any] = super().parse_cell(element)
            column, kind, value = cell["column"], cell["data_type"], cell["value"]
        if (len(element) > 1 or not text) and element.find(FORMULA_TAG) is not None:
            self.formulas.add((self.row_counter, column))
        return column, self._make((value, kind, number_format))

    def _style(self, written: str | None) -> tuple[bool, str | None]:
        number = int(written or 0)
        found = self._styles[written] = (number in self.date_formats, _number_format(self._book, number))
        return found


def _number(text: str) -> int | float:
    return float(text) if "." in text or "E" in text or "e" in text else int(text)


def _strings(source: Any) -> list[str]:
    return [_text(item).replace("x005F_", "") for item in ElementTree.parse(source).iterfind(_ITEM)]


def _text(item: Any) -> str:
    # openpyxl makes an object of each text, which costs most of its time; a plain one needs none.
    if len(item) == 1 and item[0].tag == _TEXT:
        return item[0].text or ""
    text: str = _rich.from_tree(item).content
    return text


def _number_format(book: Any, style: int) -> str | None:
    try:
        number = book._cell_styles[style].numFmtId
        if number < BUILTIN_FORMATS_MAX_SIZE:
            return BUILTIN_FORMATS.get(number, "General")
        found: str = book._number_formats[number - BUILTIN_FORMATS_MAX_SIZE]
    except IndexError:
        return None
    return found
