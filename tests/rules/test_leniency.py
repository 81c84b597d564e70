"""Lenient raters and what is taken back."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdesk.kernel.amounts import rounded
from cmdesk.kernel.errors import Rejected
from cmdesk.rules.assignment import reviewer_assignment
from cmdesk.rules.leniency import Leniency, LeniencyState, Rating, leniency
from cmdesk.rules.raters import identical_sheets, rater_figures

PEOPLE = [f"p{number:02}" for number in range(12)]


def _round(seed: int, *, raters: float, people: float = 4.0, error: float = 2.0) -> list[Rating]:
    random = Random(seed)
    merit = {person: 80 + random.gauss(0, people) for person in PEOPLE}
    bias = {f"s{person}": random.gauss(0, raters) for person in PEOPLE}
    pairs = reviewer_assignment(PEOPLE, reviews_each=5, seed="s").pairs
    return [
        Rating(f"s{rater}", ratee, Decimal(round(merit[ratee] + bias[f"s{rater}"] + random.gauss(0, error))))
        for rater, ratee in pairs
    ]


def _iterated(ratings: list[Rating], shrink: float) -> dict[str, float]:
    """The two equations of the method, by sweeps, as the text gives them."""
    effects = {rating.rater: 0.0 for rating in ratings}
    for _ in range(400):
        people: dict[str, list[float]] = {}
        for rating in ratings:
            people.setdefault(rating.ratee, []).append(float(rating.score) - effects[rating.rater])
        merit = {person: math.fsum(scores) / len(scores) for person, scores in people.items()}
        for rater in effects:
            own = [float(rating.score) - merit[rating.ratee] for rating in ratings if rating.rater == rater]
            effects[rater] = math.fsum(own) / (len(own) + shrink)
    return effects


def _error_share(result: Leniency, ratings: list[Rating]) -> float:
    """Find the shrinkage that reproduces the published effects best, to a coarse grid."""
    grid = [2 ** (step / 4) for step in range(-16, 20)]
    return min(
        grid,
        key=lambda shrink: sum(
            (float(result.effects[rater]) - effect) ** 2 for rater, effect in _iterated(ratings, shrink).items()
        ),
    )


@pytest.mark.shows("14")
def test_that_effects_solve_the_shrunken_equations() -> None:
    ratings = _round(3, raters=4.0)
    result = leniency(ratings)
    assert result.state is LeniencyState.CORRECTED
    expected = _iterated(ratings, _error_share(result, ratings))
    assert max(abs(float(result.effects[rater]) - effect) for rater, effect in expected.items()) < 0.1
    assert abs(sum(result.effects.values())) < Decimal("0.10")


def test_that_scores_can_be_redone_by_hand_from_the_published_effects() -> None:
    ratings = _round(5, raters=5.0)
    result = leniency(ratings)
    for person in PEOPLE:
        own = [Fraction(r.score - result.effects[r.rater]) for r in ratings if r.ratee == person]
        assert result.scores[person] == rounded(sum(own, Fraction()) / len(own), 2)


def test_that_a_complete_table_without_error_gives_the_biases_back() -> None:
    bias = {"s1": Decimal(-3), "s2": Decimal(0), "s3": Decimal(3)}
    ratings = [
        Rating(rater, person, 70 + place + by) for place, person in enumerate(PEOPLE) for rater, by in bias.items()
    ]
    result = leniency(ratings)
    assert result.state is LeniencyState.CORRECTED
    assert result.effects == bias
    assert [result.scores[person] for person in PEOPLE] == [Decimal(70 + place) for place in range(12)]
    assert result.distinguishable("p00", "p01") is True


def test_that_raters_who_agree_are_not_corrected() -> None:
    ratings = [Rating(f"s{n}", person, Decimal(70 + k)) for n in range(5) for k, person in enumerate(PEOPLE)]
    result = leniency(ratings)
    assert result.state is LeniencyState.NO_DIFFERENCE
    assert set(result.effects.values()) == {Decimal("0.00")}
    assert result.distinguishable("p00", "p01") is None


def test_that_too_few_ratings_and_parts_without_a_common_rater_are_said() -> None:
    few = leniency([Rating("s1", "a", Decimal(90)), Rating("s2", "a", Decimal("80.5"))])
    assert (few.state, few.scores) == (LeniencyState.TOO_LITTLE_DATA, {"a": Decimal("85.25")})
    apart = leniency([Rating("s1", "a", Decimal(90)), Rating("s2", "b", Decimal(80)), Rating("s1", "c", Decimal(70))])
    assert (apart.state, apart.parts) == (LeniencyState.NOT_CONNECTED, (("b",), ("a", "c")))


def test_that_a_score_beyond_the_scale_is_shown_as_its_end_and_marked() -> None:
    bias = {"s1": -10, "s2": 0, "s3": 1}
    rows = {"a": 90, "b": 60, "c": 70, "d": 65}
    ratings = [
        Rating(rater, person, Decimal(score + by)) for person, score in rows.items() for rater, by in bias.items()
    ]
    ratings.append(Rating("s1", "top", Decimal(100)))
    result = leniency(ratings)
    assert result.beyond == ("top",)
    assert result.scores["top"] == 100


def test_that_a_rating_of_oneself_or_a_second_one_is_refused() -> None:
    one = Decimal(1)
    with pytest.raises(Rejected) as refused:
        leniency([Rating("a", "a", one), Rating("b", "a", one), Rating("b", "a", one)])
    assert [(p.code, p.where.field) for p in refused.value.problems] == [
        ("self_rating", "ratings.0"),
        ("rated_twice", "ratings.2"),
    ]
    with pytest.raises(Rejected, match="no_ratings"):
        leniency([])


@given(st.randoms(use_true_random=False), st.sampled_from([0.0, 2.0, 6.0]))
def test_that_the_order_of_ratings_changes_nothing(random: Random, raters: float) -> None:
    ratings = _round(7, raters=raters)
    before = leniency(ratings)
    random.shuffle(ratings)
    after = leniency(ratings)
    assert (after.effects, after.scores, after.state) == (before.effects, before.scores, before.state)


@pytest.mark.shows("14")
def test_that_each_rater_is_shown_with_mean_spread_and_rank_agreement() -> None:
    marks = {"s1": (90, 80, 70), "s2": (95, 85, 75), "s3": (60, 65, 70)}
    ratings = [Rating(r, p, Decimal(m)) for r, row in marks.items() for p, m in zip("abc", row, strict=True)]
    first, _, third = rater_figures(ratings)
    assert (first.mean, first.spread, first.count, first.agreement) == (80, 20, 3, 1)
    assert third.agreement == 0


@pytest.mark.shows("27")
def test_that_identical_sheets_are_named() -> None:
    sheet = {("a", "分析"): Decimal(9), ("b", "分析"): Decimal(8)}
    other = {("a", "分析"): Decimal(9), ("b", "分析"): Decimal(7)}
    assert identical_sheets({"2": sheet, "1": dict(sheet), "3": other}) == (("1", "2"),)
