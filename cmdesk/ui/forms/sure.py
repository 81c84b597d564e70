"""Asking once more before something that nothing takes back, in a card over the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from cmdesk.ui.forms.veil import VeiledCard
from cmdesk.ui.room import Page

_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


def ask_sure(
    page: Page, title: str, why: str, yes: str, done: Callable[[], Any], *, icon: str = "lock", by_enter: bool = False
) -> SureAsked:
    """Lay a card over `page` that says what cannot be undone; `done` is called once `yes` is pressed.

    Ctrl+Enter agrees, so that a second Enter by habit does not; `by_enter` is for acts that Ctrl+Enter itself began.
    """
    return SureAsked(page, title, why, yes, done, icon, by_enter)


class SureAsked(VeiledCard):
    """One sentence and two buttons; a resting finger agrees to nothing."""

    def __init__(
        self, page: Page, title: str, why: str, yes: str, done: Callable[[], Any], icon: str, by_enter: bool
    ) -> None:
        super().__init__(page, title, icon, "不做", None)
        self._done, self._by_enter = done, by_enter
        self.keep.say(yes, icon=icon, key="Enter" if by_enter else "Ctrl+Enter")
        self.keep.clicked.connect(self._agree)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(f"{title}：{why}")
        self.lay(why, ())
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_on(self) -> None:
        """Agree, where Enter is enough or stands on the button."""
        if self._by_enter or self.keep.hasFocus():
            self._agree()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Agree by the key that is shown; a key that is held down counts for nothing."""
        enter = event.key() in _ENTER
        if enter and event.isAutoRepeat():
            event.accept()
        elif enter and not self._by_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._agree()
        else:
            super().keyPressEvent(event)

    def _agree(self) -> None:
        if self.end():
            self._done()
