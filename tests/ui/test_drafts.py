"""Drafts: written a second after the last key and before anybody leaves, there after a crash, never in the way."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from factories.lived import PARTS
from factories.seat import HEAD, RECORDER, Seat, password_of
from pytestqt.qtbot import QtBot

from cmdesk.desk import Desk
from cmdesk.kernel.errors import Unavailable
from cmdesk.ui.forms.drafts import DraftKeeper
from cmdesk.ui.forms.form import Form, NumberSpec, TextSpec

ROOT = Path(__file__).parents[2]
TYPED_AND_KILLED = """
import os, sys, signal
from pathlib import Path
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication
from cmdesk.desk import Desk
from cmdesk.kernel.clock import SystemClock
from cmdesk.ui.forms.drafts import DraftKeeper
from cmdesk.ui.forms.form import Form, TextSpec
from cmdesk.ui.theme.look import Look
from cmdesk.ui.window import Window

path, number, password = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
app = QApplication([])
window = Window(Look(app), SystemClock(), path, QSettings(sys.argv[4], QSettings.Format.IniFormat), "0")
window.show()
window.take(Desk.open(path, user=number, password=password))
form = Form(window.look, (TextSpec("name", "姓名"),))
keeper = DraftKeeper(window.workspace.room, "people:new", form.draft)
form.changed.connect(keeper.touched)
form.fields["name"].insert("王小明")

def look() -> None:
    if "草稿已保存" in window.status.said.label.text():
        print("saved", flush=True)
        os.kill(os.getpid(), signal.SIGKILL)

timer = QTimer()
timer.timeout.connect(look)
timer.start(20)
app.exec()
"""


def keeper_of(seat: Seat, form: Form) -> DraftKeeper:
    """Give a keeper of a form in the seat's workspace."""
    assert seat.window.workspace is not None
    made = DraftKeeper(seat.window.workspace.room, "people:new", form.draft)
    form.changed.connect(made.touched)
    return made


@pytest.fixture
def form(seat: Seat, qtbot: QtBot) -> Form:
    """Give a form of two fields, the recorder signed in."""
    seat.sign_in(RECORDER)
    made = Form(seat.look, (TextSpec("name", "姓名"), NumberSpec("urban", "城区户数")))
    qtbot.addWidget(made)
    return made


@pytest.mark.shows("115")
def test_that_what_was_typed_is_there_again_after_the_program_was_killed(
    quarter_template: Path, tmp_path: Path
) -> None:
    for name in PARTS:
        shutil.copy(quarter_template / name, tmp_path / name)
    database = tmp_path / PARTS[0]
    done = subprocess.run(
        [sys.executable, "-c", TYPED_AND_KILLED, str(database), RECORDER, password_of(RECORDER), str(tmp_path / "w")],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONUTF8": "1"},
        timeout=60,
        check=False,
    )
    assert (done.stdout.strip(), done.returncode) == ("saved", -signal.SIGKILL), done.stderr
    with Desk.open(database, user=RECORDER, password=password_of(RECORDER)) as desk:
        found = desk.draft("people:new")
    assert found is not None
    assert found[0] == {"name": "王小明"}


def test_that_a_draft_is_saved_after_the_last_key_and_says_when(qtbot: QtBot, seat: Seat, form: Form) -> None:
    keeper = keeper_of(seat, form)
    form.fields["name"].insert("王")
    form.fields["urban"].insert("12")
    assert keeper.pending
    assert seat.window.desk is not None
    assert seat.window.desk.draft("people:new") is None
    qtbot.waitUntil(lambda: not keeper.pending, timeout=5000)
    seat.wait()
    stored = seat.window.desk.draft("people:new")
    assert stored is not None
    assert stored[0] == {"name": "王", "urban": "12"}
    assert seat.window.status.said.label.text() == "草稿已保存 09:00:00"
    found = []
    keeper.found(lambda body, at: found.append((body, at)))
    seat.wait()
    assert found == [stored]
    keeper.drop()
    seat.wait()
    assert seat.window.desk.drafts() == ()


@pytest.mark.shows("134")
def test_that_what_is_pending_is_written_when_the_window_locks_and_closes(seat: Seat, form: Form) -> None:
    keeper = keeper_of(seat, form)
    form.fields["name"].insert("王")
    seat.window.lock()
    seat.wait()
    assert not keeper.pending
    assert seat.window.desk is not None
    assert [row.form for row in seat.window.desk.drafts()] == ["people:new"]
    form.fields["name"].insert("五")
    seat.window.close()
    seat.wait()
    with Desk.open(seat.path, user=RECORDER, password=password_of(RECORDER)) as desk:
        found = desk.draft("people:new")
    assert found is not None
    assert found[0]["name"] == "王五"


def test_that_a_draft_is_its_users_alone_and_leaves_no_step_to_undo(seat: Seat) -> None:
    with Desk.open(seat.path, user=RECORDER, password=password_of(RECORDER), clock=seat.clock) as desk:
        desk.keep_draft("people:new", {"name": "王"})
        desk.keep_draft("people:new", {"name": "王五"})
        assert desk.undoable is None
        found = desk.draft("people:new")
        assert found is not None
        assert found[0] == {"name": "王五"}
        desk.switch(desk.person(HEAD, password_of(HEAD)))
        assert desk.draft("people:new") is None
        desk.drop_draft("people:new")
        desk.switch(desk.person(RECORDER, password_of(RECORDER)))
        assert [row.form for row in desk.drafts()] == ["people:new"]


def test_that_a_draft_that_cannot_be_saved_is_told_and_typing_goes_on(
    seat: Seat, form: Form, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise Unavailable("disk_full", path="x")

    keeper = keeper_of(seat, form)
    with monkeypatch.context() as patch:
        patch.setattr("cmdesk.runtime.drafting.keep", full)
        form.fields["name"].insert("王")
        keeper.flush()
        seat.wait()
    assert seat.window.status.said.label.text().startswith("草稿没有保存：")
    form.fields["name"].insert("五")
    keeper.flush()
    seat.wait()
    assert seat.window.desk is not None
    found = seat.window.desk.draft("people:new")
    assert found is not None
    assert found[0]["name"] == "王五"
