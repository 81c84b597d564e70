"""The sign-in page with real passwords: in, out, locked, refused, and somebody else in between."""

from __future__ import annotations

import pytest
from factories.seat import ADMINISTRATOR, HEAD, RECORDER, Seat, password_of
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cmdesk.desk import Desk
from cmdesk.runtime.doorstep import at_door


def type_password(qtbot: QtBot, seat: Seat, number: str, password: str) -> None:
    """Choose a person with the arrow keys and type a password."""
    page = seat.window.sign_in
    page.state.unfolded = True
    for _ in page.state.people:
        if page.state.chosen == number:
            break
        qtbot.keyClick(page.card.field, Qt.Key.Key_Down)
    page.card.field.setText(password)
    qtbot.keyClick(page.card.field, Qt.Key.Key_Return)
    seat.wait()


def test_that_the_cursor_stands_in_the_password(seat: Seat) -> None:
    seat.window.activateWindow()
    seat.wait()
    assert QApplication.focusWidget() is seat.window.sign_in.card.field


@pytest.mark.shows("135")
def test_that_the_right_password_opens_the_workspace_of_that_person(qtbot: QtBot, seat: Seat) -> None:
    type_password(qtbot, seat, RECORDER, password_of(RECORDER))
    assert seat.window.rooms.currentWidget() is seat.window.workspace
    assert seat.window.desk is not None
    assert seat.window.desk.actor.number == RECORDER
    assert seat.window.sign_in.card.field.text() == ""


def test_that_a_wrong_password_empties_the_field_and_says_so(qtbot: QtBot, seat: Seat) -> None:
    type_password(qtbot, seat, RECORDER, "wrong")
    card = seat.window.sign_in.card
    assert card.field.text() == ""
    assert "口令不对" in card.hint.text()
    assert seat.window.desk is None


def test_that_the_fifth_wrong_password_makes_the_person_wait_and_nobody_else(qtbot: QtBot, seat: Seat) -> None:
    for _ in range(5):
        type_password(qtbot, seat, RECORDER, "wrong")
    card = seat.window.sign_in.card
    assert not card.button.isEnabled()
    assert card.button.text().endswith("后可以再试")
    assert card.ladder.isVisible()
    type_password(qtbot, seat, HEAD, password_of(HEAD))
    assert seat.window.desk is not None


@pytest.mark.shows("134")
def test_that_a_locked_window_keeps_what_was_typed(qtbot: QtBot, seat: Seat) -> None:
    seat.sign_in(RECORDER)
    people = seat.go("people")
    people.people.search.setText("zjf")
    people.people.search.setFocus()
    seat.window.lock()
    seat.wait()
    assert seat.window.rooms.currentWidget() is seat.window.sign_in
    assert not seat.window.actions_["find"].isEnabled()
    type_password(qtbot, seat, RECORDER, password_of(RECORDER))
    assert seat.window.rooms.currentWidget() is seat.window.workspace
    assert people.people.search.hasFocus()
    assert seat.go("people") is people
    assert people.people.search.text() == "zjf"


@pytest.mark.shows("135")
def test_that_another_person_starts_clean_with_the_own_pages(qtbot: QtBot, seat: Seat) -> None:
    seat.sign_in(RECORDER)
    people = seat.go("people")
    seat.window.lock()
    type_password(qtbot, seat, ADMINISTRATOR, password_of(ADMINISTRATOR))
    assert seat.window.workspace is not None
    assert "people" not in seat.window.workspace.pages
    assert "people" not in [entry.code for entry in seat.window.workspace.entries]
    assert people is not None


def test_that_sitting_down_at_a_locked_window_counts_as_a_sign_in(qtbot: QtBot, seat: Seat) -> None:
    seat.sign_in(RECORDER)
    seat.window.lock()
    before = seat.clock.now()
    type_password(qtbot, seat, ADMINISTRATOR, password_of(ADMINISTRATOR))
    seat.window.lock()
    seat.wait()
    known = {person.number: person.last_sign_in for person in at_door(seat.path).people}
    assert known[ADMINISTRATOR] is not None
    assert known[ADMINISTRATOR] > before


@pytest.mark.shows("123")
def test_that_a_database_in_use_elsewhere_says_who_has_it(seat: Seat) -> None:
    with Desk.open(seat.path, user=RECORDER, password=password_of(RECORDER), clock=seat.clock):
        seat.window.start()
        seat.wait()
        banner = seat.window.sign_in.banner
        assert banner.isVisible()
        assert banner.button.text() == "重试"
        assert banner.label.text()
    seat.window.sign_in.retry_wanted.emit()
    seat.wait()
    assert not banner.isVisible()


def test_that_the_caps_lock_line_appears_with_a_capital(qtbot: QtBot, seat: Seat) -> None:
    card = seat.window.sign_in.card
    qtbot.keyClick(card.field, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier)
    assert card.hint.text() == ""
    card.field.key_seen.emit("A", False)
    assert card.hint.text() == "大写锁定开着"


def test_that_the_unfolded_list_of_people_does_not_stretch_the_window(seat: Seat) -> None:
    page = seat.window.sign_in
    page._unfold()
    seat.settle(1180, 720)
    assert len(page.state.people) > 8
    assert page.list.verticalScrollBar().maximum() > 0
    seat.sign_in()
    assert seat.window._scroll.verticalScrollBar().maximum() == 0
