"""Who is where on a date: people, posts, rungs, routes, kin."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

from sqlalchemy import BindParameter, ColumnElement, and_, exists, func, or_, select, type_coerce
from sqlalchemy.orm import aliased
from sqlalchemy.types import NullType

from cmdesk.kernel.errors import Problem, Where, reject
from cmdesk.kernel.text import masked_id, tidy
from cmdesk.models.org import Kinship, Person, PostSpell, PriorResult, RouteSpell, RungSpell, StatusSpell
from cmdesk.queries.columns import columns
from cmdesk.rules.name_search import name_query
from cmdesk.runtime import access
from cmdesk.runtime.context import Context
from cmdesk.runtime.registry import Query

ACCOUNT_MANAGER = "account_manager"
GONE = frozenset({"left", "retired", "transferred"})
IN_POST = "in_post"
_NO_POST = (None, None)
_NO_RUNG = (None, None, False, None)
_NO_ROUTE = (None, None, None, None)


@dataclass(frozen=True)
class PersonOn:
    """A person as on one day. Rung and route are None where nothing is known; `rung` is `trainee` for 见习."""

    id: uuid.UUID
    staff_no: str
    name: str
    pinyin: str
    search_keys: str
    employment: str
    post: str | None
    status: str
    rung: str | None
    rung_since: date | None
    urban: int | None
    rural: int | None
    line: str | None
    education: str | None
    qualification: str | None
    post_since: date | None

    @property
    def is_manager(self) -> bool:
        """Say whether the person counts in the base (B.11.1): an account manager who has not left."""
        return self.post == ACCOUNT_MANAGER and self.status not in GONE

    @property
    def retailers(self) -> int | None:
        """Give the retailers served, or None where the counts are not known."""
        return None if self.urban is None or self.rural is None else self.urban + self.rural


def person_by_no(context: Context, staff_no: str, *, field: str = "staff_no") -> uuid.UUID:
    """Give the id of the person with that 工号. Raises Rejected `unknown_person`."""
    found = context.session.scalar(
        select(Person.id).where(Person.unit_id == context.unit.id, Person.staff_no == staff_no)
    )
    if found is None:
        raise reject("unknown_person", where=Where(field=field), staff_no=staff_no)
    return found


def ids_by_no(context: Context) -> dict[str, uuid.UUID]:
    """Give every person's id by 工号."""
    rows = context.session.execute(select(Person.staff_no, Person.id).where(Person.unit_id == context.unit.id))
    return {row.staff_no: row.id for row in rows}


def numbers_by_id(context: Context) -> dict[uuid.UUID, tuple[str, str]]:
    """Give every person's 工号 and name by id."""
    rows = context.session.execute(select(Person.id, Person.staff_no, Person.name))
    return {found: (number, name) for found, number, name in rows}


def people_on(context: Context, day: date) -> tuple[PersonOn, ...]:
    """Give everybody of the own unit as on `day`, in order of 工号. People without a post by then have post None."""
    posts, first_post = _posts(context, day)
    statuses = _latest(context, StatusSpell, day, StatusSpell.status)
    rungs = _latest(context, RungSpell, day, RungSpell.rung, RungSpell.start_known, RungSpell.start)
    routes = _latest(context, RouteSpell, day, RouteSpell.urban, RouteSpell.rural, RouteSpell.line)
    wanted = (
        select(
            _plain(Person.id),
            Person.staff_no,
            Person.name,
            Person.pinyin,
            Person.search_keys,
            Person.employment,
            Person.education,
            Person.qualification,
        )
        .where(Person.unit_id == context.unit.id)
        .order_by(Person.staff_no)
    )
    people = []
    for key, staff_no, name, pinyin, search_keys, employment, education, qualification in columns(context, wanted):
        post, until = posts.get(key, _NO_POST)
        _, rung, known, rung_start = rungs.get(key, _NO_RUNG)
        _, urban, rural, line = routes.get(key, _NO_ROUTE)
        status = statuses.get(key)
        people.append(
            PersonOn(
                id=uuid.UUID(bytes=key),
                staff_no=staff_no,
                name=name,
                pinyin=pinyin,
                search_keys=search_keys,
                employment=employment,
                post=None if until is not None and until < day else post,
                status=IN_POST if status is None else status[1],
                rung=rung,
                rung_since=rung_start if known else None,
                urban=urban,
                rural=rural,
                line=line,
                education=education,
                qualification=qualification,
                post_since=first_post.get(key),
            )
        )
    return tuple(people)


def is_manager_on(day: date | BindParameter[date]) -> ColumnElement[bool]:
    """Give `PersonOn.is_manager` on `day` as a condition on Person, for lists that need no more of a person."""
    later = aliased(PostSpell)
    on_post = exists().where(
        PostSpell.person_id == Person.id,
        PostSpell.post == ACCOUNT_MANAGER,
        PostSpell.start <= day,
        or_(PostSpell.until.is_(None), PostSpell.until >= day),
        ~exists().where(later.person_id == PostSpell.person_id, later.start > PostSpell.start, later.start <= day),
    )
    status = (
        select(StatusSpell.status)
        .where(StatusSpell.person_id == Person.id, StatusSpell.start <= day)
        .order_by(StatusSpell.start.desc())
        .limit(1)
        .scalar_subquery()
    )
    return and_(on_post, func.coalesce(status, IN_POST).not_in(GONE))


def managers_on(context: Context, day: date) -> tuple[PersonOn, ...]:
    """Give the account managers of the base on `day` (B.11.1), in order of 工号."""
    return tuple(person for person in people_on(context, day) if person.is_manager)


