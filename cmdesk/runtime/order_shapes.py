"""What the fields of an order or question hold, told for help and docs: kinds, values, nested shapes, an example."""

from __future__ import annotations

import json
import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from cmdesk.kernel.periods import Period
from cmdesk.kernel.places import resources
from cmdesk.rules.shapes import Between, Long, Matching
from cmdesk.runtime.registry import needed_fields
from cmdesk.storage.resources import sentences


@dataclass(frozen=True, kw_only=True)
class Shape:
    """What a value is: its kind, the values allowed, what its entries or keys are, the fields of an object.

    `kind` is `text`, `integer`, `decimal`, `bool`, `date`, `instant`, `period`, `file`, `list`, `map`, `object` or
    `anything`; `least`, `most` and `entries` bound it; `empty` says that null may stand for nothing.
    """

    kind: str
    options: tuple[str, ...] = ()
    entry: Shape | None = None
    key: Shape | None = None
    fields: tuple[FieldShape, ...] = ()
    least: int | None = None
    most: int | None = None
    entries: int | None = None
    empty: bool = False


@dataclass(frozen=True, kw_only=True)
class FieldShape:
    """A field of an order: its key in JSON, the word people use, whether it must be there, and what it holds."""

    name: str
    word: str
    needed: bool
    shape: Shape


_SINGLES: Mapping[Any, str] = {
    str: "text",
    int: "integer",
    bool: "bool",
    Decimal: "decimal",
    Fraction: "decimal",
    date: "date",
    datetime: "instant",
    Period: "period",
}


def fields_of(record: type) -> tuple[FieldShape, ...]:
    """Give the fields of an order, a question or a part of one, in their order."""
    hints = get_type_hints(record, include_extras=True)
    needed = needed_fields(record)
    return tuple(
        FieldShape(
            name=field.name,
            word=sentences().get(f"field.{field.name}", field.name),
            needed=field.name in needed,
            shape=shape_of(hints[field.name]),
        )
        for field in fields(record)
    )


def shape_of(kind: Any) -> Shape:
    """Give what values of a type annotation look like in JSON."""
    if kind in _SINGLES:
        return Shape(kind=_SINGLES[kind])
    if isinstance(kind, type) and issubclass(kind, Enum):
        return Shape(kind="text", options=tuple(str(member.value) for member in kind))
    if isinstance(kind, type) and issubclass(kind, Path):
        return Shape(kind="file")
    if is_dataclass(kind) and isinstance(kind, type):
        return Shape(kind="object", fields=fields_of(kind))
    return _shape_of_generic(kind)


def _shape_of_generic(kind: Any) -> Shape:
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _bounded(shape_of(parts[0]), parts[1:])
    if origin is Literal:
        return Shape(kind="text", options=tuple(map(str, parts)))
    if origin in (Union, types.UnionType):
        given = [part for part in parts if part is not types.NoneType]
        shape = shape_of(given[0]) if len(given) == 1 else Shape(kind="anything")
        return replace(shape, empty=types.NoneType in parts)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return Shape(kind="map", key=shape_of(parts[0]), entry=shape_of(parts[1]))
    if isinstance(origin, type) and issubclass(origin, Sequence | set | frozenset):
        return Shape(kind="list", entry=shape_of(parts[0]))
    return Shape(kind="anything")


def _bounded(shape: Shape, marks: Sequence[object]) -> Shape:
    for mark in marks:
        if isinstance(mark, Between):
            shape = replace(shape, least=mark.least, most=mark.most)
        if isinstance(mark, Long):
            shape = replace(shape, entries=mark.entries)
        if isinstance(mark, Matching):
            shape = replace(shape, options=(mark.pattern,))
    return shape


@dataclass(frozen=True)
class Example:
    """An order as somebody would write it, and the values allowed where a field takes codes: path → code → word."""

    order: Any
    values: Mapping[str, Mapping[str, str]]


@cache
def examples() -> Mapping[str, Example]:
    """Give the examples of orders by their names; every order has one."""
    raw = json.loads((resources() / "examples" / "orders.json").read_text("utf-8"))
    return {name: Example(one["order"], one.get("values", {})) for name, one in raw.items()}


_WIDEST = 100


def laid_out(value: Any, indent: int = 0) -> str:
    """Give plain JSON values as JSON text: what fits in a line stands in one, the rest a part a line."""
    line = json.dumps(value, ensure_ascii=False)
    if indent + len(line) <= _WIDEST or not isinstance(value, dict | list) or not value:
        return line
    inner, margin = indent + 2, " " * (indent + 2)
    if isinstance(value, dict):
        parts = [f"{json.dumps(key, ensure_ascii=False)}: {laid_out(part, inner)}" for key, part in value.items()]
        start, end = "{", "}"
    else:
        parts, start, end = [laid_out(part, inner) for part in value], "[", "]"
    body = ",\n".join(f"{margin}{part}" for part in parts)
    return f"{start}\n{body}\n{' ' * indent}{end}"
