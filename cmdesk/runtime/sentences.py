"""From codes to Chinese sentences, with the place in front."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from cmdesk.kernel.errors import CmdeskError, Problem, Rejected, Where
from cmdesk.runtime.permissions import Duty
from cmdesk.storage.resources import sentence, sentences


def place(where: Where) -> str:
    """Give the place as a clerk reads it: file, sheet, row, column or field; empty for nowhere."""
    parts = (
        f"文件“{where.file}”" if where.file else "",
        f"工作表“{where.sheet}”" if where.sheet else "",
        f"第 {where.row} 行" if where.row is not None else "",
        f"“{where.column}”列" if where.column else "",
        f"“{field_words(where)}”" if where.field and not where.column else "",
    )
    return "，".join(part for part in parts if part)


def field_words(where: Where) -> str:
    """Give the field of a place in the words of people, step by step of its path.

    The keys of a JSON file stay as they stand in it, as does what has no word: numbers, names, options. Places in a
    list count from 1, as people do.
    """
    in_json = (where.file or "").endswith(".json")
    steps = (where.field or "").split(".")
    words = []
    for before, step in zip(["", *steps], steps, strict=False):
        position = step[1:-1] if step.startswith("[") else step if before in LISTS or before in MIXED else ""
        if position.isdecimal() and not (before in MIXED and _is_key(position)):
            words.append(f"第 {int(position) + 1} 个")
        else:
            words.append(step if in_json else sentences().get(f"field.{step}", step))
    return ".".join(words)


LISTS = frozenset(
    "anchors answers bands certificates classes days deductions destroyed_by duties entries examples facts "
    "files first_letters focus forms groups inspectors items keyed kinds leave_out levels measures members numbers "
    "papers paths put_right questions rungs scores settled sheets staff_nos steps strata table tie_breaks "
    "unreturned_reasons witnesses".split()
)
"""The fields of orders and rule sets that hold lists: a number after one is a place in it, not the key of an entry."""

MIXED = frozenset({"people", "targets"})
"""The fields that hold a list in one order and entries by their keys in another."""


def _is_key(step: str) -> bool:
    """Say whether a number is a 工号 and no place in a list: with zeros in front, or of four digits and more."""
    return len(step) > 3 or step != str(int(step))


_SPOKEN = {"action": "permission", "one": "permission", "other": "permission", "verb": "verb"}
"""Parameters that hold codes of the catalogue, and under which head their words stand there."""


def worded(params: Mapping[str, Any]) -> dict[str, Any]:
    """Give parameters in the words of people: duties, permissions, orders, sources and states by their names."""
    return {name: _word(name, value) for name, value in params.items()}


def _word(name: str, value: Any) -> Any:
    if isinstance(value, Duty):
        return value.chinese
    if isinstance(value, list | tuple):
        return [_word(name, part) for part in value]
    if isinstance(value, str):
        return sentences().get(f"{_SPOKEN.get(name, f'word.{name}')}.{value}", value)
    return value


def message(problem: Problem) -> str:
    """Give the whole sentence of a problem or warning."""
    where = problem.where
    if where.sheet and not where.column and "heading" in problem.params:
        # The sentence names the heading in the sender's words; the field's own name would say it twice.
        where = replace(where, field=None)
    before = place(where)
    said = sentence(problem.code, worded(problem.params))
    return f"{before}：{said}" if before else said


def error_message(error: CmdeskError) -> str:
    """Give what a user reads of an error; every problem of a refusal stands on its own line."""
    if isinstance(error, Rejected) and error.problems:
        return "\n".join(message(problem) for problem in error.problems)
    return sentence(error.code, worded(error.params))


def problem_json(problem: Problem) -> dict[str, Any]:
    """Give a problem as the command line prints it."""
    return {"code": problem.code, "where": problem.where.as_json(), "message": message(problem)}


def known_words(code: str) -> str | None:
    """Give the words of a code, or None where the catalogue has none."""
    return sentences().get(code)


def step_words(label: str) -> str:
    """Give the words of a step of long work: a code's sentence, or the phrase itself."""
    return sentence(label) if label in sentences() else label
