"""Next year's install is this year's: the lock is complete, exact, hashed, and names no host."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name


@pytest.fixture(scope="module")
def lock(root: Path) -> str:
    """Give the text of the lock with continued lines joined."""
    return (root / "requirements.lock").read_text("utf-8").replace("\\\n", " ")


@pytest.fixture(scope="module")
def pins(lock: str) -> dict[str, set[str]]:
    """Give the locked versions by package."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", lock, re.MULTILINE):
        found.setdefault(canonicalize_name(name), set()).add(version)
    return found


def test_that_every_line_is_one_version_with_its_digests(lock: str) -> None:
    lines = [line for line in lock.splitlines() if line.strip() and not line.startswith("#")]
    entry = re.compile(r"[a-z0-9._-]+==\S+( ; [^#]+?)?(\s+--hash=sha256:[0-9a-f]{64})+\s*")
    assert [line[:60] for line in lines if not entry.fullmatch(line)] == []


def test_that_the_lock_names_no_host(lock: str) -> None:
    assert re.findall(r"\w+://|index-url|find-links|--trusted", lock.replace("--no-emit-index-url", "")) == []


def test_that_the_lock_holds_what_the_project_asks_for(project: dict[str, Any], pins: dict[str, set[str]]) -> None:
    asked = [*project["project"]["dependencies"], *project["project"]["optional-dependencies"]["dev"]]
    wrong = []
    for requirement in map(Requirement, asked):
        versions = pins.get(canonicalize_name(requirement.name), set())
        if not any(version in requirement.specifier for version in versions):
            wrong.append(f"{requirement}: {versions or 'not in the lock'}")
    assert wrong == []


def test_that_the_build_backend_is_locked(project: dict[str, Any], pins: dict[str, set[str]]) -> None:
    backend = [Requirement(text) for text in project["build-system"]["requires"]]
    assert all(any(v in r.specifier for v in pins[canonicalize_name(r.name)]) for r in backend)


def test_that_qt_is_pinned_below_the_release_that_kills_the_process(
    project: dict[str, Any], pins: dict[str, set[str]]
) -> None:
    ranges = [Requirement(text) for text in project["project"]["dependencies"] if text.startswith("PySide6")]
    assert ranges
    assert all("6.12.0" not in SpecifierSet(str(requirement.specifier)) for requirement in ranges)
    assert pins["pyside6-essentials"] == {"6.8.3", "6.11.3"}


def test_that_one_sqlite_is_locked(pins: dict[str, set[str]]) -> None:
    twins = {"sqlcipher3-binary", "sqlcipher3-wheels", "pysqlcipher3", "pysqlite3", "apsw"}
    assert "sqlcipher3" in pins
    assert twins.isdisjoint(pins)
