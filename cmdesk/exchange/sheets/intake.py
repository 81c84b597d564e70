"""The one path from a file to typed rows that every kind of import takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from cmdesk.exchange.sheets.cells import CellReader, Column
from cmdesk.exchange.sheets.controls import PEOPLE, Control, compared, differs, people_in
from cmdesk.exchange.sheets.fields import Layout, Mapped, mapping_of
from cmdesk.exchange.sheets.reader import NO_CELL, Book, open_book
from cmdesk.exchange.sheets.reading import Person, Reading
from cmdesk.exchange.sheets.table import DataRow, Table, choose_sheet, find_table, named_sheet
from cmdesk.exchange.sheets.uncollected import uncollected
from cmdesk.kernel.errors import Problem, Rejected, Where
from cmdesk.kernel.periods import Period
from cmdesk.kernel.text import folded

R = TypeVar("R")
PERIOD_LABELS = ("期间", "考评期间", "月份", "季度", "年度")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the caller says of an import.

    `period`: what the page or `--period` says. `mapping`: headings → `{"field": …, "unit": …}`. `controls`: typed
    figures. `own_unit`: code and names of the own unit; where the sheet has a 单位 column, rows of others are
    skipped (empty = all rows are taken). `has_glyph`: whether a bundled font has a character.
    """

    period: Period | None = None
    mapping: Mapping[str, Any] | None = None
    controls: Mapping[str, Decimal] | None = None
    own_unit: Collection[str] = ()
    has_glyph: Callable[[str], bool] | None = None


@dataclass
class Values:
    """One row as read: the value of each field that has a column, and where it stands."""

    row: int
    place: Where
    got: dict[str, Any]
    _sheet: Sheet
    sound: bool = True

    def __getitem__(self, name: str) -> Any:
        """Give a value, None where the cell or its column is empty."""
        return self.got.get(name)

    def problem(self, code: str, name: str, **params: Any) -> None:
        """Keep a problem at the cell of a field (or at the row, where the sheet has no such column)."""
        self.sound = False
        self._sheet.cells.problems.append(self._sheet.about(code, name, self.row, params))

    def warning(self, code: str, name: str, **params: Any) -> None:
        """Keep a warning at the cell of a field."""
        self._sheet.cells.warnings.append(self._sheet.about(code, name, self.row, params))

    def need(self, *names: str) -> None:
        """Keep `value_missing` for each field that has no value; a cell that was refused already is not repeated."""
        for name in names:
            if self.got.get(name) is None and not self.refused(name):
                self.problem("value_missing", name)

    def refused(self, name: str) -> bool:
        """Say whether the cell of a field has a problem already, so that it is no empty one."""
        return name in self._sheet.refused.get(self.row, ())


@dataclass
class Sheet:
    """One sheet in the course of being read. Once `values` stand, the table's rows are gone."""

    layout: Layout
    table: Table
    cells: CellReader
    refused: dict[int, set[str]] = field(default_factory=dict)
    values: list[Values] = field(default_factory=list)
    skipped: list[DataRow] = field(default_factory=list)
    unknown: dict[str, Problem] = field(default_factory=dict)

    def forget_unit(self, name: str) -> None:
        """Take back `unit_unknown` of a column whose unit was found out otherwise."""
        self.cells.problems.remove(self.unknown.pop(name))

    def about(self, code: str, name: str, row: int, params: Mapping[str, Any]) -> Problem:
        """Give a problem at the cell of a field."""
        column = self.table.column(name)
        letter = column.letter if column else None
        where = Where(file=self.cells.file, sheet=self.table.sheet, row=row, column=letter, field=name)
        return Problem(code, where, {"heading": self.layout.field(name).heading, **params})

    def has(self, name: str) -> bool:
        """Say whether the sheet has the column of a field."""
        return self.table.column(name) is not None


