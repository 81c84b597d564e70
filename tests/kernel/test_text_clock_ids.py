"""Text as typed, the clock, ids, and the classes of what can go wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from cmdesk.kernel import errors, ids, text
from cmdesk.kernel.clock import SetClock, SystemClock, today
from cmdesk.kernel.errors import NOWHERE, Cancelled, Problem, Rejected, Where, refuse_any, reject


def test_that_folded_text_has_neither_width_nor_blanks() -> None:
    assert text.folded(" 单箱　收入\n（元） ") == "单箱收入(元)"
    assert text.folded("Ａ档") == "A档"


def test_that_tidy_text_keeps_widths_and_single_blanks() -> None:
    assert text.tidy("　白玛 　 次仁 ") == "白玛 次仁"
    assert text.tidy("Ａ") == "Ａ"
    assert text.tidy("e\u0301") == "\u00e9"


def test_that_full_width_signs_are_seen() -> None:
    assert text.has_full_width("12３")
    assert not text.has_full_width("张喆 123")


@pytest.mark.shows("84")
def test_that_characters_without_glyph_and_private_ones_cannot_be_printed() -> None:
    known = set("张喆\ue000")
    assert text.unprintable("张 喆", known.__contains__) == ""
    assert text.unprintable("张\ue000𰻝喆𰻝", known.__contains__) == "\ue000𰻝"


def test_that_an_id_number_shows_its_ends_only() -> None:
    assert text.masked_id("140702198805121234") == "1407**********1234"


def test_that_the_day_is_that_of_china() -> None:
    assert today(SetClock(datetime(2026, 3, 31, 16, 30, tzinfo=UTC))) == date(2026, 4, 1)
    assert today(SetClock(datetime(2026, 3, 31, 15, 30, tzinfo=UTC))) == date(2026, 3, 31)


def test_that_two_readings_of_a_set_clock_differ() -> None:
    clock = SetClock(datetime(2026, 1, 1, tzinfo=UTC))
    assert clock.now() < clock.now()
    clock.set(date(2026, 5, 4), 9, 30)
    assert clock.now().replace(microsecond=0) == datetime(2026, 5, 4, 1, 30, tzinfo=UTC)


def test_that_the_system_clock_is_aware() -> None:
    assert SystemClock().now().utcoffset() is not None


def test_that_ids_grow_and_never_repeat() -> None:
    made = [ids.new_id() for _ in range(500)]
    assert made == sorted(made)
    assert len(set(made)) == 500


def test_that_random_numbers_have_all_their_digits() -> None:
    assert {len(ids.random_number(12)) for _ in range(200)} == {12}
    assert all(ids.random_number(1) in "123456789" for _ in range(50))
    assert len(ids.random_bytes(16)) == 16


def test_that_a_code_has_no_character_that_is_mistaken_for_another() -> None:
    assert not set("".join(ids.random_code(8) for _ in range(200))) & set("IO01")


def test_that_shuffling_leaves_the_list_alone() -> None:
    items = list(range(50))
    mixed = ids.shuffled(items)
    assert items == list(range(50))
    assert sorted(mixed) == items
    assert mixed != items


def test_that_a_problem_keeps_the_place_that_it_knows() -> None:
    problem = Problem("value_missing", Where(row=4, field="name"))
    moved = problem.at(file="a.xlsx", row=9)
    assert moved.where.as_json() == {"file": "a.xlsx", "row": 4, "field": "name"}
    assert NOWHERE.as_json() == {}


def test_that_a_refusal_carries_every_problem() -> None:
    refuse_any([])
    with pytest.raises(Rejected) as caught:
        refuse_any([Problem("one"), Problem("two")], [Problem("odd")])
    assert [p.code for p in caught.value.problems] == ["one", "two"]
    assert [p.code for p in caught.value.warnings] == ["odd"]
    assert caught.value.code == "one"
    assert "two" in str(caught.value)
    assert reject("one", value=3).problems[0].params == {"value": 3}


def test_that_every_kind_of_error_has_its_exit_status() -> None:
    kinds = (Rejected(Problem("x")), errors.Forbidden("x"), errors.Conflict("x"), errors.Unavailable("x"))
    assert [e.exit_status for e in (*kinds, errors.Damaged("x"), Cancelled())] == [2, 3, 4, 5, 6, 130]
    assert str(errors.Conflict("taken", by="张三")) == "taken {'by': '张三'}"
