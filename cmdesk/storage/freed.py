"""Memory that is free again, given back to the computer."""

from __future__ import annotations

import ctypes
import sys


def give_back() -> None:
    """Give back what large work has left free, where the C library keeps it for later (glibc); else do nothing."""
    if sys.platform != "linux":
        return
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
