"""What several steps of a meeting write alike: events for the minutes, and recusals found from kinship."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from cmdesk.models.deliberation import Meeting, MeetingEvent, MeetingMember, MemberRecusal
from cmdesk.models.org import Kinship
from cmdesk.queries.deliberation_state import RATING, item_people, items_of, members_of, recusals_of
from cmdesk.runtime.context import Context

SELF = "self"


def log_event(context: Context, meeting: Meeting, code: str, **params: Any) -> None:
    """Note what happened, for the minutes. No event tells a count before its release."""
    last = context.session.scalar(select(func.max(MeetingEvent.line)).where(MeetingEvent.meeting_id == meeting.id))
    line = (last or 0) + 1
    context.session.add(
        MeetingEvent(meeting_id=meeting.id, line=line, at=context.now(), code=f"event_{code}", params=params)
    )
    context.session.flush()


def find_recusals(context: Context, meeting: Meeting) -> int:
    """Write who leaves for whom: himself and kin (B.12.15), for votes on levels; give how many were new.

    Everybody marks every line of a rating, the own included, so nobody leaves for one (B.12.6).
    """
    voted = {item.number for item in items_of(context, meeting.id) if item.kind != RATING}
    candidates = {row.person_id for row in item_people(context, meeting.id) if row.item in voted}
    kin = {
        frozenset((one, other)): relation
        for one, other, relation in context.session.execute(
            select(Kinship.person_id, Kinship.other_id, Kinship.relation)
        )
    }
    known = recusals_of(context, meeting.id)
    new = 0
    for member in members_of(context, meeting.id):
        if member.person_id is None:
            continue
        for candidate in sorted(candidates, key=str):
            ground = SELF if candidate == member.person_id else kin.get(frozenset((candidate, member.person_id)))
            if ground is not None and member.number not in known.get(candidate, {}):
                context.session.add(
                    MemberRecusal(meeting_id=meeting.id, number=member.number, person_id=candidate, ground=ground)
                )
                new += 1
    context.session.flush()
    return new


def member_key(member: MeetingMember) -> str:
    """Give the word under which the rules know a member: the person where he stands in the roster."""
    return str(member.person_id) if member.person_id is not None else f"#{member.number}"
