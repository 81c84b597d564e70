"""民主测评 in three classes."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdesk.kernel.errors import Rejected
from cmdesk.rules.democratic import RatingCount, democratic_rating
from cmdesk.rules.ruleset import RuleSet


def count(*marks: int, invalid: int = 0, unreturned: int = 0) -> RatingCount:
    """Give the count of marks: excellent, competent, basic, incompetent, unknown, abstained."""
    returned = sum(marks) + invalid
    names = ("excellent", "competent", "basic", "incompetent", "unknown", "abstained")
    return RatingCount(
        issued=returned + unreturned, returned=returned, invalid=invalid, **dict(zip(names, marks, strict=True))
    )


@pytest.mark.shows("R46")
def test_that_the_classes_count_by_their_weights(rule_set: RuleSet) -> None:
    classes = {"A": count(2, 2, 0, 0, 0, 0), "B": count(1, 1, 1, 0, 0, 0), "C": count(2, 1, 0, 0, 1, 0, invalid=1)}
    rating = democratic_rating(classes, rule_set)
    assert rating.exact == 88
    assert rating.excellent_share == Fraction(500, 11)
    assert rating.classes["C"].printed == Decimal("93.33")


def test_that_a_class_without_marks_gives_its_weight_away(rule_set: RuleSet) -> None:
    rating = democratic_rating({"A": count(0, 0, 0, 0, 3, 2), "B": count(0, 3, 0, 0, 0, 0)}, rule_set)
    assert rating.exact == 80
    assert democratic_rating({"A": count(0, 0, 0, 0, 3, 0)}, rule_set).exact is None


def test_that_more_papers_back_than_out_void_the_rating(rule_set: RuleSet) -> None:
    odd = replace(count(3, 0, 0, 0, 0, 0), issued=2)
    rating = democratic_rating({"A": odd, "B": count(3, 0, 0, 0, 0, 0)}, rule_set)
    assert (rating.void, rating.exact, rating.excellent_share) == (True, None, None)


def test_that_a_third_does_not_block_and_more_does(rule_set: RuleSet) -> None:
    assert not democratic_rating({"A": count(0, 4, 0, 2, 0, 0)}, rule_set).blocked
    assert democratic_rating({"A": count(0, 3, 0, 2, 0, 0)}, rule_set).blocked


def test_that_every_class_that_does_not_balance_is_named(rule_set: RuleSet) -> None:
    wrong = replace(count(3, 0, 0, 0, 0, 0), returned=4, issued=4)
    with pytest.raises(Rejected) as caught:
        democratic_rating({"A": wrong, "B": wrong, "C": count(1, 0, 0, 0, 0, 0)}, rule_set)
    assert [problem.where.field for problem in caught.value.problems] == ["classes.A", "classes.B"]


@given(st.lists(st.integers(0, 20), min_size=6, max_size=6), st.lists(st.integers(0, 20), min_size=6, max_size=6))
def test_that_a_rating_lies_between_the_lowest_and_highest_mark(
    rule_set: RuleSet, first: list[int], second: list[int]
) -> None:
    rating = democratic_rating({"A": count(*first), "C": count(*second)}, rule_set)
    assert rating.exact is None or 40 <= rating.exact <= 100
    assert (rating.exact is None) == (sum(first[:4]) + sum(second[:4]) == 0)
