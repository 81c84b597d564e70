"""Our window as the program opens it, which tells when the sign-in stood painted and how long 首页 took after it.

Arguments: the database, a number and its password; the day that the clock of the window shows.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

from cmdesk.ui.opening import hold_collector, load_qt


def main() -> None:
    """Begin as `cmdesk` does without arguments."""
    hold_collector()
    load_qt()
    from benchmarks.windows.watch import watched

    database, number, password, day = sys.argv[1:5]
    watched(Path(database), number, password, datetime.fromisoformat(day))


main()
