"""Take in the roster (X6): people, posts, rungs, routes, history and kin, all or nothing."""

from __future__ import annotations

import uuid
from collections.abc import Container, Iterable, Mapping, Set
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import select

from cmdesk.exchange.sheets import roster
from cmdesk.exchange.sheets.reading import Reading
from cmdesk.exchange.sheets.roster import KinRow, LevelRow, PersonRow, PostRow
from cmdesk.kernel.amounts import rounded
from cmdesk.kernel.errors import Problem, Where
from cmdesk.kernel.periods import Period
from cmdesk.models.org import Kinship, Person, PostSpell, RungSpell
from cmdesk.queries.org import ACCOUNT_MANAGER, GONE, PersonOn, ids_by_no, people_on, prior_results
from cmdesk.rules.ladder import Rung
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase
from cmdesk.usecases import incoming
from cmdesk.usecases.incoming import Answers, Intake, Part, RowChange, Weighed, shown
from cmdesk.usecases.org.roster_person import warn_caps, write_person


@dataclass(frozen=True, kw_only=True)
class ImportRoster(Command):
    """Take in a roster workbook (X6). 上年 and 前年 are counted from the year of `period`, or the one the file names.

    Refused, all problems at once: every shape and value of the file, `name_differs` (a 工号 that is somebody else's),
    `zeros_lost` (a new 工号 that is a known one without its leading zeros), `rung_decided` (a rung that a decision file
    has set), `period_differs`, in the further sheets `unknown_person` and somebody who is kin of himself
    (`value_not_allowed`). Warned: `history_year_assumed` (nobody says the year: the present one), `level_over_cap`,
    `person_not_in_file`, `level_since_missing`. One undo step for the whole file.
    """

    file: Path
    period: Period | None = None
    mapping: Path | None = None
    controls: Mapping[str, Decimal] = field(default_factory=dict)
    answers: Answers = field(default_factory=Answers)


def handle(context: Context, command: ImportRoster) -> Done:
    """Read, compare with what stands, refuse or write."""
    return incoming.take(context, weigh(context, command))


def weigh(context: Context, command: ImportRoster) -> Weighed:
    """Read and compare; nothing is written yet."""
    reading = roster.read(
        command.file,
        mapping=incoming.headings(command.mapping, command.answers),
        controls=command.controls,
        own_unit=incoming.own_unit_names(context),
        has_glyph=context.has_glyph,
        today=context.today(),
    )
    decided = _decided(context)
    stored = {p.staff_no: _Stored.of(p, (p.id, p.rung_since) in decided) for p in people_on(context, context.today())}
    year, problems = _year(context, command, reading)
    details = _details(context, year)
    intake = Intake()
    problems += _zeros_lost(reading.rows, stored)
    for row in reading.rows:
        before = stored.get(row.staff_no)
        if before is None:
            intake.rows.append(RowChange(row.staff_no, row.name, "new", row=row.place.row))
            continue
        problems += _row_problems(row, before)
        changes = _changes(row, before.values | details.get(before.person.id, {}))
        state = "changed" if changes else "unchanged"
        intake.rows.append(RowChange(row.staff_no, row.name, state, changes, row.place.row))
    kin: tuple[KinRow, ...] = reading.further.get("kin", ())
    history: tuple[PostRow | LevelRow, ...] = (*reading.further.get("posts", ()), *reading.further.get("levels", ()))
    # A person whose row is wrong is known all the same: one mistake is told once.
    known = stored.keys() | {person.staff_no for person in reading.people if person.staff_no}
    problems += _further_problems(kin, history, known, stored, decided)
    _warn_missing(context, {person.staff_no for person in reading.people}, stored.values())
    arriving = [row for row, change in zip(reading.rows, intake.rows, strict=True) if change.state != "unchanged"]
    if command.period is None and reading.period is None and any(_tells_history(row) for row in arriving):
        params = {"last": year - 1, "before": year - 2, "instead": year - 1}
        context.warn(Problem("history_year_assumed", Where(file=reading.file, sheet=reading.sheet), params))

    def write(run: uuid.UUID) -> None:
        for row, change in zip(reading.rows, intake.rows, strict=True):
            if change.state != "unchanged":
                before = stored.get(row.staff_no)
                write_person(context, row, before.person if before else None, year=year)
        context.session.flush()
        _write_kin(context, kin)
        _write_past(context, history, decided)
        context.session.flush()
        warn_caps(context)

    return Weighed(
        kind="roster",
        period=None,
        parts=[Part(reading=reading, intake=intake, write=write)],
        problems=problems,
        answers=command.answers,
    )


