"""关账检查 in the window: what bars a close says who must act, and Enter leads to the very place."""

from __future__ import annotations

import pytest
from factories.seat import HEAD, Seat
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cmdesk.kernel.errors import Problem
from cmdesk.kernel.periods import Period
from cmdesk.runtime.sentences import message
from cmdesk.ui.pages.scoring.closing import ROUNDS, CheckRow, place_of
from cmdesk.ui.pages.scoring.page import ScoringPage


def checking(seat: Seat, argument: str) -> ScoringPage:
    """Open the check of a period that is not closed."""
    seat.sign_in(HEAD)
    page = seat.go("scoring", argument)
    assert isinstance(page, ScoringPage)
    page._swap()
    seat.wait()
    return page


def rows_of(page: ScoringPage) -> list[CheckRow]:
    """Give the rows of the check."""
    model = page.closing.model
    return [row for row in map(model.row, range(model.rowCount())) if row is not None]


def test_that_each_open_round_of_the_year_has_its_place_and_says_who_ends_it() -> None:
    for code, page in ROUNDS.items():
        problem = Problem("rating_not_counted", params={"round": "一轮", "way": code})
        assert place_of(problem) == page
        said = message(problem)
        assert "督察组长" in said
        assert code not in said


def test_that_an_open_round_is_put_right_at_its_own_source(qtbot: QtBot, seat: Seat) -> None:
    page = checking(seat, "2025Q2")
    row = next(row for row in rows_of(page) if row.part == "industry")
    assert "督察组长" in row.sentence
    assert "关闭本轮" in row.sentence
    page.closing.table.pick(rows_of(page).index(row))
    qtbot.keyClick(page.closing.table, Qt.Key.Key_Return)
    seat.wait()
    assert seat.window.workspace is not None
    shown = seat.window.workspace.pages["evaluations"]
    assert shown.isVisible()
    assert (shown.period, shown.state.source) == (Period.parse("2025Q2"), "industry")  # type: ignore[attr-defined]


@pytest.mark.parametrize(("code", "page"), [("rating", "deliberation"), ("leader", "evaluations")])
def test_that_enter_on_a_round_of_the_year_opens_its_page(seat: Seat, code: str, page: str) -> None:
    shown = checking(seat, "2025Q2")
    problem = Problem("rating_not_counted", params={"round": "一轮", "way": code})
    shown._put_right(CheckRow(True, message(problem), place_of(problem), ""))
    seat.wait()
    assert seat.window.workspace is not None
    assert seat.window.workspace.pages[page].isVisible()