class Intake:
    """One file in the course of being read; everything wrong so far stands in `problems` and `warnings`."""

    def __init__(self, path: Path, asked: Asked, layouts: Sequence[Layout]) -> None:
        self.asked = asked
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self.sheets: list[Sheet] = []
        self.file = path.name
        self.book: Book | None = None
        self.mapping: Mapping[str, Mapped] = {}
        try:
            self.mapping = mapping_of(asked.mapping or {}, layouts)
            self.book = open_book(path)
        except Rejected as refused:
            self.problems += refused.problems
        self.period = asked.period

    def main(self, layout: Layout) -> Sheet | None:
        """Read the sheet that must be there: by its name, or the only visible one.

        Problems `sheet_missing`, and `no_rows` for a header with nothing below it.
        """
        if self.book is None:
            return None
        name = choose_sheet(self.book, layout.names)
        if name is None:
            params = {"wanted": layout.names[0], "found": "、".join(self.book.sheets)}
            self.problems.append(Problem("sheet_missing", Where(file=self.file), params))
            return None
        sheet = self._sheet(layout, name)
        if sheet is not None and not (sheet.values or sheet.skipped or sheet.cells.problems):
            self.problems.append(Problem("no_rows", Where(file=self.file, sheet=name)))
        return sheet

    def further(self, layout: Layout) -> Sheet | None:
        """Read a sheet that may be there, by its name only."""
        name = named_sheet(self.book, layout.names) if self.book else None
        return self._sheet(layout, name) if name else None

    def _sheet(self, layout: Layout, name: str) -> Sheet | None:
        assert self.book is not None
        with uncollected():
            return self._read(self.book, layout, name)

    def _read(self, book: Book, layout: Layout, name: str) -> Sheet | None:
        try:
            table = find_table(book, name, layout, self.mapping)
        except Rejected as refused:
            self.problems += refused.problems
            return None
        cells = CellReader(self.file, name)
        if self.asked.has_glyph:
            cells.has_glyph = self.asked.has_glyph
        cells.problems += table.problems
        cells.warnings += table.warnings
        sheet = Sheet(layout, table, cells)
        self.sheets.append(sheet)
        self._head_period(sheet)
        if table.columns:
            self._rows(sheet)
        return sheet

    def _rows(self, sheet: Sheet) -> None:
        readers = [(c, c.field.name, c.index, sheet.cells.reading(c.field.kind)) for c in sheet.table.columns]
        needed = frozenset(c.field.name for c in sheet.table.columns if c.field.need.of_cell)
        unit = sheet.table.column("unit") or sheet.table.column("unit_code")
        own = {folded(name) for name in self.asked.own_unit}
        counts: Counter[str] = Counter()
        for data in sheet.table.rows:
            if own and unit and _other_unit(data, unit, own):
                sheet.skipped.append(data)
            else:
                sheet.values.append(_row(sheet, data, readers, needed, counts))
        if any(problem.code == "column_missing" for problem in sheet.table.problems):
            for values in sheet.values:
                values.sound = False
        # The cells are read; kept, they would be most of what a large import holds.
        sheet.table = replace(sheet.table, rows=())
        _formula_notes(sheet, counts)
        for name, (column, _) in sheet.cells.unknown_units.items():
            params = {"heading": column.heading, "unit": "", "wanted": "%"}
            sheet.unknown[name] = sheet.about("unit_unknown", name, sheet.table.header_row, params)
            sheet.cells.problems.append(sheet.unknown[name])
        self._row_periods(sheet)

    def _head_period(self, sheet: Sheet) -> None:
        label = next((label for label in PERIOD_LABELS if label in sheet.table.head), None)
        if label is None or sheet.has("period"):
            return
        text = sheet.table.head[label]
        where = Where(file=self.file, sheet=sheet.table.sheet, row=sheet.table.head_rows[label])
        try:
            found = Period.parse(text.removesuffix(" 00:00:00")[:7] if text.endswith("00:00:00") else text)
        except Rejected:
            return
        self.period = self.period or found
        if found != self.period:
            params = {"heading": label, "expected": str(self.period), "found": str(found)}
            sheet.cells.problems.append(Problem("period_differs", where, params))

    def _row_periods(self, sheet: Sheet) -> None:
        if not sheet.has("period"):
            return
        said = [values for values in sheet.values if values["period"] is not None]
        self.period = self.period or (said[0]["period"] if said else None)
        wrong = [values for values in said if values["period"] != self.period]
        others = {values["period"] for values in wrong}
        if len(wrong) > 1 and len(wrong) == len(said) and len(others) == 1:
            # The file of another month: once is enough.
            params = {"expected": str(self.period), "found": str(others.pop())}
            sheet.cells.problems.append(sheet.about("period_differs", "period", sheet.table.header_row, params))
            for values in wrong:
                values.sound = False
            return
        for values in wrong:
            values.problem("period_differs", "period", expected=str(self.period), found=str(values["period"]))

    def need_person(self, sheet: Sheet) -> None:
        """Keep a problem where the sheet has neither 工号 nor 姓名, and for rows without name where it has no 工号."""
        if sheet.has("staff_no"):
            return
        if sheet.has("name"):
            for values in sheet.values:
                values.need("name")
            return
        params = {"aliases": "（或 姓名）"}
        sheet.cells.problems.append(sheet.about("column_missing", "staff_no", sheet.table.header_row, params))

    def twice(self, sheet: Sheet) -> None:
        """Keep `person_twice` for every row whose key stood in an earlier row."""
        by_name = not sheet.has("staff_no") and sheet.has("name")
        names = ["name" if by_name and name == "staff_no" else name for name in sheet.layout.key]
        names = [name for name in names if sheet.has(name)]
        seen: dict[tuple[Any, ...], int] = {}
        for values in sheet.values:
            key = tuple(values[name] for name in names)
            if not key or key[0] is None:
                continue
            first = seen.setdefault(key, values.row)
            if first != values.row:
                shown = " ".join(str(part) for part in key if part is not None)
                values.problem("person_twice", names[0], value=shown, first=first)

    def control(self, sheet: Sheet, figures: Mapping[str, Decimal]) -> tuple[Control, ...]:
        """Hold typed figures and the 合计 row against the sheet; give the controls as read.

        `figures` are those of the kind beside the sums of the fields marked `total`.
        """
        sums = {c.field.heading: _sum(sheet, c) for c in sheet.table.columns if c.field.total}
        found = {**figures, **sums}
        where = Where(file=self.file, sheet=sheet.table.sheet)
        controls, problems = compared(self.asked.controls or {}, found, where)
        sheet.cells.problems += problems
        stated = _total_row(sheet, sheet.table.total) if sheet.table.total is not None else {}
        return tuple(replace(control, total=stated.get(control.name)) for control in controls)

    def reading(
        self, sheet: Sheet | None, rows: Sequence[R], *, controls: tuple[Control, ...] = (), **further: tuple[Any, ...]
    ) -> Reading[R]:
        """Close the import: everything found, in the order of the sheets."""
        problems = list(self.problems)
        warnings = list(self.warnings)
        for read in self.sheets:
            problems += sorted(read.cells.problems, key=_by_row)
            warnings += sorted(read.cells.warnings, key=_by_row)
        return Reading(
            file=self.file,
            file_sha256=self.book.sha256 if self.book else "",
            rows=tuple(rows),
            problems=tuple(problems),
            warnings=tuple(warnings),
            sheet=sheet.table.sheet if sheet else None,
            header_row=sheet.table.header_row if sheet else None,
            fingerprint=sheet.table.fingerprint if sheet else "",
            period=self.period,
            controls=controls,
            people=tuple(_people(sheet)) if sheet else (),
            skipped=len(sheet.skipped) if sheet else 0,
            columns=sheet.table.columns if sheet else (),
            numbers=tuple(values.row for values in sheet.values) if sheet else (),
            total_row=sheet.table.total.number if sheet and sheet.table.total else None,
            head=sheet.table.head if sheet else {},
            further=further,
        )


