"""Fields: a search field with its glass, a secret field with its eye."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QSizePolicy, QWidget

from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.buttons import Button


class SearchField(QLineEdit):
    """A field to search in; Esc empties it, Down goes on to the list."""

    wanted_list = Signal()

    def __init__(self, look: Look, hint: str, width: int = 220, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setProperty("search", "true")
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self._least = width
        look.changed.connect(self._follow)
        self._follow()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def _follow(self) -> None:
        hint = paint.width_of(self.placeholderText(), self._look.font(13))
        self.setMinimumWidth(max(self._least, round(hint) + 54))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc empties; Down asks for the list."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            event.accept()
        elif event.key() == Qt.Key.Key_Down:
            self.wanted_list.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the glass over the field."""
        super().paintEvent(event)
        painter = QPainter(self)
        try:
            side = self._look.scaled(16)
            painter.drawPixmap(11, (self.height() - side) // 2, self._look.icon("search", "faint", 16))
        finally:
            painter.end()


class SecretField(QLineEdit):
    """A password with dots. `focused` tells when it gets the focus, `key_seen` each key, for the caps lock line."""

    focused = Signal()
    key_seen = Signal(str, bool)

    def __init__(self, look: Look, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._height = 42
        self.setProperty("secret", "true")
        # Qt asks the style for the dot before the property stands, and again only when the style changes.
        self.ensurePolished()
        QApplication.sendEvent(self, QEvent(QEvent.Type.StyleChange))
        self.setAccessibleName(name)
        self.setEchoMode(QLineEdit.EchoMode.NoEcho)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.eye = Button(look, "显示口令", icon="eye", kind="icon", height=30, parent=self)
        self.eye.setCheckable(True)
        self.eye.toggled.connect(self._show_text)
        self.textChanged.connect(self._restyle)
        look.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self.setEchoMode(QLineEdit.EchoMode.Normal if self.eye.isChecked() else QLineEdit.EchoMode.Password)
        font = self._look.font(14)
        if not self.eye.isChecked() and self.text():
            # The bullet of this font is tiny and a whole em wide: larger, bolder and closer, it reads as a dot.
            font = QFont(self._look.font(22, bold=True))
            font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, -6 * self._look.percent / 100)
        self.setFont(font)
        self._place_eye()

    def _place_eye(self) -> None:
        self.eye.resize(self.eye.sizeHint())
        self.eye.move(QPoint(self.width() - self.eye.width() - 6, (self.height() - self.eye.height()) // 2))

    def _show_text(self, shown: bool) -> None:
        self.eye.say("隐藏口令" if shown else "显示口令", icon="eye-off" if shown else "eye")
        self._restyle()
        self.setFocus()

    def sizeHint(self) -> QSize:
        """Give a comfortable width."""
        return QSize(300, self._look.scaled(self._height))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the eye at the right end."""
        super().resizeEvent(event)
        self._place_eye()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell that somebody is about to type."""
        super().focusInEvent(event)
        self.focused.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the caps lock line look at each letter."""
        shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self.key_seen.emit(event.text(), shifted)
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lock over the field."""
        super().paintEvent(event)
        painter = QPainter(self)
        try:
            side = self._look.scaled(18)
            tone = "second" if self.isEnabled() else "disabled"
            painter.drawPixmap(13, (self.height() - side) // 2, self._look.icon("lock", tone, 18))
        finally:
            painter.end()


def mark_wrong(field: QWidget, wrong: bool) -> None:
    """Show a field with a red line, or without."""
    if bool(field.property("wrong") == "true") != wrong:
        field.setProperty("wrong", "true" if wrong else "false")
        field.style().unpolish(field)
        field.style().polish(field)
