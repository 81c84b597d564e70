"""The unit and its people: who is where, on which post and rung, since when."""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cmdesk.models.base import Base, Rooted, strict
from cmdesk.models.types import LargeBinary


class Unit(Rooted, Base):
    """A county marketing department. A database has exactly one row with `own`."""

    __tablename__ = "unit"
    __table_args__ = strict(UniqueConstraint("code"))

    code: Mapped[str]
    name: Mapped[str]
    short_name: Mapped[str]
    own: Mapped[bool] = mapped_column(default=True)
    covers_city: Mapped[bool] = mapped_column(default=False)
    demo: Mapped[bool] = mapped_column(default=False)
    time_stamp_service: Mapped[str | None]
    root_pem: Mapped[str | None]


class Person(Rooted, Base):
    """Somebody of the roster (X6). `staff_no` keeps leading zeros."""

    __tablename__ = "person"
    __table_args__ = strict(UniqueConstraint("unit_id", "staff_no"))

    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"))
    staff_no: Mapped[str]
    name: Mapped[str]
    pinyin: Mapped[str] = mapped_column(index=True)
    search_keys: Mapped[str]
    employment: Mapped[str]
    sex: Mapped[str | None]
    birth_month: Mapped[str | None]
    id_number: Mapped[bytes | None] = mapped_column(LargeBinary)
    id_number_index: Mapped[bytes | None] = mapped_column(LargeBinary)
    working_since: Mapped[date | None]
    education: Mapped[str | None]
    qualification: Mapped[str | None]
    note: Mapped[str | None]


class PostSpell(Base):
    """A person on a post from `start` to `until`, both days included; open where `until` is empty."""

    __tablename__ = "post_spell"
    __table_args__ = strict(CheckConstraint("until IS NULL OR until >= start", name="date_order"))

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    start: Mapped[date] = mapped_column(primary_key=True)
    post: Mapped[str]
    until: Mapped[date | None]


class StatusSpell(Base):
    """A person's status (in post, sick leave, standby, left, retired, transferred) from `start` on."""

    __tablename__ = "status_spell"

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    start: Mapped[date] = mapped_column(primary_key=True)
    status: Mapped[str]


class RungSpell(Base):
    """The assessed rung (or `trainee`) from `start` on. `decided` rows come from a decision file and are never edited.

    `start_known` is false where the roster gave no date: B.10 then answers 不能判断.
    """

    __tablename__ = "rung_spell"

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    start: Mapped[date] = mapped_column(primary_key=True)
    rung: Mapped[str]
    start_known: Mapped[bool] = mapped_column(default=True)
    decided: Mapped[bool] = mapped_column(default=False)
    document_no: Mapped[str | None]


class RouteSpell(Base):
    """The retailers a person serves from `start` on: urban and rural count (both or none), and the line's name."""

    __tablename__ = "route_spell"

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    start: Mapped[date] = mapped_column(primary_key=True)
    urban: Mapped[int | None]
    rural: Mapped[int | None]
    line: Mapped[str | None]


class Kinship(Base):
    """Two people who recuse from each other (B.12.15). Stored once, the smaller staff number's person first."""

    __tablename__ = "kinship"
    __table_args__ = strict(CheckConstraint("person_id <> other_id", name="two_people"))

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    other_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    relation: Mapped[str]


class PriorResult(Base):
    """A yearly result from before this database: history for B.9 and B.10. Score, band or both."""

    __tablename__ = "prior_result"

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    score: Mapped[str | None]
    band: Mapped[str | None]
