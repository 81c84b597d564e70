"""An import that is killed anywhere leaves the database as before or as after, sound, and can be done again.

`CMDESK_KILLS=500` asks for more kills than the suite has time for.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from factories.lived import NAME, PARTS, PEOPLE, YEAR

from cmdesk.kernel.periods import Period
from cmdesk.sample import county, figures
from cmdesk.sample.chance import Chance

KILLS = int(os.environ.get("CMDESK_KILLS", "20"))
SEED = int(os.environ.get("CMDESK_SEED", "115"))
DRIVER = Path(__file__).with_name("kill_imports.py")

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")


@pytest.mark.shows("115")
def test_that_an_import_killed_anywhere_leaves_all_or_nothing(quarter_template: Path, tmp_path: Path) -> None:
    for name in PARTS:
        shutil.copy(quarter_template / name, tmp_path / name)
    managers = county.managers("cmdesk", PEOPLE, YEAR)
    figures.indicator_book(tmp_path / "X1-killed.xlsx", managers, Chance("killed"), Period.parse("2025-04"))
    done = subprocess.run(
        [sys.executable, str(DRIVER), str(tmp_path), NAME, str(KILLS), str(SEED)],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    first, *kills = [json.loads(line) for line in done.stdout.splitlines()]
    before, after = first["before"], first["after"]
    assert len(kills) == KILLS
    assert before["figures"] == 0 < after["figures"]
    assert {kill["ended"] for kill in kills} <= {0, -signal.SIGALRM}
    assert sum(kill["ended"] != 0 for kill in kills) >= KILLS // 2
    for kill in kills:
        assert kill["left"] in (before, after), kill
        again = kill["again"] or after
        # Killed between its commit and its end, the import is whole already: done again, it is an entry of its own.
        assert (again["figures"], again["problems"]) == (after["figures"], []), kill
    assert any(kill["again"] == after for kill in kills)
