"""Loads the suite's own pytest plugin, from whichever folder pytest is started."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "tests" / "plugins"))

pytest_plugins = ("pytester", "shows")
