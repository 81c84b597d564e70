"""Key exam marks from a paper list (D14)."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.models.exams import ExamMark, ExamRelease
from cmdesk.queries.org import ACCOUNT_MANAGER, PersonOn, people_on
from cmdesk.queries.scoring_state import closed_problem
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase

STATES = ("normal", "absent", "deferred")
_PARTS = {"theory": "理论", "practice": "技能"}
_MOST = 100
_PLACES = 2


@dataclass(frozen=True, kw_only=True)
class MarkEntry:
    """One line of the list: both marks, or why there are none. `note` names the document that approved a 缓考."""

    staff_no: str
    theory: Decimal | None = None
    practice: Decimal | None = None
    state: str = "normal"
    retake: bool = False
    sat_on: date | None = None
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class EnterMarks(Command):
    """Key marks of a half-year's exam; each entry takes the place of what stood for that person and sitting.

    Refused, all at once, with the row of the entry: `half_year_needed`, `period_closed`, `already_used` (published),
    `unknown_person`, `not_in_unit`, `entry_twice`, `value_not_allowed` (state), `mark_missing`,
    `mark_with_deferral`, `deferral_without_note`, `out_of_range`, `mark_places`, `retake_without_first`. A mark that
    was not sat through absence counts 0. One undo step.
    """

    period: Period
    entries: tuple[MarkEntry, ...]


def handle(context: Context, command: EnterMarks) -> Done:
    """Check every entry, refuse or write all."""
    problems = closed_problem(context, command.period)
    if command.period.kind is not PeriodKind.HALF_YEAR:
        problems.append(Problem("half_year_needed", Where(field="period"), {"period": str(command.period)}))
    if context.session.get(ExamRelease, command.period) is not None:
        what = f"{command.period.chinese}成绩已公布"
        problems.append(Problem("already_used", Where(field="period"), {"what": what}))
    people = {person.staff_no: person for person in people_on(context, command.period.last_day)}
    for row, entry in enumerate(command.entries, 1):
        problems += _person_problems(command, row, entry, people)
        problems += _mark_problems(row, entry)
    stored = _stored(context, command.period)
    problems += _retake_problems(command, people, stored)
    refuse_any(problems)
    changed = 0
    for entry in command.entries:
        person = people[entry.staff_no]
        if _values(entry) != _values_of(stored.get((person.id, entry.retake))):
            changed += 1
            _write(context, command.period, person.id, entry, stored.get((person.id, entry.retake)))
    context.session.flush()
    return Done(count=changed, ids=(str(command.period),))


def _person_problems(
    command: EnterMarks, row: int, entry: MarkEntry, people: Mapping[str, PersonOn]
) -> Iterator[Problem]:
    where = Where(field="staff_no", row=row)
    person = people.get(entry.staff_no)
    if person is None:
        yield Problem("unknown_person", where, {"staff_no": entry.staff_no})
    elif person.post != ACCOUNT_MANAGER:
        params = {"staff_no": person.staff_no, "name": person.name, "period": command.period.chinese}
        yield Problem("not_in_unit", where, params)
    earlier = command.entries[: row - 1]
    if any((one.staff_no, one.retake) == (entry.staff_no, entry.retake) for one in earlier):
        yield Problem("entry_twice", where, {"staff_no": entry.staff_no})


def _mark_problems(row: int, entry: MarkEntry) -> Iterator[Problem]:
    if entry.state not in STATES:
        params = {"value": entry.state, "allowed": "正常、缺考、缓考"}
        yield Problem("value_not_allowed", Where(field="state", row=row), params)
    for part, name in _PARTS.items():
        mark: Decimal | None = getattr(entry, part)
        where = Where(field=part, row=row)
        if mark is None:
            if entry.state == "normal":
                yield Problem("mark_missing", where, {"heading": name})
        elif entry.state == "deferred":
            yield Problem("mark_with_deferral", where, {"heading": name, "value": mark})
        elif not mark.is_finite() or not 0 <= mark <= _MOST:
            yield Problem("out_of_range", where, {"value": mark, "least": 0, "most": _MOST})
        elif mark != round(mark, _PLACES):
            yield Problem("mark_places", where, {"heading": name, "value": mark})
    if entry.state == "deferred" and not (entry.note or "").strip():
        yield Problem("deferral_without_note", Where(field="note", row=row))


def _retake_problems(
    command: EnterMarks, people: Mapping[str, PersonOn], stored: Mapping[tuple[uuid.UUID, bool], ExamMark]
) -> Iterator[Problem]:
    first = {one.staff_no for one in command.entries if not one.retake}
    for row, entry in enumerate(command.entries, 1):
        person = people.get(entry.staff_no)
        if not entry.retake or person is None or entry.staff_no in first or (person.id, False) in stored:
            continue
        params = {"staff_no": person.staff_no, "name": person.name}
        yield Problem("retake_without_first", Where(field="staff_no", row=row), params)


def _stored(context: Context, period: Period) -> dict[tuple[uuid.UUID, bool], ExamMark]:
    rows = context.session.scalars(select(ExamMark).where(ExamMark.period == period))
    return {(mark.person_id, mark.retake): mark for mark in rows}


def _values(entry: MarkEntry) -> tuple[object, ...]:
    marks = [getattr(entry, part) for part in _PARTS]
    if entry.state == "absent":
        marks = [mark or Decimal() for mark in marks]
    return (entry.state, *marks, entry.sat_on, (entry.note or "").strip() or None)


def _values_of(mark: ExamMark | None) -> tuple[object, ...] | None:
    return None if mark is None else (mark.state, mark.theory, mark.practice, mark.sat_on, mark.note)


def _write(context: Context, period: Period, person: uuid.UUID, entry: MarkEntry, before: ExamMark | None) -> None:
    mark = before or ExamMark(period=period, person_id=person, retake=entry.retake)
    mark.state, mark.theory, mark.practice, mark.sat_on, mark.note = _values(entry)  # type: ignore[assignment]
    # Keyed by hand: no file stands behind it any more.
    mark.import_id = mark.source_row = None
    if before is None:
        context.session.add(mark)


use_case = UseCase(command=EnterMarks, permission="exams.enter", handle=handle)
