"""Everybody of one period: score, rank, what is missing, and whether the period may be closed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import func, select

from cmdesk.kernel.amounts import mean, printed, rounded
from cmdesk.kernel.errors import Problem, Rejected
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.models.access import User
from cmdesk.models.indicators import IndicatorMonth
from cmdesk.models.inspections import InspectionSheet
from cmdesk.models.scoring import PeriodState, Result
from cmdesk.queries.org import PersonOn, managers_on
from cmdesk.queries.scoring_compute import Computed, compute
from cmdesk.queries.scoring_state_of import check_close
from cmdesk.rules.codes import BandState, Source
from cmdesk.rules.deadlines import due_day
from cmdesk.runtime.context import Context
from cmdesk.runtime.registry import Query

MARKS = {
    Source.PERFORMANCE: "P",
    Source.CUSTOMER: "C",
    Source.INDUSTRY: "G",
    Source.SELF: "S",
    Source.DEPARTMENT: "R",
}
"""The letters of the five sources, as B.2 has them."""


@dataclass(frozen=True)
class PeriodChoice:
    """One period that may be shown. `over`: its last day has passed."""

    period: Period
    closed: bool
    over: bool


@dataclass(frozen=True, kw_only=True)
class PeriodChoices(Query):
    """Every month, quarter, half-year and year from the first one with figures or sheets up to today's."""

    permission: ClassVar[str] = "scoring.compute"

    def rows(self, context: Context) -> tuple[PeriodChoice, ...]:
        """Give them in order."""
        closed = set(context.session.scalars(select(PeriodState.period).where(PeriodState.state == "closed")))
        today = context.today()
        return tuple(
            PeriodChoice(period, period in closed, period.last_day < today)
            for period in sorted(_periods(_first_month(context), today))
        )


def _first_month(context: Context) -> Period:
    session = context.session
    figures = session.scalars(select(IndicatorMonth.period).distinct()).all()
    visit = session.scalar(select(func.min(InspectionSheet.visited_on)))
    begun = [*figures, *([] if visit is None else [Period.month_of(visit)])]
    return min(begun, default=Period.month_of(context.today()))


def _periods(first: Period, today: date) -> set[Period]:
    found: set[Period] = set()
    month = first
    while month.first_day <= today:
        half = Period(PeriodKind.HALF_YEAR, month.year, 1 if month.number <= 6 else 2)
        found |= {month, month.quarter, half, month.whole_year}
        month = month.next()
    return found


@dataclass(frozen=True)
class ScoreRow:
    """One person of the period. `missing`: letters of the sources that have no figure; `note`: a code to be said."""

    person: PersonOn
    score: str | None
    rank: int | None
    band: str | None
    missing: tuple[str, ...]
    note: str
    before: str | None


@dataclass(frozen=True)
class ScoreBoard:
    """A period as it is closed, or as it would be if it were closed now.

    `before` of a row is the score of an earlier close, where the period was reopened. `average`, `highest`, `lowest`
    are printed figures over all who have a score. `due`: by when the close is due.
    """

    period: Period
    closed: bool
    over: bool
    at: datetime
    closed_by: str | None
    reopened_reason: str | None
    revision: int
    rule_version: str
    digest: str
    rows: tuple[ScoreRow, ...]
    average: str | None
    highest: str | None
    lowest: str | None
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    due: date | None

    @property
    def whole(self) -> int:
        """Give how many people lack nothing."""
        return sum(not row.missing and not row.note for row in self.rows)


