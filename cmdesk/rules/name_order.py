"""The order of names in lists: by 姓氏笔画, by 姓名笔画, or by pinyin (row 130)."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TypeAlias

from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.rules.name_readings import characters, split_name, usual_reading
from cmdesk.rules.tables import Tables

StrokeKey: TypeAlias = tuple[int, str, str]
"""Stroke count, stroke kinds in writing order (横竖撇点折), and the character itself."""


class NameOrder(StrEnum):
    """What names are ordered by."""

    SURNAME_STROKES = "surname_strokes"
    NAME_STROKES = "name_strokes"
    PINYIN = "pinyin"


def ordered_names(names: Sequence[str], by: NameOrder, tables: Tables) -> list[str]:
    """Give the names in order; equal ones stay as given. Raises Rejected `no_stroke_data` for strokes not known."""
    if by is NameOrder.PINYIN:
        return sorted(names, key=lambda name: pinyin_sort_key(name, tables))
    refuse_any(stroke_problems(names, tables))
    key = surname_stroke_key if by is NameOrder.SURNAME_STROKES else name_stroke_key
    return sorted(names, key=lambda name: key(name, tables))


def surname_stroke_key(name: str, tables: Tables) -> tuple[tuple[StrokeKey, ...], int, tuple[StrokeKey, ...]]:
    """Give the key of 姓氏笔画 order, as lists of candidates are printed.

    The surname by strokes of its characters (a single one before a compound one that begins with it), then given
    names of one character before longer ones, then these by strokes.
    """
    surname, given = split_name(name, tables)
    return (_strokes(surname, tables), len(given), _strokes(given, tables))


def name_stroke_key(name: str, tables: Tables) -> tuple[StrokeKey, ...]:
    """Give the key of 姓名笔画 order: character by character, wherever the surname ends."""
    return _strokes(characters(name), tables)


def pinyin_sort_key(name: str, tables: Tables) -> str:
    """Give a text to store and sort by code points: character by character syllable, tone, strokes, character.

    So all 张 stand together, before all 章. Never raises: a character without reading or strokes sorts by itself.
    """
    parts = []
    for character, syllable in zip(characters(name), usual_reading(name, tables), strict=True):
        strokes = tables.strokes.get(character, "")
        parts.append(f"{syllable}.{len(strokes):02}{strokes}{character}")
    return " ".join(parts)


def stroke_problems(names: Sequence[str], tables: Tables) -> list[Problem]:
    """Give a `no_stroke_data` problem for each name with a character whose strokes are not known."""
    return [
        Problem("no_stroke_data", Where(field=f"names.{place}"), {"name": name, "characters": "".join(unknown)})
        for place, name in enumerate(names)
        if (unknown := [character for character in characters(name) if character not in tables.strokes])
    ]


def _strokes(text: str, tables: Tables) -> tuple[StrokeKey, ...]:
    return tuple((len(kinds), kinds, character) for character in text for kinds in (tables.strokes[character],))
