"""What 报表签章 makes and sends: packets sealed and stopped, batches signed, sheets printed as set."""

from __future__ import annotations

import os
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
from cmdesk.kernel.errors import Cancelled
from cmdesk.kernel.periods import Period
from cmdesk.sample import county
from cmdesk.ui.dialogs import paths
from cmdesk.ui.dialogs.packet import PacketDialog
from cmdesk.ui.pages.reports import orders, printing
from cmdesk.ui.pages.reports.page import ReportsPage
from cmdesk.ui.pages.reports.presenter import APPRAISED, Filter, filter_of
from cmdesk.usecases.access.issue_key import IssueKey
from cmdesk.usecases.access.make_trial_authority import MakeTrialAuthority
from cmdesk.usecases.reports.compose import Compose

SECRET = "密钥口令-1234"
QUARTER = Period.parse("2025Q1")


@pytest.fixture
def keys(database: Path, tmp_path: Path) -> Path:
    """Issue keys to the department head, every manager and the unit; give their folder."""
    folder, secret = tmp_path / "keys", tmp_path / "secret"
    folder.mkdir()
    secret.write_text(SECRET, encoding="utf-8")
    clock = SetClock(datetime(2025, 5, 9, 1, tzinfo=UTC))
    with Desk.open(database, user=ADMINISTRATOR, password=password_of(ADMINISTRATOR), clock=clock) as desk:
        desk.run(MakeTrialAuthority())
        managers = [person.staff_no for person in county.managers("cmdesk", PEOPLE, YEAR)]
        wanted = [(HEAD, "department_head"), (RECORDER, "unit_seal"), *((number, APPRAISED) for number in managers)]
        for number, duty in wanted:
            desk.run(IssueKey(number=number, duty=duty, password_file=secret, out=folder / f"{number}-{duty}.p12"))
    return folder


def opened(seat: Seat) -> ReportsPage:
    """Give the page with the quarter's reports."""
    seat.sign_in(HEAD)
    assert seat.window.desk is not None
    seat.window.desk.run(Compose(form="D13", period=QUARTER))
    seat.window.resize(1440, 900)
    page = seat.go("reports")
    assert isinstance(page, ReportsPage)
    seat.window.activateWindow()
    seat.wait()
    return page


def packets(page: ReportsPage) -> list[str]:
    return [row.number for row in page.state.rows if row.form not in {"D13", "D04"}]


