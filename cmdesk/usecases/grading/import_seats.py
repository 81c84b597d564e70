"""Take in the places that the city issued (X5)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from sqlalchemy import exists, select

from cmdesk.exchange.sheets import seats
from cmdesk.exchange.sheets.seats import SeatRow
from cmdesk.kernel.errors import Problem
from cmdesk.kernel.periods import Period
from cmdesk.models.deliberation import Meeting, Paper
from cmdesk.models.grading import SeatQuota
from cmdesk.queries.org import managers_on
from cmdesk.rules.ladder import Rung
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase
from cmdesk.usecases import incoming
from cmdesk.usecases.incoming import Answers, Intake, Part, RowChange, Weighed, shown

_FIELDS = ("base_date", "headcount", "senior", "intermediate", "junior", "document_no", "edition", "note")


@dataclass(frozen=True, kw_only=True)
class ImportSeats(Command):
    """Take in the seat quota of a year (X5): places of each level in all, holders included.

    Refused: shape and values of the file, `unit_missing`, `stale`, `fork`, `already_used` (a ballot of the second
    sitting has opened). Warned: `headcount_differs`, `over_run_inherited`. One undo step.
    """

    file: Path
    period: Period
    mapping: Path | None = None
    controls: Mapping[str, Decimal] = field(default_factory=dict)
    answers: Answers = field(default_factory=Answers)


def handle(context: Context, command: ImportSeats) -> Done:
    """Read, compare the own unit's row, refuse or write."""
    return incoming.take(context, weigh(context, command))


def weigh(context: Context, command: ImportSeats) -> Weighed:
    """Read and compare; nothing is written yet."""
    reading = seats.read(
        command.file,
        period=command.period,
        mapping=incoming.headings(command.mapping, command.answers),
        controls=command.controls,
        own_unit=incoming.own_unit_names(context),
        has_glyph=context.has_glyph,
    )
    own = [row for row in reading.rows if row.unit_code == context.unit.code]
    problems: list[Problem] = []
    intake = Intake()
    for row in own:
        before = context.session.get(SeatQuota, (row.year.year, row.unit_code))
        problems += _problems(context, row, before)
        intake.rows.append(_change(row, before))
        _warn(context, row)

    def write(run: uuid.UUID) -> None:
        for row, change in zip(own, intake.rows, strict=True):
            if change.state != "unchanged":
                context.session.merge(SeatQuota(year=row.year.year, unit_code=row.unit_code, **_values(row)))

    return Weighed(
        kind="seats",
        period=command.period,
        parts=[Part(reading=reading, intake=intake, write=write)],
        problems=problems,
        answers=command.answers,
    )


def _values(row: SeatRow) -> dict[str, object]:
    return {
        "base_date": row.base_date,
        "headcount": row.headcount,
        "senior": row.senior,
        "intermediate": row.intermediate,
        "junior": row.junior,
        "document_no": row.document_number,
        "edition": row.revision,
        "note": row.note,
    }


def _change(row: SeatRow, before: SeatQuota | None) -> RowChange:
    if before is None:
        return RowChange(row.unit_code, row.unit, "new", row=row.place.row)
    values = _values(row)
    changes = {
        name: (shown(getattr(before, name)), shown(values[name]))
        for name in _FIELDS
        if getattr(before, name) != values[name]
    }
    return RowChange(row.unit_code, row.unit, "changed" if changes else "unchanged", changes, row.place.row)


def _problems(context: Context, row: SeatRow, before: SeatQuota | None) -> list[Problem]:
    if before is None or _change(row, before).state == "unchanged":
        return []
    params = {"edition": row.revision, "ours": before.edition, "document_no": before.document_no}
    problems = []
    if row.revision < before.edition:
        problems.append(Problem("stale", row.place, params))
    elif row.revision == before.edition:
        problems.append(Problem("fork", row.place, params))
    if second_sitting_began(context, row.year.year):
        problems.append(Problem("already_used", row.place, {"what": "第二次评议会已开始投票"}))
    return problems


def second_sitting_began(context: Context, year: int) -> bool:
    """Say whether a ballot of the year's second sitting has been opened."""
    opened = select(Paper.paper).join(Meeting, Meeting.id == Paper.meeting_id)
    return bool(
        context.session.scalar(
            select(exists(opened.where(Meeting.year == year, Meeting.sitting == 2, Paper.opened_at.is_not(None))))
        )
    )


def _warn(context: Context, row: SeatRow) -> None:
    managers = managers_on(context, row.base_date)
    if len(managers) != row.headcount:
        params = {"given": row.headcount, "ours": len(managers)}
        context.warn(Problem("headcount_differs", row.place, params))
    for level, cap in (("senior", row.senior), ("intermediate", row.intermediate)):
        holders = sum(1 for person in managers if person.rung and Rung(person.rung).level == level)
        if cap is not None and holders > cap:
            word = Rung(f"{level}-A").level.chinese
            context.warn(Problem("over_run_inherited", row.place, {"level": word, "count": holders, "seats": cap}))


use_case = UseCase(command=ImportSeats, permission="indicators.import", handle=handle)
