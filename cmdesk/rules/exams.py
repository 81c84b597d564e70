"""专业技能考试: marks, passing, retakes and how long a passed part is valid (B.7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from cmdesk.kernel.amounts import Exact
from cmdesk.kernel.periods import Period
from cmdesk.rules.figures import percents, printed_figure, weigh
from cmdesk.rules.ruleset import RuleSet


@dataclass(frozen=True)
class ExamScore:
    """H of one exam, and whether both parts pass: the mean does not compensate."""

    exact: Fraction
    printed: Decimal
    passed: bool


def exam_score(theory: Exact | None, practice: Exact | None, rule_set: RuleSet) -> ExamScore:
    """Give H of the first marks; a part that was not sat counts 0 and fails (B.7)."""
    marks = {"theory": theory or 0, "practice": practice or 0}
    weighed = weigh(marks, percents(rule_set.weights.exam))
    score = weighed.exact or Fraction()
    passed = all(passes(mark, rule_set) for mark in (theory, practice))
    return ExamScore(score, printed_figure(score, rule_set), passed)


def passes(mark: Exact | None, rule_set: RuleSet) -> bool:
    """Say whether one part passes; a part that was not sat does not."""
    return mark is not None and Fraction(mark) >= Fraction(rule_set.exam.pass_mark)


@dataclass(frozen=True)
class Sitting:
    """One person's marks on one day; None for a part that was not sat then. A retake changes 合格, never H."""

    half: Period
    on: date
    theory: Exact | None
    practice: Exact | None
    retake: bool = False


@dataclass(frozen=True)
class Qualification:
    """Whether somebody is 合格 on a day, and the day up to which (included) each passed part is valid."""

    passed: bool
    theory_until: date | None
    practice_until: date | None


def qualification(sittings: Sequence[Sitting], on: date, rule_set: RuleSet) -> Qualification:
    """Give what somebody's sittings up to `on` are worth that day: both parts passed, each still valid (B.7)."""
    until: dict[str, date | None] = {"theory": None, "practice": None}
    for sitting in sorted(sittings, key=lambda entry: entry.on):
        for part in until:
            if sitting.on <= on and passes(getattr(sitting, part), rule_set):
                until[part] = _years_later(sitting.on, rule_set.exam.part_valid_years)
    passed = all(last is not None and on <= last for last in until.values())
    return Qualification(passed, until["theory"], until["practice"])


def retake_allowed(sittings: Sequence[Sitting], first: Period, retake: Period, rule_set: RuleSet) -> bool:
    """Say whether the exam of half-year `first` may be retaken in `retake`: once, within the next half-year (B.7)."""
    own = [sitting for sitting in sittings if sitting.half == first]
    failed = any(
        not (passes(sitting.theory, rule_set) and passes(sitting.practice, rule_set))
        for sitting in own
        if not sitting.retake
    )
    taken = sum(sitting.retake for sitting in own)
    last = first
    for _ in range(rule_set.exam.retake_within_halves):
        last = last.next()
    return failed and taken < rule_set.exam.retakes and first < retake <= last


def _years_later(day: date, years: int) -> date:
    """Give the same day so many years later; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
