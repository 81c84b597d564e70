"""Hearing that somebody is there: keys, clicks and the wheel, in every window of the program."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QGuiApplication, QInputEvent, QWindow
from shiboken6 import isValid

_OF_A_PERSON = frozenset(
    {QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel}
)


class Presence(QObject):
    """Sends `felt` for every key, click and turn of the wheel.

    It listens where they enter, at the windows: a filter over the whole program would hear thousands of other events
    while a page is built, each brought over to Python first.
    """

    felt = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._windows: list[QWindow] = []
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self.listen_to)

    def listen_to(self, window: QWindow | None) -> None:
        """Listen to a window too; those that get the focus are listened to anyway."""
        if window is None or window in self._windows:
            return
        # Held, or PySide would look for the class of the window at every event.
        self._windows = [*filter(isValid, self._windows), window]
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hear, and let everything pass."""
        if isinstance(event, QInputEvent) and event.type() in _OF_A_PERSON:
            self.felt.emit()
        return False