@dataclass(frozen=True)
class _Stored:
    person: PersonOn
    values: dict[str, Any]
    decided: bool

    @classmethod
    def of(cls, person: PersonOn, decided: bool) -> _Stored:
        """Give a stored person in the words of a roster row; `decided`: the present rung is the city's decision."""
        return cls(
            person,
            {
                "name": person.name,
                "employment": person.employment,
                "post": person.post,
                "education": person.education,
                "qualification": person.qualification,
                "rung": person.rung,
                "rung_since": person.rung_since,
                "post_since": person.post_since,
                "urban_retailers": person.urban,
                "rural_retailers": person.rural,
                "route": person.line,
                "status": person.status,
            },
            decided,
        )


def _year(context: Context, command: ImportRoster, reading: Reading[PersonRow]) -> tuple[int, list[Problem]]:
    """Give the year that the roster is of, and a problem where order and file do not say the same."""
    asked, named = command.period, reading.period
    said = asked or named
    if asked is None or named is None or asked.year == named.year:
        return (context.today().year if said is None else said.year), []
    where = Where(file=reading.file, sheet=reading.sheet)
    return asked.year, [Problem("period_differs", where, {"found": str(named), "expected": str(asked)})]


def _tells_history(row: PersonRow) -> bool:
    return any(value is not None for value in (row.last_score, row.last_band, row.band_before_last))


def _zeros_lost(rows: Iterable[PersonRow], stored: Mapping[str, _Stored]) -> Iterable[Problem]:
    """Give a problem for each new 工号 that differs from another by leading zeros only: no two people have such."""
    known = {number.lstrip("0"): (number, one.person.name) for number, one in stored.items()}
    for row in rows:
        number, name = known.setdefault(row.staff_no.lstrip("0"), (row.staff_no, row.name))
        if row.staff_no not in stored and number != row.staff_no:
            params = {"staff_no": row.staff_no, "ours": number, "name": name}
            yield Problem("zeros_lost", _at(row, "staff_no"), params)


def _details(context: Context, year: int) -> dict[uuid.UUID, dict[str, Any]]:
    history = prior_results(context)
    found: dict[uuid.UUID, dict[str, Any]] = {}
    for person in context.session.scalars(select(Person)):
        last = history.get((person.id, year - 1), (None, None))
        before = history.get((person.id, year - 2), (None, None))
        number = (
            context.vault.show(person.id_number, table="person", column="id_number", row=person.id)
            if person.id_number
            else None
        )
        found[person.id] = {
            "sex": person.sex,
            "born": date.fromisoformat(f"{person.birth_month}-01") if person.birth_month else None,
            "work_since": person.working_since,
            "note": person.note,
            "id_number": number,
            "last_score": None if last[0] is None else Decimal(last[0]),
            "last_band": last[1],
            "band_before_last": before[1],
        }
    return found


def _decided(context: Context) -> dict[tuple[uuid.UUID, date | None], str]:
    """Give the rungs that a decision file has set, by person and first day."""
    rows = context.session.execute(
        select(RungSpell.person_id, RungSpell.start, RungSpell.rung).where(RungSpell.decided)
    )
    return {(person, start): rung for person, start, rung in rows}


