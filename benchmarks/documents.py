"""Drawing documents: an annual report and a packet of 20 people against reportlab's canvas and Platypus.

The floor draws the same glyph runs and nothing else: no layout, no lines, no charts, no codes. Structure and archival
form have a floor of their own: pikepdf opening and saving the same file.
"""

from __future__ import annotations

import runpy
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from pikepdf import Pdf

from benchmarks import stock
from benchmarks.measuring import Line, milliseconds, side_by_side
from cmdesk.documents import characters
from cmdesk.documents.assembly import add_structure, archived, drawn
from cmdesk.documents.content import Content
from cmdesk.documents.fonts import bundled
from cmdesk.documents.lines import Typesetter
from cmdesk.documents.packet import packet_pages
from cmdesk.documents.render import pages_of, properties, typesetter
from cmdesk.documents.reports.catalogue import FORMS
from cmdesk.documents.surface import Surface
from cmdesk.kernel.progress import SILENT

_CONTENTS = Path(__file__).parent.parent / "tests" / "documents" / "conftest.py"
_PEOPLE = 20


def run() -> list[Line]:
    """Measure one annual report, a batch of them, a packet, and what makes a file archival."""
    county = runpy.run_path(str(_CONTENTS))
    annual: Callable[..., Content] = county["annual"]
    names = [f"欧阳若琳{at}" for at in range(_PEOPLE)]
    batch = [annual(name, number=f"140702-D25-2026-{10400 + at}-v1") for at, name in enumerate(names)]
    return [*_single(batch[0]), *_batch(batch), *_packet(county["packet"](_PEOPLE)), *_archival(batch[0])]


def _pages(content: Content, setter: Typesetter) -> Surface:
    return pages_of(content, FORMS[content.form].paint, setter, content.as_json())


def _first_ever(content: Content) -> bytes:
    """Draw as the first document after the start: no line has been broken before."""
    characters.breaks.cache_clear()
    return drawn(_pages(content, Typesetter(bundled())), properties(content))


def _single(content: Content) -> list[Line]:
    surface = _pages(content, typesetter())
    runs = stock.runs_of(surface, drawn(surface, properties(content)))
    spent = side_by_side(
        {
            "ours": lambda: _first_ever(content),
            "raw": lambda: stock.raw(runs),
            "platypus": lambda: stock.platypus(surface, runs),
        },
        rounds=15,
    )
    return [
        _against(spent, "D25, no line broken before", "raw", 1.2),
        _against(spent, "D25, no line broken before", "platypus", None),
    ]


def _batch(contents: list[Content]) -> list[Line]:
    surfaces = [_pages(content, typesetter()) for content in contents]
    runs = [stock.runs_of(s, drawn(s, properties(c))) for s, c in zip(surfaces, contents, strict=True)]
    spent = side_by_side(
        {
            "ours": lambda: [drawn(_pages(content, typesetter()), properties(content)) for content in contents],
            "raw": lambda: [stock.raw(pages) for pages in runs],
        },
        rounds=3,
    )
    return [_against(spent, f"D25, {len(contents)} files", "raw", 1.2)]


def _packet(content: Any) -> list[Line]:
    """Measure a packet against its own runs, and against its papers drawn raw as the files they would else be."""
    surface = packet_pages(content, SILENT)
    runs = stock.runs_of(surface, drawn(surface, properties(content)))
    papers = [(_pages(paper.content, typesetter()), paper.content) for paper in content.papers]
    alone = [stock.runs_of(pages, drawn(pages, properties(paper))) for pages, paper in papers]
    spent = side_by_side(
        {
            "ours": lambda: drawn(packet_pages(content, SILENT), properties(content)),
            "raw, a file each": lambda: [stock.raw(pages) for pages in alone],
            "raw, one file": lambda: stock.raw(runs),
            "platypus": lambda: stock.platypus(surface, runs),
        },
        rounds=3,
    )
    name = f"packet, {_PEOPLE} people, {len(runs)} pages"
    bounds = {"raw, a file each": 0.7, "raw, one file": None, "platypus": None}
    return [_against(spent, name, floor, bound) for floor, bound in bounds.items()]


def _archival(content: Content) -> list[Line]:
    surface = _pages(content, typesetter())
    plain = drawn(surface, properties(content))
    created = content.identity.created

    def saved(then: Callable[[Pdf], object]) -> None:
        with Pdf.open(BytesIO(plain)) as pdf:
            then(pdf)
            pdf.save(BytesIO(), deterministic_id=True)

    def archive() -> None:
        with Pdf.open(BytesIO(plain)) as pdf:
            archived(pdf, created)

    spent = side_by_side(
        {
            "save": lambda: saved(lambda pdf: None),
            "tags": lambda: saved(lambda pdf: add_structure(pdf, surface)),
            "archive": archive,
        },
        rounds=15,
    )
    return [
        Line(name, spent[way] / spent["save"], None, f"{milliseconds(spent[way])}; save {milliseconds(spent['save'])}")
        for way, name in (("tags", "tags, against save"), ("archive", "PDF/A, against save"))
    ]


def _against(spent: dict[str, float], name: str, floor: str, bound: float | None) -> Line:
    detail = f"ours {milliseconds(spent['ours'])}, {floor} {milliseconds(spent[floor])}"
    return Line(f"{name}, against {floor}", spent["ours"] / spent[floor], bound, detail)
