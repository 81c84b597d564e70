"""The floors for documents: the texts of a drawn document again, by reportlab's own canvas and by its Platypus."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from io import BytesIO
from typing import Any

import pikepdf
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table

from cmdesk.documents.page import FRAME
from cmdesk.documents.surface import MM, Element, Surface
from cmdesk.kernel import places

_PAGE = (595.28, 841.89)
_FIRST = "stock-serif-regular"
_SETTINGS: dict[str, Any] = {"invariant": 1, "pageCompression": 1, "initialFontName": _FIRST}
_GRID = [("GRID", (0, 0), (-1, -1), 0.3, "black")]


@dataclass(frozen=True)
class Run:
    """A run of glyphs in one face: where it begins (points), and the marked content it belongs to (None: artifact)."""

    font: str
    size: float
    x: float
    y: float
    text: str
    mark: int | None


@dataclass
class _Pen:
    font: str = ""
    size: float = 0.0
    x: float = 0.0
    y: float = 0.0
    mark: int | None = None
    letters: dict[int, str] = field(default_factory=dict)


def runs_of(surface: Surface, pdf: bytes) -> list[list[Run]]:
    """Give the glyph runs of every page, read back from the file that was written."""
    fonts = {f"/{used.label}": used for used in surface.fonts.values()}
    pages = []
    with pikepdf.open(BytesIO(pdf)) as document:
        for page in document.pages:
            pen, found = _Pen(), []
            instructions: Any = pikepdf.parse_content_stream(page)
            for operands, operator in instructions:
                match str(operator):
                    case "BDC":
                        pen.mark = int(operands[1].MCID)
                    case "BMC" | "EMC":
                        pen.mark = None
                    case "Tf":
                        used = fonts[str(operands[0])]
                        pen.font, pen.size, pen.letters = f"stock-{used.face.name}", float(operands[1]), used.characters
                    case "Tm":
                        pen.x, pen.y = float(operands[4]), float(operands[5])
                    case "TJ":
                        codes = b"".join(bytes(part) for part in operands[0] if isinstance(part, pikepdf.String))
                        text = _text(codes, pen.letters)
                        found.append(Run(pen.font, pen.size, pen.x, pen.y, text, pen.mark))
                        pen.x += len(text) * pen.size
            pages.append(found)
    for name in {run.font for page in pages for run in page} | {_FIRST}:
        path = places.resources() / "fonts" / f"cmdesk-{name.removeprefix('stock-')}.ttf"
        pdfmetrics.registerFont(TTFont(name, str(path)))
    return pages


def _text(codes: bytes, letters: dict[int, str]) -> str:
    return "".join(letters[int.from_bytes(codes[at : at + 2], "big")] for at in range(0, len(codes), 2))


def raw(pages: list[list[Run]]) -> bytes:
    """Draw the runs, and nothing else, with `setFont` and `drawString`."""
    made = BytesIO()
    canvas = Canvas(made, pagesize=_PAGE, **_SETTINGS)
    for page in pages:
        _draw(canvas, page)
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def _draw(canvas: Canvas, runs: list[Run]) -> None:
    for run in runs:
        canvas.setFont(run.font, run.size)
        canvas.drawString(run.x, run.y, run.text)


def platypus(surface: Surface, pages: list[list[Run]]) -> bytes:
    """Set the same texts as paragraphs and tables of Platypus (wordWrap CJK), heads and feet of pages by the canvas."""
    texts: dict[tuple[int, int], list[Run]] = {}
    for number, page in enumerate(pages):
        for run in page:
            if run.mark is not None:
                texts.setdefault((number, run.mark), []).append(run)
    beside = [run for run in pages[-1] if run.mark is None]
    made = BytesIO()
    margins: dict[str, Any] = dict(
        zip(("leftMargin", "rightMargin", "topMargin", "bottomMargin"), (65, 65, 68, 82), strict=True)
    )
    template = SimpleDocTemplate(made, pagesize=_PAGE, **margins, **_SETTINGS)

    def edges(canvas: Canvas, _: object) -> None:
        _draw(canvas, beside)

    template.build(list(_flow(surface.tree, texts)), onFirstPage=edges, onLaterPages=edges)
    return made.getvalue()


def _flow(element: Element, texts: dict[tuple[int, int], list[Run]]) -> Iterator[Flowable]:
    for kid in element.kids:
        if not isinstance(kid, Element):
            yield from _paragraphs(texts.get(kid, []))
        elif kid.kind == "Table":
            rows = [[list(_flow(cell, texts)) for cell in row.kids if isinstance(cell, Element)] for row in _rows(kid)]
            widest = max(map(len, rows))
            filled = [row + [[]] * (widest - len(row)) for row in rows]
            yield Table(
                filled, colWidths=[FRAME * MM / widest] * widest, style=[("GRID", (0, 0), (-1, -1), 0.3, "black")]
            )
        else:
            yield from _flow(kid, texts)


def _rows(table: Element) -> list[Element]:
    return [row for row in table.kids if isinstance(row, Element) and row.kids]


def _paragraphs(runs: list[Run]) -> Iterator[Flowable]:
    if runs:
        size = runs[0].size
        style = ParagraphStyle("text", fontName=runs[0].font, fontSize=size, leading=size * 1.3, wordWrap="CJK")
        yield Paragraph(escape("".join(run.text for run in runs)), style)
