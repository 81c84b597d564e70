"""Changing a person's facts in their place: only what changed is ordered, its effect is told, undo takes it back."""

from __future__ import annotations

from datetime import date

import pytest
from factories.seat import HEAD, RECORDER, Seat
from PySide6.QtCore import QDate, Qt
from pytestqt.qtbot import QtBot

from cmdesk.ui.pages.org.editing import changed_only, effect_of, next_month


def test_that_only_changed_fields_are_ordered() -> None:
    assert changed_only({"line": "东阳镇", "urban": 60}, {"line": "东阳镇", "urban": 60}) == {}
    assert changed_only({"line": "东阳镇"}, {"line": "庄子乡"}) == {"line": "庄子乡"}


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


def test_that_a_change_counts_from_the_next_month() -> None:
    assert next_month(date(2026, 12, 31)) == date(2027, 1, 1)


@pytest.mark.shows("120")
def test_that_a_changed_route_is_kept_shown_and_undone(qtbot: QtBot, seat: Seat) -> None:
    seat.sign_in(RECORDER)
    page = seat.go("people", "0001")
    form = page.person.edit("route")
    form.fields["line"].setText("白马镇")
    form.since.setDate(QDate(2025, 5, 1))
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
    form.since.setDate(QDate(2025, 3, 1))
    form.keep.click()
    seat.wait()
    assert page.person.form is form
    assert form.wrong.isVisible()
    assert form.wrong.text()


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
