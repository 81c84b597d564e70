"""What a signature looks like on the page: the name as written, the words 电子签名, the instant, the certificate."""

from __future__ import annotations

import functools
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from cmdesk.documents.fonts import Face, Glyph, Library, Role, UsedGlyphs, bundled
from cmdesk.kernel.clock import CHINA

_MM = 72 / 25.4
_NAME_WIDE = 27 * _MM
_NAME_LEFT, _RIGHT_LEFT = 4.0, 33.0
_SMALL, _SMALLEST = 7.5, 7.0
# Every signature of one person uses the same glyphs, so that a batch cuts its font parts once.
_ALWAYS = "0123456789ABCDEF-:+ 电子签名证书序列号"


@dataclass(frozen=True)
class _Layout:
    """Where things stand in a field of `width` × `height` mm: baselines in mm from the top, sizes in points.

    A name smaller than `least` goes into two lines, cut at its ·.
    """

    width: float
    height: float
    name: float
    name_size: float
    least: float
    two_lines: tuple[float, float]
    two_lines_size: float
    right: tuple[float, float, float]
    certificate: float
    certificate_right: float


_FULL = _Layout(61, 20, 10.6, 20, 11, (7.6, 13.2), 14, (6.2, 10, 13.8), 17.6, 60)
# The places of D04, D13 and D18 lie under a printed label and leave half the height.
_LOW = _Layout(59.4, 9.8, 5.6, 14, 9, (3.4, 6.4), 8, (3.0, 6.1, 9.2), 9.2, 32)
_LOW_BELOW = 15.0
# Narrower than this the type shrinks; down to it only the columns move together.
_NARROWEST = 50.0


@dataclass(frozen=True)
class FontPart:
    """One embedded font of an appearance, ready for a PDF: `program` and `to_unicode` are deflated."""

    label: str
    name: str
    metrics: dict[str, int]
    widths: list[object]
    program: bytes
    program_length: int
    to_unicode: bytes


@dataclass(frozen=True)
class Appearance:
    """A drawn appearance: content operators over the box (0, 0, width, height) in points, and its fonts."""

    width: float
    height: float
    content: bytes
    fonts: tuple[FontPart, ...]


@dataclass
class _Drawing:
    """Collects text operators and the glyphs that they use."""

    library: Library
    used: dict[str, UsedGlyphs] = field(default_factory=dict)
    operators: list[str] = field(default_factory=list)

    def text(self, text: str, role: Role, size: float, x: float, y: float) -> None:
        """Draw one line with its baseline's left end at (x, y), in points."""
        pen = 0.0
        for face, glyphs in _runs(self.library, text, role):
            used = self._use(face, glyphs)
            shown = "".join(_shown(glyph) for _, glyph in glyphs)
            self.operators.append(f"BT /{used.label} {size:g} Tf {x + pen:.3f} {y:.3f} Td [{shown}] TJ ET")
            pen += sum(glyph.advance for _, glyph in glyphs) * size / 1000

    def keep(self, text: str, role: Role) -> None:
        """Carry the glyphs of `text` without drawing them."""
        for face, glyphs in _runs(self.library, text, role):
            self._use(face, glyphs)

    def _use(self, face: Face, glyphs: list[tuple[str, Glyph]]) -> UsedGlyphs:
        used = self.used.setdefault(face.name, UsedGlyphs(face, f"S{len(self.used)}"))
        used.characters.update((glyph.number, character) for character, glyph in glyphs)
        return used


