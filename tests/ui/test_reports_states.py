"""Every pose of 报表签章 and 数据上报 at every size: nothing cut, at most one filled button."""

from __future__ import annotations

import pytest
from factories.seat import RECORDER, Seat
from PySide6.QtWidgets import QLabel

from cmdesk.kernel.periods import Period
from cmdesk.ui.room import Page
from cmdesk.ui.widgets.buttons import Button
from cmdesk.usecases.reports.compose import Compose

SIZES = ((1440, 900, 100), (1366, 768, 115), (1366, 768, 130), (1180, 720, 100))


def cut(page: Page) -> list[str]:
    """Give the texts that have less room than they need."""
    labels = [label for label in page.findChildren(QLabel) if label.isVisible() and label.text()]
    return [
        label.text()
        for label in labels
        if (label.wordWrap() and label.heightForWidth(label.width()) > label.height() + 1)
        or (not label.wordWrap() and label.sizeHint().width() > label.width() + 1)
    ]


@pytest.mark.shows("133")
@pytest.mark.parametrize("code", ["reports", "exchange"])
def test_that_no_state_cuts_a_text(seat: Seat, code: str) -> None:
    seat.sign_in(RECORDER)
    assert seat.window.desk is not None
    seat.window.desk.run(Compose(form="D13", period=Period.parse("2025Q1")))
    page = seat.go(code)
    assert isinstance(page, Page)
    seen = []
    for pose in page.poses():
        seat.wait()
        seen.append(pose)
        for width, height, percent in SIZES:
            seat.settle(width, height, percent=percent)
            where = f"{pose} {width}×{height} {percent} %"
            assert (where, cut(page)) == (where, [])
            assert (where, sorted(seat.look.elided)) == (where, [])
            assert (where, seat.window.width(), seat.window.height()) == (where, width, height)
            filled = [one for one in page.findChildren(Button) if one.isVisible() and one._kind == "fill"]
            assert (where, sum(one.isEnabled() for one in filled) <= 1) == (where, True)
    assert len(seen) >= 3
