"""The figures of a month as they came: who has them, what they score, what is missing, what stands out (B.3)."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from sqlalchemy import select

from cmdesk.kernel.amounts import exact, parse_fraction, printed
from cmdesk.kernel.errors import Rejected
from cmdesk.kernel.periods import Period
from cmdesk.models.exchange import ImportRun
from cmdesk.models.indicators import IndicatorFigure
from cmdesk.queries.org import PersonOn, managers_on, person_by_no
from cmdesk.queries.scoring_state import is_closed, rules_of
from cmdesk.rules.deadlines import due_day
from cmdesk.rules.indicators import indicator_score, is_early_warning, performance_score
from cmdesk.rules.ruleset import RuleSet
from cmdesk.runtime.context import Context
from cmdesk.runtime.registry import Query

KIND = "indicators"
_SALES = "sales"
_DUE = "indicators"


@dataclass(frozen=True)
class FigureRow:
    """One indicator of a person: target, actual, the figure of B.3, its points of how many, and its row in the file."""

    code: str
    name: str
    target: str
    actual: str
    figure: str
    points: str
    full: str
    source_row: int | None


@dataclass(frozen=True)
class Growth:
    """Sales against an earlier month, beside that of everybody else together, in per cent."""

    against: Period
    own: str
    peers: str
    warned: bool


@dataclass(frozen=True)
class MonthRow:
    """One manager's month. `score` is P, None without it; `corrected`: the last of several arrivals changed him."""

    staff_no: str
    name: str
    search: str
    line: str
    score: str | None
    sales: str
    figures: tuple[FigureRow, ...]
    missing: tuple[str, ...]
    corrected: bool
    file: str
    growth: Growth | None

    @property
    def has_figures(self) -> bool:
        """Say whether anything came for the person."""
        return bool(self.figures)

    @property
    def warned(self) -> bool:
        """Say whether his growth lies too far below that of the others."""
        return self.growth is not None and self.growth.warned


@dataclass(frozen=True)
class Arrival:
    """One file of the month: when, by whom, and how many rows were new or changed."""

    at: datetime
    by: str
    file: str
    new: int
    changed: int
    unchanged: int


@dataclass(frozen=True)
class MonthBoard:
    """A month: its rows, its arrivals (newest first), sums over everybody, and by when the figures were due."""

    period: Period
    closed: bool
    due: date | None
    rows: tuple[MonthRow, ...]
    arrivals: tuple[Arrival, ...]
    sales_target: str
    sales_actual: str
    mean_score: str | None


@dataclass(frozen=True, kw_only=True)
class IndicatorsOfMonth(Query):
    """The figures of a month, one row a manager in post, those without figures too."""

    permission: ClassVar[str] = "indicators.import"

    period: Period

    def rows(self, context: Context) -> MonthBoard:
        """Give the board."""
        return _Board(context, self.period).made()


@dataclass(frozen=True)
class PersonMonth:
    """One month of a person: P, None where it is missing, and the rate of sales."""

    period: Period
    score: str | None
    sales: str


@dataclass(frozen=True, kw_only=True)
class IndicatorsOfPerson(Query):
    """A person's last twelve months up to `until`, oldest first. Raises Rejected `unknown_person`."""

    permission: ClassVar[str] = "indicators.import"

    staff_no: str
    until: Period

    def rows(self, context: Context) -> tuple[PersonMonth, ...]:
        """Give one row a month."""
        person = person_by_no(context, self.staff_no)
        months = [self.until]
        while len(months) < 12:
            months.append(months[-1].previous())
        figures: dict[Period, dict[str, Fraction | None]] = defaultdict(dict)
        for period, code, figure in context.session.execute(
            select(IndicatorFigure.period, IndicatorFigure.code, IndicatorFigure.figure).where(
                IndicatorFigure.person_id == person, IndicatorFigure.period.in_(months)
            )
        ):
            figures[period][code] = None if figure is None else parse_fraction(figure)
        return tuple(_month(context, period, figures.get(period, {})) for period in reversed(months))


def _month(context: Context, period: Period, figures: Mapping[str, Fraction | None]) -> PersonMonth:
    if not figures:
        return PersonMonth(period, None, "")
    score = performance_score(figures, rules_of(context, period))
    return PersonMonth(period, printed(score.exact), printed(figures.get(_SALES)) or "")


@dataclass(frozen=True)
class _Stored:
    target: Decimal | None
    actual: Decimal | None
    x: Fraction | None
    import_id: uuid.UUID | None
    source_row: int | None


