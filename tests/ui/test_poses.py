"""Every state of every page that is worth a picture, at the sizes of real screens: nothing is cut anywhere."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from factories import board
from factories.lived import NAME, PARTS
from factories.measures import faults, twins, unnamed
from factories.seat import ADMINISTRATOR, HEAD, RECORDER, Seat
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from cmdesk.kernel.periods import Period
from cmdesk.ui.pages.registry import PAGES
from cmdesk.ui.room import Page
from cmdesk.usecases.reports.compose import Compose

SIZES = ((1180, 720, 100), (1536, 864, 115), (1366, 768, 130), (1280, 720, 130))
"""The smallest window that does not scroll; 1920×1080 at 125 %; the smallest with the panel beside the list; 1920×1080
at 150 % and 2560×1440 at 200 %. In this order, so that the text size, which costs most, changes seldom."""
OVER = ((1180, 720, 100), (1280, 720, 130))
"""Where the panel is a drawer over the list."""
BOARD = "grading"
USERS = {"pay": "9011", "settings": ADMINISTRATOR}
LOOKED_AT = (
    *((entry.code, USERS.get(entry.code, RECORDER)) for entry in PAGES if entry.code != "deliberation"),
    ("person", HEAD),
    ("evaluations", HEAD),
    (BOARD, RECORDER),
)


@pytest.fixture(scope="session")
def board_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a county whose list of rungs waits for the decision."""
    folder = tmp_path_factory.mktemp("poses") / "allocated"
    board.allocate(folder)
    return folder


@pytest.fixture
def database(request: pytest.FixtureRequest, quarter_template: Path, tmp_path: Path) -> Path:
    """Give a copy of the county after its first quarter, for the board of the one after its year."""
    code = request.node.callspec.params.get("code", "") if hasattr(request.node, "callspec") else ""
    if code == BOARD:
        template, names = request.getfixturevalue("board_template"), ("county.db", "county.db.keys.json")
    else:
        template, names = quarter_template, PARTS
    for name in names:
        shutil.copy(template / name, tmp_path / name)
    return tmp_path / ("county.db" if code == BOARD else NAME)


def states(seat: Seat, code: str, user: str) -> Iterator[tuple[str, QWidget]]:
    """Open a page and take one of its states after the other."""
    seat.sign_in(user)
    desk = seat.window.desk
    if code == "reports" and desk is not None:
        desk.run(Compose(form="D13", period=Period.parse("2025Q1")))
    page = seat.go(*{"person": ("people", "0001"), BOARD: ("deliberation", "board")}.get(code, (code,)))
    assert isinstance(page, Page)
    yield "first", page
    for pose in page.poses():
        seat.wait()
        yield pose, page


@pytest.mark.shows("132", "133")
@pytest.mark.parametrize(("code", "user"), LOOKED_AT)
def test_that_nothing_is_cut_in_any_state_of_a_page(seat: Seat, code: str, user: str) -> None:
    for state, page in states(seat, code, user):
        for width, height, percent in SIZES:
            seat.settle(width, height, percent=percent)
            where = f"{code} {state} {width}×{height} {percent} %"
            assert (where, faults(seat.look, page)) == (where, {})
        assert (code, state, unnamed(page), twins(page)) == (code, state, [], [])


@pytest.mark.shows("133")
@pytest.mark.parametrize("code", [entry.code for entry in PAGES if entry.code not in {"pay", "incoming"}])
def test_that_the_panel_of_a_narrow_window_opens_with_f6_and_is_not_cut(qtbot: QtBot, seat: Seat, code: str) -> None:
    _, page = next(states(seat, code, RECORDER))
    for width, height, percent in OVER:
        seat.settle(width, height, percent=percent, dark=percent == 130)
        qtbot.keyClick(QApplication.focusWidget() or page, Qt.Key.Key_F6)
        seat.settle(width, height, percent=percent, dark=percent == 130)
        where = f"{code} {width}×{height} {percent} %, F6"
        assert (where, faults(seat.look, page)) == (where, {})
        qtbot.keyClick(QApplication.focusWidget() or page, Qt.Key.Key_F6)


@pytest.mark.shows("133")
def test_that_a_window_too_small_for_a_page_scrolls_it_instead_of_squeezing_it(seat: Seat) -> None:
    seat.sign_in(RECORDER)
    page = seat.go("home")
    seat.settle(1000, 600)
    area = next(area for area in seat.window.findChildren(QScrollArea) if area.widget() is seat.window.rooms)
    assert faults(seat.look, page).keys() <= {"small controls"}
    assert area.horizontalScrollBar().maximum() > 0
    assert area.verticalScrollBar().maximum() > 0
