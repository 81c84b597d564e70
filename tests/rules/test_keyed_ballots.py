"""Two keyings of one box: differences and totals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdesk.rules.keyed_ballots import WHOLE, KeyedSheet, keyed_totals, sheet_differences

MARKS = ("agree", "against", "abstained", "invalid")


@st.composite
def boxes(draw: st.DrawFn) -> tuple[list[KeyedSheet], int]:
    """Give a keyed box and how many lines its paper has."""
    lines = draw(st.integers(1, 6))
    marks = st.tuples(*[st.sampled_from(MARKS)] * lines)
    sheets = st.one_of(marks.map(KeyedSheet), st.just(KeyedSheet((), void=True)))
    return draw(st.lists(sheets, max_size=8)), lines


@given(boxes())
def test_that_every_sheet_is_counted_once_on_every_line(box: tuple[list[KeyedSheet], int]) -> None:
    sheets, lines = box
    totals = keyed_totals(sheets, lines)
    assert all(sum(line.values()) + totals.invalid == len(sheets) for line in totals.lines)
    assert len(totals.lines) == lines


@given(boxes(), st.randoms())
def test_that_the_order_of_the_sheets_does_not_change_the_totals(box: tuple[list[KeyedSheet], int], any_order) -> None:  # type: ignore[no-untyped-def]
    sheets, lines = box
    shuffled = list(sheets)
    any_order.shuffle(shuffled)
    assert keyed_totals(shuffled, lines) == keyed_totals(sheets, lines)


@given(boxes())
def test_that_equal_keyings_have_no_difference(box: tuple[list[KeyedSheet], int]) -> None:
    sheets, _ = box
    assert sheet_differences(sheets, list(sheets)) == ()


@given(boxes(), st.data())
def test_that_one_other_mark_is_the_one_difference(box: tuple[list[KeyedSheet], int], data: st.DataObject) -> None:
    sheets, lines = box
    whole = [place for place, sheet in enumerate(sheets) if not sheet.void]
    if not whole:
        return
    place, line = data.draw(st.sampled_from(whole)), data.draw(st.integers(0, lines - 1))
    marks = list(sheets[place].marks)
    marks[line] = data.draw(st.sampled_from([mark for mark in MARKS if mark != marks[line]]))
    other = [*sheets[:place], KeyedSheet(tuple(marks)), *sheets[place + 1 :]]
    assert sheet_differences(sheets, other) == ((place, line),)


def test_that_two_wrong_keys_that_cancel_out_are_both_seen() -> None:
    one = [KeyedSheet(("agree",)), KeyedSheet(("against",))]
    other = [KeyedSheet(("against",)), KeyedSheet(("agree",))]
    assert keyed_totals(one, 1) == keyed_totals(other, 1)
    assert sheet_differences(one, other) == ((0, 0), (1, 0))


def test_that_a_sheet_only_one_holds_void_differs_as_a_whole() -> None:
    assert sheet_differences([KeyedSheet(("agree", "agree"))], [KeyedSheet((), void=True)]) == ((0, WHOLE),)


def test_that_boxes_of_unlike_size_are_not_compared() -> None:
    with pytest.raises(ValueError, match="same number"):
        sheet_differences([KeyedSheet(("agree",))], [])
