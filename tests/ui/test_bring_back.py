"""From a backup on a stick to the workspace, on a computer without a database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from factories.seat import RECORDER, Seat, password_of
from PySide6.QtCore import QCoreApplication, QEvent, QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cmdesk.desk import Desk
from cmdesk.ui.dialogs import paths
from cmdesk.ui.window import Window


@pytest.fixture
def empty(qapp: QApplication, seat: Seat, tmp_path: Path) -> Iterator[tuple[Window, Path]]:
    """Give a window on a computer without a database, and a backup."""
    backup = tmp_path / "U盘" / "copy.db"
    with Desk.open(seat.path, user=RECORDER, password=password_of(RECORDER), clock=seat.clock) as desk:
        desk.back_up(backup)
    settings = QSettings(str(tmp_path / "other.ini"), QSettings.Format.IniFormat)
    window = Window(seat.look, seat.clock, tmp_path / "none" / "cmdesk.db", settings, "0")
    window.start()
    window.show()
    yield window, backup
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    qapp.processEvents()


@pytest.mark.shows("119")
def test_that_a_backup_is_brought_back_from_first_start(
    qtbot: QtBot, empty: tuple[Window, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, backup = empty
    page = window.rooms.currentWidget()
    monkeypatch.setattr(paths, "ask_open", lambda *given: backup)
    page.backup.click()
    qtbot.waitUntil(lambda: page.asked_back is not None)
    dialog = page.asked_back
    first, second = dialog.lines(window.clock.now())
    assert "的备份" in first
    assert "校验过，能恢复" in second
    assert "还没输口令" in dialog.go.text()
    people = [number for number, _ in dialog._facts.people]
    dialog.person.setCurrentIndex(people.index(RECORDER))
    dialog.where.setText(str(tmp_path / "neu"))
    dialog.secret.setText("falsch")
    dialog.go.click()
    qtbot.waitUntil(lambda: dialog.wrong.text() != "", timeout=20_000)
    assert "口令" in dialog.wrong.text()
    assert not (tmp_path / "neu" / "cmdesk.db").exists()
    dialog.secret.setText(password_of(RECORDER))
    dialog.go.click()
    qtbot.waitUntil(lambda: window.desk is not None, timeout=20_000)
    assert window.desk is not None
    assert window.desk.actor.number == RECORDER
    assert window.rooms.currentWidget() is window.workspace
    assert window.settings.value("window/database") == str(tmp_path / "neu" / "cmdesk.db")
    qtbot.waitUntil(lambda: not window.tasks.busy, timeout=20_000)


def test_that_a_file_that_is_no_backup_is_said_in_place(
    qtbot: QtBot, empty: tuple[Window, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, _ = empty
    page = window.rooms.currentWidget()
    bare = tmp_path / "bare.db"
    bare.write_bytes(b"x")
    monkeypatch.setattr(paths, "ask_open", lambda *given: bare)
    page.backup.click()
    qtbot.waitUntil(lambda: "密钥" in page.ways.foot.text(), timeout=20_000)
    assert page.asked_back is None


def test_that_the_printed_key_asks_for_a_new_password_twice(
    qtbot: QtBot, empty: tuple[Window, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    window, backup = empty
    page = window.rooms.currentWidget()
    monkeypatch.setattr(paths, "ask_open", lambda *given: backup)
    page.backup.click()
    qtbot.waitUntil(lambda: page.asked_back is not None)
    dialog = page.asked_back
    assert dialog.recovery.isHidden()
    dialog.paper.click()
    assert not dialog.recovery.isHidden()
    dialog.recovery.setText("AAAA-BBBB")
    dialog.secret.setText("kurz")
    assert "至少" in dialog.missing()
    dialog.secret.setText("lang genug")
    assert "不一样" in dialog.missing()
    dialog.again.setText("lang genug")
    assert dialog.missing() == ""
    dialog.reject()
    assert page.asked_back is None
