"""Change what is known of a person, from a day on: post, status, route, papers. What was before stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from cmdesk.exchange.sheets.vocabulary import EDUCATION, POSTS, QUALIFICATION, STATUS, Words
from cmdesk.kernel.errors import Conflict, Problem, Where, refuse_any
from cmdesk.kernel.periods import PeriodKind
from cmdesk.models.org import Person, PostSpell, RouteSpell, StatusSpell
from cmdesk.models.scoring import PeriodState
from cmdesk.queries.org import PersonOn, people_on, person_by_no
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase

_EARLIEST = date(1950, 1, 1)
_MOST_RETAILERS = 9999
_LONGEST = {"line": 60, "note": 400}


@dataclass(frozen=True, kw_only=True)
class Change(Command):
    """Change post, status, route, education, qualification or note of a person from `since` on.

    What is left out stays as it is. Rungs are changed only by a roster or a decision of the city. Refused:
    `unknown_person`, `value_not_allowed`, `out_of_range`, `too_many_characters`, `retailers_both`, `period_closed`
    (a post, status or route reaching into a closed month), `nothing_given`; Conflict `changed_by_another` where
    `version` is no longer the stored one. One undo step.
    """

    staff_no: str
    since: date
    version: int | None = None
    post: str | None = None
    status: str | None = None
    urban: int | None = None
    rural: int | None = None
    line: str | None = None
    education: str | None = None
    qualification: str | None = None
    note: str | None = None


def handle(context: Context, command: Change) -> Done:
    """Check, then write the spells that begin on the day."""
    found = person_by_no(context, command.staff_no)
    person = context.session.get_one(Person, found)
    if command.version is not None and command.version != person.version:
        raise Conflict("changed_by_another", staff_no=command.staff_no, name=person.name)
    standing = next(p for p in people_on(context, command.since) if p.id == found)
    refuse_any(
        [
            *_word_problems(command),
            *_route_problems(command),
            *_day_problems(context, command),
            *_period_problems(context, command),
        ]
    )
    _spells(context, command, standing)
    for name in ("education", "qualification", "note"):
        value = getattr(command, name)
        if value is not None:
            setattr(person, name, value.strip() or None)
    # Spells are rows of their own: writing the person too counts its version up, which tells two editors apart.
    flag_modified(person, "note")
    return Done(ids=(command.staff_no,))


def _word_problems(command: Change) -> list[Problem]:
    lists: tuple[tuple[str, Words], ...] = (
        ("post", POSTS),
        ("status", STATUS),
        ("education", EDUCATION),
        ("qualification", QUALIFICATION),
    )
    problems = []
    for name, words in lists:
        value = getattr(command, name)
        if value is not None and value not in {entry[0] for entry in words.entries}:
            problems.append(Problem("value_not_allowed", Where(field=name), {"value": value, "allowed": words.allowed}))
    for name, most in _LONGEST.items():
        found = len(getattr(command, name) or "")
        if found > most:
            problems.append(Problem("too_many_characters", Where(field=name), {"found": found, "most": most}))
    given = (command.post, command.status, command.urban, command.rural, command.line)
    if all(value is None for value in (*given, command.education, command.qualification, command.note)):
        problems.append(Problem("nothing_given"))
    return problems


def _day_problems(context: Context, command: Change) -> list[Problem]:
    latest = date(context.today().year + 1, 12, 31)
    if _EARLIEST <= command.since <= latest:
        return []
    params = {"value": command.since, "least": _EARLIEST, "most": latest}
    return [Problem("out_of_range", Where(field="since"), params)]


def _route_problems(command: Change) -> list[Problem]:
    counts = (command.urban, command.rural)
    if (counts[0] is None) != (counts[1] is None):
        return [Problem("retailers_both", Where(field="rural"))]
    return [
        Problem("out_of_range", Where(field=name), {"value": count, "least": 0, "most": _MOST_RETAILERS})
        for name, count in zip(("urban", "rural"), counts, strict=True)
        if count is not None and not 0 <= count <= _MOST_RETAILERS
    ]


def _period_problems(context: Context, command: Change) -> list[Problem]:
    reaches = (command.post, command.status, command.urban)
    if all(value is None for value in reaches):
        return []
    closed = context.session.scalars(select(PeriodState.period).where(PeriodState.state == "closed"))
    reached = [p for p in closed if p.kind is PeriodKind.MONTH and p.last_day >= command.since]
    return [Problem("period_closed", Where(field="since"), {"period": p.chinese}) for p in sorted(reached)]


def _spells(context: Context, command: Change, standing: PersonOn) -> None:
    session = context.session
    if command.post is not None and command.post != standing.post:
        before = session.scalar(
            select(PostSpell)
            .where(PostSpell.person_id == standing.id, PostSpell.start < command.since)
            .order_by(PostSpell.start.desc())
            .limit(1)
        )
        if before is not None and (before.until is None or before.until >= command.since):
            before.until = command.since - timedelta(days=1)
        session.merge(PostSpell(person_id=standing.id, start=command.since, post=command.post))
    if command.status is not None and command.status != standing.status:
        session.merge(StatusSpell(person_id=standing.id, start=command.since, status=command.status))
    if command.urban is not None or command.line is not None:
        session.merge(
            RouteSpell(
                person_id=standing.id,
                start=command.since,
                urban=standing.urban if command.urban is None else command.urban,
                rural=standing.rural if command.rural is None else command.rural,
                line=standing.line if command.line is None else command.line.strip() or None,
            )
        )


use_case = UseCase(command=Change, permission="org.change", handle=handle)
