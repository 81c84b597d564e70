"""Signing out of turn is asked once, signatures on paper are noted, and reports are declared void, in the window."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from factories.lived import PEOPLE, YEAR
from factories.seat import ADMINISTRATOR, HEAD, RECORDER, Seat, password_of
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from cmdesk.desk import Desk
from cmdesk.kernel.clock import SetClock
from cmdesk.kernel.periods import Period
from cmdesk.sample import county
from cmdesk.ui.dialogs import paths
from cmdesk.ui.pages.reports.on_paper import LeaveOutCard, PaperCard, VoidCard
from cmdesk.ui.pages.reports.page import ReportsPage
from cmdesk.usecases.access.issue_key import IssueKey
from cmdesk.usecases.access.make_trial_authority import MakeTrialAuthority
from cmdesk.usecases.reports.compose import Compose

SECRET = "密钥口令-1234"
QUARTER = Period.parse("2025Q1")
FIRST = county.managers("cmdesk", PEOPLE, YEAR)[0]


def opened(seat: Seat) -> ReportsPage:
    """Give the page of the head with the quarter's reports."""
    seat.sign_in(HEAD)
    assert seat.window.desk is not None
    seat.window.desk.run(Compose(form="D13", period=QUARTER))
    seat.window.resize(1440, 900)
    page = seat.go("reports")
    assert isinstance(page, ReportsPage)
    seat.window.activateWindow()
    seat.wait()
    return page


def card_of(page: QWidget, kind: type) -> object:
    """Give the card that is shown."""
    (found,) = [card for card in page.findChildren(kind) if not card.isHidden()]
    return found


def kinds(page: ReportsPage) -> list[str | None]:
    """Give how the places of the current document are signed."""
    row = page.list.current()
    assert row is not None
    return [place.kind for place in row.signatures]


@pytest.fixture
def head_key(database: Path, tmp_path: Path) -> Path:
    """Issue a key to the department head."""
    secret, out = tmp_path / "secret", tmp_path / "head.p12"
    secret.write_text(SECRET, encoding="utf-8")
    clock = SetClock(datetime(2025, 5, 9, 1, tzinfo=UTC))
    with Desk.open(database, user=ADMINISTRATOR, password=password_of(ADMINISTRATOR), clock=clock) as desk:
        desk.run(MakeTrialAuthority())
        desk.run(IssueKey(number=HEAD, duty="department_head", password_file=secret, out=out))
    return out


def test_that_a_batch_that_locks_others_out_names_them_and_asks_once(qtbot: QtBot, head_key: Path, seat: Seat) -> None:
    page = opened(seat)
    page.list.table.selectAll()
    seat.wait()
    card = page.signing
    card.take_key(head_key)
    card.place.setCurrentIndex(card.place.findData("department_head"))
    assert "被考评人还没签" in card.batch.text()
    card.password.insert(SECRET)
    card.press()
    asked = card_of(page, LeaveOutCard)
    assert isinstance(asked, LeaveOutCard)
    assert asked.title == "不等被考评人签？"
    assert f"{PEOPLE} 份" in asked.keep.accessibleName()
    qtbot.keyClick(asked, Qt.Key.Key_Escape)
    seat.wait()
    assert kinds(page) == [None, None, None]
    card.password.insert(SECRET)
    card.press()
    asked = card_of(page, LeaveOutCard)
    asked.keep.click()  # type: ignore[attr-defined]
    seat.wait()
    assert kinds(page) == [None, "electronic", None]
    # The place that was locked is told from one whose turn has come, and no key is asked for any more.
    assert "只能纸签" in card.chain.accessibleName()
    assert card.field == ""
    assert card.ink.isVisible()


@pytest.mark.shows("82", "96")
def test_that_a_signature_on_paper_is_noted_with_its_scan(
    qtbot: QtBot, seat: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened(seat)
    scan = tmp_path / "签字页.jpg"
    scan.write_bytes(b"a scan")
    monkeypatch.setattr(paths, "ask_open", lambda *_: scan)
    page.signing.ink.click()
    card = card_of(page, PaperCard)
    assert isinstance(card, PaperCard)
    assert card.name.value() == FIRST.name
    assert not card.keep.isEnabled()
    # Enter asks for what alone is missing.
    qtbot.keyClick(card, Qt.Key.Key_Return)
    assert card.keep.isEnabled()
    qtbot.keyClick(card, Qt.Key.Key_Return)
    seat.wait()
    assert kinds(page) == ["ink", None, None]
    # What is signed on paper is waited for no more.
    assert page.signing.field == "department_head"
    assert not page.signing.place.isVisible()


def test_that_a_refusal_needs_two_witnesses_and_only_who_is_appraised_may_refuse(seat: Seat) -> None:
    page = opened(seat)
    page.signing.ink.click()
    card = card_of(page, PaperCard)
    assert isinstance(card, PaperCard)
    assert not card.witnesses[0].isVisible()
    card.how.setCurrentIndex(card.how.findData("refused"))
    assert card.witnesses[0].isVisible()
    card.witnesses[0].put("冯丽华")
    assert not card.keep.isEnabled()
    card.witnesses[1].put("冯丽华")
    card.go_on()
    seat.wait()
    assert "见证人" in card.wrong.text()
    card.witnesses[1].put("孙永平")
    card.go_on()
    seat.wait()
    assert kinds(page)[0] == "refused"
    page.signing.ink.click()
    card = card_of(page, PaperCard)
    assert isinstance(card, PaperCard)
    assert not card.how.isEnabled()


def test_that_a_report_is_void_with_a_reason(qtbot: QtBot, seat: Seat) -> None:
    page = opened(seat)
    number = page.list.current().number
    page.signing.void.click()
    card = card_of(page, VoidCard)
    assert isinstance(card, VoidCard)
    qtbot.keyClick(card, Qt.Key.Key_Return)
    assert not card.isHidden()
    card.reason.put("工号写错")
    qtbot.keyClick(card, Qt.Key.Key_Return)
    seat.wait()
    (row,) = [one for one in page.state.rows if one.number == number]
    assert (row.state, row.void_reason) == ("void", "工号写错")
    page.list.table.pick(page.list.model.place(lambda one: one.number == number))
    seat.wait()
    assert not page.signing.void.isVisible()
    assert not page.signing.ink.isVisible()


def test_that_the_recorder_notes_paper_and_declares_nothing_void(seat: Seat) -> None:
    seat.sign_in(RECORDER)
    assert seat.window.desk is not None
    seat.window.desk.run(Compose(form="D13", period=QUARTER))
    page = seat.go("reports")
    seat.wait()
    assert page.signing.ink.isVisible()
    assert not page.signing.void.isVisible()
