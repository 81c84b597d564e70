"""Note the destruction of kept ballots, with two signatories."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cmdesk.kernel.errors import Problem, Where, refuse_any, reject
from cmdesk.kernel.text import folded, tidy
from cmdesk.models.deliberation import BallotCustody
from cmdesk.queries.deliberation_state import item_of, meeting_of
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, Undo, UseCase

SIGNATORIES = 2


@dataclass(frozen=True, kw_only=True)
class DestroyBallots(Command):
    """Note that the kept ballots of an item were destroyed, on what basis, before two signatories (row 78).

    Refused: `not_kept`, `destroyed_already`, `signatories_missing`, `basis_missing`, `day_before_keeping`. Cannot be
    undone.
    """

    meeting: str
    item: int
    destroyed_by: tuple[str, ...]
    basis: str
    destroyed_on: date | None = None


def handle(context: Context, command: DestroyBallots) -> Done:
    """Check names and day, then note it."""
    meeting = meeting_of(context, command.meeting)
    item = item_of(context, meeting, command.item)
    kept = context.session.get(BallotCustody, (meeting.id, item.number))
    if kept is None:
        raise reject("not_kept", where=Where(field="item"), item=item.title)
    day = command.destroyed_on or context.today()
    problems = []
    if kept.destroyed_on is not None:
        problems.append(Problem("destroyed_already", Where(field="item"), {"day": kept.destroyed_on}))
    if len({folded(name) for name in command.destroyed_by if tidy(name)}) < SIGNATORIES:
        problems.append(Problem("signatories_missing", Where(field="destroyed_by"), {"least": SIGNATORIES}))
    if not tidy(command.basis):
        problems.append(Problem("basis_missing", Where(field="basis")))
    if day < kept.kept_on:
        problems.append(Problem("day_before_keeping", Where(field="destroyed_on"), {"day": kept.kept_on}))
    refuse_any(problems)
    kept.destroyed_on, kept.basis = day, tidy(command.basis)
    kept.destroyed_by = [tidy(name) for name in command.destroyed_by]
    context.session.flush()
    return Done(ids=(meeting.number,))


use_case = UseCase(command=DestroyBallots, permission="deliberation.prepare", handle=handle, undo=Undo.NEVER)
