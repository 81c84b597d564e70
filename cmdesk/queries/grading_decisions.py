"""What was decided on a year: the leading body, special decisions, notices, objections, and the city's documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from sqlalchemy import select

from cmdesk.kernel.periods import Period
from cmdesk.models.grading import CityDecision, CollectiveDecision, Objection, PublicNotice, SpecialDecision
from cmdesk.queries.grading_outcome import decision_of
from cmdesk.queries.org import numbers_by_id
from cmdesk.runtime.context import Context
from cmdesk.runtime.registry import Query


@dataclass(frozen=True, kw_only=True)
class DecisionPage:
    """The leading body's decision, special decisions, notices, and the city's decisions by document."""

    document_no: str | None
    held_on: date | None
    minutes: str | None
    recorded_by: str | None
    confirmed_by: str | None
    specials: tuple[tuple[str, str, str, str, str, str], ...]
    notices: tuple[tuple[int, date, date, str, str], ...]
    city: tuple[tuple[str, date, str, int], ...]


@dataclass(frozen=True, kw_only=True)
class Decisions(Query):
    """集体研究 of a year with special decisions, the notices posted, and the city's documents taken in."""

    permission: ClassVar[str] = "grading.decide"

    year: Period

    def rows(self, context: Context) -> DecisionPage:
        """Give the page; empty parts where nothing has happened yet."""
        year, session = self.year.year, context.session
        found: CollectiveDecision | None = decision_of(context, year)
        names = numbers_by_id(context)
        city: dict[tuple[str, date, str], int] = {}
        for row in session.scalars(
            select(CityDecision).where(CityDecision.year == year).order_by(CityDecision.decided_on)
        ):
            key = (row.document_no, row.decided_on, str(row.effective))
            city[key] = city.get(key, 0) + 1
        return DecisionPage(
            document_no=found.document_no if found else None,
            held_on=found.held_on if found else None,
            minutes=found.minutes if found else None,
            recorded_by=found.recorded_by if found else None,
            confirmed_by=found.confirmed_by if found else None,
            specials=tuple(
                (*names[row.person_id], row.from_rung, row.to_rung, row.document_no, row.reason)
                for row in session.scalars(select(SpecialDecision).where(SpecialDecision.year == year))
            ),
            notices=tuple(
                (row.edition, row.posted_on, row.ends_on, row.contact, row.telephone)
                for row in session.scalars(
                    select(PublicNotice).where(PublicNotice.year == year).order_by(PublicNotice.edition)
                )
            ),
            city=tuple((*key, count) for key, count in city.items()),
        )


@dataclass(frozen=True, kw_only=True)
class ObjectionRow:
    """An objection, review or appeal with its term and answer."""

    number: str
    kind: str
    staff_no: str | None
    name: str | None
    objector: str | None
    concrete: bool
    facts: str
    request: str
    received_on: date
    due_on: date
    outcome: str | None
    answer: str | None
    answered_on: date | None
    reviewer: str | None


@dataclass(frozen=True, kw_only=True)
class Objections(Query):
    """The objections, reviews and appeals of a year, in the order they came."""

    permission: ClassVar[str] = "grading.decide"

    year: Period

    def rows(self, context: Context) -> tuple[ObjectionRow, ...]:
        """Give one row each."""
        names = numbers_by_id(context)
        rows = context.session.scalars(
            select(Objection).where(Objection.year == self.year.year).order_by(Objection.number)
        )
        return tuple(
            ObjectionRow(
                number=row.number,
                kind=row.kind,
                staff_no=names[row.person_id][0] if row.person_id else None,
                name=names[row.person_id][1] if row.person_id else None,
                objector=row.objector,
                concrete=row.concrete,
                facts=row.facts,
                request=row.request,
                received_on=row.received_on,
                due_on=row.due_on,
                outcome=row.outcome,
                answer=row.answer,
                answered_on=row.answered_on,
                reviewer=row.reviewer,
            )
            for row in rows
        )
