"""The six import contracts: the tree keeps each, and each catches a planted breach."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = {
    contract["id"]: contract
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
}

BREACHES = [
    ("layers", "queries/planted.py", "import cmdesk.usecases"),
    ("layers", "kernel/planted.py", "import cmdesk.rules"),
    ("layers", "rules/planted.py", "import cmdesk.models"),
    ("layers", "models/planted.py", "import cmdesk.storage"),
    ("layers", "storage/planted.py", "import cmdesk.documents"),
    ("layers", "runtime/planted.py", "import cmdesk.desk"),
    ("layers", "cli/planted.py", "import cmdesk.ui"),
    ("layers", "planted.py", "PLACE = 'a new package whose layer nobody has named'"),
    ("qt", "documents/planted.py", "from PySide6.QtGui import QImage"),
    ("qt", "__main__.py", "import PySide6"),
    ("fronts", "ui/planted.py", "import cmdesk.models"),
    ("fronts", "cli/planted.py", "import sqlalchemy"),
    ("pure", "rules/planted.py", "import random"),
    ("pure", "rules/planted.py", "import sqlalchemy"),
    ("pure", "kernel/planted.py", "from pathlib import Path"),
    ("doors", "rules/planted.py", "from cmdesk.kernel import clock"),
    ("doors", "rules/planted.py", "import cmdesk.kernel.ids"),
    ("values", "documents/planted.py", "import cmdesk.models"),
    ("values", "exchange/sheets/planted.py", "import sqlalchemy"),
    ("cycles", "rules/planted.py", "import cmdesk.rules.planted_too"),
    ("cycles", "ui/pages/planted.py", "import cmdesk.ui.pages.planted_too"),
]


def lint(root: Path, contract: str) -> tuple[int, str]:
    """Run one contract on the tree under `root`; give the exit status and what was printed."""
    program = Path(sysconfig.get_path("scripts"), "lint-imports")
    environment = {**os.environ, "PYTHONPATH": str(root), "PYTHONUTF8": "1", "COLUMNS": "200"}
    done = subprocess.run(
        [sys.executable, program, "--no-cache", "--no-logo", "--contract", contract, root / "pyproject.toml"],
        cwd=root,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("contract", CONTRACTS)
def test_that_the_tree_keeps_the_contract(contract: str) -> None:
    status, printed = lint(ROOT, contract)
    assert status == 0, printed


@pytest.mark.parametrize(("contract", "path", "line"), BREACHES)
def test_that_a_planted_breach_is_caught(contract: str, path: str, line: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "cmdesk", tmp_path / "cmdesk", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    planted = tmp_path / "cmdesk" / path
    before = planted.read_text("utf-8") if planted.exists() else ""
    planted.write_text(f"{before}\n{line}\n", "utf-8")
    if line.endswith("planted_too"):
        back = line.removeprefix("import ").removesuffix("_too")
        planted.with_name("planted_too.py").write_text(f"import {back}\n", "utf-8")
    status, printed = lint(tmp_path, contract)
    assert status == 1, printed
    assert "1 broken" in printed
    assert planted.stem in printed


def test_that_every_contract_has_a_breach() -> None:
    assert {contract for contract, _, _ in BREACHES} == set(CONTRACTS)


def test_that_the_qt_contract_names_every_package_but_ui(project: dict[str, Any]) -> None:
    layers = next(c for c in project["tool"]["importlinter"]["contracts"] if c["id"] == "layers")["layers"]
    packages = {f"cmdesk.{name.strip()}" for layer in layers for name in layer.split("|")}
    assert set(CONTRACTS["qt"]["source_modules"]) == packages - {"cmdesk.ui"}
