"""Keys a whole inspection sheet into the window, and tells how many keys an item took and what a key costs.

Arguments: the database, a number and its password, the day of the clock. A key costs the computing from its press until
the window stands painted again.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from cmdesk.ui.opening import load_qt

load_qt()

from PySide6.QtCore import Qt  # noqa: E402 - the program loads Qt in the same way
from PySide6.QtTest import QTest  # noqa: E402

from benchmarks.windows.sitting import Sitting  # noqa: E402


def main() -> None:
    """Key every item as met, with one key an item."""
    database, number, password, day = sys.argv[1:5]
    sitting = Sitting(Path(database), number, password, datetime.fromisoformat(day))
    page = begun(sitting)
    entry, sheet = page.entry, page.session.sheet
    for finding in sheet.entry.findings:
        entry._finding_answered(finding.item, True)
    entry._go(sheet.items[0].no)
    entry.focus_items()
    sitting.wait()
    costs, keys = [], 0
    while sheet.gaps() and keys < 2 * len(sheet.items):
        begun_at = time.process_time()
        QTest.keyClick(entry.items, Qt.Key.Key_Return)
        sitting.app.processEvents()
        costs.append(time.process_time() - begun_at)
        keys += 1
        sitting.wait()
    assert not sheet.gaps(), sheet.gaps()
    print("items", len(sheet.items))
    print("keys", keys)
    print("key", statistics.median(costs))
    print("slowest", max(costs))
    sys.stdout.flush()
    os._exit(0)


def begun(sitting: Sitting) -> Any:
    """Begin a sheet of the first person through the form of the page, and give the page."""
    sitting.visit("inspections")
    page: Any = sitting.workspace.pages["inspections"]
    page._begin_new()
    sitting.wait()
    form = page.lists.side.form
    form.set_values({"kind": "combined", "place": "城关镇"})
    form.try_keep()
    sitting.wait()
    sitting.window.activateWindow()
    sitting.wait()
    return page


if __name__ == "__main__":
    main()
