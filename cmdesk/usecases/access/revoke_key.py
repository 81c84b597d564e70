"""Revoke a signing key: whatever it signs from that day on is 无效."""

from __future__ import annotations

from dataclasses import dataclass

from cmdesk.kernel.errors import Where, reject
from cmdesk.models.access import SigningKeyRecord
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, Undo, UseCase


@dataclass(frozen=True, kw_only=True)
class RevokeKey(Command):
    """Revoke the key with that fingerprint as of today: lost, handed over, or its holder has left the duty.

    The administrator does it. Signatures without a proven time count as made after it. Refused: `key_unknown_here`,
    `key_revoked`. Cannot be undone: a new key is issued instead.
    """

    fingerprint: str


def handle(context: Context, command: RevokeKey) -> Done:
    """Note the day."""
    where = Where(field="fingerprint")
    row = context.session.get(SigningKeyRecord, command.fingerprint)
    if row is None:
        raise reject("key_unknown_here", where=where, holder=command.fingerprint[:16])
    if row.revoked_on is not None:
        raise reject("key_revoked", where=where, holder=row.holder, day=row.revoked_on)
    row.revoked_on = context.today()
    return Done(ids=(row.fingerprint,), answer={"holder": row.holder})


use_case = UseCase(command=RevokeKey, permission="access.manage", handle=handle, undo=Undo.NEVER)
