"""The answers of the commands in words, for people at a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cmdesk.runtime.sentences import known_words

_ELSEWHERE = frozenset({"problems", "warnings"})
"""Told sentence by sentence on standard error."""
_NOTHING: tuple[Any, ...] = (None, "", [], {})
_MOST_IN_LINE = 12


def told(answer: Any) -> str:
    """Give an answer (plain JSON values) as lines of Chinese: a line a fact, parts indented below their heading."""
    return "\n".join(_lines(answer, ""))


def _lines(value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, part in value.items():
            if key not in _ELSEWHERE and part not in _NOTHING:
                yield from _fact(word_of(str(key)), _worded(str(key), part), indent)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for part in value:
            yield indent + (_row(part) if isinstance(part, Mapping) else _text(part))
    else:
        yield indent + _text(value)


def _fact(word: str, value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield f"{indent}{word}："
        yield from _lines(value, f"{indent}  ")
    elif isinstance(value, Sequence) and not isinstance(value, str):
        if all(not isinstance(part, Mapping | list) for part in value):
            yield f"{indent}{word}：{_listed(value)}"
        else:
            yield f"{indent}{word}：{len(value)} 项"
            yield from _lines(value, f"{indent}  ")
    else:
        yield f"{indent}{word}：{_text(value)}"


def _row(value: Mapping[str, Any]) -> str:
    if "message" in value:
        return str(value["message"])
    facts = [
        f"{word_of(str(key))} {_text(_worded(str(key), part))}" for key, part in value.items() if part not in _NOTHING
    ]
    return "，".join(facts)


def _worded(key: str, value: Any) -> Any:
    """Give a code in the words that its key has for it."""
    return known_words(f"told.{key}.{value}") or value if isinstance(value, str) else value


def _listed(values: Sequence[Any]) -> str:
    shown = "、".join(map(_text, values[:_MOST_IN_LINE]))
    return shown if len(values) <= _MOST_IN_LINE else f"{shown} 等 {len(values)} 项"


def _text(value: Any) -> str:
    if value is None:
        return "无"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return _listed(value)
    return str(value)


def word_of(key: str) -> str:
    """Give the word of a key of an answer; a key without word stays as it is."""
    return known_words(f"told.{key}") or known_words(f"field.{key}") or key


def tree(node: Mapping[str, Any], depth: int = 0) -> Iterator[str]:
    """Give a derivation as indented lines: what it is, the printed figure, and what rule or source it rests on."""
    source = node.get("source") or {}
    where = [source.get("file"), f"第 {source['row']} 行" if source.get("row") else None]
    notes = [node.get("suppressed"), f"权重 {node['weight']}" if node.get("weight") else None, node.get("rule"), *where]
    note = "，".join(str(part) for part in notes if part)
    figure = node.get("printed")
    yield "  " * depth + f"{node['label']}{f'：{figure}' if figure is not None else ''}{f'（{note}）' if note else ''}"
    for part in node.get("inputs") or ():
        yield from tree(part, depth + 1)
