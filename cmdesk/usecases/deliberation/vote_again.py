"""Vote again on a void paper: a new round; the old one stays visible."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cmdesk.queries.deliberation_state import item_of, meeting_of, paper_of
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, Undo, UseCase
from cmdesk.usecases.deliberation.ballot_store import again
from cmdesk.usecases.deliberation.meeting_store import log_event


@dataclass(frozen=True, kw_only=True)
class VoteAgain(Command):
    """Open the next round of a void paper, with the same people and the same recusals (B.12.9).

    Refused: `ballot_state` (not void), `no_quorum`, `meeting_state`; forbidden to anybody but the chair. A barrier.
    """

    meeting: str
    item: int
    paper: str
    by: str | None = None
    pin_file: Path | None = None


def handle(context: Context, command: VoteAgain) -> Done:
    """Check the quorum anew, then open the round."""
    meeting = meeting_of(context, command.meeting, "open")
    paper = paper_of(context, meeting, command.item, command.paper, "void")
    item = item_of(context, meeting, command.item)
    fresh = again(context, meeting, paper, item.kind)
    log_event(context, meeting, "vote_again", paper=fresh.paper, round=fresh.round, present=fresh.present)
    return Done(ids=(fresh.paper,), answer={"round": fresh.round})


use_case = UseCase(command=VoteAgain, permission="deliberation.chair", handle=handle, undo=Undo.BARRIER)
