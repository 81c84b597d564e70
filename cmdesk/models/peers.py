"""Peer review without a trace (B.5a): who handed in and what was rated never meet."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cmdesk.kernel.periods import Period
from cmdesk.models.base import Base
from cmdesk.models.types import LargeBinary

SECRET = {"unjournalled": True}


class PeerRound(Base):
    """The peer review of one group and year. State: planned, open, closed, not_held (with reason)."""

    __tablename__ = "peer_round"

    period: Mapped[Period] = mapped_column(primary_key=True)
    group: Mapped[str] = mapped_column("group_name", primary_key=True)
    state: Mapped[str]
    seed: Mapped[str | None]
    plan_digest: Mapped[str | None]
    last_day: Mapped[date | None]
    reason: Mapped[str | None]
    closed_by: Mapped[str | None]
    sheets_valid: Mapped[int | None]
    sheets_invalid: Mapped[int | None]
    rater_figures: Mapped[dict[str, Any] | None]


class PeerPair(Base):
    """Who is asked to rate whom: the printed lists, from the seeded plan."""

    __tablename__ = "peer_pair"

    period: Mapped[Period] = mapped_column(primary_key=True)
    rater_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    ratee_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    group: Mapped[str] = mapped_column("group_name")


class PeerTurnIn(Base):
    """That a rater has handed in. Nothing links it to a sheet."""

    __tablename__ = "peer_turn_in"

    period: Mapped[Period] = mapped_column(primary_key=True)
    rater_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)


class PeerSheet(Base):
    """A keyed sheet under its random number, encrypted, without user or time; gone at the close."""

    __tablename__ = "peer_sheet"
    __table_args__ = ({"sqlite_strict": True, "sqlite_with_rowid": False, "info": SECRET},)

    number: Mapped[str] = mapped_column(primary_key=True)
    period: Mapped[Period]
    group: Mapped[str] = mapped_column("group_name")
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class PeerRating(Base):
    """What one unnamed colleague gave one person, in random order per person: ten ability scores."""

    __tablename__ = "peer_rating"

    period: Mapped[Period] = mapped_column(primary_key=True)
    ratee_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    scores: Mapped[list[Any]]


class PeerFigure(Base):
    """The result per person: how many ratings count, how many were dropped, the exact score and ability means."""

    __tablename__ = "peer_figure"

    period: Mapped[Period] = mapped_column(primary_key=True)
    ratee_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    valid: Mapped[int]
    dropped: Mapped[int]
    score: Mapped[str | None]
    abilities: Mapped[list[Any]]


class PeerCount(Base):
    """The sealed box: how many papers were put in, counted by hand."""

    __tablename__ = "peer_count"

    period: Mapped[Period] = mapped_column(primary_key=True)
    group: Mapped[str] = mapped_column("group_name", primary_key=True)
    papers: Mapped[int]
