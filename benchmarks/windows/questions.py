"""Asks what the pages of a window asked, in the same order and twice, and tells how much computing each page's took.

Arguments: the database, a number and its password, the day of the clock, the file that `visits` wrote.
"""

from __future__ import annotations

import gc
import pickle
import sys
import time
from datetime import datetime
from pathlib import Path

from cmdesk.desk import Desk
from cmdesk.kernel.clock import SetClock
from cmdesk.queries.home import Today
from cmdesk.runtime.readiness import prepare


def main() -> None:
    """Ask and tell."""
    database, number, password, day, source = sys.argv[1:6]
    prepare()
    asked = pickle.loads(Path(source).read_bytes())
    clock = SetClock(datetime.fromisoformat(day))
    with Desk.open(Path(database), user=number, password=password, clock=clock) as desk:
        desk.ask(Today())
        for visit in ("first", "again"):
            for code, queries in asked.items():
                gc.collect()
                begun = time.process_time()
                for query in queries:
                    desk.ask(query)
                print(f"{code}.{visit}", time.process_time() - begun)


if __name__ == "__main__":
    main()
