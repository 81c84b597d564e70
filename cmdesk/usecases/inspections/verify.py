"""Verify a corrective action: somebody who does not own it, with his own eyes (row 48)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cmdesk.kernel.errors import Where, reject
from cmdesk.queries.inspections import action_of
from cmdesk.runtime import access
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase


@dataclass(frozen=True, kw_only=True)
class Verify(Command):
    """Close a corrective action after looking at it again.

    Refused: `action_not_done`; forbidden: `own_case` (the owner and his kin never verify). One undo step.
    """

    number: str
    item: int
    verified_on: date


def handle(context: Context, command: Verify) -> Done:
    """Mark the action verified by the actor."""
    sheet, action = action_of(context, command.number, command.item)
    with context.session.no_autoflush:
        access.refuse_own_case(context, [sheet.person_id])
    if action.done_on is None:
        raise reject("action_not_done", where=Where(field="item"), number=command.number, item=command.item)
    action.verified_on = command.verified_on
    action.verified_by = context.actor.number
    return Done(ids=(f"{command.number}/{command.item}",))


use_case = UseCase(command=Verify, permission="inspections.verify", handle=handle)
