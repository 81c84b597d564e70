"""The first door: who gets the window, who stays headless, and that every sentence comes out."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest

from cmdesk.__main__ import main


def test_that_a_verb_needs_no_qt() -> None:
    source = (
        "import sys; from cmdesk.__main__ import main; s = main(['no-such-verb']); print(s, 'PySide6' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.split() == ["2", "False"]
    assert "no-such-verb" in done.stderr


@pytest.mark.parametrize("encoding", ["ascii", "gbk", "cp1252"])
def test_that_a_pipe_of_any_encoding_carries_every_name(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = io.BytesIO()
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(pipe, encoding=encoding))
    main(["张𬭎𠮷"])
    sys.stderr.flush()
    assert "张𬭎𠮷" in pipe.getvalue().decode("utf-8")


def test_that_a_launcher_without_streams_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    assert main(["no-such-verb"]) == 2
    # It opened one for itself.
    sys.stdout.close()


INTERRUPTED_WHILE_LOADING = """
import os, signal, sys
class Interrupter:
    def find_spec(self, name, path, target=None):
        if name == "cmdesk.cli.main":
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Interrupter())
from cmdesk.__main__ import main
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.exit(main(["rules", "check"]))
"""


def test_that_an_interruption_while_the_program_loads_is_one_sentence() -> None:
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED_WHILE_LOADING], capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "已取消。\n")
