"""A clerk who has a keyboard and no mouse: presses keys where the focus is, types Chinese as an input method does."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from factories.lived import CHEAP, NAME, PARTS
from factories.seat import ADMINISTRATOR, HEAD, RECORDER, Seat, password_of
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QInputMethodEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QMessageBox, QPushButton, QStackedWidget, QWidget
from pytestqt.qtbot import QtBot

from cmdesk.kernel.periods import Period
from cmdesk.runtime.registry import Query
from cmdesk.sample import county, figures, month_books, year
from cmdesk.sample.chance import Chance
from cmdesk.sample.month_books import MonthBooks
from cmdesk.ui.dialogs import paths
from cmdesk.ui.room import Page
from cmdesk.usecases.access.issue_key import IssueKey
from cmdesk.usecases.access.make_trial_authority import MakeTrialAuthority

PEOPLE, YEAR = 4, 2025
MARCH, QUARTER = Period.parse("2025-03"), Period.parse("2025Q1")
LEADER, INSPECTOR, PAY_CLERK, COUNTY_LEADER = "9003", "9005", "9011", "9012"
SECRET = "Key-password-1234"
Choose = Callable[[Path], None]
_FAR = 80
"""As many Tabs as nobody would press: what is further away cannot be reached."""
_WORDS = {"Enter": "Return", "PgUp": "PgUp", "PgDn": "PgDown", "←": "Left", "→": "Right", "↑": "Up", "↓": "Down"}


class Clerk:
    """Does everything by keys. After each of them the focus must stand on something that has a name and can be used."""

    def __init__(self, seat: Seat, qtbot: QtBot) -> None:
        self.seat, self._qtbot = seat, qtbot
        self.pressed = 0
        self.user = ""
        # As the program does after its first picture.
        seat.window.take_keys()
        seat.window.activateWindow()
        seat.wait()

    def on(self, day: date, hour: int = 9) -> None:
        """Set the clock of the county."""
        self.seat.clock.set(day, hour)

    def press(self, *keys: str) -> None:
        """Press keys one after the other: `Enter`, `Ctrl+K`, `Alt+↓`, `5`."""
        for key in keys:
            self._one(key)
            self._sound(f"after {key}", on_rail="Tab" in key)

    def write(self, text: str) -> None:
        """Type a text: plain characters by their keys, Chinese composed and handed over by an input method."""
        if text.isascii():
            for letter in text:
                # One by one: the first may open a field for those that follow.
                self._qtbot.keyClicks(self._target(), letter)
        else:
            composed = QInputMethodEvent(text, [])
            QApplication.sendEvent(self._target(), composed)
            handed = QInputMethodEvent()
            handed.setCommitString(text)
            QApplication.sendEvent(self._target(), handed)
        self.pressed += len(text)
        self.seat.wait()
        self._sound(f"after typing {text}")

    def fill(self, *texts: str) -> None:
        """Type texts into one field after the other, with Enter behind each; an empty one leaves its field."""
        for text in texts:
            if text:
                self.write(text)
            self.press("Enter")

    def replace(self, text: str) -> None:
        """Type over what stands in the field."""
        self.press("Ctrl+A")
        self.write(text)

    def tab_to(self, name: str, *, back: bool = False) -> None:
        """Press Tab until the focus is on what is called so."""
        for _ in range(_FAR):
            self.press("Shift+Tab" if back else "Tab")
            if self.here.startswith(name):
                return
        raise AssertionError(f"Tab never comes to {name!r} from {self.here!r}")

    def turn_to(self, name: str, *, among: str) -> None:
        """Go back with Tab to the tabs, the one that is on begins with `among`, and turn with the arrows to another."""
        self.tab_to(among, back=True)
        for key in ("→", "←"):
            for _ in range(_FAR):
                if self.here.startswith(name):
                    return
                before = self.here
                self.press(key)
                if self.here == before:
                    break
        raise AssertionError(f"no tab {name!r} beside {among!r}, but {self.here!r}")

    def choose(self, word: str) -> None:
        """Walk with the arrow down to an entry of the box under the focus, or up where it lies above."""
        for key in ("↓", "↑"):
            for _ in range(_FAR):
                box: Any = self.focus
                if word in box.currentText():
                    return
                before = box.currentIndex()
                self.press(key)
                if box.currentIndex() == before:
                    break
        raise AssertionError(f"no entry {word!r} in {self.here!r}")

    def go(self, typed: str, page: str) -> None:
        """Find a page with Ctrl+K, by what is typed, and stand on it."""
        self.press("Ctrl+K")
        self.write(typed)
        self.press("Enter")
        assert self.page == page, f"{typed!r} leads to {self.page!r}"

    def press_and_agree(self, key: str) -> None:
        """Press a key that asks in a box of its own, and agree there with Enter."""
        asked: list[str] = []

        def agree() -> None:
            box = QApplication.activeModalWidget()
            if not isinstance(box, QMessageBox):
                return
            focus = box.focusWidget()
            asked.append(focus.text() if isinstance(focus, QPushButton) else "")
            if focus is not None and len(asked) < _FAR:
                self._qtbot.keyClick(focus, Qt.Key.Key_Return)
            elif len(asked) >= _FAR:
                box.reject()

        ticking = QTimer(self.seat.window)
        ticking.setInterval(10)
        ticking.timeout.connect(agree)
        ticking.start()
        self._one(key)
        ticking.stop()
        # What a window manager does when a box is gone; there is none off the screen.
        self.seat.window.activateWindow()
        self.seat.wait()
        self._sound(f"after {key}")
        assert 0 < len(asked) < _FAR, f"{key} asked, and Enter did not answer: {asked[-1:]}"

    def sign_in(self, number: str) -> None:
        """Choose oneself at the door with the arrows, type the password, press Enter."""
        door = self.seat.window.sign_in
        for key in ("↓", "↑"):
            for _ in range(len(door.state.people)):
                if door.state.chosen == number:
                    break
                self.press(key)
        assert door.state.chosen == number
        self.write(password_of(number))
        self.press("Enter")
        desk = self.seat.window.desk
        assert desk is not None
        assert desk.actor.number == number
        self.user = number

    def become(self, number: str) -> None:
        """Lock with Ctrl+L and let somebody else sign in."""
        if number == self.user:
            return
        if self.user:
            self.press("Ctrl+L")
        self.sign_in(number)

    def confirm(self, number: str) -> None:
        """Be the second person in the card that asks for one."""
        if self.here == "第二人":
            self.choose(number)
            self.press("Enter")
        self.at("第二人的口令")
        self.write(password_of(number))
        self.press("Enter")

    def at(self, name: str) -> None:
        """Hold that the focus is on what is called so."""
        assert self.here.startswith(name), f"the focus is on {self.here!r}, not on {name!r}"

    @property
    def focus(self) -> QWidget:
        """Give what the next key goes to."""
        found = QApplication.focusWidget()
        assert found is not None, "the focus is nowhere"
        return found

    @property
    def here(self) -> str:
        """Give the name of what has the focus, as a screen reader says it."""
        menu = QApplication.activePopupWidget()
        if isinstance(menu, QMenu):
            action = menu.activeAction()
            return action.text() if action is not None else ""
        return self.focus.accessibleName()

    @property
    def page(self) -> str:
        """Give the code of the page that is shown."""
        workspace = self.seat.window.workspace
        return workspace.shown if workspace is not None else ""

    def ask(self, query: Query) -> Any:
        """Ask the open desk what is stored: what the keys have led to."""
        assert self.seat.window.desk is not None
        return self.seat.window.desk.ask(query)

    def until(self, true: Callable[[], object]) -> None:
        """Wait for what comes by itself."""
        self._qtbot.waitUntil(lambda: bool(true()), timeout=10_000)

    def seen(self) -> str:
        """Give all texts and names that are on the window now."""
        shown = [one for one in self.seat.window.findChildren(QWidget) if one.isVisible()]
        return "\n".join(f"{one.accessibleName()} {one.property('text') or ''}" for one in shown)

    def _target(self) -> QWidget:
        return QApplication.activePopupWidget() or self.focus

    def _one(self, key: str) -> None:
        *modifiers, last = key.split("+") if key != "+" else ["+"]
        combination = QKeySequence("+".join([*modifiers, _WORDS.get(last, last)]))[0]
        self._qtbot.keyClick(self._target(), combination.key(), combination.keyboardModifiers())
        self.pressed += 1
        self.seat.wait()

    def _sound(self, when: str, *, on_rail: bool = False) -> None:
        if QApplication.activePopupWidget() is not None:
            return
        found = self.focus
        frame = isinstance(found, QMainWindow | QStackedWidget | Page) and found.focusPolicy() == Qt.FocusPolicy.NoFocus
        assert not frame, f"{when} the focus is lost in the frame: {type(found).__name__}"
        workspace = self.seat.window.workspace
        rail = workspace is not None and workspace.rail.isAncestorOf(found)
        assert on_rail or not rail, f"{when} the focus has fallen on the rail"
        assert found.isVisible(), f"{when} the focus is on something hidden: {found.accessibleName()!r}"
        assert found.isEnabled(), f"{when} the focus is on something that cannot be used: {found.accessibleName()!r}"
        assert found.accessibleName(), f"{when} the focus is on something nameless: {type(found).__name__}"


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Live January and February of a county of four by its own orders, give out keys, write what March brings."""
    folder = tmp_path_factory.mktemp("keys")
    sample = year.start(folder, people=PEOPLE, year=YEAR, cost=CHEAP)
    sample.desk.restore_points = False
    for month in QUARTER.months[:2]:
        year.month(sample, month)
    month_books.write(sample.month_books, MARCH)
    figures.survey_book(folder / "survey.xlsx", sample.managers, sample.chance, QUARTER)
    secret = folder / "secret"
    secret.write_text(SECRET, encoding="utf-8")
    sample.run(ADMINISTRATOR, MakeTrialAuthority())
    for number, duty in ((HEAD, "department_head"), ("0001", "appraised"), (RECORDER, "unit_seal")):
        order = IssueKey(number=number, duty=duty, password_file=secret, out=folder / f"{number}.p12")
        sample.run(ADMINISTRATOR, order)
    sample.desk.close()
    return folder


