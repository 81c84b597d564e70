"""The other fields of forms: several lines of text, one of a few words, yes or no."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QPlainTextEdit, QSizePolicy

from cmdesk.kernel.errors import Problem
from cmdesk.ui.forms.specs import ChoiceSpec, FlagSpec, NotesSpec
from cmdesk.ui.theme.look import Look

_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


class NotesField(QPlainTextEdit):
    """A text of several lines. Tab leaves it; Ctrl+Enter and Esc belong to the form around it."""

    touched = Signal()
    left = Signal()

    def __init__(self, look: Look, spec: NotesSpec) -> None:
        super().__init__()
        self._look, self._spec = look, spec
        self._composing = ""
        self.setAccessibleName(spec.label)
        self.setPlaceholderText(spec.example)
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self.touched)
        look.changed.connect(self._follow)
        self._follow()

    @property
    def composing(self) -> str:
        """Give what the input method has not handed over yet."""
        return self._composing

    def whole_text(self) -> str:
        """Give the text as it is seen: with what is being composed, where it will stand."""
        if not self._composing:
            return self.toPlainText()
        cursor, text = self.textCursor(), self.toPlainText()
        return text[: cursor.selectionStart()] + self._composing + text[cursor.selectionEnd() :]

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Note what is being composed."""
        self._composing = event.preeditString()
        super().inputMethodEvent(event)
        if self._composing:
            self.touched.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave to the form what is the form's."""
        kept = event.key() in _ENTER and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if kept or event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that the field is left."""
        super().focusOutEvent(event)
        self._composing = ""
        self.left.emit()

    def value(self) -> str | None:
        """Give the text, None where it is empty."""
        return self.whole_text().strip() or None

    def put(self, value: Any) -> None:
        """Show a value."""
        self.setPlainText("" if value is None else str(value))

    def raw(self) -> str:
        """Give the text as it stands, for a draft."""
        return self.whole_text()

    def put_raw(self, raw: object) -> None:
        """Take the text of a draft."""
        self.put(raw)

    def problem(self) -> Problem | None:
        """Give what is wrong with the text."""
        found = len(self.value() or "")
        if self._spec.most and found > self._spec.most:
            return Problem("typed_too_long", params={"found": found, "most": self._spec.most})
        return None

    def _follow(self) -> None:
        self.setFixedHeight(self._spec.lines * self._look.scaled(20) + 20)


class ChoiceField(QComboBox):
    """One of a few codes. Delete empties it; the wheel passes by unless it has the focus."""

    touched = Signal()
    left = Signal()
    composing = ""

    def __init__(self, look: Look, spec: ChoiceSpec) -> None:
        super().__init__()
        self.setAccessibleName(spec.label)
        self.setPlaceholderText(spec.example or "请选择")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumWidth(80)
        self.setMaxVisibleItems(16)
        self.offer(spec.choices, spec.empty)
        self.currentIndexChanged.connect(self._tell)

    def offer(self, choices: tuple[tuple[str, str], ...], empty: str = "") -> None:
        """Offer other choices; what is chosen stays where it is still offered."""
        chosen = self.currentData()
        self.blockSignals(True)
        self.clear()
        if empty:
            self.addItem(empty, None)
        for code, word in choices:
            self.addItem(word, code)
        self.blockSignals(False)
        self.put(chosen)

    def value(self) -> str | None:
        """Give the code, None where nothing is chosen."""
        found = self.currentData()
        return None if found is None else str(found)

    def put(self, value: Any) -> None:
        """Choose a code; one that is not offered chooses nothing."""
        place = self.findData(value) if value is not None else -1
        empty = self.count() and self.itemData(0) is None
        self.setCurrentIndex(0 if place < 0 and empty else place)
        self._show_whether_chosen()

    def raw(self) -> str | None:
        """Give the code, for a draft."""
        return self.value()

    def put_raw(self, raw: object) -> None:
        """Take the code of a draft."""
        self.put(raw)

    def problem(self) -> Problem | None:
        """Give nothing: only what is offered can be chosen."""
        return None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Delete and Backspace empty the choice."""
        if event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.put(None)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Change nothing while somebody only scrolls past."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that the field is left."""
        super().focusOutEvent(event)
        self.left.emit()

    def _tell(self, place: int) -> None:
        self._show_whether_chosen()
        self.touched.emit()

    def _show_whether_chosen(self) -> None:
        self.setProperty("chosen", "true" if self.currentIndex() >= 0 else "false")
        self.style().unpolish(self)
        self.style().polish(self)


class FlagField(QCheckBox):
    """Yes or no."""

    touched = Signal()
    left = Signal()
    composing = ""

    def __init__(self, look: Look, spec: FlagSpec) -> None:
        super().__init__(spec.words)
        self.setAccessibleName("：".join(word for word in (spec.label, spec.words) if word))
        self.toggled.connect(self._tell)

    def value(self) -> bool:
        """Say whether the box is ticked."""
        return self.isChecked()

    def put(self, value: Any) -> None:
        """Tick the box or not."""
        self.setChecked(bool(value))

    def raw(self) -> bool:
        """Give the same, for a draft."""
        return self.isChecked()

    def put_raw(self, raw: object) -> None:
        """Take the tick of a draft."""
        self.put(raw)

    def problem(self) -> Problem | None:
        """Give nothing: a box cannot be wrong."""
        return None

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that the field is left."""
        super().focusOutEvent(event)
        self.left.emit()

    def _tell(self, ticked: bool) -> None:
        self.touched.emit()
