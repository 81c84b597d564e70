"""Caps, county seats and nominations."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdesk.kernel.errors import Rejected
from cmdesk.rules.caps import county_seats, level_caps, nomination
from cmdesk.rules.ladder import LEVELS, Level
from cmdesk.rules.ruleset import RuleSet
from cmdesk.rules.settings import with_settings

BRIEF = {Level.SENIOR: 6, Level.INTERMEDIATE: 36, Level.JUNIOR: 18, Level.TRAINEE: 11}


@pytest.mark.shows("R37", "R49")
def test_that_the_brief_roster_is_over_in_one_level(rule_set: RuleSet) -> None:
    caps = level_caps(BRIEF, rule_set)
    assert (caps.base, [caps.caps[level] for level in LEVELS]) == (71, [14, 35, 21])
    assert caps.over == {Level.SENIOR: 0, Level.INTERMEDIATE: 1, Level.JUNIOR: 0}
    assert caps.free == {Level.SENIOR: 8, Level.INTERMEDIATE: 0, Level.JUNIOR: 3}
    assert caps.soft == (Level.JUNIOR,)


def test_that_sixty_without_trainees_give_round_caps(rule_set: RuleSet) -> None:
    caps = level_caps(BRIEF, with_settings(rule_set, {"base": "without_trainees"}))
    assert (caps.base, [caps.caps[level] for level in LEVELS]) == (60, [12, 30, 18])
    assert caps.feasible


@given(st.lists(st.integers(0, 500), min_size=4, max_size=4))
def test_that_a_floored_cap_never_exceeds_its_share(rule_set: RuleSet, counts: list[int]) -> None:
    caps = level_caps(dict(zip(Level, counts, strict=True)), rule_set)
    for level, share in ((Level.SENIOR, 20), (Level.INTERMEDIATE, 50), (Level.JUNIOR, 30)):
        assert caps.caps[level] <= Fraction(share * caps.base, 100) < caps.caps[level] + 1
        assert not (caps.over[level] and caps.free[level])


headcounts = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=2), st.integers(0, 60), min_size=1, max_size=8)


@given(headcounts, st.integers(0, 80))
def test_that_no_seat_is_lost_or_made(people: dict[str, int], seats: int) -> None:
    if not sum(people.values()):
        people = {**people, "z": 1}
    shared = county_seats(people, seats)
    total = sum(people.values())
    assert sum(shared.seats.values()) + shared.undecided == seats
    assert bool(shared.tied) == bool(shared.undecided)
    assert not shared.undecided or len(shared.tied) > shared.undecided
    for unit, number in people.items():
        quota = Fraction(number * seats, total)
        assert int(quota) <= shared.seats[unit] <= int(quota) + 1


@given(headcounts.filter(lambda people: sum(people.values()) > 0), st.integers(0, 80))
def test_that_the_order_of_units_says_nothing(people: dict[str, int], seats: int) -> None:
    there, back = county_seats(people, seats), county_seats(dict(reversed(people.items())), seats)
    assert there.seats == back.seats
    assert there.tied == back.tied[::-1]


def test_that_seats_need_people() -> None:
    assert county_seats({"甲": 0}, 0).seats == {"甲": 0}
    with pytest.raises(Rejected) as caught:
        county_seats({"甲": 0}, 1)
    assert caught.value.code == "no_headcount"


def test_that_a_level_without_seats_issued_takes_no_nomination() -> None:
    for quota in (None, {Level.JUNIOR: 3}):
        with pytest.raises(Rejected) as caught:
            nomination(Level.SENIOR, quota, 0, 1)
        assert caught.value.code == "quota_not_issued"


def test_that_an_over_run_leaves_no_free_seat() -> None:
    assert nomination(Level.INTERMEDIATE, {Level.INTERMEDIATE: 35}, 36, 0).free == 0
    with pytest.raises(Rejected) as caught:
        nomination(Level.INTERMEDIATE, {Level.INTERMEDIATE: 35}, 36, 1)
    assert caught.value.code == "no_free_seat"
