"""Gives the tests of the sample the county after its first quarter."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from factories.lived import lived, quarter_template

__all__ = ["lived", "quarter_template"]
