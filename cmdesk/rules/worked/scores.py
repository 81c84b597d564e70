"""Worked examples about scores: inspection, performance, month, quarter, year, ratings, exams, bands."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal

from cmdesk.kernel.amounts import Rounding
from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.rules import exams, indicators, inspections, scoring
from cmdesk.rules.codes import Band, Source
from cmdesk.rules.democratic import DemocraticRating, RatingCount, democratic_rating
from cmdesk.rules.figures import Weighed, printed_text
from cmdesk.rules.grading import band_of, movement
from cmdesk.rules.ladder import Rung
from cmdesk.rules.peer_scores import PeerScore, peer_score, peer_sheet
from cmdesk.rules.ruleset import RuleSet
from cmdesk.rules.shapes import Between, Long, Score
from cmdesk.rules.worked.topic import Topic


@dataclass(frozen=True, kw_only=True)
class RoundGiven:
    """A number with any places, and to how many places it is rounded."""

    value: Fraction
    places: Annotated[int, Between(0, 30)]


def round_value(given: RoundGiven, rule_set: RuleSet) -> dict[str, str]:
    """Round once, as the rule set says (B.8.1)."""
    return {"value": digits_of(given.value, given.places, rule_set.rounding.mode)}


def digits_of(value: Fraction, places: int, mode: Rounding) -> str:
    """Give `value` rounded to `places` as text; in whole numbers, so that no precision limits it."""
    scaled = abs(value) * 10**places
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    twice = 2 * rest
    half = twice == scaled.denominator
    whole += twice > scaled.denominator or (half and (mode is Rounding.HALF_UP or whole % 2 == 1))
    sign = "-" if value < 0 and whole else ""
    text = str(whole).zfill(places + 1)
    return f"{sign}{text[:-places]}.{text[-places:]}" if places else f"{sign}{text}"


@dataclass(frozen=True, kw_only=True)
class SheetItem:
    """One item of a sheet."""

    points: Annotated[Decimal, Between(0)]
    deductions: tuple[Decimal, ...]
    applicable: bool
    answered: bool


@dataclass(frozen=True, kw_only=True)
class SheetGiven:
    """A whole sheet."""

    items: tuple[SheetItem, ...]
    red_line: bool


def inspection_sheet(given: SheetGiven, rule_set: RuleSet) -> dict[str, Any]:
    """Score one inspection sheet (B.4)."""
    items = [
        inspections.ItemAnswer(
            points=item.points, deductions=item.deductions, applicable=item.applicable, answered=item.answered
        )
        for item in given.items
    ]
    score = inspections.sheet_score(items, red_line=given.red_line, rule_set=rule_set)
    return {"score": printed_text(score.exact, rule_set)}


@dataclass(frozen=True, kw_only=True)
class InspectionMonthGiven:
    """A person's sheets of a month, and the city's re-checks by the sheet's position."""

    sheets: tuple[Score, ...]
    city_re_checks: dict[str, Score]
    red_line: bool


def inspection_month(given: InspectionMonthGiven, rule_set: RuleSet) -> dict[str, Any]:
    """Give I of a month (B.1, B.8.3)."""
    refuse_any(
        Problem("no_such_sheet", Where(field=f"city_re_checks.{key}"), {"sheet": key})
        for key in given.city_re_checks
        if key not in {str(place) for place in range(len(given.sheets))}
    )
    re_checks = {int(key): score for key, score in given.city_re_checks.items()}
    month = inspections.month_inspection(given.sheets, re_checks, red_line=given.red_line, rule_set=rule_set)
    return {
        "score": printed_text(month.exact, rule_set),
        "used": [printed_text(score, rule_set) for score in month.used],
    }


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The x of B.3 for each indicator; None: no figure."""

    sales: Decimal | None
    revenue: Decimal | None
    brand_shelf: Decimal | None
    brand_sell: Decimal | None
    forecast: Decimal | None
    margin: Decimal | None
    price_tags: Decimal | None
    base_data: Decimal | None


@dataclass(frozen=True, kw_only=True)
class PerformanceGiven:
    """The figures of one month."""

    figures: Figures


def performance(given: PerformanceGiven, rule_set: RuleSet) -> dict[str, Any]:
    """Give P of a month (B.3)."""
    score = indicators.performance_score(vars(given.figures), rule_set)
    return {
        "points": {item.indicator.code: printed_text(item.points, rule_set) for item in score.items},
        "score": printed_text(score.exact, rule_set),
        "missing": score.missing,
    }


@dataclass(frozen=True, kw_only=True)
class MonthGiven:
    """P and I of a month."""

    performance: Score | None
    inspection: Score | None


def month_score(given: MonthGiven, rule_set: RuleSet) -> dict[str, Any]:
    """Give M (B.2, B.8.4)."""
    month = scoring.month_score(given.performance, given.inspection, rule_set)
    return {"score": printed_text(month.exact, rule_set), "notes": month.notes}


@dataclass(frozen=True, kw_only=True)
class QuarterGiven:
    """Three months and the other sources."""

    months: Annotated[tuple[MonthGiven | None, ...], Long(3)]
    customer: Score | None
    industry: Score | None
    self: Score | None
    department_adjustment: Decimal | None


def quarter_score(given: QuarterGiven, rule_set: RuleSet) -> dict[str, Any]:
    """Give Q (B.2, B.8.5, B.8.6)."""
    quarter = scoring.quarter_score(
        [
            None if month is None else scoring.MonthFigures(month.performance, month.inspection)
            for month in given.months
        ],
        customer=given.customer,
        industry=given.industry,
        self_review=given.self,
        department_adjustment=given.department_adjustment,
        rule_set=rule_set,
    )
    return {
        "score": printed_text(quarter.exact, rule_set),
        "band_state": quarter.state,
        "parts": _parts(quarter.weighed, tuple(Source), rule_set),
        "missing": quarter.missing,
        "notes": quarter.notes,
    }


def _parts(weighed: Weighed, codes: tuple[str, ...], rule_set: RuleSet) -> dict[str, str | None]:
    return {str(code): printed_text(weighed.value_of(code), rule_set) for code in codes}


@dataclass(frozen=True, kw_only=True)
class ExamGiven:
    """The marks of one exam; None: the part was not sat."""

    theory: Score | None
    practice: Score | None


@dataclass(frozen=True, kw_only=True)
class YearGiven:
    """Four quarters, the exams, E and whether a red line was crossed."""

    quarters: Annotated[tuple[Score | None, ...], Long(4)]
    exams: tuple[ExamGiven | Literal["deferred", "absent"], ...]
    competency: Score | None
    red_line: bool = False


def year_score(given: YearGiven, rule_set: RuleSet) -> dict[str, Any]:
    """Give A and the band (B.2, B.8.5, B.9)."""
    scoring.check_year_shape(given.quarters, given.exams)
    entries: list[scoring.ExamEntry] = [
        entry if isinstance(entry, str) else scoring.ExamMarks(entry.theory, entry.practice) for entry in given.exams
    ]
    year = scoring.year_score(given.quarters, entries, given.competency, red_line=given.red_line, rule_set=rule_set)
    return {
        "score": printed_text(year.exact, rule_set),
        "band": year.band,
        "state": year.state,
        "parts": _parts(year.weighed, ("quarters", "exams", "competency"), rule_set),
    }


@dataclass(frozen=True, kw_only=True)
class CompetencyGiven:
    """Peer ratings, the leaders' mean and the democratic rating."""

    peer: tuple[Score, ...]
    leader: Score | None
    democratic: Score | None


