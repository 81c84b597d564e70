"""Adding a person by hand in the window: typed, refused in place, kept as a draft, found afterwards, printed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from factories.seat import HEAD, RECORDER, Seat
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from cmdesk.queries.org import OnePerson
from cmdesk.ui.dialogs.listing import write_pdf
from cmdesk.ui.pages.org.adding import OF_MANAGERS, AddView
from cmdesk.ui.pages.org.presenter import Group

CTRL = Qt.KeyboardModifier.ControlModifier


def write(field: QWidget, text: str) -> None:
    """Let an input method hand over `text`."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(field, event)


def opened(qtbot: QtBot, seat: Seat) -> AddView:
    """Open the form with its key."""
    seat.sign_in(RECORDER)
    page = seat.go("people")
    seat.window.activateWindow()
    page.people.table.setFocus()
    qtbot.keyClick(page.people.table, Qt.Key.Key_F2)
    seat.wait()
    assert page.adding is not None
    return page.adding


def fill(view: AddView) -> None:
    """Fill what must be filled."""
    fields = view.form.fields
    write(fields["name"], "王小明")
    write(fields["staff_no"], "０１０１")
    for name, value in (("employment", "regular"), ("rung", "junior-C"), ("education", "college")):
        fields[name].put(value)
    fields["since"].put(date(2025, 5, 6))


@pytest.mark.shows("120", "131")
def test_that_a_person_is_added_by_keyboard_stands_in_the_list_and_is_undone(qtbot: QtBot, seat: Seat) -> None:
    view = opened(qtbot, seat)
    assert view.form.fields["name"].hasFocus()
    fill(view)
    qtbot.keyClick(view.form.fields["since"], Qt.Key.Key_Return, CTRL)
    seat.wait()
    seat.wait()
    page = seat.go("people", "0101")
    assert page.person.head.title.text() == "王小明"
    assert seat.window.desk is not None
    assert seat.window.desk.ask(OnePerson(staff_no="0101")).person.rung == "junior-C"
    assert seat.window.desk.drafts() == ()
    seat.window.actions_["undo"].trigger()
    seat.wait()
    assert "0101" not in {row.person.staff_no for row in seat.go("people").people.rows()}


def test_that_what_is_refused_stands_under_its_field(qtbot: QtBot, seat: Seat) -> None:
    view = opened(qtbot, seat)
    fill(view)
    view.form.fields["staff_no"].put("0001")
    view.form.fields["urban"].put(5)
    view.form.try_keep()
    seat.wait()
    assert "已经是" in view.form._lines["staff_no"].text()
    assert "要么都写" in view.form._lines["rural"].text()
    assert view.form.fields["staff_no"].hasFocus()
    assert view.isVisible()


def test_that_other_posts_are_not_asked_for_a_rung(qtbot: QtBot, seat: Seat) -> None:
    view = opened(qtbot, seat)
    fill(view)
    view.form.fields["post"].put("pay_clerk")
    assert not any(view.form.fields[name].isVisible() for name in OF_MANAGERS)
    assert view.form.values()["rung"] is None
    assert view.form.keep.isEnabled()


def test_that_what_was_typed_comes_back_after_leaving(qtbot: QtBot, seat: Seat) -> None:
    view = opened(qtbot, seat)
    write(view.form.fields["name"], "王小明")
    seat.window.lock()
    seat.wait()
    seat.window.sign_in.wanted.emit(HEAD, f"演示-{HEAD}")
    seat.wait()
    seat.window.lock()
    seat.window.sign_in.wanted.emit(RECORDER, f"演示-{RECORDER}")
    seat.wait()
    page = seat.go("people")
    again = page.open_adding()
    seat.wait()
    assert again is not view
    assert again.form.values()["name"] == "王小明"
    assert again.banner.isVisible()
    again.banner.button.click()
    seat.wait()
    assert again.form.values()["name"] is None


def test_that_escape_goes_back_to_the_list_and_who_may_not_sees_no_button(qtbot: QtBot, seat: Seat) -> None:
    view = opened(qtbot, seat)
    qtbot.keyClick(view.form.fields["name"], Qt.Key.Key_Escape)
    page = seat.go("people")
    assert page.views.currentIndex() == 0
    seat.window.lock()
    seat.window.sign_in.wanted.emit(HEAD, f"演示-{HEAD}")
    seat.wait()
    page = seat.go("people")
    assert not page.add.isVisible()
    assert not seat.window.actions_["add_person"].isEnabled()


def test_that_the_list_is_printed_as_it_is_filtered_and_sorted(seat: Seat, tmp_path: Path) -> None:
    seat.sign_in(RECORDER)
    page = seat.go("people")
    page.people.model.sort(0, Qt.SortOrder.DescendingOrder)
    listing = page.people.state.listing(page.people.rows(), date(2025, 5, 9))
    assert [row[0] for row in listing.rows] == [row.person.staff_no for row in page.people.rows()]
    assert len(listing.rows) == 6
    assert "客户经理 · 6 人" in listing.lines[0]
    page.people.tabs[Group.OTHERS].click()
    assert write_pdf(page.people.state.listing(page.people.rows(), date(2025, 5, 9)), tmp_path / "x.pdf") == 1
    text = pypdfium2.PdfDocument(tmp_path / "x.pdf")[0].get_textpage().get_text_bounded()
    assert "第 1 页，共 1 页" in text
    assert write_pdf(listing, tmp_path / "nowhere" / "x.pdf") == 0
