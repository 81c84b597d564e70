"""The people as a board: where each stands in the open quarter, and one person's year source by source."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
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
from cmdesk.models.exams import ExamMark
from cmdesk.models.indicators import IndicatorFigure
from cmdesk.models.inspections import CorrectiveAction, InspectionSheet
from cmdesk.models.org import PriorResult, RungSpell
from cmdesk.models.peers import PeerFigure
from cmdesk.models.scoring import PeriodState, Result
from cmdesk.queries.org import GONE, PersonOn, people_on, person_by_no
from cmdesk.rules.codes import Source
from cmdesk.runtime.context import Context
from cmdesk.runtime.registry import Query

_QUARTER_SOURCES = (Source.CUSTOMER, Source.INDUSTRY, Source.SELF, Source.DEPARTMENT)


class CellState(StrEnum):
    """How final a source is: locked, in but open, missing after its due time, or not yet due."""

    LOCKED = "locked"
    IN = "in"
    MISSING = "missing"
    NOT_DUE = "not_due"


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
    """The quarter shown, whether it is closed, and everybody in order of 工号."""

    quarter: Period
    closed: bool
    rows: tuple[BoardRow, ...]


@dataclass(frozen=True, kw_only=True)
class PeopleBoard(Query):
    """Everybody with the sources of the quarter in work, the mean of the visits, and the last closed result."""

    permission: ClassVar[str] = "org.change"

    quarter: Period | None = None
    with_gone: bool = False

    def rows(self, context: Context) -> Board:
        """Give the board."""
        quarter = self.quarter or quarter_in_work(context)
        present = _present(context, quarter)
        visits = _visit_means(context, quarter)
        results = _last_results(context)
        findings = _open_findings(context)
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
        return Board(quarter, _is_closed(context, quarter), tuple(rows))


def quarter_in_work(context: Context) -> Period:
    """Give the quarter to show: the one before this until it is closed (if anything of it is there), else this."""
    present = Period.month_of(context.today()).quarter
    before = present.previous()
    if _is_closed(context, before):
        return present
    started = context.session.scalar(
        select(func.count()).select_from(IndicatorFigure).where(IndicatorFigure.period.in_(before.months))
    )
    rounds = context.session.scalar(
        select(func.count()).select_from(EvaluationRound).where(EvaluationRound.period == before)
    )
    return before if started or rounds else present


@dataclass(frozen=True)
class Cell:
    """A stretch of months of one source: first and last month (1–12), state, and the figure or word in it."""

    first: int
    last: int
    state: CellState
    text: str


@dataclass(frozen=True)
class SourceLine:
    """One source of a person's year: its letter, its name, its cells in order."""

    letter: str
    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class PastResult:
    """One result in the history: period, printed score, rank, band, rung of that time."""

    period: Period
    score: str | None
    rank: int | None
    band: str | None
    rung: str | None


@dataclass(frozen=True)
class YearPoint:
    """One year of the trend: its printed score and the rung held at its end."""

    year: int
    score: Decimal | None
    rung: str | None


@dataclass(frozen=True)
class PersonYear:
    """A person's year: the sources, the months' scores, past results newest first, and up to five years of trend."""

    year: int
    lines: tuple[SourceLine, ...]
    months: Mapping[int, Decimal]
    quarters: Mapping[int, Decimal]
    results: tuple[PastResult, ...]
    years: tuple[YearPoint, ...]
    abilities: tuple[str | None, ...]
    open_findings: int


@dataclass(frozen=True, kw_only=True)
class OneYear(Query):
    """One person's year, source by source, with results so far. Raises Rejected `unknown_person`."""

    permission: ClassVar[str] = "org.change"

    staff_no: str
    year: int | None = None

    def rows(self, context: Context) -> PersonYear:
        """Give the year (the present one by default)."""
        person = person_by_no(context, self.staff_no)
        year = self.year or context.today().year
        results = _results_of(context, person)
        scores = {r.period: Decimal(r.score) for r in results if r.score and r.period.year == year}
        return PersonYear(
            year=year,
            lines=_lines(context, person, year),
            months={p.number: s for p, s in scores.items() if p.kind is PeriodKind.MONTH},
            quarters={p.number: s for p, s in scores.items() if p.kind is PeriodKind.QUARTER},
            results=results,
            years=_years(context, person, year, results),
            abilities=_abilities(context, person, year),
            open_findings=_open_findings(context).get(person, 0),
        )


