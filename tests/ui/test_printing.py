"""Printing reports: the range that was typed, both ways to paper, a printer that is gone."""

from __future__ import annotations

import os
from pathlib import Path

import pypdfium2
import pytest
from factories.seat import RECORDER, Seat

from cmdesk.kernel.errors import Rejected, Unavailable
from cmdesk.kernel.periods import Period
from cmdesk.kernel.progress import SILENT
from cmdesk.queries.reports import BlankSheet
from cmdesk.queries.reports_pages import page_count
from cmdesk.ui.dialogs import paths
from cmdesk.ui.pages.reports import printing
from cmdesk.ui.pages.reports.page import ReportsPage
from cmdesk.ui.pages.reports.printing import PrintWish, pages_typed, print_files
from cmdesk.ui.pages.reports.rendering import Renderer
from cmdesk.usecases.reports.compose import Compose


def pages_of(file: Path) -> int:
    document = pypdfium2.PdfDocument(file)
    try:
        return len(document)
    finally:
        document.close()


@pytest.mark.parametrize(
    ("typed", "pages"),
    [("", ()), ("2", (2,)), ("1-3,5", (1, 2, 3, 5)), ("１－２、４", (1, 2, 4)), ("2至3", (2, 3)), ("1,1-2", (1, 2))],
)
def test_that_a_range_is_read_as_people_write_it(typed: str, pages: tuple[int, ...]) -> None:
    assert pages_typed(typed, 5) == pages


@pytest.mark.parametrize(("typed", "code"), [("x", "page_range_unreadable"), ("3-1", "page_range_unreadable"),
                                             ("0", "page_range_unreadable"), ("9", "page_beyond_last")])  # fmt: skip
def test_that_a_range_that_is_none_is_refused(typed: str, code: str) -> None:
    with pytest.raises(Rejected, match=code):
        pages_typed(typed, 5)


@pytest.fixture
def report(seat: Seat) -> bytes:
    """Give a report of two pages or more."""
    seat.sign_in(RECORDER)
    assert seat.window.desk is not None
    return bytes(seat.window.desk.ask(BlankSheet()).data)


@pytest.mark.shows("98")
def test_that_the_pages_wanted_come_out_and_no_others(report: bytes, tmp_path: Path) -> None:
    whole, second = tmp_path / "whole.pdf", tmp_path / "second.pdf"
    assert print_files([report], PrintWish("", to_file=whole), Renderer(), SILENT) == pages_of(whole)
    assert print_files([report], PrintWish("", pages=(2,), to_file=second), Renderer(), SILENT) == 1
    assert pages_of(whole) == page_count(report)
    assert pages_of(second) == 1


def test_that_a_printer_that_is_gone_is_named(report: bytes) -> None:
    with pytest.raises(Unavailable) as caught:
        print_files([report], PrintWish("没有这台"), Renderer(), SILENT)
    assert caught.value.code == "printer_missing"


@pytest.mark.skipif(os.name == "nt", reason="lp is the way of CUPS")
def test_that_cups_gets_the_file_itself_with_sides_copies_and_pages(
    report: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lp = tmp_path / "lp"
    lp.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/said\nfor last; do :; done\ncp "$last" {tmp_path}/got.pdf\n')
    lp.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(printing, "printers", lambda: ("办公室",))
    wish = PrintWish("办公室", copies=2, two_sided=True, pages=(1,))
    assert print_files([report], wish, Renderer(), SILENT) == 2
    assert (tmp_path / "got.pdf").read_bytes() == report
    assert "-d 办公室 -n 2 -o sides=two-sided-long-edge -o media=A4 -P 1" in (tmp_path / "said").read_text()
    lp.write_text("#!/bin/sh\necho 纸盒空了 >&2\nexit 1\n")
    with pytest.raises(Unavailable) as caught:
        print_files([report], wish, Renderer(), SILENT)
    assert caught.value.params["reason"] == "纸盒空了"


def test_that_without_a_printer_the_strip_says_so_and_saves_instead(
    seat: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seat.sign_in(RECORDER)
    page = seat.go("reports")
    assert isinstance(page, ReportsPage)
    assert not page.strip.has_printer()
    assert "F5" in page.strip.remedy.text()
    assert page.strip.button.text() == "另存 PDF"
    assert not page.strip.button.isEnabled()
    assert seat.window.desk is not None
    seat.window.desk.run(Compose(form="D13", period=Period.parse("2025Q1")))
    seat.go("reports")
    assert page.strip.button.isEnabled()
    out = tmp_path / "out.pdf"
    monkeypatch.setattr(paths, "ask_save", lambda *_: out)
    page.strip.press()
    seat.wait()
    assert pages_of(out) == page.preview.pages
    page.strip.pages.setText("99")
    assert not page.strip.button.isEnabled()
    assert "最后是第" in page.strip.wrong.text()
