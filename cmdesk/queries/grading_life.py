"""How far the level decision of a year has come, from the seats to the city's answer, and what hinders it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from sqlalchemy import func, select

from cmdesk.kernel.clock import CHINA
from cmdesk.kernel.errors import Problem
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.models.exchange import ExportRun
from cmdesk.models.grading import CityDecision, CollectiveDecision, Grading, Objection, PublicNotice
from cmdesk.models.scoring import PeriodState
from cmdesk.queries.deliberation_state import sitting_began, sitting_of
from cmdesk.queries.grading_outcome import count_problems, unexplained_problems
from cmdesk.queries.grading_readiness import list_cautions
from cmdesk.queries.grading_seats import seats_of
from cmdesk.queries.org import numbers_by_id
from cmdesk.queries.scoring_state import is_closed
from cmdesk.runtime.context import Context
from cmdesk.runtime.registry import Query


@dataclass(frozen=True, kw_only=True)
class Life:
    """The stages of a year. `years`: all that can be shown, newest first.

    `seats_known`: the places are issued, or computed by a unit that covers its city. `began`: the second sitting has
    handed out ballots, so suggestions and proposals stand. `counted`: every ballot of it is counted. `unexplained`:
    names of who was moved by hand without a reason. `notice_ends`: the last day of the newest 公示. `open_objections`:
    (number, name or nothing, due day, kind). `sent_on`: the day of the newest X4. `city_on`: the newest city decision.
    `cautions`: what to know of seats and list until the leading body has decided.
    """

    unit: str
    years: tuple[int, ...]
    year: int
    year_closed: bool
    seats_known: bool
    seats_document: str | None
    prepared: int
    began: bool
    meeting: str | None
    meeting_closed: bool
    counted: bool
    allocated: bool
    unexplained: tuple[str, ...]
    decided_on: date | None
    decision_no: str | None
    notice_edition: int | None
    notice_posted: date | None
    notice_ends: date | None
    open_objections: tuple[tuple[str, str, date, str], ...]
    sent_on: date | None
    city_on: date | None
    city_no: str | None
    cautions: tuple[Problem, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LifeOfGrading(Query):
    """How far a year has come; without `year` the newest that has gradings, else the newest closed year."""

    permission: ClassVar[str] = "grading.decide"

    year: Period | None = None

    def rows(self, context: Context) -> Life:
        """Give the stages."""
        years = _years(context)
        return life_of(context, years, self.year.year if self.year is not None else years[0])


def _years(context: Context) -> tuple[int, ...]:
    """Give the years that have gradings, then those that are closed; the one before this where there are none."""
    session = context.session
    graded = set(session.scalars(select(Grading.year).distinct()))
    closed = {
        period.year
        for period in session.scalars(select(PeriodState.period).where(PeriodState.state == "closed"))
        if period.kind is PeriodKind.YEAR
    }
    found = sorted(graded | closed, reverse=True)
    return tuple(found) or (context.today().year - 1,)


def life_of(context: Context, years: tuple[int, ...], year: int) -> Life:
    """Give the stages of a year."""
    session = context.session
    seats = seats_of(context, year)
    meeting = sitting_of(context, year, 2)
    decision = session.get(CollectiveDecision, year)
    notice = session.scalar(
        select(PublicNotice).where(PublicNotice.year == year).order_by(PublicNotice.edition.desc()).limit(1)
    )
    city = session.scalar(
        select(CityDecision)
        .where(CityDecision.year == year)
        .order_by(CityDecision.decided_on.desc(), CityDecision.document_no.desc())
        .limit(1)
    )
    rows = select(func.count()).select_from(Grading).where(Grading.year == year)
    prepared = session.scalar(rows) or 0
    return Life(
        unit=context.unit.name,
        years=tuple(sorted({year, *years}, reverse=True)),
        year=year,
        year_closed=is_closed(context, Period(PeriodKind.YEAR, year)),
        seats_known=seats.known,
        seats_document=seats.document_no,
        prepared=prepared,
        began=sitting_began(context, year),
        meeting=None if meeting is None else meeting.number,
        meeting_closed=meeting is not None and meeting.state in {"closed", "minuted"},
        counted=meeting is not None and not count_problems(context, meeting),
        allocated=prepared > 0 and session.scalar(rows.where(Grading.final.is_(None))) == 0,
        unexplained=tuple(str(problem.params["name"]) for problem in unexplained_problems(context, year)),
        decided_on=None if decision is None else decision.held_on,
        decision_no=None if decision is None else decision.document_no,
        notice_edition=None if notice is None else notice.edition,
        notice_posted=None if notice is None else notice.posted_on,
        notice_ends=None if notice is None else notice.ends_on,
        open_objections=_open_objections(context, year),
        sent_on=_sent_on(context, year),
        city_on=None if city is None else city.decided_on,
        city_no=None if city is None else city.document_no,
        cautions=() if decision is not None or not prepared else tuple(list_cautions(context, year)),
    )


def _open_objections(context: Context, year: int) -> tuple[tuple[str, str, date, str], ...]:
    names = numbers_by_id(context)
    rows = context.session.scalars(
        select(Objection).where(Objection.year == year, Objection.answered_on.is_(None)).order_by(Objection.due_on)
    )
    return tuple((row.number, names[row.person_id][1] if row.person_id else "", row.due_on, row.kind) for row in rows)


def _sent_on(context: Context, year: int) -> date | None:
    run = context.session.scalar(
        select(ExportRun)
        .where(ExportRun.kind == "levels", ExportRun.period == Period(PeriodKind.YEAR, year))
        .order_by(ExportRun.edition.desc())
        .limit(1)
    )
    return None if run is None else run.at.astimezone(CHINA).date()
