"""Take in the holiday table of a year: days off, and weekends that are worked (调休)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from sqlalchemy import delete, select

from cmdesk.exchange.sheets import holidays
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.models.settings import Holiday
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase
from cmdesk.usecases import incoming
from cmdesk.usecases.incoming import Answers, Intake, Part, RowChange, Weighed


@dataclass(frozen=True, kw_only=True)
class ImportHolidays(Command):
    """Take in one year's holiday table; it replaces that year. Deadlines issued in writing stay as they are.

    Refused: shape and values of the file, `other_year`, `not_a_weekend`, `festival_missing`. One undo step.
    """

    file: Path
    period: Period | None = None
    mapping: Path | None = None
    controls: Mapping[str, Decimal] = field(default_factory=dict)
    answers: Answers = field(default_factory=Answers)


def handle(context: Context, command: ImportHolidays) -> Done:
    """Read, compare, refuse or write."""
    return incoming.take(context, weigh(context, command))


def weigh(context: Context, command: ImportHolidays) -> Weighed:
    """Read and compare; nothing is written yet."""
    reading = holidays.read(
        command.file,
        period=command.period,
        mapping=incoming.headings(command.mapping, command.answers),
        controls=command.controls,
        has_glyph=context.has_glyph,
    )
    year = reading.rows[0].day.year if reading.rows else context.today().year
    first, last = date(year, 1, 1), date(year, 12, 31)
    before = {row.day: row for row in context.session.scalars(select(Holiday).where(Holiday.day.between(first, last)))}
    intake = Intake()
    for row in reading.rows:
        old = before.get(row.day)
        same = old is not None and (old.kind, old.name) == (row.kind, row.name)
        state = "new" if old is None else "unchanged" if same else "changed"
        intake.rows.append(RowChange(row.day.isoformat(), row.name, state, row=row.place.row))

    def write(run: uuid.UUID) -> None:
        given = [row.day for row in reading.rows]
        context.session.execute(delete(Holiday).where(Holiday.day.between(first, last), Holiday.day.not_in(given)))
        for row, change in zip(reading.rows, intake.rows, strict=True):
            if change.state != "unchanged":
                number = row.document_number
                context.session.merge(Holiday(day=row.day, kind=row.kind, name=row.name, document_no=number))

    return Weighed(
        kind="holidays",
        period=Period(PeriodKind.YEAR, year),
        parts=[Part(reading=reading, intake=intake, write=write)],
        answers=command.answers,
    )


use_case = UseCase(command=ImportHolidays, permission="settings.change", handle=handle)
