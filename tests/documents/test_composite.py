"""Pages come from reportlab's canvas, with fonts that hold what is shown and read back what it means."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from reportlab.pdfgen.canvas import Canvas

from cmdesk.documents.assembly import drawn
from cmdesk.documents.composite import composite
from cmdesk.documents.fonts import Role, bundled
from cmdesk.documents.render import pages_of, properties, typesetter
from cmdesk.documents.reports.catalogue import FORMS, draw
from cmdesk.documents.surface import Surface

_NAMES = "张文岚䶮㛃𬭎𠮷𫖮𬀩"


def _pages(content: Any) -> Surface:
    return pages_of(content, FORMS[content.form].paint, typesetter(), content.as_json())


def _streams(pdf: bytes) -> list[bytes]:
    with pikepdf.open(BytesIO(pdf)) as document:
        return [page.Contents.read_bytes() for page in document.pages]


@pytest.mark.parametrize("form", ["quarter", "annual"])
def test_that_every_page_is_what_a_reportlab_canvas_wrote(county: Any, form: str) -> None:
    content = getattr(county, form)()
    surface = _pages(content)
    assert isinstance(surface.canvas, Canvas)
    pages = _streams(drawn(surface, properties(content)))
    assert all(page.startswith(b"1 0 0 1 0 0 cm") for page in pages)
    assert _streams(draw(content)) == pages


def test_that_the_canvas_leaves_nothing_that_an_archive_refuses(county: Any) -> None:
    content = county.annual()
    pdf = drawn(_pages(content), properties(content))
    assert pdf.startswith(b"%PDF-1.7")
    assert b"Helvetica" not in pdf
    assert b"ASCII85" not in pdf
    with pikepdf.open(BytesIO(pdf)) as document:
        assert not any("/Trans" in page.obj for page in document.pages)


def test_that_a_blank_brings_no_face_of_rare_characters(county: Any) -> None:
    assert not any("rare" in name for name in _pages(county.annual("张文岚")).fonts)
    rare = bundled().face("rare-a")
    assert rare is not None
    common = bundled().chain(Role.SERIF)[0]
    only_rare = next(c for c in map(chr, range(0x20000, 0x2A6D0)) if rare.glyph(c) and not common.glyph(c))
    assert "rare-a" in _pages(county.annual("张" + only_rare)).fonts


def test_that_stock_methods_of_the_canvas_draw_rare_characters_with_our_font() -> None:
    rare = composite(bundled().chain(Role.SERIF)[-2])
    serif = composite(bundled().chain(Role.SERIF)[0])
    made = BytesIO()
    canvas = Canvas(made, initialFontName=serif.fontName, invariant=1)
    for number, font in enumerate((serif, rare)):
        text = "".join(c for c in _NAMES if font.source.glyph(c))
        canvas.setFont(font.fontName, 20)
        canvas.drawString(50, 700 - 40 * number, text)
        assert canvas.stringWidth(text) == pytest.approx(20 * len(text))
    canvas.save()
    document = pypdfium2.PdfDocument(made.getvalue())
    page = document[0].get_textpage()
    read = "".join(page.get_text_bounded().split())
    page.close()
    document.close()
    assert set(read) == {c for c in _NAMES if serif.source.glyph(c) or rare.source.glyph(c)}
    assert "张文岚" in read
    assert "𬭎" in read


def test_that_two_documents_at_once_keep_glyphs_of_their_own() -> None:
    serif = composite(bundled().chain(Role.SERIF)[0])
    made = [BytesIO(), BytesIO()]
    both = [Canvas(into, initialFontName=serif.fontName, invariant=1) for into in made]
    for canvas, text in zip(both, ("张文岚", "李望川"), strict=True):
        canvas.setFont(serif.fontName, 20)
        canvas.drawString(50, 700, text)
    for canvas in both:
        canvas.save()
    for into, text in zip(made, ("张文岚", "李望川"), strict=True):
        with pikepdf.open(into) as document:
            (font,) = document.pages[0].Resources.Font.values()
            told = font.ToUnicode.read_bytes()
        assert b"\n3 beginbfchar" in told
        assert all(f"<{ord(c):04X}>".encode() in told for c in text)


@pytest.mark.shows("84")
@pytest.mark.parametrize("form", ["annual", "inspection"])
def test_that_every_glyph_shown_has_its_outline_width_and_character_in_the_file(county: Any, form: str) -> None:
    content = county.annual("张" + county.rare) if form == "annual" else county.inspection()
    shown = 0
    with pikepdf.open(BytesIO(draw(content))) as document:
        fonts = {key: _Embedded(font) for key, font in document.pages[0].Resources.Font.items()}
        for page in document.pages:
            instructions: Any = pikepdf.parse_content_stream(page)
            set_in = ""
            for operands, operator in instructions:
                if str(operator) == "Tf":
                    set_in = str(operands[0])
                elif str(operator) == "TJ":
                    for part in operands[0]:
                        if isinstance(part, pikepdf.String):
                            shown += fonts[set_in].check(bytes(part))
    assert shown > 1000


class _Embedded:
    """A font as the file holds it."""

    def __init__(self, font: Any) -> None:
        descendant = font.DescendantFonts[0]
        self.program = TTFont(BytesIO(descendant.FontDescriptor.FontFile2.read_bytes()))
        self.names = self.program.getGlyphOrder()
        self.told = font.ToUnicode.read_bytes().decode("ascii")
        self.widths: dict[int, int] = {}
        entries = list(descendant.W)
        for first, widths in zip(entries[::2], entries[1::2], strict=True):
            self.widths |= {int(first) + at: int(width) for at, width in enumerate(widths)}

    def check(self, codes: bytes) -> int:
        """Give how many glyphs are shown; fails at one without outline, width or character."""
        for at in range(0, len(codes), 2):
            number = int.from_bytes(codes[at : at + 2], "big")
            assert number
            row = next(line for line in self.told.splitlines() if line.startswith(f"<{number:04X}> <"))
            character = bytes.fromhex(row.split("<")[2].rstrip(">")).decode("utf-16-be")
            outline = self.program["glyf"][self.names[number]].numberOfContours
            assert outline or character.isspace(), character
            advance = self.program["hmtx"][self.names[number]][0] * 1000 / self.program["head"].unitsPerEm
            assert self.widths[number] == pytest.approx(advance, abs=1)
        return len(codes) // 2


def test_that_neither_hour_nor_environment_changes_a_byte(county: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    content = county.annual()
    first = draw(content)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert draw(county.annual()) == first


def test_that_a_face_cut_often_is_cut_the_same() -> None:
    face = bundled().face(Role.SANS_BOLD)
    assert face is not None
    assert len({face.part(range(40, 90)) for _ in range(12)}) == 1