def _is_closed(context: Context, period: Period) -> bool:
    state = context.session.scalar(select(PeriodState.state).where(PeriodState.period == period))
    return state == "closed"


def _present(context: Context, quarter: Period) -> dict[Source, set[uuid.UUID]]:
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
        scores[person].append(Decimal(score))
    return {person: printed(mean(values)) or "" for person, values in scores.items()}


def _last_results(context: Context) -> dict[uuid.UUID, tuple[Period, str | None, int | None]]:
    found: dict[uuid.UUID, tuple[Period, str | None, int | None]] = {}
    rows = context.session.execute(select(Result.person_id, Result.period, Result.score, Result.rank))
    for person, period, score, rank in rows:
        if period.kind is PeriodKind.QUARTER and (person not in found or period > found[person][0]):
            found[person] = (period, score, rank)
    return found


def _open_findings(context: Context) -> dict[uuid.UUID, int]:
    rows = context.session.execute(
        select(InspectionSheet.person_id, func.count())
        .join(CorrectiveAction, CorrectiveAction.sheet_id == InspectionSheet.id)
        .where(CorrectiveAction.verified_on.is_(None))
        .group_by(InspectionSheet.person_id)
    )
    return {person: count for person, count in rows}


def _results_of(context: Context, person: uuid.UUID) -> tuple[PastResult, ...]:
    rungs = _rungs(context, person)
    here = [
        PastResult(period, score, rank, band, _rung_on(rungs, period.last_day))
        for period, score, rank, band in context.session.execute(
            select(Result.period, Result.score, Result.rank, Result.band).where(Result.person_id == person)
        )
    ]
    known = {result.period for result in here}
    for year, score, band in context.session.execute(
        select(PriorResult.year, PriorResult.score, PriorResult.band).where(PriorResult.person_id == person)
    ):
        period = Period(PeriodKind.YEAR, year)
        if period not in known:
            here.append(PastResult(period, score, None, band, _rung_on(rungs, period.last_day)))
    return tuple(sorted(here, key=lambda r: r.period, reverse=True))


def _rungs(context: Context, person: uuid.UUID) -> list[tuple[date, str]]:
    rows = context.session.execute(
        select(RungSpell.start, RungSpell.rung).where(RungSpell.person_id == person).order_by(RungSpell.start)
    )
    return [(start, rung) for start, rung in rows]


def _rung_on(rungs: Iterable[tuple[date, str]], day: date) -> str | None:
    held = None
    for start, rung in rungs:
        if start <= day:
            held = rung
    return held


def _years(context: Context, person: uuid.UUID, year: int, results: Iterable[PastResult]) -> tuple[YearPoint, ...]:
    rungs = _rungs(context, person)
    yearly = {r.period.year: r.score for r in results if r.period.kind is PeriodKind.YEAR}
    first = min([*yearly, year])
    return tuple(
        YearPoint(y, Decimal(yearly[y] or 0) if yearly.get(y) else None, _rung_on(rungs, date(y, 12, 31)))
        for y in range(max(first, year - 4), year + 1)
    )


def _abilities(context: Context, person: uuid.UUID, year: int) -> tuple[str | None, ...]:
    figures = context.session.scalar(
        select(PeerFigure.abilities).where(
            PeerFigure.ratee_id == person, PeerFigure.period == Period(PeriodKind.YEAR, year - 1)
        )
    )
    return tuple(None if value is None else str(value) for value in figures) if figures else ()


