"""Skill exams (D14) of a half-year."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cmdesk.kernel.periods import Period
from cmdesk.models.base import Base


class ExamMark(Base):
    """One person's marks of one exam. State: normal, absent, deferred. A retake decides only pass, never H."""

    __tablename__ = "exam_mark"

    period: Mapped[Period] = mapped_column(primary_key=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    retake: Mapped[bool] = mapped_column(primary_key=True)
    state: Mapped[str]
    theory: Mapped[Decimal | None]
    practice: Mapped[Decimal | None]
    admission_no: Mapped[str | None]
    sat_on: Mapped[date | None]
    invigilator: Mapped[str | None]
    marker: Mapped[str | None]
    checker: Mapped[str | None]
    note: Mapped[str | None]
    import_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("import_run.id"))
    source_row: Mapped[int | None]


class ExamRelease(Base):
    """That the marks of a half-year are published; before that the half-year cannot close."""

    __tablename__ = "exam_release"

    period: Mapped[Period] = mapped_column(primary_key=True)
    published_on: Mapped[date]
    published_by: Mapped[str]
