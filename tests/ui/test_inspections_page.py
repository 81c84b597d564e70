"""督察检查 in the window: the lists, approving and sending back, findings, imports, PDF; what a reader sees."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from factories.inspecting import (
    INSPECTOR,
    LEADER,
    Press,
    active,
    answer_all,
    begun,
    finished,
    page_of,
    pressing,
)
from factories.seat import HEAD, Seat, password_of
from PySide6.QtCore import Qt
from PySide6.QtGui import QPageSize, QPdfWriter
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from cmdesk.kernel.periods import Period
from cmdesk.kernel.progress import SILENT
from cmdesk.queries.inspections_entry import NewSheet
from cmdesk.rules.codes import Visit
from cmdesk.ui.dialogs import paths
from cmdesk.ui.pages.inspections import keys, printing
from cmdesk.ui.pages.inspections.presenter import Tab

MAY = Period.month(2025, 5)


@pytest.fixture
def press(qtbot: QtBot, seat: Seat) -> Press:
    """Give a way to press a key where the focus is."""
    return pressing(qtbot, seat)


@pytest.mark.shows("46")
def test_that_the_leader_approves_and_sends_back_with_a_reason(seat: Seat, press: Press) -> None:
    page = page_of(seat)
    number = finished(seat, page)
    assert not page.entry.line.buttons[0].isVisible()
    window = seat.window
    assert window.desk is not None
    assert window.workspace is not None
    window.desk.switch(window.desk.person(LEADER, password_of(LEADER)))
    window.workspace.sit_down()
    page = seat.go("inspections")
    active(seat)
    assert page.approve_all.text() == "审定全部 1 张"
    page.lists.show_tab(Tab.SHEETS, number)
    assert page.lists.side.fill.text() == "审定这张"
    page.lists.focus_list()
    press(Qt.Key.Key_F12)
    assert page.lists.current().state == "approved"
    page.open_sheet(number)
    seat.wait()
    page.entry.line.pressed.emit(0)
    form = page.session.form
    form.set_values({"reason": "日期写错了"})
    form.try_keep()
    seat.wait()
    assert not page.entry.readonly
    assert page.entry.line.label.text() == "退回：日期写错了"


def test_that_who_recorded_a_sheet_is_told_that_he_does_not_approve_it(seat: Seat) -> None:
    page = page_of(seat, LEADER)
    number = finished(seat, page)
    page.session.leave()
    seat.wait()
    page.lists.show_tab(Tab.SHEETS, number)
    assert page.lists.side.fill.text() == "审定这张（自己录的不能自己审定）"
    assert not page.lists.side.fill.isEnabled()
    assert not page.approve_all.isVisible()


@pytest.mark.shows("R23")
def test_that_the_citys_re_check_of_a_sheet_is_keyed_by_hand_and_names_it(seat: Seat) -> None:
    page = page_of(seat)
    number = finished(seat, page)
    page.session.leave()
    seat.wait()
    page.lists.show_tab(Tab.SHEETS, number)
    row = page.lists.current()
    side = page.lists.side
    button = next(one for one in side.others if one.isVisible() and one.text() == "市复查…")
    button.click()
    seat.wait()
    form = side.form
    assert form.values()["place"] == row.place
    pair = [staff_no for staff_no, _, _ in seat.window.desk.ask(NewSheet()).others[:2]]
    form.set_values({"first": pair[0], "second": pair[0]})
    form.try_keep()
    seat.wait()
    assert side.form is form
    form.set_values({"second": pair[1]})
    form.try_keep()
    seat.wait()
    whole = page.session.sheet.entry.whole
    assert (whole.row.tier, whole.row.staff_no, page.session.sheet.entry.replaces) == ("city", row.staff_no, number)
    assert [staff_no for staff_no, _ in whole.inspectors] == pair
    assert page.kind.accessibleName() == "综合检查·市复查"
    answer_all(page)
    page.entry.finish()
    page.session.form.try_keep()
    seat.wait()
    again = page.session.number
    page.session.leave()
    seat.wait()
    page.lists.show_tab(Tab.SHEETS, again)
    assert (page.lists.current().tier, page.lists.current().score) == ("city", "100.00")
    assert all(one.text() != "市复查…" for one in side.others if one.isVisible())


@pytest.mark.shows("48")
def test_that_a_finding_is_answered_and_then_verified_from_the_list(seat: Seat, press: Press) -> None:
    page = page_of(seat)
    page.lists.show_tab(Tab.ACTIONS)
    page.lists.focus_list()
    first = page.lists.current()
    assert first.days_late > 0
    press(Qt.Key.Key_Return)
    form = page.lists.side.form
    form.try_keep()
    assert page.lists.side.form is form
    form.set_values({"measure": "已补齐台帐"})
    form.try_keep()
    seat.wait()
    row = page.lists.current()
    assert (row.sheet, row.item, row.measure) == (first.sheet, first.item, "已补齐台帐")
    page.lists.focus_list()
    active(seat)
    page.lists.focus_list()
    press(Qt.Key.Key_Return)
    page.lists.side.form.try_keep()
    seat.wait()
    keys_left = {(r.sheet, r.item) for r in page.lists.state.board.actions}
    assert (first.sheet, first.item) not in keys_left


def test_that_a_reader_opens_sheets_and_changes_nothing(seat: Seat, press: Press) -> None:
    page = page_of(seat, HEAD, Period.month(2025, 3))
    assert not page.new.isVisible()
    assert not page.imports.isVisible()
    assert page.lists.side.fill.text().startswith("录检查表")
    assert not page.lists.side.fill.isEnabled()
    page.lists.show_tab(Tab.SHEETS)
    page.lists.focus_list()
    press(Qt.Key.Key_Return)
    assert page.entry.readonly
    before = page.session.sheet.whole()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_3, Qt.Key.Key_N, Qt.Key.Key_R, Qt.Key.Key_Backspace):
        press(key)
    assert page.session.sheet.whole() == before
    assert page.entry.line.label.text() == "3 月已关账，只能看"


def test_that_the_plan_says_who_is_due_and_the_selection_survives_a_refresh(
    qtmodeltester: ModelTester, seat: Seat
) -> None:
    page = page_of(seat)
    rows = page.lists.state.board.plan
    assert [(row.missing, len(row.due)) for row in rows] == [(2, 2)] * 6
    page.lists.table.pick(3)
    chosen = page.lists.current().staff_no
    page.refresh()
    seat.wait()
    assert page.lists.current().staff_no == chosen
    number = begun(seat, page, "desk")
    page.session.leave()
    seat.wait()
    row = next(row for row in page.lists.state.board.plan if row.staff_no == chosen)
    assert (row.desk, row.missing, [str(kind) for kind in row.due]) == (1, 1, ["field"])
    assert number.startswith("D04-2505-")
    for model in page.lists.models.values():
        qtmodeltester.check(model)


def test_that_filters_and_search_narrow_the_lists_and_the_empty_list_says_what_to_do(seat: Seat) -> None:
    page = page_of(seat)
    page.lists.show_tab(Tab.SHEETS)
    assert page.lists.empty.isVisible()
    assert "F2" in page.lists.empty.line.text()
    page._month_chosen(Period.month(2025, 3))
    seat.wait()
    whole = page.lists.models[Tab.SHEETS].rowCount()
    assert whole == 12
    page.lists.search.setText("0001")
    page.lists._search_now()
    assert {row.staff_no for row in page.lists.state.visible()} == {"0001"}
    page.lists.search.setText("")
    page.lists._search_now()
    page.lists.show_tab(Tab.SHEETS, condition="draft")
    assert page.lists.empty.isVisible()


def test_that_a_workbook_with_faults_is_refused_with_its_places(
    seat: Seat, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, press: Press
) -> None:
    page = page_of(seat)
    book = tmp_path / "检查单.xlsx"
    book.write_bytes(b"PK nothing")
    monkeypatch.setattr(paths, "ask_open", lambda *_: book)
    page.lists.focus_list()
    press(Qt.Key.Key_F3)
    assert page.banner.isVisible()
    assert page.banner.label.text()


def test_that_the_blank_and_the_filled_form_are_saved_as_pdf(
    seat: Seat, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page = page_of(seat, INSPECTOR, Period.month(2025, 3))
    page.lists.show_tab(Tab.SHEETS)
    menu = page.printer.offers()
    names = [action.text() for action in menu.actions() if action.text()]
    for place, name in enumerate(name for name in names if "另存" in name):
        target = tmp_path / f"{place}.pdf"
        monkeypatch.setattr(paths, "ask_save", lambda *_, target=target: target)
        next(action for action in menu.actions() if action.text() == name).trigger()
        seat.wait()
        assert target.read_bytes().startswith(b"%PDF")
    assert len(list(tmp_path.glob("*.pdf"))) == 4


def test_that_every_page_of_a_form_is_drawn_on_paper(seat: Seat, tmp_path: Path) -> None:
    page_of(seat)
    assert seat.window.desk is not None
    data = printing.blank(seat.window.desk, MAY, Visit.FIELD, SILENT)
    paper = QPdfWriter(str(tmp_path / "纸.pdf"))
    paper.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    paper.setResolution(96)
    pages = printing.draw(paper, data)
    assert pages > 1
    with pypdfium2.PdfDocument(tmp_path / "纸.pdf") as printed:
        assert len(printed) == pages


def test_that_a_month_that_is_closed_meanwhile_leaves_a_sheet_to_look_at(seat: Seat) -> None:
    page = page_of(seat)
    begun(seat, page)
    closed = replace(page.session.sheet.entry, month_closed=True)
    page.session._reread(closed)
    seat.wait()
    assert page.session.sheet.entry.month_closed is False
    page.session._loaded((closed, None))
    assert page.entry.readonly
    assert page.entry.line.label.text() == "5 月已关账，只能看"
    page.entry.press(keys.FULL)
    assert page.session.sheet.answered() == 0
