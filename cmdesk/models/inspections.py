"""Inspection sheets (D04), their answers and deductions, and corrective actions (D05)."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cmdesk.models.base import Base, Rooted, strict


class InspectionSheet(Rooted, Base):
    """One visit to one person. State: draft, finished, approved. `score` is the printed figure once finished.

    `tier` is county or city (re-check). `acknowledgement`: signed, refused, or none while open.
    """

    __tablename__ = "inspection_sheet"
    __table_args__ = strict(
        UniqueConstraint("unit_id", "number"),
        CheckConstraint("inspector_1_id <> inspector_2_id", name="two_inspectors"),
        CheckConstraint("approved_by IS NULL OR approved_by <> recorded_by", name="approver_not_recorder"),
        Index("ix_inspection_sheet_person_day", "person_id", "visited_on"),
        Index("ix_inspection_sheet_day", "visited_on"),
    )

    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"))
    number: Mapped[str]
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    visited_on: Mapped[date]
    kind: Mapped[str]
    tier: Mapped[str]
    replaces_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("inspection_sheet.id"))
    inspector_1_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    inspector_2_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    place: Mapped[str]
    checklist_version: Mapped[str]
    state: Mapped[str]
    red_line: Mapped[str | None]
    red_line_fact: Mapped[str | None]
    red_line_evidence: Mapped[str | None]
    acknowledgement: Mapped[str | None]
    acknowledged_on: Mapped[date | None]
    witness_1: Mapped[str | None]
    witness_2: Mapped[str | None]
    opinion: Mapped[str | None]
    note: Mapped[str | None]
    score: Mapped[str | None]
    recorded_by: Mapped[str]
    approved_by: Mapped[str | None]
    returned_reason: Mapped[str | None]


class SheetAnswer(Base):
    """The answer to one item: met, deducted, not_applicable (with reason) or not_seen."""

    __tablename__ = "sheet_answer"

    sheet_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("inspection_sheet.id", ondelete="CASCADE"), primary_key=True)
    item: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    answer: Mapped[str]
    reason: Mapped[str | None]


class Deduction(Base):
    """One deduction of an item: step × count (or a free figure under 其他), with fact, place, day and evidence."""

    __tablename__ = "deduction"
    __table_args__ = strict(
        ForeignKeyConstraint(["sheet_id", "item"], ["sheet_answer.sheet_id", "sheet_answer.item"], ondelete="CASCADE"),
        CheckConstraint("points > 0", name="points_positive"),
    )

    sheet_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    item: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    line: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    step: Mapped[str]
    times: Mapped[int]
    points: Mapped[Decimal]
    fact: Mapped[str]
    place: Mapped[str]
    happened_on: Mapped[date]
    evidence: Mapped[str]
    evidence_no: Mapped[str | None]
    problem: Mapped[str | None]


class SheetPhoto(Base):
    """A photo of a visit, kept by digest; `item` where it is evidence of a deduction."""

    __tablename__ = "sheet_photo"

    sheet_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("inspection_sheet.id", ondelete="CASCADE"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    digest: Mapped[str]
    item: Mapped[int | None]
    note: Mapped[str | None]


class CorrectiveAction(Base):
    """What an inspected person must put right (整改), by when, and who verified it: never its owner."""

    __tablename__ = "corrective_action"

    sheet_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("inspection_sheet.id"), primary_key=True)
    item: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    demand: Mapped[str]
    due: Mapped[date]
    done_on: Mapped[date | None]
    measure: Mapped[str | None]
    verified_on: Mapped[date | None]
    verified_by: Mapped[str | None]


class SecondKeying(Base):
    """A sheet keyed again by another person from the same paper (row 45).

    `keyed` holds {item, answer, points} as the paper was found to say; `settled` {item, first, second, right} of each
    item on which the two keyings differed.
    """

    __tablename__ = "second_keying"
    __table_args__ = strict()

    sheet_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("inspection_sheet.id", ondelete="CASCADE"), primary_key=True)
    keyed_by: Mapped[str]
    keyed_on: Mapped[date]
    keyed: Mapped[list[Any]]
    settled: Mapped[list[Any]]
