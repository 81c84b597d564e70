"""The fields of an order or question in Chinese, for `do NAME --help` and `ask NAME --help`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cmdesk.cli.usage import width_of
from cmdesk.runtime.order_shapes import FieldShape, Shape

_KINDS = {
    "text": "文本",
    "integer": "整数",
    "decimal": '数，写成文本，如 "92.5"',
    "bool": "true 或 false",
    "date": '日期，如 "2026-03-02"',
    "instant": '时刻，如 "2026-03-02T09:00:00+08:00"',
    "period": '期间，如 "2026-03"、"2026Q1"、"2026H1"、"2026"',
    "file": "文件路径",
    "object": "对象 {…}：",
    "anything": "任意",
}
_INDENT = "    "


def lines_of(
    fields: tuple[FieldShape, ...], values: Mapping[str, Mapping[str, str]], path: str = "", depth: int = 0
) -> Iterator[str]:
    """Give one line a field, those of nested objects indented below; `*` marks what must be there.

    `values` names the codes allowed in fields of text, by the dotted path of the field.
    """
    widest = max((len(field.name) for field in fields), default=0)
    for field in fields:
        here = f"{path}{field.name}"
        codes = {**dict.fromkeys(field.shape.options, ""), **values.get(here, {})}
        words = " ".join(filter(None, [field.word if field.word != field.name else "", "（可空）" * field.shape.empty]))
        pad = " " * max(1, 22 - width_of(words))
        mark = "*" if field.needed else " "
        yield f"{_INDENT * depth}{mark} {field.name:<{widest}}  {words}{pad}{told(field.shape)}"
        if codes:
            said = "、".join(f"{code} {word}".strip() for code, word in codes.items())
            yield f"{_INDENT * depth}{' ' * (widest + 4)}可以写：{said}"
        inner = _inner(field.shape)
        if inner:
            yield from lines_of(inner, values, f"{here}.", depth + 1)


def told(shape: Shape) -> str:
    """Give the kind of a value in words."""
    if shape.kind == "list" and shape.entry is not None:
        return f"列表 […]，每项是{told(shape.entry)}"
    if shape.kind == "map" and shape.key is not None and shape.entry is not None:
        return f"对象 {{键: 值}}，键是{told(shape.key)}，值是{told(shape.entry)}"
    said = _KINDS[shape.kind]
    if shape.least is not None or shape.most is not None:
        least = "" if shape.least is None else f"不小于 {shape.least}"
        most = "" if shape.most is None else f"不大于 {shape.most}"
        said = f"{said}（{'，'.join(filter(None, [least, most]))}）"
    return said if shape.entries is None else f"{said}，正好 {shape.entries} 项"


def _inner(shape: Shape) -> tuple[FieldShape, ...]:
    if shape.kind in ("list", "map") and shape.entry is not None:
        return _inner(shape.entry)
    return shape.fields
