"""Declare a paper void before it is counted: it must be voted again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.kernel.text import tidy
from cmdesk.queries.deliberation_state import UNCOUNTED, meeting_of, paper_of
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, Undo, UseCase
from cmdesk.usecases.deliberation.ballot_store import drop_entries
from cmdesk.usecases.deliberation.meeting_store import log_event


@dataclass(frozen=True, kw_only=True)
class VoidBallot(Command):
    """Declare one paper void for a reason (a disturbance, a wrong print); sealed counts of it are destroyed.

    Refused: `reason_missing`, `ballot_state` (counted already), `meeting_state`; forbidden to anybody but the chair.
    A barrier.
    """

    meeting: str
    item: int
    paper: str
    reason: str
    by: str | None = None
    pin_file: Path | None = None


def handle(context: Context, command: VoidBallot) -> Done:
    """Drop what was keyed, and mark the paper."""
    meeting = meeting_of(context, command.meeting, "open")
    paper = paper_of(context, meeting, command.item, command.paper, *sorted(UNCOUNTED))
    if not tidy(command.reason):
        refuse_any([Problem("reason_missing", Where(field="reason"))])
    drop_entries(context, [paper])
    paper.state = "void"
    paper.void_reason = tidy(command.reason)
    context.session.flush()
    log_event(context, meeting, "ballot_void", paper=paper.paper, round=paper.round, reason=paper.void_reason)
    return Done(ids=(paper.paper,))


use_case = UseCase(
    command=VoidBallot, permission="deliberation.chair", handle=handle, undo=Undo.BARRIER, closes_secret=True
)
