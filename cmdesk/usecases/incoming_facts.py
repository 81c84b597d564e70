"""Putting what is new, changed, wrong and odd to the rows of an arriving file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cmdesk.exchange.sheets.cells import Column
from cmdesk.exchange.sheets.fields import Field
from cmdesk.exchange.sheets.piece import column_number
from cmdesk.exchange.sheets.recognise import LAYOUTS
from cmdesk.kernel.errors import Problem, Where
from cmdesk.queries.org import PersonOn, people_on
from cmdesk.rules.ladder import Rung
from cmdesk.runtime.context import Context
from cmdesk.runtime.sentences import field_words, worded
from cmdesk.storage.resources import sentence, sentences
from cmdesk.usecases.incoming import RowChange, written
from cmdesk.usecases.incoming_files import OpenFile
from cmdesk.usecases.incoming_rows import Candidate, Change, Note, PreviewRow, RowState

_HALVES = re.compile(r"^(?P<fact>[^：]*(?:“[^”]*”[^：]*)*)：(?P<remedy>.+)$")


def note_of(
    context: Context, files: Sequence[OpenFile], problem: Problem, *, bad: bool, people: Mapping[str, PersonOn]
) -> Note:
    """Give a problem as a note, with the cell as the sender wrote it."""
    said = sentence(problem.code, worded(problem.params)).rstrip("。")
    halves = _HALVES.match(said)
    where = problem.where
    file = _file_of(files, where)
    column = _column(file, where.field)
    letter = where.column or (column.letter if column else None)
    value = file.text(where.sheet, where.row, column_number(letter)) if file and letter and where.row else ""
    named = column.field.heading if column else field_words(where) if where.field else ""
    heading = str(problem.params.get("heading") or "") or named
    meant = str(problem.params.get("meant") or "")
    found = [people[number] for number in meant.split("、") if number in people]
    return Note(
        code=problem.code,
        bad=bad,
        title=sentences().get(f"title.{problem.code}") or ("这一处有问题" if bad else "请再看一眼"),
        fact=halves["fact"] if halves else said,
        remedy=sentences().get(f"remedy.{problem.code}") or (halves["remedy"] if halves else ""),
        letter=letter or "",
        heading=heading,
        value=value,
        candidates=tuple(Candidate(one.staff_no, one.name, one.line or "") for one in found),
    )


def _file_of(files: Sequence[OpenFile], where: Where) -> OpenFile | None:
    return next((file for file in files if where.file in {None, file.path.name}), None)


def _column(file: OpenFile | None, name: str | None) -> Column | None:
    if file is None or name is None:
        return None
    return next((column for column in file.reading.columns if column.field.name == name), None)


@dataclass
class _Row:
    file: int
    sheet: str
    number: int | None
    change: RowChange | None = None
    staff_no: str = ""
    name: str = ""
    written: str = ""
    notes: list[Note] = field(default_factory=list)


class AboutRows:
    """The rows of a preview in the making."""

    def __init__(self, context: Context, kind: str, files: Sequence[OpenFile]) -> None:
        self._kind, self._files = kind, files
        self._rows: dict[tuple[int, str, int | str], _Row] = {}
        self.people = {person.staff_no: person for person in people_on(context, context.today())}
        self._named = {
            (number, person.place.sheet or "", person.place.row): person
            for number, file in enumerate(files)
            for person in file.reading.people
        }

    def take(self, file: int, change: RowChange) -> None:
        """Take what a row does."""
        sheet = self._files[file].reading.sheet or ""
        row = self._row(file, sheet, change.row, change.staff_no)
        row.change, row.staff_no, row.name = change, change.staff_no, change.name

    def put(self, problem: Problem, note: Note) -> bool:
        """Put a note to its row; say whether it has one. Somebody who is named without a row gets a line as well."""
        where, number = problem.where, str(problem.params.get("staff_no") or "")
        file = next((n for n, one in enumerate(self._files) if where.file in {None, one.path.name}), 0)
        reading = self._files[file].reading
        heads = where.sheet == reading.sheet and where.row in {reading.header_row, reading.total_row}
        if where.row is not None and where.sheet is not None and not heads:
            self._row(file, where.sheet, where.row, number).notes.append(note)
            return True
        if not note.bad and where.row is None and number in self.people:
            existing = next((row for row in self._rows.values() if row.staff_no == number), None)
            row = existing or self._row(file, "", None, number)
            row.staff_no, row.name = number, self.people[number].name
            row.notes.append(note)
            return True
        return False

    def rows(self) -> tuple[PreviewRow, ...]:
        """Give all rows as the file has them, those that it does not have last."""
        made = sorted(
            self._rows.values(), key=lambda row: (row.file, row.number is None, row.number or 0, row.staff_no)
        )
        return tuple(self._made(row) for row in made)

    def _row(self, file: int, sheet: str, number: int | None, staff_no: str) -> _Row:
        key = (file, sheet, staff_no if number is None else number)
        if key not in self._rows:
            named = self._named.get((file, sheet, number))
            row = _Row(file, sheet, number)
            if named is not None:
                row.staff_no, row.name = named.staff_no or "", named.name or ""
                row.written = written(named.staff_no, named.name)
            self._rows[key] = row
        return self._rows[key]

    def _made(self, row: _Row) -> PreviewRow:
        notes = sorted(row.notes, key=lambda note: not note.bad)
        letter = next((note.letter for note in notes if note.letter), None)
        piece = None
        if row.number is not None and notes:
            piece = self._files[row.file].piece(row.sheet, row.number, letter)
        return PreviewRow(
            state=_state(row),
            new=row.change is not None and row.change.state == RowState.NEW,
            file=row.file,
            sheet=row.sheet,
            number=row.number,
            staff_no=row.staff_no,
            name=row.name,
            written=row.written,
            notes=tuple(notes),
            changes=self._changes(row),
            piece=piece,
        )

    def _changes(self, row: _Row) -> tuple[Change, ...]:
        if row.change is None:
            return ()
        reading = self._files[row.file].reading
        letters = {column.field.name: column.letter for column in reading.columns}
        fields = {one.name: one for layout in LAYOUTS[self._kind] for one in layout.fields}
        return tuple(
            Change(
                letters.get(name, ""),
                _heading(name, fields),
                _word(fields.get(name), old),
                _word(fields.get(name), new),
            )
            for name, (old, new) in row.change.changes.items()
        )


def _state(row: _Row) -> RowState:
    if any(note.bad for note in row.notes):
        return RowState.PROBLEM
    if row.notes:
        return RowState.WARNING
    return RowState(row.change.state) if row.change else RowState.UNCHANGED


def _heading(name: str, fields: Mapping[str, Field]) -> str:
    return fields[name].heading if name in fields else field_words(Where(field=name))


_RUNGS = {rung.value: rung.chinese for rung in Rung}


def _word(column: Field | None, value: str) -> str:
    if not value:
        return "空"
    if column is not None and column.choices is not None and column.choices.identifier(value) is None:
        words = {entry[0]: entry[1] for entry in column.choices.entries}
        return words.get(value, value)
    return _RUNGS.get(value, value)