def post_periods(
    context: Context, person_id: uuid.UUID, post: str = ACCOUNT_MANAGER
) -> tuple[tuple[date, date | None], ...]:
    """Give the spells of a person on a post, in order; the last may be open."""
    rows = context.session.execute(
        select(PostSpell.start, PostSpell.until)
        .where(PostSpell.person_id == person_id, PostSpell.post == post)
        .order_by(PostSpell.start)
    )
    return tuple((start, until) for start, until in rows)


def kin_pairs(context: Context) -> frozenset[frozenset[uuid.UUID]]:
    """Give all pairs of people who recuse from each other."""
    rows = context.session.execute(select(Kinship.person_id, Kinship.other_id))
    return frozenset(frozenset(pair) for pair in rows)


def prior_results(context: Context) -> dict[tuple[uuid.UUID, int], tuple[str | None, str | None]]:
    """Give (score, band) by person and year, from before this database."""
    rows = context.session.execute(select(PriorResult.person_id, PriorResult.year, PriorResult.score, PriorResult.band))
    return {(person, year): (score, band) for person, year, score, band in rows}


def name_problems(context: Context, name: str, where: Where) -> list[Problem]:
    """Give `glyph_missing` where a character of a name is in no bundled font or in a private use area."""
    from cmdesk.kernel.text import unprintable

    missing = unprintable(name, context.has_glyph)
    return [Problem("glyph_missing", where, {"name": name, "characters": missing})] if missing else []


def _latest(context: Context, model: Any, day: date, *values: Any) -> dict[bytes, Sequence[Any]]:
    """Give by person the newest spell that began by `day`: (person, *values)."""
    wanted = select(_plain(model.person_id), *values).where(model.start <= day).order_by(model.start)
    return {spell[0]: spell for spell in columns(context, wanted)}


def _posts(context: Context, day: date) -> tuple[dict[bytes, tuple[str, date | None]], dict[bytes, date]]:
    """Give by person post and end of the newest spell that began by `day`, and the first day ever as manager."""
    wanted = select(_plain(PostSpell.person_id), PostSpell.start, PostSpell.post, PostSpell.until)
    newest: dict[bytes, tuple[str, date | None]] = {}
    first: dict[bytes, date] = {}
    for person, start, post, until in columns(context, wanted.order_by(PostSpell.start)):
        if start <= day:
            newest[person] = post, until
        if post == ACCOUNT_MANAGER and person not in first:
            first[person] = start
    return newest, first


def _plain(person_id: Any) -> Any:
    # Five tables are joined here by their keys; to make a UUID of each would cost more than the joining.
    return type_coerce(person_id, NullType())


@dataclass(frozen=True, kw_only=True)
class People(Query):
    """Everybody of the roster as on a day (default today), found by 汉字, pinyin or initials, in order of 工号."""

    permission: ClassVar[str] = "org.change"

    on: date | None = None
    search: str = ""
    managers_only: bool = False
    with_gone: bool = False

    def rows(self, context: Context) -> tuple[PersonOn, ...]:
        """Give one row a person."""
        people: Sequence[PersonOn] = people_on(context, self.on or context.today())
        if self.managers_only:
            people = [person for person in people if person.post == ACCOUNT_MANAGER]
        if not self.with_gone:
            people = [person for person in people if person.status not in GONE]
        if tidy(self.search):
            wanted = name_query(self.search)
            people = [p for p in people if wanted.matches(p.name, p.search_keys) or wanted.plain in p.staff_no]
        return tuple(people)


@dataclass(frozen=True)
class Spell:
    """A stretch of a person's history: what, from when, until when (None: still)."""

    kind: str
    value: str
    start: date
    until: date | None


@dataclass(frozen=True)
class PersonPage:
    """Everything of one person that the reader may see."""

    person: PersonOn
    sex: str | None
    birth_month: str | None
    id_number: str | None
    working_since: date | None
    note: str | None
    spells: tuple[Spell, ...]
    kin: tuple[str, ...]
    version: int


@dataclass(frozen=True, kw_only=True)
class OnePerson(Query):
    """One person with the whole history of posts, rungs, routes and status; the ID number masked."""

    permission: ClassVar[str] = "org.change"

    staff_no: str
    on: date | None = None

    def rows(self, context: Context) -> PersonPage:
        """Give the page. Raises Rejected `unknown_person`."""
        found = person_by_no(context, self.staff_no)
        person = next(p for p in people_on(context, self.on or context.today()) if p.id == found)
        row = context.session.execute(
            select(
                Person.sex, Person.birth_month, Person.id_number, Person.working_since, Person.note, Person.version
            ).where(Person.id == found)
        ).one()
        number = (
            context.vault.show(row.id_number, table="person", column="id_number", row=found) if row.id_number else None
        )
        names = numbers_by_id(context)
        return PersonPage(
            person=person,
            sex=row.sex,
            birth_month=row.birth_month,
            id_number=masked_id(number) if number else None,
            working_since=row.working_since,
            note=row.note,
            spells=tuple(_spells(context, found)),
            kin=tuple(sorted(names[k][1] for k in access.kin_of(context.session, found))),
            version=row.version,
        )


def _spells(context: Context, person: uuid.UUID) -> Iterable[Spell]:
    for kind, model, column in (
        ("post", PostSpell, PostSpell.post),
        ("status", StatusSpell, StatusSpell.status),
        ("rung", RungSpell, RungSpell.rung),
        ("route", RouteSpell, RouteSpell.line),
    ):
        rows = list(
            context.session.execute(select(model.start, column).where(model.person_id == person).order_by(model.start))
        )
        for place, (start, value) in enumerate(rows):
            until = rows[place + 1][0] - timedelta(days=1) if place + 1 < len(rows) else None
            yield Spell(kind, value or "", start, until)
