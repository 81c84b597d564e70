"""What a preview shows of an arriving file: frozen rows of plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from cmdesk.kernel.errors import Problem
from cmdesk.kernel.periods import Period


class RowState(StrEnum):
    """The one state of a row, the gravest first."""

    PROBLEM = "problem"
    WARNING = "warning"
    CHANGED = "changed"
    NEW = "new"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class SheetPiece:
    """A piece of the sender's sheet: letters of columns, and rows of (number, texts), the heading row first."""

    letters: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be meant."""

    staff_no: str
    name: str
    line: str


@dataclass(frozen=True, kw_only=True)
class Note:
    """One thing wrong or odd: a title, its sentence in two halves (what is so, what to do), its cell, who may be
    meant."""

    code: str
    bad: bool
    title: str
    fact: str
    remedy: str
    letter: str = ""
    heading: str = ""
    value: str = ""
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True)
class Change:
    """One value of a row that becomes another."""

    letter: str
    heading: str
    old: str
    new: str


@dataclass(frozen=True, kw_only=True)
class PreviewRow:
    """A row of the file: what it does, what is wrong with it, and the piece of the sheet around it.

    `number` is None for somebody of whom the file says nothing. `written` is the key of an answer to who is meant.
    `new` says that nothing stood there before, whatever else is told of the row.
    """

    state: RowState
    file: int
    sheet: str
    number: int | None
    staff_no: str
    name: str
    written: str
    notes: tuple[Note, ...] = ()
    changes: tuple[Change, ...] = ()
    piece: SheetPiece | None = None
    new: bool = False

    @property
    def key(self) -> tuple[int, str, int | None, str]:
        """Give what stays the same when the file is read again."""
        return (self.file, self.sheet, self.number, self.staff_no)


@dataclass(frozen=True)
class ControlLine:
    """A figure over the file: from paper, from the 合计 row, and added up; `agrees` where all that stand are equal."""

    name: str
    paper: Decimal | None
    total: Decimal | None
    found: Decimal

    @property
    def agrees(self) -> bool:
        """Say whether paper and total row, where they stand, give what the rows give."""
        return all(figure is None or figure == self.found for figure in (self.paper, self.total))


@dataclass(frozen=True)
class UnitChoice:
    """A unit that a column may be in, and one real value of it read that way."""

    unit: str
    word: str
    reads: str
    chosen: bool


class How(StrEnum):
    """Why a heading stands for its field."""

    SAME = "same"
    ALIAS = "alias"
    REMEMBERED = "remembered"
    ANSWERED = "answered"
    IGNORED = "ignored"
    MISSING = "missing"


@dataclass(frozen=True)
class HeadingLine:
    """A heading of the sender, what it stands for, and the units to choose from where the file does not say."""

    letter: str
    heading: str
    field: str
    meant: str
    how: How
    units: tuple[UnitChoice, ...] = ()


@dataclass(frozen=True)
class Earlier:
    """The arrival before: when, by whom, how many rows, and whether it said the same."""

    at: datetime
    by: str
    rows: int
    same: bool


@dataclass(frozen=True, kw_only=True)
class FileFace:
    """The file as it was read: which sheet of how many, where its rows stand. `stamp` tells a changed file."""

    name: str
    size: int
    stamp: int
    modified: datetime | None
    sheet: str
    sheets: int
    header_row: int | None
    first: int | None
    last: int | None
    rows: int
    total_row: int | None
    skipped: int


@dataclass(frozen=True, kw_only=True)
class FilePreview:
    """Everything that an import would do and everything wrong with it. `whole` are faults of no row of their own."""

    kind: str
    period: Period | None
    files: tuple[FileFace, ...]
    rows: tuple[PreviewRow, ...]
    whole: tuple[Note, ...]
    controls: tuple[ControlLine, ...]
    headings: tuple[HeadingLine, ...]
    free: tuple[tuple[str, str], ...]
    same_headings: int
    answers: Mapping[str, Any]
    earlier: Earlier | None
    closed: str
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]

    @property
    def obstacles(self) -> int:
        """Give how many things keep the file from being written."""
        rows = sum(note.bad for row in self.rows for note in row.notes)
        return rows + sum(note.bad for note in self.whole)

    def count(self, *states: RowState) -> int:
        """Give how many rows are in one of these states."""
        return sum(row.state in states for row in self.rows)
