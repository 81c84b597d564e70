"""Damaged or missing data at the sign-in: the last verified backup comes back, shown before, by two people."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from factories.seat import ADMINISTRATOR, HEAD, RECORDER, Seat, password_of
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from cmdesk.desk import Desk
from cmdesk.kernel.errors import Damaged
from cmdesk.storage.keys import key_file_path
from cmdesk.ui.dialogs import paths
from cmdesk.ui.pages.access.restore_card import RestoreCard
from cmdesk.usecases.access.renew_recovery_key import RenewRecoveryKey


def backed_up(path: Path, seat: Seat) -> Path:
    """Make a backup and close the data again."""
    with Desk.open(path, user=RECORDER, password=password_of(RECORDER), clock=seat.clock) as desk:
        return desk.back_up().path


def spoil_file(path: Path) -> None:
    path.write_bytes(b"\x07" * path.stat().st_size)


def spoil_keys(path: Path) -> None:
    key_file_path(path).write_text("{", "utf-8")


def lose_keys(path: Path) -> None:
    key_file_path(path).unlink()


def lose_file(path: Path) -> None:
    path.unlink()


def lose_both(path: Path) -> None:
    lose_keys(path)
    lose_file(path)


def card_of(qtbot: QtBot, seat: Seat) -> RestoreCard:
    """Press 从备份恢复 and give the card with the backups."""
    qtbot.mouseClick(seat.window.sign_in.restore, Qt.MouseButton.LeftButton)
    seat.wait()
    card = seat.window.sign_in.rescue
    assert card is not None
    assert card.isVisible()
    return card


def type_both(qtbot: QtBot, seat: Seat, card: RestoreCard, first: str, second: str) -> None:
    """Type both passwords and press Enter."""
    card.secrets["asker"].setText(first)
    card.secrets["second"].setText(second)
    qtbot.keyClick(card.secrets["second"], Qt.Key.Key_Return)
    seat.wait()
    seat.wait()


def sign_in(qtbot: QtBot, seat: Seat, number: str) -> None:
    page = seat.window.sign_in
    page.state.unfolded = True
    for _ in page.state.people:
        if page.state.chosen != number:
            qtbot.keyClick(page.card.field, Qt.Key.Key_Down)
    page.card.field.setText(password_of(number))
    qtbot.keyClick(page.card.field, Qt.Key.Key_Return)
    seat.wait()


@pytest.mark.shows("119")
@pytest.mark.parametrize("spoil", [spoil_file, spoil_keys, lose_keys, lose_file, lose_both])
def test_that_the_last_verified_backup_comes_back_from_the_sign_in(
    qtbot: QtBot, seat: Seat, spoil: Callable[[Path], None]
) -> None:
    backup = backed_up(seat.path, seat)
    spoil(seat.path)
    seat.window.start()
    seat.wait()
    page = seat.window.sign_in
    if spoil is spoil_file:
        # Only who signs in meets the damage: before, the file is locked.
        sign_in(qtbot, seat, RECORDER)
    assert seat.window.rooms.currentWidget() is page
    assert page.banner.isVisible()
    assert "恢复" in page.banner.label.text() or "取回" in page.banner.label.text()
    card = card_of(qtbot, seat)
    assert card.state.chosen is not None
    assert card.state.chosen.path == backup
    assert "人员" in card.holds.text()
    assert f"操作记录到第 {card.state.chosen.entries} 条" in card.holds.text()
    assert not card.go.isEnabled()
    type_both(qtbot, seat, card, password_of(ADMINISTRATOR), password_of(HEAD))
    assert not page.restoring, card.wrong.text()
    assert "已恢复" in page.banner.label.text()
    sign_in(qtbot, seat, RECORDER)
    assert seat.window.desk is not None
    assert seat.window.desk.actor.number == RECORDER


@pytest.mark.shows("135")
def test_that_a_wrong_second_password_changes_nothing(qtbot: QtBot, seat: Seat) -> None:
    backed_up(seat.path, seat)
    spoil_file(seat.path)
    before = seat.path.read_bytes()
    card = card_of(qtbot, seat)
    type_both(qtbot, seat, card, password_of(ADMINISTRATOR), "falsch")
    assert "口令不对" in card.wrong.text()
    assert card.secrets["asker"].text() == ""
    assert seat.path.read_bytes() == before
    qtbot.keyClick(card, Qt.Key.Key_Escape)
    assert not seat.window.sign_in.restoring
    assert seat.window.sign_in.box.isVisible()


def test_that_what_was_damaged_is_kept_aside(qtbot: QtBot, seat: Seat) -> None:
    backed_up(seat.path, seat)
    spoil_file(seat.path)
    type_both(qtbot, seat, card_of(qtbot, seat), password_of(ADMINISTRATOR), password_of(HEAD))
    (kept,) = [folder for folder in seat.path.parent.glob(f"{seat.path.name}.*") if folder.is_dir()
               and not folder.name.endswith(".files")]  # fmt: skip
    assert (kept / seat.path.name).read_bytes()[:4] == b"\x07" * 4
    assert kept.name in seat.window.sign_in.banner.label.text()


def test_that_a_locked_window_goes_back_to_a_backup_and_signs_everybody_out(qtbot: QtBot, seat: Seat) -> None:
    seat.sign_in(RECORDER)
    assert seat.window.desk is not None
    seat.window.desk.back_up()
    seat.window.lock()
    seat.wait()
    card = card_of(qtbot, seat)
    type_both(qtbot, seat, card, password_of(ADMINISTRATOR), "falsch")
    assert seat.window.desk is not None, "a slip of the fingers must not close the data"
    type_both(qtbot, seat, card, password_of(ADMINISTRATOR), password_of(HEAD))
    assert seat.window.desk is None
    assert "已恢复" in seat.window.sign_in.banner.label.text()
    sign_in(qtbot, seat, HEAD)
    assert seat.window.desk is not None
    assert seat.window.rooms.currentWidget() is seat.window.workspace


def test_that_damage_met_at_work_leads_to_the_backups(qtbot: QtBot, seat: Seat) -> None:
    seat.sign_in(RECORDER)
    page = seat.go("people")
    page.fail(Damaged("database_damaged"))
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    button = next(button for button in box.buttons() if "备份" in button.text())
    button.click()
    seat.wait()
    assert seat.window.rooms.currentWidget() is seat.window.sign_in
    assert seat.window.sign_in.restoring
    card = seat.window.sign_in.rescue
    assert card is not None
    assert "损坏" in card.standing.text()


def test_that_a_backup_on_a_stick_is_found_where_none_lies_beside(
    qtbot: QtBot, seat: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "U盘" / "副本.cmdesk-backup"
    with Desk.open(seat.path, user=RECORDER, password=password_of(RECORDER), clock=seat.clock) as desk:
        desk.back_up(stick)
    shutil.rmtree(seat.path.parent / "backups", ignore_errors=True)
    spoil_file(seat.path)
    card = card_of(qtbot, seat)
    assert "没有找到备份" in card.holds.text()
    bare = tmp_path / "U盘" / "别的.db"
    bare.write_bytes(b"x")
    monkeypatch.setattr(paths, "ask_open", lambda *given: bare)
    card.other.click()
    seat.wait()
    assert "密钥" in card.wrong.text()
    monkeypatch.setattr(paths, "ask_open", lambda *given: stick)
    card.other.click()
    seat.wait()
    assert "人员" in card.holds.text()
    type_both(qtbot, seat, card, password_of(ADMINISTRATOR), password_of(HEAD))
    assert "已恢复" in seat.window.sign_in.banner.label.text()


def test_that_a_missing_database_is_no_first_start_and_comes_back_with_its_drive(qtbot: QtBot, seat: Seat) -> None:
    away = seat.path.with_name("weg.db")
    seat.path.rename(away)
    seat.window.start()
    seat.wait()
    page = seat.window.sign_in
    assert seat.window.rooms.currentWidget() is page
    assert str(seat.path) in page.banner.label.text()
    assert page.new.isVisible()
    away.rename(seat.path)
    page.banner.button.click()
    seat.wait()
    assert not page.banner.isVisible()
    assert not page.new.isVisible()
    sign_in(qtbot, seat, RECORDER)
    assert seat.window.desk is not None


@pytest.mark.shows("134")
def test_that_the_printed_key_opens_the_backup_where_the_passwords_are_lost(qtbot: QtBot, seat: Seat) -> None:
    with Desk.open(seat.path, user=ADMINISTRATOR, password=password_of(ADMINISTRATOR), clock=seat.clock) as desk:
        second = desk.person(HEAD, password_of(HEAD))
        printed = desk.run(RenewRecoveryKey(), second=second).answer["recovery_key"]
        desk.back_up()
    spoil_file(seat.path)
    card = card_of(qtbot, seat)
    qtbot.keyClick(card.paper, Qt.Key.Key_Space)
    assert card.recovery.isVisible()
    assert not card.people["second"].isVisible()
    assert card.recovery.hasFocus()
    card.recovery.setText(printed[:-1])
    type_both(qtbot, seat, card, "ganz neu", "ganz anders")
    assert "两次新口令不一样" in card.go.text()
    type_both(qtbot, seat, card, "ganz neu", "ganz neu")
    assert "恢复密钥" in card.wrong.text()
    card.recovery.setText(printed)
    type_both(qtbot, seat, card, "ganz neu", "ganz neu")
    assert not seat.window.sign_in.restoring, card.wrong.text()
    Desk.open(seat.path, user=ADMINISTRATOR, password="ganz neu", clock=seat.clock).close()


def test_that_turning_back_to_passwords_forgets_what_was_typed(qtbot: QtBot, seat: Seat) -> None:
    backed_up(seat.path, seat)
    card = card_of(qtbot, seat)
    card.paper.click()
    card.recovery.setText("ABCDE")
    card.secrets["asker"].setText("ganz neu")
    card.paper.click()
    assert (card.recovery.text(), card.secrets["asker"].text()) == ("", "")
    assert card.people["second"].isVisible()
    assert not card.recovery.isVisible()
    assert card.secrets["asker"].hasFocus()