def drawn(
    *,
    name: str,
    when: datetime,
    issuer: str,
    serial: str,
    width: float,
    height: float,
    note: str = "",
    library: Library | None = None,
) -> Appearance:
    """Draw the appearance of a signature (forms.md 7) for a field of `width` × `height` mm.

    `serial` is the certificate's number in hex; `note` are one or two words beside 电子签名 (无异议). The whole field
    is covered in white, so that the printed label and the date line for ink vanish. Characters that no
    bundled font has are left out of the name: a name is checked for its glyphs when it is entered.
    """
    drawing = _Drawing(library or bundled())
    layout = _FULL if height >= _LOW_BELOW else _LOW
    across, down = min(1.0, width / layout.width), height / layout.height
    shrink = min(1.0, width / _NARROWEST, down)

    def write(text: str, role: Role, size: float, x: float, y: float) -> None:
        drawing.text(text, role, size * shrink, x * across * _MM, (height - y * down) * _MM)

    for line, size, y in _name_lines(drawing.library, name, layout, _NAME_WIDE * across / shrink):
        write(line, drawing.library.whole(name, Role.KAI), size, _NAME_LEFT, y)
    moment = when.astimezone(CHINA)
    said = (f"电子签名 {note}".strip(), f"{moment:%Y-%m-%d}", f"{moment:%H:%M:%S} +08:00")
    for line, y in zip(said, layout.right, strict=True):
        write(line, Role.SANS, _SMALL, _RIGHT_LEFT, y)
    room = (layout.certificate_right - _NAME_LEFT) * _MM * across / shrink
    write(
        _certificate_line(drawing.library, issuer, serial, room), Role.SANS, _SMALLEST, _NAME_LEFT, layout.certificate
    )
    drawing.keep(_ALWAYS, Role.SANS)

    box_width, box_height = width * _MM, height * _MM
    white = f"q 1 1 1 rg 0 0 {box_width:.3f} {box_height:.3f} re f Q q 0 0 0 rg"
    content = " ".join([white, *drawing.operators, "Q"]).encode()
    return Appearance(box_width, box_height, content, tuple(_part(used) for used in drawing.used.values()))


def _name_lines(library: Library, name: str, layout: _Layout, room: float) -> list[tuple[str, float, float]]:
    """Give the lines of a name, at most `room` points wide: text, size in points, baseline in mm from the top."""
    wide = _width(library, name, library.whole(name, Role.KAI))
    size = layout.name_size if len(name) <= 4 else min(layout.name_size, room / wide)
    if size >= layout.least:
        return [(name, size, layout.name)]
    cut = name.find("·") + 1 or (len(name) + 1) // 2
    halves = (name[:cut], name[cut:])
    longest = max(_width(library, half, library.whole(name, Role.KAI)) for half in halves)
    size = min(layout.two_lines_size, room / longest)
    return [(half, size, y) for half, y in zip(halves, layout.two_lines, strict=True)]


def _certificate_line(library: Library, issuer: str, serial: str, room: float) -> str:
    short = f"{serial[:4]} {serial[4:8]}".upper().strip()
    for line in (f"证书 {issuer} 序列号 {short}", f"证书 序列号 {short}"):
        if _width(library, line, Role.SANS) * _SMALLEST <= room:
            return line
    return f"证书 {short}"


def _width(library: Library, text: str, role: Role) -> float:
    """Give the width of a line in em."""
    return sum(glyph.advance for _, glyphs in _runs(library, text, role) for _, glyph in glyphs) / 1000


def _runs(library: Library, text: str, role: Role) -> Iterator[tuple[Face, list[tuple[str, Glyph]]]]:
    faces = library.chain(role)
    face_now: Face | None = None
    run: list[tuple[str, Glyph]] = []
    for character in text:
        found = next(((face, glyph) for face in faces if (glyph := face.glyph(character))), None)
        if found is None:
            continue
        face, glyph = found
        if face is not face_now:
            if run and face_now:
                yield face_now, run
            face_now, run = face, []
        run.append((character, glyph))
    if run and face_now:
        yield face_now, run


def _shown(glyph: Glyph) -> str:
    after = glyph.natural - glyph.advance + glyph.shift
    return f"{-glyph.shift or ''}<{glyph.number:04X}>{after or ''}"


def _part(used: UsedGlyphs) -> FontPart:
    program, length = _program(used.face, frozenset(used.characters))
    return FontPart(
        label=used.label,
        name=f"{used.tag()}+{used.face.postscript_name}",
        metrics=used.face.metrics(),
        widths=used.widths(),
        program=program,
        program_length=length,
        to_unicode=zlib.compress(used.to_unicode()),
    )


@functools.lru_cache(maxsize=64)
def _program(face: Face, glyphs: Iterable[int]) -> tuple[bytes, int]:
    program = face.part(glyphs)
    return zlib.compress(program), len(program)
