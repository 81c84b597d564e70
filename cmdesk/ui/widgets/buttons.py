"""Buttons: icon, word and the key that presses them, painted by hand because a style sheet cannot hold a key cap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

_HEIGHT = 34
_GAP = 8
_ARROWS = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right}


class Button(QAbstractButton):
    """A button. `kind`: plain (white, bordered), fill (blue: the one next act of a page), link, icon, tab.

    A button that cannot be pressed stays in place, grey, and says why in its own words. While it has the focus Space
    and Enter of both keyboards press it, Enter once for each press of the key. Of tabs in a group Tab comes to the one
    that is on; the arrows go from there to the others.
    """

    def __init__(
        self,
        look: Look,
        text: str,
        *,
        icon: str = "",
        key: str = "",
        kind: str = "plain",
        height: int = _HEIGHT,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look, self._icon, self._key, self._kind, self._high = look, icon, key, kind, height
        self._hovered = False
        self._less = 0
        self.setText(text)
        self.setAccessibleName(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if kind == "tab":
            self.setCheckable(True)
            self.toggled.connect(self._reach_the_chosen)
        if kind == "icon":
            self.setToolTip(text)
        look.changed.connect(self._follow)

    def say(self, text: str, *, icon: str | None = None, key: str | None = None) -> None:
        """Change word, icon or key."""
        self.setText(text)
        self.setAccessibleName(text)
        self._icon = self._icon if icon is None else icon
        self._key = self._key if key is None else key
        self._follow()

    def show_less(self, less: int) -> None:
        """Leave out the key cap (1), and the icon too (2), where the row has no room for them; 0 shows all."""
        if less != self._less:
            self._less = less
            self._follow()

    def set_kind(self, kind: str) -> None:
        """Become `fill` or `plain`: a page has one filled button at a time."""
        self._kind = kind
        self.updateGeometry()
        self.update()

    def obey(self, action: QAction) -> None:
        """Do what an action does, and be as enabled as it is."""
        self.clicked.connect(action.trigger)
        action.enabledChanged.connect(self.setEnabled)
        self.setEnabled(action.isEnabled())
        self.setToolTip(action.toolTip())

    def sizeHint(self) -> QSize:
        """Give the size of everything in a row."""
        high = self._look.scaled(self._high)
        if self._kind == "icon":
            return QSize(high, high)
        pad = {"link": 0, "tab": 12}.get(self._kind, 14)
        return QSize(round(self._content_width()) + 2 * pad + 1, high)

    def minimumSizeHint(self) -> QSize:
        """Give the same: a button is never cut."""
        return self.sizeHint()

    def showEvent(self, event: QShowEvent) -> None:
        """Let Tab come to the choice that is on."""
        super().showEvent(event)
        if self._kind == "tab":
            self._reach_the_chosen()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Let Tab come back to the choice that is on, wherever among the others the focus has been."""
        super().focusOutEvent(event)
        if self._kind == "tab":
            self._reach_the_chosen()

    def event(self, event: QEvent) -> bool:
        """Keep Enter from the shortcuts of the page: here it presses this button."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_enter(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press on Enter as on Space; an arrow goes nowhere but to the neighbour in a group."""
        if event.key() in _ARROWS and self.group() is None:
            # Qt would look for a button that lies that way, anywhere in the window.
            event.ignore()
            return
        if not _is_enter(event):
            super().keyPressEvent(event)
            return
        if not event.isAutoRepeat():
            self.click()
        event.accept()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that it can be pressed."""
        self._hovered = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Look as before."""
        self._hovered = False
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, icon, word and key."""
        painter = QPainter(self)
        try:
            self._paint(painter)
        finally:
            painter.end()

    def _content_width(self) -> float:
        if self._kind == "icon":
            return float(self._look.scaled(16))
        bold = self._kind in {"fill", "plain"}
        wide = self._look.width_of(self.text(), 13, bold=bold or self._kind == "tab") if self.text() else 0.0
        if self._shows_icon():
            wide += self._look.scaled(16) + (_GAP if self.text() else 0)
        if self._shows_key():
            wide += paint.key_size(self._look, self._key).width() + 10
        return wide

    def _shows_key(self) -> bool:
        return bool(self._key) and self._less < 1

    def _shows_icon(self) -> bool:
        return bool(self._icon) and (self._less < 2 or self._kind == "icon" or not self.text())

    def _ground(self) -> tuple[str | None, str | None]:
        tokens = self._look.tokens
        if not self.isEnabled() and self._kind in {"fill", "plain"}:
            return tokens.disabled_ground, None
        if self._kind == "fill":
            return (tokens.fill_hover if self._hovered or self.isDown() else tokens.fill), None
        if self._kind == "plain":
            return (tokens.soft if self._hovered or self.isDown() else tokens.card), tokens.ctl
        if self._kind == "tab" and self.isChecked():
            return tokens.selection, None
        if self._kind in {"icon", "tab"} and self._hovered:
            return tokens.disabled_ground, None
        return None, None

    def _tone(self) -> str:
        if not self.isEnabled():
            return "disabled"
        if self._kind == "fill":
            return "on_fill"
        if self._kind == "tab":
            return "onsel" if self.isChecked() else "second"
        return {"link": "primary", "icon": "second"}.get(self._kind, "text")

    def _paint(self, painter: QPainter) -> None:
        look, middle = self._look, self.height() / 2
        ground, line = self._ground()
        box = QRectF(self.rect())
        if ground:
            paint.draw_round(painter, box, ground=ground, line=line)
        if self.hasFocus():
            ring = look.tokens.text if self._kind == "fill" else look.tokens.fill
            paint.draw_round(painter, box, ground=None, line=ring, pen=2)
        tone = self._tone()
        x = (self.width() - self._content_width()) / 2 if self._kind != "link" else 0.0
        if self._shows_icon():
            pixmap = look.icon(self._icon, tone, 16)
            side = look.scaled(16)
            painter.drawPixmap(round(x), round(middle - side / 2), pixmap)
            x += side + _GAP
        if self.text() and self._kind != "icon":
            bold = self._kind in {"fill", "plain"} or (self._kind == "tab" and self.isChecked())
            room = QRectF(x, 0, self.width() - x, self.height())
            key_room = paint.key_size(look, self._key).width() + 10 if self._shows_key() else 0
            room.setWidth(room.width() - key_room)
            x += paint.draw_text(painter, look, room, self.text(), bold=bold, tone=tone)
        if self._shows_key():
            paint.draw_key(painter, look, x + 10, middle, self._key, on_fill=self._kind == "fill" and self.isEnabled())

    def _reach_the_chosen(self, *_: object) -> None:
        group = self.group()
        chosen = group.checkedButton() if group is not None else None
        if group is None or chosen is None:
            return
        for tab in group.buttons():
            tab.setFocusPolicy(Qt.FocusPolicy.StrongFocus if tab is chosen else Qt.FocusPolicy.ClickFocus)

    def _follow(self) -> None:
        self.updateGeometry()
        self.update()


def _is_enter(event: QKeyEvent) -> bool:
    plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return plain and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
