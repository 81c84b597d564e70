"""Stop a standing user: his password opens nothing any more; what he did stays under his name."""

from __future__ import annotations

from dataclasses import dataclass

from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, Undo, UseCase
from cmdesk.usecases.access.standing import last_administrator, user_of


@dataclass(frozen=True, kw_only=True)
class RemoveUser(Command):
    """Stop a standing user who has left or changed his work.

    Refused: `user_unknown_here`, `own_account` (nobody stops himself), `last_administrator`. Cannot be undone: the
    key slot lies outside the database; add the user again under another number.
    """

    number: str


def handle(context: Context, command: RemoveUser) -> Done:
    """Mark the user and take his slot away."""
    user = user_of(context, command.number)
    problems = last_administrator(context, user, ())
    if command.number == context.actor.number:
        problems.append(Problem("own_account", Where(field="number"), {"name": user.name}))
    refuse_any(problems)
    user.active = False
    context.session.flush()
    context.after(lambda: context.slots.remove(command.number))
    return Done(ids=(command.number,))


use_case = UseCase(command=RemoveUser, permission="access.manage", handle=handle, undo=Undo.NEVER)
