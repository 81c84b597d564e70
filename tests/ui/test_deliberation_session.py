"""The count of one box without a window: keying, comparing, recounting blind, keying a sheet anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from cmdesk.rules.keyed_ballots import WHOLE
from cmdesk.ui.pages.deliberation.session import (
    SCRUTINEER,
    TELLER,
    CountSession,
    Keying,
    Stage,
    place_on_paper,
)

NOW = datetime(2026, 1, 14, 3, tzinfo=UTC)
MARKS = (("agree", "同意"), ("against", "不同意"), ("deferred", "缓议"), ("abstained", "弃权"), ("invalid", "本行无效"))
PEOPLE = (("0001", "甲"), ("0002", "乙"), ("0003", "丙"))


def session(sheets: int = 2) -> CountSession:
    """Give a count of three people, nobody at work yet."""
    return CountSession(
        item=1, paper="票一", round=1, title="定级", name="票一", people=PEOPLE, marks=MARKS, returned=sheets
    )


def keyed(count: CountSession, duty: str, keys: Sequence[str]) -> None:
    """Let somebody key a whole box and hand it over."""
    keying = count.sit_down(duty, f"{duty}甲", NOW)
    for key in keys:
        mark = count.mark_for(key)
        assert mark is not None
        keying.put(mark)
    count.hand_over(NOW)


def compared(one: str, other: str) -> CountSession:
    """Give a count after both have keyed: a key a line, sheet after sheet."""
    count = session(len(one) // len(PEOPLE))
    keyed(count, TELLER, one)
    keyed(count, SCRUTINEER, other)
    return count


def test_that_keys_follow_the_order_of_the_paper_with_0_and_x_at_the_end() -> None:
    assert [cap for cap, _, _ in session().choices] == ["1", "2", "3", "0", "X"]
    assert session().mark_for("x") == "invalid"
    assert session().mark_for("9") is None


def test_that_one_key_is_a_line_and_the_last_line_leads_to_the_next_sheet() -> None:
    keying = Keying(3, 2)
    for mark in ("agree", "against", "agree"):
        keying.put(mark)
    assert (keying.sheet, keying.line, keying.whole_sheets, keying.keyed) == (1, 0, 1, 3)


def test_that_backspace_clears_the_line_before_across_sheets() -> None:
    keying = Keying(2, 2)
    for mark in ("agree", "agree", "against"):
        keying.put(mark)
    keying.back()
    keying.back()
    assert (keying.sheet, keying.line) == (0, 1)
    assert keying.marks == [["agree", None], [None, None]]


def test_that_another_sheet_is_never_reached_from_a_half_keyed_one() -> None:
    keying = Keying(2, 2)
    keying.put("agree")
    assert not keying.turn(1)
    keying.put("agree")
    assert keying.turn(-1)
    assert keying.sheet == 0
    assert not keying.turn(-1)


def test_that_a_stray_key_after_the_last_line_changes_nothing() -> None:
    keying = Keying(1, 2)
    keying.put("agree")
    keying.put("against")
    keying.put("deferred")
    assert keying.marks == [["agree"], ["against"]]
    keying.back()
    keying.put("deferred")
    assert keying.marks == [["agree"], ["deferred"]]


def test_that_a_void_sheet_is_whole_and_a_mark_makes_it_valid_again() -> None:
    keying = Keying(2, 2)
    keying.make_void("涂改")
    assert keying.is_whole(0)
    assert keying.sheet == 1
    for mark in ("agree", "agree"):
        keying.put(mark)
    assert keying.complete
    assert keying.turn(-1)
    keying.put("agree")
    assert not keying.is_whole(0)


def test_that_a_box_that_is_not_whole_is_not_handed_over() -> None:
    count = session()
    count.sit_down(TELLER, "甲", NOW).put("agree")
    count.hand_over(NOW)
    assert count.stage is Stage.TELLER
    with pytest.raises(ValueError, match="not whole"):
        count.keyings[TELLER].sheets()


def test_that_the_second_begins_with_empty_pages_and_nothing_is_compared_before() -> None:
    count = session()
    keyed(count, TELLER, "111222")
    assert count.stage is Stage.SCRUTINEER
    assert count.differences() == ()
    assert count.current() is None
    second = count.sit_down(SCRUTINEER, "乙", NOW)
    assert second.keyed == 0


@pytest.mark.shows("59")
def test_that_equal_keyings_can_be_booked_at_once() -> None:
    count = compared("111220", "111220")
    assert count.stage is Stage.BOOK
    assert count.totals().lines == (
        {"agree": 1, "against": 1},
        {"agree": 1, "against": 1},
        {"agree": 1, "abstained": 1},
    )
    assert count.totals(TELLER) == count.totals(SCRUTINEER)


@pytest.mark.shows("59")
def test_that_a_difference_is_settled_only_by_two_equal_blind_keys() -> None:
    count = compared("111222", "121222")
    assert count.stage is Stage.RECOUNT
    assert [recount.cell for recount in count.recounts] == [(0, 1)]
    count.recount("agree")
    assert count.open_recount() is not None
    assert count.open_recount().awaited == SCRUTINEER  # type: ignore[union-attr]
    count.recount("agree")
    assert count.stage is Stage.BOOK
    assert count.totals(TELLER) == count.totals(SCRUTINEER)
    assert count.totals().lines[1] == {"agree": 1, "against": 1}


def test_that_two_unequal_recounts_make_both_key_the_whole_sheet_anew() -> None:
    count = compared("111222", "121222")
    for mark in ("agree", "against", "agree", "against"):
        count.recount(mark)
    assert count.again_sheet == 0
    assert count.current_duty() == TELLER
    for _ in range(2):
        keying = count.current()
        assert keying is not None
        for mark in ("deferred", "deferred", "deferred"):
            keying.put(mark)
        count.end_again()
    assert count.stage is Stage.BOOK
    assert all(count.keyings[duty].marks[0] == ["deferred"] * 3 for duty in (TELLER, SCRUTINEER))


def test_that_a_sheet_only_one_holds_void_is_keyed_anew_by_both() -> None:
    count = session()
    for duty, void in ((TELLER, True), (SCRUTINEER, False)):
        keying = count.sit_down(duty, duty, NOW)
        if void:
            keying.make_void("涂改")
        for _ in range(3 if void else 6):
            keying.put("agree")
        count.hand_over(NOW)
    assert [recount.cell for recount in count.recounts] == [(0, WHOLE)]
    assert count.again_sheet == 0
    for duty in (TELLER, SCRUTINEER):
        count.again[duty].make_void("涂改")
    count.end_again()
    assert count.stage is Stage.BOOK
    assert count.totals().invalid == 1


def test_that_a_settled_difference_stays_settled_after_a_sheet_was_keyed_anew() -> None:
    count = compared("111222", "121221")
    count.recount("agree")
    count.recount("agree")
    assert [recount.cell for recount in count.unsettled()] == [(1, 2)]
    count.key_again(1)
    for duty in (TELLER, SCRUTINEER):
        for _ in range(3):
            count.again[duty].put("against")
    count.end_again()
    assert count.stage is Stage.BOOK


@pytest.mark.parametrize(
    ("line", "told"), [(0, "票面第 1 页，第 1 行"), (23, "票面第 1 页，倒数第 2 行"), (41, "票面第 2 页，第 17 行")]
)
def test_that_the_place_on_paper_is_told_from_the_nearer_edge(line: int, told: str) -> None:
    assert place_on_paper(line, 56) == told
