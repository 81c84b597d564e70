"""Scripts of `benchmarks.windows` in processes of their own, and what they tell."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from cmdesk.sample.county import users
from cmdesk.sample.year import DATABASE

_ROOT = Path(__file__).parents[1]


def told(compiled: Path, script: str, *arguments: str) -> dict[str, float]:
    """Run a script and give the figures that it printed by name; its modules are compiled into `compiled`.

    It finds a home folder of its own, and a screen of its own where there is none (`offscreen`). `begun` is the moment
    before it started, by `time.perf_counter`. Raises RuntimeError where it fails.
    """
    with tempfile.TemporaryDirectory() as home:
        folders = dict.fromkeys(("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"), home)
        setting = {**os.environ, **folders, "PYTHONPYCACHEPREFIX": str(compiled)}
        setting.setdefault("QT_QPA_PLATFORM", "offscreen")
        # As `run` starts the window.
        setting.setdefault("MALLOC_ARENA_MAX", "1")
        # With it set, every start would compile every module anew.
        setting.pop("PYTHONDONTWRITEBYTECODE", None)
        begun = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", f"benchmarks.windows.{script}", *arguments],
            cwd=_ROOT, env=setting, capture_output=True, encoding="utf-8", timeout=300, check=False,
        )  # fmt: skip
    if done.returncode or not done.stdout:
        raise RuntimeError(f"{script} told nothing: {done.stderr}")
    figures = (line.split() for line in done.stdout.splitlines())
    return {"begun": begun, **{name: float(value) for name, value in figures}}


def fresh(county: Path, copy: Path) -> Path:
    """Give the database of a copy of a county in which nobody has signed in today: every start finds the same.

    It has no hint of the sample county beside it, as an ordinary one has none.
    """
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir(parents=True)
    for part in county.glob(f"{DATABASE}*"):
        (shutil.copytree if part.is_dir() else shutil.copy)(part, copy / part.name)
    return copy / DATABASE


def password_of(number: str) -> str:
    """Give the password of a user of the sample county."""
    return next(user.password for user in users() if user.number == number)
