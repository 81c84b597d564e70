"""Opening other people's workbooks: which file it is, which sheets it has, and their cells as stored."""

from __future__ import annotations

import hashlib
import re
import warnings
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from cmdesk.kernel.errors import Rejected, Unavailable, Where, reject

LARGEST_CONTENT = 256 * 1024 * 1024
MOST_MEMBERS = 2_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)"')
_WIDEST_MERGE = 200_000


class RawCell(Protocol):
    """A cell as the file stores it."""

    @property
    def value(self) -> Any:
        """Give the stored value, or None."""

    @property
    def data_type(self) -> str:
        """Give n number, s text, d date, b truth, e error, f formula."""

    @property
    def number_format(self) -> str | None:
        """Give the number format, or None where the file format does not tell."""


class PlainCell(NamedTuple):
    """A cell read from a file; a tuple, so that a hundred thousand of them weigh little."""

    value: Any
    data_type: str = "n"
    number_format: str | None = None


NO_CELL = PlainCell(None)
# The constructor of a named tuple is Python; this way is not.
_cell_of: Callable[[tuple[Any, str, str | None]], PlainCell] = partial(tuple.__new__, PlainCell)
Merge = tuple[int, int, int, int]
"""First row, first column, last row, last column; rows and columns count from 1."""


@dataclass(frozen=True)
class SheetCells:
    """All cells of one sheet. `rows[0]` is row 1; rows may differ in length.

    A formula stands as the value that its program stored; `formulas` holds the (row, column) of each, from 1.
    Merged cells all carry the value of the first.
    """

    name: str
    rows: Sequence[Sequence[RawCell]]
    formulas: frozenset[tuple[int, int]] = frozenset()


class _Engine(Protocol):
    sheet_names: tuple[str, ...]
    hidden: tuple[str, ...]

    def cells(self, name: str) -> SheetCells: ...


@dataclass(frozen=True)
class Book:
    """An open workbook. `sheets` are the visible sheets in order, `hidden` the others; those are never read."""

    file: str
    sha256: str
    sheets: tuple[str, ...]
    hidden: tuple[str, ...]
    _engine: _Engine = field(repr=False)

    @property
    def is_xlsx(self) -> bool:
        """Say whether the file is an .xlsx, the one format that keeps number formats and formulas."""
        return isinstance(self._engine, _Openpyxl)

    def cells(self, name: str) -> SheetCells:
        """Give the cells of the visible sheet `name`. Raises Rejected `wrong_file` where it is damaged."""
        try:
            with warnings.catch_warnings():
                # openpyxl warns of what it drops (validations, odd dates); nothing of that is data for us.
                warnings.simplefilter("ignore")
                return self._engine.cells(name)
        except Exception as error:  # a foreign file may break its parser in any way
            raise _wrong(self.file) from error