def _further_problems(
    kin: Iterable[KinRow],
    history: Iterable[PostRow | LevelRow],
    known: Set[str],
    stored: Mapping[str, _Stored],
    decided: Mapping[tuple[uuid.UUID, date | None], str],
) -> list[Problem]:
    problems = [
        Problem("unknown_person", _at(row, name), {"staff_no": number})
        for row in (*kin, *history)
        for name, number in (("staff_no", row.staff_no), *([("other", row.other)] if isinstance(row, KinRow) else []))
        if number not in known
    ]
    for pair in kin:
        if pair.staff_no == pair.other:
            params = {"value": pair.other, "allowed": "另一个人的工号"}
            problems.append(Problem("value_not_allowed", _at(pair, "other"), params))
    for row in history:
        before = stored.get(row.staff_no)
        rung = decided.get((before.person.id, row.start)) if before and isinstance(row, LevelRow) else None
        if rung is not None and isinstance(row, LevelRow) and row.rung != rung:
            problems.append(_rung_decided(row, "level", rung))
    return problems


_NOT_COMPARED = {"staff_no", "place", "unit", "left_on"}


def _changes(row: PersonRow, before: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    values = {name: getattr(row, name) for name in PersonRow.__dataclass_fields__ if name not in _NOT_COMPARED}
    values["born"] = row.born and row.born.replace(day=1)
    values["last_score"] = row.last_score and rounded(row.last_score)
    changes = {}
    for name, new in values.items():
        old = before.get(name)
        if new is None or new == old or (name == "post_since" and row.post != ACCOUNT_MANAGER):
            continue
        changes[name] = ("（已存）", "（更改）") if name == "id_number" else (shown(old), shown(new))
    return changes


def _row_problems(row: PersonRow, before: _Stored) -> list[Problem]:
    problems = []
    if row.name != before.person.name:
        params = {"staff_no": row.staff_no, "given": row.name, "ours": before.person.name}
        problems.append(Problem("name_differs", _at(row, "name"), params))
    rung, since = before.person.rung, before.person.rung_since
    if before.decided and row.rung is not None and (row.rung != rung or row.rung_since not in (None, since)):
        problems.append(_rung_decided(row, "rung", rung or Rung.TRAINEE))
    return problems


def _rung_decided(row: PersonRow | LevelRow, name: str, rung: str) -> Problem:
    return Problem("rung_decided", _at(row, name), {"staff_no": row.staff_no, "rung": Rung(rung).chinese})


def _at(row: PersonRow | PostRow | LevelRow | KinRow, name: str) -> Where:
    return Where(**{**row.place.as_json(), "field": name})


def _warn_missing(context: Context, given: Container[str | None], stored: Iterable[_Stored]) -> None:
    for one in stored:
        if one.person.staff_no not in given and one.person.status not in GONE:
            params = {"staff_no": one.person.staff_no, "name": one.person.name}
            context.warn(Problem("person_not_in_file", params=params))


def _write_kin(context: Context, kin: Iterable[KinRow]) -> None:
    numbers = ids_by_no(context)
    for row in kin:
        one, other = sorted((row.staff_no, row.other))
        context.session.merge(Kinship(person_id=numbers[one], other_id=numbers[other], relation=row.kinship))


def _write_past(
    context: Context, rows: Iterable[PostRow | LevelRow], decided: Container[tuple[uuid.UUID, date | None]]
) -> None:
    numbers = ids_by_no(context)
    for row in rows:
        person = numbers[row.staff_no]
        if isinstance(row, PostRow):
            context.session.merge(PostSpell(person_id=person, start=row.start, post=row.post, until=row.end))
        elif (person, row.start) not in decided:
            document = row.document_number
            context.session.merge(RungSpell(person_id=person, start=row.start, rung=row.rung, document_no=document))


use_case = UseCase(command=ImportRoster, permission="org.import", handle=handle)
