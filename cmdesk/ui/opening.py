"""Keeping away, while the window is made, what Python and PySide would do besides."""

from __future__ import annotations

import builtins
import gc
import importlib


def hold_collector() -> None:
    """Look for no garbage from here on: while everything is made there is none, and each search takes milliseconds."""
    gc.disable()


def free_collector() -> None:
    """Look for garbage again, but never at what stands by now: it stays until the end."""
    gc.freeze()
    gc.enable()


def load_qt() -> None:
    """Load Qt and keep Python's own import.

    PySide puts another in its place, which reads the source of every module that is imported and keeps it in memory:
    it looks for its switch `__feature__` (Qt with names in snake case), which nobody here uses.
    """
    plain = builtins.__import__
    importlib.import_module("PySide6.QtCore")
    builtins.__import__ = plain
