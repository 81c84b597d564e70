"""The habits of the house: empty packages, small files, nothing left for later, no foreign path or host."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

LONGEST = 500
LEFT_FOR_LATER = re.compile("|".join(["TO" + "DO", "FIX" + "ME", r"\bX" + r"XX\b"]))
WORKPLACE = re.compile(r"(?<![\w.~}])/(?:" + "|".join(["work", "farm", "root"]) + r")/\w")
PLACES = re.compile(r"(?<![\w.~}])/(?:" + "|".join(["work", "farm", "root", "home", "tmp", "Users"]) + r")/\w")
HOSTS = ("pypi" + ".org", "python" + "hosted", "npm" + "js.", "tsing" + "hua.edu", "ali" + "yun", "deb." + "debian.org")


def test_that_every_package_file_is_empty(root: Path) -> None:
    assert [str(path) for path in root.glob("cmdesk/**/__init__.py") if path.read_bytes().strip()] == []


def test_that_every_folder_of_code_is_a_package(root: Path) -> None:
    folders = {path.parent for path in root.glob("cmdesk/**/*.py")}
    assert [str(folder) for folder in folders if not (folder / "__init__.py").exists()] == []


def test_that_no_file_of_code_is_longer_than_its_idea(own_files: list[Path]) -> None:
    # A migration is made by a program and never edited again.
    code = [path for path in own_files if path.suffix == ".py" and path.parent.name != "versions"]
    lines = {path: len(path.read_text("utf-8").splitlines()) for path in code}
    assert {str(path): count for path, count in lines.items() if count > LONGEST} == {}


def test_that_every_file_of_code_says_what_it_is_for(own_files: list[Path]) -> None:
    code = [path for path in own_files if path.suffix == ".py" and path.name != "__init__.py"]
    assert [str(path) for path in code if not path.read_text("utf-8").startswith('"""')] == []


def test_that_nothing_is_left_for_later(own_files: list[Path]) -> None:
    assert lines_with(LEFT_FOR_LATER, own_files) == []


def test_that_no_file_names_a_folder_of_its_makers(own_files: list[Path]) -> None:
    assert lines_with(WORKPLACE, own_files) == []


def test_that_no_document_names_a_folder_of_somebody(own_files: list[Path]) -> None:
    assert lines_with(PLACES, [path for path in own_files if path.suffix in {".md", ""}]) == []


def test_that_no_lock_or_document_names_a_package_host(own_files: list[Path]) -> None:
    read_by_people = [path for path in own_files if path.suffix in {".md", ".lock", ".toml", ".cmd", ".yaml", ""}]
    assert lines_with(re.compile("|".join(map(re.escape, HOSTS))), read_by_people) == []


@pytest.mark.parametrize("path", ["/" + "work/main", "see /" + "tmp/x", "'/" + "home/me'"])
def test_that_a_foreign_folder_is_seen(path: str) -> None:
    assert PLACES.search(path)


@pytest.mark.parametrize("path", [".venv/home/x", "cmdesk/work/x", "{root}/tmp/x", "~/work/x"])
def test_that_a_folder_of_the_project_is_no_foreign_folder(path: str) -> None:
    assert not PLACES.search(path)


def lines_with(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    """Give the lines in which `pattern` occurs, with file and number."""
    return [
        f"{path.name}:{number}: {line.strip()[:120]}"
        for path in paths
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if pattern.search(line)
    ]
