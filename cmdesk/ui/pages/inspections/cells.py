"""The fields of a fact line: cells that know Enter, Ctrl+Enter and Esc, and the choice of evidence by one digit."""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from cmdesk.ui.pages.inspections.photos import holds_picture
from cmdesk.ui.pages.inspections.wording import EVIDENCE
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint

NEXT, DONE, LEAVE, ABOVE, BELOW = "next", "done", "leave", "above", "below"


def order_of(event: QKeyEvent) -> str:
    """Give what a key means in any field of a fact: next field, done, leave, line above or below; or nothing."""
    key, control = event.key(), event.modifiers() & Qt.KeyboardModifier.ControlModifier
    if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
        return DONE if control else NEXT
    if control:
        return ""
    return {Qt.Key.Key_Escape: LEAVE, Qt.Key.Key_Up: ABOVE, Qt.Key.Key_Down: BELOW}.get(Qt.Key(key), "")


class Cell(QLineEdit):
    """One line of text. `ordered` tells Enter and its kin, `focused` that typing begins here."""

    ordered = Signal(str)
    focused = Signal()

    def __init__(self, look: Look, name: str, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setMinimumWidth(40)

    def mark(self, missing: bool) -> None:
        """Show that this must still be filled, or not."""
        if (self.property("wrong") == "true") != missing:
            self.setProperty("wrong", "true" if missing else "false")
            self.style().unpolish(self)
            self.style().polish(self)

    def event(self, event: QEvent) -> bool:
        """Take Esc before a shortcut of the page does; leave to the page the pasting of a photo."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if order_of(event):
                event.accept()
                return True
            if event.matches(QKeySequence.StandardKey.Paste) and holds_picture(QGuiApplication.clipboard().mimeData()):
                event.ignore()
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tell an order, or type."""
        found = order_of(event)
        if found:
            event.accept()
            if not event.isAutoRepeat() or found in {ABOVE, BELOW}:
                self.ordered.emit(found)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show the beginning of a long text again."""
        super().focusOutEvent(event)
        self.setCursorPosition(0)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell that typing begins."""
        super().focusInEvent(event)
        if event.reason() in {Qt.FocusReason.TabFocusReason, Qt.FocusReason.OtherFocusReason}:
            self.selectAll()
        self.focused.emit()


class EvidencePicker(QWidget):
    """The kinds of evidence beside each other, chosen by 1–5, ← → or a click. `chosen` carries the code."""

    chosen = Signal(str)
    ordered = Signal(str)
    focused = Signal()

    def __init__(self, look: Look, name: str = "证据类型", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._code, self._missing = look, "", False
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    @property
    def code(self) -> str:
        """Give the kind chosen."""
        return self._code

    def show_code(self, code: str, *, missing: bool) -> None:
        """Show a kind; `missing` says that evidence is still wanted."""
        if (code, missing) == (self._code, self._missing):
            return
        self._code, self._missing = code, missing
        self.setAccessibleDescription(dict(EVIDENCE).get(code, "未选"))
        self.update()

    def sizeHint(self) -> QSize:
        """Give the width of all kinds."""
        return QSize(round(sum(self._widths())) + 4, self._look.scaled(34))

    def minimumSizeHint(self) -> QSize:
        """Give the same: it is never cut."""
        return self.sizeHint()

    def event(self, event: QEvent) -> bool:
        """Take Esc before a shortcut of the page does."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and order_of(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by digit or arrow."""
        if event.isAutoRepeat():
            return
        text = unicodedata.normalize("NFKC", event.text())
        if event.key() in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            codes = [code for code, _ in EVIDENCE]
            step = 1 if event.key() == Qt.Key.Key_Right else -1
            here = codes.index(self._code) if self._code in codes else -1 if step > 0 else 0
            self._choose(codes[(here + step) % len(codes)])
        elif text and text in "12345":
            self._choose(EVIDENCE[int(text) - 1][0])
            self.ordered.emit(NEXT)
        elif found := order_of(event):
            self.ordered.emit(found)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose by a click."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        x = 2.0
        for (code, _), wide in zip(EVIDENCE, self._widths(), strict=True):
            if x <= event.position().x() < x + wide:
                self._choose(code)
            x += wide

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus."""
        super().focusInEvent(event)
        self.update()
        self.focused.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that it is gone."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the kinds with their digits."""
        painter = QPainter(self)
        try:
            look, tokens = self._look, self._look.tokens
            line = tokens.fill if self.hasFocus() else tokens.warn.text if self._missing else tokens.ctl
            paint.draw_round(
                painter, QRectF(self.rect()), ground=tokens.card, line=line, pen=2 if self.hasFocus() else 1
            )
            x = 2.0
            for number, ((code, word), wide) in enumerate(zip(EVIDENCE, self._widths(), strict=True), 1):
                box = QRectF(x, 3, wide, self.height() - 6)
                chosen = code == self._code
                if chosen:
                    paint.draw_round(painter, box.adjusted(1, 0, -1, 0), ground=tokens.selection, radius=6)
                elif number > 1 and EVIDENCE[number - 2][0] != self._code:
                    painter.fillRect(QRectF(x - 0.5, 10, 1, self.height() - 20), look.colour("line"))
                self._paint_kind(painter, box, number, word, chosen=chosen)
                x += wide
        finally:
            painter.end()

    def _paint_kind(self, painter: QPainter, box: QRectF, number: int, word: str, *, chosen: bool) -> None:
        look = self._look
        digit = paint.width_of(str(number), look.font(12))
        whole = digit + 4 + paint.width_of(word, look.font(12, bold=chosen))
        left = box.left() + (box.width() - whole) / 2
        tone = "onsel" if chosen else "second"
        paint.draw_text(
            painter, look, QRectF(left, box.top(), digit + 1, box.height()), str(number), size=12, tone=tone
        )
        room = QRectF(left + digit + 4, box.top(), box.width(), box.height())
        paint.draw_text(painter, look, room, word, size=12, bold=chosen, tone="onsel" if chosen else "text")

    def _widths(self) -> tuple[float, ...]:
        font, digit = self._look.font(12, bold=True), paint.width_of("1", self._look.font(12))
        return tuple(paint.width_of(word, font) + digit + 4 + 10 for _, word in EVIDENCE)

    def _choose(self, code: str) -> None:
        self.chosen.emit(code)
