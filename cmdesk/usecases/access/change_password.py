"""Change the own password, proved by the present one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cmdesk.kernel.errors import refuse_any
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, Undo, UseCase
from cmdesk.usecases.access.add_user import password_problems, read_password
from cmdesk.usecases.access.standing import duties_of, user_of


@dataclass(frozen=True, kw_only=True)
class ChangePassword(Command):
    """Put a new password in force for whoever sits at the desk; both passwords stand in files of their own.

    Everybody does it for himself. Refused: `password_short`; Unavailable `wrong_password`, `sign_in_delayed` where
    the present one is wrong. Cannot be undone: the key slot lies outside the database.
    """

    old_password_file: Path
    password_file: Path


def handle(context: Context, command: ChangePassword) -> Done:
    """Prove the old password, then write the slot anew."""
    number = context.actor.number
    old, password = read_password(command.old_password_file), read_password(command.password_file)
    refuse_any(password_problems(password))
    context.slots.prove(number, old)
    user = user_of(context, number)
    name, duties = user.name, [str(duty) for duty in duties_of(context, user)]
    context.after(lambda: context.slots.put(number, name, duties, password))
    return Done(ids=(number,))


use_case = UseCase(command=ChangePassword, permission="desk.home", handle=handle, undo=Undo.NEVER)
