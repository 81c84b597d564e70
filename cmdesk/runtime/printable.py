"""What people typed into an order must be printable: no blank box may stand on a signed page."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from cmdesk.kernel.errors import Problem, Where
from cmdesk.kernel.text import unprintable
from cmdesk.runtime.registry import Command


def unprintable_texts(command: Command, has_glyph: Callable[[str], bool]) -> list[Problem]:
    """Give `glyph_missing` for each text of an order with a character that no bundled font has; field = its path."""
    problems = []
    for path, text in _texts(command, ""):
        missing = unprintable(text, has_glyph)
        if missing:
            codes = "、".join(f"U+{ord(character):04X}" for character in missing)
            problems.append(Problem("glyph_missing", Where(field=path), {"characters": codes}))
    return problems


def _texts(value: object, path: str) -> Iterator[tuple[str, str]]:
    """Give every text with its path. Files are no texts: nobody prints their names."""
    if isinstance(value, str):
        yield path, value
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from _texts(getattr(value, field.name), _under(path, field.name))
    elif isinstance(value, Mapping):
        for key, entry in value.items():
            yield from _texts(entry, _under(path, str(key)))
    elif isinstance(value, Sequence | AbstractSet) and not isinstance(value, bytes):
        for place, entry in enumerate(value):
            yield from _texts(entry, _under(path, str(place)))


def _under(path: str, step: str) -> str:
    return f"{path}.{step}" if path else step
