"""Closed periods and the printed results they hold."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from cmdesk.kernel.periods import Period
from cmdesk.models.base import Base, strict


class PeriodState(Base):
    """The state of a period: open or closed; how often it was closed; under which rules; digest of its inputs."""

    __tablename__ = "period_state"

    period: Mapped[Period] = mapped_column(primary_key=True)
    state: Mapped[str]
    revision: Mapped[int]
    rule_version: Mapped[str]
    rule_digest: Mapped[str]
    inputs_digest: Mapped[str]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None]
    reopened_reason: Mapped[str | None]
    said: Mapped[list[Any]]


class Result(Base):
    """One person's result of a closed period. `score` is the printed figure (two places) or null.

    `figures` holds the printed parts that the next period takes as given, `notes` the codes that are printed.
    The derivation is computed again from the raw facts, which a closed period keeps from changing: `inputs_digest`
    tells whether they are still the same.
    """

    __tablename__ = "result"
    __table_args__ = strict(Index("ix_result_period", "period"))

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    period: Mapped[Period] = mapped_column(primary_key=True)
    score: Mapped[str | None]
    state: Mapped[str]
    band: Mapped[str | None]
    rank: Mapped[int | None]
    figures: Mapped[dict[str, Any]]
    notes: Mapped[list[Any]]
    inputs_digest: Mapped[str]


class AnnualComment(Base):
    """The department head's comment on a person's year (at most 400 characters), or the group's opinion."""

    __tablename__ = "annual_comment"

    period: Mapped[Period] = mapped_column(primary_key=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    duty: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]
    written_by: Mapped[str]
