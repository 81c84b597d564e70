"""Gives the tests of the runtime the small sample county."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from factories.county import county, county_template

__all__ = ["county", "county_template"]
