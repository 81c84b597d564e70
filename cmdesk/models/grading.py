"""From the present rung to the city's decision: seats, proposals, final rungs, decisions."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cmdesk.kernel.periods import Period
from cmdesk.models.base import Base, Rooted


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
    proposed_by: Mapped[str | None]
    voted: Mapped[str | None]
    final: Mapped[str | None]
    final_reason: Mapped[dict[str, Any] | None]
    final_by: Mapped[str | None]
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


class SpecialDecision(Base):
    """A rung that breaks the seats, by a recorded special decision (row 68): number, reason, and two names."""

    __tablename__ = "special_decision"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    from_rung: Mapped[str]
    to_rung: Mapped[str]
    document_no: Mapped[str]
    reason: Mapped[str]
    recorded_by: Mapped[str]
    confirmed_by: Mapped[str]
    at: Mapped[datetime]


class PublicNotice(Base):
    """公示 of the list (D21): posted, the last day it hangs, and whom to call. A later edition stands."""

    __tablename__ = "public_notice"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    edition: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    posted_on: Mapped[date]
    ends_on: Mapped[date]
    contact: Mapped[str]
    telephone: Mapped[str]
    posted_by: Mapped[str]


class Objection(Rooted, Base):
    """An objection to the notice, a 复核 request or an appeal (申诉), and its answer. Many a person are possible.

    Kind: objection, review, appeal. `objector` is null where it came without a name. Outcome: upheld, rejected,
    to_city; an answer never changes a figure by itself.
    """

    __tablename__ = "objection"

    number: Mapped[str] = mapped_column(unique=True)
    year: Mapped[int]
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str]
    objector: Mapped[str | None]
    concrete: Mapped[bool]
    facts: Mapped[str]
    request: Mapped[str]
    received_on: Mapped[date]
    notified_on: Mapped[date | None]
    due_on: Mapped[date]
    received_by: Mapped[str]
    outcome: Mapped[str | None]
    answer: Mapped[str | None]
    answered_on: Mapped[date | None]
    reviewer: Mapped[str | None]
