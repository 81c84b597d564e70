"""Keeping Python's collector still while the window is made."""

from __future__ import annotations

import gc


def hold_collector() -> None:
    """Look for no garbage from here on: while everything is made there is none, and each search takes milliseconds."""
    gc.disable()


def free_collector() -> None:
    """Look for garbage again, but never at what stands by now: it stays until the end."""
    gc.freeze()
    gc.enable()
