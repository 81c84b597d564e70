"""The journey that breaks off: the window is killed in the middle of a form, and every character is there again."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from factories.lived import NAME, PARTS, quarter_template
from factories.seat import ADMINISTRATOR, password_of
from killed_forms import DAY, FORMS, KilledForm
from mouse import Mouse
from PySide6.QtWidgets import QApplication

from cmdesk.desk import Desk
from cmdesk.kernel.clock import SetClock
from cmdesk.ui.theme.look import Look

__all__ = ["quarter_template"]

HERE = Path(__file__).parent
DRIVER = HERE / "kill_window.py"


def killed_in(what: str, form: KilledForm, path: Path) -> object:
    """Type into a form of a window of its own and kill it once the draft stands; gives what was typed."""
    told = [sys.executable, str(DRIVER), str(path), form.user, what]
    found = os.pathsep.join(str(folder) for folder in (HERE, HERE.parent, HERE.parents[1]))
    ways = {**os.environ, "PYTHONPATH": found}
    with subprocess.Popen(told, stdout=subprocess.PIPE, encoding="utf-8", env=ways) as window:
        assert window.stdout is not None
        typed = window.stdout.readline()
        saved = window.stdout.readline().strip()
        window.send_signal(signal.SIGKILL)
    assert saved == "draft", typed
    assert window.returncode == -signal.SIGKILL
    return json.loads(typed)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kills as POSIX does")
@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
@pytest.mark.shows("115")
@pytest.mark.parametrize("what", sorted(FORMS))
def test_that_a_window_killed_in_the_middle_of_a_form_has_every_character_when_reopened(
    what: str, quarter_template: Path, tmp_path: Path, qapp: QApplication, look: Look
) -> None:
    for name in PARTS:
        shutil.copy(quarter_template / name, tmp_path / name)
    path, form = tmp_path / NAME, FORMS[what]
    typed = killed_in(what, form, path)
    mouse = Mouse(qapp, look, path, tmp_path / "again.ini", DAY)
    mouse.window.take(Desk.open(path, user=form.user, password=password_of(form.user), clock=mouse.clock))
    mouse.rest()
    assert form.read(mouse) == typed
    mouse.close()
    clock = SetClock(mouse.clock.now())
    with Desk.open(path, user=ADMINISTRATOR, password=password_of(ADMINISTRATOR), clock=clock) as desk:
        assert desk.check().problems == ()
