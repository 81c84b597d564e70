"""A second person is asked in a card over the page: found among those who may, proved by password, refused in place."""

from __future__ import annotations

import pytest
from factories.seat import RECORDER, Seat, password_of
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cmdesk.queries.home_seconds import SecondPeople
from cmdesk.runtime.context import Actor
from cmdesk.ui.forms.second import SecondAsked, ask_second

LEADER = "9012"


def asked(seat: Seat) -> tuple[SecondAsked, list[Actor]]:
    """Ask for a second person over the people's page, with the focus in its list before."""
    seat.sign_in(RECORDER)
    page = seat.go("people")
    seat.window.activateWindow()
    page.people.table.setFocus()
    proved: list[Actor] = []
    card = ask_second(page, "grading.decide", "作出等级决定，须负责人在场。", proved.append)
    seat.wait()
    return card, proved


def test_that_only_standing_users_who_may_confirm_are_offered(seat: Seat) -> None:
    card, _ = asked(seat)
    assert seat.window.desk is not None
    people = seat.window.desk.ask(SecondPeople(action="grading.decide"))
    assert [person.number for person in people] == [LEADER]
    assert card.person.value() == LEADER
    assert card.password.hasFocus()
    seats = seat.window.desk.ask(SecondPeople(action="grading.confirm"))
    assert RECORDER not in {person.number for person in seats}


def test_that_the_right_password_proves_and_the_focus_goes_back(qtbot: QtBot, seat: Seat) -> None:
    card, proved = asked(seat)
    card.password.setText(password_of(LEADER))
    qtbot.keyClick(card.password, Qt.Key.Key_Return)
    assert card.password.text() == ""
    seat.wait()
    assert [actor.number for actor in proved] == [LEADER]
    assert seat.go("people").people.table.hasFocus()


def test_that_a_wrong_password_and_the_delay_after_it_are_said_in_the_card(qtbot: QtBot, seat: Seat) -> None:
    card, proved = asked(seat)
    for _ in range(8):
        card.password.setText("不对的口令")
        qtbot.keyClick(card.password, Qt.Key.Key_Return)
        seat.wait()
        assert card.wrong.text()
        if card._wait:
            break
    assert card.wrong.isVisible()
    assert card._wait > 0
    assert not card.keep.isEnabled()
    assert card.keep.text().startswith("请等 ")
    assert proved == []
    assert card.isVisible()


def test_that_escape_confirms_nothing_and_tab_stays_in_the_card(qtbot: QtBot, seat: Seat) -> None:
    card, proved = asked(seat)
    for _ in range(8):
        focus = QApplication.focusWidget()
        assert focus is not None
        assert card.isAncestorOf(focus)
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
    qtbot.keyClick(card.password, Qt.Key.Key_Escape)
    seat.wait()
    assert proved == []
    assert seat.go("people").people.table.hasFocus()


@pytest.mark.parametrize("width", [1180, 1440])
def test_that_the_card_covers_the_page_at_every_size(seat: Seat, width: int) -> None:
    card, _ = asked(seat)
    seat.settle(width, 720)
    assert card.size() == card.parentWidget().size()
    assert seat.window.workspace is not None
    rail, middle = seat.window.workspace.rail, QPoint(60, seat.window.workspace.rail.height() // 2)
    shade = rail.childAt(middle)
    assert shade is not None
    assert shade.size() == rail.size()
    card.put_away()
    assert rail.childAt(middle) is not shade


def test_that_the_card_goes_when_the_window_locks(seat: Seat) -> None:
    _, proved = asked(seat)
    seat.window.lock()
    seat.wait()
    assert seat.window.workspace is not None
    page = seat.window.workspace.pages["people"]
    assert [cover for cover in page.findChildren(SecondAsked) if not cover.isHidden()] == []
    assert proved == []
