"""Band, movement, ceiling and suggestion."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdesk.rules.codes import Band
from cmdesk.rules.eligibility import Verdict
from cmdesk.rules.grading import Bound, Standing, band_of, ceiling, movement, suggestion
from cmdesk.rules.ladder import LADDER, Level, Rung
from cmdesk.rules.ruleset import RuleSet

D = Decimal
ALL_MET = dict.fromkeys(Level, Verdict.MET)
scores = st.decimals(min_value=0, max_value=100, places=2)


def standing(rung: Rung, score: str, **changes: object) -> Standing:
    made = Standing(rung, Band.EXCELLENT, D(score), None, ALL_MET)
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("score", "red_line", "band"),
    [("90", False, "excellent"), ("89.99", False, "competent"), ("70", False, "competent"), ("60", False, "basic")],
)
def test_that_a_band_starts_at_its_score(rule_set: RuleSet, score: str, red_line: bool, band: str) -> None:
    assert band_of(D(score), red_line=red_line, rule_set=rule_set) == band


@given(scores)
def test_that_a_red_line_never_lifts_a_band(rule_set: RuleSet, score: Decimal) -> None:
    plain = band_of(score, red_line=False, rule_set=rule_set)
    marked = band_of(score, red_line=True, rule_set=rule_set)
    assert marked.rank == min(plain.rank, Band.BASIC.rank)


@given(st.sampled_from(LADDER), st.sampled_from(Band), scores, st.none() | scores)
def test_that_nobody_rises_more_than_a_rung_or_over_a_level(
    rule_set: RuleSet, rung: Rung, band: Band, score: Decimal, last: Decimal | None
) -> None:
    moved = movement(rung, band, score, last, rule_set)
    assert moved.rung.place <= rung.place + 1
    assert moved.rung.level is rung.level or moved.rung.place < rung.place
    assert moved.candidate_for is None or (rung.letter == "A" and moved.rung is rung)


@given(
    st.sampled_from(Rung),
    st.none() | st.sampled_from(Band),
    scores,
    st.none() | scores,
    st.fixed_dictionaries(dict.fromkeys(Level, st.sampled_from(Verdict))),
    st.booleans(),
    st.booleans(),
)
def test_that_a_suggestion_never_exceeds_the_ceiling(
    rule_set: RuleSet,
    rung: Rung,
    band: Band | None,
    score: Decimal,
    last: Decimal | None,
    conditions: dict[Level, Verdict],
    red_line: bool,
    blocked: bool,
) -> None:
    person = Standing(rung, band, score, last, conditions, red_line=red_line, blocked=blocked)
    top = ceiling(person, rule_set)
    suggested = suggestion(person, rule_set)
    assert suggested.rung.place <= top.rung.place
    assert top.bounds
    if rung is not Rung.TRAINEE:
        assert rung.place <= top.rung.place <= rung.place + 1
        if red_line or blocked:
            assert top.rung is rung


def test_that_a_candidate_is_suggested_for_c_of_the_next_level(rule_set: RuleSet) -> None:
    assert suggestion(standing(Rung.INTERMEDIATE_A, "92"), rule_set).rung is Rung.SENIOR_C


@pytest.mark.shows("R45")
@pytest.mark.parametrize(
    ("verdict", "bound"), [(Verdict.NOT_MET, Bound.CONDITIONS), (Verdict.UNDETERMINED, Bound.UNDETERMINED)]
)
def test_that_a_rise_needs_the_basic_conditions(rule_set: RuleSet, verdict: Verdict, bound: Bound) -> None:
    person = standing(Rung.INTERMEDIATE_A, "92", conditions={**ALL_MET, Level.SENIOR: verdict})
    suggested = suggestion(person, rule_set)
    assert suggested.rung is Rung.INTERMEDIATE_A
    assert suggested.ceiling.bounds == (bound,)


def test_that_conditions_take_no_level_away(rule_set: RuleSet) -> None:
    person = standing(Rung.SENIOR_B, "92", conditions=dict.fromkeys(Level, Verdict.NOT_MET))
    assert suggestion(person, rule_set).rung is Rung.SENIOR_A


@pytest.mark.parametrize(
    ("score", "rung"),
    [("90", Rung.JUNIOR_A), ("89.99", Rung.JUNIOR_B), ("79.99", Rung.JUNIOR_C), ("59.99", Rung.TRAINEE)],
)
def test_that_a_first_grading_goes_by_the_letters(rule_set: RuleSet, score: str, rung: Rung) -> None:
    conditions = {Level.JUNIOR: Verdict.MET, Level.INTERMEDIATE: Verdict.NOT_MET, Level.SENIOR: Verdict.NOT_MET}
    assert suggestion(standing(Rung.TRAINEE, score, conditions=conditions), rule_set).rung is rung


def test_that_an_ungraded_year_changes_nothing(rule_set: RuleSet) -> None:
    person = Standing(Rung.JUNIOR_B, None, None, None, ALL_MET)
    assert suggestion(person, rule_set).rung is Rung.JUNIOR_B


def test_that_a_red_line_moves_down_and_bars_the_rise(rule_set: RuleSet) -> None:
    person = standing(Rung.INTERMEDIATE_C, "92", band=Band.BASIC, red_line=True)
    suggested = suggestion(person, rule_set)
    assert suggested.rung is Rung.JUNIOR_A
    assert suggested.ceiling.rung is Rung.INTERMEDIATE_C