def _lines(context: Context, person: uuid.UUID, year: int) -> tuple[SourceLine, ...]:
    closed = set(context.session.scalars(select(PeriodState.period).where(PeriodState.state == "closed")))
    today = context.today()
    whole = Period(PeriodKind.YEAR, year)
    names = {"P": "经营业绩", "I": "督察均分", "C": "客户满意度", "G": "工业企业评价", "S": "自我评价", "R": "审核评价"}
    lines = [
        SourceLine("P", names["P"], tuple(_month_cells(context, person, whole, closed, today))),
        SourceLine("I", names["I"], tuple(_visit_cells(context, person, whole, closed, today))),
    ]
    present = {quarter: _present(context, quarter) for quarter in whole.quarters}
    for source, letter in zip(_QUARTER_SOURCES, "CGSR", strict=True):
        there = {quarter for quarter in whole.quarters if person in present[quarter][source]}
        cells = tuple(_quarter_cells(context, there, whole, source, today))
        lines.append(SourceLine(letter, names[letter], cells))
    lines.append(SourceLine("H", "技能考试", tuple(_exam_cells(context, person, whole, closed, today))))
    lines.append(SourceLine("E", "综合评议", (_ability_cell(context, person, whole, closed, today),)))
    return tuple(lines)


def _state(there: bool, locked: bool, due: bool) -> CellState:
    if there:
        return CellState.LOCKED if locked else CellState.IN
    return CellState.MISSING if due else CellState.NOT_DUE


def _month_cells(context: Context, person: uuid.UUID, year: Period, closed: set[Period], today: date) -> Iterable[Cell]:
    there = set(
        context.session.scalars(
            select(IndicatorFigure.period).where(
                IndicatorFigure.person_id == person, IndicatorFigure.period.in_(year.months)
            )
        )
    )
    for month in year.months:
        state = _state(month in there, month in closed, month.last_day < today)
        yield Cell(month.number, month.number, state, {"missing": "缺", "not_due": ""}.get(state, "已收"))


def _visit_cells(context: Context, person: uuid.UUID, year: Period, closed: set[Period], today: date) -> Iterable[Cell]:
    scores: dict[Period, list[Decimal]] = defaultdict(list)
    for day, score in context.session.execute(
        select(InspectionSheet.visited_on, InspectionSheet.score).where(
            InspectionSheet.person_id == person,
            InspectionSheet.state == "approved",
            InspectionSheet.tier == "county",
            InspectionSheet.score.is_not(None),
            InspectionSheet.visited_on.between(year.first_day, year.last_day),
        )
    ):
        scores[Period.month_of(day)].append(Decimal(score))
    for month in year.months:
        state = _state(month in scores, month in closed, month.last_day < today)
        text = printed(mean(scores[month])) if month in scores else None
        yield Cell(month.number, month.number, state, text or ("缺" if state is CellState.MISSING else ""))


def _quarter_cells(context: Context, present: set[Period], year: Period, source: Source, today: date) -> Iterable[Cell]:
    locked = set(
        context.session.scalars(
            select(EvaluationRound.period).where(EvaluationRound.source == source, EvaluationRound.state == "closed")
        )
    )
    for quarter in year.quarters:
        state = _state(quarter in present, quarter in locked, quarter.last_day < today)
        text = {"missing": "缺", "not_due": ""}.get(state, "已收")
        yield Cell(quarter.number * 3 - 2, quarter.number * 3, state, text)


def _exam_cells(context: Context, person: uuid.UUID, year: Period, closed: set[Period], today: date) -> Iterable[Cell]:
    marks = set(
        context.session.scalars(
            select(ExamMark.period).where(ExamMark.person_id == person, ExamMark.period.in_(year.halves))
        )
    )
    for half in year.halves:
        state = _state(half in marks, half in closed, half.last_day < today)
        words = {"missing": "成绩未到", "not_due": f"{half.number * 6} 月考"}
        yield Cell(half.number * 6 - 5, half.number * 6, state, words.get(state, "已收"))


def _ability_cell(context: Context, person: uuid.UUID, year: Period, closed: set[Period], today: date) -> Cell:
    there = context.session.scalar(
        select(func.count()).select_from(PeerFigure).where(PeerFigure.ratee_id == person, PeerFigure.period == year)
    )
    state = _state(bool(there), year in closed, date(year.year + 1, 1, 12) < today)
    words = {"missing": "缺", "not_due": "明年 1 月：互评、领导评、民主测评"}
    return Cell(1, 12, state, words.get(state, "已收"))


def present_sources(context: Context, quarter: Period) -> Mapping[Source, set[uuid.UUID]]:
    """Give who is in with each of the five sources of a quarter."""
    return _present(context, quarter)
