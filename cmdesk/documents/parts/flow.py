"""Parting a text between pages."""

from __future__ import annotations

import bisect
from collections.abc import Callable, Sequence

from cmdesk.documents.characters import breaks
from cmdesk.documents.parts.cells import block_height
from cmdesk.documents.surface import Style, Surface

SENTENCE_ENDS = "。！？"


def parted(
    surface: Surface, text: str, style: Style, width: float, room: float, *, indent: float = 0, justify: bool = False,
    anywhere: bool = False,
) -> tuple[str, str]:  # fmt: skip
    """Part a text so that its first part, set `width` mm wide, is no taller than `room` mm; the rest is never empty.

    It is parted after a sentence; `anywhere` also allows a line's end, where no sentence ends in the second half of
    the room. The first part is empty where nothing fits. Both parts together are the text.
    """

    def tall(cut: int) -> float:
        lines = surface.broken(text[:cut], style, width, indent=indent, justify=justify)
        return block_height(lines, style)

    ends = [at for at, sign in enumerate(text, start=1) if sign in SENTENCE_ENDS and at < len(text)]
    cut = _last(ends, tall, room)
    if anywhere and (not cut or tall(cut) < room / 2):
        cut = _last(breaks(text)[:-1], tall, room)
    return text[:cut], text[cut:]


def _last(cuts: Sequence[int], tall: Callable[[int], float], room: float) -> int:
    """Give the last cut that leaves no more than `room` before it, or 0: a longer text is never less tall."""
    at = bisect.bisect_right(cuts, room + 0.001, key=tall)
    return cuts[at - 1] if at else 0
