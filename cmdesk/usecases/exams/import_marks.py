"""Take in exam marks of a half-year (D14)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select

from cmdesk.exchange.sheets import exams
from cmdesk.exchange.sheets.exams import ExamRow
from cmdesk.kernel.errors import Problem, Where
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.models.exams import ExamMark, ExamRelease
from cmdesk.queries.scoring_state import closed_problem
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase
from cmdesk.usecases import incoming
from cmdesk.usecases.incoming import Answers, Intake, Part, Weighed, shown


@dataclass(frozen=True, kw_only=True)
class ImportMarks(Command):
    """Take in the marks of a half-year's exam, retakes included.

    Refused, all at once: shape and values of the file, unknown people, `retake_without_first`, `already_used`
    (published), `period_closed`. Warned: `person_not_listed`, `fail`. One undo step for the whole file.
    """

    file: Path
    period: Period
    mapping: Path | None = None
    controls: Mapping[str, Decimal] = field(default_factory=dict)
    answers: Answers = field(default_factory=Answers)


def handle(context: Context, command: ImportMarks) -> Done:
    """Read, compare, refuse or write."""
    return incoming.take(context, weigh(context, command))


def weigh(context: Context, command: ImportMarks) -> Weighed:
    """Read and compare; nothing is written yet."""
    reading = exams.read(
        command.file,
        period=command.period,
        mapping=incoming.headings(command.mapping, command.answers),
        controls=command.controls,
        own_unit=incoming.own_unit_names(context),
        has_glyph=context.has_glyph,
        pass_mark=context.rule_set.exam.pass_mark,
    )
    period = command.period
    problems = closed_problem(context, period)
    if period.kind is not PeriodKind.HALF_YEAR:
        problems.append(Problem("half_year_needed", Where(field="period"), {"period": str(period)}))
    if context.session.get(ExamRelease, period) is not None:
        problems.append(Problem("already_used", Where(field="period"), {"what": f"{period.chinese}成绩已公布"}))
    matched, unmatched = incoming.match_managers(
        context, reading, period, once=lambda row: row.retake, answers=command.answers
    )
    before = _stored(context, period)
    first = {person for person, retake in before if not retake} | {
        one.person.id for one in matched if not one.row.retake
    }
    problems += [
        Problem("retake_without_first", one.row.place, {"staff_no": one.person.staff_no, "name": one.person.name})
        for one in matched
        if one.row.retake and one.person.id not in first
    ]
    incoming.say_absent(context, "person_not_listed", period, [one.person.id for one in matched], reading)
    intake = Intake()
    for one in matched:
        intake.rows.append(incoming.compare(one, before.get((one.person.id, one.row.retake)), _shown(one.row)))

    def write(run: uuid.UUID) -> None:
        for one, change in zip(matched, intake.rows, strict=True):
            if change.state != "unchanged":
                _write(context, period, run, one.person.id, one.row)

    return Weighed(
        kind="exams",
        period=period,
        parts=[Part(reading=reading, intake=intake, write=write)],
        problems=[*unmatched, *problems],
        answers=command.answers,
    )


def _shown(row: ExamRow) -> dict[str, str]:
    return {"state": row.state, "theory": shown(row.theory), "practice": shown(row.practice)}


def _stored(context: Context, period: Period) -> dict[tuple[uuid.UUID, bool], dict[str, str]]:
    return {
        (mark.person_id, mark.retake): {
            "state": mark.state,
            "theory": shown(mark.theory),
            "practice": shown(mark.practice),
        }
        for mark in context.session.scalars(select(ExamMark).where(ExamMark.period == period))
    }


def _write(context: Context, period: Period, run: uuid.UUID, person: uuid.UUID, row: ExamRow) -> None:
    context.session.merge(
        ExamMark(
            period=period,
            person_id=person,
            retake=row.retake,
            state=row.state,
            theory=row.theory,
            practice=row.practice,
            admission_no=row.admission_no,
            sat_on=row.examined_on,
            invigilator=row.invigilator,
            marker=row.marker,
            checker=row.checker,
            note=row.note,
            import_id=run,
            source_row=row.place.row,
        )
    )


use_case = UseCase(command=ImportMarks, permission="exams.enter", handle=handle)
