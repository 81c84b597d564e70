"""Peer ratings of one person, and rating sheets that do not count."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from cmdesk.rules.peer_scores import may_be_shown, peer_score, peer_sheet
from cmdesk.rules.ruleset import RuleSet
from cmdesk.rules.ruleset_scoring import Limit

D = Decimal
ratings = st.lists(st.decimals(min_value=0, max_value=100, places=1), max_size=12)


@given(ratings)
def test_that_ratings_count_in_any_order(rule_set: RuleSet, values: list[Decimal]) -> None:
    score = peer_score(values, rule_set)
    assert score == peer_score(values[::-1], rule_set)
    assert score.used + len(score.dropped) == (len(values) if len(values) >= 3 else 0)
    assert (score.exact is None) == (len(values) < 3)
    assert len(score.dropped) == (2 if len(values) > 5 else 0)
    if score.exact is not None:
        assert min(values) <= score.exact <= max(values)


def test_that_one_of_several_equal_extremes_is_dropped(rule_set: RuleSet) -> None:
    score = peer_score([D(90), D(90), D(80), D(80), D(70), D(70)], rule_set)
    assert (score.exact, score.dropped) == (Fraction(80), (Fraction(90), Fraction(70)))


def test_that_few_sheets_count_and_are_not_shown(rule_set: RuleSet) -> None:
    assert peer_score([D(90)] * 3, rule_set).printed == D("90.00")
    assert not may_be_shown(4, rule_set)
    assert may_be_shown(5, rule_set)


def test_that_equal_totals_are_no_rating(rule_set: RuleSet) -> None:
    assert peer_sheet({"a": D(90), "b": D("90.0"), "c": D(90)}, rule_set).reason == "all_equal"
    assert peer_sheet({"a": D(90), "b": D(90)}, rule_set).valid


def test_that_a_department_may_limit_high_scores(rule_set: RuleSet) -> None:
    limits = {"most_at_or_above": Limit(score=D(90), people=3), "least_below": Limit(score=D(70), people=1)}
    limited = replace(rule_set, peers=replace(rule_set.peers, **limits))  # type: ignore[arg-type]
    high = {name: D(90) + place for place, name in enumerate("abcd")}
    assert peer_sheet(high, limited).reason == "too_many_high"
    assert peer_sheet({"a": D(90), "b": D(80)}, limited).reason == "too_few_low"
    assert peer_sheet({"a": D(90), "b": D(69)}, limited).valid
