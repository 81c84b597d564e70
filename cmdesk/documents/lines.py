"""Filling lines: gaps, squeezed marks, justified edges, and breaks where nothing else is left (forms.md 2)."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from cmdesk.documents.characters import NEVER_FIRST, NEVER_LAST, Kind, breaks, cleaned, kind_of
from cmdesk.documents.fonts import Face, Library, Role

GAP = 140
"""The gap between Han and Latin or digits, in thousandths of an em."""
HALF = 500
MOST_STRETCH = 200
SHORTEST_JUSTIFIED = 13_000
LOOSE = 60
_TOLERANCE = 0.5
_EN_SPACE = "\u2002"


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a line in one face: the inside of a PDF TJ array, and the glyphs it shows."""

    face: Face
    body: str
    glyphs: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line ready to be painted at any size. `width` is in em; `missing` names characters without a glyph."""

    text: str
    segments: tuple[Segment, ...]
    width: float
    missing: str = ""
    filled: bool = False


@dataclass(slots=True)
class _Atom:
    """A character on its way into a line; all measures in thousandths of an em."""

    character: str
    kind: Kind
    face: Face
    number: int
    natural: int
    advance: float
    shift: float
    after: float = 0

    @property
    def is_wide_mark(self) -> bool:
        return self.kind in {Kind.OPEN, Kind.CLOSE} and self.advance > 900


class Typesetter:
    """Turns text into lines. Results depend on text, role and width in em only, and are kept."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._line = functools.lru_cache(maxsize=16384)(self._set_line)
        self._paragraph = functools.lru_cache(maxsize=8192)(self._set_paragraph)

    def line(self, text: str, role: Role, *, name: bool = False) -> Line:
        """Give `text` as one line, however long. A name is set whole in one face where one has all of it."""
        return self._line(text, role, name)

    def width(self, text: str, role: Role, size: float, *, name: bool = False) -> float:
        """Give the width of one line in millimetres at `size` points."""
        return self._line(text, role, name).width * size * 25.4 / 72

    def paragraph(
        self,
        text: str,
        role: Role,
        width: float,
        *,
        indent: float = 0,
        justify: bool = False,
        keep: tuple[str, ...] = (),
    ) -> tuple[Line, ...]:
        """Give `text` broken into lines no wider than `width` em.

        The first line of each paragraph (line breaks part paragraphs) stands `indent` em further right. `keep` names
        texts, such as names of people, that are never broken unless one alone is wider than the line.
        """
        return self._paragraph(text, role, round(width * 1000), round(indent * 1000), justify, keep)

    def _set_line(self, text: str, role: Role, name: bool) -> Line:
        plain = cleaned(text)
        atoms = self._atoms(plain, self.library.whole(plain, role) if name else role)
        return _finished(plain, atoms, 0, len(atoms), 0)

    def _set_paragraph(
        self, text: str, role: Role, width: int, indent: int, justify: bool, keep: tuple[str, ...]
    ) -> tuple[Line, ...]:
        made: list[Line] = []
        for part in text.split("\n"):
            plain = cleaned(part)
            filler = _Filler(plain, self._atoms(plain, role), breaks(plain, keep) if plain else (), width, indent)
            made += filler.lines(justify)
        return tuple(made)

    def _atoms(self, text: str, role: Role) -> list[_Atom]:
        faces = self.library.chain(role)
        atoms = [_atom(character, faces) for character in text]
        for left, right in itertools.pairwise(atoms):
            _join(left, right)
        return atoms


def _atom(character: str, faces: Sequence[Face]) -> _Atom:
    if character == _EN_SPACE and (blank := faces[0].glyph(" ")):
        # Only a rare face has it, and a document should not carry that face for a blank.
        return _Atom(" ", Kind.OTHER, faces[0], blank.number, blank.natural, HALF, 0)
    for face in faces:
        glyph = face.glyph(character)
        if glyph is not None:
            kind = kind_of(character)
            return _Atom(character, kind, face, glyph.number, glyph.natural, glyph.advance, glyph.shift)
    return _Atom(character, Kind.OTHER, faces[0], 0, faces[0].width_of(0), faces[0].width_of(0), 0)


