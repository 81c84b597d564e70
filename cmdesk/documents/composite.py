"""The bundled faces as fonts of reportlab's canvas: composite (Type 0, Identity-H), cut to what a document shows.

reportlab's own TTFont cuts a face into fonts of 256 glyphs, tells copied text wrongly beyond the basic plane and prints
a missing character as a blank. This class takes its place (reportlab asks for the names below, not for a type): a
character's code is its glyph number, two bytes wide, so one font serves a document however many characters it has.
"""

from __future__ import annotations

import functools
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from reportlab.pdfbase import pdfdoc, pdfmetrics

from cmdesk.documents.fonts import Face, UsedGlyphs


class TypeFace(NamedTuple):
    """What reportlab asks of a font's face: its name, and heights in thousandths of an em."""

    name: str
    ascent: int
    descent: int


class CompositeFont:
    """One face as reportlab takes it. Several documents may use it at the same time, each with glyphs of its own."""

    _multiByte = 1  # noqa: N815 - reportlab's name
    _dynamicFont = 1  # noqa: N815
    shapable = False

    def __init__(self, source: Face) -> None:
        self.source = source
        self.fontName = source.postscript_name
        metrics = source.metrics()
        self.face = TypeFace(source.postscript_name, metrics["Ascent"], metrics["Descent"])
        self._used: WeakKeyDictionary[Any, UsedGlyphs] = WeakKeyDictionary()

    def stringWidth(self, text: str, size: float, encoding: str = "utf-8") -> float:  # noqa: N802 - reportlab's name
        """Give the width of `text` in points as `splitString` sets it: each glyph with the font's own advance."""
        glyphs = (self.source.glyph(character) for character in text)
        return sum(glyph.natural if glyph else self.source.width_of(0) for glyph in glyphs) * size / 1000

    def splitString(self, text: str, doc: Any, encoding: str = "utf-8") -> list[tuple[int, bytes]]:  # noqa: N802
        """Give the codes of `text`, always of part 0. What the face lacks becomes .notdef, which PDF/A refuses."""
        used = self.used(doc)
        codes = bytearray()
        for character in text:
            glyph = self.source.glyph(character)
            number = glyph.number if glyph else 0
            if glyph:
                used.characters[number] = character
            codes += number.to_bytes(2, "big")
        return [(0, bytes(codes))]

    def getSubsetInternalName(self, subset: int, doc: Any) -> str:  # noqa: N802 - reportlab's name
        """Give the font's name in the operators of `doc`. Raises IndexError for a part other than 0."""
        if subset:
            raise IndexError(subset)
        return f"/{self.used(doc).label}"

    def used(self, doc: Any) -> UsedGlyphs:
        """Give what `doc` uses of the face; asking for it puts the font into the document."""
        try:
            return self._used[doc]
        except KeyError:
            used = self._used[doc] = UsedGlyphs(self.source, f"F{len(doc.fontMapping) + 1}")
            doc.fontMapping[self.fontName] = f"/{used.label}"
            doc.delayedFonts.append(self)
            return used

    def addObjects(self, doc: Any) -> None:  # noqa: N802 - reportlab's name
        """Write the font into `doc`, with the outlines of the glyphs used and the way back to characters."""
        used = self._used.pop(doc)
        name = f"/{used.tag()}+{self.fontName}"
        cid_font = pdfdoc.PDFDictionary(
            {
                "Type": "/Font", "Subtype": "/CIDFontType2", "BaseFont": name, "DW": 1000, "W": _widths(used),
                "CIDSystemInfo": "<</Registry (Adobe) /Ordering (Identity) /Supplement 0>>",
                "CIDToGIDMap": "/Identity", "FontDescriptor": _descriptor(doc, used, name),
            }
        )  # fmt: skip
        font = pdfdoc.PDFDictionary(
            {
                "Type": "/Font", "Subtype": "/Type0", "BaseFont": name, "Encoding": "/Identity-H",
                "DescendantFonts": pdfdoc.PDFArray([doc.Reference(cid_font)]),
                "ToUnicode": _stream(doc, used.to_unicode()),
            }
        )  # fmt: skip
        doc.idToObject["BasicFonts"].dict[used.label] = doc.Reference(font)


def _descriptor(doc: Any, used: UsedGlyphs, name: str) -> Any:
    program = used.program()
    return doc.Reference(
        pdfdoc.PDFDictionary(
            {
                "Type": "/FontDescriptor", "FontName": name, "Flags": 4, "FontBBox": "[-1000 -400 2200 1200]",
                "ItalicAngle": 0, "StemV": 80, **used.face.metrics(),
                "FontFile2": _stream(doc, program, Length1=len(program)),
            }
        )
    )  # fmt: skip


def _stream(doc: Any, content: bytes, **entries: Any) -> Any:
    return doc.Reference(pdfdoc.PDFStream(pdfdoc.PDFDictionary(entries), content, [pdfdoc.PDFZCompress]))


def _widths(used: UsedGlyphs) -> str:
    runs = used.widths()
    parts = [f"[{' '.join(map(str, run))}]" if isinstance(run, list) else str(run) for run in runs]
    return f"[{' '.join(parts)}]"


@functools.cache
def composite(face: Face) -> CompositeFont:
    """Give the font over a face, known to reportlab by its name from now on (the first face of a name stays)."""
    font = CompositeFont(face)
    pdfmetrics.registerFont(font)
    return font
