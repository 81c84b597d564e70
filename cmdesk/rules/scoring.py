"""The scores of month, quarter and year, and of the competency assessment (B.2, B.8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from cmdesk.kernel.amounts import Exact, mean
from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.rules import exams
from cmdesk.rules.codes import Band, BandState, MissingPolicy, Source
from cmdesk.rules.evaluations import department_score
from cmdesk.rules.figures import Weighed, percents, printed_figure, weigh
from cmdesk.rules.grading import band_of
from cmdesk.rules.peer_scores import PeerScore, peer_score
from cmdesk.rules.ruleset import RuleSet

INSPECTION_MISSING = "inspection_missing"
WEIGHTS_REDISTRIBUTED = "weights_redistributed"
TALK_REQUIRED = "talk_required"
MONTHS_MISSING = "months_missing"
SOURCE_HELD = "source_held"
SOURCE_FIXED = "source_fixed"


@dataclass(frozen=True)
class MonthScore:
    """M of a month (B.2). `printed` is None where P is missing: the month counts as absent (B.3)."""

    exact: Fraction | None
    printed: Decimal | None
    weighed: Weighed
    notes: tuple[str, ...]


def month_score(performance: Exact | None, inspection: Exact | None, rule_set: RuleSet) -> MonthScore:
    """Give M = P and I by their weights; P alone where there is no sheet, and a note says so (B.8.4)."""
    weights = percents(rule_set.weights.month)
    weighed = weigh({"performance": performance, "inspection": inspection}, weights)
    notes = (INSPECTION_MISSING,) if inspection is None else ()
    if performance is None or weighed.exact is None:
        return MonthScore(None, None, weighed, notes)
    return MonthScore(weighed.exact, printed_figure(weighed.exact, rule_set), weighed, notes)


@dataclass(frozen=True)
class MonthFigures:
    """The printed P and I of one month of a quarter. No P: the month counts as absent; no I: no sheet."""

    performance: Decimal | None
    inspection: Decimal | None


@dataclass(frozen=True)
class QuarterScore:
    """Q of a quarter. Without a score the person is `ungraded` (不定等次); the parts stand as far as they exist."""

    exact: Fraction | None
    printed: Decimal | None
    state: BandState
    weighed: Weighed
    missing: tuple[Source, ...]
    notes: tuple[str, ...]


def quarter_score(
    months: Sequence[MonthFigures | None],
    *,
    customer: Exact | None,
    industry: Exact | None,
    self_review: Exact | None,
    department_adjustment: Exact | None,
    rule_set: RuleSet,
) -> QuarterScore:
    """Give Q from the printed P and I of the months and the other sources (B.2, B.8.5, B.8.6).

    Raises Rejected `adjustment_too_large`.
    """
    standing = [month for month in months if month is not None]
    performances = [month.performance for month in standing if month.performance is not None]
    inspections = [month.inspection for month in standing if month.inspection is not None]
    figures: dict[str, Exact | None] = {
        Source.PERFORMANCE: mean(performances),
        Source.CUSTOMER: customer,
        Source.INDUSTRY: industry,
        Source.SELF: self_review,
        Source.DEPARTMENT: department_score(inspections, department_adjustment, rule_set),
    }
    notes = _talk(figures, rule_set)
    missing = tuple(source for source in Source if figures[source] is None)
    figures, held, fixed = _by_policy(figures, rule_set)
    weighed = weigh(figures, percents(rule_set.weights.quarter))
    graded = len(performances) >= rule_set.roll_up.quarter_months and not held and weighed.exact is not None
    if graded and weighed.missing:
        notes.insert(0, WEIGHTS_REDISTRIBUTED)
    notes += [SOURCE_HELD] * held + [SOURCE_FIXED] * fixed
    if len(performances) < len(months):
        notes.append(MONTHS_MISSING)
    score = weighed.exact if graded else None
    figure = None if score is None else printed_figure(score, rule_set)
    state = BandState.GRADED if graded else BandState.UNGRADED
    return QuarterScore(score, figure, state, weighed, missing, tuple(notes))


def _talk(figures: dict[str, Exact | None], rule_set: RuleSet) -> list[str]:
    self_review, department = figures[Source.SELF], figures[Source.DEPARTMENT]
    if self_review is None or department is None:
        return []
    far = abs(Fraction(self_review) - Fraction(department)) > Fraction(rule_set.department.talk_over)
    return [TALK_REQUIRED] if far else []


def _by_policy(figures: dict[str, Exact | None], rule_set: RuleSet) -> tuple[dict[str, Exact | None], bool, bool]:
    """Put fixed figures in place of missing ones, and say whether a missing source holds the quarter (B.8.6)."""
    policies = rule_set.missing_sources
    filled, held = dict(figures), False
    for source in (Source.CUSTOMER, Source.INDUSTRY, Source.SELF, Source.DEPARTMENT):
        policy = getattr(policies, source.value)
        if figures[source] is None:
            held = held or policy.policy is MissingPolicy.HOLD
            if policy.policy is MissingPolicy.FIXED:
                filled[source] = policy.fixed
    return filled, held, filled != figures


@dataclass(frozen=True)
class ExamMarks:
    """The first marks of one exam. A part that was not sat counts 0 (B.7)."""

    theory: Exact | None
    practice: Exact | None


ExamEntry = ExamMarks | Literal["deferred", "absent"]
"""One exam of a year: marks, 缓考 (left out), or 缺考 (counts 0)."""


@dataclass(frozen=True)
class YearScore:
    """A of a year with its band. `ungraded` has neither. `exam_scores` are the printed H that count (B.8.1)."""

    exact: Fraction | None
    printed: Decimal | None
    band: Band | None
    state: BandState
    weighed: Weighed
    exam_scores: tuple[Decimal, ...]


def year_score(
    quarters: Sequence[Decimal | None],
    exam_entries: Sequence[ExamEntry],
    competency: Exact | None,
    *,
    red_line: bool = False,
    rule_set: RuleSet,
) -> YearScore:
    """Give A from the printed Q of the quarters, the printed H of the exams and E, exact (B.2, B.8.1, B.8.5)."""
    graded = [quarter for quarter in quarters if quarter is not None]
    marks = tuple(figure for entry in exam_entries if (figure := _exam_figure(entry, rule_set)) is not None)
    weighed = weigh(
        {"quarters": mean(graded), "exams": mean(marks), "competency": competency}, percents(rule_set.weights.year)
    )
    needed = rule_set.roll_up
    if len(graded) < needed.year_quarters or len(marks) < needed.year_exams or weighed.exact is None:
        return YearScore(None, None, None, BandState.UNGRADED, weighed, marks)
    figure = printed_figure(weighed.exact, rule_set)
    band = band_of(figure, red_line=red_line, rule_set=rule_set)
    return YearScore(weighed.exact, figure, band, BandState.GRADED, weighed, marks)


def _exam_figure(entry: ExamEntry, rule_set: RuleSet) -> Decimal | None:
    if entry == "deferred":
        return None
    if entry == "absent":
        return Decimal("0.00")
    assert isinstance(entry, ExamMarks)
    return exams.exam_score(entry.theory, entry.practice, rule_set).printed


@dataclass(frozen=True)
class CompetencyScore:
    """E 工作能力综合评议, exact; None where all three parts are missing."""

    exact: Fraction | None
    printed: Decimal | None
    peers: PeerScore
    weighed: Weighed


def competency_score(
    peer: Sequence[Exact], leader: Exact | None, democratic: Exact | None, rule_set: RuleSet
) -> CompetencyScore:
    """Give E from the peer ratings, the leaders' mean and the democratic rating (B.2, B.5)."""
    peers = peer_score(peer, rule_set)
    values = {"peer": peers.exact, "leader": leader, "democratic": democratic}
    weighed = weigh(values, percents(rule_set.weights.competency))
    figure = None if weighed.exact is None else printed_figure(weighed.exact, rule_set)
    return CompetencyScore(weighed.exact, figure, peers, weighed)


def check_year_shape(quarters: Sequence[object], exam_entries: Sequence[object]) -> None:
    """Refuse a year that has not four quarters, or more than two exams (`wrong_length`)."""
    problems = []
    if len(quarters) != 4:
        problems.append(Problem("wrong_length", Where(field="quarters"), {"expected": 4, "found": len(quarters)}))
    if len(exam_entries) > 2:
        problems.append(Problem("wrong_length", Where(field="exams"), {"expected": 2, "found": len(exam_entries)}))
    refuse_any(problems)
