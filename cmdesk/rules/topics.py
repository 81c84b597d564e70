"""Worked examples: trying cases with known answers on the very functions that the program computes with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cmdesk.kernel.errors import Problem, Rejected, Where, refuse_any, reject
from cmdesk.rules.ruleset import RuleSet
from cmdesk.rules.settings import with_settings
from cmdesk.rules.shapes import structure, unstructure, wrong_type
from cmdesk.rules.tables import Tables
from cmdesk.rules.worked import lists, pay, peers, scores, seats, voting
from cmdesk.rules.worked.topic import Topic

_AREAS = (scores, seats, pay, voting, peers, lists)

TOPICS: dict[str, Topic] = {topic.name: topic for area in _AREAS for topic in area.TOPICS}
"""Every topic by its name."""

_SETS = {"majority_order": "order"}
"""Results that are lists of tied groups: in a group the order says nothing."""


@dataclass(frozen=True)
class Case:
    """One worked example as it stands in a file. `given` and `settings` are checked against the topic later."""

    id: str
    topic: str
    given: Any
    settings: dict[str, Any] = field(default_factory=dict)
    expect: dict[str, Any] | None = None


@dataclass(frozen=True)
class Difference:
    """Where a case did not give what it expects; `path` is dotted, within the result."""

    id: str
    path: str
    expected: Any
    found: Any


def try_cases(raw_cases: object, rule_set: RuleSet, tables: Tables) -> dict[str, Any]:
    """Compute every case of `{"cases": [...]}` and give `{"results": [...]}`, in the order given.

    A refused case gives `{"id", "rejected": [{"code", "where"}]}`, the others are still computed. Raises Rejected
    where the file itself is not of that form. `tables` are the strokes and holidays that some topics look up.
    """
    return {"results": [_answer(raw, rule_set, tables) for raw in _cases(raw_cases)]}


def check_cases(raw_cases: object, rule_set: RuleSet, tables: Tables) -> list[Difference]:
    """Give every difference between what the cases expect and what they give; a case without `expect` has none."""
    differences: list[Difference] = []
    for raw in _cases(raw_cases):
        answer = _answer(raw, rule_set, tables)
        expect = raw.get("expect") if isinstance(raw, Mapping) else None
        differences += _compared(raw, expect, answer)
    return differences


def prove(rule_set: RuleSet, tables: Tables) -> list[Difference]:
    """Give what the rule set's own examples get wrong, a topic without an example included; nothing where it is proven.

    Nobody can put a rule set in force while this gives anything.
    """
    found = check_cases({"cases": list(rule_set.examples)}, rule_set, tables)
    shown = {case.get("topic") for case in rule_set.examples if case.get("expect")}
    return found + [Difference("", name, "an example", None) for name in TOPICS if name not in shown]


def _cases(raw_cases: object) -> Sequence[Any]:
    if not isinstance(raw_cases, Mapping):
        raise wrong_type("object", raw_cases)
    problems = [Problem("unknown_key", Where(field=str(key)), {"key": str(key)}) for key in raw_cases if key != "cases"]
    if "cases" not in raw_cases:
        problems.append(Problem("missing_key", Where(field="cases"), {"key": "cases"}))
    refuse_any(problems)
    cases = raw_cases["cases"]
    if not isinstance(cases, list | tuple):
        raise wrong_type("list", cases, where="cases")
    return tuple(cases)


def _answer(raw: object, rule_set: RuleSet, tables: Tables) -> dict[str, Any]:
    known = raw.get("id") if isinstance(raw, Mapping) else None
    try:
        return {"id": known, "result": _result(raw, rule_set, tables)}
    except Rejected as error:
        return {
            "id": known,
            "rejected": [{"code": problem.code, "where": problem.where.field or ""} for problem in error.problems],
        }


def _result(raw: object, rule_set: RuleSet, tables: Tables) -> Any:
    case = structure(Case, raw)
    topic = TOPICS.get(case.topic)
    if topic is None:
        raise reject("unknown_topic", where=Where(field="topic"), topic=case.topic)
    given: Any = None
    problems: list[Problem] = []
    try:
        rule_set = with_settings(rule_set, case.settings)
    except Rejected as error:
        problems += error.problems
    try:
        given = structure(topic.given, case.given, where="given")
    except Rejected as error:
        problems += error.problems
    if problems:
        raise Rejected(problems)
    try:
        return unstructure(topic.answer(given, rule_set, tables))
    except Rejected as error:
        raise Rejected(
            [
                Problem(problem.code, Where(field=_within_given(problem.where.field)), problem.params)
                for problem in error.problems
            ]
        ) from error


def _within_given(path: str | None) -> str:
    return f"given.{path}" if path else "given"


def _compared(raw: Any, expect: Any, answer: Mapping[str, Any]) -> list[Difference]:
    known = str(answer["id"])
    if expect is None and "rejected" not in answer:
        return []
    refused = answer.get("rejected")
    if isinstance(expect, Mapping) and set(expect) == {"rejected"}:
        codes = [entry["code"] for entry in refused or ()]
        if expect["rejected"] in codes:
            return []
        return [Difference(known, "rejected", expect["rejected"], codes if refused else answer.get("result"))]
    if refused is not None:
        return [Difference(known, "", expect, {"rejected": refused})]
    sets = _SETS.get(raw["topic"])
    return [
        Difference(known, path, want, found) for path, want, found in _differences(expect, answer["result"], "", sets)
    ]


def _differences(want: Any, found: Any, path: str, sets: str | None) -> list[tuple[str, Any, Any]]:
    if isinstance(want, Mapping) and isinstance(found, Mapping):
        lines: list[tuple[str, Any, Any]] = []
        for key, entry in want.items():
            step = f"{path}.{key}" if path else str(key)
            if key not in found:
                lines.append((step, entry, None))
            else:
                lines += _differences(entry, found[key], step, sets)
        return lines
    if path == sets and _groups(want) == _groups(found):
        return []
    return [] if _same(want, found) else [(path, want, found)]


def _groups(order: Any) -> Any:
    if not isinstance(order, list):
        return order
    return [sorted(group, key=str) if isinstance(group, list) else group for group in order]


def _same(want: Any, found: Any) -> bool:
    """Say whether two JSON values are the same; unlike Python's, 1 is not true."""
    if isinstance(want, Mapping) and isinstance(found, Mapping):
        return want.keys() == found.keys() and all(_same(want[key], found[key]) for key in want)
    if isinstance(want, list) and isinstance(found, list):
        return len(want) == len(found) and all(map(_same, want, found))
    return type(want) is type(found) and bool(want == found)
