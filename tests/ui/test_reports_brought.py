"""Files dropped on 报表签章: whatever they are, each gets one sentence with its reasons."""

from __future__ import annotations

from pathlib import Path

import pytest
from factories.seat import HEAD, Seat
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from cmdesk.kernel.periods import Period
from cmdesk.ui.pages.reports.page import ReportsPage
from cmdesk.usecases.reports.compose import Compose

BUTTON, KEYS, ACTION = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction


@pytest.fixture
def page(seat: Seat) -> ReportsPage:
    """Give the page with the quarter's reports."""
    seat.sign_in(HEAD)
    assert seat.window.desk is not None
    seat.window.desk.run(Compose(form="D13", period=Period.parse("2025Q1")))
    found = seat.go("reports")
    assert isinstance(found, ReportsPage)
    return found


def drop(seat: Seat, page: ReportsPage, *files: Path) -> bool:
    """Let files go over the preview and say whether the page had taken them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    entered = QDragEnterEvent(QPoint(300, 200), ACTION, data, BUTTON, KEYS)
    # The workspace may take what the page leaves: only what the page does is asked here.
    entered.ignore()
    taken = page.frame.eventFilter(page, entered)
    assert page.frame.isVisible() == taken
    if taken:
        event = QDropEvent(QPointF(300, 200), ACTION, data, BUTTON, KEYS, QEvent.Type.Drop)
        assert page.frame.eventFilter(page, event)
        seat.wait()
        assert not page.frame.isVisible()
    return taken


@pytest.mark.shows("91")
def test_that_a_pdf_dropped_anywhere_on_the_page_gets_its_sentence_and_reasons(
    seat: Seat, page: ReportsPage, tmp_path: Path
) -> None:
    file = tmp_path / "来件.pdf"
    file.write_bytes(page.viewer.data)
    assert drop(seat, page, file)
    answer = page.checking.answer
    assert answer.isVisible()
    assert answer.sentence.text() == "不能判断：文件上还没有电子签名。"
    assert answer.file.text() == "来件.pdf"
    file.write_bytes(page.viewer.data[:-200])
    assert drop(seat, page, file)
    assert answer.sentence.text().startswith("无效：")


def test_that_a_file_that_is_no_pdf_gets_a_sentence_and_a_way(seat: Seat, page: ReportsPage, tmp_path: Path) -> None:
    for name, way in (("通知.docx", "要签过的那份 PDF"), ("一月.zip", "数据上报"), ("假.pdf", "要签过的那份 PDF")):
        file = tmp_path / name
        file.write_bytes(b"PK\x03\x04 no pdf at all")
        assert drop(seat, page, file)
        assert page.checking.answer.sentence.text() == f"不能判断：“{name}”不是 PDF 文件。"
        assert way in page.checking.answer.reasons.text()
        assert not page.banner.isVisible()


def test_that_several_files_show_the_gravest_first_and_the_others_as_lines(
    seat: Seat, page: ReportsPage, tmp_path: Path
) -> None:
    files = []
    for name, data in (
        ("信.txt", b"text"),
        ("坏.pdf", page.viewer.data[:-200]),
        ("空.pdf", b""),
        ("好.pdf", page.viewer.data),
    ):
        files.append(tmp_path / name)
        files[-1].write_bytes(data)
    assert drop(seat, page, *files)
    assert page.checking.answer.file.text() == "坏.pdf"
    assert page.checking.before.isVisible()
    assert [Path(one.file).name for one in page.checking.verdicts] == ["坏.pdf", "信.txt", "空.pdf", "好.pdf"]


def test_that_a_folder_and_a_file_that_is_gone_are_told_too(seat: Seat, page: ReportsPage, tmp_path: Path) -> None:
    assert drop(seat, page, tmp_path / "没了.pdf")
    assert page.checking.answer.sentence.text() == "不能判断：文件读不出来。"
    assert drop(seat, page, tmp_path)
    assert page.checking.answer.sentence.text() == "不能判断：文件读不出来。"


def test_that_workbooks_are_left_to_the_import_of_the_window(seat: Seat, page: ReportsPage, tmp_path: Path) -> None:
    file = tmp_path / "指标.xlsx"
    file.write_bytes(b"PK")
    assert not drop(seat, page, file)
