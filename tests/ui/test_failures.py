"""Each class of error has its surface; what nobody answers becomes one dialog, and the program goes on."""

from __future__ import annotations

import sys
import threading

import pytest
from factories.seat import RECORDER, Seat
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from cmdesk.kernel.errors import Cancelled, CmdeskError, Conflict, Damaged, Forbidden, Unavailable, reject
from cmdesk.runtime.registry import all_use_cases
from cmdesk.ui.failures import Surface, surface_of
from cmdesk.ui.verbs import VERBS, verb


@pytest.mark.parametrize(
    ("error", "surface"),
    [
        (reject("nothing_given"), Surface.FIELDS),
        (Forbidden("unknown_user", number="1"), Surface.LINE),
        (Conflict("nothing_to_undo"), Surface.RETRY),
        (Unavailable("disk_full"), Surface.RETRY),
        (Damaged("own_unit_missing"), Surface.BOX),
        (Cancelled(), Surface.STATUS),
        (ValueError("ours"), Surface.BUG),
    ],
)
def test_that_each_class_has_its_surface(error: CmdeskError, surface: Surface) -> None:
    shown = surface_of(error)
    assert shown.surface is surface
    assert shown.text


def test_that_a_fault_of_ours_is_shown_with_a_number_and_the_window_lives_on(
    seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    seat.window.failures.install()
    sys.excepthook(ValueError, ValueError("ours"), None)
    seat.wait()
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    assert "报告编号" in box.text()
    assert "ours" in box.detailedText()
    box.close()
    seat.sign_in(RECORDER)
    assert seat.window.workspace is not None


def test_that_a_fault_that_comes_again_and_again_opens_one_dialog(seat: Seat, qtbot: QtBot) -> None:
    numbers = [seat.window.failures.show_bug(ValueError(f"ours {time}")) for time in range(5)]
    assert all(numbers)
    (box,) = seat.window.findChildren(QMessageBox, "bug")
    assert "ours 0" in box.detailedText()
    box.close()
    qtbot.waitUntil(lambda: seat.window.findChildren(QMessageBox, "bug") == [])
    seat.window.failures.show_bug(ValueError("ours after"))
    (later,) = seat.window.findChildren(QMessageBox, "bug")
    assert "ours after" in later.detailedText()
    later.close()


def test_that_an_unavailable_disk_offers_to_try_again(seat: Seat) -> None:
    seat.sign_in(RECORDER)
    page = seat.go("home")
    page.fail(Unavailable("disk_full"))
    assert page.banner.isVisible()
    assert page.banner.button.isVisible()
    page.banner.button.click()
    seat.wait()
    assert not page.banner.isVisible()


@pytest.mark.shows("120")
def test_that_every_order_has_a_name_for_the_undo_menu() -> None:
    assert [entry.name for entry in all_use_cases() if entry.name not in VERBS] == []


@pytest.mark.shows("120")
def test_that_undo_names_its_step_and_the_page_follows(seat: Seat) -> None:
    from datetime import date

    from cmdesk.usecases.org.change import Change

    seat.sign_in(RECORDER)
    page = seat.go("people")
    assert seat.window.desk is not None
    seat.window.desk.run(Change(staff_no="0001", since=date(2025, 6, 1), education="postgraduate"))
    seat.window.workspace.moved.emit("people")
    seat.wait()
    undo = seat.window.actions_["undo"]
    assert undo.isEnabled()
    assert undo.text() == f"撤销：{verb('org.change')}"
    undo.trigger()
    seat.wait()
    assert seat.window.status.said.label.text().startswith("已撤销")
    row = page.people.model.row(0)
    assert row is not None
    assert row.person.education != "postgraduate"
    assert seat.window.actions_["redo"].isEnabled()
