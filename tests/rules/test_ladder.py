"""The grade ladder."""

from __future__ import annotations

import pytest

from cmdesk.rules.ladder import LADDER, Level, Rung, lower_of, one_down, one_up, parse_chinese, rung_at, rung_of


@pytest.mark.shows("R36")
def test_that_nine_rungs_form_one_ladder() -> None:
    names = [rung.chinese for rung in LADDER]
    assert names == ["初级C", "初级B", "初级A", "中级C", "中级B", "中级A", "高级C", "高级B", "高级A"]
    assert [rung.place for rung in LADDER] == list(range(9))
    assert all(rung_at(rung.place) is rung for rung in LADDER)


def test_that_one_up_crosses_levels_and_ends_at_the_top() -> None:
    assert one_up(Rung.JUNIOR_A) is Rung.INTERMEDIATE_C
    assert one_up(Rung.SENIOR_A) is None
    assert one_up(Rung.TRAINEE) is None


def test_that_one_down_is_the_way_back() -> None:
    for rung in LADDER[:-1]:
        above = one_up(rung)
        assert above is not None
        assert one_down(above) is rung
    assert one_down(Rung.JUNIOR_C) is None


def test_that_a_trainee_stands_below_the_ladder() -> None:
    assert Rung.TRAINEE.level is Level.TRAINEE
    assert Rung.TRAINEE.letter is None
    assert lower_of(Rung.TRAINEE, Rung.JUNIOR_C) is Rung.TRAINEE


@pytest.mark.parametrize(
    ("text", "rung"), [("中级B", Rung.INTERMEDIATE_B), ("中B", Rung.INTERMEDIATE_B), ("见习", Rung.TRAINEE)]
)
def test_that_rungs_are_read_as_people_write_them(text: str, rung: Rung) -> None:
    assert parse_chinese(text) is rung


def test_that_a_rung_is_its_level_and_letter() -> None:
    assert all(rung_of(rung.level, rung.letter or "") is rung for rung in LADDER)
    assert parse_chinese("中级D") is None
