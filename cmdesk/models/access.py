"""Standing users and their duties. Passwords live in the key slots, never here."""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cmdesk.models.base import Base, Rooted, strict
from cmdesk.models.types import LargeBinary


class User(Rooted, Base):
    """Somebody who signs in. `person_id` where he stands in the roster: exclusions by case need it."""

    __tablename__ = "user"
    __table_args__ = strict(UniqueConstraint("number"))

    number: Mapped[str]
    name: Mapped[str]
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    active: Mapped[bool] = mapped_column(default=True)


class UserDuty(Base):
    """A standing duty (administrator, inspector, …) of a user."""

    __tablename__ = "user_duty"

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id"), primary_key=True)
    duty: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[date]


class SigningKeyRecord(Base):
    """A certificate issued to a duty holder, by fingerprint; the key itself is the holder's file."""

    __tablename__ = "signing_key"

    fingerprint: Mapped[str] = mapped_column(primary_key=True)
    holder_no: Mapped[str]
    holder: Mapped[str]
    duty: Mapped[str]
    pem: Mapped[str]
    issued_on: Mapped[date]
    revoked_on: Mapped[date | None]


class TrialAuthority(Base):
    """The trial CA of the unit: its root and its key, encrypted by the vault. One row."""

    __tablename__ = "trial_authority"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    root_pem: Mapped[str]
    sealed_key: Mapped[bytes] = mapped_column(LargeBinary)
