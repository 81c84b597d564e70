"""Years in the post, the rung paid, and wages."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdesk.kernel.errors import Rejected
from cmdesk.kernel.periods import Period
from cmdesk.rules.codes import Employment, SeniorityMode
from cmdesk.rules.ladder import LADDER, Level, Rung
from cmdesk.rules.pay import Span, full_years, is_rural, monthly_pay, pay_rung, post_time, seniority_pay
from cmdesk.rules.ruleset import RuleSet

D = Decimal


@pytest.mark.shows("R43", "R44")
@pytest.mark.parametrize(
    ("years", "flat", "marginal"),
    [(2, "0", "0"), (3, "12", "12"), (10, "40", "40"), (11, "66", "46"), (15, "90", "70"), (16, "128", "78")],
)
def test_that_the_bands_of_the_brief_hold(rule_set: RuleSet, years: int, flat: str, marginal: str) -> None:
    assert seniority_pay(Employment.CONTRACT, years, rule_set) == D(flat)
    assert seniority_pay(Employment.CONTRACT, years, rule_set, SeniorityMode.MARGINAL) == D(marginal)
    assert seniority_pay(Employment.REGULAR, years, rule_set) == 0


def test_that_a_year_counts_from_the_month_after_it_is_full() -> None:
    start: list[Span] = [(date(2015, 3, 16), None)]
    assert full_years(start, Period.month(2018, 3)) == 2
    assert full_years(start, Period.month(2018, 4)) == 3


def test_that_first_and_last_day_count() -> None:
    assert post_time([(date(2024, 1, 31), date(2024, 2, 28))], date(2024, 12, 31)).months == 0
    assert post_time([(date(2024, 1, 31), date(2024, 2, 29))], date(2024, 12, 31)).months == 1
    assert post_time([(date(2023, 1, 31), date(2023, 2, 28))], date(2024, 12, 31)).months == 1
    assert post_time([(date(2015, 1, 15), date(2016, 1, 14))], date(2020, 1, 1)).full_years == 1


def test_that_thirty_left_over_days_are_a_month() -> None:
    parts: list[Span] = [(date(2015, 1, 1), date(2015, 1, 15)), (date(2015, 3, 1), date(2015, 3, 15))]
    assert post_time(parts, date(2016, 1, 1)).months == 1


def test_that_time_after_the_day_does_not_count() -> None:
    assert post_time([(date(2020, 1, 1), None)], date(2019, 12, 31)).months == 0


@given(st.dates(date(1980, 1, 1), date(2020, 1, 1)), st.integers(0, 12000), st.integers(0, 400))
def test_that_cutting_a_time_in_two_loses_at_most_a_month(start: date, length: int, cut: int) -> None:
    end = start + timedelta(days=length)
    whole = post_time([(start, end)], end)
    first_end = min(start + timedelta(days=cut), end)
    parts: list[Span] = [(start, first_end)]
    if first_end < end:
        parts.append((first_end + timedelta(days=1), end))
    halves = post_time(parts[::-1], end)
    assert abs(halves.months - whole.months) <= 1


@pytest.mark.parametrize(
    ("periods", "code"),
    [
        ([(date(2020, 1, 1), date(2020, 6, 30)), (date(2020, 6, 30), None)], "periods_overlap"),
        ([(date(2020, 1, 1), None), (date(2021, 1, 1), None)], "periods_overlap"),
        ([(date(2020, 1, 2), date(2020, 1, 1))], "period_reversed"),
    ],
)
def test_that_periods_must_be_apart(periods: list[Span], code: str) -> None:
    with pytest.raises(Rejected) as caught:
        post_time(periods, date(2025, 1, 1))
    assert caught.value.code == code


@pytest.mark.shows("R40", "R41", "R42")
def test_that_the_rural_rung_moves_the_coefficient_and_not_the_level(rule_set: RuleSet) -> None:
    paid = pay_rung(Rung.INTERMEDIATE_A, rural=True, rule_set=rule_set)
    assert (paid.level, paid.pay_rung) == (Level.INTERMEDIATE, Rung.SENIOR_C)
    assert (paid.coefficient, paid.floating) == (D("1.4"), D(400))
    assert not paid.saturated


@pytest.mark.parametrize("rung", [*LADDER, Rung.TRAINEE])
def test_that_the_rural_rung_is_never_lower(rule_set: RuleSet, rung: Rung) -> None:
    plain = pay_rung(rung, rural=False, rule_set=rule_set)
    rural = pay_rung(rung, rural=True, rule_set=rule_set)
    assert rural.coefficient >= plain.coefficient
    assert rural.floating == plain.floating
    assert rural.saturated == (rung is Rung.SENIOR_A)


def test_that_half_of_the_retailers_is_not_rural(rule_set: RuleSet) -> None:
    assert not is_rural(25, 50, rule_set)
    assert is_rural(26, 51, rule_set)
    with pytest.raises(Rejected):
        is_rural(2, 1, rule_set)


@pytest.mark.shows("R39")
@given(
    rung=st.sampled_from(Rung),
    rural=st.booleans(),
    years=st.integers(0, 40),
    score=st.decimals(min_value=0, max_value=100, places=2),
)
def test_that_the_slip_adds_up(rule_set: RuleSet, rung: Rung, rural: bool, years: int, score: Decimal) -> None:
    wages = monthly_pay(
        employment=Employment.CONTRACT, rung=rung, rural=rural, years=years, month_score=score, rule_set=rule_set
    )
    assert wages.performance is not None
    assert wages.total == wages.base + wages.floating + wages.seniority + wages.performance
    assert wages.performance <= 800 * wages.rung.coefficient


def test_that_pay_without_a_score_is_pending(rule_set: RuleSet) -> None:
    wages = monthly_pay(
        employment=Employment.CONTRACT, rung=Rung.JUNIOR_A, rural=False, years=5, month_score=None, rule_set=rule_set
    )
    assert (wages.performance, wages.total) == (None, None)
    assert wages.seniority == D("20.00")
