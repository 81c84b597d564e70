"""From the present rung to the city's decision: seats, proposals, final rungs, decisions."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cmdesk.kernel.periods import Period
from cmdesk.models.base import Base


class SeatQuota(Base):
    """The places per level that the city issued for a year (X5), holders included; null = not issued."""

    __tablename__ = "seat_quota"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    unit_code: Mapped[str] = mapped_column(primary_key=True)
    base_date: Mapped[date]
    headcount: Mapped[int]
    senior: Mapped[int | None]
    intermediate: Mapped[int | None]
    junior: Mapped[int | None]
    document_no: Mapped[str]
    edition: Mapped[int]
    note: Mapped[str | None]


class Grading(Base):
    """One person's path in a year (B.12a). Each rung column fills when its step is done; each has its reason."""

    __tablename__ = "grading"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    present: Mapped[str]
    ceiling: Mapped[str]
    ceiling_reasons: Mapped[list[Any]]
    suggested: Mapped[str]
    proposed: Mapped[str | None]
    proposed_reason: Mapped[str | None]
    voted: Mapped[str | None]
    final: Mapped[str | None]
    final_reason: Mapped[dict[str, Any] | None]
    decided: Mapped[str | None]
    certificate: Mapped[dict[str, Any] | None]


class CollectiveDecision(Base):
    """The leading body's decision on the list (集体研究), with its minutes, confirmed by the county leader."""

    __tablename__ = "collective_decision"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    held_on: Mapped[date]
    document_no: Mapped[str]
    minutes: Mapped[str]
    recorded_by: Mapped[str]
    confirmed_by: Mapped[str]
    confirmed_at: Mapped[datetime]


class CityDecision(Base):
    """One line of a decision file. A later document number is a correction; the old line stays."""

    __tablename__ = "city_decision"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    document_no: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    verdict: Mapped[str]
    rung: Mapped[str]
    reason: Mapped[str | None]
    decided_on: Mapped[date]
    effective: Mapped[Period]
    import_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("import_run.id"))
