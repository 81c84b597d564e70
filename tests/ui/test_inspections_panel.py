"""The card of all answers paints only the lines that a key has changed, and never leaves one as it was."""

from __future__ import annotations

from factories.inspecting import begun, page_of
from factories.seat import Seat

from cmdesk.ui.pages.inspections import keys


def test_that_the_card_of_answers_has_painted_all_that_keys_have_changed(seat: Seat) -> None:
    page = page_of(seat)
    begun(seat, page)
    cells, sheet = page.entry.panel.cells, page.session.sheet
    for pressed in (keys.FULL, keys.FULL, keys.UP, keys.FULL, keys.UNDO, keys.LAST, keys.FULL, keys.FIRST, keys.FULL):
        page.entry.press(pressed)
        seat.wait()
        stands = {group.no: cells._line_of(sheet, group.no) for group in sheet.checklist.groups}
        assert cells._painted == stands
