"""Ctrl+K finds pages, people and actions, shows every key, and opens what is found."""

from __future__ import annotations

import pytest
from factories.seat import HEAD, RECORDER, Seat
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cmdesk.ui.finder import Find, ranked


def opened(qtbot: QtBot, seat: Seat) -> list[Find]:
    """Open the search with its key and give everything it knows."""
    seat.window.activateWindow()
    seat.wait()
    qtbot.keyClick(seat.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    seat.wait()
    assert seat.window.finder.field.hasFocus()
    return list(seat.window.finder._finds)


def take(qtbot: QtBot, seat: Seat, typed: str) -> None:
    """Type and take the first thing found."""
    seat.window.finder.field.setText(typed)
    qtbot.keyClick(seat.window.finder.field, Qt.Key.Key_Return)
    seat.wait()


@pytest.mark.shows("131")
def test_that_every_page_of_the_user_is_found_by_its_word_with_its_key(qtbot: QtBot, seat: Seat) -> None:
    seat.sign_in(RECORDER)
    assert seat.window.workspace is not None
    finds = opened(qtbot, seat)
    keyed = [entry.code for entry in seat.window.workspace.entries if not entry.hidden][:10]
    for entry in seat.window.workspace.entries:
        found = next(find for find in finds if find.kind == "page" and find.code == entry.code)
        key = f" Alt+{(keyed.index(entry.code) + 1) % 10}" if entry.code in keyed else ""
        assert found.note == f"页面{key}"
        assert found in ranked(finds, entry.text)


def test_that_every_action_that_works_now_is_found_with_its_key(qtbot: QtBot, seat: Seat) -> None:
    seat.sign_in(RECORDER)
    finds = {find.code: find for find in opened(qtbot, seat) if find.kind == "action"}
    assert finds["lock"].note == "Ctrl+L"
    assert finds["help"].note == "F1"
    assert "undo" not in finds, "there is nothing to undo yet"
    assert "find" not in finds


@pytest.mark.shows("131")
def test_that_an_action_of_another_page_opens_that_page_and_is_done(qtbot: QtBot, seat: Seat) -> None:
    seat.sign_in(RECORDER)
    seat.go("home")
    opened(qtbot, seat)
    take(qtbot, seat, "jygr")
    assert seat.window.workspace is not None
    assert seat.window.workspace.shown == "people"
    assert seat.window.workspace.pages["people"].adding is not None


@pytest.mark.shows("129")
def test_that_a_person_is_found_by_number_and_opened(qtbot: QtBot, seat: Seat) -> None:
    seat.sign_in(RECORDER)
    opened(qtbot, seat)
    take(qtbot, seat, "0003")
    assert seat.window.workspace is not None
    page = seat.window.workspace.pages["people"]
    assert page._shown is not None
    assert page._shown.person.staff_no == "0003"


def test_that_nobody_finds_an_action_he_may_not_do(qtbot: QtBot, seat: Seat) -> None:
    seat.sign_in(HEAD)
    assert "add_person" not in {find.code for find in opened(qtbot, seat)}


def test_that_keys_of_a_page_work_on_that_page_alone(seat: Seat) -> None:
    seat.sign_in(RECORDER)
    actions = seat.window.actions_
    seat.go("home")
    assert not actions["add_person"].isEnabled()
    seat.go("people")
    assert actions["add_person"].isEnabled()
    assert not actions["open_reports"].isEnabled()
    taken = [key for spec in actions.usable() for key in spec.keys]
    assert sorted(taken) == sorted(set(taken)), "two actions of one page share a key"
    seat.window.lock()
    assert not actions["add_person"].isEnabled()


@pytest.mark.shows("127")
def test_that_the_help_is_searched_by_its_words_and_opened(qtbot: QtBot, seat: Seat) -> None:
    seat.sign_in(RECORDER)
    seat.go("home")
    finds = opened(qtbot, seat)
    found = ranked(finds, "还没有整改过的农村线路")
    assert found == ()
    assert [find.code for find in ranked(finds, "过半算农村线路")] == ["people"]
    take(qtbot, seat, "过半算农村线路")
    assert seat.window.help.isVisible()
    assert seat.window.help.title.text() == "帮助 · 人员"
    assert not any(find.kind == "help" for find in ranked(finds, ""))
