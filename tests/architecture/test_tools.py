"""Lint, format and types are tests, so that `./run test` is the one command and ends in one line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    "tool",
    [
        ["ruff", "check", "--no-cache"],
        ["ruff", "format", "--check", "--no-cache"],
        ["mypy"],
        ["pip", "check", "--disable-pip-version-check"],
    ],
    ids=lambda tool: " ".join(tool[:2]),
)
def test_that_the_tool_finds_nothing(tool: list[str], root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *tool], cwd=root, capture_output=True, encoding="utf-8", errors="replace", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
