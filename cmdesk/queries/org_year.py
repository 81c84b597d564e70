"""One person's year, source by source, with the results so far."""

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
from cmdesk.kernel.clock import today
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.models.evaluations import EvaluationRound
from cmdesk.models.exams import ExamMark
from cmdesk.models.indicators import IndicatorFigure
from cmdesk.models.inspections import InspectionSheet
from cmdesk.models.org import PriorResult, RungSpell
from cmdesk.models.peers import PeerFigure
from cmdesk.models.scoring import PeriodState, Result
from cmdesk.queries.org import person_by_no, post_periods
from cmdesk.queries.org_board import open_findings, present_sources
from cmdesk.rules.codes import Source
from cmdesk.runtime.context import Context
from cmdesk.runtime.registry import Query

_QUARTER_SOURCES = (
    (Source.CUSTOMER, "C", "客户满意度"),
    (Source.INDUSTRY, "G", "工业企业评价"),
    (Source.SELF, "S", "自我评价"),
    (Source.DEPARTMENT, "R", "审核评价"),
)


class CellState(StrEnum):
    """How final a source is: locked, in but open, missing after its due time, or not yet due."""

    LOCKED = "locked"
    IN = "in"
    MISSING = "missing"
    NOT_DUE = "not_due"


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
    """A person's year: the sources, past results newest first, and up to five years of trend.

    `months` and `quarters` are the scores of `trend_year`: the year itself, or the one before while it has none.
    """

    year: int
    trend_year: int
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
        begun = any(r.score and r.period.year == year for r in results)
        trend_year = year if begun else year - 1
        scores = {r.period: Decimal(r.score) for r in results if r.score and r.period.year == trend_year}
        return PersonYear(
            year=year,
            trend_year=trend_year,
            lines=_lines(context, person, year),
            months={p.number: s for p, s in scores.items() if p.kind is PeriodKind.MONTH},
            quarters={p.number: s for p, s in scores.items() if p.kind is PeriodKind.QUARTER},
            results=results,
            years=_years(context, person, year, results),
            abilities=_abilities(context, person, year),
            open_findings=open_findings(context).get(person, 0),
        )


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


@dataclass(frozen=True)
class _Ground:
    """What all cells of a person's year are judged by. A month before the first post is never missing."""

    context: Context
    person: uuid.UUID
    year: Period
    closed: frozenset[Period]
    since: date | None

    def cell(self, period: Period, *, there: bool, locked: bool | None = None, words: Mapping[str, str]) -> Cell:
        """Give the cell of a period; `words` are by state, `in` goes for locked too."""
        first = (period.last_day.month - len(period.months)) + 1
        due = self.since is not None and self.since <= period.last_day < today(self.context.clock)
        if there:
            is_locked = period in self.closed if locked is None else locked
            state = CellState.LOCKED if is_locked else CellState.IN
        else:
            state = CellState.MISSING if due else CellState.NOT_DUE
        text = words.get("in" if there else str(state), "")
        return Cell(first, period.last_day.month, state, text)


def _lines(context: Context, person: uuid.UUID, year: int) -> tuple[SourceLine, ...]:
    closed = frozenset(context.session.scalars(select(PeriodState.period).where(PeriodState.state == "closed")))
    since = next((start for start, _ in post_periods(context, person)), None)
    ground = _Ground(context, person, Period(PeriodKind.YEAR, year), closed, since)
    present = {quarter: present_sources(context, quarter) for quarter in ground.year.quarters}
    lines = [
        SourceLine("P", "经营业绩", tuple(_month_cells(ground))),
        SourceLine("I", "督察均分", tuple(_visit_cells(ground))),
    ]
    for source, letter, name in _QUARTER_SOURCES:
        there = {quarter for quarter in ground.year.quarters if person in present[quarter][source]}
        lines.append(SourceLine(letter, name, tuple(_quarter_cells(ground, there, source))))
    lines.append(SourceLine("H", "技能考试", tuple(_exam_cells(ground))))
    lines.append(SourceLine("E", "综合评议", (_ability_cell(ground),)))
    return tuple(lines)


def _month_cells(ground: _Ground) -> Iterable[Cell]:
    found = select(IndicatorFigure.period).where(
        IndicatorFigure.person_id == ground.person, IndicatorFigure.period.in_(ground.year.months)
    )
    there = set(ground.context.session.scalars(found))
    for month in ground.year.months:
        yield ground.cell(month, there=month in there, words={"in": "已收", "missing": "缺"})


def _visit_cells(ground: _Ground) -> Iterable[Cell]:
    scores: dict[Period, list[Decimal]] = defaultdict(list)
    for day, score in ground.context.session.execute(
        select(InspectionSheet.visited_on, InspectionSheet.score).where(
            InspectionSheet.person_id == ground.person,
            InspectionSheet.state == "approved",
            InspectionSheet.tier == "county",
            InspectionSheet.score.is_not(None),
            InspectionSheet.visited_on.between(ground.year.first_day, ground.year.last_day),
        )
    ):
        scores[Period.month_of(day)].append(Decimal(score or 0))
    for month in ground.year.months:
        text = printed(mean(scores[month])) if month in scores else None
        yield ground.cell(month, there=month in scores, words={"in": text or "", "missing": "缺"})


def _quarter_cells(ground: _Ground, there: set[Period], source: Source) -> Iterable[Cell]:
    found = select(EvaluationRound.period).where(EvaluationRound.source == source, EvaluationRound.state == "closed")
    locked = set(ground.context.session.scalars(found))
    for quarter in ground.year.quarters:
        words = {"in": "已收", "missing": "缺"}
        yield ground.cell(quarter, there=quarter in there, locked=quarter in locked, words=words)


def _exam_cells(ground: _Ground) -> Iterable[Cell]:
    found = select(ExamMark.period).where(ExamMark.person_id == ground.person, ExamMark.period.in_(ground.year.halves))
    marks = set(ground.context.session.scalars(found))
    for half in ground.year.halves:
        words = {"in": "已收", "missing": "成绩未到", "not_due": f"{half.number * 6} 月考"}
        yield ground.cell(half, there=half in marks, words=words)


def _ability_cell(ground: _Ground) -> Cell:
    count = ground.context.session.scalar(
        select(func.count())
        .select_from(PeerFigure)
        .where(PeerFigure.ratee_id == ground.person, PeerFigure.period == ground.year)
    )
    words = {"in": "已收", "missing": "缺", "not_due": "明年 1 月：互评、领导评、民主测评"}
    return ground.cell(ground.year, there=bool(count), words=words)
