"""Rules and kernel take no clock, no file and no chance, not even by a builtin that no import betrays."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

DOORS = {"clock.py", "ids.py", "places.py"}
# Where a float is right: positions on a page, and statistics that inform a person and never become a score.
INEXACT = {"charts.py", "leniency.py"}
CALLS = {"open", "input", "print", "eval", "exec", "now", "utcnow", "today", "uuid1", "uuid4", "uuid6", "uuid7"}


def impure_calls(source: str) -> list[str]:
    """Give the calls of `source` that reach a clock, a file, a person or chance, with their lines."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in CALLS:
                found.append(f"{node.lineno}: {name}")
    return found


def test_that_rules_and_kernel_call_nothing_impure(root: Path) -> None:
    paths = [*root.glob("cmdesk/rules/**/*.py"), *root.glob("cmdesk/kernel/*.py")]
    found = {p.name: impure_calls(p.read_text("utf-8")) for p in paths if p.name not in DOORS or "rules" in p.parts}
    assert {name: calls for name, calls in found.items() if calls} == {}


def test_that_no_score_meets_a_float(root: Path) -> None:
    found = [
        f"{path.name}:{node.lineno}: {node.value}"
        for path in [*root.glob("cmdesk/rules/**/*.py"), *root.glob("cmdesk/kernel/*.py")]
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, float) and path.name not in INEXACT
    ]
    assert found == []


@pytest.mark.parametrize(
    "line", ["x = datetime.now(UTC)", "x = date.today()", "x = open('a')", "x = uuid.uuid4()", "print(1)"]
)
def test_that_an_impure_call_is_seen(line: str) -> None:
    assert len(impure_calls(line)) == 1
