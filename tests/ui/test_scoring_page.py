"""计分 in the window: a figure walked down to the fact by keyboard, what bars a close, closing and opening again."""

from __future__ import annotations

from pathlib import Path

import pytest
from factories.seat import HEAD, RECORDER, Seat, password_of
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from cmdesk.kernel.periods import Period
from cmdesk.queries.scoring_board import PeriodChoice
from cmdesk.ui.dialogs import paths
from cmdesk.ui.forms.second import SecondAsked
from cmdesk.ui.forms.sure import SureAsked
from cmdesk.ui.pages.scoring.page import ScoringPage
from cmdesk.ui.pages.scoring.presenter import Filter, ScoringState, first_choice, period_of
from cmdesk.usecases.evaluations.reopen_round import ReopenRound
from cmdesk.usecases.scoring.reopen import Reopen

LEADER = "9003"


def choice(text: str, *, closed: bool = True, over: bool = True) -> PeriodChoice:
    """Give a period that may be shown."""
    return PeriodChoice(Period.parse(text), closed, over)


def test_that_the_page_opens_with_the_earliest_period_that_waits_for_its_close() -> None:
    choices = (choice("2025-01"), choice("2025-02", closed=False), choice("2025Q1", closed=False))
    assert period_of(choices, None, {}) == Period.parse("2025-02")
    assert period_of(choices, Period.parse("2025Q1"), {}) == Period.parse("2025Q1")
    assert first_choice(choices, Period.parse("2025-01").kind) == Period.parse("2025-02")


def test_that_a_tab_keeps_its_period_after_a_refresh() -> None:
    state = ScoringState()
    state.take_choices((choice("2025-01"), choice("2025-02"), choice("2025Q1")))
    state.choose(Period.parse("2025-01"))
    state.take_choices((choice("2025-01"), choice("2025-02"), choice("2025-03", closed=False)))
    assert state.period == Period.parse("2025-01")


def opened(seat: Seat, argument: str = "2025Q1/0002", number: str = HEAD) -> ScoringPage:
    """Sign in and open the page at a person of a period."""
    seat.sign_in(number)
    page = seat.go("scoring", argument)
    assert isinstance(page, ScoringPage)
    seat.window.activateWindow()
    seat.wait()
    return page


@pytest.mark.shows("10", "131")
def test_that_a_figure_is_walked_down_to_the_fact_on_a_sheet_by_keyboard(qtbot: QtBot, seat: Seat) -> None:
    page = opened(seat)
    tree = page.panel.tree
    qtbot.keyClick(page.people.table, Qt.Key.Key_Return)
    assert tree.hasFocus()
    qtbot.keyClick(tree, Qt.Key.Key_Home)
    for _ in range(4):
        qtbot.keyClick(tree, Qt.Key.Key_Left)
        qtbot.keyClick(tree, Qt.Key.Key_Down)
    while (step := tree.current()) is not None and step.key != "/department":
        qtbot.keyClick(tree, Qt.Key.Key_Down)
    qtbot.keyClick(tree, Qt.Key.Key_Asterisk)
    while (step := tree.current()) is not None and step.kind != "item":
        before = step.key
        qtbot.keyClick(tree, Qt.Key.Key_Down)
        now = tree.current()
        assert now is not None
        assert now.key != before
    assert step is not None
    strip = page.panel.strip
    assert strip.points.text() == step.score
    assert strip.effect.text().startswith("让季度得分少了")
    assert step.quoted in strip.quote.label.text()
    if page.room.has_page("inspections"):
        qtbot.keyClick(tree, Qt.Key.Key_Return)
        seat.wait()
        assert seat.window.workspace is not None
        assert seat.window.workspace.shown == "inspections"


