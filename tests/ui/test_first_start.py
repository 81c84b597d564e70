"""From nothing to a database in a safe place with its key on paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cmdesk.kernel.clock import SetClock
from cmdesk.runtime.drive_choice import GIB, Place, place_of, places
from cmdesk.sample.newcomer import STEPS
from cmdesk.ui.pages.upkeep.presenter import FirstStart, place_lines
from cmdesk.ui.theme.look import Look
from cmdesk.ui.window import Window

FILLED = {
    "code": "140702",
    "name": "榆次区营销部",
    "number": "0001",
    "person": "孙丽",
    "password": "geheim1",
    "again": "geheim1",
}


def filled() -> FirstStart:
    """Give the first step, filled in."""
    return FirstStart(**FILLED)


def test_that_a_filled_first_step_has_no_problem() -> None:
    assert filled().unit_problems() == {}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", "1407"),
        ("code", "14070a"),
        ("name", "　"),
        ("number", ""),
        ("person", ""),
        ("password", "kurz"),
        ("again", "x"),
    ],
)
def test_that_a_slip_is_named_at_its_field(field: str, value: str) -> None:
    state = filled()
    setattr(state, field, value)
    assert field in state.unit_problems()


def test_that_two_groups_prove_the_print_whatever_their_case() -> None:
    state = filled()
    state.key = "-".join(f"AB{n}CD" for n in range(8))
    state.asked = (1, 6)
    assert state.proved(" ab1cd ", "AB6CD") == (True, True)
    assert state.proved("AB6CD", "AB1CD") == (False, False)


@pytest.mark.shows("123")
@pytest.mark.parametrize(
    ("kind", "refusal", "reason"),
    [
        ("network", "drive_is_network", "两台同时写会写坏"),
        ("removable", "drive_is_removable", "拔下来就断，只能放备份"),
        ("local", "folder_read_only", "没有写入的权限"),
    ],
)
def test_that_a_refused_drive_is_shown_with_its_reason(kind: str, refusal: str, reason: str) -> None:
    lines = place_lines(Place(Path("x"), "Z:", kind, 9 * GIB, False, refusal), best=False)
    assert lines[1:] == ("不能放", reason, "bad")


@pytest.mark.shows("124")
def test_that_little_room_warns_and_does_not_forbid() -> None:
    place = Place(Path("x"), "D:", "local", GIB, False, None)
    assert place.scarce
    assert place_lines(place, best=True)[1:] == ("可以放", "剩余空间不到 2 GB", "warn")


def test_that_the_best_drive_stands_first(tmp_path: Path) -> None:
    found = places([tmp_path, Path.home()])
    assert len(found) == 2
    assert place_of(tmp_path).refusal is None


@pytest.fixture
def empty(qapp: QApplication, look: Look, tmp_path: Path) -> Iterator[Window]:
    """Give a window on a computer without a database."""
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    window = Window(look, SetClock(datetime(2026, 7, 8, 1, tzinfo=UTC)), tmp_path / "none" / "cmdesk.db", settings, "0")
    window.start()
    window.show()
    yield window
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    qapp.processEvents()


@pytest.mark.shows("134")
def test_that_first_start_ends_in_the_workspace_with_the_key_proved(
    qtbot: QtBot, empty: Window, tmp_path: Path
) -> None:
    page = empty.rooms.currentWidget()
    qtbot.waitUntil(lambda: not empty.tasks.busy)
    page.next.click()
    assert page.fields["code"].wrong.text()
    for name, value in FILLED.items():
        page.fields[name].edit.setText(value)
    page.next.click()
    page.folder.setText(str(tmp_path / "data"))
    page.next.click()
    qtbot.waitUntil(lambda: page.state.key != "", timeout=20_000)
    assert (tmp_path / "data" / "cmdesk.db").is_file()
    assert not page.next.isEnabled()
    for _ in range(9):
        page.key.copy.click()
    groups = page.state.groups()
    first, second = page.state.asked
    page.key.typed[0].setText(groups[second])
    page.key.typed[1].setText(groups[second])
    assert page.key.wrong.text()
    assert not page.next.isEnabled()
    page.key.typed[0].setText(groups[first].lower())
    page.next.click()
    assert empty.desk is not None
    assert empty.desk.actor.name == "孙丽"
    assert empty.rooms.currentWidget() is empty.workspace
    qtbot.waitUntil(lambda: not empty.tasks.busy, timeout=20_000)


def test_that_a_folder_without_write_permission_is_refused_in_place(
    qtbot: QtBot, empty: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cmdesk.runtime import drive_choice

    page = empty.rooms.currentWidget()
    qtbot.waitUntil(lambda: not empty.tasks.busy)
    for name, value in FILLED.items():
        page.fields[name].edit.setText(value)
    page.next.click()
    refused = Place(Path("Z:/x"), "Z:", "network", 9 * GIB, False, "drive_is_network")
    monkeypatch.setattr(drive_choice, "place_of", lambda folder: refused)
    page.folder.setText("Z:/x")
    page.next.click()
    assert "网络" in page.folder_wrong.text()
    assert page.folder.property("wrong") == "true"
    assert page.state.key == ""


def test_that_the_sample_county_is_made_in_the_place_of_the_form_with_one_bar_over_the_whole(
    qtbot: QtBot, empty: Window, tmp_path: Path
) -> None:
    page = empty.rooms.currentWidget()
    qtbot.waitUntil(lambda: not empty.tasks.busy)
    told: list[tuple[int, int, str]] = []
    page.sample.click()
    page._living.stepped.connect(lambda done, total, label: told.append((done, total, label)))
    assert page.building.isVisible()
    assert page.sample.isChecked()
    assert not any(card.isEnabled() for card in (page.own, page.other, page.backup, page.sample))
    assert not page.fields["code"].isVisible()
    assert not page.next.isVisible()
    qtbot.waitUntil(lambda: any(total for _, total, _ in told), timeout=60_000)
    page.building.stop.click()
    assert "停下" in page.building.step.text()
    qtbot.waitUntil(page.building.isHidden, timeout=60_000)
    assert {total for _, total, _ in told if total} == {STEPS}
    assert all(not any("a" <= sign <= "z" for sign in label) for *_, label in told)
    assert page.own.isChecked()
    assert page.fields["code"].isVisible()
    assert not list((tmp_path / "none").glob("**/*.db"))
