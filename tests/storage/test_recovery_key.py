"""The printed key: a slip of the pen is told with its group."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cmdesk.kernel.errors import Rejected
from cmdesk.storage.recovery_key import ALPHABET, checked_recovery_key, new_recovery_key

KEYS = st.builds(new_recovery_key)
PLACES = st.integers(0, 39)


def plain(key: str) -> str:
    return key.replace("-", "")


def test_that_a_key_has_forty_characters_nobody_confuses() -> None:
    key = new_recovery_key()
    assert [len(group) for group in key.split("-")] == [5] * 8
    assert not set(plain(key)) & set("0O1I")
    assert len({new_recovery_key() for _ in range(20)}) == 20


@given(KEYS, PLACES, st.sampled_from(ALPHABET))
def test_that_every_wrong_character_is_told_with_its_group(key: str, place: int, character: str) -> None:
    typed = list(plain(key))
    assume(typed[place] != character)
    typed[place] = character
    with pytest.raises(Rejected) as refused:
        checked_recovery_key("".join(typed))
    assert [(p.code, p.params["group"]) for p in refused.value.problems] == [("recovery_key_typo", place // 5 + 1)]


@given(KEYS, st.integers(0, 38))
def test_that_two_swapped_characters_are_told(key: str, place: int) -> None:
    typed = list(plain(key))
    assume(typed[place] != typed[place + 1])
    typed[place], typed[place + 1] = typed[place + 1], typed[place]
    with pytest.raises(Rejected):
        checked_recovery_key("".join(typed))


@given(KEYS, st.integers(0, 7), st.integers(0, 7))
def test_that_two_swapped_groups_are_told(key: str, one: int, other: int) -> None:
    groups = key.split("-")
    assume(groups[one] != groups[other])
    groups[one], groups[other] = groups[other], groups[one]
    with pytest.raises(Rejected):
        checked_recovery_key("".join(groups))


def test_that_all_bad_groups_are_told_at_once() -> None:
    groups = new_recovery_key().split("-")
    groups[1] = "0" + groups[1][1:]
    groups[6] = groups[6][:4] + ("A" if groups[6][4] != "A" else "B")
    with pytest.raises(Rejected) as refused:
        checked_recovery_key(" ".join(groups))
    assert [(problem.code, problem.params["group"]) for problem in refused.value.problems] == [
        ("recovery_key_character", 2),
        ("recovery_key_typo", 7),
    ]


def test_that_a_short_key_is_told_with_its_length() -> None:
    with pytest.raises(Rejected) as refused:
        checked_recovery_key(new_recovery_key()[:-1])
    assert refused.value.problems[0].params == {"count": 39}


@given(KEYS)
def test_that_case_width_and_blanks_do_not_matter(key: str) -> None:
    wide = "".join(chr(ord(character) + 0xFEE0) for character in plain(key).lower())
    assert checked_recovery_key(f" {wide[:17]} {wide[17:]}\n") == key
