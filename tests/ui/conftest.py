"""Gives the tests of the window a real county and a window over it."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from factories.county import county, county_template
from factories.lived import quarter_template
from factories.seat import database, look, seat

__all__ = ["county", "county_template", "database", "look", "quarter_template", "seat"]
