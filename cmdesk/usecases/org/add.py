"""Add one person to the roster by hand: somebody new, or come over from another unit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from cmdesk.exchange.sheets.roster import RUNG_NAMES, PersonRow
from cmdesk.exchange.sheets.vocabulary import EDUCATION, EMPLOYMENT, POSTS, QUALIFICATION, SEX, Words
from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.kernel.text import folded, tidy
from cmdesk.models.org import Person
from cmdesk.queries.org import ACCOUNT_MANAGER, name_problems, people_on
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase
from cmdesk.usecases.org.roster_person import warn_caps, write_person

EARLIEST = date(1940, 1, 1)
MOST_RETAILERS = 9999
LONGEST = {"staff_no": 20, "name": 50, "line": 60, "note": 400}
_WORDS: tuple[tuple[str, Words], ...] = (
    ("employment", EMPLOYMENT),
    ("post", POSTS),
    ("sex", SEX),
    ("education", EDUCATION),
    ("qualification", QUALIFICATION),
    ("rung", RUNG_NAMES),
)
_TRAINEE = "trainee"


@dataclass(frozen=True, kw_only=True)
class Add(Command):
    """Add a person who stands on `post` from `since` on: for account managers the first day as one (B.10).

    Whoever keeps the roster may. An account manager needs education and rung (`junior-C` … `senior-A`, `trainee`).
    Refused, all problems at once: `person_exists`, `zeros_lost`, `empty_text`, `too_many_characters`, `staff_no_odd`,
    `glyph_missing`, `value_not_allowed`, `out_of_range`, `retailers_both`, `date_before`, `date_ahead`. Warned:
    `same_name`, `level_since_missing`, `level_over_cap`. One undo step. The ID number comes with a roster file alone.
    """

    staff_no: str
    name: str
    since: date
    employment: str
    post: str = ACCOUNT_MANAGER
    sex: str | None = None
    born: date | None = None
    working_since: date | None = None
    education: str | None = None
    qualification: str | None = None
    rung: str | None = None
    rung_since: date | None = None
    line: str | None = None
    urban: int | None = None
    rural: int | None = None
    note: str | None = None


def handle(context: Context, command: Add) -> Done:
    """Check everything, then write person and first spells."""
    refuse_any(
        [
            *_text_problems(context, command),
            *_standing_problems(context, command),
            *_word_problems(command),
            *_route_problems(command),
            *_day_problems(context, command),
        ]
    )
    _warn(context, command)
    write_person(context, _row(command), None, year=context.today().year)
    context.session.flush()
    warn_caps(context)
    return Done(ids=(folded(command.staff_no),))


def _row(command: Add) -> PersonRow:
    manager = command.post == ACCOUNT_MANAGER
    return PersonRow(
        place=Where(),
        staff_no=folded(command.staff_no),
        name=tidy(command.name),
        employment=command.employment,
        post=command.post,
        sex=command.sex,
        born=command.born,
        post_since=command.since,
        work_since=command.working_since,
        education=command.education,
        qualification=command.qualification,
        rung=command.rung if manager else None,
        rung_since=command.rung_since if manager else None,
        urban_retailers=command.urban,
        rural_retailers=command.rural,
        route=tidy(command.line) or None if command.line else None,
        note=(command.note or "").strip() or None,
    )


def _text_problems(context: Context, command: Add) -> Iterable[Problem]:
    manager = command.post == ACCOUNT_MANAGER
    for name in ("staff_no", "name", *(("education", "rung") if manager else ())):
        if not tidy(getattr(command, name) or ""):
            yield Problem("empty_text", Where(field=name))
    for name, most in LONGEST.items():
        found = len(getattr(command, name) or "")
        if found > most:
            yield Problem("too_many_characters", Where(field=name), {"found": found, "most": most})
    number = folded(command.staff_no)
    if number and not (number.isascii() and number.isalnum()):
        yield Problem("staff_no_odd", Where(field="staff_no"), {"value": command.staff_no})
    yield from name_problems(context, command.name, Where(field="name"))


def _standing_problems(context: Context, command: Add) -> Iterable[Problem]:
    number = folded(command.staff_no)
    name = context.session.scalar(
        select(Person.name).where(Person.unit_id == context.unit.id, Person.staff_no == number)
    )
    if name is not None:
        yield Problem("person_exists", Where(field="staff_no"), {"staff_no": number, "name": name})
        return
    people = select(Person.staff_no, Person.name).where(Person.unit_id == context.unit.id)
    for other, person in context.session.execute(people):
        if other.lstrip("0") == number.lstrip("0"):
            yield Problem("zeros_lost", Where(field="staff_no"), {"staff_no": number, "ours": other, "name": person})


def _word_problems(command: Add) -> Iterable[Problem]:
    for name, words in _WORDS:
        value = getattr(command, name)
        if value is not None and value not in {entry[0] for entry in words.entries}:
            yield Problem("value_not_allowed", Where(field=name), {"value": value, "allowed": words.allowed})


def _route_problems(command: Add) -> Iterable[Problem]:
    if (command.urban is None) != (command.rural is None):
        yield Problem("retailers_both", Where(field="rural" if command.rural is None else "urban"))
    for name in ("urban", "rural"):
        count = getattr(command, name)
        if count is not None and not 0 <= count <= MOST_RETAILERS:
            yield Problem("out_of_range", Where(field=name), {"value": count, "least": 0, "most": MOST_RETAILERS})


def _day_problems(context: Context, command: Add) -> Iterable[Problem]:
    latest = date(context.today().year + 1, 12, 31)
    for name in ("born", "working_since", "since", "rung_since"):
        day: date | None = getattr(command, name)
        most = latest if name == "since" else context.today()
        if day is not None and day < EARLIEST:
            yield Problem("date_before", Where(field=name), {"value": day, "than": EARLIEST})
        elif day is not None and day > most:
            yield Problem("date_ahead", Where(field=name), {"value": day, "than": most})
    for earlier, later in (("born", "working_since"), ("working_since", "since")):
        first, second = getattr(command, earlier), getattr(command, later)
        if first and second and second < first:
            yield Problem("date_before", Where(field=later), {"value": second, "than": first})


def _warn(context: Context, command: Add) -> None:
    same = [p for p in people_on(context, context.today()) if folded(p.name) == folded(command.name)]
    for person in same:
        context.warn(Problem("same_name", Where(field="name"), {"value": person.name, "other": person.staff_no}))
    if command.rung not in (None, _TRAINEE) and command.rung_since is None:
        context.warn(Problem("level_since_missing", Where(field="rung_since"), {"person": tidy(command.name)}))


use_case = UseCase(command=Add, permission="org.change", handle=handle)
