"""Reports in the window: the register, the page as a picture, the chain of signatures, a file that is checked."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from factories.seat import HEAD, Seat
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from cmdesk.kernel.periods import Period
from cmdesk.queries.reports import DocumentFile, DocumentRow, SignatureRow
from cmdesk.ui.dialogs import paths
from cmdesk.ui.pages.reports.presenter import Filter, ReportsState, StepState, chain, filter_of, next_place, verdict_of
from cmdesk.ui.pages.reports.rendering import Renderer
from cmdesk.usecases.reports.compose import Compose

QUARTER = Period.parse("2025Q1")
NOW = datetime(2025, 5, 9, tzinfo=UTC)


def place(field: str, kind: str | None = None, *, city: bool = False) -> SignatureRow:
    """Give a place of a document, signed or open."""
    return SignatureRow(field, f"职务{field}", city, kind, "张三" if kind else None, NOW if kind else None)


def document(*places: SignatureRow, state: str = "drawn", number: str = "YC-1") -> DocumentRow:
    """Give a document with these places."""
    return DocumentRow(
        number=number,
        form="D13",
        period=QUARTER,
        subject="0001",
        edition=1,
        staff_no="0001",
        name="李四",
        state=state,
        standing="final",
        digest="0" * 64,
        pages=1,
        drawn_at=NOW,
        void_reason=None,
        signatures=places,
    )


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        (document(place("a"), place("b")), Filter.OPEN),
        (document(place("a", "electronic"), place("b")), Filter.PARTLY),
        (document(place("a", "electronic"), place("b", city=True)), Filter.SIGNED),
        (document(place("a"), state="void"), Filter.VOID),
    ],
)
def test_that_each_document_stands_under_one_filter(row: DocumentRow, wanted: Filter) -> None:
    assert filter_of(row) is wanted


def test_that_the_filters_add_up() -> None:
    rows = (document(place("a")), document(place("a", "ink")), document(place("a"), state="void"))
    counts = ReportsState(rows=rows).counts()
    assert sum(counts[wanted] for wanted in Filter if wanted is not Filter.ALL) == counts[Filter.ALL] == 3


def test_that_the_chain_is_signed_in_its_order() -> None:
    row = document(place("a", "electronic"), place("b"), place("c"), place("d", city=True))
    assert [step.state for step in chain(row, NOW)] == [
        StepState.DONE,
        StepState.NOW,
        StepState.LOCKED,
        StepState.CITY,
    ]
    found = next_place(row)
    assert found is not None
    assert found.field == "b"


def test_that_a_void_document_is_signed_by_nobody() -> None:
    assert next_place(document(place("a"), state="void")) is None


def test_that_a_verdict_says_at_most_four_reasons() -> None:
    found = {
        "verdict": "invalid",
        "sentence": "无效：签后第 2 页有改动。",
        "reasons": [{"code": "x", "message": str(n)} for n in range(6)],
        "signatures": [],
        "file": "x.pdf",
    }
    verdict = verdict_of(found)
    assert (verdict.state, len(verdict.reasons)) == ("bad", 4)


@pytest.fixture
def with_reports(seat: Seat) -> Seat:
    """Give a window of the department head with the quarter's reports drawn."""
    seat.sign_in(HEAD)
    assert seat.window.desk is not None
    seat.window.desk.run(Compose(form="D13", period=QUARTER))
    return seat


def test_that_a_selected_report_is_shown_as_it_lies_on_paper(with_reports: Seat) -> None:
    page = with_reports.go("reports")
    assert page.list.model.rowCount() == 6
    image = page.preview.paper.image
    assert isinstance(image, QImage)
    assert image.width() > 200
    assert image.pixelColor(3, 3) == Qt.GlobalColor.white
    assert page.preview.count.text().startswith("1 / ")


def test_that_a_report_is_saved_byte_for_byte(
    with_reports: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = with_reports.go("reports")
    target = tmp_path / "saved.pdf"
    monkeypatch.setattr(paths, "ask_save", lambda *_: target)
    page.save.click()
    with_reports.wait()
    row = page.list.current()
    assert with_reports.window.desk is not None
    assert target.read_bytes() == with_reports.window.desk.ask(DocumentFile(number=row.number)).data


def test_that_an_unsigned_file_is_not_called_valid(with_reports: Seat, tmp_path: Path) -> None:
    page = with_reports.go("reports")
    assert with_reports.window.desk is not None
    target = tmp_path / "open.pdf"
    target.write_bytes(with_reports.window.desk.ask(DocumentFile(number=page.list.current().number)).data)
    page.check_file(target)
    with_reports.wait()
    assert page.checking.answer.isVisible()
    assert not page.checking.answer.sentence.text().startswith("有效")


def test_that_a_key_that_is_none_is_refused_at_its_field(qtbot: QtBot, with_reports: Seat, tmp_path: Path) -> None:
    page = with_reports.go("reports")
    key = tmp_path / "key.p12"
    key.write_bytes(b"no key")
    page.signing.take_key(key)
    assert not page.signing.button.isEnabled()
    page.signing.password.setText("secret")
    assert page.signing.button.isEnabled()
    qtbot.keyClick(page.signing.password, Qt.Key.Key_Return)
    with_reports.wait()
    assert page.signing.password.text() == ""
    assert page.signing.wrong.text() or page.banner.isVisible()


def test_that_the_search_finds_a_report_by_name(with_reports: Seat) -> None:
    page = with_reports.go("reports")
    name = page.list.model.row(2).name
    page.list.search.setText(name)
    assert {page.list.model.row(n).name for n in range(page.list.model.rowCount())} == {name}


def test_that_a_page_beyond_the_last_gives_the_last(with_reports: Seat) -> None:
    assert with_reports.window.desk is not None
    page = with_reports.go("reports")
    data = with_reports.window.desk.ask(DocumentFile(number=page.list.current().number)).data
    sheet = Renderer().sheet(data, 99, 100)
    assert sheet.page == sheet.pages - 1
