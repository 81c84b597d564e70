"""Visits every page of the window twice, and tells how much computing each visit took until the page stood whole.

Arguments: the database, a number and its password, the day of the clock, a file for what each page asked (pickled),
and `at-once` to visit before the window has loaded its pages.
"""

from __future__ import annotations

import os
import pickle
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from cmdesk.ui.opening import load_qt

load_qt()

from benchmarks.windows.sitting import Sitting  # noqa: E402 - the program loads Qt in the same way
from cmdesk.desk import Desk  # noqa: E402
from cmdesk.runtime.registry import Query  # noqa: E402


def main() -> None:
    """Visit, tell, and write down the queries of the first visits."""
    database, number, password, day, target, *early = sys.argv[1:]
    sitting = Sitting(Path(database), number, password, datetime.fromisoformat(day))
    if not early:
        sitting.settle()
    asked: dict[str, list[Query]] = {}
    answer = Desk.ask

    def ask(desk: Desk, query: Query, **more: Any) -> Any:
        asked.setdefault(sitting.workspace.shown, []).append(query)
        return answer(desk, query, **more)

    codes = [entry.code for entry in sitting.workspace.entries if entry.code != "home"]
    Desk.ask = ask  # type: ignore[method-assign, assignment]
    for code in codes:
        print(f"{code}.{'early' if early else 'first'}", sitting.visit(code))
    Desk.ask = answer  # type: ignore[method-assign]
    for code in codes:
        print(f"{code}.again", sitting.visit(code))
    Path(target).write_bytes(pickle.dumps({code: asked.get(code, []) for code in codes}))
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
