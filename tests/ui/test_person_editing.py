"""Changing a person's facts in their place: only what changed is ordered, its effect is told, undo takes it back."""

from __future__ import annotations

from datetime import date

import pytest
from factories.seat import HEAD, RECORDER, Seat
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cmdesk.queries.org import OnePerson, PersonOn
from cmdesk.ui.pages.org.editing import changed_only, effect_of, move_of, next_month


def test_that_only_changed_fields_are_ordered() -> None:
    assert changed_only({"line": "东阳镇", "urban": 60}, {"line": "东阳镇", "urban": 60}) == {}
    assert changed_only({"line": "东阳镇"}, {"line": "庄子乡"}) == {"line": "庄子乡"}


def test_that_a_text_that_was_taken_away_is_ordered_empty() -> None:
    assert changed_only({"line": "东阳镇", "education": "college"}, {"line": None, "education": None}) == {"line": ""}


def test_that_retailers_are_ordered_both_or_not_at_all() -> None:
    assert changed_only({"urban": 60, "rural": 100}, {"urban": 60, "rural": 131}) == {"urban": 60, "rural": 131}


@pytest.mark.parametrize(
    ("urban", "rural", "said", "tone"),
    [
        (58, 131, "乡村 131 ÷ 189 = 69.3%，过半，算农村线路", "ok"),
        (100, 100, "乡村 100 ÷ 200 = 50.0%，不到半数", "second"),
        (None, 5, "", "second"),
        (0, 0, "", "second"),
    ],
)
def test_that_the_effect_is_told_while_typing(urban: int | None, rural: int | None, said: str, tone: str) -> None:
    assert effect_of({"urban": urban, "rural": rural}) == (said, tone)


def person(**changes: object) -> PersonOn:
    """Give an account manager in post, or somebody like him."""
    given: dict[str, object] = dict.fromkeys(PersonOn.__dataclass_fields__)
    return PersonOn(**{**given, "post": "account_manager", "status": "in_post", **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"post": "account_manager", "status": "in_post"}, ""),
        ({"status": "retired"}, "2025年6月1日起退休，不再列入考评，以前的记录和报表都留着。"),
        ({"status": "sick_leave"}, "2025年6月1日起长病假，仍在名单里。"),
        ({"post": "market_supervisor"}, "2025年6月1日起任市场经理，不再按客户经理考评。"),
    ],
)
def test_that_what_a_move_means_is_told_before_it_is_kept(typed: dict[str, str], said: str) -> None:
    assert move_of(person(), typed, date(2025, 6, 1))[0] == said


def test_that_a_change_counts_from_the_next_month() -> None:
    assert next_month(date(2026, 12, 31)) == date(2027, 1, 1)


@pytest.mark.shows("120")
def test_that_a_changed_route_is_kept_shown_and_undone(qtbot: QtBot, seat: Seat) -> None:
    seat.sign_in(RECORDER)
    page = seat.go("people", "0001")
    form = page.person.edit("route")
    form.fields["line"].setText("白马镇")
    form.fields["since"].put(date(2025, 5, 1))
    qtbot.keyClick(form.fields["line"], Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    seat.wait()
    assert page.person.form is None
    assert page._shown.person.line == "白马镇"
    undo = seat.window.actions_["undo"]
    assert undo.isEnabled()
    undo.trigger()
    seat.wait()
    seat.wait()
    assert page._shown.person.line != "白马镇"


def test_that_a_change_into_a_closed_month_is_refused_in_the_form(seat: Seat) -> None:
    seat.sign_in(RECORDER)
    page = seat.go("people", "0001")
    form = page.person.edit("route")
    form.fields["urban"].setText("10")
    form.fields["rural"].setText("20")
    form.fields["since"].put(date(2025, 3, 1))
    form.keep.click()
    seat.wait()
    assert page.person.form is form
    assert "已经关账" in form._lines["since"].text()
    assert form.fields["since"].hasFocus()


def test_that_escape_drops_the_change(qtbot: QtBot, seat: Seat) -> None:
    seat.sign_in(RECORDER)
    page = seat.go("people", "0001")
    form = page.person.edit("schooling")
    qtbot.keyClick(form, Qt.Key.Key_Escape)
    assert page.person.form is None
    assert page.views.currentIndex() == 1


def test_that_nothing_can_be_kept_before_something_is_changed(seat: Seat) -> None:
    seat.sign_in(RECORDER)
    form = seat.go("people", "0001").person.edit("schooling")
    assert not form.keep.isEnabled()


def test_that_whoever_may_not_change_sees_no_way_to(seat: Seat) -> None:
    seat.sign_in(HEAD)
    page = seat.go("people", "0001")
    assert not any(button.isVisible() for button, _, _ in page.person.edits.values())


@pytest.mark.shows("120")
def test_that_somebody_who_left_is_kept_under_those_who_left_and_undone(qtbot: QtBot, seat: Seat) -> None:
    seat.sign_in(RECORDER)
    page = seat.go("people", "0001")
    seat.window.activateWindow()
    seat.window.actions_["move_person"].trigger()
    form = page.person.form
    assert form is not None
    form.fields["status"].put("left")
    form.fields["since"].put(date(2025, 5, 6))
    assert "不再列入考评" in form.effect.text()
    qtbot.keyClick(form.fields["since"], Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    seat.wait()
    seat.wait()
    assert page.person.form is None
    assert page._shown.person.status == "left"
    assert not page._shown.person.is_manager
    qtbot.keyClick(page.person, Qt.Key.Key_Escape)
    gone = [row.person.staff_no for row in page.people.state.board.rows if row.person.status == "left"]
    assert gone == ["0001"]
    assert "0001" not in {row.person.staff_no for row in page.people.rows()}
    page = seat.go("people", "0001")
    assert page.person.head.title.text() == page._shown.person.name
    seat.window.actions_["undo"].trigger()
    seat.wait()
    seat.wait()
    assert seat.window.desk.ask(OnePerson(staff_no="0001")).person.status == "in_post"


def test_that_what_begins_later_is_told_on_the_page(seat: Seat) -> None:
    seat.sign_in(RECORDER)
    page = seat.go("people", "0001")
    form = page.person.edit("route")
    form.fields["line"].put("白马镇")
    form.try_keep()
    seat.wait()
    seat.wait()
    assert "以后 白马镇 2025-06-01 起" in page.person.route.accessibleName()
