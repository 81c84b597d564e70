"""Whether a year is ready for the votes on levels: what forbids them, and what to know before they are held."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from cmdesk.kernel.errors import Problem
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.models.grading import Grading
from cmdesk.queries.grading_outcome import gradings_of
from cmdesk.queries.grading_seats import Seats, base_of, level_counts, seats_of
from cmdesk.queries.org import numbers_by_id
from cmdesk.queries.scoring_state import is_closed
from cmdesk.rules.ladder import LEVELS, Level, Rung
from cmdesk.runtime.context import Context

_NAMED = 3


def unready_problems(context: Context, year: int, people: Iterable[UUID] | None = None) -> list[Problem]:
    """Give `year_open`, or `none_prepared` with whoever of `people` (the whole base by default) has no suggestion."""
    if not is_closed(context, Period(PeriodKind.YEAR, year)):
        return [Problem("year_open", params={"year": year})]
    ready = set(context.session.scalars(select(Grading.person_id).where(Grading.year == year)))
    wanted = [person.id for person in base_of(context, year)] if people is None else list(people)
    lacking = [person for person in wanted if person not in ready]
    if not lacking:
        return []
    names = numbers_by_id(context)
    told = "、".join(names[person][1] for person in lacking[:_NAMED]) + ("等" if len(lacking) > _NAMED else "")
    return [Problem("none_prepared", params={"year": year, "count": len(lacking), "names": told})]


def seat_cautions(context: Context, year: int) -> list[Problem]:
    """Give what to know of the seats before a vote (B.11.3): `seats_not_received`, or `seats_computed` without X5."""
    seats = seats_of(context, year)
    if seats.document_no is not None:
        return []
    if not seats.known:
        return [Problem("seats_not_received", params={"year": year})]
    told = "、".join(f"{level.chinese} {seats.places[level]}" for level in LEVELS)
    return [Problem("seats_computed", params={"year": year, "places": told})]


def list_cautions(context: Context, year: int) -> list[Problem]:
    """Give what to know of the list before it is decided: the seats it rests on, every level with more than them."""
    rungs = [Rung(row.final) for row in gradings_of(context, year) if row.final]
    return [*seat_cautions(context, year), *_over(seats_of(context, year), rungs)]


def _over(seats: Seats, rungs: list[Rung]) -> list[Problem]:
    found = []
    for level in level_counts(seats, rungs):
        if level.over:
            params = {
                "level": Level(level.level).chinese,
                "count": level.people,
                "places": level.places,
                "over": level.over,
            }
            found.append(Problem("list_over_cap" if level.binding else "list_over_advice", params=params))
    return found
