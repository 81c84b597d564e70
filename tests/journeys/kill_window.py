"""Opens a window, types into a form and waits to be killed: a program of its own, because it dies.

Arguments: a county's database, the user, and what is typed: `sheet` or `plan`. Prints one JSON object when the last key
has gone in, and `draft` when what was typed is stored.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import killed_forms
from factories.seat import password_of
from mouse import Mouse
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from cmdesk.desk import Desk
from cmdesk.ui.theme.look import STYLE, Look

LOOKS = 2000
"""So often is looked for the draft; who finds none says nothing, and the test fails."""


def main(path: Path, user: str, what: str) -> None:
    """Type and wait."""
    app = QApplication([sys.argv[0], *STYLE])
    look = Look(app)
    look.apply()
    mouse = Mouse(app, look, path, path.with_name("killed.ini"), killed_forms.DAY)
    mouse.window.take(Desk.open(path, user=user, password=password_of(user), clock=mouse.clock))
    mouse.rest()
    form = killed_forms.FORMS[what]
    typed: Any = form.type(mouse)
    print(json.dumps(typed, ensure_ascii=True), flush=True)
    desk = mouse.window.desk
    for _ in range(LOOKS):
        if desk is not None and form.is_stored(desk, typed):
            print("draft", flush=True)
            app.exec()
        QTest.qWait(10)


main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
