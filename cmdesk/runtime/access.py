"""Permission, second person and exclusions by case: asked by the dispatcher, below every front end."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, bindparam, or_, select
from sqlalchemy.orm import Session

from cmdesk.kernel.errors import Forbidden
from cmdesk.models.access import User, UserDuty
from cmdesk.models.org import Kinship
from cmdesk.runtime.context import Actor, Context
from cmdesk.runtime.permissions import PERMISSIONS, Duty, Permission


def load_actor(session: Session, number: str) -> Actor:
    """Give the standing user of that number with his duties. Raises Forbidden `unknown_user`."""
    user = session.scalar(select(User).where(User.number == number, User.active))
    if user is None:
        raise Forbidden("unknown_user", number=number)
    duties = session.scalars(select(UserDuty.duty).where(UserDuty.user_id == user.id))
    return Actor(user.number, user.name, frozenset(Duty(d) for d in duties), user.person_id)


def need(actor: Actor, code: str) -> None:
    """Raise Forbidden `not_permitted` unless `actor` does the action; meeting duties are asked by the meeting."""
    permission = PERMISSIONS[code]
    if permission.meeting is None and not actor.duties & permission.doers:
        raise Forbidden("not_permitted", action=code, duties=sorted(permission.doers), name=actor.name)


def need_reading(actor: Actor, code: str) -> None:
    """Raise Forbidden `not_permitted` unless `actor` does, approves or reads the action."""
    if not may_read(actor, code):
        raise Forbidden("not_permitted", action=code, duties=sorted(_readers(PERMISSIONS[code])), name=actor.name)


def may_do(actor: Actor, code: str) -> bool:
    """Say whether `actor` does the action by a standing duty."""
    return bool(actor.duties & PERMISSIONS[code].doers)


def may_read(actor: Actor, code: str) -> bool:
    """Say whether `actor` does, approves or reads the action."""
    return bool(actor.duties & _readers(PERMISSIONS[code]))


def need_second(actor: Actor, second: Actor | None, code: str) -> None:
    """Raise Forbidden unless another person confirms: `second_needed`, `second_same_person`, `second_not_permitted`."""
    permission = PERMISSIONS[code]
    if second is None:
        raise Forbidden("second_needed", action=code, duties=sorted(permission.seconds))
    if second.number == actor.number or (second.person_id is not None and second.person_id == actor.person_id):
        raise Forbidden("second_same_person", name=actor.name)
    if not second.duties & permission.seconds:
        raise Forbidden("second_not_permitted", action=code, duties=sorted(permission.seconds), name=second.name)


def refuse_own_case(context: Context, people: Iterable[uuid.UUID], *, who: uuid.UUID | None = None) -> None:
    """Raise Forbidden `own_case` where the actor (or `who`) is one of `people` or kin of one."""
    me = who or context.actor.person_id
    if me is None:
        return
    concerned = set(people)
    if me in concerned or kin_of(context.session, me) & concerned:
        raise Forbidden("own_case", name=context.actor.name)


def kin_of(session: Session, person_id: uuid.UUID) -> set[uuid.UUID]:
    """Give the people who recuse from `person_id` and from whom he does (B.12.15)."""
    pairs = session.execute(_kin(), {"person": person_id})
    return {other if one == person_id else one for one, other in pairs}


@cache
def _kin() -> Any:
    person: BindParameter[uuid.UUID] = bindparam("person")
    return select(Kinship.person_id, Kinship.other_id).where(
        or_(Kinship.person_id == person, Kinship.other_id == person)
    )


def _readers(permission: Permission) -> frozenset[Duty]:
    return permission.doers | permission.seconds | permission.readers
