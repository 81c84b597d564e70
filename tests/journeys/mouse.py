"""A hand on the mouse: what it clicks is found by the name that a person reads, and must really be there to click."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar, overload

import pytest
from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QCoreApplication,
    QEvent,
    QPoint,
    QRect,
    QSettings,
    Qt,
    QTimer,
)
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QListWidget,
    QMenu,
    QMessageBox,
    QPlainTextEdit,
    QRadioButton,
    QWidget,
)

from cmdesk.kernel.clock import SetClock
from cmdesk.ui.dialogs import paths
from cmdesk.ui.theme.look import Look
from cmdesk.ui.window import Window

W = TypeVar("W", bound=QWidget)
LEFT = Qt.MouseButton.LeftButton
_TURNS = 600
_QUIET = 5
"""A page may ask anew when an answer has come: it rests when so many turns found no work."""


class Mouse:
    """Clicks and types in one window. Every failure says what stood there instead."""

    def __init__(self, app: QApplication, look: Look, path: Path, settings: Path, day: date) -> None:
        self.app, self.look, self.path, self.settings = app, look, path, settings
        self.clock = SetClock(datetime(day.year, day.month, day.day, 1, tzinfo=UTC))
        self._answers: list[tuple[Path, ...]] = []
        self.window = self._opened()

    def _opened(self) -> Window:
        window = Window(
            self.look, self.clock, self.path, QSettings(str(self.settings), QSettings.Format.IniFormat), "0"
        )
        window.start()
        window.resize(1440, 900)
        window.show()
        window.activateWindow()
        return window

    def answer(self, *found: Path) -> None:
        """Say what is chosen when the system next asks for a file, many files or a folder."""
        self._answers.append(found)

    def take_answers(self, patch: pytest.MonkeyPatch) -> None:
        """Stand in for the dialogs of the system, which no test can click."""

        def many(*_: object) -> tuple[Path, ...]:
            assert self._answers, "nobody expected to be asked for a file"
            return self._answers.pop(0)

        for name in ("ask_open", "ask_save", "ask_folder"):
            patch.setattr(paths, name, lambda *_: many()[0])
        patch.setattr(paths, "ask_open_many", many)

    def agree(self, word: str) -> None:
        """Click `word` in the box that the next click brings up, and that waits for its answer."""

        def answer() -> bool:
            box = self.app.activeModalWidget()
            if not isinstance(box, QMessageBox):
                return False
            QTest.mouseClick(next(one for one in box.buttons() if one.text() == word), LEFT)
            return True

        self._when(answer)

    def agree_to_all(self) -> None:
        """Say yes to every box from now on."""

        def answer() -> bool:
            box = self.app.activeModalWidget()
            if isinstance(box, QMessageBox):
                QTest.mouseClick(box.buttons()[0], LEFT)
            return False

        self._when(answer)

    def choose_then(self, words: str) -> None:
        """Click the line with `words` in the menu that the next click opens, and that waits for its answer."""
        self._when(lambda: isinstance(self.app.activePopupWidget(), QMenu) and self._press_line(words))

    def _when(self, act: Callable[[], bool]) -> None:
        timer = QTimer(self.window)
        timer.setInterval(5)

        def look() -> None:
            if act():
                timer.stop()

        timer.timeout.connect(look)
        timer.start()

    def set_day(self, day: date, hour: int = 9) -> None:
        """Set the clock of the county."""
        self.clock.set(day, hour)

    def rest(self) -> None:
        """Wait until nothing runs any more and the page stands still."""
        quiet = 0
        for _ in range(_TURNS):
            self.app.processEvents()
            # As the loop of a running program does between two clicks: what was put away is gone.
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
            if self.window.tasks.busy:
                self.window.tasks.wait(50)
                quiet = 0
            else:
                self._take_the_cursor_back()
                quiet += 1
                if quiet >= _QUIET:
                    return
        raise AssertionError("the window does not come to rest")

    def until(self, name: str) -> None:
        """Wait until something of this name can be pressed: some pages look again a moment after the last key."""
        for _ in range(_TURNS):
            if any(one.isEnabled() for one in self.seen(QWidget) if _fits(name, one.accessibleName())):
                return
            QTest.qWait(10)
            self.rest()
        raise AssertionError(f"{name!r} cannot be pressed; there is {sorted(self.names())}")

    def _take_the_cursor_back(self) -> None:
        # Without a window manager nobody hands it back when a box or a menu is closed.
        busy = self.app.activeModalWidget() or self.app.activePopupWidget()
        if busy is None and self.window.isVisible() and self.app.focusWidget() is None:
            self.window.activateWindow()
            self.app.processEvents()
            if self.app.focusWidget() is None and (before := self.window.focusWidget()) is not None:
                before.setFocus()

    def seen(self, kind: type[W], within: QWidget | None = None) -> Iterator[W]:
        """Give what of a kind can be seen now, in the windows on top first."""
        if within is not None:
            inside: list[QWidget] = list(within.findChildren(QWidget))
            yield from (one for one in inside if isinstance(one, kind) and one.isVisible())
            return
        tops = [top for top in self.app.topLevelWidgets() if top.isVisible()]
        tops.sort(key=lambda top: (top is not self.app.activePopupWidget(), not top.isModal(), top is self.window))
        for top in tops:
            yield from (one for one in [top, *top.findChildren(QWidget)] if isinstance(one, kind) and one.isVisible())

    @overload
    def find(self, name: str, *, within: QWidget | None = None) -> QWidget: ...

    @overload
    def find(self, name: str, kind: type[W], within: QWidget | None = None) -> W: ...

    def find(self, name: str, kind: type[QWidget] = QWidget, within: QWidget | None = None) -> QWidget:
        """Give the widget of this name; a name that ends in … need only begin so. Raises AssertionError without one."""
        found = [one for one in self.seen(kind, within) if _fits(name, one.accessibleName())]
        # What stands inside another of the same name is the part, not the whole.
        usable = [one for one in found if one.isEnabled()] or found
        assert usable, f"{name!r} is not to be seen; there is {sorted(self.names(within))}"
        return usable[0]

    def names(self, within: QWidget | None = None) -> set[str]:
        """Give the names that can be seen."""
        return {one.accessibleName() for one in self.seen(QWidget, within) if one.accessibleName()}

    def says(self, text: str) -> bool:
        """Say whether a text, or a name, that can be seen contains `text`."""
        return any(text in shown for shown in self.texts())

    def texts(self) -> Iterator[str]:
        """Give every text and name that can be seen."""
        for one in self.seen(QWidget):
            yield one.accessibleName()
            for reader in ("text", "toPlainText"):
                shown = getattr(one, reader, None)
                if callable(shown):
                    yield str(shown())

    def click(self, name: str, kind: type[QWidget] = QWidget, within: QWidget | None = None) -> QWidget:
        """Click what has this name, in its middle. It must be enabled, in sight and under nothing else."""
        widget = self.find(name, kind, within)
        self.press(widget)
        return widget

    def press(self, widget: QWidget, where: QPoint | None = None) -> None:
        """Click a widget where it can be seen."""
        name = widget.accessibleName()
        assert widget.isEnabled(), f"{name!r} cannot be pressed; there is {sorted(self.names())}"
        self.reveal(widget)
        at = where or _middle(widget)
        self._lies_open(widget, at)
        QTest.mouseClick(widget, LEFT, Qt.KeyboardModifier.NoModifier, at)
        self.rest()

    def reveal(self, widget: QWidget) -> None:
        """Scroll to a widget as the wheel would."""
        above = widget.parentWidget()
        while above is not None:
            if isinstance(above, QAbstractScrollArea) and hasattr(above, "ensureWidgetVisible"):
                above.ensureWidgetVisible(widget)
            above = above.parentWidget()
        self.app.processEvents()

    def _lies_open(self, widget: QWidget, at: QPoint) -> None:
        top = widget.window()
        met = top.childAt(widget.mapTo(top, at)) if widget is not top else widget
        own = met is widget or (met is not None and widget.isAncestorOf(met))
        assert own, f"{widget.accessibleName()!r} is covered by {met!r} {met.accessibleName() if met else ''!r}"

    def fill(self, name: str | QWidget, text: str, within: QWidget | None = None) -> QWidget:
        """Click a field, take away what stands there and type, as an input method hands it over."""
        field = self.find(name, QWidget, within) if isinstance(name, str) else name
        self.press(field, QPoint(min(12, field.width() // 2), min(12, field.height() // 2)))
        if isinstance(field, QAbstractSpinBox | QLineEdit | QPlainTextEdit):
            field.selectAll()
        assert field.hasFocus(), f"the click did not bring the cursor to {field.accessibleName()!r}"
        self.type(text)
        return field

    def type(self, text: str) -> None:
        """Type where the cursor is; a sheet may open a field for the cell at the first key."""
        for key in [text] if not text.isascii() else text:
            target = self.app.focusWidget()
            assert target is not None, "nothing has the cursor"
            if key.isascii():
                QTest.keyClicks(target, key)
            else:
                event = QInputMethodEvent()
                event.setCommitString(key)
                self.app.sendEvent(target, event)
        self.rest()

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press one key where the cursor is."""
        QTest.keyClick(self.app.focusWidget() or self.window, key, modifier)
        self.rest()

    def choose(self, name: str, words: str, within: QWidget | None = None) -> None:
        """Open a field of choices and click the one that contains `words`."""
        box = self.find(name, QComboBox, within)
        self.press(box)
        offered = [box.itemText(place) for place in range(box.count())]
        place = next((place for place, text in enumerate(offered) if words in text), None)
        assert place is not None, f"{name!r} does not offer {words!r} but {offered}"
        index = box.model().index(place, box.modelColumn(), box.rootModelIndex())
        view = box.view()
        view.scrollTo(index)
        # A press that opened the list and went nowhere would count as one click: the hand moves first.
        for corner in (view.viewport().rect().bottomRight(), view.viewport().rect().topLeft()):
            QTest.mouseMove(view.viewport(), corner)
        QTest.mouseMove(view.viewport(), view.visualRect(index).center())
        QTest.mouseClick(view.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, view.visualRect(index).center())
        self.rest()
        assert words in box.currentText(), f"{name!r} shows {box.currentText()!r}"

    def menu(self, words: str) -> None:
        """Click the line of the open menu that contains `words`."""
        self._press_line(words)
        self.rest()

    def _press_line(self, words: str) -> bool:
        menu = self.app.activePopupWidget()
        assert isinstance(menu, QMenu), "no menu is open"
        action = next((one for one in menu.actions() if words in one.text()), None)
        assert action is not None, f"the menu offers {[one.text() for one in menu.actions()]}"
        assert action.isEnabled(), f"{action.text()!r} cannot be chosen"
        QTest.mouseClick(menu, LEFT, Qt.KeyboardModifier.NoModifier, menu.actionGeometry(action).center())
        return True

    def pick_person(self, name: str | QWidget, words: str, within: QWidget | None = None) -> None:
        """Type into a field of people and click who is found."""
        field = self.fill(name, words, within)
        found = self.find(f"{field.accessibleName()}：找到的人", QListWidget)
        self.press_row(found, words)

    def row(self, table: str, words: str, column: int | None = None, *, twice: bool = False) -> None:
        """Click the row of a table that shows `words`."""
        self.press_row(self.find(table, QAbstractItemView), words, column, twice=twice)

    def press_row(self, view: QAbstractItemView, words: str, column: int | None = None, *, twice: bool = False) -> None:
        """Click, or double-click, a row of a list."""
        model = view.model()
        for number in range(model.rowCount()):
            cells = _cells(model, number)
            if any(words in cell for cell in cells):
                place = column if column is not None else next(n for n, cell in enumerate(cells) if words in cell)
                index = model.index(number, place)
                view.scrollTo(index)
                self.app.processEvents()
                box: QRect = view.visualRect(index).intersected(view.viewport().rect())
                assert not box.isEmpty(), f"row {words!r} of {view.accessibleName()!r} cannot be seen"
                self._lies_open(view.viewport(), box.center())
                QTest.mouseClick(view.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, box.center())
                if twice:
                    QTest.mouseDClick(view.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, box.center())
                self.rest()
                return
        raise AssertionError(f"{view.accessibleName()!r} has no row with {words!r}")

    def page(self, word: str) -> QWidget:
        """Open a page from the rail."""
        workspace = self.window.workspace
        assert workspace is not None
        self.click(word, within=workspace.rail)
        return workspace.pages[workspace.shown]

    def close(self) -> None:
        """Close the window as its cross does, whatever is still typed in it."""
        self.agree_to_all()
        self.window.close()
        self.rest()
        self.window.deleteLater()
        self.app.processEvents()


def _fits(wanted: str, name: str) -> bool:
    return name.startswith(wanted[:-1]) if wanted.endswith("…") else name == wanted


def _middle(widget: QWidget) -> QPoint:
    # A box to tick is pressed at its tick: beside its words there is nothing to press.
    middle = widget.rect().center()
    return QPoint(8, middle.y()) if isinstance(widget, QCheckBox | QRadioButton) else middle


def _cells(model: QAbstractItemModel, number: int) -> list[str]:
    # A list has one column and no count of them that could be asked.
    places = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
    return [str(model.index(number, place).data() or "") for place in range(places)]
