"""What every import does alike: whose row it is, what is new or changed, and the record of the run."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from cmdesk.exchange.sheets.reading import Reading
from cmdesk.kernel.errors import Problem, Unavailable, Where, refuse_any, reject
from cmdesk.kernel.periods import Period
from cmdesk.kernel.text import folded
from cmdesk.models.exchange import HeadingMapping, ImportRun
from cmdesk.queries.org import ACCOUNT_MANAGER, PersonOn, managers_on, people_on
from cmdesk.rules.shapes import unstructure
from cmdesk.runtime.context import Context, Done


@dataclass(frozen=True)
class RowChange:
    """What a row does: new, changed (old and new value by field), or unchanged."""

    staff_no: str
    name: str
    state: str
    changes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    row: int | None = None


@dataclass
class Intake:
    """The running total of an import."""

    rows: list[RowChange] = field(default_factory=list)

    def count(self, state: str) -> int:
        """Give how many rows are in that state."""
        return sum(row.state == state for row in self.rows)


@dataclass(frozen=True, kw_only=True)
class HeadingAnswer:
    """What a heading of the sender stands for: a field by its name (None leaves the column out), and in which unit."""

    field: str | None = None
    unit: str | None = None


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What a person decided about a file; it is stored with the import.

    `headings`: by the heading as written. `people`: who is meant, by what `written` gives of a row → 工号.
    """

    headings: Mapping[str, HeadingAnswer] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)


def written(staff_no: str | None, name: str | None) -> str:
    """Give how a row calls its person, the key of an answer: 工号 and 姓名 as they stand, parted by a blank."""
    return f"{staff_no or ''} {name or ''}".strip()


@dataclass(frozen=True, kw_only=True)
class Part:
    """One file of an import: what was read, what each row does, and how it is written under the id of its run."""

    reading: Reading[Any]
    intake: Intake
    write: Callable[[uuid.UUID], None]


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """What an import would do, before anything is written: `problems` are those beyond the readings' own."""

    kind: str
    period: Period | None
    parts: Sequence[Part]
    problems: Sequence[Problem] = ()
    answers: Answers = field(default_factory=Answers)

    def all_problems(self) -> list[Problem]:
        """Give every problem, those of the files first, each with the letter of its column where that is known."""
        found = [*(problem for part in self.parts for problem in part.reading.problems), *self.problems]
        return [self._lettered(problem) for problem in found]

    def all_warnings(self, context: Context) -> list[Problem]:
        """Give every warning, those of the files first, each with the letter of its column where that is known."""
        found = [*(warning for part in self.parts for warning in part.reading.warnings), *context.warnings]
        return [self._lettered(warning) for warning in found]

    def _lettered(self, problem: Problem) -> Problem:
        where = problem.where
        if where.row is None or where.field is None or where.column is not None:
            return problem
        for part in self.parts:
            reading = part.reading
            if (where.file, where.sheet) == (reading.file, reading.sheet):
                letter = next((c.letter for c in reading.columns if c.field.name == where.field), None)
                return problem if letter is None else problem.at(column=letter)
        return problem


def take(context: Context, weighed: Weighed) -> Done:
    """Refuse with every problem, or write what was weighed: each file with its record."""
    warnings = weighed.all_warnings(context)
    refuse_any(weighed.all_problems(), warnings)
    context.warnings[:] = warnings
    whole = Intake()
    runs = []
    for part in weighed.parts:
        run = _record(context, weighed, part)
        part.write(run.id)
        context.session.flush()
        runs.append(str(run.id))
        whole.rows += part.intake.rows
    return Done(count=len(whole.rows), ids=tuple(runs), answer=answer_of(whole))


def headings(path: Path | None, answers: Answers) -> dict[str, Any] | None:
    """Give the heading mapping of a JSON file with what a person answered on top. Raises as `mapping_file` does."""
    answered = {heading: {"field": one.field, "unit": one.unit} for heading, one in answers.headings.items()}
    return {**(mapping_file(path) or {}), **answered} or None


