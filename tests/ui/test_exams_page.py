"""考试 in the window: marks typed like a sheet, wrong cells told, written in one step, published once."""

from __future__ import annotations

import pytest
from factories.lived import PEOPLE
from factories.seat import HEAD, RECORDER, Seat
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from cmdesk.kernel.periods import Period
from cmdesk.ui.failures import Failures
from cmdesk.ui.pages.exams.page import ExamsPage

HALF = Period.parse("2025H1")
LEADER = "9003"


def opened(qtbot: QtBot, seat: Seat, number: str = RECORDER) -> ExamsPage:
    seat.sign_in(number)
    page = seat.go("exams", HALF)
    assert isinstance(page, ExamsPage)
    seat.window.activateWindow()
    page.focus_first()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is page.grid)
    page.grid.pick(0, 1)
    return page


def type_in(qtbot: QtBot, text: str) -> None:
    """Type into whatever has the focus, and Enter."""
    first = QApplication.focusWidget()
    assert first is not None
    qtbot.keyClicks(first, text[0])
    editor = QApplication.focusWidget()
    assert editor is not None
    qtbot.keyClicks(editor, text[1:])
    qtbot.keyClick(editor, Qt.Key.Key_Return)


def press(
    qtbot: QtBot, seat: Seat, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    qtbot.keyClick(focus, key, modifier)
    seat.wait()


@pytest.mark.shows("R31")
def test_that_marks_are_typed_down_the_column_and_written_in_one_step(
    qtbot: QtBot, seat: Seat, qtmodeltester: ModelTester
) -> None:
    page = opened(qtbot, seat)
    qtmodeltester.check(page.model)
    type_in(qtbot, "80")
    assert page.grid.currentIndex().row() == 1
    type_in(qtbot, "59.5")
    page.grid.pick(0, 2)
    type_in(qtbot, "90")
    type_in(qtbot, "85")
    assert page.keep.text() == "记下 2 人"
    assert page.panel.button.text().startswith("公布成绩（先记下 2 人")
    press(qtbot, seat, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    seat.wait()
    assert page.state.typed == {}
    counts = page.state.counts()
    assert (counts["合格"], counts["不合格"], counts["没有成绩"]) == (1, 1, PEOPLE - 2)
    seat.window.actions_["undo"].trigger()
    seat.wait()
    seat.wait()
    assert page.state.counts()["没有成绩"] == PEOPLE


def test_that_a_cell_that_is_no_mark_is_told_below_and_stops_the_keeping(qtbot: QtBot, seat: Seat) -> None:
    page = opened(qtbot, seat)
    type_in(qtbot, "120")
    assert page.wrong.isVisible()
    assert "120" in page.wrong.text()
    assert not page.keep.isEnabled()
    press(qtbot, seat, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert page.grid.currentIndex().row() == 0
    press(qtbot, seat, Qt.Key.Key_Escape)
    assert page.state.typed == {}
    assert not page.wrong.isVisible()


def test_that_what_the_core_refuses_stands_at_its_cell(qtbot: QtBot, seat: Seat) -> None:
    page = opened(qtbot, seat)
    type_in(qtbot, "80")
    press(qtbot, seat, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    seat.wait()
    assert set(page.state.wrong) == {(page.model.row(0).staff_no, "practice", False)}  # type: ignore[union-attr]
    assert (page.grid.currentIndex().row(), page.grid.currentIndex().column()) == (0, 2)
    assert "技能" in page.wrong.text()


def test_that_a_deferral_is_put_down_with_its_document(qtbot: QtBot, seat: Seat) -> None:
    page = opened(qtbot, seat)
    page.panel.form.set_values({"state": "normal", "sat_on": None, "note": None})
    page.panel.form.fields["state"].put("deferred")
    page.panel.form.fields["note"].put("晋烟考〔缓〕1号")
    page.panel.kept.emit(page.panel.form.values())
    seat.wait()
    seat.wait()
    assert page.state.counts()["缓考"] == 1


def test_that_the_leader_publishes_and_nothing_is_typed_afterwards(
    qtbot: QtBot, seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened(qtbot, seat)
    type_in(qtbot, "80")
    page.grid.pick(0, 2)
    type_in(qtbot, "80")
    page.keep_typed()
    seat.wait()
    seat.wait()
    assert not page.panel.button.isEnabled()
    assert "由督察组长公布" in page.panel.button.text()
    assert seat.window.desk is not None
    seat.window.desk.switch(seat.window.desk.person(LEADER, f"演示-{LEADER}"))
    workspace = seat.window.workspace
    assert workspace is not None
    workspace.sit_down()
    page = seat.go("exams", HALF)
    assert isinstance(page, ExamsPage)
    seat.wait()
    monkeypatch.setattr(Failures, "ask", lambda *a, **k: True)
    page.panel.button.click()
    seat.wait()
    seat.wait()
    assert page.state.board is not None
    assert page.state.board.published_on is not None
    assert not page.model.flags(page.model.index(0, 1)) & Qt.ItemFlag.ItemIsEditable


def test_that_who_only_reads_types_nothing(qtbot: QtBot, seat: Seat) -> None:
    page = opened(qtbot, seat, HEAD)
    assert not page.model.flags(page.model.index(0, 1)) & Qt.ItemFlag.ItemIsEditable
    assert not page.keep.isVisible()
    assert not page.take_in.isVisible()
