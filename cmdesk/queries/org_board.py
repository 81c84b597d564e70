"""The people as a board: where each stands in the open quarter."""

from __future__ import annotations

import uuid
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import func, select

from cmdesk.kernel.amounts import mean, printed
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.models.evaluations import (
    DepartmentReview,
    EvaluationRound,
    IndustryRating,
    Questionnaire,
    SelfRating,
    SurveySummary,
)
from cmdesk.models.indicators import IndicatorFigure
from cmdesk.models.inspections import CorrectiveAction, InspectionSheet
from cmdesk.models.scoring import PeriodState, Result
from cmdesk.queries.org import GONE, PersonOn, people_on
from cmdesk.rules.codes import Source
from cmdesk.runtime.context import Context
from cmdesk.runtime.registry import Query

_QUARTER_SOURCES = (Source.CUSTOMER, Source.INDUSTRY, Source.SELF, Source.DEPARTMENT)


@dataclass(frozen=True)
class BoardRow:
    """One person of the board. `score`, `rank`, `of` are of the last closed quarter or year, None without one.

    `inspection` is the mean of the approved sheets of the quarter shown, `sources` the five sources that are in.
    """

    person: PersonOn
    score: str | None
    rank: int | None
    of: Period | None
    inspection: str | None
    sources: tuple[bool, ...]
    open_findings: int


@dataclass(frozen=True)
class Board:
    """The quarter shown, whether it is closed, everybody in order of 工号, and the unit whose people these are."""

    quarter: Period
    closed: bool
    rows: tuple[BoardRow, ...]
    unit: str = ""


@dataclass(frozen=True, kw_only=True)
class PeopleBoard(Query):
    """Everybody with the sources of the quarter in work, the mean of the visits, and the last closed result."""

    permission: ClassVar[str] = "org.change"

    quarter: Period | None = None
    with_gone: bool = False

    def rows(self, context: Context) -> Board:
        """Give the board."""
        quarter = self.quarter or quarter_in_work(context)
        present = present_sources(context, quarter)
        visits = _visit_means(context, quarter)
        results = _last_results(context)
        findings = open_findings(context)
        people = [p for p in people_on(context, context.today()) if self.with_gone or p.status not in GONE]
        rows = []
        for person in people:
            result = results.get(person.id)
            rows.append(
                BoardRow(
                    person=person,
                    score=result[1] if result else None,
                    rank=result[2] if result else None,
                    of=result[0] if result else None,
                    inspection=visits.get(person.id),
                    sources=tuple(person.id in present[source] for source in Source),
                    open_findings=findings.get(person.id, 0),
                )
            )
        return Board(quarter, is_closed(context, quarter), tuple(rows), context.unit.name)


def quarter_in_work(context: Context) -> Period:
    """Give the quarter to show: the one before this until it is closed (if anything of it is there), else this."""
    present = Period.month_of(context.today()).quarter
    before = present.previous()
    if is_closed(context, before):
        return present
    started = context.session.scalar(
        select(func.count()).select_from(IndicatorFigure).where(IndicatorFigure.period.in_(before.months))
    )
    rounds = context.session.scalar(
        select(func.count()).select_from(EvaluationRound).where(EvaluationRound.period == before)
    )
    return before if started or rounds else present


def is_closed(context: Context, period: Period) -> bool:
    """Say whether a period is closed."""
    state = context.session.scalar(select(PeriodState.state).where(PeriodState.period == period))
    return state == "closed"


def present_sources(context: Context, quarter: Period) -> dict[Source, set[uuid.UUID]]:
    """Give who is in with each of the five sources of a quarter; P only with all three months."""
    session = context.session
    found: dict[Source, set[uuid.UUID]] = {source: set() for source in Source}
    months = session.execute(
        select(IndicatorFigure.person_id, func.count(func.distinct(IndicatorFigure.period)))
        .where(IndicatorFigure.period.in_(quarter.months))
        .group_by(IndicatorFigure.person_id)
    )
    found[Source.PERFORMANCE] = {person for person, count in months if count == len(quarter.months)}
    asked = session.scalars(select(Questionnaire.person_id).where(Questionnaire.period == quarter).distinct())
    summed = session.scalars(select(SurveySummary.person_id).where(SurveySummary.period == quarter))
    found[Source.CUSTOMER] = {*asked, *summed}
    rated = select(IndustryRating.person_id).where(IndustryRating.period == quarter).distinct()
    found[Source.INDUSTRY] = set(session.scalars(rated))
    found[Source.SELF] = set(session.scalars(select(SelfRating.person_id).where(SelfRating.period == quarter)))
    reviewed = select(DepartmentReview.person_id).where(DepartmentReview.period == quarter)
    found[Source.DEPARTMENT] = set(session.scalars(reviewed))
    return found


def _visit_means(context: Context, period: Period) -> dict[uuid.UUID, str]:
    scores: dict[uuid.UUID, list[Decimal]] = defaultdict(list)
    for person, score in context.session.execute(
        select(InspectionSheet.person_id, InspectionSheet.score).where(
            InspectionSheet.visited_on.between(period.first_day, period.last_day),
            InspectionSheet.state == "approved",
            InspectionSheet.tier == "county",
            InspectionSheet.score.is_not(None),
        )
    ):
        scores[person].append(Decimal(score or 0))
    return {person: printed(mean(values)) or "" for person, values in scores.items()}


def _last_results(context: Context) -> dict[uuid.UUID, tuple[Period, str | None, int | None]]:
    found: dict[uuid.UUID, tuple[Period, str | None, int | None]] = {}
    rows = context.session.execute(select(Result.person_id, Result.period, Result.score, Result.rank))
    for person, period, score, rank in rows:
        if period.kind is PeriodKind.QUARTER and (person not in found or period > found[person][0]):
            found[person] = (period, score, rank)
    return found


def open_findings(context: Context) -> dict[uuid.UUID, int]:
    """Give how many corrective actions of each person are not verified yet."""
    rows = context.session.execute(
        select(InspectionSheet.person_id, func.count())
        .join(CorrectiveAction, CorrectiveAction.sheet_id == InspectionSheet.id)
        .where(CorrectiveAction.verified_on.is_(None))
        .group_by(InspectionSheet.person_id)
    )
    return {row[0]: row[1] for row in rows}
