"""Gives the machines a county after its first quarter."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from factories.lived import quarter_template

__all__ = ["quarter_template"]