_Reader = tuple[Column, str, int, Callable[[Any, Column, int], Any]]


def _row(
    sheet: Sheet, data: DataRow, readers: Sequence[_Reader], needed: frozenset[str], counts: Counter[str]
) -> Values:
    cells, number, reader = data.cells, data.number, sheet.cells
    formulas, problems = sheet.table.formulas, reader.problems
    width = len(cells)
    got: dict[str, Any] = {}
    before = known = len(problems)
    for column, name, index, read in readers:
        cell = cells[index] if index < width else NO_CELL
        value = None
        if cell.data_type == "e":
            reader.problem("cell_error", column, number, value=str(cell.value))
        elif formulas and (number, index + 1) in formulas:
            if cell.value is None:
                reader.problem("formula_without_value", column, number)
            else:
                counts[name] += 1
                value = read(cell, column, number)
        elif cell.value is not None:
            value = read(cell, column, number)
        got[name] = value
        if value is not None:
            continue
        refused = len(problems) > known
        if not refused and name in needed:
            reader.problem("value_missing", column, number)
            refused = True
        if refused:
            sheet.refused.setdefault(number, set()).add(name)
            known = len(problems)
    place = Where(file=reader.file, sheet=reader.sheet, row=number)
    return Values(number, place, got, sheet, len(problems) == before)


