"""The preview of a report: pages large and small, keys that turn and zoom, words that are found."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from factories.seat import HEAD, Seat
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from cmdesk.kernel.periods import Period
from cmdesk.kernel.progress import SILENT
from cmdesk.ui.pages.reports.page import ReportsPage
from cmdesk.ui.pages.reports.rendering import Renderer
from cmdesk.ui.pages.reports.searching import TextSearch
from cmdesk.ui.pages.reports.thumbs import KEPT, Pages
from cmdesk.usecases.reports.compose import Compose
from cmdesk.usecases.reports.write_packet import WritePacket

QUARTER = Period.parse("2025Q1")
CONTROL, SHIFT, PLAIN = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier(0)


@pytest.fixture
def page(seat: Seat, tmp_path: Path) -> ReportsPage:
    """Give the page with the quarter's packet selected: many pages in one document."""
    seat.sign_in(HEAD)
    desk = seat.window.desk
    assert desk is not None
    desk.run(Compose(form="D13", period=QUARTER))
    desk.run(WritePacket(period=QUARTER, out=tmp_path / "packet.pdf"))
    seat.window.resize(1440, 900)
    found = seat.go("reports")
    assert isinstance(found, ReportsPage)
    seat.window.activateWindow()
    found.list.table.pick(found.list.model.place(lambda row: row.form not in {"D13", "D04"}))
    seat.wait()
    return found


