"""What stands of a meeting: members, room, recusals, items, papers. Plain functions for use cases and queries."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select

from cmdesk.kernel.errors import Where, reject
from cmdesk.models.deliberation import (
    AgendaItem,
    ItemPerson,
    Meeting,
    MeetingDuty,
    MeetingMember,
    MemberRecusal,
    Paper,
    Presence,
)
from cmdesk.rules.ladder import LADDER
from cmdesk.runtime.context import Context

RATING, PROPOSAL, GRADED = "democratic_rating", "proposal_vote", "graded_ballot"
UNCOUNTED = frozenset({"open", "sealed", "agreed"})
"""States of a paper whose ballots are out, in the box, or being counted."""
FIRST, SECOND = "first", "second"
VOTING_SITTING = 2
"""The sitting that votes on levels, after the year is closed."""

STATE_NAMES = {
    "called": "已通知",
    "open": "进行中",
    "closed": "已散会",
    "minuted": "纪要已定稿",
    "sealed": "已封箱",
    "agreed": "两人录入一致，待其他票一并公布",
    "counted": "已计票",
    "void": "已作废",
}
PAPER_STATE_NAMES = {**STATE_NAMES, "open": "正在投票"}
KIND_NAMES = {RATING: "民主测评", PROPOSAL: "推荐表决", GRADED: "分档票决"}


def meeting_of(context: Context, number: str, *states: str) -> Meeting:
    """Give the meeting of that number in one of `states` (any where none is named).

    Raises Rejected `meeting_unknown` or `meeting_state`.
    """
    found = context.session.scalar(select(Meeting).where(Meeting.number == number))
    where = Where(field="meeting")
    if found is None:
        raise reject("meeting_unknown", where=where, meeting=number)
    if states and found.state not in states:
        wanted = "、".join(STATE_NAMES[state] for state in states)
        raise reject("meeting_state", where=where, meeting=number, state=STATE_NAMES[found.state], wanted=wanted)
    return found


def sitting_of(context: Context, year: int, sitting: int) -> Meeting | None:
    """Give a year's first or second sitting, or None."""
    return context.session.scalar(select(Meeting).where(Meeting.year == year, Meeting.sitting == sitting))


def members_of(context: Context, meeting_id: uuid.UUID, *, observers: bool = False) -> tuple[MeetingMember, ...]:
    """Give the 应到 list in its order; with `observers` those who only sit in, too."""
    rows = context.session.scalars(
        select(MeetingMember).where(MeetingMember.meeting_id == meeting_id).order_by(MeetingMember.number)
    )
    return tuple(member for member in rows if observers or not member.observer)


def duties_of(context: Context, meeting_id: uuid.UUID) -> tuple[MeetingDuty, ...]:
    """Give the duties of a meeting, by duty and line."""
    return tuple(
        context.session.scalars(
            select(MeetingDuty).where(MeetingDuty.meeting_id == meeting_id).order_by(MeetingDuty.duty, MeetingDuty.line)
        )
    )


def holders_of(context: Context, meeting_id: uuid.UUID, *duties: str) -> tuple[str, ...]:
    """Give the names of who holds one of `duties`."""
    return tuple(duty.name for duty in duties_of(context, meeting_id) if duty.duty in duties)


@dataclass(frozen=True)
class Passage:
    """A member coming or going."""

    number: int
    at: datetime
    came: bool


def passages_of(context: Context, meeting_id: uuid.UUID) -> tuple[Passage, ...]:
    """Give who came and went when, in order of time."""
    rows = context.session.execute(
        select(Presence.number, Presence.at, Presence.came)
        .where(Presence.meeting_id == meeting_id)
        .order_by(Presence.at, Presence.number)
    )
    return tuple(Passage(*row) for row in rows)


def in_room(context: Context, meeting_id: uuid.UUID, at: datetime | None = None) -> frozenset[int]:
    """Give the numbers of who is in the room at an instant (default: after the last coming and going)."""
    inside: set[int] = set()
    for passage in passages_of(context, meeting_id):
        if at is not None and passage.at > at:
            break
        (inside.add if passage.came else inside.discard)(passage.number)
    return frozenset(inside)


def in_room_between(context: Context, meeting_id: uuid.UUID, start: datetime, end: datetime) -> frozenset[int]:
    """Give the numbers of who was in the room at any moment from `start` to `end`."""
    came = {p.number for p in passages_of(context, meeting_id) if p.came and start <= p.at <= end}
    return in_room(context, meeting_id, start) | came


def recusals_of(context: Context, meeting_id: uuid.UUID) -> dict[uuid.UUID, dict[int, str]]:
    """Give, for each person, the member numbers who leave for him, with the ground."""
    found: dict[uuid.UUID, dict[int, str]] = defaultdict(dict)
    for row in context.session.execute(
        select(MemberRecusal.person_id, MemberRecusal.number, MemberRecusal.ground)
        .where(MemberRecusal.meeting_id == meeting_id)
        .order_by(MemberRecusal.number)
    ):
        found[row.person_id][row.number] = row.ground
    return dict(found)


