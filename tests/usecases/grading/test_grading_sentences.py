"""Every reason, ceiling and event that is kept as a code has its Chinese sentence, filled without a gap."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from cmdesk.rules.grading import Bound
from cmdesk.storage.resources import sentences

ROOT = Path(__file__).parents[3] / "cmdesk"


def reason_codes() -> Iterator[str]:
    """Give the codes that the allocation and the moves by hand keep with a final rung."""
    tree = ast.parse((ROOT / "queries" / "grading_allocation.py").read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value == "code" and isinstance(value, ast.Constant):
                    yield str(value.value)
    yield from ("adjusted", "special")


def event_codes() -> Iterator[str]:
    """Give the codes of everything that is noted for the minutes."""
    for path in (ROOT / "usecases").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "log_event":
                for found in ast.walk(node.args[2]):
                    if isinstance(found, ast.Constant) and isinstance(found.value, str):
                        yield found.value


@pytest.mark.shows("72", "73")
def test_that_every_kept_code_has_its_sentence() -> None:
    wanted = {f"why_{code}" for code in reason_codes()} | {f"ceiling_{bound}" for bound in Bound}
    events = {f"event_{code}" for code in event_codes()} - {"event_void"}
    assert len(wanted) > 12
    assert len(events) > 12
    assert sorted((wanted | events) - sentences().keys()) == []
