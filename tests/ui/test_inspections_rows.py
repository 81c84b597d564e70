"""The rows of a sheet: kept as pictures, and always what they would be if they were painted anew."""

from __future__ import annotations

import pytest
from factories.inspecting import begun, page_of
from factories.seat import Seat

from cmdesk.ui.pages.inspections import keys

_KEYED = (keys.FULL, "2", keys.DOWN, keys.NOT_SEEN, keys.PARK, keys.FULL, keys.UNDO, keys.FULL, keys.UP, keys.CLEAR)


@pytest.mark.shows("43")
def test_that_a_row_looks_as_if_it_were_painted_anew_after_every_key(seat: Seat) -> None:
    page = page_of(seat)
    begun(seat, page)
    rows = page.entry.items
    for turn, key in enumerate(_KEYED):
        page.entry.press(key)
        if turn == len(_KEYED) // 2:
            seat.look.set_dark(True)
        kept = rows.viewport().grab().toImage()
        rows._pictures.clear()
        assert rows.viewport().grab().toImage() == kept, (turn, key)


@pytest.mark.shows("43", "141")
def test_that_a_key_draws_the_rows_that_it_changes_and_no_other(seat: Seat) -> None:
    page = page_of(seat)
    begun(seat, page)
    rows = page.entry.items
    page.entry.press(keys.FULL)
    rows.viewport().grab()
    before = dict(rows._pictures)
    page.entry.press(keys.FULL)
    rows.viewport().grab()
    drawn = {place for place, kept in rows._pictures.items() if before.get(place) is not kept}
    # The item that was answered, the head of its duty, and what came into sight below.
    assert len(before) > 5
    assert 1 <= len(drawn) <= 4
