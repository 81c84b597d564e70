"""Meetings as far as they may be seen: lists, room, quorum, papers and their accounts; never a count too early."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import ClassVar

from sqlalchemy import select

from cmdesk.kernel.periods import Period
from cmdesk.models.deliberation import BallotCustody, Meeting, MeetingDuty, MeetingEvent, MeetingMember, Paper
from cmdesk.queries.deliberation_accounts import PaperAccount, account_of, ground_name
from cmdesk.queries.deliberation_state import (
    KIND_NAMES,
    UNCOUNTED,
    ballot_is_open,
    duties_of,
    in_room,
    is_released,
    item_people,
    items_of,
    meeting_of,
    members_of,
    papers_of,
    passages_of,
    recusals_of,
    standing,
)
from cmdesk.queries.org import numbers_by_id
from cmdesk.rules.ballot_steps import STEP_NAMES, BallotFacts, BallotState, next_step
from cmdesk.rules.voting import quorum
from cmdesk.runtime.context import Context
from cmdesk.runtime.registry import Query
from cmdesk.storage.resources import sentence


@dataclass(frozen=True, kw_only=True)
class MeetingRow:
    """A meeting in the list."""

    number: str
    year: int
    sitting: int
    state: str
    held_on: date
    place: str
    expected: int
    items: int


@dataclass(frozen=True, kw_only=True)
class Meetings(Query):
    """The meetings of a year, or of all years, the newest first."""

    permission: ClassVar[str] = "deliberation.prepare"

    year: Period | None = None

    def rows(self, context: Context) -> tuple[MeetingRow, ...]:
        """Give one row a meeting."""
        wanted = select(Meeting).order_by(Meeting.year.desc(), Meeting.sitting.desc())
        if self.year is not None:
            wanted = wanted.where(Meeting.year == self.year.year)
        return tuple(
            MeetingRow(
                number=meeting.number,
                year=meeting.year,
                sitting=meeting.sitting,
                state=meeting.state,
                held_on=meeting.held_on,
                place=meeting.place,
                expected=len(members_of(context, meeting.id)),
                items=len(items_of(context, meeting.id)),
            )
            for meeting in context.session.scalars(wanted)
        )


@dataclass(frozen=True, kw_only=True)
class MemberRow:
    """Somebody on the list: in the room now, when last come and gone, duties held, and for whom he leaves and why."""

    number: int
    staff_no: str | None
    name: str
    position: str
    ticket: str | None
    observer: bool
    present: bool
    came_at: datetime | None
    went_at: datetime | None
    duties: tuple[str, ...]
    recusals: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class DutyRow:
    """A duty and its holder; whether he signs in, and whether he has set a PIN."""

    duty: str
    name: str
    user_no: str | None
    has_pin: bool


@dataclass(frozen=True, kw_only=True)
class ItemRow:
    """An item with its people, its papers of every round, and the next lawful step of each running paper.

    State: waiting, voting, counting, released.
    """

    number: int
    kind: str
    kind_name: str
    title: str
    people: tuple[tuple[str, str], ...]
    state: str
    papers: tuple[PaperAccount, ...]
    next_steps: tuple[tuple[str, str], ...]
    seal_no: str | None
    keeper: str | None
    destroyed_on: date | None


@dataclass(frozen=True, kw_only=True)
class QuorumRow:
    """The quorum of the meeting as two integers compared: 3 × present and 2 × expected (B.12.2).

    `left` is denominator × present, `right` numerator × expected, of the share that the rule set asks for.
    """

    expected: int
    present: int
    needed: int
    reached: bool
    numerator: int
    denominator: int
    left: int
    right: int
    sentence: str


@dataclass(frozen=True, kw_only=True)
class MeetingPage:
    """Everything of one meeting that may be on a screen while it runs."""

    row: MeetingRow
    seed: str | None
    members: tuple[MemberRow, ...]
    duties: tuple[DutyRow, ...]
    quorum: QuorumRow
    items: tuple[ItemRow, ...]
    events: tuple[tuple[datetime, str], ...]
    ballot_open: bool
    opened_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class OneMeeting(Query):
    """One meeting: list, room, quorum, agenda, accounts, events. Counts stand in `results`, once released."""

    permission: ClassVar[str] = "deliberation.prepare"

    meeting: str

    def rows(self, context: Context) -> MeetingPage:
        """Give the page. Raises Rejected `meeting_unknown`."""
        meeting = meeting_of(context, self.meeting)
        members = members_of(context, meeting.id, observers=True)
        room = in_room(context, meeting.id)
        if meeting.closed_at is not None and meeting.opened_at is not None:
            room = in_room(context, meeting.id, meeting.opened_at)
        duties = duties_of(context, meeting.id)
        expected = [member for member in members if not member.observer]
        items = items_of(context, meeting.id)
        return MeetingPage(
            row=MeetingRow(
                number=meeting.number,
                year=meeting.year,
                sitting=meeting.sitting,
                state=meeting.state,
                held_on=meeting.held_on,
                place=meeting.place,
                expected=len(expected),
                items=len(items),
            ),
            seed=meeting.seed,
            members=_members(context, meeting, members, room, duties),
            duties=tuple(
                DutyRow(duty=d.duty, name=d.name, user_no=d.user_no, has_pin=d.pin_hash is not None) for d in duties
            ),
            quorum=quorum_row(context, len(expected), sum(m.number in room for m in expected)),
            items=_items(context, meeting),
            events=events_of(context, meeting.id),
            ballot_open=ballot_is_open(context),
            opened_at=meeting.opened_at,
            closed_at=meeting.closed_at,
        )


def quorum_row(context: Context, expected: int, present: int) -> QuorumRow:
    """Give the quorum of a meeting with the sentence for the minutes."""
    share = context.rule_set.quorum.share
    needed = quorum(expected=expected, present=present, share=Fraction(share.numerator, share.denominator))
    left, right = share.denominator * present, share.numerator * expected
    params = {
        "expected": expected,
        "present": present,
        "needed": needed.needed,
        "numerator": share.numerator,
        "denominator": share.denominator,
        "left": left,
        "right": right,
    }
    return QuorumRow(
        expected=expected,
        present=present,
        needed=needed.needed,
        reached=needed.valid,
        numerator=share.numerator,
        denominator=share.denominator,
        left=left,
        right=right,
        sentence=sentence("quorum_reached" if needed.valid else "quorum_not_reached", params),
    )


def events_of(context: Context, meeting_id: uuid.UUID) -> tuple[tuple[datetime, str], ...]:
    """Give what happened, in order, each with its time and its sentence."""
    rows = context.session.execute(
        select(MeetingEvent.at, MeetingEvent.code, MeetingEvent.params)
        .where(MeetingEvent.meeting_id == meeting_id)
        .order_by(MeetingEvent.line)
    )
    return tuple((at, sentence(code, params)) for at, code, params in rows)


def _members(
    context: Context,
    meeting: Meeting,
    members: tuple[MeetingMember, ...],
    room: frozenset[int],
    duties: tuple[MeetingDuty, ...],
) -> tuple[MemberRow, ...]:
    names = numbers_by_id(context)
    came: dict[int, datetime] = {}
    went: dict[int, datetime] = {}
    for passage in passages_of(context, meeting.id):
        (came if passage.came else went)[passage.number] = passage.at
    leaves: dict[int, list[tuple[str, str]]] = {}
    for person, grounds in recusals_of(context, meeting.id).items():
        for number, ground in grounds.items():
            leaves.setdefault(number, []).append((names[person][1], ground_name(context, ground)))
    return tuple(
        MemberRow(
            number=member.number,
            staff_no=names[member.person_id][0] if member.person_id else None,
            name=member.name,
            position=member.position,
            ticket=member.ticket,
            observer=member.observer,
            present=member.number in room,
            came_at=came.get(member.number),
            went_at=went.get(member.number),
            duties=tuple(d.duty for d in duties if _same(d, member)),
            recusals=tuple(leaves.get(member.number, ())),
        )
        for member in members
    )


def _same(duty: MeetingDuty, member: MeetingMember) -> bool:
    if duty.person_id is not None or member.person_id is not None:
        return duty.person_id == member.person_id
    return duty.name == member.name


def _items(context: Context, meeting: Meeting) -> tuple[ItemRow, ...]:
    names = numbers_by_id(context)
    rows = []
    for item in items_of(context, meeting.id):
        papers = papers_of(context, meeting.id, item.number)
        custody = context.session.get(BallotCustody, (meeting.id, item.number))
        rows.append(
            ItemRow(
                number=item.number,
                kind=item.kind,
                kind_name=KIND_NAMES[item.kind],
                title=item.title,
                people=tuple(names[row.person_id] for row in item_people(context, meeting.id, item.number)),
                state=_state(papers),
                papers=tuple(account_of(context, paper) for paper in papers),
                next_steps=tuple((paper.paper, _next(paper)) for paper in standing(papers)),
                seal_no=custody.seal_no if custody else None,
                keeper=custody.keeper if custody else None,
                destroyed_on=custody.destroyed_on if custody else None,
            )
        )
    return tuple(rows)


def _state(papers: tuple[Paper, ...]) -> str:
    running = [paper for paper in standing(papers) if paper.state in UNCOUNTED]
    if any(paper.state == "open" for paper in running):
        return "voting"
    if running or any(paper.state == "void" for paper in standing(papers)):
        return "counting"
    return "released" if is_released(papers) else "waiting"


def _next(paper: Paper) -> str:
    state = {"open": BallotState.OPEN, "counted": BallotState.COUNTED}.get(paper.state, BallotState.CLOSED)
    agreed = paper.state == "agreed"
    facts = BallotFacts(
        state=state, quorum=True, void=paper.state == "void", entries=2 if agreed else 0, entries_equal=agreed
    )
    return STEP_NAMES[next_step(facts)]
