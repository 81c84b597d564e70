"""Whether Caps Lock is on: asked of Windows, guessed from letters elsewhere, for Qt Widgets cannot tell."""

from __future__ import annotations

import sys


def caps_lock_now() -> bool | None:
    """Give the state where the system tells it, else None."""
    if sys.platform != "win32":
        return None
    import ctypes

    return bool(ctypes.windll.user32.GetKeyState(0x14) & 1)


def caps_lock_after(typed: str, shifted: bool, before: bool) -> bool:
    """Give the state after a key: a capital without Shift means on, a small letter without Shift means off."""
    if len(typed) == 1 and typed.isascii() and typed.isalpha():
        return typed.isupper() != shifted
    return before
