"""Lists of a hundred thousand and a million rows in the window, against reading their keys and nothing else.

Seconds on the clock, each list in a process of its own, the median of some. What is promised in seconds counts from the
key that asks to the picture: a ratio above one breaks it.
"""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from benchmarks.measuring import Line, milliseconds
from benchmarks.processes import told

_PROMISED = {
    100_000: {"shown": 0.25, "filtered": 0.2, "jump": 0.05},
    1_000_000: {"shown": 1.5, "jump": 0.07},
}
_WORDS = {"shown": "shown", "filtered": "searched", "sorted": "sorted anew", "jump": "a jump"}
_ROUNDS = 3


def run() -> list[Line]:
    """Show each list some times."""
    with tempfile.TemporaryDirectory() as folder:
        return [line for count in _PROMISED for line in _measured(Path(folder), count)]


def _measured(folder: Path, count: int) -> list[Line]:
    turns = []
    for turn in range(_ROUNDS + 1):
        path = folder / "rows.db"
        for part in folder.glob("rows.db*"):
            part.unlink()
        figures = told(folder / "compiled", "rows", str(path), str(count))
        if turn:
            turns.append(figures)
    took = {name: statistics.median(turn[name] for turn in turns) for name in turns[0]}
    lines = []
    for step, words in _WORDS.items():
        promised = _PROMISED[count].get(step)
        against = "reading the keys" if promised is None else milliseconds(promised)
        ratio = took[step] / (promised or took["query"])
        bound = None if promised is None else 1.0
        detail = f"{milliseconds(took[step])}, reading the keys {milliseconds(took['query'])}"
        lines.append(Line(f"{count} rows, {words}, against {against}", ratio, bound, detail))
    return lines
