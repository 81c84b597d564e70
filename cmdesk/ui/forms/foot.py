"""The buttons of a form that is longer than its place: they stay in sight below it while the fields are scrolled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

if TYPE_CHECKING:
    from cmdesk.ui.forms.form import Form


class FormFoot(QWidget):
    """Takes both buttons out of a form; its keys mean the same on them as in the fields."""

    def __init__(self, form: Form) -> None:
        super().__init__()
        self._form = form
        self.setProperty("plain", "true")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 8, 0)
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(form.drop)
        row.addWidget(form.keep)

    def event(self, event: QEvent) -> bool:
        """Keep the keys of the form from the shortcuts of the page."""
        asked = event.type() == QEvent.Type.ShortcutOverride and self._form.event(event)
        return asked or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the form take the key."""
        self._form.keyPressEvent(event)