def mapping_file(path: Path | None) -> dict[str, Any] | None:
    """Give the heading mapping of a JSON file. Raises Unavailable, or Rejected `json_broken`, `mapping_unreadable`."""
    if path is None:
        return None
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Unavailable("file_unreadable", file=str(path), reason=error.strerror or "") from None
    except UnicodeDecodeError:
        raise Unavailable("file_unreadable", file=str(path), reason="不是 UTF-8") from None
    except json.JSONDecodeError as error:
        raise reject("json_broken", where=Where(file=path.name, row=error.lineno), position=error.colno) from None
    if not isinstance(found, dict):
        raise reject("mapping_unreadable", where=Where(file=path.name), heading=path.name)
    return found


def own_unit_names(context: Context) -> tuple[str, ...]:
    """Give code and names of the own unit, as a 单位 column may write it."""
    return (context.unit.code, context.unit.name, context.unit.short_name)


class Roll:
    """The people whom rows may speak of, found by 工号 with the name as check, or by unique exact name."""

    def __init__(self, people: Iterable[PersonOn], answers: Answers | None = None) -> None:
        self.people = tuple(people)
        self._meant = answers.people if answers else {}
        self._by_no = {person.staff_no: person for person in self.people}
        self._by_name: dict[str, list[PersonOn]] = {}
        for person in self.people:
            self._by_name.setdefault(folded(person.name), []).append(person)

    @classmethod
    def on(cls, context: Context, period: Period, answers: Answers | None = None) -> Roll:
        """Give everybody as on the last day of a period, those who left since it began too."""
        return cls(people_on(context, period.last_day), answers)

    def find(
        self, staff_no: str | None, name: str | None, place: Where
    ) -> tuple[PersonOn | None, list[Problem], list[Problem]]:
        """Give the person of a row, or why there is none; then the warnings."""
        at = Where(**{**place.as_json(), "field": "staff_no"})
        meant = self._by_no.get(self._meant.get(written(staff_no, name), ""))
        if meant is not None:
            return meant, [], []
        if staff_no is not None:
            person = self._by_no.get(staff_no)
            if person is None:
                return None, [Problem("unknown_person", at, {"staff_no": staff_no, **self._similar(name)})], []
            if name is not None and folded(name) != folded(person.name):
                params: dict[str, Any] = {"staff_no": staff_no, "given": name, "ours": person.name, "meant": staff_no}
                place_of_name = Where(**{**place.as_json(), "field": "name"})
                return None, [Problem("name_differs", place_of_name, params)], []
            return person, [], []
        found = self._by_name.get(folded(name or ""), [])
        if len(found) == 1:
            warning = Problem("matched_by_name", at, {"name": name, "staff_no": found[0].staff_no})
            return found[0], [], [warning]
        if found:
            numbers = "、".join(person.staff_no for person in found)
            params = {"name": name, "staff_nos": numbers, "meant": numbers}
            return None, [Problem("ambiguous_name", at, params)], []
        return None, [Problem("unknown_person", at, {"staff_no": name or "", **self._similar(name)})], []

    def _similar(self, name: str | None) -> dict[str, str]:
        if not name:
            return {}
        from rapidfuzz import process

        found = process.extract(folded(name), list(self._by_name), limit=2, score_cutoff=60)
        hints = [f"{self._by_name[key][0].name}（{self._by_name[key][0].staff_no}）" for key, _, _ in found]
        if not hints:
            return {}
        numbers = [self._by_name[key][0].staff_no for key, _, _ in found]
        return {"similar": "、".join(hints), "meant": "、".join(numbers)}


def _record(context: Context, weighed: Weighed, part: Part) -> ImportRun:
    """Write the record of an import, before its rows refer to it, and remember how its headings were read."""
    reading, intake, answers = part.reading, part.intake, weighed.answers
    run = ImportRun(
        kind=weighed.kind,
        period=weighed.period,
        file_name=reading.file,
        file_digest=reading.file_sha256,
        content_digest=reading.digest,
        at=context.now(),
        by=context.actor.number,
        accepted=intake.count("new") + intake.count("changed"),
        changed=intake.count("changed"),
        unchanged=intake.count("unchanged"),
        controls={c.name: [str(c.found), None if c.stated is None else str(c.stated)] for c in reading.controls},
        answers=unstructure(answers) if answers.headings or answers.people else {},
    )
    context.session.add(run)
    if answers.headings and reading.fingerprint:
        said = unstructure(answers.headings)
        context.session.merge(HeadingMapping(fingerprint=reading.fingerprint, kind=weighed.kind, mapping=said))
    context.session.flush()
    return run


