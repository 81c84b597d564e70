"""The core knows codes, people read sentences: every code has its sentence, which uses only what it is given."""

from __future__ import annotations

import ast
import json
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

RAISERS = {"Problem", "reject", "Forbidden", "Conflict", "Unavailable", "Damaged", "CmdeskError"}
ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "resources" / "locale" / "zh_CN"


@dataclass(frozen=True)
class Raised:
    """A code as it stands in the source; `params` is None where it cannot be read there."""

    code: str
    place: str
    params: frozenset[str] | None


def raised_codes(source: str, name: str) -> Iterator[Raised]:
    """Give every literal code that `source` puts into a Problem or an error."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _called(node) in RAISERS:
            first = node.args[0] if node.args else next((k.value for k in node.keywords if k.arg == "code"), None)
            for code in _literals(first):
                yield Raised(code, f"{name}:{node.lineno}", _params(node))


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _literals(node: ast.expr | None) -> list[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return _literals(node.body) + _literals(node.orelse)
    return []


def _params(node: ast.Call) -> frozenset[str] | None:
    if _called(node) != "Problem":
        names = [keyword.arg for keyword in node.keywords if keyword.arg not in {"where", "code"}]
        return None if None in names else frozenset(name for name in names if name)
    given = node.args[2] if len(node.args) > 2 else next((k.value for k in node.keywords if k.arg == "params"), None)
    if given is None:
        return frozenset()
    if isinstance(given, ast.Dict) and all(isinstance(key, ast.Constant) for key in given.keys):
        return frozenset(str(key.value) for key in given.keys if isinstance(key, ast.Constant))
    return None


def fields(sentence: str) -> set[str]:
    """Give the names of the parameters that a sentence uses."""
    return {re.split(r"[.\[]", name)[0] for _, name, _, _ in string.Formatter().parse(sentence) if name}


def all_raised() -> list[Raised]:
    """Give every code raised in cmdesk."""
    return [
        raised
        for path in sorted((ROOT / "cmdesk").rglob("*.py"))
        for raised in raised_codes(path.read_text("utf-8"), str(path.relative_to(ROOT)))
    ]


def catalogue() -> list[tuple[str, str, str]]:
    """Give (file, code, sentence) of every entry, twins kept."""
    found: list[tuple[str, str, str]] = []
    for path in sorted(CATALOGUE.glob("*.json")):
        pairs: list[tuple[str, object]] = json.loads(path.read_text("utf-8"), object_pairs_hook=list)
        found += [(path.name, code, str(sentence)) for code, sentence in pairs]
    return found


def test_that_every_code_has_its_sentence() -> None:
    known = {code for _, code, _ in catalogue()}
    assert sorted({f"{raised.code} ({raised.place})" for raised in all_raised() if raised.code not in known}) == []


def test_that_a_sentence_uses_only_what_it_is_given() -> None:
    sentences = {code: sentence for _, code, sentence in catalogue()}
    odd = [
        f"{raised.code} ({raised.place}): {missing}"
        for raised in all_raised()
        if raised.params is not None and (missing := fields(sentences.get(raised.code, "")) - raised.params)
    ]
    assert odd == []


def test_that_no_code_stands_twice() -> None:
    codes = [code for _, code, _ in catalogue()]
    assert sorted({code for code in codes if codes.count(code) > 1}) == []


def test_that_every_sentence_is_chinese_and_complete() -> None:
    assert [entry for entry in catalogue() if not re.search(r"[\u4e00-\u9fff]", entry[2])] == []


@pytest.mark.parametrize(
    ("source", "code", "params"),
    [
        ('Problem("a", where, {"x": 1})', "a", {"x"}),
        ('errors.Problem(code="a")', "a", set()),
        ('raise reject("a", where=w, x=1)', "a", {"x"}),
        ('raise Forbidden("a", **params)', "a", None),
        ('Problem("b" if old else "a", where, params)', "a", None),
    ],
)
def test_that_a_raised_code_is_seen(source: str, code: str, params: set[str] | None) -> None:
    assert code in {r.code for r in raised_codes(source, "x")}
    assert {r.params for r in raised_codes(source, "x")} == {None if params is None else frozenset(params)}
