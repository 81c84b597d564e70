"""再录一遍 in the window: one key an item, blind; only what differs is shown; settled with 1 and 2 (row 45)."""

from __future__ import annotations

from typing import Any

import pytest
from factories.inspecting import LEADER, Press, active, finished, page_of, pressing
from factories.seat import Seat, password_of
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from cmdesk.rules.inspection_sheets import Answer
from cmdesk.ui.pages.inspections.presenter import Tab

Key = Qt.Key


@pytest.fixture
def press(qtbot: QtBot, seat: Seat) -> Press:
    """Give a way to press a key where the focus is."""
    return pressing(qtbot, seat)


def again_of(seat: Seat) -> tuple[Any, str]:
    """Finish a sheet as one inspector and open it for the second keying as another."""
    number = finished(seat, page_of(seat))
    window = seat.window
    assert window.desk is not None
    assert window.workspace is not None
    window.desk.switch(window.desk.person(LEADER, password_of(LEADER)))
    window.workspace.sit_down()
    page = seat.go("inspections")
    active(seat)
    page.lists.show_tab(Tab.SHEETS, number)
    offers = [button for button in page.lists.side.others if button.isVisible() and button.text() == "再录一遍"]
    offers[0].click()
    seat.wait()
    active(seat)
    page.again.focus_list()
    return page, number


def state_of(page: Any, number: str) -> tuple[str, str]:
    row = next(row for row in page.lists.state.board.sheets if row.number == number)
    return row.state, row.twice


@pytest.mark.shows("45")
def test_that_equal_keyings_agree_by_keyboard_alone(seat: Seat, press: Press, qtmodeltester: ModelTester) -> None:
    page, number = again_of(seat)
    again = page.again
    qtmodeltester.check(again.items)
    assert not any(again.state.said(item.item) for item in again.state.items)
    press(Key.Key_F12)
    assert again.table.currentIndex().row() == 0
    assert again.button.text() == f"比较（还差 {len(again.state.items)} 项）"
    for _ in again.state.items:
        press(Key.Key_Return)
    press(Key.Key_F12)
    assert page.views.currentIndex() == 0
    assert state_of(page, number) == ("finished", "agreed")
    seat.window.actions_["undo"].trigger()
    seat.wait()
    assert state_of(page, number) == ("finished", "")


@pytest.mark.shows("45")
def test_that_only_differences_are_shown_and_a_wrong_sheet_goes_back(seat: Seat, press: Press) -> None:
    page, number = again_of(seat)
    again = page.again
    again.table.pick(1)
    for key in (Key.Key_9, Key.Key_Return):
        press(key)
    assert again.wrong.text() == "102：最多 2 分"
    assert again.table.currentIndex().row() == 1
    for key in (Key.Key_Backspace, Key.Key_0, Key.Key_Period, Key.Key_5, Key.Key_Return, Key.Key_U):
        press(key)
    assert [again.state.said(item.item) for item in again.state.items[:3]] == ["", "扣 0.5", "未查"]
    for item in again.state.missing():
        again.state.answer(item, Answer.MET)
    press(Key.Key_F12)
    assert [(one.item, one.first, one.second) for one in again.state.unlike] == [
        (102, "满分", "扣 0.5"),
        (103, "满分", "未查"),
    ]
    assert again.settling.isVisible()
    again.proofs[0].click()
    assert again.button.text() == "照此定下（还差 1 项）"
    press(Key.Key_2)
    assert again.button.text() == "照此定下并退回"
    press(Key.Key_F12)
    assert state_of(page, number) == ("draft", "")
    row = next(row for row in page.lists.state.board.sheets if row.number == number)
    assert "第 103 项" in (row.returned_reason or "")


@pytest.mark.shows("45")
def test_that_a_half_keyed_sheet_is_there_again_and_a_slip_is_keyed_anew(seat: Seat, press: Press) -> None:
    page, number = again_of(seat)
    for key in (Key.Key_1, Key.Key_Return, Key.Key_Return):
        press(key)
    press(Key.Key_Escape)
    assert page.views.currentIndex() == 0
    page.key_again(number)
    seat.wait()
    again = page.again
    active(seat)
    again.focus_list()
    assert again.table.currentIndex().row() == 2
    assert again.state.said(101) == "扣 1"
    for item in again.state.missing():
        again.state.answer(item, Answer.MET)
    press(Key.Key_F12)
    assert [one.item for one in again.state.unlike] == [101]
    press(Key.Key_Escape)
    assert again.table.isVisible()
    assert again.items.row(again.table.currentIndex().row()).item == 101
    again.marks[0].click()
    assert again.table.hasFocus()
    press(Key.Key_F12)
    assert state_of(page, number) == ("finished", "agreed")


def test_that_the_recorder_is_not_offered_to_key_again(seat: Seat, press: Press) -> None:
    page = page_of(seat)
    number = finished(seat, page)
    press(Key.Key_Escape)
    page.lists.show_tab(Tab.SHEETS, number)
    texts = [button.text() for button in page.lists.side.others if button.isVisible()]
    assert "打印 D04" in texts
    assert "再录一遍" not in texts