def month_books_of(folder: Path) -> MonthBooks:
    """Give where the workbooks of a template lie."""
    version, items = year.checklist_items()
    people = county.managers("cmdesk", PEOPLE, YEAR)
    return MonthBooks(
        folder=folder / "工作簿",
        people=people,
        inspectors=year.INSPECTORS,
        version=version,
        items=items,
        chance=Chance("cmdesk"),
    )


@pytest.fixture
def database(template: Path, tmp_path: Path) -> Path:
    """Give a copy of the county."""
    for name in PARTS:
        shutil.copy(template / name, tmp_path / name)
    return tmp_path / NAME


@pytest.fixture
def choose(monkeypatch: pytest.MonkeyPatch) -> Choose:
    """Answer the system's file dialog, which is not ours to press."""

    def chosen(path: Path) -> None:
        assert path.exists()
        monkeypatch.setattr(paths, "ask_open", lambda *_: path)

    return chosen


@pytest.fixture
def save(monkeypatch: pytest.MonkeyPatch) -> Choose:
    """Answer the system's dialog for a new file."""

    def chosen(path: Path) -> None:
        monkeypatch.setattr(paths, "ask_save", lambda *_: path)

    return chosen


@pytest.fixture
def clerk(seat: Seat, qtbot: QtBot) -> Clerk:
    """Give a clerk at the door."""
    return Clerk(seat, qtbot)
