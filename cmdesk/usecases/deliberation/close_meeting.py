"""Close a meeting: 散会."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.models.deliberation import Presence
from cmdesk.queries.deliberation_state import in_room, items_of, meeting_of, papers_of, standing
from cmdesk.queries.grading_outcome import count_problems
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, Undo, UseCase
from cmdesk.usecases.deliberation.meeting_store import log_event


@dataclass(frozen=True, kw_only=True)
class CloseMeeting(Command):
    """Close the meeting; who is in the room goes. Where items stay without a vote, `unfinished` says why.

    Refused: `ballot_uncounted`, `item_not_voted` (without a reason), `ballot_to_repeat` (a void paper),
    `meeting_state`; forbidden to anybody but the chair. A barrier.
    """

    meeting: str
    unfinished: str = ""
    by: str | None = None
    pin_file: Path | None = None


def handle(context: Context, command: CloseMeeting) -> Done:
    """Check that every ballot is through, then close."""
    meeting = meeting_of(context, command.meeting, "open")
    problems = [
        problem
        for problem in count_problems(context, meeting)
        if problem.code != "item_not_voted" or not command.unfinished
    ]
    for item in items_of(context, meeting.id):
        for paper in standing(papers_of(context, meeting.id, item.number)):
            if paper.state == "void" and not command.unfinished:
                params = {"paper": paper.paper, "item": item.title}
                problems.append(Problem("ballot_to_repeat", Where(field="meeting"), params))
    refuse_any(problems)
    now = context.now()
    context.session.add_all(
        Presence(meeting_id=meeting.id, number=number, at=now, came=False)
        for number in sorted(in_room(context, meeting.id))
    )
    meeting.state = "closed"
    meeting.closed_at = now
    context.session.flush()
    log_event(context, meeting, "closed", unfinished=command.unfinished or "无")
    return Done(ids=(meeting.number,))


use_case = UseCase(command=CloseMeeting, permission="deliberation.chair", handle=handle, undo=Undo.BARRIER)
