"""Gives every test of use cases the small sample county, fresh or after its first quarter."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from factories.county import county, county_template
from factories.lived import lived, quarter_read, quarter_template

__all__ = ["county", "county_template", "lived", "quarter_read", "quarter_template"]
