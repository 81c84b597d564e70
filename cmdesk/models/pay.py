"""The monthly pay computation (D19)."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cmdesk.kernel.periods import Period
from cmdesk.models.base import Base


class PayLine(Base):
    """One person's four components of a month, as printed text; performance and total are null while 待定.

    `differences` holds correction lines of earlier months. A released line never changes.
    """

    __tablename__ = "pay_line"

    period: Mapped[Period] = mapped_column(primary_key=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    rung: Mapped[str]
    pay_rung: Mapped[str]
    coefficient: Mapped[str]
    month_score: Mapped[str | None]
    base: Mapped[str]
    floating: Mapped[str]
    seniority: Mapped[str]
    performance: Mapped[str | None]
    total: Mapped[str | None]
    differences: Mapped[list[Any]]


class PayRelease(Base):
    """That the pay list of a month was released, by whom and confirmed by whom."""

    __tablename__ = "pay_release"

    period: Mapped[Period] = mapped_column(primary_key=True)
    released_on: Mapped[date]
    released_by: Mapped[str]
    confirmed_by: Mapped[str]
