"""Duties of one meeting: who holds them, how the holder proves himself, and what he may do by them.

Default deny: a permission that names a meeting duty is asked of the meeting which the order names. A holder with an
account proves himself by sitting at the desk; anybody else, or a holder away from his own desk, by the PIN that he
set himself for this meeting.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select

from cmdesk.kernel.errors import Forbidden, Unavailable, Where, reject
from cmdesk.kernel.text import folded
from cmdesk.models.deliberation import ItemPerson, Meeting, MeetingDuty
from cmdesk.runtime import access
from cmdesk.runtime.context import Context, Holder
from cmdesk.runtime.permissions import PERMISSIONS, MeetingDutyName, Permission
from cmdesk.runtime.registry import Command, UseCase
from cmdesk.storage.passwords import Cost

COUNTING = frozenset({MeetingDutyName.TELLER, MeetingDutyName.SCRUTINEER})


def holder_for(context: Context, entry: UseCase, command: Command) -> Holder | None:
    """Give who carries out an order that needs a meeting duty; None where a standing duty is enough.

    Raises Forbidden `meeting_duty_needed`, `pin_needed`, `pin_not_set`, `pin_wrong`, and `own_case` where somebody
    would count who is on the ballot, or kin of one; Rejected `meeting_unknown`.
    """
    permissions = [PERMISSIONS[code] for code in (entry.permission, *entry.or_permissions)]
    if all(permission.meeting is None for permission in permissions):
        return None
    number = getattr(command, "meeting", None)
    by, pin_file = getattr(command, "by", None), getattr(command, "pin_file", None)
    if by is None and any(context.actor.duties & permission.doers for permission in permissions):
        return None
    wanted = {permission.meeting for permission in permissions if permission.meeting is not None}
    duty = _duty(context, number, wanted, by)
    if duty is None and number is not None:
        _need_meeting(context, number)
    if duty is None:
        raise _refusal(context, permissions, by)
    if by is not None and not _sits(context, duty):
        _prove(duty, pin_file)
    holder = Holder(duty.name, MeetingDutyName(duty.duty), duty.person_id, duty.user_no)
    if holder.duty in COUNTING and holder.person_id is not None:
        candidates = context.session.scalars(
            select(ItemPerson.person_id).where(ItemPerson.meeting_id == duty.meeting_id)
        )
        access.refuse_own_case(context, candidates, who=holder.person_id)
    return holder


def hash_pin(pin: str, cost: Cost) -> str:
    """Give the argon2id hash under which a PIN is stored."""
    hasher = PasswordHasher(time_cost=cost.passes, memory_cost=cost.memory_kib, parallelism=cost.lanes)
    return hasher.hash(folded(pin))


def fits_pin(pin: str, stored: str) -> bool:
    """Say whether `pin` is the one that was hashed."""
    try:
        return PasswordHasher().verify(stored, folded(pin))
    except (VerificationError, InvalidHashError):
        return False


def read_pin(path: Path) -> str:
    """Give the PIN in a file, without its line end. Raises Unavailable `pin_file_unreadable`."""
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise Unavailable("pin_file_unreadable", path=str(path)) from None


def _need_meeting(context: Context, number: str) -> None:
    """Nobody holds a duty of a meeting that does not exist: say that there is none, not that he may not."""
    if context.session.scalar(select(Meeting.id).where(Meeting.number == number)) is None:
        raise reject("meeting_unknown", where=Where(field="meeting"), meeting=number)


def _duty(
    context: Context, number: str | None, wanted: Iterable[MeetingDutyName], by: str | None
) -> MeetingDuty | None:
    asked = (
        select(MeetingDuty)
        .join(Meeting, Meeting.id == MeetingDuty.meeting_id)
        .where(Meeting.number == number, MeetingDuty.duty.in_(sorted(wanted)))
        .order_by(MeetingDuty.duty, MeetingDuty.line)
    )
    for duty in context.session.scalars(asked):
        if by is None:
            if _sits(context, duty):
                return duty
        elif folded(duty.name) == folded(by):
            return duty
    return None


def _sits(context: Context, duty: MeetingDuty) -> bool:
    """Say whether the holder is the one who has signed in."""
    same_person = duty.person_id is not None and duty.person_id == context.actor.person_id
    return same_person or duty.user_no == context.actor.number


def _prove(duty: MeetingDuty, pin_file: Path | None) -> None:
    if duty.pin_hash is None:
        raise Forbidden("pin_not_set", name=duty.name)
    if pin_file is None:
        raise Forbidden("pin_needed", name=duty.name)
    if not fits_pin(read_pin(pin_file), duty.pin_hash):
        raise Forbidden("pin_wrong", name=duty.name)


def _refusal(context: Context, permissions: Iterable[Permission], by: str | None) -> Forbidden:
    names = [_NAMES[permission.meeting] for permission in permissions if permission.meeting is not None]
    return Forbidden("meeting_duty_needed", name=by or context.actor.name, duties="、".join(names))


_NAMES = {
    MeetingDutyName.CHAIR: "主持人",
    MeetingDutyName.SECRETARY: "记录人",
    MeetingDutyName.VOTE_CALLER: "唱票人",
    MeetingDutyName.TELLER: "计票人",
    MeetingDutyName.SCRUTINEER: "监票人",
}
