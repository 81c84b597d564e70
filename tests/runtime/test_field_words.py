"""Every field of every order has a Chinese word for the place of a problem."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from cmdesk.kernel.errors import Problem, Where
from cmdesk.rules.ruleset import RuleSet
from cmdesk.runtime.registry import all_use_cases
from cmdesk.runtime.sentences import LISTS, MIXED, message, place
from cmdesk.storage.resources import sentences

SOURCES = Path(__file__).parents[2] / "cmdesk"


def typed_fields_of(kind: Any, seen: set[Any]) -> Iterator[tuple[str, Any]]:
    """Give name and type of each field of an order and of whatever it is made of."""
    for part in get_args(kind):
        yield from typed_fields_of(part, seen)
    if dataclasses.is_dataclass(kind) and kind not in seen:
        seen.add(kind)
        for name, inner in get_type_hints(kind).items():
            yield name, inner
            yield from typed_fields_of(inner, seen)


def holds(kind: Any, wanted: tuple[type, ...]) -> bool:
    """Say whether a type is one of those groups, or such a group or nothing."""
    origin = get_origin(kind)
    if isinstance(origin, type) and issubclass(origin, wanted):
        return True
    return origin in (Union, UnionType) and any(holds(part, wanted) for part in get_args(kind))


def test_that_every_field_of_every_order_has_a_word() -> None:
    seen: set[Any] = set()
    names = {name for entry in all_use_cases() for name, _ in typed_fields_of(entry.command, seen)}
    assert len(names) > 100
    assert [name for name in sorted(names) if f"field.{name}" not in sentences()] == []


def test_that_every_field_that_an_order_complains_of_has_a_word() -> None:
    orders = [*(SOURCES / "usecases").rglob("*.py"), *(SOURCES / "queries").rglob("*.py")]
    told = {name for path in orders for name in re.findall(r'Where\(field="([a-z_]+)"', path.read_text("utf-8"))}
    assert len(told) > 30
    assert [name for name in sorted(told) if f"field.{name}" not in sentences()] == []


def test_that_a_path_is_read_step_by_step_and_entries_are_counted_from_one() -> None:
    assert place(Where(field="[1].staff_no")) == "“第 2 个.工号”"
    assert place(Where(field="counts.0001")) == "“票数.0001”"


def test_that_keys_of_a_json_file_stay_as_they_are_written() -> None:
    assert place(Where(file="规则.json", field="period")) == "文件“规则.json”，“period”"


def test_that_places_in_lists_are_counted_from_one_and_keys_that_are_numbers_stay() -> None:
    assert place(Where(field="members.0.name")) == "“应到人员.第 1 个.姓名”"
    assert place(Where(file="规则.json", field="checklist.items.2.steps")).endswith("“checklist.items.第 3 个.steps”")
    assert place(Where(field="people.0")) == "“人员.第 1 个”"
    assert place(Where(field="people.0001")) == "“人员.0001”"
    assert place(Where(field="people.9001")) == "“人员.9001”"
    assert place(Where(file="规则.json", field="self_set.targets.4.code")).endswith("“self_set.targets.第 5 个.code”")
    assert place(Where(field="marks.7")) == f"“{sentences()['field.marks']}.7”"


def test_that_every_list_of_an_order_or_a_rule_set_is_known_as_one() -> None:
    lists, mappings = set[str](), set[str]()
    seen: set[Any] = set()
    for kind in (RuleSet, *(entry.command for entry in all_use_cases())):
        for name, inner in typed_fields_of(kind, seen):
            lists |= {name} if holds(inner, (tuple, list, set, frozenset)) else set()
            mappings |= {name} if holds(inner, (Mapping,)) else set()
    assert lists - mappings == LISTS
    assert lists & mappings == MIXED


def test_that_a_heading_named_by_the_sentence_is_not_said_twice() -> None:
    where = Where(file="a.xlsx", sheet="人员", row=1, field="staff_no")
    said = message(Problem("column_missing", where, {"heading": "工号", "aliases": ""}))
    assert said.startswith("文件“a.xlsx”，工作表“人员”，第 1 行：缺少“工号”这一列")
