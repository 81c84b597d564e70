"""Stopped from outside: by a signal, or in the middle of the sample year."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from factories.lived import NAME

from cmdesk.cli.main import TERMINATED, run
from cmdesk.desk import Desk
from cmdesk.sample import whole

RECORDER, ADMINISTRATOR = "9013", "9009"
MARK = "还没有做完.txt"
STOPPED = """
import os, signal, sys
from cmdesk.cli.main import run
from cmdesk.storage import transaction
before = transaction.append
def append(*given):
    os.kill(os.getpid(), signal.SIGTERM)
    return before(*given)
transaction.append = append
sys.exit(run(sys.argv[1:]))
"""


def entries(shell: Any) -> int:
    with Desk.open(shell.folder / NAME, user=ADMINISTRATOR, password=f"演示-{ADMINISTRATOR}") as desk:
        return desk.check().facts.head.seq


def test_that_a_terminated_command_says_so_and_leaves_nothing_by_halves(shell: Any) -> None:
    before = entries(shell)
    order = shell.file("order.json", '{"staff_no": "0001", "since": "2025-04-01", "note": "改"}')
    secret = shell.file("secret", f"演示-{RECORDER}")
    words = [
        "do",
        "org.change",
        order,
        "--database",
        shell.folder / NAME,
        "--user",
        RECORDER,
        "--password-file",
        secret,
    ]
    done = subprocess.run(
        [sys.executable, "-c", STOPPED, *map(str, words)], capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stdout) == (TERMINATED, "")
    assert "已取消" in done.stderr
    assert entries(shell) == before


def test_that_the_handler_of_whoever_called_is_put_back(capsys: pytest.CaptureFixture[str]) -> None:
    before = signal.getsignal(signal.SIGTERM)
    assert run(["rules", "check", "--json"]) == 0
    assert signal.getsignal(signal.SIGTERM) is before
    assert os.getpid()


def test_that_a_sample_year_that_was_broken_off_is_named_and_nothing_of_it_is_taken_away(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "演示"

    def stop(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(whole.papers, "authority", stop)
    assert run(["demo", str(folder), "--people", "6", "--quiet"]) == 130
    assert str(folder) in capsys.readouterr().err
    left = sorted(path.name for path in folder.iterdir())
    assert {MARK, "演示县.db"} <= set(left)
    assert run(["demo", str(folder), "--people", "6", "--json"]) == 5
    said = capsys.readouterr()
    assert '"demo_unfinished"' in said.out
    assert "没有做完" in said.err
    assert sorted(path.name for path in folder.iterdir()) == left


def test_that_what_was_refused_at_once_leaves_no_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "演示"
    assert run(["demo", str(folder), "--year", "2050", "--json"]) == 2
    assert not folder.exists()
    assert capsys.readouterr().err


def test_that_a_whole_sample_county_is_not_called_unfinished(shell: Any) -> None:
    said = shell("demo", shell.folder, "--json")
    assert (said.status, said.codes) == (5, ["target_exists"])
    assert not (shell.folder / MARK).exists()
