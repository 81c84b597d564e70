"""Take in self-rating forms that came back (D11)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from cmdesk.exchange.sheets import self_rating
from cmdesk.exchange.sheets.form_sheet import NUMBER_LABEL
from cmdesk.exchange.sheets.reading import Reading
from cmdesk.exchange.sheets.self_rating import SelfRow
from cmdesk.kernel.errors import Problem, Where
from cmdesk.kernel.periods import Period
from cmdesk.models.evaluations import FormIssue, SelfRating
from cmdesk.models.org import Person
from cmdesk.queries.scoring_state import closed_problem, round_problem
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase
from cmdesk.usecases import incoming
from cmdesk.usecases.evaluations.form_issue import returned
from cmdesk.usecases.incoming import Intake, Part, RowChange, Weighed


@dataclass(frozen=True, kw_only=True)
class ImportSelf(Command):
    """Take in self-rating forms of a quarter, any number of files at once, all or none.

    Refused: shape and values, `form_unknown`, `form_superseded`, `form_of_other_person`, `form_of_other_period`,
    `form_already_returned`, `round_not_open`, `period_closed`. One undo step.
    """

    files: tuple[Path, ...]
    period: Period


def handle(context: Context, command: ImportSelf) -> Done:
    """Read every file, hold each against its form, refuse or write all."""
    return incoming.take(context, weigh(context, command))


def weigh(context: Context, command: ImportSelf) -> Weighed:
    """Read and compare; nothing is written yet."""
    problems = [*closed_problem(context, command.period), *round_problem(context, command.period, "self")]
    found: list[tuple[Reading[SelfRow], FormIssue | None]] = []
    for done, path in enumerate(command.files):
        context.progress.step(done, len(command.files), "读自我评价表")
        reading = self_rating.read(path, period=command.period, has_glyph=context.has_glyph)
        expected = _expected(context, reading.head.get(NUMBER_LABEL))
        issued, wrong = returned(context, reading, "D11", command.period, expected)
        problems += wrong
        if issued is not None and any(other is issued and before.digest != reading.digest for before, other in found):
            where = Where(file=reading.file, sheet=reading.sheet, field=NUMBER_LABEL)
            problems.append(Problem("form_already_returned", where, {"number": issued.number}))
        found.append((reading, issued))
    names = {
        person: (number, name)
        for person, number, name in context.session.execute(select(Person.id, Person.staff_no, Person.name))
    }
    parts = [_part(context, command.period, reading, issued, names) for reading, issued in found]
    return Weighed(kind="self", period=command.period, parts=parts, problems=problems)


def _part(
    context: Context,
    period: Period,
    reading: Reading[SelfRow],
    issued: FormIssue | None,
    names: Mapping[uuid.UUID, tuple[str, str]],
) -> Part:
    intake = Intake()
    if issued is not None and issued.person_id is not None:
        state = "unchanged" if issued.digest == reading.digest else "new"
        intake.rows.append(RowChange(*names[issued.person_id], state))

    def write(run: uuid.UUID) -> None:
        # A second file of the same form and content has been written a moment ago.
        if issued is not None and issued.digest != reading.digest:
            _write(context, period, issued, reading)

    return Part(reading=reading, intake=intake, write=write)


def _expected(context: Context, number: str | None) -> dict[str, str]:
    issued = context.session.get(FormIssue, number) if number else None
    person = context.session.get(Person, issued.person_id) if issued is not None and issued.person_id else None
    return {} if person is None else {"工号": person.staff_no, "姓名": person.name}


def _write(context: Context, period: Period, issued: FormIssue, reading: Reading[SelfRow]) -> None:
    rows = sorted(reading.rows, key=lambda row: row.duty)
    context.session.merge(
        SelfRating(
            period=period,
            person_id=issued.person_id,
            scores=[str(row.score) for row in rows],
            facts=[row.fact for row in rows],
            form_no=issued.number,
        )
    )
    issued.state = "returned"
    issued.digest = reading.digest


use_case = UseCase(command=ImportSelf, permission="evaluations.enter", handle=handle)
