"""The unit, its standing users and its holidays, as the settings show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from sqlalchemy import extract, select

from cmdesk.models.access import User, UserDuty
from cmdesk.models.org import Person, Unit
from cmdesk.models.settings import Holiday
from cmdesk.runtime.context import Context
from cmdesk.runtime.registry import Query


@dataclass(frozen=True)
class UnitRow:
    """The unit of this database. `own_root` says that it has named the root of a licensed authority."""

    code: str
    name: str
    short_name: str
    covers_city: bool
    demo: bool
    time_stamp_service: str
    own_root: bool


@dataclass(frozen=True, kw_only=True)
class OwnUnit(Query):
    """The unit whose people are appraised here."""

    permission: ClassVar[str] = "settings.change"

    def rows(self, context: Context) -> UnitRow:
        """Give the one row."""
        row = context.session.execute(
            select(
                Unit.code,
                Unit.name,
                Unit.short_name,
                Unit.covers_city,
                Unit.demo,
                Unit.time_stamp_service,
                Unit.root_pem,
            ).where(Unit.own)
        ).one()
        return UnitRow(*row[:5], row.time_stamp_service or "", row.root_pem is not None)


@dataclass(frozen=True)
class UserRow:
    """A standing user: duties with the day since when, whether still active, and his 工号 where he is in the roster.

    `alike` are the 工号 of people in the roster with the same name, where he is not tied to one: perhaps himself.
    """

    number: str
    name: str
    duties: tuple[tuple[str, date], ...]
    active: bool
    staff_no: str | None
    alike: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Users(Query):
    """The standing users, those who were stopped last."""

    permission: ClassVar[str] = "access.manage"

    def rows(self, context: Context) -> tuple[UserRow, ...]:
        """Give one row a user, in order of number."""
        duties: dict[str, list[tuple[str, date]]] = {}
        for number, duty, since in context.session.execute(
            select(User.number, UserDuty.duty, UserDuty.since).join(UserDuty, UserDuty.user_id == User.id)
        ):
            duties.setdefault(number, []).append((duty, since))
        users = context.session.execute(
            select(User.number, User.name, User.active, Person.staff_no)
            .outerjoin(Person, Person.id == User.person_id)
            .order_by(User.active.desc(), User.number)
        )
        called = _untied(context)
        return tuple(
            UserRow(
                number,
                name,
                tuple(sorted(duties.get(number, ()))),
                active,
                staff_no,
                () if staff_no or not active else called.get(name, ()),
            )
            for number, name, active, staff_no in users
        )


def _untied(context: Context) -> dict[str, tuple[str, ...]]:
    """Give the 工号 of people by name to whom no active user is tied."""
    tied = select(User.person_id).where(User.active, User.person_id.is_not(None))
    people = context.session.execute(
        select(Person.name, Person.staff_no)
        .where(Person.unit_id == context.unit.id, Person.id.not_in(tied))
        .order_by(Person.staff_no)
    )
    found: dict[str, tuple[str, ...]] = {}
    for name, staff_no in people:
        found[name] = (*found.get(name, ()), staff_no)
    return found


@dataclass(frozen=True)
class HolidayYearRow:
    """The calendar of a year: weekdays off, weekend days that are worked, and whether the table was taken in here."""

    year: int
    off: tuple[date, ...]
    work: tuple[date, ...]
    own: bool


@dataclass(frozen=True, kw_only=True)
class HolidayYears(Query):
    """The years whose working days can be counted, newest first; a table taken in here replaces the shipped one."""

    permission: ClassVar[str] = "settings.change"

    def rows(self, context: Context) -> tuple[HolidayYearRow, ...]:
        """Give one row a year."""
        own = set(context.session.scalars(select(extract("year", Holiday.day)).distinct()))
        return tuple(
            HolidayYearRow(number, tuple(sorted(year.off)), tuple(sorted(year.work)), number in own)
            for number, year in sorted(context.tables.holidays.items(), reverse=True)
        )
