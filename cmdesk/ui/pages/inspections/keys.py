"""Which key means what while the list of items has the focus."""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

FULL, NOT_APPLICABLE, NOT_SEEN, RED, PARK, CLEAR = "full", "not_applicable", "not_seen", "red", "park", "clear"
MORE, FEWER, RATE, UNDO, LEAVE = "more", "fewer", "rate", "undo", "leave"
PUT_RIGHT, NOT_PUT_RIGHT = "put_right", "not_put_right"
UP, DOWN, FIRST, LAST, FIELDS = "up", "down", "first", "last", "fields"

_NAMED = {
    Qt.Key.Key_Return: FULL,
    Qt.Key.Key_Enter: FULL,
    Qt.Key.Key_Space: PARK,
    Qt.Key.Key_Backspace: CLEAR,
    Qt.Key.Key_Delete: CLEAR,
    Qt.Key.Key_Up: UP,
    Qt.Key.Key_Down: DOWN,
    Qt.Key.Key_Home: FIRST,
    Qt.Key.Key_End: LAST,
    Qt.Key.Key_Right: FIELDS,
    Qt.Key.Key_Escape: LEAVE,
}
_LETTERS = {
    "N": NOT_APPLICABLE,
    "*": NOT_APPLICABLE,
    "U": NOT_SEEN,
    "0": NOT_SEEN,
    "R": RED,
    ".": PARK,
    "。": PARK,
    "+": MORE,
    "-": FEWER,
    "\u2212": FEWER,
    "/": RATE,
    "Y": PUT_RIGHT,
    "X": NOT_PUT_RIGHT,
}
_REPEATED = {UP, DOWN, FIRST, LAST}


def meaning(event: QKeyEvent) -> str:
    """Give what a key means: one of the words above, a digit 1–9, or nothing.

    Full-width letters of an input method count; a key that is held down answers once.
    """
    plain = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
    if plain == Qt.KeyboardModifier.ControlModifier:
        return UNDO if event.key() == Qt.Key.Key_Z else ""
    if plain != Qt.KeyboardModifier.NoModifier:
        return ""
    found = _NAMED.get(Qt.Key(event.key()), "") if event.key() in _NAMED else ""
    if not found:
        text = unicodedata.normalize("NFKC", event.text()).upper()
        found = text if text in "123456789" and len(text) == 1 else _LETTERS.get(text, "")
    return "" if event.isAutoRepeat() and found not in _REPEATED else found