def answer_of(intake: Intake) -> dict[str, Any]:
    """Give what an import answers: counts, and the rows that are not unchanged."""
    return {
        "accepted": intake.count("new") + intake.count("changed"),
        "changed": intake.count("changed"),
        "unchanged": intake.count("unchanged"),
        "rows": [row for row in intake.rows if row.state != "unchanged"],
    }


def shown(value: Any) -> str:
    """Give a value as a preview shows it; empty for no value."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value else "0"
    return str(value)


@dataclass(frozen=True)
class Matched:
    """A row together with the person it speaks of."""

    row: Any
    person: PersonOn


def match_managers(
    context: Context,
    reading: Reading[Any],
    period: Period,
    *,
    once: Callable[[Any], object] | None = None,
    answers: Answers | None = None,
) -> tuple[list[Matched], list[Problem]]:
    """Find the account manager of each row as on the period's last day; warnings go to the context.

    Problems: `unknown_person`, `name_differs`, `ambiguous_name`, and `not_in_unit` for somebody on another post. With
    `once`, `person_twice` for a second row of a person for which it gives the same: one row may name the 工号 and the
    other the name alone.
    """
    roll = Roll.on(context, period, answers)
    matched: list[Matched] = []
    problems: list[Problem] = []
    seen: dict[tuple[uuid.UUID, object], int | None] = {}
    for row in reading.rows:
        person, wrong, odd = roll.find(row.staff_no, row.name, row.place)
        problems += wrong
        context.warn(odd)
        if person is None:
            continue
        if person.post != ACCOUNT_MANAGER:
            params = {"staff_no": person.staff_no, "name": person.name, "period": period.chinese}
            problems.append(Problem("not_in_unit", row.place, params))
            continue
        key = (person.id, once(row) if once else len(matched))
        if key in seen:
            problems.append(Problem("person_twice", row.place, {"value": person.name, "first": seen[key]}))
            continue
        seen[key] = row.place.row
        matched.append(Matched(row, person))
    return matched, problems


def compare(matched: Matched, old: Mapping[str, str] | None, new: Mapping[str, str]) -> RowChange:
    """Say what a row does to what stands: `old` and `new` are shown values by field, `old` None for nothing."""
    number, name, line = matched.person.staff_no, matched.person.name, matched.row.place.row
    if old is None:
        return RowChange(number, name, "new", row=line)
    changes = {key: (old.get(key, ""), value) for key, value in new.items() if old.get(key, "") != value}
    return RowChange(number, name, "changed" if changes else "unchanged", changes, line)


def say_absent(
    context: Context, code: str, period: Period, present: Iterable[uuid.UUID], reading: Reading[Any]
) -> None:
    """Warn with `code` of every manager in post who has no row; a row with a problem is a row."""
    given, named = set(present), {person.staff_no for person in reading.people}
    for person in managers_on(context, period.last_day):
        if person.id not in given and person.staff_no not in named:
            params = {"staff_no": person.staff_no, "name": person.name, "period": period.chinese}
            context.warn(Problem(code, params=params))


def say_missing_now(
    context: Context,
    before: Iterable[uuid.UUID],
    present: Iterable[uuid.UUID],
    period: Period,
    reading: Reading[Any],
) -> None:
    """Warn `row_missing_now` of every person who had a row before and has none in this file; the old one stays."""
    gone = set(before) - set(present)
    if gone:
        people = {person.id: person for person in people_on(context, period.last_day)}
        named = {person.staff_no for person in reading.people}
        for found in sorted(gone & people.keys(), key=lambda one: people[one].staff_no):
            if people[found].staff_no in named:
                continue
            params = {"staff_no": people[found].staff_no, "name": people[found].name}
            context.warn(Problem("row_missing_now", params=params))
