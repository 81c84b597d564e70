"""Keying a whole inspection sheet in the window: keys an item, and what a key costs until it is painted."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from benchmarks.measuring import Line, milliseconds
from benchmarks.processes import fresh, password_of, told
from benchmarks.sample import lived

INSPECTOR = "9004"
PROMISED = 0.005
"""Seconds of computing a key."""
_ROUNDS = 3


def run() -> list[Line]:
    """Key one sheet after the other, each in a window of its own."""
    with tempfile.TemporaryDirectory() as folder:
        county = Path(folder) / "county"
        sample = lived(county)
        day = sample.clock.now().isoformat()
        sample.desk.close()
        turns = []
        for turn in range(_ROUNDS + 1):
            copy = fresh(county, Path(folder) / "today")
            figures = told(Path(folder) / "compiled", "keying", str(copy), INSPECTOR, password_of(INSPECTOR), day)
            if turn:
                turns.append(figures)
    told_of = {what: statistics.median(turn[what] for turn in turns) for what in turns[0]}
    key, slowest = (milliseconds(told_of[what]) for what in ("key", "slowest"))
    return [
        Line("keys an item", told_of["keys"] / told_of["items"], 1.0, f"{told_of['items']:.0f} items"),
        Line(
            "a key, against 5 ms",
            told_of["key"] / PROMISED,
            1.0,
            f"{key} a key, the slowest {slowest}",
        ),
    ]
