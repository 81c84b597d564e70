"""Every code that an import raises has its sentence, and the sentence names only what it is given."""

from __future__ import annotations

import ast
import json
import string
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SOURCES = sorted((ROOT / "cmdesk" / "exchange" / "sheets").glob("*.py"))
OWN = {"problem", "warning", "about"}


def raised() -> list[tuple[str, str, set[str] | None]]:
    """Give (code, place, params) of every code that goes through the readers' own methods."""
    found = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in OWN):
                continue
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                found.append((first.value, f"{path.name}:{node.lineno}", params_of(node)))
    return found


def params_of(node: ast.Call) -> set[str] | None:
    assert isinstance(node.func, ast.Attribute)
    if node.func.attr == "about" or any(keyword.arg is None for keyword in node.keywords):
        return None
    return {str(keyword.arg) for keyword in node.keywords} | {"heading"}


def sentences() -> dict[str, str]:
    found: dict[str, str] = {}
    for path in (ROOT / "resources" / "locale" / "zh_CN").glob("*.json"):
        found |= json.loads(path.read_text("utf-8"))
    return found


def test_that_every_code_of_the_readers_has_its_sentence() -> None:
    known = sentences()
    assert len(raised()) > 60
    assert [(code, place) for code, place, _ in raised() if code not in known] == []


def test_that_a_sentence_of_the_readers_uses_only_what_it_is_given() -> None:
    known = sentences()
    odd = []
    for code, place, params in raised():
        used = {name for _, name, _, _ in string.Formatter().parse(known[code]) if name}
        if params is not None and used - params:
            odd.append((code, place, used - params))
    assert odd == []


def test_that_no_sentence_of_the_sheets_is_left_over() -> None:
    text = "".join(path.read_text("utf-8") for path in SOURCES)
    own = json.loads((ROOT / "resources" / "locale" / "zh_CN" / "sheets.json").read_text("utf-8"))
    assert [code for code in own if f'"{code}"' not in text] == []