def _join(left: _Atom, right: _Atom) -> None:
    """Set the gap or the squeeze between two neighbours."""
    kinds = {left.kind, right.kind}
    if kinds == {Kind.HAN, Kind.LATIN}:
        left.after = GAP
    elif left.kind is Kind.CLOSE and right.kind in {Kind.CLOSE, Kind.OPEN} and left.is_wide_mark:
        left.advance -= HALF
    elif left.kind is Kind.OPEN and right.kind is Kind.OPEN and right.is_wide_mark:
        _halve_opening(right)


def _halve_opening(atom: _Atom) -> None:
    atom.advance -= HALF
    atom.shift -= HALF


class _Filler:
    """Fills the lines of one paragraph greedily, then mends a last line of one character."""

    def __init__(self, text: str, atoms: list[_Atom], ends: tuple[int, ...], width: int, indent: int) -> None:
        self.text = text
        self.atoms = atoms
        self.ends = ends
        self.width = width
        self.indent = indent
        self.sums = [0.0, *itertools.accumulate(a.advance + a.after for a in atoms)]

    def lines(self, justify: bool) -> list[Line]:
        """Give the lines; an empty text gives one empty line."""
        if not self.atoms:
            return [Line("", (), 0.0)]
        spans = self._spans()
        if len(spans) > 1:
            self._mend(spans)
        made = []
        for order, (start, end) in enumerate(spans):
            room = self.width - (self.indent if order == 0 else 0)
            full = justify and order < len(spans) - 1 and self.width >= SHORTEST_JUSTIFIED
            made.append(_finished(self.text, self.atoms, start, end, self._spare(start, end, room, full)))
        return made

    def _spare(self, start: int, end: int, room: float, full: bool) -> float:
        """Give the width to add (or, negative, to squeeze out) over a whole line."""
        spare = room - self._natural(start, end)
        if spare < 0:
            return spare if self._squeezable(start, end) else 0
        points = len(_stretch_points(self.atoms, start, end))
        return spare if full and points and spare / points <= MOST_STRETCH else 0

    def _spans(self) -> list[tuple[int, int]]:
        spans: list[tuple[int, int]] = []
        start = 0
        while start < len(self.atoms):
            room = self.width - (0 if spans else self.indent)
            end = self._end(start, room)
            spans.append((start, end))
            start = end
            while start < len(self.atoms) and self.atoms[start].kind is Kind.SPACE:
                start += 1
        return spans

    def _end(self, start: int, room: float) -> int:
        best = 0
        for end in self.ends:
            if end <= start:
                continue
            over = self._natural(start, end) - room
            if over <= _TOLERANCE:
                best = end
            elif best and self._is_worth_squeezing(start, best, end, room, over):
                return end
            else:
                break
        return best or self._forced_end(start, room)

    def _is_worth_squeezing(self, start: int, best: int, end: int, room: float, over: float) -> bool:
        if over > min(HALF, self._squeezable(start, end) * HALF):
            return False
        points = len(_stretch_points(self.atoms, start, best)) or 1
        return (room - self._natural(start, best)) / points > LOOSE

    def _squeezable(self, start: int, end: int) -> int:
        return sum(a.is_wide_mark for a in self.atoms[start + 1 : end - 1])

    def _forced_end(self, start: int, room: float) -> int:
        """Give where to cut a word, number or address that alone is wider than the line."""
        limit = next((end for end in self.ends if end > start), len(self.atoms))
        end = start + 1
        while end < limit and self._natural(start, end + 1) <= room + _TOLERANCE:
            end += 1
        allowed = [cut for cut in range(end, start + 1, -1) if cut == limit or self._may_part(cut)]
        whole = [cut for cut in allowed if cut == limit or not self._parts_number(cut)]
        return next(iter(whole or allowed), end)

    def _may_part(self, cut: int) -> bool:
        return self.text[cut] not in NEVER_FIRST and self.text[cut - 1] not in NEVER_LAST

    def _parts_number(self, cut: int) -> bool:
        """Say whether a cut would take a number apart, or from its measure word."""
        after = self.text[cut]
        return self.text[cut - 1].isdigit() and (after.isdigit() or after in ".%" or kind_of(after) is Kind.HAN)

    def _natural(self, start: int, end: int) -> float:
        """Give the width of a line with half-width marks at both edges and no blank at its end."""
        while end > start + 1 and self.atoms[end - 1].kind is Kind.SPACE:
            end -= 1
        first, last = self.atoms[start], self.atoms[end - 1]
        width = self.sums[end] - self.sums[start] - last.after
        if first.kind is Kind.OPEN and first.is_wide_mark:
            width -= HALF
        if last.kind is Kind.CLOSE and last.is_wide_mark:
            width -= HALF
        return width

    def _mend(self, spans: list[tuple[int, int]]) -> None:
        """Pull a word down to a last line that would hold a single character."""
        start, end = spans[-1]
        alone = [a for a in self.atoms[start:end] if a.kind not in {Kind.CLOSE, Kind.OPEN, Kind.SPACE}]
        if len(alone) > 1 or (alone and alone[0].kind is not Kind.HAN):
            return
        above = spans[-2][0]
        earlier = [at for at in self.ends if above < at < start]
        if earlier and self._natural(earlier[-1], end) <= self.width:
            spans[-2:] = [(above, earlier[-1]), (earlier[-1], end)]


