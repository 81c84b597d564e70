"""Font faces: which glyph a character gets, how wide it stands, and the part of a font that a document carries."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import uharfbuzz as hb

from cmdesk.kernel import places


class Role(StrEnum):
    """The voices of a page: sans asks, serif answers, kai is what a person wrote (forms.md 2)."""

    SERIF = "serif-regular"
    SERIF_BOLD = "serif-bold"
    SANS = "sans-regular"
    SANS_MEDIUM = "sans-medium"
    SANS_BOLD = "sans-bold"
    KAI = "kai-regular"


RARE = ("rare-a", "rare-b")
_BEHIND: dict[Role, tuple[str, ...]] = {
    Role.SERIF: (Role.SERIF, *RARE),
    Role.SERIF_BOLD: (Role.SERIF_BOLD, Role.SERIF, *RARE),
    Role.SANS: (Role.SANS, Role.SERIF, *RARE),
    Role.SANS_MEDIUM: (Role.SANS_MEDIUM, Role.SANS, Role.SERIF, *RARE),
    Role.SANS_BOLD: (Role.SANS_BOLD, Role.SANS, Role.SERIF, *RARE),
    Role.KAI: (Role.KAI, Role.SERIF, *RARE),
}
# Signs whose own width tears a Chinese line apart stand centred in a narrower one (em).
_NARROW = {"×": 0.76, "÷": 0.88, "≥": 0.84, "≤": 0.84, "·": 0.40}
_KAI_NARROW = {"≥": 0.74, "≤": 0.74, "·": 0.40, "“": 0.5, "”": 0.5}


@dataclass(frozen=True, slots=True)
class Glyph:
    """A glyph as it is set: `natural` is the font's own advance in thousandths of an em, `advance` what the line gives
    it, `shift` how far right of its origin it is drawn."""

    number: int
    natural: int
    advance: int
    shift: int


class Face:
    """One font file, mapped into memory. Looking up a character is cached; nothing else changes after loading."""

    def __init__(self, path: Path, name: str) -> None:
        self.name = name
        self._face = hb.Face(hb.Blob.from_file_path(str(path)))
        self._font = hb.Font(self._face)
        self._cut_from = self._face
        self._cuts = 0
        self._scale: float = 1000 / self._face.upem
        self._narrow = _KAI_NARROW if name == Role.KAI else _NARROW
        self._known: dict[str, Glyph | None] = {}

    def glyph(self, character: str) -> Glyph | None:
        """Give the glyph of a character, or None where the font has none."""
        try:
            return self._known[character]
        except KeyError:
            found = self._known[character] = self._look_up(character)
            return found

    def _look_up(self, character: str) -> Glyph | None:
        number = self._font.get_nominal_glyph(ord(character))
        if not number:
            return None
        natural = round(self._font.get_glyph_h_advance(number) * self._scale)
        narrow = self._narrow.get(character)
        if narrow is None:
            return Glyph(number, natural, natural, 0)
        advance = round(narrow * 1000)
        return Glyph(number, natural, advance, (advance - natural) // 2)

    def width_of(self, number: int) -> int:
        """Give the font's own advance of a glyph in thousandths of an em."""
        return round(float(self._font.get_glyph_h_advance(number)) * self._scale)

    def metrics(self) -> dict[str, int]:
        """Give ascent, descent and cap height of the em box in thousandths of an em."""
        return {"Ascent": 880, "Descent": -120, "CapHeight": 730}

    @property
    def postscript_name(self) -> str:
        """Give the name under which the font is embedded."""
        return "cmdesk-" + self.name

    def part(self, glyphs: Iterable[int]) -> bytes:
        """Give the font program with the outlines of `glyphs` only; glyph numbers stay what they are."""
        wanted = hb.SubsetInput()
        wanted.sets(hb.SubsetInputSets.GLYPH_INDEX).set(set(glyphs) | {0})
        wanted.sets(hb.SubsetInputSets.UNICODE).clear()
        wanted.sets(hb.SubsetInputSets.DROP_TABLE_TAG).update(_DROPPED)
        wanted.flags = hb.SubsetFlags.RETAIN_GIDS | hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE
        self._cuts += 1
        if self._cuts == _OFTEN and self.name not in RARE:
            self._cut_from = hb.subset_preprocess(self._face)
        return bytes(hb.subset(self._cut_from, wanted).blob.data)


