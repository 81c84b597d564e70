"""Two people at one computer: work that still runs, half a form, dialogs left open, duties that exclude each other."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from factories.seat import ADMINISTRATOR, HEAD, RECORDER, Seat, password_of
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from cmdesk.kernel.periods import Period
from cmdesk.models.journal import JournalEntry
from cmdesk.queries.org_board import PeopleBoard
from cmdesk.ui.dialogs.packet import PacketDialog
from cmdesk.ui.forms.choices import FlagField
from cmdesk.ui.forms.second import SecondAsked
from cmdesk.ui.pages.org.page import PeoplePage
from cmdesk.ui.pages.settings.page import SettingsPage
from cmdesk.ui.pages.settings.users import UsersSection
from cmdesk.ui.window import Window


def type_password(qtbot: QtBot, seat: Seat, number: str, *, wait: bool = True) -> None:
    """Choose a person on the locked window and type the password."""
    page = seat.window.sign_in
    page.state.unfolded = True
    for _ in page.state.people:
        if page.state.chosen != number:
            qtbot.keyClick(page.card.field, Qt.Key.Key_Down)
    page.card.field.setText(password_of(number))
    qtbot.keyClick(page.card.field, Qt.Key.Key_Return)
    if wait:
        seat.wait()
        seat.wait()


def people(seat: Seat, number: str = RECORDER) -> PeoplePage:
    seat.sign_in(number)
    page = seat.go("people", "0001")
    assert isinstance(page, PeoplePage)
    return page


def bugs() -> list[str]:
    return [one.detailedText() for one in QApplication.topLevelWidgets()
            if isinstance(one, QMessageBox) and one.objectName() == "bug"]  # fmt: skip


class Gate:
    """Keeps work of a thread waiting until it is let through."""

    def __init__(self) -> None:
        self.open = threading.Event()

    def wait(self, *given: Any) -> None:
        self.open.wait(20)


@pytest.fixture
def gate() -> Iterator[Gate]:
    made = Gate()
    yield made
    made.open.set()


def last_entry(window: Window) -> JournalEntry:
    assert window.desk is not None
    with window.desk.database.reading() as session:
        entry = session.scalars(select(JournalEntry).order_by(JournalEntry.seq.desc()).limit(1)).one()
        session.expunge(entry)
        return entry


@pytest.mark.shows("135")
def test_that_work_of_the_one_before_is_written_in_his_name_before_the_next_sits_down(
    qtbot: QtBot, seat: Seat, gate: Gate
) -> None:
    from datetime import date

    from cmdesk.usecases.org.change import Change

    page = people(seat)
    window = seat.window
    heard: list[Any] = []
    window.tasks.write(gate.wait, label="装订卷宗")
    page.order(Change(staff_no="0001", since=date(2025, 6, 1), education="postgraduate"), heard.append, "改人员资料")
    window.lock()
    type_password(qtbot, seat, HEAD, wait=False)
    QApplication.processEvents()
    assert window.rooms.currentWidget() is window.sign_in
    assert "“装订卷宗”还没有做完" in window.sign_in.banner.label.text()
    gate.open.set()
    seat.wait()
    seat.wait()
    assert window.desk is not None
    assert window.desk.actor.number == HEAD
    assert window.rooms.currentWidget() is window.workspace
    assert len(heard) == 1
    assert (last_entry(window).verb, last_entry(window).actor) == ("org.change", RECORDER)
    assert bugs() == []


def test_that_an_order_given_while_the_next_signs_in_still_counts_for_who_gave_it(
    qtbot: QtBot, seat: Seat, gate: Gate
) -> None:
    from datetime import date

    from cmdesk.usecases.org.change import Change

    page = people(seat)
    window = seat.window

    def follow_up(_: Any) -> None:
        # What the first order brings about comes behind the sign-in in the queue.
        page.order(Change(staff_no="0001", since=date(2025, 6, 1), education="postgraduate"), str, "改人员资料")

    window.tasks.write(gate.wait, done=follow_up, label="导入")
    window.lock()
    type_password(qtbot, seat, HEAD, wait=False)
    gate.open.set()
    qtbot.waitUntil(lambda: window.desk is not None and window.desk.actor.number == HEAD, timeout=10_000)
    seat.wait()
    assert (last_entry(window).verb, last_entry(window).actor) == ("org.change", RECORDER)
    assert bugs() == []


def test_that_an_answer_that_comes_too_late_is_heard_by_nobody(qtbot: QtBot, seat: Seat, gate: Gate) -> None:
    page = people(seat)
    window = seat.window
    heard: list[Any] = []

    def read(progress: Any) -> Any:
        gate.wait()
        assert window.desk is not None
        return window.desk.ask(PeopleBoard(with_gone=True))

    window.tasks.read(read, done=lambda rows: heard.append(page.people.search.text()), failed=page.fail)
    window.lock()
    type_password(qtbot, seat, HEAD, wait=False)
    qtbot.waitUntil(lambda: window.desk is not None and window.desk.actor.number == HEAD, timeout=10_000)
    gate.open.set()
    seat.wait()
    assert heard == []
    assert bugs() == []


@pytest.mark.shows("134", "135")
def test_that_half_a_form_waits_for_its_owner_while_another_works(qtbot: QtBot, seat: Seat) -> None:
    page = people(seat)
    form = page.person.edit("route")
    assert form is not None
    form.fields["line"].setText("白马镇")
    seat.window.lock()
    type_password(qtbot, seat, HEAD)
    other = seat.go("people", "0001")
    assert other is not page
    assert not page.isVisible()
    seat.window.lock()
    type_password(qtbot, seat, RECORDER)
    assert seat.window.workspace is not None
    assert seat.go("people") is page
    assert page.person.form is form
    assert form.fields["line"].text() == "白马镇"
    assert bugs() == []


def test_that_a_window_with_half_a_form_asks_before_it_closes(
    seat: Seat, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    page = people(seat)
    form = page.person.edit("route")
    assert form is not None
    form.fields["line"].setText("白马镇")
    answers = [False, True]
    asked: list[str] = []

    def ask(title: str, text: str, *buttons: str) -> bool:
        asked.append(text)
        return answers.pop(0)

    monkeypatch.setattr(seat.window.failures, "ask", ask)
    seat.window.lock()
    type_password(qtbot, seat, HEAD)
    assert not seat.window.close()
    assert "“人员”" in asked[0]
    assert seat.window.isVisible()
    assert seat.window.desk is not None
    assert seat.window.close()


def test_that_a_form_without_a_change_lets_the_window_close(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    form = people(seat).person.edit("route")
    assert form is not None
    form.fields["line"].setText("白马镇")
    form.set_values({"line": form.fields["line"].text()})
    monkeypatch.setattr(seat.window.failures, "ask", lambda *given: pytest.fail("asked"))
    assert seat.window.close()


def test_that_a_running_job_is_asked_about_before_the_window_closes(
    seat: Seat, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(seat)
    monkeypatch.setattr("cmdesk.ui.leaving.WRITTEN_WITHIN_MS", 50)
    seat.window.tasks.write(gate.wait, label="装订卷宗")
    asked: list[str] = []
    monkeypatch.setattr(seat.window.failures, "ask", lambda title, text, *buttons: asked.append(text))
    assert not seat.window.close()
    assert "“装订卷宗”还没有做完" in asked[0]
    gate.open.set()
    seat.wait()


@pytest.mark.shows("134")
def test_that_a_dialog_does_not_stand_over_a_locked_window_and_is_there_again(qtbot: QtBot, seat: Seat) -> None:
    seat.sign_in(RECORDER)
    dialog = PacketDialog(seat.look, [(Period.parse("2025-04"), "4 月")], seat.go("reports"))
    dialog.open()
    dialog.secret.setText("halb getippt")
    seat.window.lock()
    assert not dialog.isVisible()
    type_password(qtbot, seat, RECORDER)
    assert dialog.isVisible()
    assert dialog.secret.text() == "halb getippt"
    seat.window.lock()
    type_password(qtbot, seat, HEAD)
    assert not any(isinstance(one, PacketDialog) and one.isVisible() for one in QApplication.topLevelWidgets())


def test_that_a_question_is_answered_with_no_by_the_lock(seat: Seat) -> None:
    people(seat)
    answers: list[bool] = []
    QTimer.singleShot(50, seat.window.lock)
    answers.append(seat.window.failures.ask("问", "真的吗？", "是"))
    assert answers == [False]
    assert seat.window.rooms.currentWidget() is seat.window.sign_in


@pytest.mark.shows("135")
def test_that_duties_that_exclude_each_other_are_grey_with_the_reason(qtbot: QtBot, seat: Seat) -> None:
    seat.sign_in(ADMINISTRATOR)
    page = seat.go("settings")
    assert isinstance(page, SettingsPage)
    section = page.section("users")
    assert isinstance(section, UsersSection)
    seat.wait()
    section.open_new()
    fields = section.form.fields  # type: ignore[union-attr]
    recorder, manager, auditor = (fields[f"duty_{code}"] for code in ("recorder", "administrator", "auditor"))
    assert isinstance(recorder, FlagField)
    assert recorder.isEnabled()
    manager.put(True)
    assert not recorder.isEnabled()
    assert recorder.text() == "录入员（不能兼系统管理员）"
    assert not auditor.isEnabled()
    assert manager.isEnabled()
    manager.put(False)
    assert recorder.isEnabled()
    assert recorder.text() == "录入员"
    recorder.put(True)
    auditor.put(True)
    assert not manager.isEnabled()


@pytest.mark.shows("135")
def test_that_nobody_is_offered_as_his_own_second(seat: Seat) -> None:
    from cmdesk.ui.forms.second import ask_second

    page = people(seat, HEAD)
    card = ask_second(page, "scoring.reopen", "重开", str)
    seat.wait()
    assert isinstance(card, SecondAsked)
    offered = [str(card.person.itemData(place)) for place in range(card.person.count())]
    assert HEAD not in offered
    assert offered
    card.put_away()
