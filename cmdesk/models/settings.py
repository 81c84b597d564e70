"""Rule sets in force, holidays, and settings of the unit."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cmdesk.models.base import Base
from cmdesk.models.types import JsonAsWritten


class RuleSetRow(Base):
    """A rule set that was put in force here, whole, with its digest. The newest `activated_at` is the present one."""

    __tablename__ = "rule_set"

    digest: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str]
    state: Mapped[str]
    # Its examples name people and counties in an order that counts.
    body: Mapped[dict[str, Any]] = mapped_column(JsonAsWritten)
    activated_at: Mapped[datetime]
    activated_by: Mapped[str]
    notes: Mapped[str | None]


class Holiday(Base):
    """A day that differs from Monday to Friday: off, or a working weekend day (调休上班)."""

    __tablename__ = "holiday"

    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    document_no: Mapped[str | None]


class DemoDay(Base):
    """The day that a sample county lives on in place of the computer's. It moves on and never back."""

    __tablename__ = "demo_day"

    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    day: Mapped[date]


class Draft(Base):
    """Text typed but not yet kept, by user and form, saved a second after the last key."""

    __tablename__ = "draft"
    __table_args__ = ({"sqlite_strict": True, "info": {"unjournalled": True}},)

    user_no: Mapped[str] = mapped_column(primary_key=True)
    form: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]
