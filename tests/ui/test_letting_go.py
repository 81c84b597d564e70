"""A window that was closed, and the pages of a user who has left, go: a day of eight hours must not fill the memory."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path
from typing import Any

import pytest
from factories.seat import ADMINISTRATOR, HEAD, RECORDER, Seat, password_of, seated
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from cmdesk.ui.theme.look import Look

Watched = dict[str, weakref.ref[Any]]


def visit_everything(seat: Seat) -> Watched:
    """Show every page that the user has, and watch them."""
    workspace = seat.window.workspace
    assert workspace is not None
    return {entry.code: weakref.ref(seat.go(entry.code)) for entry in workspace.entries}


def alive(watched: Watched) -> list[str]:
    """Give what is still there after a search for garbage."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QApplication.processEvents()
    gc.collect()
    return [name for name, ref in watched.items() if ref() is not None]


@pytest.mark.parametrize("number", [RECORDER, HEAD, ADMINISTRATOR])
@pytest.mark.shows("141")
def test_that_a_closed_window_goes_with_all_its_pages(
    qapp: QApplication, look: Look, database: Path, number: str
) -> None:
    def whole_life() -> Watched:
        with seated(qapp, look, database) as seat:
            seat.sign_in(number)
            watched = visit_everything(seat)
            watched["window"] = weakref.ref(seat.window)
            watched["workspace"] = weakref.ref(seat.window.workspace)
        return watched

    assert alive(whole_life()) == []


@pytest.mark.shows("141")
def test_that_the_pages_of_a_user_who_left_go_when_the_next_one_sits_down(seat: Seat) -> None:
    seat.sign_in(RECORDER)
    watched = visit_everything(seat)
    assert alive(watched) == list(watched)
    seat.window.lock()
    seat.window.sign_in.wanted.emit(HEAD, password_of(HEAD))
    seat.wait()
    assert seat.window.desk is not None
    assert seat.window.desk.actor.number == HEAD
    assert alive(watched) == []


def test_that_visiting_a_page_again_makes_nothing_that_stays(seat: Seat) -> None:
    seat.sign_in(RECORDER)
    codes = list(visit_everything(seat))

    def things() -> int:
        for code in codes:
            seat.go(code)
        assert alive({}) == []
        return len(seat.window.findChildren(object))

    things()
    before = things()
    assert things() == before
