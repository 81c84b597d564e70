"""Open the second ballot between those who tie for the last seats of a level."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cmdesk.kernel.errors import Where, reject
from cmdesk.models.deliberation import Meeting
from cmdesk.queries.deliberation_state import SECOND, meeting_of
from cmdesk.queries.grading_allocation import Tie
from cmdesk.queries.grading_outcome import allocation_of
from cmdesk.queries.org import ids_by_no, numbers_by_id
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, Undo, UseCase
from cmdesk.usecases.deliberation.ballot_store import open_sheets, vote_sheets
from cmdesk.usecases.deliberation.meeting_store import log_event


@dataclass(frozen=True, kw_only=True)
class SecondBallot(Command):
    """Open the second ballot that the count makes necessary, among the tied only (B.12.11); most 同意 win.

    Who is tied follows from the first count and the seats. Refused: `no_tie`, `ballot_uncounted`, `item_not_voted`,
    `no_quorum`, `meeting_state`; forbidden to anybody but the chair. A barrier.
    """

    meeting: str
    by: str | None = None
    pin_file: Path | None = None


def handle(context: Context, command: SecondBallot) -> Done:
    """Find the tie, and open its papers."""
    meeting = meeting_of(context, command.meeting, "open")
    tie = _tie(context, meeting)
    known = ids_by_no(context)
    people = [known[staff_no] for staff_no in tie.people]
    sheets = vote_sheets(context, meeting, people, prefix=f"{tie.level.chinese}二次票")
    papers = open_sheets(context, meeting, tie.item, sheets, kind=SECOND)
    names = numbers_by_id(context)
    told = "、".join(names[person][1] for person in people)
    log_event(context, meeting, "second_ballot", level=tie.level.chinese, names=told, seats=tie.seats)
    return Done(
        count=len(papers),
        ids=tuple(paper.paper for paper in papers),
        answer={"item": tie.item, "level": tie.level, "people": list(tie.people), "seats": tie.seats},
    )


def _tie(context: Context, meeting: Meeting) -> Tie:
    for tie in allocation_of(context, meeting).ties:
        if not tie.lot:
            return tie
    raise reject("no_tie", where=Where(field="meeting"), meeting=meeting.number)


use_case = UseCase(command=SecondBallot, permission="deliberation.chair", handle=handle, undo=Undo.BARRIER)
