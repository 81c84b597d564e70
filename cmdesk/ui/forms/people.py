"""A field for a person: characters, pinyin, initials or 工号 find him, and his 工号 is the value."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from cmdesk.kernel.errors import Problem
from cmdesk.rules.name_search import matches
from cmdesk.ui.forms.lines import LineField
from cmdesk.ui.forms.specs import PersonSpec, plain
from cmdesk.ui.theme.look import Look

Person = tuple[str, str, str]
MOST = 8
_ROW = 30


def found_people(people: tuple[Person, ...], typed: str) -> tuple[Person, ...]:
    """Give who fits, those whose name or 工号 begins with it first; everybody where nothing is typed."""
    wanted = plain(typed)
    if not wanted:
        return people
    fit = [person for person in people if matches(wanted, person[1], person[2], person[0])]
    return tuple(sorted(fit, key=lambda person: not (person[1].startswith(wanted) or person[0].startswith(wanted))))


class PersonField(LineField):
    """Type and choose: a list below the field follows each key. ↑ ↓ choose, Enter takes, Esc closes the list."""

    def __init__(self, look: Look, spec: PersonSpec) -> None:
        super().__init__(look, spec.label, spec.example or "姓名、拼音首字母或工号")
        self._people = spec.people
        self._chosen = ""
        self._list: QListWidget | None = None
        self.textEdited.connect(self._search)
        self.left.connect(self._settle)

    def offer(self, people: tuple[Person, ...]) -> None:
        """Offer other people; who is chosen stays where he is still offered."""
        chosen = self._chosen
        self._people = people
        if chosen:
            self.put(chosen)

    @property
    def open_list(self) -> QListWidget | None:
        """Give the list while it is open."""
        return self._list if self._list is not None and self._list.isVisible() else None

    def value(self) -> str | None:
        """Give the 工号 of who is chosen, or of the only one whom the text can mean."""
        if self._chosen:
            return self._chosen
        meant = self._meant()
        return meant[0][0] if len(meant) == 1 else None

    def put(self, value: Any) -> None:
        """Choose somebody by 工号; one who is not offered chooses nobody."""
        person = next((each for each in self._people if each[0] == value), None)
        self._chosen = ""
        if person is None:
            self.setText("")
            return
        self.setText(f"{person[1]}　{person[0]}")
        self._chosen = person[0]
        self.touched.emit()

    def raw(self) -> str:
        """Give the 工号 or the text as it stands, for a draft."""
        return self._chosen or self.whole_text()

    def put_raw(self, raw: object) -> None:
        """Take who or what stood in a draft."""
        self.put(raw)
        if not self._chosen:
            self.setText(str(raw or ""))

    def problem(self) -> Problem | None:
        """Give what is wrong with who was typed."""
        typed = plain(self.whole_text())
        if not typed or self.value() is not None:
            return None
        found = len(self._meant())
        if found:
            return Problem("typed_several", params={"value": typed, "found": found})
        return Problem("typed_nobody", params={"value": typed})

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Steer the list while it is open; ↓ opens it. Backspace takes a chosen person away whole."""
        shown, key = self.open_list, event.key()
        if shown is None:
            if self._chosen and key in {Qt.Key.Key_Backspace, Qt.Key.Key_Delete}:
                self.put(None)
            elif key == Qt.Key.Key_Down:
                self._show(self._people if self._chosen else found_people(self._people, self.whole_text()))
            else:
                super().keyPressEvent(event)
        elif key in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            row = shown.currentRow() + (1 if key == Qt.Key.Key_Down else -1)
            shown.setCurrentRow(max(0, min(shown.count() - 1, row)))
        elif key == Qt.Key.Key_Escape:
            shown.hide()
        elif (
            key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            if (item := shown.currentItem()) is not None:
                self._take(item)
            event.ignore()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Take the list away with the field."""
        self._close()
        super().hideEvent(event)

    def _meant(self) -> tuple[Person, ...]:
        typed = plain(self.whole_text())
        exact = tuple(person for person in self._people if typed in {person[0], person[1]})
        return exact or (found_people(self._people, typed) if typed else ())

    def _search(self, typed: str) -> None:
        self._chosen = ""
        self._show(found_people(self._people, typed) if typed else ())

    def _show(self, people: tuple[Person, ...]) -> None:
        if not people:
            self._close()
            return
        if self._list is None:
            self._list = self._made()
        self._list.clear()
        for staff_no, name, _ in people:
            item = QListWidgetItem(f"{name}　{staff_no}")
            item.setData(Qt.ItemDataRole.UserRole, staff_no)
            self._list.addItem(item)
        self._list.setCurrentRow(0)
        self._place(self._list)

    def _made(self) -> QListWidget:
        made = QListWidget(self.window())
        made.setAccessibleName(f"{self.accessibleName()}：找到的人")
        made.setProperty("card", "true")
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.itemClicked.connect(self._take)
        self.destroyed.connect(made.deleteLater)
        return made

    def _place(self, shown: QListWidget) -> None:
        window = self.window()
        high = min(MOST, shown.count()) * self._look.scaled(_ROW) + 10
        below = self.mapTo(window, QPoint(0, self.height() + 2))
        if below.y() + high > window.height():
            below.setY(self.mapTo(window, QPoint(0, -high - 2)).y())
        shown.setGeometry(below.x(), below.y(), max(self.width(), 180), high)
        shown.show()
        shown.raise_()

    def _take(self, item: QListWidgetItem) -> None:
        self.put(item.data(Qt.ItemDataRole.UserRole))
        self._close()

    def _settle(self) -> None:
        self._close()
        if not self._chosen and (meant := self.value()) is not None:
            self.put(meant)

    def _close(self) -> None:
        if self._list is not None:
            self._list.hide()
