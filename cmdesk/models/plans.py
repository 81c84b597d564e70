"""Month plans with the three self-set parts (R20), week plans and work days (R13–R17)."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cmdesk.kernel.periods import Period
from cmdesk.models.base import Base, Rooted, strict


class MonthPlan(Rooted, Base):
    """One person's plan of one month (D02). State: submitted, confirmed. Confirmed plans are locked."""

    __tablename__ = "month_plan"
    __table_args__ = strict(UniqueConstraint("person_id", "period"))

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    period: Mapped[Period]
    state: Mapped[str]
    submitted_on: Mapped[date]
    confirmed_on: Mapped[date | None]
    confirmed_by: Mapped[str | None]
    focus: Mapped[list[Any]]
    summary: Mapped[str | None]


class PlanTarget(Base):
    """A self-set target (code of the rule set) of a plan. It scores nothing; it is printed beside the centre's."""

    __tablename__ = "plan_target"

    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("month_plan.id", ondelete="CASCADE"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    target: Mapped[Decimal]


class PlanPart(Base):
    """The text of a plan for one of the four focuses (R14)."""

    __tablename__ = "plan_part"

    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("month_plan.id", ondelete="CASCADE"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]


class WorkDay(Base):
    """One planned day: its day type (R16) and, once ticked off, what came of it (D03)."""

    __tablename__ = "work_day"

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    day_type: Mapped[str]
    note: Mapped[str | None]
    done: Mapped[bool] = mapped_column(default=False)
    result: Mapped[str | None]


class WeekActivity(Base):
    """What a person's week plan says of one of the four kinds of activity (R15); `monday` begins the week."""

    __tablename__ = "week_activity"

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    monday: Mapped[date] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]
