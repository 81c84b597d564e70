"""Change the name and the duties of a standing user."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete

from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.kernel.text import tidy
from cmdesk.models.access import UserDuty
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.permissions import Duty
from cmdesk.runtime.registry import Command, Undo, UseCase
from cmdesk.usecases.access.add_user import duty_problems
from cmdesk.usecases.access.standing import duties_of, last_administrator, user_of


@dataclass(frozen=True, kw_only=True)
class ChangeDuties(Command):
    """Give a standing user these duties in place of the present ones, and another name where one is given.

    They count from the next sign-in or change of user. Refused: `user_unknown_here`, `empty_text`,
    `duties_exclude`, `last_administrator`. Cannot be undone: the key slot lies outside the database.
    """

    number: str
    duties: tuple[Duty, ...]
    name: str | None = None


def handle(context: Context, command: ChangeDuties) -> Done:
    """Write the duties that differ; those that stay keep their first day."""
    user = user_of(context, command.number)
    problems = [*duty_problems(command.duties), *last_administrator(context, user, command.duties)]
    if command.name is not None and not tidy(command.name):
        problems.append(Problem("empty_text", Where(field="name")))
    refuse_any(problems)
    held, wanted = set(duties_of(context, user)), set(command.duties)
    context.session.execute(
        delete(UserDuty).where(UserDuty.user_id == user.id, UserDuty.duty.in_(sorted(held - wanted)))
    )
    context.session.add_all(
        UserDuty(user_id=user.id, duty=duty, since=context.today()) for duty in sorted(wanted - held)
    )
    user.name = tidy(command.name) if command.name is not None else user.name
    context.session.flush()
    name, duties = user.name, sorted(wanted)
    context.after(lambda: context.slots.describe(command.number, name, duties))
    return Done(count=len(held ^ wanted), ids=(command.number,))


use_case = UseCase(command=ChangeDuties, permission="access.manage", handle=handle, undo=Undo.NEVER)