@pytest.mark.shows("97")
def test_that_the_packet_is_sealed_with_the_key_and_password_of_the_dialog(
    qtbot: QtBot, keys: Path, seat: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened(seat)
    out = tmp_path / "packet.pdf"
    monkeypatch.setattr(paths, "ask_save", lambda *_: out)
    monkeypatch.setattr(paths, "ask_open", lambda *_: keys / f"{RECORDER}-unit_seal.p12")
    page.pack.click()
    dialog = page.findChild(PacketDialog)
    assert isinstance(dialog, PacketDialog)
    dialog.choice.setCurrentIndex(dialog.choice.findText("2025 一季度卷宗"))
    dialog.key_button.click()
    assert dialog.focusWidget() is dialog.secret
    dialog.secret.insert(SECRET)
    qtbot.keyClick(dialog.secret, Qt.Key.Key_Return)
    seat.wait()
    assert out.read_bytes().startswith(b"%PDF")
    assert "已盖单位电子签章" in seat.window.status.said.label.text()
    assert len(packets(page)) == 1
    page.check_files([out])
    seat.wait()
    assert page.checking.answer.sentence.text() == "有效：1 处签名完好，签后无改动。"


def test_that_a_wrong_password_of_the_seal_writes_nothing_and_is_said(keys: Path, seat: Seat, tmp_path: Path) -> None:
    page = opened(seat)
    out = tmp_path / "packet.pdf"
    page.making.bind(orders.PacketWish(QUARTER, out, keys / f"{RECORDER}-unit_seal.p12", "不对的口令"))
    seat.wait()
    assert page.banner.isVisible()
    assert "口令" in page.banner.label.text()
    assert not out.exists()
    assert packets(page) == []


def test_that_a_packet_that_is_stopped_leaves_nothing(seat: Seat, tmp_path: Path) -> None:
    page = opened(seat)
    out = tmp_path / "packet.pdf"
    page.making.bind(orders.PacketWish(QUARTER, out))
    page.progress.stop.click()
    seat.wait()
    assert "已停止" in seat.window.status.said.label.text()
    assert not out.exists()
    assert not page.progress.isVisible()
    page.refresh()
    seat.wait()
    assert packets(page) == []


def appraised_have_signed(page: ReportsPage, seat: Seat, keys: Path) -> None:
    for row in page.state.rows:
        page.list.table.pick(page.list.model.place(lambda found, row=row: found.number == row.number))
        page.signing.take_key(keys / f"{row.staff_no}-{APPRAISED}.p12")
        page.signing.opinion.put("agreed")
        page.signing.password.insert(SECRET)
        page.signing.press()
        seat.wait()


def press(seat: Seat, qtbot: QtBot, widget: QWidget, key: Qt.Key) -> None:
    qtbot.keyClick(widget, key, Qt.KeyboardModifier.ControlModifier)
    seat.wait()


@pytest.mark.shows("131")
def test_that_whose_turn_it_is_finds_the_batch_and_a_stopped_one_signs_nothing(
    qtbot: QtBot, keys: Path, seat: Seat
) -> None:
    page = opened(seat)
    appraised_have_signed(page, seat, keys)
    turns = dict(page.state.turns())
    assert turns == {"营销部主任": PEOPLE}
    page.list.turn.setCurrentIndex(page.list.turn.findData("营销部主任"))
    press(seat, qtbot, page.list.table, Qt.Key.Key_A)
    page.signing.take_key(keys / f"{HEAD}-department_head.p12")
    page.signing.password.insert(SECRET)
    assert f"签署 {PEOPLE} 份" in page.signing.button.text()
    page.signing.press()
    page.progress.stop.click()
    seat.wait()
    assert seat.window.status.said.label.text() == "已停止，什么都没有改变"
    page.refresh()
    seat.wait()
    assert {filter_of(row) for row in page.state.rows} == {Filter.PARTLY}
    assert page.signing.password.text() == ""
    page.list.table.selectAll()
    page.signing.password.insert(SECRET)
    press(seat, qtbot, page.signing.password, Qt.Key.Key_Return)
    assert {filter_of(row) for row in page.state.rows} == {Filter.SIGNED}
    # Nobody is awaited any more: the filter has let go and the list is not left empty.
    assert page.state.turn == ""
    assert page.list.model.rowCount() == PEOPLE


class StopsAt:
    """Stops the work once so many documents are behind."""

    def __init__(self, wanted: int) -> None:
        self.wanted = wanted

    def step(self, done: int, total: int, label: str) -> None:
        assert total == PEOPLE
        if done >= self.wanted:
            raise Cancelled


@pytest.mark.shows("131")
def test_that_a_batch_that_is_stopped_keeps_what_is_signed_and_goes_on_with_the_rest(
    qtbot: QtBot, keys: Path, seat: Seat
) -> None:
    page = opened(seat)
    appraised_have_signed(page, seat, keys)
    key, numbers = keys / f"{HEAD}-department_head.p12", tuple(row.number for row in page.state.rows)
    page.list.table.selectAll()
    page.signing.take_key(key)
    done = orders.sign(page.room.desk, orders.SignWish(numbers, "department_head", key, SECRET), StopsAt(5))
    assert done == orders.SignedSome(numbers[: orders.TOGETHER], numbers[orders.TOGETHER :])
    page.signatures._signed(SECRET, done)
    seat.wait()
    assert "还剩 2 份" in seat.window.status.said.label.text()
    assert {row.number for row in page.list.selected()} == set(done.left)
    assert "签署 2 份" in page.signing.button.text()
    press(seat, qtbot, page.list.table, Qt.Key.Key_Return)
    assert {filter_of(row) for row in page.state.rows} == {Filter.SIGNED}
    assert page.signing.password.text() == ""


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the file in which a printer of CUPS notes what it was told."""
    lp, said = tmp_path / "lp", tmp_path / "said"
    lp.write_text(f'#!/bin/sh\necho "$@" >> {said}\n')
    lp.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(printing, "printers", lambda: ("办公室", "二楼"))
    return said


@pytest.mark.skipif(os.name == "nt", reason="lp is the way of CUPS")
def test_that_range_copies_sides_and_printer_go_out_as_set(qtbot: QtBot, seat: Seat, office: Path) -> None:
    page = opened(seat)
    strip = page.strip
    strip.copies.setValue(3)
    strip.two_sided.setChecked(False)
    strip.pages.insert("1")
    strip.printer.setCurrentText("二楼")
    press(seat, qtbot, page.list.table, Qt.Key.Key_P)
    assert "-d 二楼 -n 3 -o sides=one-sided -o media=A4 -P 1 --" in office.read_text()
    assert seat.window.status.said.label.text() == "已送去打印 3 页"
    office.unlink()
    page.list.table.selectAll()
    assert strip.button.text() == f"打印 {PEOPLE} 份"
    assert not strip.pages.isEnabled()
    strip.press()
    seat.wait()
    told = office.read_text().splitlines()
    assert len(told) == PEOPLE
    assert not any(" -P " in line for line in told)


def test_that_a_printer_that_has_gone_says_what_to_do(
    seat: Seat, office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened(seat)
    page.strip.printer.setCurrentText("二楼")
    monkeypatch.setattr(printing, "printers", lambda: ("办公室",))
    page.strip.press()
    seat.wait()
    assert "二楼" in page.banner.label.text()
    assert page.strip.remedy.isVisible()
    assert "“二楼”不见了" in page.strip.remedy.text()
    assert page.strip.printer.currentText() == "办公室"
