"""Put a new recovery key in force: the paper in the envelope was opened, lost or seen."""

from __future__ import annotations

from dataclasses import dataclass

from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, Undo, UseCase
from cmdesk.storage.recovery_key import new_recovery_key


@dataclass(frozen=True, kw_only=True)
class RenewRecoveryKey(Command):
    """Make a new recovery key; the old paper opens nothing any more. Asked by 系统管理员, confirmed by 营销部主任.

    The key is in the answer, once, and stored nowhere. Refuses nothing; cannot be undone. Backups made before keep
    the old key.
    """


def handle(context: Context, command: RenewRecoveryKey) -> Done:
    """Make the key and its slot."""
    key = new_recovery_key()
    context.after(lambda: context.slots.renew_recovery(key))
    return Done(answer={"recovery_key": key})


use_case = UseCase(
    command=RenewRecoveryKey, permission="access.manage", second="upkeep.restore", handle=handle, undo=Undo.NEVER
)