def competency(given: CompetencyGiven, rule_set: RuleSet) -> dict[str, Any]:
    """Give E (B.2, B.5)."""
    score = scoring.competency_score(given.peer, given.leader, given.democratic, rule_set)
    peers = _peer_result(score.peers, rule_set)
    return {"peer_score": peers.pop("score"), **peers, "score": printed_text(score.exact, rule_set)}


def _peer_result(score: PeerScore, rule_set: RuleSet) -> dict[str, Any]:
    return {
        "score": printed_text(score.exact, rule_set),
        "dropped": [printed_text(rating, rule_set) for rating in score.dropped],
        "used": score.used,
    }


@dataclass(frozen=True, kw_only=True)
class PeerGiven:
    """The ratings of one person."""

    ratings: tuple[Score, ...]


def peer(given: PeerGiven, rule_set: RuleSet) -> dict[str, Any]:
    """Give 互评 (B.5)."""
    return _peer_result(peer_score(given.ratings, rule_set), rule_set)


@dataclass(frozen=True, kw_only=True)
class PeerSheetGiven:
    """The totals that one rater gave."""

    totals: dict[str, Score]


def sheet_of_peer(given: PeerSheetGiven, rule_set: RuleSet) -> object:
    """Judge one rater's sheet (B.5)."""
    return peer_sheet(given.totals, rule_set)


@dataclass(frozen=True, kw_only=True)
class DemocraticGiven:
    """The counts by class of voters."""

    classes: dict[Literal["A", "B", "C"], RatingCount]


def rating(given: DemocraticGiven, rule_set: RuleSet) -> dict[str, Any]:
    """Give 民主测评 (B.12.6)."""
    result: DemocraticRating = democratic_rating({str(code): count for code, count in given.classes.items()}, rule_set)
    return {
        "score": printed_text(result.exact, rule_set),
        "excellent_share": printed_text(result.excellent_share, rule_set),
        "classes": {
            code: {"valid": score.valid, "score": printed_text(score.exact, rule_set)}
            for code, score in result.classes.items()
        },
        "void": result.void,
        "blocked": result.blocked,
    }


def exam(given: ExamGiven, rule_set: RuleSet) -> dict[str, Any]:
    """Give H and 合格 (B.7)."""
    score = exams.exam_score(given.theory, given.practice, rule_set)
    return {"score": printed_text(score.exact, rule_set), "passed": score.passed}


@dataclass(frozen=True, kw_only=True)
class BandGiven:
    """A printed annual score."""

    score: Score
    red_line: bool


def band(given: BandGiven, rule_set: RuleSet) -> dict[str, Any]:
    """Give the band (B.9, B.15)."""
    return {"band": band_of(given.score, red_line=given.red_line, rule_set=rule_set)}


@dataclass(frozen=True, kw_only=True)
class MovementGiven:
    """A person's rung and two years."""

    rung: Rung
    band: Band
    score: Score
    last_year_score: Score | None


def moved(given: MovementGiven, rule_set: RuleSet) -> object:
    """Give the yearly movement (B.9)."""
    return movement(given.rung, given.band, given.score, given.last_year_score, rule_set)


TOPICS: tuple[Topic, ...] = (
    Topic("round", RoundGiven, round_value),
    Topic("inspection_sheet", SheetGiven, inspection_sheet),
    Topic("inspection_month", InspectionMonthGiven, inspection_month),
    Topic("performance", PerformanceGiven, performance),
    Topic("month_score", MonthGiven, month_score),
    Topic("quarter_score", QuarterGiven, quarter_score),
    Topic("year_score", YearGiven, year_score),
    Topic("competency", CompetencyGiven, competency),
    Topic("peer_score", PeerGiven, peer),
    Topic("peer_sheet", PeerSheetGiven, sheet_of_peer),
    Topic("democratic_rating", DemocraticGiven, rating),
    Topic("exam", ExamGiven, exam),
    Topic("band", BandGiven, band),
    Topic("movement", MovementGiven, moved),
)
