"""Set another password for somebody who has forgotten his."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cmdesk.kernel.errors import refuse_any
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, Undo, UseCase
from cmdesk.usecases.access.add_user import password_problems, read_password
from cmdesk.usecases.access.standing import duties_of, user_of


@dataclass(frozen=True, kw_only=True)
class SetPassword(Command):
    """Put a new password in force for a standing user; it stands in a file that only that person wrote.

    Refused: `user_unknown_here`, `password_short`. Cannot be undone: the key slot lies outside the database.
    """

    number: str
    password_file: Path


def handle(context: Context, command: SetPassword) -> Done:
    """Write the slot anew."""
    password = read_password(command.password_file)
    user = user_of(context, command.number)
    refuse_any(password_problems(password))
    name, duties = user.name, [str(duty) for duty in duties_of(context, user)]
    context.after(lambda: context.slots.put(command.number, name, duties, password))
    return Done(ids=(command.number,))


use_case = UseCase(command=SetPassword, permission="access.manage", handle=handle, undo=Undo.NEVER)