def press(seat: Seat, qtbot: QtBot, widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
    qtbot.keyClick(widget, key, modifier)
    seat.wait()


def large(page: ReportsPage) -> float:
    """Give the width of the page on the desk."""
    return page.preview.paper.page_box().width()


@pytest.mark.shows("133")
def test_that_small_pages_stand_beside_and_only_those_in_sight_are_drawn(
    qtbot: QtBot, seat: Seat, page: ReportsPage, qtmodeltester: ModelTester
) -> None:
    thumbs = page.preview.thumbs
    pages = thumbs.pages
    whole = pages.rowCount()
    assert thumbs.isVisible()
    assert whole == page.preview.pages > 12
    drawn = [n for n in range(whole) if pages.image(n) is not None]
    assert 0 < len(drawn) < whole
    assert drawn == list(range(len(drawn)))
    thumbs.setFocus()
    press(seat, qtbot, thumbs, Qt.Key.Key_End)
    assert page.preview.count.text() == f"{whole} / {whole}"
    assert pages.image(whole - 1) is not None
    press(seat, qtbot, thumbs, Qt.Key.Key_Up)
    assert page.preview.count.text() == f"{whole - 1} / {whole}"
    qtmodeltester.check(pages)


def test_that_a_long_packet_keeps_few_pictures(page: ReportsPage) -> None:
    pages = Pages()
    pages.begin(KEPT + 40)
    image = page.preview.paper.image
    assert image is not None
    for number in range(KEPT + 40):
        pages.put(number, image)
    assert pages.image(39) is None
    assert pages.image(40) is not None


def test_that_ctrl_t_closes_and_opens_the_small_pages(qtbot: QtBot, seat: Seat, page: ReportsPage) -> None:
    for visible in (False, True):
        press(seat, qtbot, page.preview.desk, Qt.Key.Key_T, CONTROL)
        assert page.preview.thumbs.isVisible() is visible


def test_that_no_page_is_drawn_on_the_threads_of_the_window(
    seat: Seat, page: ReportsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads, plain = [], Renderer.sheet

    def noted(self: Renderer, *args: Any, **named: Any) -> Any:
        threads.append(threading.current_thread())
        return plain(self, *args, **named)

    monkeypatch.setattr(Renderer, "sheet", noted)
    page.preview.turn_to(9)
    seat.wait()
    assert threads
    assert threading.main_thread() not in threads


@pytest.mark.shows("131")
def test_that_keys_turn_pages_and_change_their_size(qtbot: QtBot, seat: Seat, page: ReportsPage) -> None:
    desk = page.preview.desk
    desk.setFocus()
    whole = large(page)
    press(seat, qtbot, desk, Qt.Key.Key_1, CONTROL)
    wide = large(page)
    assert wide > whole
    assert abs(wide - desk.viewport().width()) < 60
    press(seat, qtbot, desk, Qt.Key.Key_PageDown)
    assert page.preview.page == 0
    while desk.verticalScrollBar().value() < desk.verticalScrollBar().maximum():
        press(seat, qtbot, desk, Qt.Key.Key_PageDown)
    press(seat, qtbot, desk, Qt.Key.Key_PageDown)
    assert (page.preview.page, desk.verticalScrollBar().value()) == (1, 0)
    press(seat, qtbot, desk, Qt.Key.Key_PageUp)
    assert (page.preview.page, desk.verticalScrollBar().value()) == (0, desk.verticalScrollBar().maximum())
    press(seat, qtbot, desk, Qt.Key.Key_0, CONTROL)
    assert abs(large(page) - whole) < 2
    press(seat, qtbot, desk, Qt.Key.Key_Plus, CONTROL)
    assert large(page) > whole * 1.2
    press(seat, qtbot, desk, Qt.Key.Key_Minus, CONTROL)
    assert abs(large(page) - whole) < 3
    press(seat, qtbot, desk, Qt.Key.Key_End)
    assert page.preview.page == page.preview.pages - 1
    press(seat, qtbot, desk, Qt.Key.Key_Home)
    assert page.preview.page == 0


def wheel(page: ReportsPage, down: int, modifier: Qt.KeyboardModifier = PLAIN) -> None:
    desk = page.preview.desk
    at = QPointF(desk.rect().center())
    turn = QPoint(0, -120 * down)
    event = QWheelEvent(
        at, QPointF(desk.mapToGlobal(at.toPoint())), QPoint(), turn, Qt.MouseButton.NoButton, modifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(desk.viewport(), event)


def test_that_the_wheel_turns_pages_and_zooms_with_ctrl(seat: Seat, page: ReportsPage) -> None:
    wheel(page, 1)
    seat.wait()
    assert page.preview.page == 1
    wheel(page, -1)
    seat.wait()
    assert page.preview.page == 0
    whole = large(page)
    wheel(page, -1, CONTROL)
    seat.wait()
    assert large(page) > whole * 1.2


def look_for(seat: Seat, qtbot: QtBot, page: ReportsPage, words: str) -> None:
    page.preview.finder.words.setText(words)
    press(seat, qtbot, page.preview.finder.words, Qt.Key.Key_Return)


def test_that_words_are_found_one_after_the_other_by_keyboard(qtbot: QtBot, seat: Seat, page: ReportsPage) -> None:
    preview, finder = page.preview, page.preview.finder
    preview.desk.setFocus()
    press(seat, qtbot, preview.desk, Qt.Key.Key_F, CONTROL)
    assert finder.isVisible()
    assert finder.words.hasFocus()
    name = next(row.name for row in page.state.rows if row.name)
    look_for(seat, qtbot, page, name)
    places = len(preview.hits)
    assert places > 2
    assert finder.told.text() == f"第 1 / {places} 处"
    assert preview.page == preview.hits[0].page
    assert len(preview.paper.hits) == sum(hit.page == preview.page for hit in preview.hits)
    press(seat, qtbot, finder.words, Qt.Key.Key_Return)
    assert finder.told.text() == f"第 2 / {places} 处"
    press(seat, qtbot, finder.words, Qt.Key.Key_F3)
    assert (finder.told.text(), preview.page) == (f"第 3 / {places} 处", preview.hits[2].page)
    press(seat, qtbot, finder.words, Qt.Key.Key_F3, SHIFT)
    press(seat, qtbot, finder.words, Qt.Key.Key_Return, SHIFT)
    press(seat, qtbot, finder.words, Qt.Key.Key_Return, SHIFT)
    assert finder.told.text() == f"第 {places} / {places} 处"
    assert preview.thumbs.pages.hits == {hit.page for hit in preview.hits}
    look_for(seat, qtbot, page, "没有这样的话")
    assert (finder.told.text(), preview.paper.hits) == ("没有找到", ())
    press(seat, qtbot, finder.words, Qt.Key.Key_Escape)
    assert not finder.isVisible()
    assert preview.desk.hasFocus()


def test_that_ctrl_f_in_the_list_searches_the_list(qtbot: QtBot, seat: Seat, page: ReportsPage) -> None:
    page.list.table.setFocus()
    press(seat, qtbot, page.list.table, Qt.Key.Key_F, CONTROL)
    assert page.list.search.hasFocus()
    assert not page.preview.finder.isVisible()


def test_that_a_place_found_lies_where_the_words_are(page: ReportsPage) -> None:
    name = next(row.name for row in page.state.rows if row.name)
    spaced = "　".join(name)
    hits = TextSearch(page.viewer.data).find(spaced.upper(), SILENT)
    assert hits == TextSearch(page.viewer.data).find(name, SILENT)
    document = pypdfium2.PdfDocument(page.viewer.data)
    try:
        for hit in hits[:4]:
            sheet = document[hit.page]
            wide, high = sheet.get_size()
            left, top, right, bottom = hit.boxes[0]
            text = sheet.get_textpage()
            said = text.get_text_bounded(left * wide, (1 - bottom) * high, right * wide, (1 - top) * high)
            assert said.replace("　", "").strip()[0] == name[0]
    finally:
        document.close()


def test_that_reading_the_register_anew_keeps_page_size_and_search(qtbot: QtBot, seat: Seat, page: ReportsPage) -> None:
    page.preview.begin_search()
    look_for(seat, qtbot, page, "季度")
    page.preview.turn_to(5)
    page.preview.fit("wide")
    seat.wait()
    wide, hits = large(page), page.preview.hits
    seat.window.actions_["refresh"].trigger()
    seat.wait()
    assert (page.preview.page, large(page), page.preview.hits) == (5, wide, hits)


def test_that_words_are_looked_for_in_the_next_document_too(qtbot: QtBot, seat: Seat, page: ReportsPage) -> None:
    page.preview.begin_search()
    look_for(seat, qtbot, page, "季度")
    many = len(page.preview.hits)
    page.list.table.pick(page.list.model.place(lambda row: row.form == "D13"))
    seat.wait()
    assert 0 < len(page.preview.hits) < many


def test_that_f6_goes_round_the_panes(qtbot: QtBot, seat: Seat, page: ReportsPage) -> None:
    page.list.table.setFocus()
    press(seat, qtbot, page.list.table, Qt.Key.Key_F6)
    assert page.preview.desk.hasFocus()
    press(seat, qtbot, page.preview.desk, Qt.Key.Key_F6)
    assert page._side.isAncestorOf(QApplication.focusWidget() or page)
    press(seat, qtbot, QApplication.focusWidget() or page, Qt.Key.Key_F6)
    assert page.list.table.hasFocus()


@pytest.mark.shows("133")
def test_that_a_small_window_opens_the_right_column_over_the_page(qtbot: QtBot, seat: Seat, page: ReportsPage) -> None:
    seat.settle(1180, 720)
    assert not page.signing.isVisible()
    page.aside.click()
    seat.wait()
    assert page.signing.isVisible()
    assert page.rect().contains(page._side.geometry())
    press(seat, qtbot, QApplication.focusWidget() or page, Qt.Key.Key_Escape)
    assert not page.signing.isVisible()
    assert page.list.table.hasFocus()
