"""Whom a meeting may call and who may hold its duties: proposals for the list of 应到, read before it is called."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from sqlalchemy import select

from cmdesk.kernel.errors import Problem, Where, reject
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.models.access import User
from cmdesk.models.deliberation import Meeting, MeetingMember
from cmdesk.queries.deliberation_state import VOTING_SITTING, item_people, items_of, sitting_of
from cmdesk.queries.grading_readiness import seat_cautions, unready_problems
from cmdesk.queries.org import GONE, kin_pairs, managers_on, numbers_by_id, people_on
from cmdesk.rules.ladder import Rung
from cmdesk.runtime.context import Context
from cmdesk.runtime.registry import Query

TICKETS = {
    "department_head": "A",
    "deputy_head": "A",
    "inspection_leader": "B",
    "inspector": "B",
    "market_supervisor": "B",
    "account_manager": "C",
}
"""The rating class of each post (B.12.6)."""


@dataclass(frozen=True, kw_only=True)
class CallablePerson:
    """Somebody of the roster: post, rating class, whether he is proposed for the list, and why he may not count.

    `hindered` is empty, `candidate` or `kin`: such a one is neither 计票人 nor 监票人 (B.12.5).
    """

    staff_no: str
    name: str
    search_keys: str
    post: str
    ticket: str | None
    proposed: bool
    hindered: str
    user_no: str | None


@dataclass(frozen=True, kw_only=True)
class CallingPage:
    """What the form that calls a meeting needs: people, users without a place in the roster, and the rule's numbers.

    `members` are those of the list as it was called last: (工号 or None, name, position, class, observer).
    `hindrances` say why the second sitting cannot be opened yet, `cautions` what to know of its seats.
    """

    year: int
    sitting: int
    state: str | None
    people: tuple[CallablePerson, ...]
    users: tuple[tuple[str, str], ...]
    trainees: int
    others: int
    least: int
    most: int
    place: str
    seed: str | None
    tellers: int
    scrutineers: int
    members: tuple[tuple[str | None, str, str, str | None, bool], ...]
    items: tuple[str, ...]
    hindrances: tuple[Problem, ...] = ()
    cautions: tuple[Problem, ...] = ()


@dataclass(frozen=True, kw_only=True)
class WhomToCall(Query):
    """Everybody who may be called to a sitting of a year, as on a day (today where none is given)."""

    permission: ClassVar[str] = "deliberation.prepare"

    year: Period
    sitting: int
    on: date | None = None

    def rows(self, context: Context) -> CallingPage:
        """Give the page. Raises Rejected `year_needed`."""
        if self.year.kind is not PeriodKind.YEAR:
            raise reject("year_needed", where=Where(field="year"), period=str(self.year))
        meeting = sitting_of(context, self.year.year, self.sitting)
        base = managers_on(context, date.fromisoformat(f"{self.year.year}-{context.rule_set.eligibility.base_day}"))
        last = context.session.scalar(select(Meeting).order_by(Meeting.year.desc(), Meeting.sitting.desc()).limit(1))
        quorum, votes = context.rule_set.quorum, context.rule_set.votes
        votes_on_levels = self.sitting == VOTING_SITTING
        trainees = sum(person.rung == Rung.TRAINEE for person in base)
        return CallingPage(
            year=self.year.year,
            sitting=self.sitting,
            state=None if meeting is None else meeting.state,
            people=_people(context, self, meeting),
            users=tuple(
                (number, name)
                for number, name in context.session.execute(
                    select(User.number, User.name).where(User.active).order_by(User.number)
                )
                if number not in set(users_of_roster(context).values())
            ),
            trainees=trainees,
            others=len(base) - trainees,
            least=quorum.members_least,
            most=quorum.members_most,
            place="" if last is None else last.place,
            seed=None if meeting is None else meeting.seed,
            tellers=votes.tellers,
            scrutineers=votes.scrutineers,
            members=() if meeting is None else _members(context, meeting),
            items=() if meeting is None else _items(context, meeting),
            hindrances=tuple(unready_problems(context, self.year.year)) if votes_on_levels else (),
            cautions=tuple(seat_cautions(context, self.year.year)) if votes_on_levels else (),
        )


def users_of_roster(context: Context) -> dict[uuid.UUID, str]:
    """Give the account of everybody of the roster who has one, by the person's id.

    Somebody whose account was made without naming his place in the roster is known by number and name.
    """
    places = {staff_no: (person, name) for person, (staff_no, name) in numbers_by_id(context).items()}
    found: dict[uuid.UUID, str] = {}
    for user in context.session.scalars(select(User).where(User.active)):
        person, name = places.get(user.number, (None, ""))
        if user.person_id is not None:
            found[user.person_id] = user.number
        elif person is not None and name == user.name:
            found.setdefault(person, user.number)
    return found


def _people(context: Context, asked: WhomToCall, meeting: Meeting | None) -> tuple[CallablePerson, ...]:
    day = date.fromisoformat(f"{asked.year.year}-{context.rule_set.eligibility.base_day}")
    candidates = {row.person_id for row in item_people(context, meeting.id)} if meeting is not None else set()
    candidates = candidates or {person.id for person in managers_on(context, day)}
    kin = kin_pairs(context)
    related = {one for pair in kin if pair & candidates for one in pair - candidates}
    users = users_of_roster(context)
    found = []
    for person in people_on(context, asked.on or context.today()):
        if person.post is None or person.status in GONE:
            continue
        ticket = TICKETS.get(person.post)
        hindered = "candidate" if person.id in candidates else "kin" if person.id in related else ""
        found.append(
            CallablePerson(
                staff_no=person.staff_no,
                name=person.name,
                search_keys=person.search_keys,
                post=person.post,
                ticket=ticket if asked.sitting == 1 else None,
                proposed=ticket is not None and (asked.sitting == 1 or ticket != "C"),
                hindered=hindered,
                user_no=users.get(person.id),
            )
        )
    return tuple(found)


def _members(context: Context, meeting: Meeting) -> tuple[tuple[str | None, str, str, str | None, bool], ...]:
    names = numbers_by_id(context)
    rows = context.session.scalars(
        select(MeetingMember).where(MeetingMember.meeting_id == meeting.id).order_by(MeetingMember.number)
    )
    return tuple(
        (names[row.person_id][0] if row.person_id else None, row.name, row.position, row.ticket, row.observer)
        for row in rows
    )


def _items(context: Context, meeting: Meeting) -> tuple[str, ...]:
    return tuple(item.kind for item in items_of(context, meeting.id))
