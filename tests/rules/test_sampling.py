"""Draws that anybody can redo."""

from __future__ import annotations

import hashlib
from math import floor
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdesk.kernel.errors import Rejected
from cmdesk.rules.sampling import Unit, draw, frame_hash, miss_chance, stratum_shares

FRAME = [Unit("城", f"u{number:02}") for number in range(6)] + [Unit("乡", f"u{number:02}") for number in range(6, 10)]
SEED = "双色球2026003"


def _by_hand(frame: list[Unit], seed: str, shares: dict[str, int]) -> list[str]:
    lines = sorted(f"{unit.stratum}\t{unit.unit}\n".encode() for unit in frame)
    fingerprint = hashlib.sha256(b"".join(lines)).hexdigest()
    drawn: list[str] = []
    for stratum in sorted(shares, key=lambda name: name.encode()):
        units = [unit.unit for unit in frame if unit.stratum == stratum]
        keys = {name: hashlib.sha256(f"{fingerprint}|{seed}|{stratum}|{name}".encode()).hexdigest() for name in units}
        drawn += sorted(units, key=keys.__getitem__)[: shares[stratum]]
    return drawn


@pytest.mark.shows("49")
@given(st.integers(2, 10), st.text(min_size=8, max_size=12))
def test_that_a_draw_can_be_redone_with_nothing_but_sha_256(count: int, seed: str) -> None:
    made = draw(FRAME, count=count, seed=seed)
    assert [ticket.unit.unit for ticket in made.drawn] == _by_hand(FRAME, seed, dict(made.shares))
    assert len(made.drawn) == count
    assert {ticket.unit for ticket in (*made.drawn, *made.reserve)} == set(FRAME)


@pytest.mark.shows("49")
@given(st.randoms(use_true_random=False))
def test_that_the_order_of_the_list_changes_nothing(random: Random) -> None:
    shuffled = list(FRAME)
    random.shuffle(shuffled)
    assert draw(shuffled, count=5, seed=SEED).drawn == draw(FRAME, count=5, seed=SEED).drawn
    assert frame_hash(shuffled) == frame_hash(FRAME)


def test_that_overdue_units_go_first_longest_first() -> None:
    made = draw(FRAME, count=5, seed=SEED, overdue=["u05", "u01"])
    town = [ticket.unit.unit for ticket in made.drawn if ticket.unit.stratum == "城"]
    assert town[:2] == ["u05", "u01"]
    assert made.shares == {"城": 3, "乡": 2}


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 30), min_size=1), st.data())
def test_that_shares_add_up_with_one_for_each_and_none_above_its_size(
    sizes: dict[str, int], data: st.DataObject
) -> None:
    count = data.draw(st.integers(len(sizes), sum(sizes.values())))
    shares = stratum_shares(sizes, count)
    assert sum(shares.values()) == count
    assert all(1 <= shares[stratum] <= size for stratum, size in sizes.items())
    total = sum(sizes.values())
    if all(count * size >= total for size in sizes.values()):
        assert all(share - floor(count * sizes[stratum] / total) in {0, 1} for stratum, share in shares.items())


@pytest.mark.parametrize(
    ("sizes", "count", "shares"),
    [
        ({"a": 60, "b": 40}, 10, {"a": 6, "b": 4}),
        ({"a": 5, "b": 5}, 3, {"a": 2, "b": 1}),
        ({"b": 5, "a": 5}, 3, {"a": 2, "b": 1}),
        ({"a": 50, "b": 49, "c": 1}, 4, {"a": 2, "b": 1, "c": 1}),
        ({"a": 30, "b": 30, "c": 1, "d": 1}, 4, {"a": 1, "b": 1, "c": 1, "d": 1}),
        ({"a": 96, "b": 100, "c": 1, "d": 1, "e": 1, "f": 1}, 8, {"a": 2, "b": 2, "c": 1, "d": 1, "e": 1, "f": 1}),
    ],
)
def test_that_shares_go_by_largest_remainder_and_minima_are_paid_by_the_smallest(
    sizes: dict[str, int], count: int, shares: dict[str, int]
) -> None:
    assert stratum_shares(sizes, count) == shares


def test_that_one_more_inspection_only_appends() -> None:
    frame = [unit for unit in FRAME if unit.stratum == "城"]
    before = draw(frame, count=3, seed=SEED)
    after = draw(frame, count=4, seed=SEED)
    assert after.drawn[:3] == before.drawn
    assert after.drawn[3] == before.reserve[0]


def test_that_wrong_frames_are_refused_with_all_that_is_wrong() -> None:
    frame = [Unit("城", "u1"), Unit("乡", " u1 "), Unit("", "u2"), Unit("镇", "a|b")]
    with pytest.raises(Rejected) as refused:
        draw(frame, count=3, seed="短", overdue=["zz"])
    assert {problem.code for problem in refused.value.problems} == {
        "unit_twice",
        "unit_malformed",
        "overdue_unknown",
        "count_below_strata",
        "seed_too_short",
    }
    with pytest.raises(Rejected, match="count_above_frame"):
        draw(FRAME, count=11, seed=SEED)


def test_that_the_chance_to_miss_is_printed_as_measured() -> None:
    assert round(float(miss_chance(100, 5, 20)), 2) == 0.32
    assert miss_chance(100, 5, 44) > 0.05 > miss_chance(100, 5, 45) - 0.0005