@dataclass(frozen=True, kw_only=True)
class ScoresOf(Query):
    """The results of a period with everything that bars its close; a trial while it is open (row 12)."""

    permission: ClassVar[str] = "scoring.compute"

    period: Period

    def rows(self, context: Context) -> ScoreBoard:
        """Give the board."""
        state = context.session.get(PeriodState, self.period)
        stored = {
            row.person_id: row for row in context.session.scalars(select(Result).where(Result.period == self.period))
        }
        if state is not None and state.state == "closed":
            return _closed(context, self.period, state, list(stored.values()))
        computed = compute(context, self.period, context.rule_set)
        check = check_close(context, self.period, computed, context.rule_set)
        before = {person: row.score for person, row in stored.items()}
        rows = [_trial_row(one, before.get(one.person.id), self.period.kind) for one in computed]
        return ScoreBoard(
            period=self.period,
            closed=False,
            over=self.period.last_day < context.today(),
            at=context.now(),
            closed_by=None,
            reopened_reason=None if state is None else state.reopened_reason,
            revision=0 if state is None else state.revision,
            rule_version=context.rule_set.meta.version,
            digest=context.rule_digest,
            rows=_ordered(rows),
            **_spread(rows),
            problems=check.problems,
            warnings=check.warnings,
            due=_due(context, self.period),
        )


def _closed(context: Context, period: Period, state: PeriodState, stored: list[Result]) -> ScoreBoard:
    people = {person.id: person for person in managers_on(context, period.last_day)}
    rows = [
        ScoreRow(
            people[row.person_id],
            row.score,
            row.rank,
            row.band,
            _missing_of(row.figures, period.kind),
            _note(list(row.notes), row.score),
            None,
        )
        for row in stored
        if row.person_id in people
    ]
    name = context.session.scalar(select(User.name).where(User.number == state.closed_by))
    return ScoreBoard(
        period=period,
        closed=True,
        over=True,
        at=state.closed_at or context.now(),
        closed_by=name or state.closed_by,
        reopened_reason=None,
        revision=state.revision,
        rule_version=state.rule_version,
        digest=state.inputs_digest,
        rows=_ordered(rows),
        **_spread(rows),
        problems=(),
        warnings=tuple(Problem(said["code"], params=said["params"]) for said in state.said),
        due=None,
    )


def _trial_row(one: Computed, before: str | None, kind: PeriodKind) -> ScoreRow:
    missing = _missing_of(one.figures, kind)
    return ScoreRow(one.person, one.score, one.rank, one.band, missing, _note(one.notes, one.score), before)


def _missing_of(figures: Mapping[str, object], kind: PeriodKind) -> tuple[str, ...]:
    if kind is PeriodKind.QUARTER:
        return tuple(MARKS[source] for source in Source if figures.get(source) is None)
    if kind is PeriodKind.MONTH:
        return tuple(mark for mark, code in (("P", "performance"), ("I", "inspection")) if figures.get(code) is None)
    if kind is PeriodKind.YEAR:
        parts = (("Q", "quarters"), ("H", "exams"), ("E", "competency"))
        return tuple(mark for mark, code in parts if figures.get(code) is None)
    return ()


_SAID = ("red_line", "exam_deferred", "exam_absent", "no_marks", "too_few_quarters", "no_exam", "talk_required")


def _note(notes: tuple[str, ...] | list[str], score: str | None) -> str:
    said = next((code for code in _SAID if code in notes), "")
    return said or ("" if score is not None else BandState.UNGRADED.value)


def _ordered(rows: list[ScoreRow]) -> tuple[ScoreRow, ...]:
    return tuple(sorted(rows, key=lambda row: (row.rank is None, row.rank or 0, row.person.staff_no)))


def _spread(rows: list[ScoreRow]) -> dict[str, str | None]:
    scores = [Decimal(row.score) for row in rows if row.score is not None]
    if not scores:
        return {"average": None, "highest": None, "lowest": None}
    return {
        "average": printed(mean(scores)),
        "highest": f"{rounded(max(scores)):.2f}",
        "lowest": f"{rounded(min(scores)):.2f}",
    }


_DEADLINES = {
    PeriodKind.MONTH: "month_close",
    PeriodKind.QUARTER: "quarter_close",
    PeriodKind.HALF_YEAR: "half_year_close",
    PeriodKind.YEAR: "year_close",
}


def _due(context: Context, period: Period) -> date | None:
    """Give by when a period is to be closed (section C); None where the calendar of that year is not in."""
    wanted = _DEADLINES[period.kind]
    deadline = next((one for one in context.rule_set.deadlines.items if one.code == wanted), None)
    if deadline is None:
        return None
    try:
        return due_day(deadline, period, context.tables.holidays)
    except Rejected:
        return None
