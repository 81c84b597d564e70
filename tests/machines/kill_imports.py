"""Kills an import at chosen moments and looks at what is left: a program of its own, because it forks.

Arguments: the folder of a county, its database, how often, and a seed. Prints one JSON object a line.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select

from cmdesk.desk import Desk
from cmdesk.kernel.clock import SetClock
from cmdesk.kernel.periods import Period
from cmdesk.models.indicators import IndicatorFigure
from cmdesk.usecases.indicators.import_month import ImportMonth

RECORDER, ADMINISTRATOR = "9013", "9009"
APRIL = Period.parse("2025-04")
AGAIN = 4
"""After every so many kills the import is done again to its end."""


class County:
    """A copy of the county for one kill."""

    def __init__(self, template: Path, name: str, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for file in (name, f"{name}.keys.json"):
            shutil.copy(template / file, folder / file)
        self.path = folder / name
        self.book = template / "X1-killed.xlsx"

    def open(self, number: str) -> Desk:
        """Open it as a user."""
        clock = SetClock(datetime(2025, 5, 6, 1, tzinfo=UTC))
        return Desk.open(self.path, user=number, password=f"演示-{number}", clock=clock)

    def import_april(self) -> None:
        """Take the workbook in, with the restore point before it."""
        with self.open(RECORDER) as desk:
            desk.run(ImportMonth(file=self.book, period=APRIL))

    def left(self) -> dict[str, object]:
        """Give what stands in the database, and every problem that a thorough check finds."""
        with self.open(ADMINISTRATOR) as desk:
            report = desk.check()
            with desk.database.reading() as session:
                wanted = select(func.count()).select_from(IndicatorFigure).where(IndicatorFigure.period == APRIL)
                figures = session.scalar(wanted)
        entries = report.facts.head.seq if report.facts else -1
        return {"figures": figures, "entries": entries, "problems": [one.code for one in report.problems]}


def killed_after(seconds: float, county: County) -> int:
    """Import in a child that the system ends after `seconds`, wherever it is then; gives how it ended."""
    child = os.fork()
    if child == 0:
        # The alarm's own way to end a process: no handler, no clearing up, as with a plug that is pulled.
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.0001))
        county.import_april()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main(template: Path, name: str, count: int, seed: int) -> None:
    """Spread the kills over the time that one whole import takes."""
    chance = random.Random(seed)
    folder = template / "killed"
    before = County(template, name, folder).left()
    # The first one in a process also builds what is built once: the kills would all lie in its first half.
    County(template, name, folder).import_april()
    county = County(template, name, folder)
    begun = time.perf_counter()
    county.import_april()
    whole = time.perf_counter() - begun
    print(json.dumps({"before": before, "after": county.left(), "seconds": whole}), flush=True)
    for number in range(count):
        county = County(template, name, folder)
        at = (number + chance.random()) / count * whole
        ended = killed_after(at, county)
        found = county.left()
        again = None
        if ended and number % AGAIN == 0:
            county.import_april()
            again = county.left()
        print(json.dumps({"at": at, "ended": ended, "left": found, "again": again}), flush=True)


main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
