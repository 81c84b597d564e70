"""D25 年度考评报告: result and abilities, all cycles, derivation and level, opinions and signatures."""

from __future__ import annotations

from cmdesk.documents.page import BOTTOM, TOP
from cmdesk.documents.parts.signatures import Signing
from cmdesk.documents.render import render
from cmdesk.documents.reports.d25_content import AnnualContent
from cmdesk.documents.reports.d25_cycles import cycles
from cmdesk.documents.reports.d25_front import front
from cmdesk.documents.reports.d25_opinions import opinions
from cmdesk.documents.reports.d25_rating import rating
from cmdesk.documents.surface import Surface


def paint(surface: Surface, content: AnnualContent, signing: Signing) -> None:
    """Draw the pages of a D25, without header and footer.

    A trainee's has no section six; its later sections follow each other without fresh pages, which makes three.
    """
    before = len(surface.pages)
    y = front(surface, content)
    if len(surface.pages) == before + 1 or y > BOTTOM - 60:
        surface.new_page()
        y = TOP
    y = cycles(surface, content, y)
    y = rating(surface, content, y)
    opinions(surface, content, signing, y)


def draw(content: AnnualContent, *, void: bool = False, workbook: bytes | None = None) -> bytes:
    """Give the document; see `render`."""
    return render(content, paint, void=void, workbook=workbook)
