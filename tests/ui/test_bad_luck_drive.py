"""The drive is pulled while people work: a sentence with the remedy, the text stays, and later work goes on."""

from __future__ import annotations

from datetime import date

import pytest
from factories.drives import CAN_DIE, pulled
from factories.seat import RECORDER, Seat, password_of
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from cmdesk.queries.org import OnePerson
from cmdesk.ui.pages.org.page import PeoplePage

pytestmark = pytest.mark.skipif(not CAN_DIE, reason="open files can be made to fail on Linux only")
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def database(database, tmp_path):  # type: ignore[no-untyped-def]
    """Give the county in a folder of its own, which can be taken away."""
    folder = tmp_path / "移动硬盘"
    folder.mkdir()
    for path in [p for p in tmp_path.iterdir() if p.name.startswith(database.name)]:
        path.rename(folder / path.name)
    return folder / database.name


def people(seat: Seat) -> PeoplePage:
    seat.sign_in(RECORDER)
    page = seat.go("people", "0001")
    assert isinstance(page, PeoplePage)
    return page


def no_bug_shown() -> bool:
    return not any(isinstance(one, QMessageBox) and one.isVisible() for one in QApplication.topLevelWidgets())


@pytest.mark.shows("123")
def test_that_a_form_outlives_a_pulled_drive(qtbot: QtBot, seat: Seat) -> None:
    page = people(seat)
    form = page.person.edit("route")
    assert form is not None
    form.fields["line"].setText("白马镇")
    form.fields["since"].put(date(2025, 5, 1))
    with pulled(seat.path.parent):
        qtbot.keyClick(form.fields["line"], Qt.Key.Key_Return, CTRL)
        seat.wait()
        assert page.banner.isVisible()
        assert "不见了" in page.banner.label.text()
        assert "插回" in page.banner.label.text()
        assert page.banner.button.text() == "重试"
        assert page.person.form is form
        assert form.fields["line"].text() == "白马镇"
        assert no_bug_shown()
    qtbot.keyClick(form.fields["line"], Qt.Key.Key_Return, CTRL)
    seat.wait()
    if page.person.form is not None:
        # The first touch finds that the handles have died.
        assert form.fields["line"].text() == "白马镇"
        qtbot.keyClick(form.fields["line"], Qt.Key.Key_Return, CTRL)
        seat.wait()
    assert page.person.form is None, page.banner.label.text()
    assert seat.window.desk is not None
    assert seat.window.desk.ask(OnePerson(staff_no="0001")).person.line == "白马镇"


def test_that_pages_say_it_and_read_again_when_it_is_back(seat: Seat) -> None:
    page = people(seat)
    with pulled(seat.path.parent):
        for code in ("home", "plans", "scoring", "indicators", "people"):
            shown = seat.go(code)
            seat.wait()
            assert shown.banner.isVisible(), code
            assert "不见了" in shown.banner.label.text(), code
        assert no_bug_shown()
    page.banner.button.click()
    seat.wait()
    seat.wait()
    if page.banner.isVisible():
        page.banner.button.click()
        seat.wait()
    assert not page.banner.isVisible()
    assert page.people.rows()


@pytest.mark.shows("134")
def test_that_a_locked_window_opens_only_when_the_drive_is_back(qtbot: QtBot, seat: Seat) -> None:
    page = people(seat)
    form = page.person.edit("route")
    assert form is not None
    form.fields["line"].setText("白马镇")
    door = seat.window.sign_in

    def enter() -> None:
        door.card.field.setText(password_of(RECORDER))
        qtbot.keyClick(door.card.field, Qt.Key.Key_Return)
        seat.wait()

    with pulled(seat.path.parent):
        seat.window.lock()
        seat.wait()
        assert door.banner.isVisible()
        assert door.box.isVisible()
        enter()
        assert seat.window.rooms.currentWidget() is door
        assert "找不到" in door.banner.label.text()
        assert no_bug_shown()
    enter()
    if seat.window.rooms.currentWidget() is door:
        enter()
    assert seat.window.rooms.currentWidget() is seat.window.workspace
    assert page.person.form is form
    assert form.fields["line"].text() == "白马镇"


def test_that_a_draft_that_cannot_be_written_is_tried_again_and_asked_for_at_the_end(
    qtbot: QtBot, seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    seat.sign_in(RECORDER)
    page = seat.go("people")
    assert isinstance(page, PeoplePage)
    view = page.open_adding()
    view.form.fields["name"].insert("王")
    asked: list[str] = []

    def stay(title: str, text: str, *buttons: str) -> bool:
        asked.append(text)
        return False

    monkeypatch.setattr(seat.window.failures, "ask", stay)
    with pulled(seat.path.parent):
        assert not seat.window.close()
        assert len(asked) == 1
        assert seat.window.isVisible()
        assert "草稿没有保存" in seat.window.status.said.label.text()
    seat.window.close()
    if len(asked) == 2:
        seat.window.close()
    assert len(asked) <= 2
    assert not seat.window.isVisible()
    seat.window.show()
    seat.sign_in(RECORDER)
    assert seat.window.desk is not None
    (draft,) = seat.window.desk.drafts()
    assert draft.form == "people:new"


def test_that_a_database_that_is_gone_lets_the_window_close(seat: Seat) -> None:
    people(seat)
    with pulled(seat.path.parent):
        assert seat.window.close()
        assert no_bug_shown()
