"""Every page at every size: no text cut, every control named, reached by keyboard alone, nothing heavy loaded."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from factories.measures import faults, is_inner, shown, twins, unnamed
from factories.seat import HEAD, RECORDER, Seat
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from cmdesk.kernel.periods import Period
from cmdesk.ui.pages.registry import PAGES
from cmdesk.usecases.reports.compose import Compose

SIZES = ((1440, 900, 100), (1366, 768, 100), (1366, 768, 115), (1366, 768, 130))
ROOT = Path(__file__).parents[2]
WHO = {"pay": "9011"}
"""Who opens a page that the recorder may not."""


def printed(code: str) -> str:
    """Give what a program of its own prints."""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True, timeout=120
    )
    return done.stdout.strip()


def of_a_choice(child: QWidget) -> bool:
    """Say whether this is one of several choices that is not taken: the arrow keys reach it from the one that is."""
    group = child.group() if isinstance(child, QAbstractButton) else None
    return group is not None and group.exclusive() and not child.isChecked()


def opened(seat: Seat, code: str) -> QWidget:
    """Sign in where it is needed and show a page; `sign_in`, `person` and `first_start` are no pages of the rail."""
    if code == "sign_in":
        return seat.window.sign_in
    if code == "first_start":
        seat.window.begin()
        seat.wait()
        return seat.window.rooms.currentWidget()
    if seat.window.desk is None:
        seat.sign_in(WHO.get(code, RECORDER))
    if code == "reports" and seat.window.desk is not None:
        seat.window.desk.run(Compose(form="D13", period=Period.parse("2025Q1")))
    if code not in {"person", "edit"}:
        return seat.go(code)
    page = seat.go("people", "0001")
    if code == "edit":
        assert page.person.edit("route") is not None
    return page


ALL = ("sign_in", "first_start", "person", "edit", *(entry.code for entry in PAGES))


@pytest.mark.shows("133")
@pytest.mark.parametrize("code", ALL)
def test_that_no_text_of_a_page_is_cut(seat: Seat, code: str) -> None:
    page = opened(seat, code)
    for width, height, percent in SIZES:
        seat.settle(width, height, percent=percent)
        where = f"{code} {width}×{height} {percent} %"
        assert (where, faults(seat.look, page)) == (where, {})
        assert (where, seat.window.width(), seat.window.height()) == (where, width, height)


@pytest.mark.shows("132")
@pytest.mark.parametrize("code", ALL)
def test_that_every_control_of_a_page_has_a_name_and_every_field_its_own(seat: Seat, code: str) -> None:
    opened(seat, code)
    assert unnamed(seat.window) == []
    assert twins(seat.window) == []


@pytest.mark.shows("131")
@pytest.mark.parametrize("code", ALL)
def test_that_tab_reaches_every_control_and_is_trapped_by_none(qtbot: QtBot, seat: Seat, code: str) -> None:
    page = opened(seat, code)
    seat.window.activateWindow()
    seat.wait()
    wanted = {
        child
        for child in shown(page, QWidget)
        if child.isEnabled()
        and child.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not is_inner(child)
        and not of_a_choice(child)
    }
    seen: set[QWidget] = set()
    for _ in range(6 * len(wanted) + 60):
        focus = QApplication.focusWidget()
        assert focus is not None
        seen.add(focus)
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
    assert {(type(w).__name__, w.accessibleName()) for w in wanted - seen} == set()


class Shown(QObject):
    """Notes every window that is shown, by its class."""

    def __init__(self) -> None:
        super().__init__()
        self.windows: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - the name is of Qt
        """Look at what is shown, let everything pass."""
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.windows.append(f"{type(watched).__name__} {watched.accessibleName()}")
        return False


@pytest.mark.parametrize("code", ALL)
def test_that_a_page_opens_in_the_window_and_takes_it_no_focus(seat: Seat, code: str) -> None:
    app, notes = QApplication.instance(), Shown()
    assert app is not None
    app.installEventFilter(notes)
    try:
        opened(seat, code)
    finally:
        app.removeEventFilter(notes)
    assert notes.windows == []


@pytest.mark.shows("131")
def test_that_alt_and_a_digit_open_the_pages_of_the_rail(qtbot: QtBot, seat: Seat) -> None:
    seat.sign_in(RECORDER)
    workspace = seat.window.workspace
    assert workspace is not None
    seat.window.activateWindow()
    seat.wait()
    on_rail = [entry for entry in workspace.entries if not entry.hidden]
    for place, entry in enumerate(on_rail[:9]):
        qtbot.keyClick(seat.window, Qt.Key(Qt.Key.Key_1.value + place), Qt.KeyboardModifier.AltModifier)
        seat.wait()
        assert workspace.shown == entry.code


@pytest.mark.shows("129", "131")
def test_that_the_finder_finds_people_by_initials_and_opens_their_page(qtbot: QtBot, seat: Seat) -> None:
    seat.sign_in(RECORDER)
    seat.window.activateWindow()
    seat.window.actions_["find"].trigger()
    seat.wait()
    finder = seat.window.finder
    person = next(find for find in finder._finds if find.kind == "person")
    initials = "".join(part[0] for part in person.keys.splitlines()[0].split())
    qtbot.keyClicks(finder.field, initials)
    found = [finder.list.item(n).text() for n in range(finder.list.count())]
    assert person.text in found
    finder.list.setCurrentRow(found.index(person.text))
    qtbot.keyClick(finder.field, Qt.Key.Key_Return)
    seat.wait()
    assert seat.window.workspace is not None
    page = seat.window.workspace.pages["people"]
    assert page.views.currentIndex() == 1
    assert page.person.head.title.text() == person.text


@pytest.mark.shows("131")
def test_that_enter_opens_a_person_and_escape_comes_back_to_the_same_row(qtbot: QtBot, seat: Seat) -> None:
    seat.sign_in(HEAD)
    page = seat.go("people")
    table = page.people.table
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Down)
    row = page.people.current()
    assert row is not None
    qtbot.keyClick(table, Qt.Key.Key_Return)
    seat.wait()
    assert page.person.head.title.text() == row.person.name
    seat.window.actions_["next_person"].trigger()
    seat.wait()
    assert page.person.head.title.text() != row.person.name
    seat.window.actions_["previous_person"].trigger()
    seat.wait()
    qtbot.keyClick(page.person, Qt.Key.Key_Escape)
    assert page.views.currentIndex() == 0
    assert page.people.current() == row


def test_that_the_search_narrows_the_list_and_says_when_nobody_fits(qtbot: QtBot, seat: Seat) -> None:
    seat.sign_in(RECORDER)
    view = seat.go("people").people
    assert view.model.rowCount() == 6
    first = view.model.row(0)
    assert first is not None
    view.search.setText(first.person.staff_no)
    qtbot.keyClick(view.search, Qt.Key.Key_Return)
    assert view.model.rowCount() == 1
    view.search.setText("没有这个人")
    qtbot.keyClick(view.search, Qt.Key.Key_Return)
    assert view.empty.isVisible()


@pytest.mark.shows("141")
def test_that_nothing_heavy_is_loaded_for_the_sign_in_page() -> None:
    code = (
        "import sys\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from PySide6.QtCore import QSettings\n"
        "from pathlib import Path\n"
        "app = QApplication([])\n"
        "from cmdesk.ui import app as start\n"
        "from cmdesk.ui.window import Window\n"
        "from cmdesk.ui.theme.look import Look\n"
        "from cmdesk.kernel.clock import SystemClock\n"
        "settings = QSettings('x.ini', QSettings.Format.IniFormat)\n"
        "window = Window(Look(), SystemClock(), Path('nothing.db'), settings, '0')\n"
        "window.show()\n"
        "heavy = {'openpyxl', 'reportlab', 'pyhanko', 'cryptography', 'numpy', 'sqlalchemy', 'pypinyin', 'pypdfium2',\n"
        "         'PySide6.QtNetwork', 'PySide6.QtCharts', 'PySide6.QtPrintSupport'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True, timeout=120
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.shows("141")
def test_that_no_library_for_documents_is_loaded_with_the_first_pages() -> None:
    code = (
        "import sys\n"
        "import cmdesk.desk\n"
        "import cmdesk.ui.workspace\n"
        "import cmdesk.ui.pages.home.page\n"
        "import cmdesk.ui.pages.org.page\n"
        "heavy = {'openpyxl', 'reportlab', 'pyhanko', 'numpy', 'pypdfium2', 'PySide6.QtNetwork'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True, timeout=120
    )
    assert done.stdout.strip() == "[]"
