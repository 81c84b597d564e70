"""How the window looks from one start to the next: place and size, light or dark, size of the text."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QByteArray, QObject, QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow

from cmdesk.ui.theme.look import TEXT_SIZES, Look


class Appearance(QObject):
    """Reads and keeps the looks of a window. What the settings hold of another program's hand counts as nothing."""

    def __init__(self, window: QMainWindow, look: Look, settings: QSettings) -> None:
        super().__init__(window)
        self._window, self._look, self._settings = window, look, settings

    def restore(self) -> None:
        """Look as at the last end."""
        self._look.set_dark(str(self._settings.value("window/dark", "")).lower() == "true")
        kept = str(self._settings.value("window/percent", ""))
        percent = int(kept) if kept.isdecimal() else 100
        self._look.set_percent(percent if percent in TEXT_SIZES else 100)
        self._look.apply()
        self._window.resize(1440, 900)
        geometry = self._settings.value("window/geometry")
        if isinstance(geometry, QByteArray) and self._window.restoreGeometry(geometry):
            screen = QGuiApplication.screenAt(self._window.geometry().center())
            if screen is None:
                # The screen that it lay on is gone.
                room = QGuiApplication.primaryScreen().availableGeometry()
                self._window.setGeometry(room.adjusted(40, 40, -40, -40))

    def keep(self) -> None:
        """Keep the looks for the next start."""
        self._settings.setValue("window/geometry", self._window.saveGeometry())
        self._settings.setValue("window/percent", self._look.percent)
        self._settings.setValue("window/dark", self._look.tokens.dark)

    def swap_dark(self) -> None:
        """Change between light and dark."""
        self._look.set_dark(not self._look.tokens.dark)
        self._settings.setValue("window/dark", self._look.tokens.dark)

    def choose_text_size(self) -> None:
        """Show the sizes of the text to choose from."""
        from PySide6.QtGui import QActionGroup
        from PySide6.QtWidgets import QMenu

        menu = QMenu(self._window)
        group = QActionGroup(menu)
        for percent in TEXT_SIZES:
            action = menu.addAction(f"文字 {percent}%")
            action.setCheckable(True)
            action.setChecked(percent == self._look.percent)
            action.setData(percent)
            group.addAction(action)
        group.triggered.connect(self._take_text_size)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._window.mapToGlobal(self._window.rect().center()))

    def _take_text_size(self, action: Any) -> None:
        self._look.set_percent(int(action.data()))
        self._settings.setValue("window/percent", self._look.percent)
