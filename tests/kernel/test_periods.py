"""Periods: every way people write them, their order, and the periods that lie in them."""

from __future__ import annotations

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdesk.kernel.errors import Rejected
from cmdesk.kernel.periods import Period, PeriodKind

MARCH = Period.month(2026, 3)
FIRST_QUARTER = Period(PeriodKind.QUARTER, 2026, 1)
FIRST_HALF = Period(PeriodKind.HALF_YEAR, 2026, 1)
YEAR = Period(PeriodKind.YEAR, 2026)

COUNTS = {PeriodKind.MONTH: 12, PeriodKind.QUARTER: 4, PeriodKind.HALF_YEAR: 2, PeriodKind.YEAR: 1}
PERIODS = st.builds(
    lambda kind, year, share: Period(kind, year, 1 + share % COUNTS[kind]),
    st.sampled_from(list(PeriodKind)),
    st.integers(1901, 9998),
    st.integers(0, 11),
)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-03", MARCH),
        ("2026-3", MARCH),
        ("2026年3月", MARCH),
        ("2026年03月份", MARCH),
        ("202603", MARCH),
        ("２０２６年３月", MARCH),
        (" 2026 年 3 月 ", MARCH),
        ("2026-12", Period.month(2026, 12)),
        ("2026Q1", FIRST_QUARTER),
        ("2026q1", FIRST_QUARTER),
        ("2026年一季度", FIRST_QUARTER),
        ("2026年第1季度", FIRST_QUARTER),
        ("2026年四季度", Period(PeriodKind.QUARTER, 2026, 4)),
        ("2026H1", FIRST_HALF),
        ("2026h2", Period(PeriodKind.HALF_YEAR, 2026, 2)),
        ("2026年上半年", FIRST_HALF),
        ("2026年下半年", Period(PeriodKind.HALF_YEAR, 2026, 2)),
        ("2026", YEAR),
        ("2026年", YEAR),
        ("2026年度", YEAR),
    ],
)
def test_that_every_written_form_is_read(written: str, expected: Period) -> None:
    assert Period.parse(written) == expected


@pytest.mark.parametrize(
    "written",
    ["", "三月", "2026-13", "2026-0", "202613", "202600", "2026Q5", "2026H3", "26-03", "2026/03", "2026-03-01", "1899"],
)
def test_that_anything_else_is_refused_with_what_was_written(written: str) -> None:
    with pytest.raises(Rejected) as caught:
        Period.parse(written)
    assert [(p.code, p.params["value"]) for p in caught.value.problems] == [("period_unknown", written)]


def test_that_a_number_outside_its_year_makes_no_period() -> None:
    for kind, count in COUNTS.items():
        assert Period(kind, 2026, count).number == count
        for number in (0, count + 1):
            with pytest.raises(Rejected, match="period_unknown"):
                Period(kind, 2026, number)


@given(PERIODS)
def test_that_a_period_is_read_back_from_its_text(period: Period) -> None:
    assert Period.parse(str(period)) == period
    assert Period.parse(period.chinese) == period


@given(PERIODS)
def test_that_next_and_previous_are_opposites_and_leave_no_day_out(period: Period) -> None:
    assert period.next().previous() == period
    assert period.previous().next() == period
    assert (period.next().first_day - period.last_day).days == 1
    assert period.previous() < period < period.next()


@given(PERIODS)
def test_that_the_months_of_a_period_fill_it(period: Period) -> None:
    months = period.months
    assert (months[0].first_day, months[-1].last_day) == (period.first_day, period.last_day)
    assert all(one.next() == other for one, other in itertools.pairwise(months))
    assert len(months) * COUNTS[period.kind] == 12


@given(PERIODS, PERIODS)
def test_that_periods_are_ordered_by_their_last_day_and_the_shorter_first(one: Period, other: Period) -> None:
    first, second = sorted([one, other])
    assert (first.last_day, len(first.months)) <= (second.last_day, len(second.months))
    assert (one < other) + (other < one) + (one == other) == 1


def test_that_a_month_comes_before_the_quarter_the_half_and_the_year_that_it_ends() -> None:
    december = Period.month(2026, 12)
    quarter, half = Period(PeriodKind.QUARTER, 2026, 4), Period(PeriodKind.HALF_YEAR, 2026, 2)
    assert sorted([YEAR, half, december, quarter]) == [december, quarter, half, YEAR]


def test_that_days_on_the_edge_belong_to_the_period() -> None:
    assert MARCH.contains(date(2026, 3, 1))
    assert MARCH.contains(date(2026, 3, 31))
    assert not MARCH.contains(date(2026, 4, 1))
    assert Period.month(2028, 2).last_day == date(2028, 2, 29)
    assert Period.month_of(date(2026, 3, 31)) == MARCH


def test_that_a_month_knows_its_quarter_and_a_year_its_parts() -> None:
    assert [Period.month(2026, n).quarter.number for n in range(1, 13)] == [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]
    assert [str(q) for q in YEAR.quarters] == ["2026Q1", "2026Q2", "2026Q3", "2026Q4"]
    assert [str(h) for h in YEAR.halves] == ["2026H1", "2026H2"]
    assert MARCH.whole_year == YEAR
    assert [p.chinese for p in (MARCH, FIRST_QUARTER, FIRST_HALF, YEAR)] == [
        "2026年3月",
        "2026年第一季度",
        "2026年上半年",
        "2026年度",
    ]