def open_book(path: Path) -> Book:
    """Open a workbook by its content, whatever its name ends in.

    Raises Rejected `wrong_file` (no workbook, damaged, with macros, far too large) or `file_protected`, and
    Unavailable `file_unreadable` where the disk refuses.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Unavailable("file_unreadable", file=path.name or str(path), reason=str(error.strerror)) from error
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            engine = _engine_of(content, path.name)
    except Rejected:
        raise
    except Exception as error:  # a foreign file may break its parser in any way
        raise _wrong(path.name) from error
    digest = hashlib.sha256(content).hexdigest()
    return Book(path.name, digest, engine.sheet_names, engine.hidden, engine)


def _wrong(file: str) -> Rejected:
    return reject("wrong_file", where=Where(file=file), file=file)


def _engine_of(content: bytes, file: str) -> _Engine:
    if content.startswith(_OLE):
        if _ENCRYPTED_STREAM in content:
            raise reject("file_protected", where=Where(file=file), file=file)
        return _Calamine(content, file)
    if not content.startswith(b"PK\x03\x04"):
        raise _wrong(file)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        members = archive.infolist()
        names = {member.filename for member in members}
        too_large = sum(member.file_size for member in members) > LARGEST_CONTENT or len(members) > MOST_MEMBERS
        if too_large or any(name.lower().endswith("vbaproject.bin") for name in names):
            raise _wrong(file)
        is_ods = "mimetype" in names and archive.read("mimetype").strip() == _ODS_TYPE
        if is_ods and b"manifest:encryption-data" in archive.read("META-INF/manifest.xml"):
            raise reject("file_protected", where=Where(file=file), file=file)
    if is_ods:
        return _Calamine(content, file)
    if "xl/workbook.xml" not in names:
        raise _wrong(file)
    return _Openpyxl(content)


class _Openpyxl:
    """Reads .xlsx: it alone keeps errors, formulas and number formats apart from values."""

    def __init__(self, content: bytes) -> None:
        from cmdesk.exchange.sheets import xlsx

        self._xlsx = xlsx
        self._book = xlsx.load(content)
        states = [(sheet.title, sheet.sheet_state) for sheet in self._book.worksheets]
        self.sheet_names = tuple(title for title, state in states if state == "visible")
        self.hidden = tuple(title for title, state in states if state != "visible")

    def cells(self, name: str) -> SheetCells:
        sheet = self._book[name]
        content = self._xlsx.content_of(sheet)
        rows, formulas = self._xlsx.rows_of(sheet, content, _cell_of, NO_CELL)
        # Read-only sheets do not tell merges.
        return SheetCells(name, _filled(rows, _merges_in(content)), formulas)


class _Calamine:
    """Reads .xls and .ods. It gives error cells and formulas without value as empty: the format's price."""

    def __init__(self, content: bytes, file: str) -> None:
        from python_calamine import CalamineWorkbook, PasswordError, SheetVisibleEnum

        try:
            self._book = CalamineWorkbook.from_filelike(BytesIO(content))
        except PasswordError as error:
            raise reject("file_protected", where=Where(file=file), file=file) from error
        listed = self._book.sheets_metadata
        self.sheet_names = tuple(sheet.name for sheet in listed if sheet.visible == SheetVisibleEnum.Visible)
        self.hidden = tuple(sheet.name for sheet in listed if sheet.visible != SheetVisibleEnum.Visible)

    def cells(self, name: str) -> SheetCells:
        sheet = self._book.get_sheet_by_name(name)
        rows = [[_plain(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
        merges = [
            (top + 1, left + 1, bottom + 1, right + 1)
            for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
        ]
        return SheetCells(name, _filled(rows, merges))


def _plain(value: Any) -> PlainCell:
    if value == "" and isinstance(value, str):
        return NO_CELL
    if isinstance(value, str):
        return PlainCell(value, "s")
    if isinstance(value, bool):
        return PlainCell(value, "b")
    return PlainCell(value, "n" if isinstance(value, int | float) else "d")


def _merges_in(xml: bytes) -> list[Merge]:
    # Merges are written after the cells: the long part of the sheet is not searched.
    tail = xml[xml.rfind(b"sheetData>") :]
    return [
        (int(top), _column_number(left), int(bottom), _column_number(right))
        for left, top, right, bottom in _MERGE.findall(tail)
    ]


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _filled(rows: Sequence[Sequence[RawCell]], merges: Sequence[Merge]) -> Sequence[Sequence[RawCell]]:
    """Give the rows with every merged cell holding the first one's value, as a person reads the sheet."""
    if not merges:
        return rows
    filled = list(rows)
    for top, left, bottom, right in merges:
        if top > len(filled) or left > len(filled[top - 1]) or (bottom - top + 1) * (right - left + 1) > _WIDEST_MERGE:
            continue
        first = filled[top - 1][left - 1]
        for number in range(top, min(bottom, len(filled)) + 1):
            row = list(filled[number - 1])
            row.extend([NO_CELL] * (right - len(row)))
            row[left - 1 : right] = [first] * (right - left + 1)
            filled[number - 1] = row
    return filled