def _stretch_points(atoms: list[_Atom], start: int, end: int) -> list[int]:
    """Give the atoms after which a line may be widened: never inside a word, a number or a dash."""
    found = []
    for at in range(start, end - 1):
        left, right = atoms[at], atoms[at + 1]
        if _is_western(left) and _is_western(right):
            continue
        if left.character == right.character and left.character in "—…":
            continue
        found.append(at)
    return found


def _is_western(atom: _Atom) -> bool:
    return atom.kind is Kind.LATIN or (atom.character.isascii() and atom.kind is not Kind.SPACE)


def _finished(text: str, atoms: list[_Atom], start: int, end: int, spare: float) -> Line:
    """Give the line of `atoms[start:end]`, its edge marks halved, with `spare` spread over it."""
    while end > start + 1 and atoms[end - 1].kind is Kind.SPACE:
        end -= 1
    if start >= end:
        return Line("", (), 0.0)
    extra: dict[int, float] = {}
    if spare > 0:
        points = _stretch_points(atoms, start, end)
        extra = dict.fromkeys(points, spare / len(points))
    elif spare < 0:
        marks = [at for at in range(start + 1, end - 1) if atoms[at].is_wide_mark]
        extra = dict.fromkeys(marks, spare / len(marks))
    writer = _SegmentWriter()
    for at in range(start, end):
        atom = atoms[at]
        advance, shift = atom.advance + extra.get(at, 0), atom.shift
        if spare < 0 and at in extra and atom.kind is Kind.OPEN:
            shift += extra[at]
        if at == start and atom.kind is Kind.OPEN and atom.is_wide_mark:
            advance, shift = advance - HALF, shift - HALF
        if at == end - 1 and atom.kind is Kind.CLOSE and atom.is_wide_mark:
            advance -= HALF
        writer.add(atom, shift, advance + (atom.after if at < end - 1 else 0))
    missing = "".join(a.character for a in atoms[start:end] if not a.number and not a.character.isspace())
    return Line(text[start:end], writer.segments(), writer.wanted / 1000, missing, spare > 0)


class _SegmentWriter:
    """Writes TJ arrays. What rounding loses at one glyph is given back at the next, so that edges stay true."""

    def __init__(self) -> None:
        self.wanted = 0.0
        self._written = 0
        self._face: Face | None = None
        self._parts: list[str] = []
        self._hex: list[str] = []
        self._glyphs: list[tuple[int, str]] = []
        self._done: list[Segment] = []

    def add(self, atom: _Atom, shift: float, advance: float) -> None:
        """Write one glyph `shift` right of where the last one ended."""
        if atom.face is not self._face:
            self._close()
            self._face = atom.face
        move = round(self.wanted + shift - self._written)
        if move:
            self._move(move)
        self._hex.append(f"{atom.number:04X}")
        self._glyphs.append((atom.number, atom.character))
        self._written += atom.natural
        self.wanted += advance

    def segments(self) -> tuple[Segment, ...]:
        """Give everything written."""
        self._close()
        return tuple(self._done)

    def _move(self, move: int) -> None:
        if self._hex:
            self._parts.append(f"<{''.join(self._hex)}>")
            self._hex = []
        self._parts.append(str(-move))
        self._written += move

    def _close(self) -> None:
        if self._face is None:
            return
        if self._hex:
            self._parts.append(f"<{''.join(self._hex)}>")
        self._done.append(Segment(self._face, "".join(self._parts), tuple(dict.fromkeys(self._glyphs))))
        self._parts, self._hex, self._glyphs = [], [], []
