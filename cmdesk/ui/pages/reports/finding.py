"""The bar that looks for words in the document shown: what, the how manieth place of how many, on and back."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.fields import SearchField, mark_wrong
from cmdesk.ui.widgets.labels import Label

_SETTLE_MS = 250


class _Words(SearchField):
    """Enter goes on, Shift+Enter back, Esc leaves at once."""

    onward = Signal(int)
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys of the bar."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.onward.emit(-1 if back else 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class FindBar(QWidget):
    """Emits `wanted` with the words a moment after the last key, `onward` with +1 or −1, `left` when it is closed."""

    wanted = Signal(str)
    onward = Signal(int)
    left = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = _Words(look, "在这份报告里找", 150)
        self.words.textChanged.connect(self._typed)
        self.words.onward.connect(self._go)
        self.words.left.connect(self.left)
        self.told = Label(look, "", size=12, tone="second")
        self.before = Button(look, "上一处（Shift+F3）", icon="chevron-up", kind="icon", height=28)
        self.before.clicked.connect(lambda: self._go(-1))
        self.after = Button(look, "下一处（F3）", icon="chevron-down", kind="icon", height=28)
        self.after.clicked.connect(lambda: self._go(1))
        self.close_button = Button(look, "不找了（Esc）", icon="x", kind="icon", height=28)
        self.close_button.clicked.connect(self.left)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._ask)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(6)
        row.addWidget(self.words, 1)
        row.addWidget(self.told)
        for button in (self.before, self.after, self.close_button):
            row.addWidget(button)
        self.show_place(0, 0)

    def begin(self) -> None:
        """Let somebody type, over what was looked for last."""
        self.words.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.words.selectAll()

    def show_place(self, place: int, places: int, *, most: bool = False) -> None:
        """Say which place (from 1) of how many is shown; 0 of 0 while nothing is looked for or nothing is there."""
        missing = bool(self.words.text().strip()) and not places
        if places:
            self._tell(f"第 {place} / {places}{'+' if most else ''} 处", "second")
        else:
            self._tell("没有找到" if missing else "", "bad")
        mark_wrong(self.words, missing)
        self.before.setEnabled(places > 0)
        self.after.setEnabled(places > 0)

    def show_busy(self) -> None:
        """Say that the pages are being read."""
        self._tell("正在找…", "second")
        mark_wrong(self.words, False)

    def _tell(self, text: str, tone: str) -> None:
        self.told.say(text, tone)
        self.told.setVisible(bool(text))

    def _typed(self) -> None:
        self._settle.start()

    def _ask(self) -> None:
        self.wanted.emit(self.words.text())

    def _go(self, by: int) -> None:
        if self._settle.isActive():
            # Enter right after the last letter looks first; the first place is shown by that.
            self._settle.stop()
            self._ask()
        else:
            self.onward.emit(by)
