"""What a city file holds, as values: tables for the machine, workbooks and signed documents for people."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from cmdesk.exchange.content_digest import printed_cell
from cmdesk.kernel.errors import Damaged
from cmdesk.kernel.periods import Period

if TYPE_CHECKING:
    from cmdesk.exchange.sheets.writer import OutSheet

Cell = str | None
"""A cell as it is printed; None is no figure."""

ROSTER = "roster"
ROSTER_COLUMNS = ("工号", "姓名", "用工性质", "现级", "现档")
"""The people who must stand in the results of the period, taken from the roster and not from the results."""

COUNTED = "counted-items"
COUNTED_COLUMNS = ("报告号", "会议", "议题")
"""The items of a year's sittings that are counted: each of them has a D18 of that running number."""

ON_PAPER = "paper-signatures"
ON_PAPER_COLUMNS = ("文件编号", "签名处", "职责", "方式", "姓名", "日期", "见证人", "扫描件摘要")
"""What is signed in ink or refused before witnesses on the documents of the package: no file can show it."""


@dataclass(frozen=True)
class Table:
    """Rows of one kind. `form`, `period` and `sheet` name the sheet of a workbook that shows the same rows."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    form: str | None = None
    period: str | None = None
    sheet: str | None = None

    @property
    def path(self) -> str:
        """Give the place of the table in the package."""
        return f"data/{self.name}.jsonl"

    def to_bytes(self) -> bytes:
        """Give the table as JSON lines: the columns first, then one array a row."""
        lines = [self.columns, *self.rows]
        return "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines).encode()

    def column(self, heading: str) -> list[Cell]:
        """Give the cells of a column; none if the table has no such heading."""
        if heading not in self.columns:
            return []
        place = self.columns.index(heading)
        return [row[place] for row in self.rows]


@dataclass(frozen=True)
class Workbook:
    """A workbook for people. `period` is its own: a yearly package holds those of the months too."""

    form: str
    period: str
    data: bytes = field(repr=False)

    @property
    def path(self) -> str:
        """Give the place of the workbook in the package."""
        return f"books/{self.form}-{self.period}.xlsx"


@dataclass(frozen=True)
class Document:
    """A signed document: its number (140702-D25-2025-0001-v1), its form, and the 工号 of whom it is about."""

    number: str
    form: str
    person: str | None
    data: bytes = field(repr=False)

    @property
    def path(self) -> str:
        """Give the place of the document in the package."""
        return f"documents/{self.number}.pdf"


@dataclass(frozen=True, kw_only=True)
class Header:
    """What a package says of itself.

    `revision` counts from 1 within unit and period; `previous` is the digest of the package sent before (any
    period), None for the first. `audit_head` is the head of the journal's chain. `rule_state` is `trial` or
    `in_force`. `demo` marks invented data. `made_at` is aware.
    """

    unit_code: str
    unit: str
    period: Period
    revision: int
    previous: str | None
    schema_version: str
    audit_head: str
    rule_set: str
    rule_version: str
    rule_state: str
    demo: bool
    made_at: datetime
    made_by: str
    closed: bool = True


@dataclass(frozen=True)
class PackageContent:
    """All that goes into a package, or came out of one."""

    header: Header
    tables: tuple[Table, ...]
    books: tuple[Workbook, ...] = ()
    documents: tuple[Document, ...] = ()

    def table(self, name: str) -> Table | None:
        """Give a table by its name."""
        return next((table for table in self.tables if table.name == name), None)

    def sheet(self, form: str, period: str, sheet: str) -> Table | None:
        """Give the table that a sheet of a workbook shows."""
        wanted = (form, period, sheet)
        return next((table for table in self.tables if (table.form, table.period, table.sheet) == wanted), None)


def tables_of(form: str, period: Period, sheets: Sequence[OutSheet]) -> tuple[Table, ...]:
    """Give the tables of a workbook from the sheets that it was written of: the same cells, as they are printed."""
    return tuple(
        Table(
            name=f"{form.lower()}-{period}-{number}",
            columns=tuple(column.heading for column in sheet.columns),
            rows=tuple(
                tuple(
                    None if value is None else printed_cell(value, column.number_format) or None
                    for column, value in zip(sheet.columns, row, strict=True)
                )
                for row in sheet.rows
            ),
            form=form,
            period=str(period),
            sheet=sheet.name,
        )
        for number, sheet in enumerate(sheets, 1)
    )


def read_rows(data: bytes, path: str) -> tuple[tuple[str, ...], tuple[tuple[Cell, ...], ...]]:
    """Read columns and rows of a table. Raises Damaged `package_rows_unreadable` naming file and line."""
    lines = data.decode("utf-8", "replace").split("\n")
    if lines.pop() != "" or not lines:
        raise Damaged("package_rows_unreadable", path=path, line=len(lines) + 1)
    parsed = [_array(line, path, number) for number, line in enumerate(lines, 1)]
    columns = parsed[0]
    headings = tuple(heading for heading in columns if heading)
    if len(headings) != len(columns) or len(set(headings)) != len(headings):
        raise Damaged("package_rows_unreadable", path=path, line=1)
    for number, row in enumerate(parsed, 1):
        if len(row) != len(headings):
            raise Damaged("package_rows_unreadable", path=path, line=number)
    return headings, tuple(parsed[1:])


def _array(line: str, path: str, number: int) -> tuple[Cell, ...]:
    try:
        values = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Damaged("package_rows_unreadable", path=path, line=number) from error
    if not isinstance(values, list) or not all(value is None or isinstance(value, str) for value in values):
        raise Damaged("package_rows_unreadable", path=path, line=number)
    return tuple(values)