def _other_unit(data: DataRow, unit: Column, own: set[str]) -> bool:
    value = data.cells[unit.index].value if unit.index < len(data.cells) else None
    text = "" if value is None else folded(str(value))
    return bool(text) and text not in own


def _formula_notes(sheet: Sheet, counts: Counter[str]) -> None:
    for name, count in counts.items():
        sheet.cells.warnings.append(sheet.about("formula_value", name, sheet.table.header_row, {"count": count}))


def _sum(sheet: Sheet, column: Column) -> Decimal:
    return sum((Decimal(value) for v in sheet.values if (value := v[column.field.name]) is not None), Decimal())


def _total_row(sheet: Sheet, total: DataRow) -> dict[str, Decimal]:
    """Hold the sender's own totals against all rows of the sheet, those of other units included; give them by name."""
    quiet = CellReader(sheet.cells.file, sheet.cells.sheet)
    said: dict[str, Decimal] = {}
    for column in sheet.table.columns:
        if not column.field.total:
            continue
        stated = _figure(quiet, total, column)
        others = [_figure(quiet, row, column) for row in sheet.skipped]
        if stated is None:
            continue
        said[column.field.heading] = stated
        found = _sum(sheet, column) + sum((figure for figure in others if figure is not None), Decimal())
        # The sender added the figures as stored, we those that were taken as shown.
        slack = sheet.cells.shown_taken.get(column.field.name, Decimal())
        if abs(found - stated) > slack:
            where = quiet.where(column, total.number)
            sheet.cells.problems.append(differs(column.field.heading, stated, found, where))
    stated_people = next((n for cell in total.cells if (n := people_in(str(cell.value or ""))) is not None), None)
    found_people = len(sheet.values) + len(sheet.skipped)
    if stated_people is not None:
        said[PEOPLE] = Decimal(stated_people)
    if stated_people is not None and stated_people != found_people:
        where = Where(file=sheet.cells.file, sheet=sheet.cells.sheet, row=total.number)
        sheet.cells.problems.append(differs(PEOPLE, Decimal(stated_people), Decimal(found_people), where))
    return said


def _figure(quiet: CellReader, row: DataRow, column: Column) -> Decimal | None:
    cell = row.cells[column.index] if column.index < len(row.cells) else NO_CELL
    value = cell.value
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = Decimal(str(value).replace(",", "").strip()) if isinstance(value, str) else Decimal(f"{value:.15g}")
    except ArithmeticError:
        return None
    return number * (column.factor or 1) if number.is_finite() else None


def _people(sheet: Sheet) -> Iterator[Person]:
    for values in sheet.values:
        staff_no, name = values["staff_no"], values["name"]
        if staff_no or name:
            yield Person(values.place, staff_no, name)


def _by_row(problem: Problem) -> tuple[int, str]:
    column = problem.where.column or ""
    return (problem.where.row or 0, f"{len(column)}{column}")
