"""五项评价 in the window: gaps by keyboard, a review with its reason, rounds, papers, what stays hidden."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from factories.measures import shown, twins
from factories.seat import HEAD, RECORDER, Seat, password_of
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from cmdesk.desk import Desk
from cmdesk.kernel.periods import Period
from cmdesk.queries.evaluations_board import RoundRow
from cmdesk.ui.dialogs import paths
from cmdesk.ui.forms.second import SecondAsked
from cmdesk.ui.pages.evaluations.acts import next_act
from cmdesk.ui.pages.evaluations.page import EvaluationsPage
from cmdesk.ui.pages.evaluations.presenter import Filter, deadline, quarter_now
from cmdesk.usecases.evaluations.enter_self import EnterSelf
from cmdesk.usecases.evaluations.open_round import OpenRound

LEADER = "9003"
QUARTER = Period.parse("2025Q2")


def test_that_the_quarter_shown_turns_on_the_twentieth_of_its_last_month() -> None:
    assert quarter_now(date(2025, 6, 19)) == Period.parse("2025Q1")
    assert quarter_now(date(2025, 6, 20)) == QUARTER
    assert quarter_now(date(2025, 7, 31)) == QUARTER


def test_that_a_deadline_says_how_late_it_is() -> None:
    assert deadline(RoundRow("self", "open", date(2025, 7, 10), -3, 1, 6)) == ("7月10日 截止，晚 3 天", "bad")
    assert deadline(RoundRow("self", "open", date(2025, 7, 10), 0, 1, 6))[0].endswith("今天截止")


@pytest.mark.parametrize(
    ("state", "source", "may", "word"),
    [
        ("none", "self", {"may_enter"}, "开启本轮"),
        ("none", "self", {"may_review"}, "由录入员开启本轮"),
        ("open", "industry", {"may_enter"}, "导入收回的 D10"),
        ("open", "department", {"may_review"}, "记下（还没写理由）"),
        ("open", "department", {"may_enter"}, "由营销部主任审核"),
        ("open", "self", {"may_close"}, "关闭本轮（还缺 5 人）"),
        ("closed", "self", {"may_close"}, "本轮已关闭"),
    ],
)
def test_that_the_button_is_the_next_lawful_act(state: str, source: str, may: set[str], word: str) -> None:
    one = RoundRow(source, state, None, None, 1, 6)
    asked = {name: name in may for name in ("may_enter", "may_close", "may_review")}
    assert next_act(one, closed=False, review_ready=False, has_person=True, **asked).word == word


def opened(seat: Seat, number: str, source: str = "industry") -> EvaluationsPage:
    """Sign in and open the second quarter at a source."""
    seat.sign_in(number)
    page = seat.go("evaluations", f"{QUARTER}/{source}")
    assert isinstance(page, EvaluationsPage)
    seat.window.activateWindow()
    seat.wait()
    return page


@pytest.fixture
def collecting(seat: Seat) -> Seat:
    """Give a window whose county collects self-ratings and reviews of the second quarter."""
    seat.wait()
    with Desk.open(seat.path, user=RECORDER, password=password_of(RECORDER), clock=seat.clock) as desk:
        for source in ("self", "department", "industry"):
            desk.run(OpenRound(period=QUARTER, source=source, due=date(2025, 7, 10)))
        scores = (Decimal("8.5"),) * 10
        desk.run(EnterSelf(period=QUARTER, staff_no="0001", scores=scores, facts=(None,) * 10))
        desk.run(OpenRound(period=Period.parse("2025"), source="leader"))
    return seat


def test_that_each_fact_of_the_paper_is_named_after_its_duty(qtbot: QtBot, collecting: Seat) -> None:
    page = opened(collecting, RECORDER, "self")
    page.list.table.setFocus()
    for _ in range(2):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        collecting.wait()
    facts = [field.accessibleName() for field in shown(page, QLineEdit) if field.accessibleName().startswith("事实：")]
    assert len(facts) == 10
    assert twins(collecting.window) == []


@pytest.mark.shows("131")
def test_that_f8_goes_from_gap_to_gap(qtbot: QtBot, collecting: Seat) -> None:
    page = opened(collecting, RECORDER, "self")
    seen = set()
    for _ in range(6):
        qtbot.keyClick(page, Qt.Key.Key_F8)
        collecting.wait()
        row = page.list.current()
        assert row is not None
        assert page.state.source in row.missing
        seen.add((row.person.staff_no, page.state.source))
    assert len(seen) == 6


@pytest.mark.shows("131")
def test_that_arrows_turn_to_another_source_of_the_same_person(qtbot: QtBot, collecting: Seat) -> None:
    page = opened(collecting, RECORDER, "self")
    row = page.list.current()
    page.list.table.setFocus()
    qtbot.keyClick(page.list.table, Qt.Key.Key_Right)
    assert (page.state.source, page.card.title.text()) == ("department", "营销部审核评价")
    assert page.list.current() is row
    qtbot.keyClick(page.list.table, Qt.Key.Key_Left)
    assert page.state.source == "self"


@pytest.mark.shows("131")
def test_that_a_review_needs_its_reason_and_goes_on_to_the_next_person(qtbot: QtBot, collecting: Seat) -> None:
    page = opened(collecting, HEAD, "department")
    first = page.list.current()
    assert first is not None
    page.list.table.setFocus()
    for _ in range(3):
        qtbot.keyClick(page.list.table, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert page.review.scale.value == Decimal("1.5")
    assert not page.card.button.isEnabled()
    assert page.card.button.text() == "记下（还没写理由）"
    qtbot.keyClick(page, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert page.review.reason.toPlainText().startswith("代班")
    qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    collecting.wait()
    row = page.list.current()
    assert row is not None
    assert row.person.staff_no != first.person.staff_no
    page.list.pick(first.person.staff_no)
    collecting.wait()
    assert page.review.scale.value == Decimal("1.5")


def test_that_the_head_does_not_see_self_ratings_before_both_are_locked(collecting: Seat) -> None:
    page = opened(collecting, HEAD, "self")
    page.list.pick("0001")
    collecting.wait()
    assert page.own.hidden.isVisible()
    assert not page.own.table.isVisible()
    shown = page.list.current()
    assert shown is not None
    assert shown.cells[3].text == "已交"


def test_that_a_paper_is_keyed_and_what_is_wrong_stands_under_its_field(qtbot: QtBot, collecting: Seat) -> None:
    page = opened(collecting, RECORDER, "self")
    page.list.pick("0002")
    collecting.wait()
    page.own.paper.click()
    assert page.form is not None
    page.form.set_values({f"s{n}": Decimal("9.5") for n in range(10)})
    page.form.try_keep()
    collecting.wait()
    assert page.form is not None, "nine points without a fact are refused"
    page.form.set_values({f"s{n}": Decimal("8") for n in range(10)})
    page.form.try_keep()
    collecting.wait()
    assert page.form is None
    page.list.pick("0002")
    collecting.wait()
    row = page.list.current()
    assert row is not None
    assert row.cells[3].text == "80.00"


def test_that_a_round_is_opened_from_the_card(collecting: Seat) -> None:
    page = opened(collecting, RECORDER, "customer")
    assert page.card.button.text() == "开启本轮"
    page.card.button.click()
    assert page.form is not None
    page.form.try_keep()
    collecting.wait()
    assert page.state.board is not None
    assert page.state.board.round_of("customer").state == "open"


@pytest.mark.shows("135")
def test_that_the_leader_closes_a_round_by_name_and_opens_it_again_with_a_second_person(collecting: Seat) -> None:
    page = opened(collecting, LEADER, "self")
    assert page.card.button.text() == "关闭本轮（还缺 5 人）"
    assert page.card.amber.title.text().startswith("5 人按规定处理")
    page.card.button.click()
    collecting.wait()
    assert page.state.board is not None
    assert page.state.board.round_of("self").state == "closed"
    page.card.other.click()
    assert page.form is not None
    page.form.set_values({"reason": "收晚一份"})
    page.form.set_draft({"reason": "收晚一份"})
    page.form.try_keep()
    collecting.wait()
    asked = page.findChild(SecondAsked)
    assert asked is not None
    asked.person.put(HEAD)
    asked.password.setText(password_of(HEAD))
    asked.keep.click()
    collecting.wait()
    assert page.state.board.round_of("self").state == "open"


def test_that_the_list_opens_on_everybody_where_nothing_is_missing(seat: Seat) -> None:
    seat.sign_in(RECORDER)
    page = seat.go("evaluations", "2025Q1")
    assert isinstance(page, EvaluationsPage)
    assert page.state.filter is Filter.ALL
    assert page.list.model.rowCount() == 6


def test_that_a_reminder_is_written_with_the_names(
    collecting: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened(collecting, RECORDER, "self")
    target = tmp_path / "催办.pdf"
    monkeypatch.setattr(paths, "ask_save", lambda *_: target)
    page.remind.click()
    assert target.read_bytes().startswith(b"%PDF")


def test_that_the_head_rates_by_name_in_the_year_and_the_mean_stands_in_the_list(collecting: Seat) -> None:
    collecting.sign_in(HEAD)
    page = collecting.go("evaluations", "2025")
    assert isinstance(page, EvaluationsPage)
    page.leaders.opened.emit(page.leaders.current())
    assert page.form is not None
    page.form.set_draft({f"a{n}": "8.5" for n in range(10)})
    page.form.try_keep()
    collecting.wait()
    row = page.leaders.model.row(0)
    assert row is not None
    assert row.mean == "85.00"


def test_that_in_a_narrow_window_the_card_is_a_drawer_over_list_and_overview(qtbot: QtBot, collecting: Seat) -> None:
    page = opened(collecting, RECORDER, "self")
    collecting.settle(1365, 768)
    assert not page.card.isVisible()
    assert page.aside.isVisible()
    qtbot.keyClick(page.list.table, Qt.Key.Key_Return)
    collecting.wait()
    assert page.card.isVisible()
    assert page.card.geometry().right() == page.views.geometry().right()
    assert page.views.geometry().contains(page.card.geometry())
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert not page.card.isVisible()
    assert page.list.table.hasFocus()
    qtbot.mouseClick(page.aside, Qt.MouseButton.LeftButton)
    assert page.card.isVisible()
    collecting.settle(1366, 768)
    assert page.card.isVisible()
    assert page.card.geometry().left() > page.views.geometry().right()
    assert not page.aside.isVisible()


def test_that_a_whole_paper_with_every_line_refused_needs_no_scrolling(collecting: Seat) -> None:
    page = opened(collecting, RECORDER, "self")
    collecting.settle(1440, 900)
    page.list.pick("0002")
    collecting.wait()
    page.own.paper.click()
    assert page.form is not None
    page.form.set_draft({f"s{n}": "95" for n in range(10)})
    page.form.show_problems(page.form.problems())
    collecting.wait()
    seen = page.visibleRegion().boundingRect()
    assert seen.height() == page.height(), "the page has grown beyond what is seen of it"
    assert page.form.height() >= page.form.layout().heightForWidth(page.form.width())
    page.form.dropped.emit()
    assert page.overview.isVisible()
