"""Starting: the sign-in painted against a bare PySide6 window, and 首页 after the right password against the same.

Both are processes of their own, started in turns, from before the process to the first whole picture, by the clock on
the wall: a person waits for the disk too. Both find their modules compiled, as every start but the first does, and
ours opens an ordinary database, without the hint of the sample county. Without a screen the window is painted all the
same (`offscreen`).
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.measuring import Line, milliseconds
from benchmarks.sample import lived
from cmdesk.runtime.doorstep import SAMPLE_USERS
from cmdesk.sample import year
from cmdesk.sample.county import users
from cmdesk.sample.year import RECORDER
from cmdesk.storage.passwords import STANDARD

_ROOT = Path(__file__).parents[1]
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
            told = _started(compiled, "ours", _fresh(county), RECORDER, _password(), day)
            if turn:
                bare.append(seen)
                ours.append(told)
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


def _median(told: Sequence[Mapping[str, float]], what: str) -> float:
    return statistics.median(one[what] for one in told)


def _started(compiled: Path, script: str, *arguments: str) -> dict[str, float]:
    """Give what the process told, its first picture as seconds from before it was started."""
    with tempfile.TemporaryDirectory() as home:
        folders = dict.fromkeys(("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"), home)
        setting = {**os.environ, **folders, "PYTHONPYCACHEPREFIX": str(compiled)}
        setting.setdefault("QT_QPA_PLATFORM", "offscreen")
        # With it set, every start would compile every module anew.
        setting.pop("PYTHONDONTWRITEBYTECODE", None)
        begun = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", f"benchmarks.windows.{script}", *arguments],
            cwd=_ROOT, env=setting, capture_output=True, encoding="utf-8", timeout=180, check=False,
        )  # fmt: skip
    told = dict(line.split() for line in done.stdout.splitlines())
    if "painted" not in told:
        raise RuntimeError(f"{script} painted nothing: {done.stderr}")
    return {name: float(value) - begun if name == "painted" else float(value) for name, value in told.items()}


def _fresh(county: Path) -> str:
    """Give the database of a copy in which nobody has signed in today, so that every start finds the same."""
    copy = county.with_name("today")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(county, copy, ignore=shutil.ignore_patterns(SAMPLE_USERS))
    return str(copy / year.DATABASE)


def _password() -> str:
    return next(user.password for user in users() if user.number == RECORDER)