# Preparing a face for being cut takes as long as a dozen cuts and makes the later ones ten times faster. A rare face
# would take 80 MB of memory for it.
_OFTEN = 6
_DROPPED = {
    int.from_bytes(tag, "big")
    for tag in (b"GSUB", b"GPOS", b"GDEF", b"vhea", b"vmtx", b"VORG", b"post", b"name", b"OS/2")
}


class Library:
    """The bundled faces of a folder, loaded when first used.

    A character that its own face lacks is taken from the faces behind it; a name is never patched together if one
    face holds all of it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._faces: dict[str, Face | None] = {}

    def face(self, name: str) -> Face | None:
        """Give a face by name, or None if its file is not installed (only the rare ones may be absent)."""
        if name not in self._faces:
            path = self._folder / f"cmdesk-{name}.ttf"
            self._faces[name] = Face(path, name) if path.is_file() else None
        return self._faces[name]

    def chain(self, role: Role) -> list[Face]:
        """Give the faces tried for a role, first choice first."""
        return [face for name in _BEHIND[role] if (face := self.face(name)) is not None]

    def whole(self, text: str, role: Role) -> Role:
        """Give the role in which a name is set: its own, or the first behind it that has every character.

        Where no face has all of them the name is set in serif, beside which the rare faces look best.
        """
        for name in _BEHIND[role]:
            face = self.face(name)
            if face is not None and name not in RARE and all(c.isspace() or face.glyph(c) for c in text):
                return Role(name)
        return Role.SERIF if role is not Role.SERIF_BOLD else role

    def missing(self, text: str) -> str:
        """Give the characters of `text` that no bundled face has, each once, in order."""
        faces = self.chain(Role.SERIF)
        return "".join(dict.fromkeys(c for c in text if not c.isspace() and not any(f.glyph(c) for f in faces)))


@functools.cache
def bundled() -> Library:
    """Give the library of the program's own fonts. Loading maps files and reads nothing yet."""
    return Library(places.resources() / "fonts")


class UsedGlyphs:
    """What one document uses of one face: the embedded program, widths and the way back to characters."""

    def __init__(self, face: Face, label: str) -> None:
        self.face = face
        self.label = label
        self.characters: dict[int, str] = {}

    def program(self) -> bytes:
        """Give the font program to embed."""
        return self.face.part(self.characters)

    def tag(self) -> str:
        """Give the six capitals that mark a font as a part, the same for the same glyphs."""
        digest = hashlib.sha256(",".join(map(str, sorted(self.characters))).encode()).digest()
        return "".join(chr(65 + byte % 26) for byte in digest[:6])

    def widths(self) -> list[Any]:
        """Give the /W array: runs of neighbouring glyphs, each with its widths."""
        runs: list[Any] = []
        last = -2
        for number in sorted(self.characters):
            if number == last + 1:
                runs[-1].append(self.face.width_of(number))
            else:
                runs += [number, [self.face.width_of(number)]]
            last = number
        return runs

    def to_unicode(self) -> bytes:
        """Give the ToUnicode map; characters beyond the basic plane are written as surrogate pairs."""
        rows = [f"<{n:04X}> <{c.encode('utf-16-be').hex().upper()}>" for n, c in sorted(self.characters.items())]
        blocks = [
            f"{len(rows[at : at + 100])} beginbfchar\n" + "\n".join(rows[at : at + 100]) + "\nendbfchar\n"
            for at in range(0, len(rows), 100)
        ]
        return (_CMAP_HEAD + "".join(blocks) + _CMAP_TAIL).encode("ascii")


_CMAP_HEAD = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
"""
_CMAP_TAIL = """endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""
