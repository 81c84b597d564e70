"""Training, competitions and review meetings (R10, R11), and the plans that follow from gaps (R33)."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cmdesk.kernel.periods import Period
from cmdesk.models.base import Base, Rooted


class TrainingEvent(Rooted, Base):
    """One record: kind training, competition or review_meeting; its level, topic, day and hours."""

    __tablename__ = "training_event"

    kind: Mapped[str]
    level: Mapped[str]
    topic: Mapped[str]
    subject: Mapped[str | None]
    held_on: Mapped[date]
    hours: Mapped[Decimal | None]
    note: Mapped[str | None]


class TrainingAttendance(Base):
    """Who took part, and with which result."""

    __tablename__ = "training_attendance"

    event_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("training_event.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    result: Mapped[str | None]


class TrainingPlan(Base):
    """A measure against a gap of a closed period: subject, what, by when."""

    __tablename__ = "training_plan"

    period: Mapped[Period] = mapped_column(primary_key=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    gap: Mapped[str]
    subject: Mapped[str]
    measure: Mapped[str]
    due: Mapped[date | None]
    done_on: Mapped[date | None]
