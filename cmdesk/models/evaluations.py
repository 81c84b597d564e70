"""The outside sources of a quarter (C, G, S, R) and the leader rating of a year."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cmdesk.kernel.periods import Period
from cmdesk.models.base import Base, strict


class EvaluationRound(Base):
    """The collection of one source (customer, industry, self, department; leader for a year). State: open, closed."""

    __tablename__ = "evaluation_round"

    period: Mapped[Period] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]
    due: Mapped[date | None]
    closed_by: Mapped[str | None]


class Questionnaire(Base):
    """One customer questionnaire: ten answers 1–5 (an unanswered one is null). No retailer is named."""

    __tablename__ = "questionnaire"

    period: Mapped[Period] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    area: Mapped[str | None]
    answers: Mapped[list[Any]]
    asked_on: Mapped[date | None]
    surveyor: Mapped[str | None]
    valid: Mapped[bool]
    invalid_reason: Mapped[str | None]
    import_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("import_run.id"))
    source_row: Mapped[int | None]


class SurveySummary(Base):
    """A manager's survey where an agency gives no single answers: counts and the ten sums over valid sheets."""

    __tablename__ = "survey_summary"
    __table_args__ = strict(CheckConstraint("valid <= returned AND returned <= issued", name="counts"))

    period: Mapped[Period] = mapped_column(primary_key=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    issued: Mapped[int]
    returned: Mapped[int]
    valid: Mapped[int]
    sums: Mapped[list[Any]]
    import_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("import_run.id"))
    source_row: Mapped[int | None]


class FormIssue(Base):
    """A form given out (D10 to an industry rater, D11 to a person). Only its number is trusted on the way back.

    State: issued, superseded, returned. `digest` is of the content that came back.
    """

    __tablename__ = "form_issue"

    number: Mapped[str] = mapped_column(primary_key=True)
    form: Mapped[str]
    period: Mapped[Period]
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    company: Mapped[str | None]
    rater: Mapped[str | None]
    state: Mapped[str]
    digest: Mapped[str | None]


class IndustryRating(Base):
    """One industry rater's eight item scores (0–12.5) for one person (D10)."""

    __tablename__ = "industry_rating"

    form_no: Mapped[str] = mapped_column(ForeignKey("form_issue.number"), primary_key=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    period: Mapped[Period] = mapped_column(index=True)
    scores: Mapped[list[Any]]
    opinion: Mapped[str | None]


class SelfRating(Base):
    """A person's own rating: ten duties, each {score, fact} (D11)."""

    __tablename__ = "self_rating"

    period: Mapped[Period] = mapped_column(primary_key=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    scores: Mapped[list[Any]]
    facts: Mapped[list[Any]]
    form_no: Mapped[str | None] = mapped_column(ForeignKey("form_issue.number"))


class DepartmentReview(Base):
    """The department's adjustment of R, within ±5, with its reason (D12)."""

    __tablename__ = "department_review"

    period: Mapped[Period] = mapped_column(primary_key=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    adjustment: Mapped[Decimal]
    reason: Mapped[str | None]
    comment: Mapped[str | None]
    reviewed_by: Mapped[str]


class LeaderRating(Base):
    """A leader's rating by name: ten abilities of 0–10 for one person and year (领导评)."""

    __tablename__ = "leader_rating"
    __table_args__ = strict(UniqueConstraint("period", "person_id", "rater"))

    period: Mapped[Period] = mapped_column(primary_key=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    rater: Mapped[str] = mapped_column(primary_key=True)
    duty: Mapped[str]
    scores: Mapped[list[Any]]
    entered_by: Mapped[str]
