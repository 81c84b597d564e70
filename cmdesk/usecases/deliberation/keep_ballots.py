"""Put the counted ballots of an item under seal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.kernel.text import tidy
from cmdesk.models.deliberation import BallotCustody
from cmdesk.queries.deliberation_state import is_released, item_of, meeting_of, papers_of
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase


@dataclass(frozen=True, kw_only=True)
class KeepBallots(Command):
    """Put down under which seal and with whom the counted ballots of an item lie (row 78).

    Refused: `ballot_uncounted`, `kept_already`, `seal_missing`, `item_unknown`. One undo step.
    """

    meeting: str
    item: int
    seal_no: str
    keeper: str
    kept_on: date | None = None
    by: str | None = None
    pin_file: Path | None = None


def handle(context: Context, command: KeepBallots) -> Done:
    """Check that the count is through, then note the seal."""
    meeting = meeting_of(context, command.meeting)
    item = item_of(context, meeting, command.item)
    problems = []
    if not is_released(papers_of(context, meeting.id, item.number)):
        problems.append(Problem("ballot_uncounted", Where(field="item"), {"item": item.title}))
    if context.session.get(BallotCustody, (meeting.id, item.number)) is not None:
        problems.append(Problem("kept_already", Where(field="item"), {"item": item.title}))
    if not tidy(command.seal_no) or not tidy(command.keeper):
        problems.append(Problem("seal_missing", Where(field="seal_no")))
    refuse_any(problems)
    context.session.add(
        BallotCustody(
            meeting_id=meeting.id,
            item=item.number,
            seal_no=tidy(command.seal_no),
            keeper=tidy(command.keeper),
            kept_on=command.kept_on or context.today(),
            destroyed_by=[],
        )
    )
    context.session.flush()
    return Done(ids=(meeting.number,))


use_case = UseCase(command=KeepBallots, permission="deliberation.minute", handle=handle)
