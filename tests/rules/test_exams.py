"""The skill exam: passing, retakes and validity."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.rules.exams import Sitting, exam_score, qualification, retake_allowed
from cmdesk.rules.ruleset import RuleSet

D = Decimal
FIRST = Period(PeriodKind.HALF_YEAR, 2025, 1)
SECOND = Period(PeriodKind.HALF_YEAR, 2025, 2)
THIRD = Period(PeriodKind.HALF_YEAR, 2026, 1)
FAILED = Sitting(FIRST, date(2025, 6, 20), D(80), D(55))
RETAKEN = Sitting(SECOND, date(2025, 12, 20), None, D(70), retake=True)


@pytest.mark.shows("R31")
def test_that_the_mean_does_not_compensate(rule_set: RuleSet) -> None:
    score = exam_score(D(100), D("59.99"), rule_set)
    assert (score.printed, score.passed) == (D("80.00"), False)


def test_that_a_part_not_sat_counts_nothing_and_fails(rule_set: RuleSet) -> None:
    score = exam_score(D(90), None, rule_set)
    assert (score.printed, score.passed) == (D("45.00"), False)


def test_that_a_retake_completes_a_part_that_is_still_valid(rule_set: RuleSet) -> None:
    sittings = [RETAKEN, FAILED]
    assert not qualification(sittings, date(2025, 12, 19), rule_set).passed
    assert qualification(sittings, date(2025, 12, 31), rule_set).passed
    assert qualification(sittings, date(2026, 6, 20), rule_set).passed
    assert not qualification(sittings, date(2026, 6, 21), rule_set).passed


def test_that_a_retake_is_once_and_in_the_next_half_year(rule_set: RuleSet) -> None:
    assert retake_allowed([FAILED], FIRST, SECOND, rule_set)
    assert not retake_allowed([FAILED], FIRST, FIRST, rule_set)
    assert not retake_allowed([FAILED], FIRST, THIRD, rule_set)
    again = Sitting(FIRST, date(2025, 12, 1), D(50), D(50), retake=True)
    assert not retake_allowed([FAILED, again], FIRST, SECOND, rule_set)
    passed = Sitting(FIRST, date(2025, 6, 20), D(80), D(60))
    assert not retake_allowed([passed], FIRST, SECOND, rule_set)


def test_that_a_part_passed_on_leap_day_is_valid_a_year(rule_set: RuleSet) -> None:
    leap = Sitting(Period(PeriodKind.HALF_YEAR, 2024, 1), date(2024, 2, 29), D(80), D(80))
    assert qualification([leap], date(2025, 2, 28), rule_set).passed
