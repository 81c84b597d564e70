"""Buttons that change: filled only while they are the next lawful act; reached by Tab only where they are on."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt

from cmdesk.ui.widgets.buttons import Button


class ActButton(Button):
    """Becomes filled or plain; a page has one filled button at a time."""

    def set_kind(self, kind: str) -> None:
        """Become `fill` or `plain`."""
        self._kind = kind
        self.updateGeometry()
        self.update()


def reach_the_chosen(tabs: Iterable[Button]) -> None:
    """Let Tab come to the choice that is on, not to the first of them; the arrows go from there to the others."""
    for tab in tabs:
        chosen = tab.isChecked()
        tab.setFocusPolicy(Qt.FocusPolicy.StrongFocus if chosen else Qt.FocusPolicy.ClickFocus)
