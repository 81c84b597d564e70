"""Set the PIN with which a duty holder proves himself in an open session."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cmdesk.kernel.errors import Forbidden, Problem, Where, refuse_any, reject
from cmdesk.kernel.text import folded
from cmdesk.queries.deliberation_state import duties_of, meeting_of
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.meeting_duties import fits_pin, hash_pin, read_pin
from cmdesk.runtime.registry import Command, Undo, UseCase

SHORTEST = 6


@dataclass(frozen=True, kw_only=True)
class SetPin(Command):
    """Set the PIN of a duty holder for one meeting; he types it himself, at any user's open session.

    A holder who has an account sets it signed in as himself, or proves himself as the second person of the order. A PIN
    that stands is changed only by who knows it (`old_pin_file`). It may be set after the sitting too: minutes and the
    sealing of the papers are proved with it. Refused: `duty_unknown`, `pin_short`; forbidden: `pin_of_another`,
    `pin_wrong`. Cannot be undone.
    """

    meeting: str
    name: str
    pin_file: Path
    old_pin_file: Path | None = None


def handle(context: Context, command: SetPin) -> Done:
    """Check who sets it, and store only the hash, for every duty that the holder has."""
    meeting = meeting_of(context, command.meeting)
    duties = [duty for duty in duties_of(context, meeting.id) if folded(duty.name) == folded(command.name)]
    if not duties:
        raise reject("duty_unknown", where=Where(field="name"), name=command.name, meeting=meeting.number)
    pin = read_pin(command.pin_file)
    if len(pin) < SHORTEST:
        refuse_any([Problem("pin_short", Where(field="pin_file"), {"least": SHORTEST})])
    here = {context.actor.number, context.second.number if context.second else context.actor.number}
    for duty in duties:
        if duty.user_no is not None and duty.user_no not in here:
            raise Forbidden("pin_of_another", name=duty.name)
        if duty.pin_hash is not None:
            old = "" if command.old_pin_file is None else read_pin(command.old_pin_file)
            if not fits_pin(old, duty.pin_hash):
                raise Forbidden("pin_wrong", name=duty.name)
        duty.pin_hash = hash_pin(pin, context.slots.cost)
    context.session.flush()
    return Done(ids=(meeting.number,))


use_case = UseCase(command=SetPin, permission="desk.home", handle=handle, undo=Undo.NEVER)
