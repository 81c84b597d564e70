"""Chart geometry in unit coordinates."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdesk.rules.charts import (
    BAR_INSET,
    Anchor,
    QuotaBar,
    SeatMark,
    histogram,
    quota_bar,
    radar,
    radar_from_zero,
    score_groups,
    seat_pips,
    trend,
)

NAMES = [f"能力{number}" for number in range(10)]
NINES = [Decimal("9.00")] * 10


def test_that_the_first_axis_points_up_and_the_others_follow_clockwise() -> None:
    drawn = radar(NAMES, NINES)
    assert drawn.axes[0] == (0, -1)
    assert drawn.axes[1][0] > 0
    assert [ring.value for ring in drawn.rings] == [6, 7, 8, 9, 10]
    assert [text for _, text in drawn.numbers] == ["6", "8", "10"]
    assert [ring.outer for ring in drawn.rings] == [False] * 4 + [True]
    assert math.isclose(math.hypot(*drawn.this[3]), 0.8)
    assert drawn.last is None
    assert {label.last_value for label in drawn.labels} == {None}


def test_that_a_mark_below_six_anywhere_puts_zero_in_the_centre() -> None:
    assert radar_from_zero([Decimal("5.99"), Decimal(9)])
    assert not radar_from_zero([Decimal(6)])
    drawn = radar(NAMES, NINES, NINES, from_zero=True)
    assert [ring.value for ring in drawn.rings] == [2, 4, 6, 8, 10]
    assert math.isclose(math.hypot(*drawn.this[0]), 0.9)
    assert drawn.labels[0].last_value == "（9.00）"


def test_that_labels_lean_away_from_the_figure() -> None:
    labels = radar(NAMES, NINES).labels
    assert [labels[place].anchor for place in (0, 2, 5, 8)] == [
        Anchor.MIDDLE,
        Anchor.START,
        Anchor.MIDDLE,
        Anchor.END,
    ]
    assert all(math.isclose(math.hypot(*label.at), 1 + 4.2 / 32) for label in labels)


def test_that_unequal_lists_are_no_radar() -> None:
    with pytest.raises(ValueError, match="each"):
        radar(NAMES, NINES[:9])


SCORES = st.decimals(0, 100, places=2)


@given(
    st.dictionaries(st.integers(1, 12), SCORES, max_size=12),
    st.dictionaries(st.integers(1, 4), SCORES, max_size=4),
)
def test_that_every_figure_of_a_trend_lies_on_an_even_scale(
    months: dict[int, Decimal], quarters: dict[int, Decimal]
) -> None:
    drawn = trend(months, quarters)
    if not months and not quarters:
        assert drawn is None
        return
    assert drawn is not None
    figures = [*months.values(), *quarters.values()]
    assert drawn.low % 2 == drawn.high % 2 == 0
    assert drawn.low <= min(figures) - 1
    assert drawn.high >= max(figures) + Decimal("0.5")
    assert all(0 < point.at[1] < 1 for point in drawn.points)
    assert sum(map(len, drawn.lines)) == len(months)
    assert [point.month for point in drawn.points] == sorted(months)


def test_that_a_missing_month_leaves_a_gap_and_ninety_no_grid_line() -> None:
    months = {month: Decimal("90.00") + month for month in (1, 2, 4)}
    drawn = trend(months, {1: Decimal("89.00")})
    assert drawn is not None
    assert [len(line) for line in drawn.lines] == [2, 1]
    assert (drawn.low, drawn.high) == (88, 96)
    assert [value for _, value in drawn.grid] == [88, 92, 94, 96]
    assert drawn.line == 0.75
    (bar,) = drawn.bars
    assert (bar.left, bar.right, bar.text) == (BAR_INSET, 0.25 - BAR_INSET, "89.00")


def test_that_values_stand_above_peaks_below_dips_and_aside_of_steep_slopes() -> None:
    peak = trend({1: Decimal(90), 2: Decimal(91), 3: Decimal(90)}, {})
    dip = trend({1: Decimal(91), 2: Decimal(90), 3: Decimal(91)}, {})
    steep = trend({1: Decimal(70), 2: Decimal(86), 3: Decimal(99)}, {})
    assert peak is not None
    assert dip is not None
    assert steep is not None
    assert (peak.points[1].above, dip.points[1].above) == (True, False)
    assert peak.points[1].shift == 0
    assert (steep.points[1].above, steep.points[1].shift < 0) == (True, True)


def test_that_the_fullest_group_reaches_the_top() -> None:
    bars = histogram([("初级C", 0), ("初级B", 2), ("初级A", 4)])
    assert [bar.top for bar in bars] == [1, 0.5, 0]
    assert all(0 <= bar.left < bar.right <= 1 for bar in bars)
    assert [bar.top for bar in histogram([("a", 0)])] == [1]
    assert histogram([]) == ()


@given(st.lists(SCORES), st.sampled_from([0, 60]))
def test_that_every_score_is_in_exactly_one_group(scores: list[Decimal], least: int) -> None:
    groups = score_groups(scores, least=least)
    assert sum(count for _, count in groups) == len(scores)
    assert (groups[0][0] == "60以下") == (least == 60)


@pytest.mark.shows("68")
def test_that_people_beyond_the_cap_begin_a_new_line() -> None:
    pips = seat_pips(taken=10, cap=8)
    assert [pip.mark for pip in pips] == [SeatMark.TAKEN] * 8 + [SeatMark.OVER] * 2
    assert (pips[7].column, pips[7].line) == (0, 1)
    assert (pips[8].column, pips[8].line) == (0, 2)
    assert [pip.mark for pip in seat_pips(taken=1, cap=2)] == [SeatMark.TAKEN, SeatMark.FREE]


def test_that_a_quota_bar_is_as_long_as_the_larger_of_cap_and_people() -> None:
    assert quota_bar(3, 4) == QuotaBar(0.75, 1, 0.75)
    assert quota_bar(5, 4) == QuotaBar(0.8, 0.8, 1)
    assert quota_bar(0, 0) == QuotaBar(0, 0, 0)
