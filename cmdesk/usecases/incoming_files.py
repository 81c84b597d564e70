"""The file behind a reading, opened once more to show pieces of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from cmdesk.exchange.sheets.piece import piece_of, text_at
from cmdesk.exchange.sheets.reader import Book, SheetCells, open_book
from cmdesk.exchange.sheets.reading import Reading
from cmdesk.kernel.clock import CHINA
from cmdesk.kernel.errors import Rejected
from cmdesk.usecases.incoming_rows import FileFace, SheetPiece


@dataclass
class OpenFile:
    """A file and what was read of it. What cannot be opened has no cells."""

    path: Path
    reading: Reading[Any]

    @cached_property
    def book(self) -> Book | None:
        """Give the workbook, or None where it is none (the reading says why)."""
        try:
            return open_book(self.path)
        except Rejected:
            return None

    @cached_property
    def _sheets(self) -> dict[str, SheetCells]:
        return {}

    def cells(self, sheet: str | None) -> SheetCells | None:
        """Give the cells of a sheet, or None where there is none of that name."""
        book = self.book
        if book is None or sheet is None or sheet not in book.sheets:
            return None
        if sheet not in self._sheets:
            self._sheets[sheet] = book.cells(sheet)
        return self._sheets[sheet]

    def piece(self, sheet: str | None, row: int, letter: str | None) -> SheetPiece | None:
        """Give the piece around a cell."""
        cells = self.cells(sheet)
        if cells is None:
            return None
        header = self.reading.header_row if sheet == self.reading.sheet else None
        found = piece_of(cells, header or 1, row, letter)
        return SheetPiece(found.letters, found.rows)

    def text(self, sheet: str | None, row: int | None, column: int) -> str:
        """Give what a cell shows, columns from 1; empty where there is none."""
        cells = self.cells(sheet)
        return "" if cells is None or row is None else text_at(cells, row, column)


def face_of(file: OpenFile) -> FileFace:
    """Give how a file presents itself."""
    reading, known = file.reading, file.path.stat() if file.path.exists() else None
    return FileFace(
        name=file.path.name,
        size=known.st_size if known else 0,
        stamp=known.st_mtime_ns if known else 0,
        modified=datetime.fromtimestamp(known.st_mtime, CHINA) if known else None,
        sheet=reading.sheet or "",
        sheets=len(file.book.sheets) if file.book else 0,
        header_row=reading.header_row,
        first=min(reading.numbers, default=None),
        last=max(reading.numbers, default=None),
        rows=len(reading.numbers),
        total_row=reading.total_row,
        skipped=reading.skipped,
    )