class _Board:
    """One month's board in the making."""

    def __init__(self, context: Context, period: Period) -> None:
        self.context, self.period = context, period
        self.rules: RuleSet = rules_of(context, period)
        self.people = managers_on(context, period.last_day)
        self.stored = _stored(context, period)
        self.runs = {
            run.id: run
            for run in context.session.execute(
                select(
                    ImportRun.id,
                    ImportRun.at,
                    ImportRun.by,
                    ImportRun.file_name,
                    ImportRun.accepted,
                    ImportRun.changed,
                    ImportRun.unchanged,
                )
                .where(ImportRun.kind == KIND, ImportRun.period == period)
                .order_by(ImportRun.at.desc(), ImportRun.id.desc())
            )
        }
        self.growths = _growths(context, period, self.stored, self.rules)

    def made(self) -> MonthBoard:
        rows = tuple(self._row(person) for person in self.people)
        scores = [Fraction(row.score) for row in rows if row.score is not None]
        return MonthBoard(
            period=self.period,
            closed=is_closed(self.context, self.period),
            due=due_of(self.context, _DUE, self.period),
            rows=rows,
            arrivals=tuple(
                Arrival(run.at, run.by, run.file_name, run.accepted - run.changed, run.changed, run.unchanged)
                for run in self.runs.values()
            ),
            sales_target=_text(_sum(one.target for one in self._sales())),
            sales_actual=_text(_sum(one.actual for one in self._sales())),
            mean_score=printed(sum(scores, Fraction()) / len(scores)) if scores else None,
        )

    def _sales(self) -> list[_Stored]:
        return [figures[_SALES] for figures in self.stored.values() if _SALES in figures]

    def _row(self, person: PersonOn) -> MonthRow:
        figures = self.stored.get(person.id, {})
        score = performance_score({code: one.x for code, one in figures.items()}, self.rules)
        run = next((self.runs.get(one.import_id) for one in figures.values() if one.import_id), None)
        newest = next(iter(self.runs.values()), None)
        corrected = run is not None and newest is not None and run.id == newest.id and len(self.runs) > 1
        sales = figures.get(_SALES)
        return MonthRow(
            staff_no=person.staff_no,
            name=person.name,
            search=f"{person.name} {person.staff_no} {person.search_keys}",
            line=person.line or "",
            score=printed(score.exact) if figures else None,
            sales=(printed(sales.x) or "") if sales else "",
            figures=tuple(self._figures(figures)) if figures else (),
            missing=tuple(item.indicator.name for item in score.items if item.figure is None) if figures else (),
            corrected=corrected and newest is not None and newest.changed > 0,
            file=run.file_name if run else "",
            growth=self.growths.get(person.id),
        )

    def _figures(self, figures: Mapping[str, _Stored]) -> Iterable[FigureRow]:
        for item in self.rules.indicators.items:
            one = figures.get(item.code, _Stored(None, None, None, None, None))
            points = indicator_score(item, one.x, self.rules).points
            yield FigureRow(
                item.code,
                item.name,
                _text(one.target),
                _text(one.actual),
                printed(one.x) or "",
                printed(points) or "",
                _text(item.points),
                one.source_row,
            )


def due_of(context: Context, code: str, period: Period) -> date | None:
    """Give the day on which a deadline of the rule set falls; None for a year without a holiday table."""
    deadline = context.rule_set.deadlines.of(code)
    try:
        return None if deadline is None else due_day(deadline, period, context.tables.holidays)
    except Rejected:
        return None


def _stored(context: Context, period: Period) -> dict[uuid.UUID, dict[str, _Stored]]:
    found: dict[uuid.UUID, dict[str, _Stored]] = defaultdict(dict)
    for row in context.session.execute(
        select(
            IndicatorFigure.person_id,
            IndicatorFigure.code,
            IndicatorFigure.target,
            IndicatorFigure.actual,
            IndicatorFigure.figure,
            IndicatorFigure.import_id,
            IndicatorFigure.source_row,
        ).where(IndicatorFigure.period == period)
    ):
        x = None if row.figure is None else parse_fraction(row.figure)
        found[row.person_id][row.code] = _Stored(row.target, row.actual, x, row.import_id, row.source_row)
    return dict(found)


def _growths(
    context: Context, period: Period, stored: Mapping[uuid.UUID, Mapping[str, _Stored]], rules: RuleSet
) -> dict[uuid.UUID, Growth]:
    """Give each person's growth of sales beside that of all others, against the same month a year before.

    Where nothing of that month is known, against the month before. Only people with sales in both months count.
    """
    now = {person: one[_SALES].actual for person, one in stored.items() if _SALES in one and one[_SALES].actual}
    for earlier in (Period(period.kind, period.year - 1, period.number), period.previous()):
        before = _sales_of(context, earlier)
        pairs = {one: (exact(now[one] or 0), exact(before[one])) for one in now.keys() & before.keys()}
        if pairs:
            return dict(_each_growth(pairs, earlier, rules))
    return {}


def _each_growth(
    pairs: Mapping[uuid.UUID, tuple[Fraction, Fraction]], against: Period, rules: RuleSet
) -> Iterable[tuple[uuid.UUID, Growth]]:
    all_now = sum((now for now, _ in pairs.values()), Fraction())
    all_before = sum((before for _, before in pairs.values()), Fraction())
    for person, (now, before) in pairs.items():
        rest = all_before - before
        if not rest:
            continue
        own, peers = (now / before - 1) * 100, ((all_now - now) / rest - 1) * 100
        warned = is_early_warning(own, peers, rules)
        yield person, Growth(against, printed(own) or "", printed(peers) or "", warned)


def _sales_of(context: Context, period: Period) -> dict[uuid.UUID, Decimal]:
    rows = context.session.execute(
        select(IndicatorFigure.person_id, IndicatorFigure.actual).where(
            IndicatorFigure.period == period, IndicatorFigure.code == _SALES, IndicatorFigure.actual.is_not(None)
        )
    )
    return {person: actual for person, actual in rows if actual}


def _sum(values: Iterable[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal()) if known else None


def _text(value: Decimal | None) -> str:
    if value is None:
        return ""
    plain = value.normalize()
    return f"{plain:f}" if plain else "0"