@pytest.mark.shows("131")
def test_that_another_person_is_shown_with_the_same_branch_open(qtbot: QtBot, seat: Seat) -> None:
    page = opened(seat)
    tree = page.panel.tree
    tree.pick("/performance/2025-02")
    tree.setFocus()
    qtbot.keyClick(tree, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    seat.wait()
    step = tree.current()
    assert step is not None
    assert step.key == "/performance/2025-02"
    row = page.people.current()
    assert row is not None
    assert page.panel.head.name.text() == row.person.name
    assert row.person.staff_no != "0002"


def test_that_the_model_of_the_steps_passes_qts_tester(seat: Seat, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(opened(seat).panel.tree.steps)


def test_that_a_refresh_keeps_person_and_step(seat: Seat) -> None:
    page = opened(seat)
    page.panel.tree.pick("/department/2025-03")
    page.refresh()
    seat.wait()
    row, step = page.people.current(), page.panel.tree.current()
    assert row is not None
    assert step is not None
    assert (row.person.staff_no, step.key) == ("0002", "/department/2025-03")


def test_that_an_open_month_says_what_bars_its_close(qtbot: QtBot, seat: Seat) -> None:
    page = opened(seat, "2025-04")
    assert page.check.text().startswith("关账检查")
    qtbot.keyClick(page, Qt.Key.Key_F12)
    assert page.closing.isVisible()
    assert page.closing.model.rowCount() > 0
    first = page.closing.model.row(0)
    assert first is not None
    assert first.bars
    assert not page.closing.button.isEnabled()
    assert "还差" in page.closing.button.text()
    qtbot.keyClick(page.closing.table, Qt.Key.Key_Escape)
    assert page.panel.isVisible()


def test_that_who_may_not_close_sees_who_must(seat: Seat) -> None:
    page = opened(seat, "2025-04", RECORDER)
    page.check.click()
    assert not page.closing.button.isEnabled()
    assert page.closing.button.text() == "由营销部主任关账"


@pytest.mark.shows("135")
def test_that_a_period_is_opened_again_with_a_reason_and_a_second_person(seat: Seat) -> None:
    page = opened(seat)
    page.check.click()
    assert not page.closing.button.isEnabled()
    page.closing.reason.setText("营销中心更正指标")
    page.closing.button.click()
    seat.wait()
    asked = page.findChild(SecondAsked)
    assert asked is not None
    asked.person.put(LEADER)
    asked.password.setText(password_of(LEADER))
    asked.keep.click()
    seat.wait()
    assert page.state.board is not None
    assert not page.state.board.closed
    assert page.state.board.reopened_reason == "营销中心更正指标"
    assert page.check.text() == "关账"
    page.check.click()
    page.closing.button.click()
    seat.wait()
    sure = page.findChild(SureAsked)
    assert sure is not None
    assert not page.state.board.closed
    sure.keep.click()
    seat.wait()
    assert page.state.board.closed
    assert page.state.board.revision == 2


def test_that_a_source_that_is_missing_stays_in_place_without_a_score(seat: Seat) -> None:
    page = opened(seat)
    desk = seat.window.desk
    assert desk is not None
    second = desk.person(LEADER, password_of(LEADER))
    desk.run(Reopen(period=Period.parse("2025Q1"), reason="重来"), second=second)
    desk.switch(second)
    head = desk.person(HEAD, password_of(HEAD))
    desk.run(ReopenRound(period=Period.parse("2025Q1"), source="self", reason="一人错交"), second=head)
    seat.wait()
    page.refresh()
    seat.wait()
    missing = [step for step in page.panel.tree.steps._lines if step.step.kind == "missing" and step.above < 0]
    assert [(line.step.letter, line.step.score) for line in missing] == [("S", "缺")], (
        "R is known without its adjustment"
    )
    assert page.panel.note.isVisible()
    page.people.tabs[Filter.MISSING].click()
    assert page.people.model.rowCount() == 6
    # Whoever reads may see what has moved since the trial before, and why.
    assert "自我评价" in page.panel.strip.why.label.text()


def test_that_the_derivation_is_printed_as_a_file(
    qtbot: QtBot, seat: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened(seat)
    target = tmp_path / "推导.pdf"
    monkeypatch.setattr(paths, "ask_save", lambda *_: target)
    qtbot.keyClick(page, Qt.Key.Key_F4)
    seat.wait()
    assert target.read_bytes().startswith(b"%PDF")
    assert target.stat().st_size > 5000


def test_that_f6_goes_from_the_people_to_the_tree_and_back(qtbot: QtBot, seat: Seat) -> None:
    page = opened(seat)
    page.people.table.setFocus()
    qtbot.keyClick(page, Qt.Key.Key_F6)
    assert QApplication.focusWidget() is page.panel.tree
    qtbot.keyClick(page, Qt.Key.Key_F6)
    assert QApplication.focusWidget() is page.people.table
