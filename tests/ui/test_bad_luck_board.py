"""A form of one person and the quota board, open in one window, change the same person: neither loses anything."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from factories import board as made
from factories.seat import RECORDER, Seat
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cmdesk.queries.org import OnePerson
from cmdesk.ui.pages.deliberation.page import DeliberationPage
from cmdesk.ui.pages.grading.view import BoardView
from cmdesk.ui.pages.org.page import PeoplePage

DAY = date(2026, 1, 15)
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture(scope="session")
def allocated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a county whose list waits for the decision."""
    folder = tmp_path_factory.mktemp("boards") / "allocated"
    made.allocate(folder)
    return folder


@pytest.fixture
def database(allocated: Path, tmp_path: Path) -> Path:
    """Give a copy of the county."""
    for name in ("county.db", "county.db.keys.json"):
        shutil.copy(allocated / name, tmp_path / name)
    return tmp_path / "county.db"


def board_of(seat: Seat) -> BoardView:
    seat.window.activateWindow()
    page = seat.go("deliberation", "board")
    assert isinstance(page, DeliberationPage)
    assert isinstance(page.board, BoardView)
    page.board.board.setFocus()
    seat.wait()
    return page.board


def test_that_a_move_on_the_board_leaves_the_form_of_the_person_and_the_form_the_board(
    qtbot: QtBot, seat: Seat
) -> None:
    seat.clock.set(DAY)
    seat.sign_in(RECORDER)
    people = seat.go("people", "0003")
    assert isinstance(people, PeoplePage)
    form = people.person.edit("schooling")
    assert form is not None
    form.fields["note"].put("本人申请下调")
    view = board_of(seat)
    view.board.pick_person("0003")
    seat.wait()
    person = view.state.person("0003")
    assert person is not None
    before = view.state.rung(person)
    qtbot.keyClick(QApplication.focusWidget() or view.board, Qt.Key.Key_Down, ALT)
    seat.wait()
    moved = view.state.person("0003")
    assert moved is not None
    assert view.state.rung(moved).place == before.place - 1
    assert seat.go("people", "0003") is people
    assert people.person.form is form
    assert form.values()["note"] == "本人申请下调"
    form.try_keep()
    seat.wait()
    assert people.person.form is None, people.banner.label.text()
    assert seat.window.desk is not None
    assert seat.window.desk.ask(OnePerson(staff_no="0003")).note == "本人申请下调"
    view = board_of(seat)
    again = view.state.person("0003")
    assert again is not None
    assert view.state.rung(again).place == before.place - 1
