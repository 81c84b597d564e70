"""Graded ballots: voted grade, majority value, order."""

from __future__ import annotations

import hashlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdesk.kernel.errors import Rejected
from cmdesk.rules.ballots import (
    BLANK,
    VOID,
    DecidedBy,
    OneBallot,
    compare_values,
    lot_key,
    majority_order,
    majority_pairs,
    majority_value,
    one_ballot_away,
    strict_order,
    tally,
    voted_grade,
)
from cmdesk.rules.codes import GradeRule

HISTOGRAMS = st.lists(st.integers(0, 4), min_size=5, max_size=5).filter(any)
PROFILES = st.dictionaries(st.sampled_from("abcdefg"), HISTOGRAMS, min_size=1, max_size=6)


def _medians_taken_away(counts: list[int]) -> tuple[int, ...]:
    row = [grade for grade, count in enumerate(counts) for _ in range(count)]
    value = []
    while row:
        value.append(row.pop((len(row) - 1) // 2))
    return tuple(value)


@pytest.mark.shows("65")
@given(HISTOGRAMS)
def test_that_the_majority_value_is_what_taking_medians_away_gives(counts: list[int]) -> None:
    assert majority_value(counts) == _medians_taken_away(counts)
    assert majority_value(counts)[0] == voted_grade(counts)


@given(HISTOGRAMS, HISTOGRAMS)
def test_that_unequal_numbers_of_ballots_compare_as_if_every_ballot_were_copied(a: list[int], b: list[int]) -> None:
    mine = _medians_taken_away([count * sum(b) for count in a])
    yours = _medians_taken_away([count * sum(a) for count in b])
    assert compare_values(majority_pairs(a), majority_pairs(b)) == (mine > yours) - (mine < yours)


@given(HISTOGRAMS, HISTOGRAMS, st.integers(2, 5))
def test_that_copying_all_ballots_of_a_person_changes_no_comparison(a: list[int], b: list[int], copies: int) -> None:
    copied = [count * copies for count in a]
    assert compare_values(majority_pairs(copied), majority_pairs(b)) == compare_values(
        majority_pairs(a), majority_pairs(b)
    )
    for rule in GradeRule:
        assert voted_grade(copied, rule) == voted_grade(a, rule)


@pytest.mark.shows("65")
@pytest.mark.parametrize(
    ("counts", "median", "two_thirds", "mean"),
    [
        ((0, 2, 2), 1, 1, 2),
        ((0, 1, 2), 2, 2, 2),
        ((3, 0, 3), 0, 0, 1),
        ((1, 0, 0, 0, 1), 0, 0, 2),
        ((1, 1, 0, 0, 4), 4, 4, 3),
    ],
)
def test_that_small_rows_give_the_grade_found_by_hand(
    counts: tuple[int, ...], median: int, two_thirds: int, mean: int
) -> None:
    assert voted_grade(counts, GradeRule.MAJORITY_JUDGMENT) == median
    assert voted_grade(counts, GradeRule.TWO_THIRDS) == two_thirds
    assert voted_grade(counts, GradeRule.MEAN) == mean


@given(PROFILES, st.randoms())
def test_that_the_order_of_people_given_changes_nothing(counts: dict[str, list[int]], random: object) -> None:
    shuffled = list(counts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert majority_order({person: counts[person] for person in shuffled}) == majority_order(counts)


def test_that_identical_shares_stand_together_by_id() -> None:
    assert majority_order({"y": [2, 4], "x": [1, 2], "z": [0, 1]}) == (("z",), ("x", "y"))


def test_that_people_without_a_ballot_are_all_named() -> None:
    with pytest.raises(Rejected) as refused:
        majority_order({"a": [0, 0], "b": [1, 0], "c": [0, 0], "d": [1]})
    assert [(p.code, p.where.field) for p in refused.value.problems] == [
        ("no_ballots", "counts.a"),
        ("no_ballots", "counts.c"),
        ("grades_differ", "counts.d"),
    ]


def test_that_ties_go_by_score_then_by_a_lot_that_anybody_can_redo() -> None:
    counts = {person: [0, 3] for person in ("a", "b", "c", "d")}
    scores = {"a": Decimal("80.00"), "b": Decimal("80.01"), "c": Decimal("80.00"), "d": None}
    ranked = strict_order(counts, scores, "公开种子", GradeRule.MAJORITY_JUDGMENT)
    lots = {person: hashlib.sha256(f"公开种子|lot|{person}".encode()).hexdigest() for person in "ac"}
    assert [person.person for person in ranked] == ["b", *sorted("ac", key=lots.__getitem__), "d"]
    assert [person.decided_by for person in ranked] == [None, DecidedBy.SCORE, DecidedBy.LOT, DecidedBy.SCORE]
    assert lot_key("公开种子", "a") == lots["a"]


def test_that_another_grade_rule_orders_by_its_voted_grade_first() -> None:
    counts = {"median": [2, 0, 3], "steady": [0, 5, 0]}
    scores = dict.fromkeys(counts, None)
    by_median = strict_order(counts, scores, "s", GradeRule.MAJORITY_JUDGMENT)
    by_two_thirds = strict_order(counts, scores, "s", GradeRule.TWO_THIRDS)
    assert [person.person for person in by_median] == ["median", "steady"]
    assert [person.person for person in by_two_thirds] == ["steady", "median"]


def test_that_a_score_left_out_is_refused() -> None:
    with pytest.raises(Rejected, match="score_missing"):
        strict_order({"a": [1]}, {}, "s", GradeRule.MEAN)


def test_that_the_sensitivity_line_says_what_one_ballot_would_change() -> None:
    assert one_ballot_away((0, 2, 3)) == OneBallot(fewer=1, more=None)
    assert one_ballot_away((0, 2, 2)) == OneBallot(fewer=None, more=2)
    assert one_ballot_away((0, 1)) == OneBallot(fewer=None, more=None)


def test_that_blank_and_void_lines_stay_outside_the_valid_ballots() -> None:
    counted = tally([8, 8, 0, BLANK, VOID, 9, 4])
    assert counted.counts == (1, 0, 0, 0, 1, 0, 0, 0, 2)
    assert (counted.valid, counted.abstained, counted.invalid) == (4, 1, 2)


@given(st.lists(st.integers(-2, 9)), st.randoms())
def test_that_a_tally_does_not_depend_on_the_order_of_ballots(marks: list[int], random: object) -> None:
    before = tally(marks)
    random.shuffle(marks)  # type: ignore[attr-defined]
    assert tally(marks) == before
