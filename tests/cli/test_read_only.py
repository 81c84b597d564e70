"""A database in a folder that cannot be written still answers questions, and stays as it is."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from factories.lived import NAME

RECORDER, LEADER = "9013", "9003"


@pytest.fixture
def on_a_disc(shell: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Give the command line of somebody who may not write into the folder of the county (root may everywhere)."""
    may = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != shell.folder and may(path, mode))
    return shell


def standing(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name.startswith(NAME) and path.is_file()}


def test_that_questions_are_answered_from_a_folder_that_cannot_be_written(on_a_disc: Any) -> None:
    before = standing(on_a_disc.folder)
    assert len(on_a_disc("ask", "org.people", user=RECORDER).json) > 0
    assert on_a_disc("explain", "0001", "2025-03", user=LEADER).json["label"]
    assert standing(on_a_disc.folder) == before


def test_that_a_wrong_password_is_refused_there_too(on_a_disc: Any) -> None:
    wrong = on_a_disc.file("wrong", "falsch")
    words = ["--database", on_a_disc.folder / NAME, "--user", RECORDER, "--password-file", wrong, "--json"]
    assert on_a_disc("ask", "org.people", *words).codes == ["wrong_password"]


def test_that_nothing_is_written_there_and_no_copy_made_of_what_is_in_use(on_a_disc: Any) -> None:
    order = on_a_disc.file("a.json", '{"staff_no": "0001", "since": "2025-04-01", "note": "改"}')
    assert on_a_disc("do", "org.change", order, "--json", user=RECORDER).codes == ["folder_read_only"]
    on_a_disc.file(f"{NAME}.lock", '{"host": "别的电脑"}')
    assert on_a_disc("ask", "org.people", "--json", user=RECORDER).codes == ["folder_read_only"]
