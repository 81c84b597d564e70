"""Put down how many papers were printed, spoiled and handed out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.models.deliberation import Meeting, Paper
from cmdesk.queries.deliberation_state import in_room_between, meeting_of, members_of, paper_of
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase


@dataclass(frozen=True, kw_only=True)
class HandOut(Command):
    """Put down the first part of a paper's account: 印制 = 发出 + 未发 + 作废. May be put down again until sealed.

    Refused: `count_negative`, `printed_too_few`, `issued_above_voters` (more than voters in the room since the paper
    opened), `ballot_state`, `meeting_state`. One undo step.
    """

    meeting: str
    item: int
    paper: str
    printed: int
    issued: int
    spoiled: int = 0
    by: str | None = None
    pin_file: Path | None = None


def handle(context: Context, command: HandOut) -> Done:
    """Check the sums, then write them."""
    meeting = meeting_of(context, command.meeting, "open")
    paper = paper_of(context, meeting, command.item, command.paper, "open")
    problems = []
    for name in ("printed", "issued", "spoiled"):
        if getattr(command, name) < 0:
            problems.append(Problem("count_negative", Where(field=name), {"value": getattr(command, name)}))
    unissued = command.printed - command.issued - command.spoiled
    if unissued < 0:
        params = {"printed": command.printed, "issued": command.issued, "spoiled": command.spoiled}
        problems.append(Problem("printed_too_few", Where(field="printed"), params))
    voters = _voters(context, meeting, paper)
    if command.issued > voters:
        told = {"issued": command.issued, "voters": voters, "paper": paper.paper}
        problems.append(Problem("issued_above_voters", Where(field="issued"), told))
    refuse_any(problems)
    paper.printed, paper.issued, paper.spoiled = command.printed, command.issued, command.spoiled
    context.session.flush()
    return Done(ids=(paper.paper,), answer={"unissued": unissued})


def _voters(context: Context, meeting: Meeting, paper: Paper) -> int:
    """Give how many who may be handed the paper were in the room at any moment since it opened."""
    assert paper.opened_at is not None
    here = in_room_between(context, meeting.id, paper.opened_at, context.now())
    return sum(member.number in here and member.number not in paper.away for member in members_of(context, meeting.id))


use_case = UseCase(command=HandOut, permission="deliberation.minute", handle=handle)
