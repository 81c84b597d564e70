"""The project's own text, as the architecture tests read it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def root() -> Path:
    """Give the folder of the project."""
    return ROOT


@pytest.fixture(scope="session")
def project() -> dict[str, Any]:
    """Give pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


@pytest.fixture(scope="session")
def own_files() -> list[Path]:
    """Give every text file that people write: code, scripts, documents, data that is not made by a program."""
    tops = ("cmdesk", "tests", "benchmarks", "docs", "installer", "resources", ".ci")
    kinds = {".py", ".md", ".toml", ".json", ".yaml", ".yml", ".qss", ".svg", ".in", ".nsi", ""}
    found = [path for path in ROOT.iterdir() if path.is_file() and path.suffix in {*kinds, ".cmd", ".lock"}]
    for top in tops:
        found += [path for path in (ROOT / top).rglob("*") if path.is_file() and path.suffix in kinds]
    return sorted(path for path in found if "__pycache__" not in path.parts)