def items_of(context: Context, meeting_id: uuid.UUID) -> tuple[AgendaItem, ...]:
    """Give the agenda in order."""
    return tuple(
        context.session.scalars(
            select(AgendaItem).where(AgendaItem.meeting_id == meeting_id).order_by(AgendaItem.number)
        )
    )


def item_of(context: Context, meeting: Meeting, number: int) -> AgendaItem:
    """Give an item. Raises Rejected `item_unknown`."""
    found = context.session.get(AgendaItem, (meeting.id, number))
    if found is None:
        raise reject("item_unknown", where=Where(field="item"), meeting=meeting.number, item=number)
    return found


def item_people(context: Context, meeting_id: uuid.UUID, item: int | None = None) -> tuple[ItemPerson, ...]:
    """Give the people of an item, or of the whole agenda, in the order of the agenda."""
    wanted = select(ItemPerson).where(ItemPerson.meeting_id == meeting_id).order_by(ItemPerson.item, ItemPerson.line)
    if item is not None:
        wanted = wanted.where(ItemPerson.item == item)
    return tuple(context.session.scalars(wanted))


def papers_of(context: Context, meeting_id: uuid.UUID, item: int | None = None) -> tuple[Paper, ...]:
    """Give the papers of an item or a meeting: by item, first ballot before second, 票一 before 票二, every round."""
    wanted = select(Paper).where(Paper.meeting_id == meeting_id)
    if item is not None:
        wanted = wanted.where(Paper.item == item)
    return tuple(sorted(context.session.scalars(wanted), key=_place))


def standing(papers: Iterable[Paper]) -> tuple[Paper, ...]:
    """Give the last round of each paper."""
    last: dict[tuple[int, str], Paper] = {}
    for paper in papers:
        key = (paper.item, paper.paper)
        if key not in last or last[key].round < paper.round:
            last[key] = paper
    return tuple(last.values())


def paper_of(context: Context, meeting: Meeting, item: int, name: str, *states: str) -> Paper:
    """Give the last round of a paper in one of `states`. Raises Rejected `paper_unknown` or `ballot_state`."""
    item_of(context, meeting, item)
    found = standing(p for p in papers_of(context, meeting.id, item) if p.paper == name)
    where = Where(field="paper")
    if not found:
        raise reject("paper_unknown", where=where, paper=name, item=item)
    if states and found[0].state not in states:
        wanted = "、".join(PAPER_STATE_NAMES[state] for state in states)
        raise reject("ballot_state", where=where, paper=name, state=PAPER_STATE_NAMES[found[0].state], wanted=wanted)
    return found[0]


def is_released(papers: Iterable[Paper], kind: str = FIRST) -> bool:
    """Say whether all papers of an item's ballot are counted: only then a count may be shown anywhere (row 71)."""
    wanted = [paper for paper in standing(papers) if paper.kind == kind]
    return bool(wanted) and all(paper.state == "counted" for paper in wanted)


def ballot_is_open(context: Context) -> bool:
    """Say whether any ballot is out, in the box or being counted: no backup is made then."""
    return bool(context.session.scalar(select(exists().where(Paper.state.in_(sorted(UNCOUNTED))))))


def sitting_began(context: Context, year: int, sitting: int = 2) -> bool:
    """Say whether a ballot of that sitting has ever been opened: proposals and the year are then fixed."""
    opened = select(Paper.paper).join(Meeting, Meeting.id == Paper.meeting_id)
    return bool(context.session.scalar(select(exists(opened.where(Meeting.year == year, Meeting.sitting == sitting)))))


def _place(paper: Paper) -> tuple[int, str, str, int, str, int]:
    prefix, _, number = paper.paper.rpartition("票")
    return (paper.item, paper.kind, prefix, _NUMBERS.get(number, 0), paper.paper, paper.round)


_DIGITS = "零一二三四五六七八九"


def numeral(number: int) -> str:
    """Give 一 … 九十九 as a paper is named by it."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones or not tens else "")


_NUMBERS = {numeral(number): number for number in range(1, 100)}


ABSTAINED, INVALID = "abstained", "invalid"
MARKS: dict[str, dict[str, str]] = {
    RATING: {
        "excellent": "优秀",
        "competent": "称职",
        "basic": "基本称职",
        "incompetent": "不称职",
        "unknown": "不了解",
        ABSTAINED: "弃权",
        INVALID: "本行无效",
    },
    PROPOSAL: {"agree": "同意", "against": "不同意", "deferred": "缓议", ABSTAINED: "弃权", INVALID: "本行无效"},
    GRADED: {**{rung.value: rung.chinese for rung in LADDER}, ABSTAINED: "弃权", INVALID: "本行无效"},
}
"""The marks of each kind of ballot, in the order of the paper; every valid paper gives each person exactly one."""
