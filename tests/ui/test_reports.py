"""Reports in the window: the register, the page as a picture, the chain of signatures, a file that is checked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from factories.lived import PEOPLE, YEAR
from factories.seat import ADMINISTRATOR, HEAD, Seat, password_of
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from cmdesk.desk import Desk
from cmdesk.kernel.clock import SetClock
from cmdesk.kernel.periods import Period
from cmdesk.queries.reports import DocumentFile, DocumentRow, SignatureRow
from cmdesk.sample import county
from cmdesk.ui.dialogs import paths
from cmdesk.ui.dialogs.packet import PacketDialog
from cmdesk.ui.pages.reports.page import ReportsPage
from cmdesk.ui.pages.reports.presenter import (
    APPRAISED,
    Filter,
    ReportsState,
    StepState,
    batch_of,
    chain,
    composable,
    composable_text,
    filter_of,
    next_place,
    verdict_of,
)
from cmdesk.ui.pages.reports.rendering import Renderer
from cmdesk.ui.theme.look import Look
from cmdesk.usecases.access.issue_key import IssueKey
from cmdesk.usecases.access.make_trial_authority import MakeTrialAuthority
from cmdesk.usecases.reports.compose import Compose

KEY_PASSWORD = "密钥口令-1234"
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
        (document(place("a", "electronic"), place("b"), state="signed"), Filter.PARTLY),
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
    page.check_files([target])
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
    assert not page.signing.button.isEnabled()
    page.signing.opinion.put("objected")
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


@pytest.fixture
def keys(database: Path, tmp_path: Path) -> Path:
    """Issue a key to the department head and to every manager; give their folder, with the password 密钥口令-1234."""
    folder, secret = tmp_path / "keys", tmp_path / "secret"
    folder.mkdir()
    secret.write_text(KEY_PASSWORD, encoding="utf-8")
    clock = SetClock(datetime(2025, 5, 9, 1, tzinfo=UTC))
    with Desk.open(database, user=ADMINISTRATOR, password=password_of(ADMINISTRATOR), clock=clock) as desk:
        desk.run(MakeTrialAuthority())
        managers = [person.staff_no for person in county.managers("cmdesk", PEOPLE, YEAR)]
        for number, duty in ((HEAD, "department_head"), *((number, "appraised") for number in managers)):
            desk.run(IssueKey(number=number, duty=duty, password_file=secret, out=folder / f"{number}.p12"))
    return folder


def sign_as(page: ReportsPage, key: Path) -> None:
    """Sign what is selected."""
    page.signing.take_key(key)
    page.signing.opinion.put("agreed")
    page.signing.password.setText(KEY_PASSWORD)
    page.signing.press()


def test_that_selected_reports_are_signed_together_with_one_password(keys: Path, with_reports: Seat) -> None:
    page = with_reports.go("reports")
    for row in page.state.rows:
        page.list.table.pick(page.list.model.place(lambda found, row=row: found.number == row.number))
        sign_as(page, keys / f"{row.staff_no}.p12")
        with_reports.wait()
        assert page.signing.wrong.text() == ""
    page.list.table.selectAll()
    assert page.signing.batch.text() == "选了 6 份"
    sign_as(page, keys / f"{HEAD}.p12")
    with_reports.wait()
    assert {filter_of(row) for row in page.state.rows} == {Filter.SIGNED}
    assert with_reports.window.desk is not None
    signed = with_reports.window.desk.ask(DocumentFile(number=page.state.rows[0].number)).data
    assert signed.count(b"/ByteRange") == 2
    assert len(page.list.selected()) == 6


def test_that_one_key_of_an_appraised_person_signs_no_colleagues_report() -> None:
    mine, other = document(place(APPRAISED)), replace(document(place(APPRAISED), number="YC-2"), staff_no="0002")
    batch = batch_of(mine, (mine, other))
    assert batch is not None
    assert batch.numbers == ("YC-1",)
    assert batch.line() == "选了 2 份，其中 1 份不归这一栏"


def test_that_closed_quarters_and_years_are_offered_newest_first() -> None:
    closed = [Period.parse(text) for text in ("2025-01", "2025Q1", "2025", "2025Q2")]
    assert [composable_text(one)[:3] for one in composable(closed)] == ["D25", "D18", "D13", "D13"]


def test_that_the_menu_composes_the_reports_of_a_closed_quarter(seat: Seat) -> None:
    seat.sign_in(HEAD)
    page = seat.go("reports")
    assert page.compose.isVisible()
    assert not page.pack.isVisible()
    menu = page.offers()
    assert [action.text()[:3] for action in menu.actions()] == ["D13"]
    menu.actions()[0].trigger()
    seat.wait()
    assert page.list.model.rowCount() == 6
    assert page.pack.isVisible()


def test_that_several_reports_are_saved_into_a_folder(
    with_reports: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = with_reports.go("reports")
    monkeypatch.setattr(paths, "ask_folder", lambda *_: tmp_path / "out")
    page.list.table.selectAll()
    assert page.save.text() == "另存 6 份"
    page.save.click()
    with_reports.wait()
    assert {path.stem for path in (tmp_path / "out").glob("*.pdf")} == {row.number for row in page.state.rows}


def test_that_the_packet_dialog_binds_the_quarter(
    with_reports: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = with_reports.go("reports")
    monkeypatch.setattr(paths, "ask_save", lambda *_: tmp_path / "packet.pdf")
    page.pack.click()
    dialog = page.findChild(PacketDialog)
    dialog.choice.setCurrentIndex(next(n for n in range(dialog.choice.count()) if "季度" in dialog.choice.itemText(n)))
    dialog.go.click()
    with_reports.wait()
    assert (tmp_path / "packet.pdf").read_bytes().startswith(b"%PDF")


def test_that_a_seal_without_its_password_cannot_be_ordered(look: Look, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = PacketDialog(look, ((QUARTER, "2025 一季度卷宗"),))
    qtbot.addWidget(dialog)
    assert dialog.go.isEnabled()
    dialog.take_key(tmp_path / "seal.p12")
    assert not dialog.go.isEnabled()
    dialog.no_key.click()
    assert dialog.go.isEnabled()
    assert dialog.key is None
