"""Who may confirm an action as its second person: read before such a person is asked for his password."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import select

from cmdesk.models.access import User, UserDuty
from cmdesk.runtime.context import Context
from cmdesk.runtime.permissions import PERMISSIONS, Duty
from cmdesk.runtime.registry import Query


@dataclass(frozen=True)
class SecondPerson:
    """A standing user who may confirm, with his duties as codes."""

    number: str
    name: str
    duties: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SecondPeople(Query):
    """The standing users who may confirm `action` as second person: never who asks himself, by no number of his."""

    permission: ClassVar[str] = "desk.home"
    action: str

    def rows(self, context: Context) -> tuple[SecondPerson, ...]:
        """Give them in order of their number."""
        wanted = {str(duty) for duty in PERMISSIONS[self.action].seconds}
        found: dict[str, SecondPerson] = {}
        statement = (
            select(User.number, User.name, User.person_id, UserDuty.duty)
            .join(UserDuty, UserDuty.user_id == User.id)
            .where(User.active, User.number != context.actor.number)
            .order_by(User.number, UserDuty.duty)
        )
        for number, name, person_id, duty in context.session.execute(statement):
            if person_id is None or person_id != context.actor.person_id:
                before = found[number].duties if number in found else ()
                found[number] = SecondPerson(number, name, (*before, str(Duty(duty))))
        return tuple(row for row in found.values() if wanted & set(row.duties))
