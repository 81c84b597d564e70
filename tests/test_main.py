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
