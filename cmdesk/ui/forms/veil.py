"""A card over a page that stays readable under a veil: keys, focus and shortcuts stay inside until it is answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QHideEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from cmdesk.ui.room import Page
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.fields import SecretField, mark_wrong
from cmdesk.ui.widgets.labels import Card, IconMark, Label
from cmdesk.ui.widgets.rail import Rail

_WIDE = 460
_VEIL = {False: QColor(27, 36, 48, 70), True: QColor(0, 0, 0, 130)}


class VeiledCard(QWidget):
    """Covers its page. Subclasses call `lay` once their fields stand, answer `go_on`, and end with `end`.

    `keep` confirms, `drop` and Esc put the card away; `wrong` holds one sentence under the fields.
    """

    def __init__(self, page: Page, title: str, icon: str, drop: str, dropped: Callable[[], Any] | None) -> None:
        super().__init__(page)
        self._page, self._dropped = page, dropped
        self._before = QApplication.focusWidget()
        self._busy = False
        self._fields: tuple[QWidget, ...] = ()
        self._shade: _Shade | None = None
        look = page.room.look
        self.title, self._icon = title, icon
        self.card = Card("open")
        self.card.setAccessibleName(title)
        self.wrong = Label(look, "", size=12, tone="bad", wrap=True)
        self.wrong.hide()
        self.keep = Button(look, "确认", icon="user-check", key="Enter", kind="fill", height=34)
        self.drop = Button(look, drop, key="Esc", height=34)
        self.drop.clicked.connect(self.put_away)

    def lay(self, why: str, fields: Sequence[QWidget]) -> None:
        """Build the card of one sentence and its fields, and show it over the page."""
        page, look = self._page, self._page.room.look
        self._fields = tuple(fields)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(IconMark(look, self._icon, tone="primary", size=20))
        top.addWidget(Label(look, self.title, size=15, bold=True), 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.drop)
        buttons.addWidget(self.keep)
        inside = QVBoxLayout(self.card)
        inside.setContentsMargins(20, 16, 20, 16)
        inside.setSpacing(10)
        inside.addLayout(top)
        inside.addWidget(Label(look, why, wrap=True))
        for widget in (*fields, self.wrong):
            inside.addWidget(widget)
        inside.addLayout(buttons)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.card)
        row.addStretch(1)
        self.card.setFixedWidth(look.scaled(_WIDE))
        whole = QVBoxLayout(self)
        whole.addStretch(2)
        whole.addLayout(row)
        whole.addStretch(3)
        page.installEventFilter(self)
        page.room.leaving.connect(self.put_away)
        look.changed.connect(self.update)
        self.setGeometry(page.rect())
        self.show()
        self.raise_()

    def secrets(self) -> tuple[SecretField, ...]:
        """Give the fields of passwords, shown or not."""
        return tuple(field for field in self._fields if isinstance(field, SecretField))

    def go_on(self) -> None:
        """Do what Enter does: the next empty field, or confirm."""
        raise NotImplementedError

    def put_away(self) -> None:
        """Do nothing, and tell whoever waits for it."""
        if self.end() and self._dropped is not None:
            self._dropped()

    def end(self) -> bool:
        """Take the card away with what was typed, and give the focus back; says whether it was still there."""
        if self.isHidden():
            return False
        self.hide()
        self._page.removeEventFilter(self)
        for field in self.secrets():
            field.setText("")
        # The button that was pressed may be gone: what lies below follows what was done.
        if self._before is not None and isValid(self._before) and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._page.isVisible():
            self._page.focus_first()
        self.deleteLater()
        return True

    def say_wrong(self, text: str, at: SecretField | None = None) -> None:
        """Show what is wrong, at a field; nothing: all is well."""
        self.wrong.setText(text)
        self.wrong.setVisible(bool(text))
        for field in self.secrets():
            mark_wrong(field, bool(text) and field is at)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Cover the page at every size."""
        if watched is self._page and event.type() == QEvent.Type.Resize:
            self.setGeometry(self._page.rect())
            if self._shade is not None:
                self._shade.cover()
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        """Shade the rail as well: it leads nowhere until the card is answered."""
        super().showEvent(event)
        rail = self.window().findChild(Rail)
        if rail is not None and self._shade is None:
            self._shade = _Shade(rail, self._page.room.look)

    def hideEvent(self, event: QHideEvent) -> None:
        """Let the rail go."""
        super().hideEvent(event)
        shade, self._shade = self._shade, None
        if shade is not None and isValid(shade):
            shade.hide()
            shade.deleteLater()

    def event(self, event: QEvent) -> bool:
        """Keep every key from the shortcuts of the page, but those of help and lock."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            own = _stays_in_card(event)
            event.setAccepted(own)
            return own
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on and confirms, Esc puts away; no other key reaches the page below."""
        if event.key() == Qt.Key.Key_Escape:
            self.put_away()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if self.drop.hasFocus():
                self.put_away()
            else:
                self.go_on()
        event.accept()

    def focusNextPrevChild(self, next: bool) -> bool:
        """Go round inside the card: what lies under the veil takes no focus."""
        stations: list[QWidget] = []
        for field in self._fields:
            if isinstance(field, SecretField):
                stations += (field, field.eye)
            elif field.focusPolicy() != Qt.FocusPolicy.NoFocus:
                stations.append(field)
        ring = [widget for widget in (*stations, self.drop, self.keep) if widget.isVisible() and widget.isEnabled()]
        if not ring:
            # While the card is being put away Qt looks for the next focus.
            return False
        now = QApplication.focusWidget()
        place = ring.index(now) if now in ring else -1
        reason = Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason
        ring[(place + (1 if next else -1)) % len(ring)].setFocus(reason)
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the veil."""
        painter = QPainter(self)
        try:
            painter.fillRect(self.rect(), _VEIL[self._page.room.look.tokens.dark])
        finally:
            painter.end()


class _Shade(QWidget):
    """The veil over the rail."""

    def __init__(self, rail: QWidget, look: Look) -> None:
        super().__init__(rail)
        self._rail, self._look = rail, look
        self.cover()
        self.show()
        self.raise_()

    def cover(self) -> None:
        """Lie over the whole rail."""
        self.setGeometry(self._rail.rect())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Keep the press from the rail."""
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the veil."""
        painter = QPainter(self)
        try:
            painter.fillRect(self.rect(), _VEIL[self._look.tokens.dark])
        finally:
            painter.end()


def _stays_in_card(event: QKeyEvent) -> bool:
    locks = event.key() == Qt.Key.Key_L and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    return event.key() != Qt.Key.Key_F1 and not locks
