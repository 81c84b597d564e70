"""Facts of D04 taller than a page: cut into pieces that pages can share, and joined again where they stand together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cmdesk.documents.fonts import Role
from cmdesk.documents.parts.cells import PADDING, block_height
from cmdesk.documents.parts.flow import parted
from cmdesk.documents.reports.d04_content import Answer, Band, Continued, Duty, ItemRow
from cmdesk.documents.surface import Style, Surface

FACT = Style(Role.KAI, 8.5, 10.4)
FACT_WIDTH = 39 - 2 * PADDING + 1.0
_PIECE = 44.0


def in_pieces(surface: Surface, duties: Sequence[Duty], most: float) -> tuple[Duty, ...]:
    """Give the duties with every item whose facts are taller than `most` mm cut into rows that are not.

    All else stays as it is.
    """
    return tuple(
        replace(duty, items=tuple(piece for item in duty.items for piece in _pieces(surface, item, most)))
        for duty in duties
    )


def _pieces(surface: Surface, item: ItemRow, most: float) -> Iterator[ItemRow]:
    if item.answer is Answer.NOT_SEEN or _tall(surface, item.fact) <= most:
        yield item
        return
    fact, rest = _piece(surface, item.fact)
    yield replace(item, fact=fact)
    while rest:
        fact, rest = _piece(surface, rest)
        yield Continued(number=item.number, answer=item.answer, fact=fact)


def _tall(surface: Surface, fact: str) -> float:
    return block_height(surface.broken(fact, FACT, FACT_WIDTH), FACT) + 1.5


def _piece(surface: Surface, text: str) -> tuple[str, str]:
    if _tall(surface, text) <= _PIECE:
        return text, ""
    return parted(surface, text, FACT, FACT_WIDTH, _PIECE, anywhere=True)


def rejoined(band: Band) -> Band:
    """Give the band with pieces that follow each other on its page in one row again."""
    items: list[ItemRow] = []
    for item in band.items:
        if items and isinstance(item, Continued):
            items[-1] = replace(items[-1], fact=items[-1].fact + item.fact)
        else:
            items.append(item)
    return replace(band, items=tuple(items))
