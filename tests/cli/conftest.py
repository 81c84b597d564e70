"""A county after its first quarter, closed, and a command line that speaks to it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from factories.lived import NAME, Sample, lived, quarter_template

from cmdesk.cli.main import run

__all__ = ["lived", "quarter_template"]


@dataclass
class Said:
    """What a command answered: exit status, standard output, standard error."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Give standard output as JSON: nothing else may stand there."""
        return json.loads(self.out)

    @property
    def codes(self) -> list[str]:
        """Give the codes of the problems."""
        return [problem["code"] for problem in self.json["problems"]]


@dataclass
class Shell:
    """A command line in the folder of a county. Passwords of the users are `演示-<工号>`."""

    folder: Path
    sample: Sample
    read: Callable[[], Any]

    def __call__(self, *words: object, user: str | None = None, second: str | None = None) -> Said:
        """Run a command; `user` and `second` sign in by the files of their passwords."""
        given = list(map(str, words))
        if user is not None:
            given += ["--database", str(self.folder / NAME), "--user", user, *self._password("", user)]
        if second is not None:
            given += ["--second", second, *self._password("second-", second)]
        status = run(given)
        captured = self.read()
        return Said(status, captured.out, captured.err)

    def file(self, name: str, text: str) -> Path:
        """Write a small text file into the county's folder."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def _password(self, prefix: str, number: str) -> list[str]:
        return [f"--{prefix}password-file", str(self.file(f"口令-{number}", f"演示-{number}\n"))]


@pytest.fixture
def shell(lived: Sample, capsys: pytest.CaptureFixture[str]) -> Shell:
    """Give a command line to a county that nobody has open."""
    lived.desk.close()
    return Shell(lived.folder, lived, capsys.readouterr)
