"""The five evaluations of a quarter: what is in, what is missing for whom, and what a missing one will do (B.8.6)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar

from sqlalchemy import select

from cmdesk.kernel.amounts import Exact, mean, printed
from cmdesk.kernel.errors import Rejected, Where, reject
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.models.evaluations import DepartmentReview, EvaluationRound, SelfRating
from cmdesk.queries.org import PersonOn, managers_on
from cmdesk.queries.scoring_compute import compute, results_of
from cmdesk.queries.scoring_facts import quarter_sources
from cmdesk.queries.scoring_state import is_closed, rules_of
from cmdesk.rules.codes import Source
from cmdesk.rules.deadlines import due_day
from cmdesk.rules.evaluations import Origin
from cmdesk.rules.figures import percents
from cmdesk.rules.ruleset import RuleSet
from cmdesk.runtime import access
from cmdesk.runtime.context import Context
from cmdesk.runtime.registry import Query

LOCKED, IN, MISSING, POLICY, NOT_DUE = "locked", "in", "missing", "policy", "not_due"
"""The states of a cell: final · in and still open · missing · a policy stands in for it · not collected yet."""


@dataclass(frozen=True)
class Cell:
    """One source of one person. `text` is the printed figure, or what stands in its place; `hidden`: it is in, but the
    reader may not see it yet (B.6). `stands`: the policy gives a figure in its place.
    """

    state: str
    text: str
    hidden: bool = False
    stands: bool = False


def given(cell: Cell) -> bool:
    """Say whether a source gives a figure."""
    return cell.state in {LOCKED, IN} or cell.stands


@dataclass(frozen=True)
class RoundRow:
    """The collection of one source: `state` is none, open or closed. `done` of `whole` people are in."""

    source: str
    state: str
    due: date | None
    days_left: int | None
    done: int
    whole: int

    @property
    def lacking(self) -> int:
        """Give how many people are missing."""
        return self.whole - self.done


@dataclass(frozen=True)
class EvaluationRow:
    """One person with the five sources in the order P, C, G, S, R, and what happens if what is missing stays so."""

    person: PersonOn
    cells: tuple[Cell, ...]
    consequence: str

    @property
    def whole(self) -> bool:
        """Say whether all five sources give a figure."""
        return all(given(cell) for cell in self.cells)

    @property
    def lacks(self) -> bool:
        """Say whether a source is missing: still collected, or shared out when its round was closed."""
        return any(cell.state in {MISSING, POLICY} and not given(cell) for cell in self.cells)

    @property
    def missing(self) -> tuple[str, ...]:
        """Give the sources that are missing and still collected."""
        return tuple(str(s) for s, cell in zip(Source, self.cells, strict=True) if cell.state == MISSING)


@dataclass(frozen=True)
class EvaluationBoard:
    """A quarter with its rounds and everybody, by line and 工号. `may_close_on`: when the quarter itself is due."""

    period: Period
    closed: bool
    rounds: tuple[RoundRow, ...]
    rows: tuple[EvaluationRow, ...]
    due: date | None

    def round_of(self, source: str) -> RoundRow:
        """Give the round of a source."""
        return next(one for one in self.rounds if one.source == source)


@dataclass(frozen=True, kw_only=True)
class EvaluationsOf(Query):
    """The board of a quarter. Self-ratings and reviews stay hidden from the other side until both are closed.

    Raises Rejected `quarter_needed`.
    """

    permission: ClassVar[str] = "evaluations.close"

    period: Period

    def rows(self, context: Context) -> EvaluationBoard:
        """Give it."""
        if self.period.kind is not PeriodKind.QUARTER:
            raise reject("quarter_needed", where=Where(field="period"), period=str(self.period))
        return _Maker(context, self.period).board()


@dataclass(frozen=True)
class Eyes:
    """Whether the reader sees self-ratings and reviews; both as soon as both rounds are closed (B.6)."""

    self_ratings: bool
    reviews: bool


def eyes_of(context: Context, period: Period) -> Eyes:
    """Say what the reader may see: who keys self-ratings sees those, who reviews sees reviews, nobody sees both."""
    states = round_states(context, period)
    if states.get(Source.SELF) == states.get(Source.DEPARTMENT) == "closed":
        return Eyes(self_ratings=True, reviews=True)
    reviews = access.may_do(context.actor, "evaluations.review")
    return Eyes(self_ratings=not reviews and access.may_do(context.actor, "evaluations.enter"), reviews=reviews)


def round_states(context: Context, period: Period) -> dict[str, str]:
    """Give the state of every round of a period by source."""
    rows = context.session.execute(
        select(EvaluationRound.source, EvaluationRound.state).where(EvaluationRound.period == period)
    )
    return dict(rows.all())


def month_figures(context: Context, period: Period) -> dict[Period, Mapping[uuid.UUID, Mapping[str, Any]]]:
    """Give P and I of each month by person: as closed, or as they would be closed now."""
    found: dict[Period, Mapping[uuid.UUID, Mapping[str, Any]]] = {}
    for month in period.months:
        if is_closed(context, month):
            found[month] = {person: row.figures for person, row in results_of(context, month).items()}
        else:
            found[month] = {one.person.id: one.figures for one in compute(context, month, context.rule_set)}
    return found


def month_parts(
    figures: Mapping[Period, Mapping[uuid.UUID, Mapping[str, Any]]], person: uuid.UUID, code: str
) -> tuple[tuple[Period, str], ...]:
    """Give the printed figures of a part for the months that have it, in order."""
    return tuple(
        (month, by_person[person][code])
        for month, by_person in figures.items()
        if person in by_person and by_person[person].get(code) is not None
    )


def consequence_of(missing: Mapping[str, str], rules: RuleSet) -> str:
    """Say in words what B.8.6 does if these sources stay missing; empty for none."""
    weights = percents(rules.weights.quarter)
    gone = sum((weights[code] for code in missing), Decimal())
    if not gone:
        return ""
    rest = 100 - gone
    return f"其余 {rest} 分折成 100" if rest else "没有得分"


class _Maker:
    def __init__(self, context: Context, period: Period) -> None:
        self.context, self.period = context, period
        self.rules = rules_of(context, period)
        self.people = managers_on(context, period.last_day)
        self.months = month_figures(context, period)
        self.months_closed = all(is_closed(context, month) for month in period.months)
        self.sources = quarter_sources(context, period, self.rules, [person.id for person in self.people])
        self.own = _self_scores(context, period)
        self.reviews = _adjustments(context, period)
        self.rounds = {
            row.source: row
            for row in context.session.scalars(select(EvaluationRound).where(EvaluationRound.period == period))
        }
        self.eyes = eyes_of(context, period)

    def board(self) -> EvaluationBoard:
        rows = [self._row(person) for person in self.people]
        rows.sort(key=lambda row: (row.person.line or "", row.person.staff_no))
        rounds = tuple(self._round(source, place, rows) for place, source in enumerate(Source))
        return EvaluationBoard(
            self.period, is_closed(self.context, self.period), rounds, tuple(rows), due_of(self.context, self.period)
        )

    def _round(self, source: Source, place: int, rows: list[EvaluationRow]) -> RoundRow:
        done = sum(given(row.cells[place]) for row in rows)
        if source is Source.PERFORMANCE:
            return RoundRow(source, "closed" if self.months_closed else "open", None, None, done, len(rows))
        found = self.rounds.get(source)
        due = None if found is None else found.due
        left = None if due is None else (due - self.context.today()).days
        return RoundRow(source, "none" if found is None else found.state, due, left, done, len(rows))

    def _row(self, person: PersonOn) -> EvaluationRow:
        cells = (
            self._performance(person),
            self._customer(person),
            self._industry(person),
            self._given(Source.SELF, self.own.get(person.id), self.eyes.self_ratings),
            self._given(Source.DEPARTMENT, self._reviewed(person), self.eyes.reviews),
        )
        missing = {str(source): cell.text for source, cell in zip(Source, cells, strict=True) if cell.state == MISSING}
        return EvaluationRow(person, cells, consequence_of(missing, self.rules))

    def _performance(self, person: PersonOn) -> Cell:
        parts = month_parts(self.months, person.id, "performance")
        value = printed(mean(Decimal(figure) for _, figure in parts))
        if value is None:
            return Cell(MISSING if self.period.last_day < self.context.today() else NOT_DUE, "缺")
        if self.months_closed:
            return Cell(LOCKED, value)
        return Cell(IN if len(parts) == 3 else NOT_DUE, value)

    def _customer(self, person: PersonOn) -> Cell:
        fact = self.sources.customer.get(person.id)
        _, origin = self.sources.customer_samples.get(person.id, (0, ""))
        value = None if fact is None else fact.value
        if value is not None and origin == Origin.COUNTY_MEAN:
            return Cell(POLICY, f"县均 {printed(value)}", stands=True)
        return self._standing(Source.CUSTOMER, value, "")

    def _industry(self, person: PersonOn) -> Cell:
        fact = self.sources.industry.get(person.id)
        raters = self.sources.industry_raters.get(person.id, 0)
        least = self.rules.industry.least_raters
        return self._standing(
            Source.INDUSTRY, None if fact is None else fact.value, f"{raters} / {least} 人" if raters else ""
        )

    def _given(self, source: Source, value: Fraction | None, seen: bool) -> Cell:
        cell = self._standing(source, value, "")
        return cell if seen or value is None else Cell(cell.state, "已交", hidden=True)

    def _standing(self, source: Source, value: Exact | None, partly: str) -> Cell:
        found = self.rounds.get(source)
        if value is not None:
            return Cell(LOCKED if found is not None and found.state == "closed" else IN, printed(value) or "")
        if found is None:
            return Cell(NOT_DUE, "未开")
        if found.state == "closed":
            return Cell(POLICY, partly or "缺·分摊")
        return Cell(MISSING, partly or "缺")

    def _reviewed(self, person: PersonOn) -> Fraction | None:
        adjustment = self.reviews.get(person.id)
        value = mean(Decimal(figure) for _, figure in month_parts(self.months, person.id, "inspection"))
        if adjustment is None or value is None:
            return None
        return min(Fraction(100), max(Fraction(), value + Fraction(adjustment)))


def due_of(context: Context, period: Period) -> date | None:
    """Give by when a quarter is to be closed (section C); None where the calendar of that year is not in."""
    deadline = next((one for one in context.rule_set.deadlines.items if one.code == "quarter_close"), None)
    try:
        return None if deadline is None else due_day(deadline, period, context.tables.holidays)
    except Rejected:
        return None


def _self_scores(context: Context, period: Period) -> dict[uuid.UUID, Fraction]:
    rows = context.session.execute(select(SelfRating.person_id, SelfRating.scores).where(SelfRating.period == period))
    return {person: sum((Fraction(score) for score in scores), Fraction()) for person, scores in rows}


def _adjustments(context: Context, period: Period) -> dict[uuid.UUID, Decimal]:
    rows = context.session.execute(
        select(DepartmentReview.person_id, DepartmentReview.adjustment).where(DepartmentReview.period == period)
    )
    return dict(rows.all())
