"""Who reviews whom."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cmdesk.kernel.errors import Rejected
from cmdesk.rules.assignment import (
    circle_offsets,
    connected,
    everybody,
    mutual_pairs,
    reviewer_assignment,
    spectral_gap,
)

PEOPLE = [f"p{number:02}" for number in range(20)]


@st.composite
def rounds(draw: st.DrawFn) -> tuple[list[str], int, list[tuple[str, str]]]:
    people = PEOPLE[: draw(st.integers(3, 6))]
    pairs = list(combinations(people, 2))
    return (
        people,
        draw(st.integers(1, len(people) - 1)),
        draw(st.lists(st.sampled_from(pairs), max_size=4, unique=True)),
    )


@pytest.mark.shows("20")
@settings(max_examples=40)
@given(rounds(), st.text("abc", min_size=1, max_size=3))
def test_that_loads_are_even_and_nobody_rates_himself_or_a_conflict(
    drawn: tuple[list[str], int, list[tuple[str, str]]], seed: str
) -> None:
    people, load, conflicts = drawn
    assume(_fewest_mutual_pairs(people, load, conflicts) is not None)
    plan = reviewer_assignment(people, reviews_each=load, conflicts=conflicts, seed=seed)
    assert set(Counter(rater for rater, _ in plan.pairs).values()) == {load}
    assert set(Counter(ratee for _, ratee in plan.pairs).values()) == {load}
    assert all(rater != ratee for rater, ratee in plan.pairs)
    assert not {frozenset(pair) for pair in plan.pairs} & {frozenset(pair) for pair in conflicts}
    assert plan.conflicts == 0
    assert plan.bound <= plan.reciprocal == mutual_pairs(plan.pairs)
    assert plan == reviewer_assignment(people, reviews_each=load, conflicts=conflicts, seed=seed)


def _fewest_mutual_pairs(people: list[str], load: int, conflicts: list[tuple[str, str]]) -> int | None:
    barred = {arc for a, b in conflicts for arc in ((a, b), (b, a))}
    best: int | None = None

    def extend(place: int, arcs: frozenset[tuple[str, str]], room: dict[str, int]) -> None:
        nonlocal best
        if best is not None and mutual_pairs(arcs) >= best:
            return
        if place == len(people):
            best = mutual_pairs(arcs)
            return
        rater = people[place]
        open_to = [p for p in people if p != rater and room[p] and (rater, p) not in barred]
        for chosen in combinations(open_to, load):
            left = {person: count - (person in chosen) for person, count in room.items()}
            extend(place + 1, arcs | {(rater, ratee) for ratee in chosen}, left)

    extend(0, frozenset(), dict.fromkeys(people, load))
    return best


@pytest.mark.shows("20")
@pytest.mark.parametrize("size", [4, 5, 6])
@pytest.mark.parametrize("load", [1, 2])
@pytest.mark.parametrize("conflicts", [[], [("p00", "p01")], [("p00", "p01"), ("p02", "p03"), ("p00", "p03")]])
def test_that_small_groups_have_as_few_mutual_pairs_as_can_be(
    size: int, load: int, conflicts: list[tuple[str, str]]
) -> None:
    people = PEOPLE[:size]
    fewest = _fewest_mutual_pairs(people, load, conflicts)
    if fewest is None:
        with pytest.raises(Rejected, match="not_feasible"):
            reviewer_assignment(people, reviews_each=load, conflicts=conflicts, seed="s")
    else:
        assert reviewer_assignment(people, reviews_each=load, conflicts=conflicts, seed="s").reciprocal == fewest


def test_that_a_large_group_repeats_no_pair_of_last_period_and_has_no_mutual_one() -> None:
    before = reviewer_assignment(PEOPLE, reviews_each=5, seed="2025").pairs
    plan = reviewer_assignment(PEOPLE, reviews_each=5, last_period=[*before, ("left", "p01")], seed="2026")
    assert not set(plan.pairs) & set(before)
    assert (plan.reciprocal, plan.connected) == (0, True)


def test_that_another_seed_gives_another_plan() -> None:
    plans = {reviewer_assignment(PEOPLE, reviews_each=5, seed=seed).pairs for seed in ("a", "b", "c")}
    assert len(plans) == 3


def test_that_an_impossible_plan_names_who_lacks_reviewers() -> None:
    with pytest.raises(Rejected) as refused:
        reviewer_assignment(list("abcd"), reviews_each=2, conflicts=[("a", "b"), ("a", "c")], seed="s")
    (problem,) = refused.value.problems
    assert (problem.code, problem.params["short"], problem.params["only"]) == ("not_feasible", "a", "d")
    assert problem.params["placed"] < problem.params["wanted"] == 8


def test_that_an_impossible_plan_with_enough_partners_names_the_cut() -> None:
    conflicts = [*combinations("abc", 2), *((one, other) for one in "abc" for other in "fghij")]
    with pytest.raises(Rejected) as refused:
        reviewer_assignment(list("abcdefghij"), reviews_each=2, conflicts=conflicts, seed="s")
    (problem,) = refused.value.problems
    assert (problem.params["short"], problem.params["only"]) == ("a、b、c", "d、e")


def test_that_wrong_lists_are_refused_with_all_that_is_wrong() -> None:
    with pytest.raises(Rejected) as refused:
        reviewer_assignment(["a", "b", "a"], reviews_each=0, conflicts=[("a", "x")], seed="s")
    assert [(p.code, p.where.field) for p in refused.value.problems] == [
        ("reviewer_twice", "people.2"),
        ("conflict_unknown", "conflicts.0"),
        ("reviews_each_too_small", "reviews_each"),
    ]


def test_that_a_small_group_rates_everybody_but_kin() -> None:
    assert everybody(list("abc"), [("a", "b")]) == (("a", "c"), ("b", "c"), ("c", "a"), ("c", "b"))


def test_that_the_best_design_spreads_reviews_as_measured() -> None:
    assert round(spectral_gap(20, (1, 2, 3, 4, 5)), 3) == 0.183
    assert round(spectral_gap(20, circle_offsets(20, 5, "s")), 3) == 0.648


def test_that_groups_without_a_common_rater_do_not_hang_together() -> None:
    assert connected([("r", "a"), ("r", "b"), ("s", "b")])
    assert not connected([("r", "a"), ("s", "b")])
