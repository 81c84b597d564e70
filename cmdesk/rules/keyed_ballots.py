"""Two keyings of one box, ballot by ballot: where they differ, and what one of them adds up to (B.12.9, row 59)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WHOLE = -1
"""The place of a difference that is the whole sheet's: one keyed it as void, the other did not."""


@dataclass(frozen=True)
class KeyedSheet:
    """One ballot as keyed: a mark a line in the order of the paper, or void as a whole (then without marks)."""

    marks: tuple[str, ...]
    void: bool = False


@dataclass(frozen=True)
class KeyedTotals:
    """What a keying adds up to: void sheets, and the marks of each line over the others."""

    invalid: int
    lines: tuple[Mapping[str, int], ...]


def sheet_differences(one: Sequence[KeyedSheet], other: Sequence[KeyedSheet]) -> tuple[tuple[int, int], ...]:
    """Give (sheet, line) of every cell that differs, `WHOLE` for a sheet that only one holds void; both from 0.

    Raises ValueError where the numbers of sheets or lines differ: then there is nothing to compare.
    """
    if len(one) != len(other):
        raise ValueError("not the same number of sheets")
    found = []
    for place, (left, right) in enumerate(zip(one, other, strict=True)):
        if left.void or right.void:
            found += [(place, WHOLE)] if left.void is not right.void else []
            continue
        cells = zip(left.marks, right.marks, strict=True)
        found += [(place, line) for line, (mark, again) in enumerate(cells) if mark != again]
    return tuple(found)


def keyed_totals(sheets: Sequence[KeyedSheet], lines: int) -> KeyedTotals:
    """Add up a keying of papers with that many lines; each line's marks and the void sheets make up all sheets."""
    counted: list[Counter[str]] = [Counter() for _ in range(lines)]
    for sheet in sheets:
        if not sheet.void:
            for line, mark in zip(counted, sheet.marks, strict=True):
                line[mark] += 1
    return KeyedTotals(sum(sheet.void for sheet in sheets), tuple(dict(line) for line in counted))
