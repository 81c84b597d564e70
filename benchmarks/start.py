"""Starting: the sign-in painted against a bare PySide6 window, and 首页 after the right password against the same.

Both are processes of their own, started in turns, from before the process to the first whole picture, by the clock on
the wall: a person waits for the disk too. Both find their modules compiled, as every start but the first does, and
ours opens an ordinary database, without the hint of the sample county. Without a screen the window is painted all the
same (`offscreen`).
"""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from benchmarks.measuring import Line, milliseconds
from benchmarks.processes import fresh, password_of, told
from benchmarks.sample import lived
from cmdesk.sample.year import RECORDER
from cmdesk.storage.passwords import STANDARD

_ROUNDS = 9


def run() -> list[Line]:
    """Start both windows in turns and give the two ratios."""
    with tempfile.TemporaryDirectory() as folder:
        county = Path(folder) / "county"
        sample = lived(county, cost=STANDARD)
        day = sample.clock.now().isoformat()
        sample.desk.close()
        bare, ours = [], []
        compiled = Path(folder) / "compiled"
        for turn in range(_ROUNDS + 1):
            seen = _started(compiled, "bare")
            copy = fresh(county, Path(folder) / "today")
            opened = _started(compiled, "ours", str(copy), RECORDER, password_of(RECORDER), day)
            if turn:
                bare.append(seen)
                ours.append(opened)
    painted, cpu, home, key = (
        statistics.median(one[what] for one in ours) for what in ("painted", "cpu", "home", "key")
    )
    floor, cpu_floor = (statistics.median(one[what] for one in bare) for what in ("painted", "cpu"))
    window = f"bare {milliseconds(floor)}"
    # Where other work has the computer, the ratio of the computing alone is the one to look at.
    computing = f"computing alone {cpu / cpu_floor:.2f}"
    return [
        Line(
            "sign-in painted, from the start",
            painted / floor,
            1.5,
            f"ours {milliseconds(painted)}, {window}, {computing}",
        ),
        Line(
            "首页 painted, from the password, against bare and key",
            home / (floor + key),
            1.0,
            f"ours {milliseconds(home)}, {window}, key {milliseconds(key)}",
        ),
    ]


def _started(compiled: Path, script: str, *arguments: str) -> dict[str, float]:
    """Give what the process told, its first picture as seconds from before it was started."""
    figures = told(compiled, script, *arguments)
    return {**figures, "painted": figures["painted"] - figures["begun"]}
