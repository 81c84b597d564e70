"""Change the name and the duties of a standing user, and who he is in the roster."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import delete, select

from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.kernel.text import tidy
from cmdesk.models.access import User, UserDuty
from cmdesk.queries.org import ids_by_no
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.permissions import Duty
from cmdesk.runtime.registry import Command, Undo, UseCase
from cmdesk.usecases.access.add_user import duty_problems
from cmdesk.usecases.access.standing import duties_of, last_administrator, user_of


@dataclass(frozen=True, kw_only=True)
class ChangeDuties(Command):
    """Give a standing user these duties in place of the present ones, and another name where one is given.

    `staff_no` ties him to his row of the roster, so that he stands aside for himself and for kin; an empty one unties
    him, None changes nothing. All counts from the next sign-in or change of user. Refused: `user_unknown_here`,
    `empty_text`, `duties_exclude`, `last_administrator`, `unknown_person`, `person_has_user`. Cannot be undone: the
    key slot lies outside the database.
    """

    number: str
    duties: tuple[Duty, ...]
    name: str | None = None
    staff_no: str | None = None


def handle(context: Context, command: ChangeDuties) -> Done:
    """Write the duties that differ; those that stay keep their first day."""
    user = user_of(context, command.number)
    problems = [*duty_problems(command.duties), *last_administrator(context, user, command.duties)]
    if command.name is not None and not tidy(command.name):
        problems.append(Problem("empty_text", Where(field="name")))
    person_id = user.person_id
    if command.staff_no is not None:
        person_id, wrong = _tie(context, user, tidy(command.staff_no))
        problems += wrong
    refuse_any(problems)
    held, wanted = set(duties_of(context, user)), set(command.duties)
    context.session.execute(
        delete(UserDuty).where(UserDuty.user_id == user.id, UserDuty.duty.in_(sorted(held - wanted)))
    )
    context.session.add_all(
        UserDuty(user_id=user.id, duty=duty, since=context.today()) for duty in sorted(wanted - held)
    )
    user.name = tidy(command.name) if command.name is not None else user.name
    user.person_id = person_id
    context.session.flush()
    name, duties = user.name, sorted(wanted)
    context.after(lambda: context.slots.describe(command.number, name, duties))
    return Done(count=len(held ^ wanted), ids=(command.number,))


def _tie(context: Context, user: User, staff_no: str) -> tuple[uuid.UUID | None, list[Problem]]:
    """Give the person of that 工号 (None for an empty one), and what speaks against tying the user to him."""
    if not staff_no:
        return None, []
    where = Where(field="staff_no")
    person_id = ids_by_no(context).get(staff_no)
    if person_id is None:
        return None, [Problem("unknown_person", where, {"staff_no": staff_no})]
    holder = context.session.execute(
        select(User.number, User.name).where(User.person_id == person_id, User.active, User.id != user.id)
    ).first()
    if holder is None:
        return person_id, []
    params = {"staff_no": staff_no, "user_no": holder.number, "name": holder.name}
    return None, [Problem("person_has_user", where, params)]


use_case = UseCase(command=ChangeDuties, permission="access.manage", handle=handle, undo=Undo.NEVER)
