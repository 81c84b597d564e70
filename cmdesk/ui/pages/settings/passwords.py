"""New passwords typed twice: one field for the present one where it is asked, two for the new one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from cmdesk.kernel.errors import Problem
from cmdesk.runtime.sentences import message
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.fields import SecretField, mark_wrong
from cmdesk.ui.widgets.labels import Card, Label


class PasswordForm(Card):
    """Emits `kept` with (present password or empty, new password), `dropped` on Esc."""

    kept = Signal(str, str)
    dropped = Signal()

    def __init__(self, look: Look, title: str, note: str, *, present: bool, keep: str = "换口令") -> None:
        super().__init__("open")
        self.present = SecretField(look, "现在的口令")
        self.new = SecretField(look, "新口令")
        self.again = SecretField(look, "新口令再输一遍")
        self.fields = [*([self.present] if present else []), self.new, self.again]
        if not present:
            self.present.hide()
        self.wrong = Label(look, "", size=12, tone="bad", wrap=True)
        self.wrong.hide()
        self._keep = keep
        self.keep = Button(look, keep, key="Ctrl+Enter", kind="fill", height=34)
        self.keep.clicked.connect(self._press)
        self.drop = Button(look, "不改", key="Esc", height=34)
        self.drop.clicked.connect(self.dropped)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 16)
        column.setSpacing(10)
        column.addWidget(Label(look, title, size=15, bold=True))
        column.addWidget(Label(look, note, size=12, tone="second", wrap=True))
        for field in self.fields:
            field.setPlaceholderText(field.accessibleName())
            field.textChanged.connect(self._follow)
            field.returnPressed.connect(self._press if field is self.again else self.focusNextChild)
            column.addWidget(field)
        column.addWidget(self.wrong)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.drop)
        row.addWidget(self.keep)
        column.addLayout(row)
        self._follow()

    def say(self, text: str) -> None:
        """Show why the password was refused, or nothing; the fields are empty again."""
        self.wrong.setText(text)
        self.wrong.setVisible(bool(text))
        for field in self.fields:
            mark_wrong(field, bool(text))
        if text:
            self.clear()
            self.fields[0].setFocus()

    def show_problems(self, problems: Sequence[Problem]) -> bool:
        """Show what is wrong with the new password."""
        self.say("\n".join(message(problem) for problem in problems))
        return True

    def clear(self) -> None:
        """Empty every field, without a trace for undo."""
        for field in self.fields:
            field.setText("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on (the fields tell it), Ctrl+Enter keeps, Esc drops."""
        if event.key() == Qt.Key.Key_Escape:
            self.dropped.emit()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier and not self.again.hasFocus():
                self._press()
        else:
            super().keyPressEvent(event)

    def _missing(self) -> str:
        if not all(field.text() for field in self.fields):
            return "还没填全"
        return "" if self.new.text() == self.again.text() else "两遍不一样"

    def _press(self) -> None:
        if not self._missing():
            self.kept.emit(self.present.text(), self.new.text())

    def _follow(self) -> None:
        missing = self._missing()
        self.keep.setEnabled(not missing)
        self.keep.say(f"{self._keep}（{missing}）" if missing else self._keep, key="" if missing else "Ctrl+Enter")
