"""What the orders about standing users ask alike: who is meant, and that somebody may still manage the rest."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from cmdesk.kernel.errors import Problem, Where, reject
from cmdesk.models.access import User, UserDuty
from cmdesk.runtime.context import Context
from cmdesk.runtime.permissions import Duty


def user_of(context: Context, number: str) -> User:
    """Give the active user of that number. Raises Rejected `user_unknown_here`."""
    user = context.session.scalar(select(User).where(User.number == number, User.active))
    if user is None:
        raise reject("user_unknown_here", where=Where(field="number"), user_no=number)
    return user


def duties_of(context: Context, user: User) -> tuple[Duty, ...]:
    """Give the duties that a user holds."""
    held = context.session.scalars(select(UserDuty.duty).where(UserDuty.user_id == user.id))
    return tuple(sorted(Duty(duty) for duty in held))


def last_administrator(context: Context, user: User, duties: Iterable[Duty]) -> list[Problem]:
    """Give `last_administrator` where nobody would manage users once `user` holds only `duties`."""
    if Duty.ADMINISTRATOR in duties:
        return []
    others = context.session.scalars(
        select(User.number)
        .join(UserDuty, UserDuty.user_id == User.id)
        .where(UserDuty.duty == Duty.ADMINISTRATOR, User.active, User.id != user.id)
    ).all()
    return [] if others else [Problem("last_administrator", Where(field="number"), {"name": user.name})]
