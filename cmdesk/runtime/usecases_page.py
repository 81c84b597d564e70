"""The page of all use cases: `python -m cmdesk.runtime.usecases_page > docs/usecases.md`."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator, Mapping

from cmdesk.runtime.order_shapes import FieldShape, Shape, examples, fields_of, laid_out
from cmdesk.runtime.permissions import PERMISSIONS
from cmdesk.runtime.registry import UseCase, all_use_cases

_UNDO = {"step": "one undo step", "barrier": "a barrier for undo", "never": "not undone"}
_KINDS = {
    "bool": "true or false",
    "integer": "whole number",
    "decimal": 'number as text (`"92.5"`)',
    "date": 'date (`"2026-03-02"`)',
    "instant": "instant with its offset",
    "period": 'period (`"2026-03"`, `"2026Q1"`, `"2026H1"`, `"2026"`)',
    "file": "path of a file",
}


def page() -> str:
    """Give the page: every use case with what it does, who may give it, what it takes, and whether it is undone."""
    lines = [
        "# Use cases",
        "",
        "Every order that `cmdesk do AREA.VERB` and the window can give.",
        "Generated from the code; a test keeps it true. A field with `*` must be there.",
        "`cmdesk do AREA.VERB --help` says the same in Chinese; `docs/headless.md` walks a year with these orders.",
    ]
    area = ""
    for entry in all_use_cases():
        if entry.name.split(".")[0] != area:
            area = entry.name.split(".")[0]
            lines += ["", f"## {area}"]
        lines += ["", *_entry(entry)]
    return "\n".join(lines) + "\n"


def _entry(entry: UseCase) -> list[str]:
    permission = PERMISSIONS[entry.permission]
    who = ", ".join(sorted(permission.doers)) or f"the meeting's {permission.meeting}"
    second = f"; confirmed by {', '.join(sorted(PERMISSIONS[entry.second].seconds))}" if entry.second else ""
    example = examples().get(entry.name)
    fields = list(_fields(fields_of(entry.command), example.values if example else {}))
    told = [] if example is None else ["- example:", "", "```json", laid_out(example.order), "```"]
    return [
        f"### {entry.name}",
        "",
        inspect.cleandoc(inspect.getdoc(entry.command) or ""),
        "",
        f"- who: {who} (`{entry.permission}`){second}",
        f"- undo: {_UNDO[entry.undo]}",
        "- fields:" if fields else "- fields: none",
        *fields,
        *told,
    ]


def _fields(
    fields: tuple[FieldShape, ...], values: Mapping[str, Mapping[str, str]], path: str = "", depth: int = 1
) -> Iterator[str]:
    for field in fields:
        here = f"{path}{field.name}"
        codes = field.shape.options or tuple(values.get(here, {}))
        said = f"; {', '.join(f'`{code}`' for code in codes)}" if codes else ""
        empty = " or null" if field.shape.empty else ""
        mark = "*" if field.needed else ""
        yield f"{'  ' * depth}- `{field.name}`{mark}: {_told(field.shape)}{empty}{said}"
        yield from _fields(_inner(field.shape), values, f"{here}.", depth + 1)


def _told(shape: Shape) -> str:
    if shape.kind == "list" and shape.entry is not None:
        return f"list of {_told(shape.entry)}"
    if shape.kind == "map" and shape.key is not None and shape.entry is not None:
        return f"object, {_told(shape.key)} → {_told(shape.entry)}"
    bounds = ""
    if shape.least is not None or shape.most is not None:
        bounds = f", {'…' if shape.least is None else shape.least} to {'…' if shape.most is None else shape.most}"
    return f"{_KINDS.get(shape.kind, shape.kind)}{bounds}"


def _inner(shape: Shape) -> tuple[FieldShape, ...]:
    return shape.fields if shape.entry is None else _inner(shape.entry)


if __name__ == "__main__":
    sys.stdout.write(page())
