"""Photos of a sheet in the window: pasted from the clipboard, and what their files say about when they were taken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from factories.inspecting import CTRL, Press, begun, page_of, pressing
from factories.photos import photo
from factories.seat import Seat
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QClipboard, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cmdesk.queries.inspections_entry import PhotoData, SheetEntryOf


@pytest.fixture
def press(qtbot: QtBot, seat: Seat) -> Press:
    """Give a way to press a key where the focus is."""
    return pressing(qtbot, seat)


@pytest.fixture
def clipboard(qapp: QApplication) -> Iterator[QClipboard]:
    """Give the clipboard, empty before and after."""
    found = QGuiApplication.clipboard()
    found.clear()
    yield found
    found.clear()


def _picture() -> QImage:
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(0x336699)
    return image


@pytest.mark.shows("41")
def test_that_a_copied_picture_is_pasted_onto_the_sheet_or_as_evidence_of_the_fact_in_work(
    seat: Seat, press: Press, clipboard: QClipboard
) -> None:
    page = page_of(seat)
    number = begun(seat, page)
    desk = seat.window.desk
    assert desk is not None
    clipboard.setImage(_picture())
    press(Qt.Key.Key_V, CTRL)
    page.entry._go(701)
    page.entry.focus_items()
    press(Qt.Key.Key_1)
    assert QApplication.focusWidget() is page.entry.opened.lines[0].fact
    press(Qt.Key.Key_V, CTRL)
    seat.wait()
    photos = desk.ask(SheetEntryOf(number=number)).photos
    assert [(line.line, line.item) for line in photos] == [(1, None), (2, 701)]
    kept = QImage.fromData(desk.ask(PhotoData(number=number, digest=photos[0].digest)).data)
    assert (kept.width(), kept.height(), kept.pixel(3, 3) & 0xFFFFFF) == (40, 30, 0x336699)
    assert page.entry.panel.photos.said()[0] == "照 1 · 没有拍摄时间"
    assert page.entry.opened.lines[0].fact.text() == ""


def test_that_copied_words_are_pasted_as_words_and_an_empty_clipboard_says_so(
    seat: Seat, press: Press, clipboard: QClipboard
) -> None:
    page = page_of(seat)
    begun(seat, page)
    said: list[str] = []
    page.room = replace(page.room, say=said.append)
    press(Qt.Key.Key_V, CTRL)
    assert said[-1].startswith("剪贴板里没有照片")
    page.entry._go(701)
    page.entry.focus_items()
    press(Qt.Key.Key_1)
    clipboard.setText("台帐没有填")
    press(Qt.Key.Key_V, CTRL)
    assert page.session.sheet.entries[701].facts[0].fact == "台帐没有填"
    assert page.entry.panel.photos.said() == ()


@pytest.mark.shows("41")
def test_that_a_photo_of_another_day_is_marked_and_kept_with_its_original(
    seat: Seat, press: Press, clipboard: QClipboard, tmp_path: Path
) -> None:
    page = page_of(seat)
    number = begun(seat, page)
    files = [tmp_path / "当日.jpg", tmp_path / "旧照.jpg"]
    files[0].write_bytes(photo("2025:05:09 10:21:07"))
    files[1].write_bytes(photo("2025:04:30 08:00:00", colour=30))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    clipboard.setMimeData(data)
    press(Qt.Key.Key_V, CTRL)
    seat.wait()
    assert page.entry.panel.photos.said() == (
        "照 1 · 2025-05-09 10:21 拍",
        "照 2 · 2025-04-30 08:00 拍 · 不是检查当日拍的",
    )
    assert "不是检查当日拍的" in page.entry.panel.photos.accessibleDescription()
    assert seat.window.desk is not None
    photos = seat.window.desk.ask(SheetEntryOf(number=number)).photos
    kept = [seat.window.desk.ask(PhotoData(number=number, digest=line.digest)).data for line in photos]
    assert kept == [file.read_bytes() for file in files]
    page.session.leave()
    seat.wait()
    other = begun(seat, page)
    page.session.attach([files[0]], 101)
    seat.wait()
    assert page.entry.panel.photos.said() == (f"照 1 · 第 101 项 · 2025-05-09 10:21 拍 · {number} 上也有",)
    assert other != number
