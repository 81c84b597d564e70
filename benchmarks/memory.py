"""How much memory the program holds with a list shown, against what was promised; the bare window is its floor.

Resident as Linux counts it, with the pages of libraries and fonts that other programs share; no other system tells the
same, so nothing is measured there.
"""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from benchmarks.measuring import Line
from benchmarks.processes import fresh, password_of, told
from benchmarks.sample import lived
from cmdesk.sample.year import RECORDER
from cmdesk.storage.passwords import STANDARD

PROMISED = 130
"""MB with a list shown."""
_ROUNDS = 3


def run() -> list[Line]:
    """Start both windows and read their memory."""
    with tempfile.TemporaryDirectory() as folder:
        county = Path(folder) / "county"
        sample = lived(county, cost=STANDARD)
        day = sample.clock.now().isoformat()
        sample.desk.close()
        turns = []
        for _ in range(_ROUNDS):
            copy = fresh(county, Path(folder) / "today")
            ours = told(Path(folder) / "compiled", "memory", str(copy), RECORDER, password_of(RECORDER), day)
            turns.append(ours | told(Path(folder) / "compiled", "bare"))
    held = {name: statistics.median(turn[name] for turn in turns) for name in turns[0]}
    bare = f"bare window {held['bare.resident']:.0f} MB" if "bare.resident" in held else ""
    return [
        Line(
            f"{name} shown, against {PROMISED} MB",
            held[f"{code}.resident"] / PROMISED,
            1.0,
            f"{held[f'{code}.resident']:.0f} MB, {held[f'{code}.private']:.0f} MB of them private; {bare}",
        )
        for code, name in (("sign-in", "the sign-in"), ("home", "首页"), ("people", "the list of people"))
        if f"{code}.resident" in held
    ]
