"""人员 in the window: the panel as a drawer where it is narrow, the ID number shown for a moment."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from factories.lived import PEOPLE, YEAR
from factories.seat import RECORDER, Seat, password_of
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cmdesk.desk import Desk
from cmdesk.kernel.clock import SetClock
from cmdesk.sample import books, county
from cmdesk.ui.window import WHOLE
from cmdesk.usecases.org.import_roster import ImportRoster

PAY_CLERK = "9011"
ID_NUMBER = "140702198910151237"


@pytest.fixture
def with_id_number(database: Path, tmp_path: Path) -> None:
    """Let the first manager's ID number be known, from a roster as the county would send it."""
    path = books.roster_book(tmp_path / "x6.xlsx", [*county.managers("cmdesk", PEOPLE, YEAR), *county.staff(YEAR)])
    book = load_workbook(path)
    sheet = book["人员"]
    column = sheet.max_column + 1
    sheet.cell(1, column).value, sheet.cell(2, column).value = "身份证号", ID_NUMBER
    book.save(path)
    clock = SetClock(datetime(2025, 5, 9, 1, tzinfo=UTC))
    with Desk.open(database, user=RECORDER, password=password_of(RECORDER), clock=clock) as desk:
        desk.run(ImportRoster(file=path))


def test_that_f6_opens_the_panel_over_the_list_where_the_window_is_narrow(qtbot: QtBot, seat: Seat) -> None:
    seat.sign_in(RECORDER)
    page = seat.go("people")
    seat.settle(1440, 900)
    assert page.people.panel.isVisible()
    seat.settle(1280, 800)
    assert not page.people.panel.isVisible()
    qtbot.keyClick(page.people.table, Qt.Key.Key_F6)
    assert page.people.panel.isVisible()
    assert page.people.panel.geometry().right() == page.people.rect().right()
    qtbot.mouseClick(page.people.panel.close_button, Qt.MouseButton.LeftButton)
    assert not page.people.panel.isVisible()
    seat.settle(1440, 900)
    assert page.people.panel.isVisible()
    assert not page.people.panel.close_button.isVisible()


@pytest.mark.parametrize("opened", [False, True])
def test_that_no_text_is_cut_at_the_least_whole_size(seat: Seat, opened: bool) -> None:
    seat.sign_in(RECORDER)
    page = seat.go("people")
    seat.settle(WHOLE.width(), WHOLE.height())
    if opened:
        page.people.swap_drawer()
        seat.settle(WHOLE.width(), WHOLE.height(), dark=True)
    assert seat.look.elided == set()


def test_that_a_window_below_the_least_size_scrolls(seat: Seat) -> None:
    seat.sign_in(RECORDER)
    seat.settle(800, 600)
    assert seat.window._scroll.horizontalScrollBar().maximum() > 0
    assert seat.window._scroll.verticalScrollBar().maximum() > 0
    seat.settle(WHOLE.width(), WHOLE.height())
    assert seat.window._scroll.horizontalScrollBar().maximum() == 0
    assert seat.window._scroll.verticalScrollBar().maximum() == 0


@pytest.mark.shows("134")
@pytest.mark.usefixtures("with_id_number")
def test_that_the_pay_clerk_sees_an_id_number_until_it_is_covered(seat: Seat) -> None:
    seat.sign_in(PAY_CLERK)
    page = seat.go("people", "0001")
    assert page.person.unmask.isVisible()
    masked = page.person.identity.accessibleName()
    assert "*" in masked
    page.person.unmask.click()
    seat.wait()
    assert ID_NUMBER in page.person.identity.accessibleName()
    assert page.person._cover.interval() == 20_000
    page.person._cover.timeout.emit()
    assert page.person.identity.accessibleName() == masked


@pytest.mark.usefixtures("with_id_number")
def test_that_an_id_number_is_covered_when_the_page_is_left(seat: Seat) -> None:
    seat.sign_in(PAY_CLERK)
    page = seat.go("people", "0001")
    masked = page.person.identity.accessibleName()
    page.person.unmask.click()
    seat.wait()
    seat.window.lock()
    assert page.person.identity.accessibleName() == masked


@pytest.mark.usefixtures("with_id_number")
def test_that_nobody_else_is_offered_an_id_number(seat: Seat) -> None:
    seat.sign_in(RECORDER)
    page = seat.go("people", "0001")
    assert not page.person.unmask.isVisible()
    assert "仅劳资员可见" in page.person.identity.accessibleName()
