"""Gives the journeys a window, and lets them import who drives it."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))

from factories.seat import look, seat

__all__ = ["look", "seat"]
