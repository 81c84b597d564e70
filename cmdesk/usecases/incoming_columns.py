"""The headings of an arriving file: what each stands for, and what has to be asked about it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from cmdesk.exchange.sheets.cells import Column, unit_choices
from cmdesk.exchange.sheets.fields import UNIT_WORDS, Field, heading_key
from cmdesk.exchange.sheets.piece import first_figure
from cmdesk.exchange.sheets.reading import Reading
from cmdesk.exchange.sheets.recognise import LAYOUTS
from cmdesk.kernel.errors import Problem
from cmdesk.usecases.incoming import Answers
from cmdesk.usecases.incoming_files import OpenFile
from cmdesk.usecases.incoming_rows import HeadingLine, How, UnitChoice

_PLAIN_UNITS = {"1": "小数"}


def heading_lines(
    file: OpenFile,
    answers: Answers,
    remembered: frozenset[str],
    problems: Sequence[Problem],
    warnings: Sequence[Problem],
) -> list[HeadingLine]:
    """Give a line for every heading, in the order of the columns; a column that is missing comes last."""
    asked = {p.where.field for p in problems if p.code == "unit_unknown"}
    said = {heading_key(heading): answer for heading, answer in answers.headings.items()}
    known = {heading_key(heading) for heading in remembered}
    lines = []
    for column in file.reading.columns:
        key = heading_key(column.heading)
        own = key == heading_key(column.field.heading)
        how = _how(key, own, key in said, key in known)
        unit = said[key].unit if key in said else None
        ask = column.field.name in asked or unit is not None
        units = _units(file, column, unit) if ask else ()
        lines.append(HeadingLine(column.letter, column.heading, column.field.name, column.field.heading, how, units))
    for warning in warnings:
        if warning.code == "column_ignored":
            heading = str(warning.params.get("heading", ""))
            lines.append(HeadingLine(warning.where.column or "", heading, "", "", How.IGNORED))
    for heading, answer in answers.headings.items():
        if answer.field is None and answer.unit is None:
            lines.append(HeadingLine(_letter_of(file, heading), heading, "", "", How.IGNORED))
    lines.sort(key=lambda line: (len(line.letter), line.letter))
    for problem in problems:
        if problem.code == "column_missing":
            name = str(problem.params.get("heading", ""))
            lines.append(HeadingLine("", "", problem.where.field or "", name, How.MISSING))
    return lines


def _how(key: str, own: bool, answered: bool, known: bool) -> How:
    if answered:
        return How.REMEMBERED if known else How.ANSWERED
    return How.SAME if own else How.ALIAS


def _letter_of(file: OpenFile, heading: str) -> str:
    cells, row = file.cells(file.reading.sheet), file.reading.header_row
    if cells is None or row is None:
        return ""
    from cmdesk.exchange.sheets.table import column_letter

    texts = [str(cell.value or "") for cell in cells.rows[row - 1]]
    found = [place for place, text in enumerate(texts, 1) if heading_key(text) == heading_key(heading)]
    return column_letter(found[0]) if found else ""


def _units(file: OpenFile, column: Column, chosen: str | None) -> tuple[UnitChoice, ...]:
    cells, row = file.cells(file.reading.sheet), file.reading.header_row
    sample = first_figure(cells, row, column.letter) if cells is not None and row is not None else ""
    wanted = UNIT_WORDS.get(chosen or "", chosen)
    return tuple(
        UnitChoice(unit, _PLAIN_UNITS.get(unit, unit), _reads(sample, factor, column.field), unit == wanted)
        for unit, factor in unit_choices(column.field.unit).items()
    )


def _reads(sample: str, factor: Decimal, column: Field) -> str:
    """Give one real value read in a unit, as `0.885 读作 88.5%`."""
    if not sample:
        return ""
    figure = (Decimal(sample) * factor).normalize()
    unit = column.unit or ""
    return f"{sample} 读作 {figure:,f}{'' if unit == '%' else ' '}{unit}"


def free_fields(kind: str, reading: Reading[object]) -> tuple[tuple[str, str], ...]:
    """Give the fields that no heading stands for, as (name, heading): what an unknown column may be."""
    taken = {column.field.name for column in reading.columns}
    layouts = LAYOUTS[kind]
    best = max(layouts, key=lambda layout: len(taken & {one.name for one in layout.fields}))
    return tuple((one.name, one.heading) for one in best.fields if one.name not in taken)
