"""Writing what a roster row says of posts, status, rung and route, from a day on; what was before stays."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from sqlalchemy import delete, select

from cmdesk.exchange.sheets.roster import PersonRow
from cmdesk.models.org import PostSpell, RouteSpell, RungSpell, StatusSpell
from cmdesk.queries.org import ACCOUNT_MANAGER, PersonOn
from cmdesk.runtime.context import Context

Route = tuple[int | None, int | None, str | None]


def write_spells(context: Context, person: uuid.UUID, row: PersonRow, before: PersonOn | None) -> None:
    """Write the spells that a row changes; `before` is the person as on today, None for somebody new."""
    today = context.today()
    first = row.post_since or row.work_since or today
    if before is None:
        context.session.add(PostSpell(person_id=person, start=first, post=row.post))
        context.session.add(StatusSpell(person_id=person, start=first, status="in_post"))
    elif row.post != before.post:
        _change_post(context, person, row)
    elif row.post == ACCOUNT_MANAGER and row.post_since not in (None, before.post_since):
        _first_spell(context, person).start = row.post_since
    if row.status != (before.status if before else "in_post"):
        start = row.left_on + timedelta(days=1) if row.left_on else today
        context.session.merge(StatusSpell(person_id=person, start=start, status=row.status))
    if row.rung and (before is None or row.rung != before.rung or row.rung_since not in (None, before.rung_since)):
        _set_rung(context, person, row, row.rung_since or (first if before is None else today), before)
    route = route_after(row, before)
    if route != (route_of(before) if before else (None, None, None)):
        urban, rural, line = route
        start = first if before is None else today
        context.session.merge(RouteSpell(person_id=person, start=start, urban=urban, rural=rural, line=line))


def route_after(row: PersonRow, before: PersonOn | None) -> Route:
    """Give the route that a row leaves: what it does not say stays."""
    given = (row.urban_retailers, row.rural_retailers, row.route)
    urban, rural, line = (
        new if new is not None else old
        for new, old in zip(given, route_of(before) if before else (None, None, None), strict=True)
    )
    return urban, rural, line  # type: ignore[return-value]


def route_of(person: PersonOn) -> Route:
    """Give the route of a person."""
    return person.urban, person.rural, person.line


def _set_rung(context: Context, person: uuid.UUID, row: PersonRow, start: date, before: PersonOn | None) -> None:
    """Let a rung hold from a day on: what the roster said before of later days, or of the same rung, was wrong."""
    if before is not None:
        wrong = RungSpell.start > start
        if row.rung == before.rung:
            wrong |= RungSpell.start == _present_rung_start(context, person)
        context.session.execute(
            delete(RungSpell).where(RungSpell.person_id == person, RungSpell.decided.is_(False), wrong)
        )
    context.session.merge(
        RungSpell(person_id=person, start=start, rung=row.rung, start_known=row.rung_since is not None)
    )


def _present_rung_start(context: Context, person: uuid.UUID) -> date | None:
    return context.session.scalar(
        select(RungSpell.start)
        .where(RungSpell.person_id == person, RungSpell.start <= context.today())
        .order_by(RungSpell.start.desc())
        .limit(1)
    )


def _first_spell(context: Context, person: uuid.UUID) -> PostSpell:
    return context.session.scalars(
        select(PostSpell)
        .where(PostSpell.person_id == person, PostSpell.post == ACCOUNT_MANAGER)
        .order_by(PostSpell.start)
        .limit(1)
    ).one()


def _change_post(context: Context, person: uuid.UUID, row: PersonRow) -> None:
    standing = context.session.scalar(
        select(PostSpell).where(PostSpell.person_id == person).order_by(PostSpell.start.desc()).limit(1)
    )
    since = row.post_since if row.post == ACCOUNT_MANAGER else None
    day = since if since and (standing is None or since > standing.start) else context.today()
    if standing is not None and standing.start == day:
        standing.post = row.post
        return
    if standing is not None and standing.until is None:
        standing.until = day - timedelta(days=1)
    context.session.add(PostSpell(person_id=person, start=day, post=row.post))
