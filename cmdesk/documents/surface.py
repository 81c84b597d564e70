"""The drawing surface: A4 pages in millimetres from the top left corner, with tagged content.

Text that is drawn inside an element (`with surface.element("P")`) belongs to the document's structure; everything else
is an artifact, as are rules and boxes outside a Figure. Pages may be returned to until the document is assembled.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from cmdesk.documents.fonts import Role, UsedGlyphs
from cmdesk.documents.lines import Line, Typesetter
from cmdesk.documents.sign_fields import PlannedField

MM = 72 / 25.4
WIDTH, HEIGHT = 210.0, 297.0
_TOP = HEIGHT * MM
_CURVE = 0.5522847498


@dataclass(frozen=True, slots=True)
class Style:
    """Face, size and leading (points) of a text."""

    role: Role
    size: float
    leading: float = 0.0

    @property
    def line_height(self) -> float:
        """Give the distance of two baselines in millimetres."""
        return (self.leading or self.size * 1.3) / MM

    @property
    def em(self) -> float:
        """Give an em in millimetres."""
        return self.size / MM


@dataclass(slots=True, eq=False)
class Element:
    """A node of the structure tree: its kind, its description, and its kids in reading order.

    A kid is another element or a piece of marked content (page, number).
    """

    kind: str
    alt: str | None = None
    scope: str | None = None
    kids: list[Element | tuple[int, int]] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Page:
    """The operators of one page, and the elements its marked content belongs to, by number."""

    operators: list[str] = field(default_factory=list)
    marks: list[Element] = field(default_factory=list)
    fonts: dict[str, UsedGlyphs] = field(default_factory=dict)
    open_mark: Element | None = None
    behind: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of the outline: a title, the page (from 0), how far down (mm) and how deep (from 0)."""

    title: str
    page: int
    y: float
    level: int


_ARTIFACT = Element("Artifact")


class Surface:
    """A document in the making."""

    def __init__(self, typesetter: Typesetter) -> None:
        self.typesetter = typesetter
        self.pages: list[Page] = []
        self.tree = Element("Document")
        self.bookmarks: list[Bookmark] = []
        self.fields: list[PlannedField] = []
        self.fonts: dict[str, UsedGlyphs] = {}
        self.missing: dict[str, None] = {}
        self._open: list[Element] = []
        self._page = Page()
        self._number = -1

    # pages and structure

    def new_page(self) -> int:
        """Begin a page and give its number from 0."""
        self.pages.append(Page())
        return self.turn_to(len(self.pages) - 1)

    def turn_to(self, number: int) -> int:
        """Draw on page `number` (from 0) from now on."""
        self._page = self.pages[number]
        self._number = number
        return number

    @property
    def page_number(self) -> int:
        """Give the number of the page drawn on, from 0."""
        return self._number

    @contextmanager
    def element(self, kind: str, *, alt: str | None = None, scope: str | None = None) -> Iterator[Element]:
        """Put what is drawn inside into a new element of the structure: H1, P, Table, TR, TH, TD, Figure."""
        parent = self._open[-1] if self._open else self.tree
        made = _ARTIFACT if parent is _ARTIFACT else Element(kind, alt, scope)
        if made is not _ARTIFACT:
            parent.kids.append(made)
        self._open.append(made)
        try:
            yield made
        finally:
            self._open.pop()

    @contextmanager
    def artifact(self) -> Iterator[None]:
        """Keep what is drawn inside out of the structure, as a repeated table head is."""
        self._open.append(_ARTIFACT)
        try:
            yield
        finally:
            self._open.pop()

    @contextmanager
    def within(self, part: Element) -> Iterator[None]:
        """Put what is drawn inside into an element made before, so that it is read at that place."""
        self._open.append(part)
        try:
            yield
        finally:
            self._open.pop()

    def bookmark(self, title: str, y: float, level: int = 0) -> None:
        """Add an outline entry that leads to `y` on this page."""
        self.bookmarks.append(Bookmark(title, self._number, y, level))

    def signature_field(self, name: str, label: str, rect: tuple[float, float, float, float], *, rank: int) -> None:
        """Reserve an empty signature field on this page; `rect` is x, y, width, height in millimetres."""
        self.fields.append(PlannedField(name=name, page=self._number, rect=rect, label=label, rank=rank))

    def close(self) -> None:
        """End the marked content of every page."""
        for page in self.pages:
            if page.open_mark is not None:
                page.operators.append("EMC")
                page.open_mark = None

    def _mark(self, wanted: Element) -> list[str]:
        page = self._page
        if page.open_mark is not wanted:
            if page.open_mark is not None:
                page.operators.append("EMC")
            page.open_mark = wanted
            if wanted is _ARTIFACT:
                page.operators.append("/Artifact BMC")
            else:
                number = len(page.marks)
                page.marks.append(wanted)
                wanted.kids.append((self._number, number))
                page.operators.append(f"/{wanted.kind} <</MCID {number}>> BDC")
        return page.operators

    def _ink(self) -> Element:
        """Give what lines and shapes belong to: the figure they make up, or nothing."""
        return self._open[-1] if self._open and self._open[-1].kind == "Figure" else _ARTIFACT

    # text

    def text(
        self,
        x: float,
        y: float,
        text: str,
        style: Style,
        *,
        align: str = "left",
        tracking: float = 0.0,
        name: bool = False,
    ) -> float:
        """Draw one line with its baseline at `y`; `x` is its left end, centre or right end. Gives its width in mm.

        `tracking` is added after each character, in millimetres.
        """
        line = self.typesetter.line(text, style.role, name=name)
        width = line.width * style.em + tracking * max(0, len(line.text) - 1)
        left = x - {"left": 0.0, "center": width / 2, "right": width}[align]
        self._show([(left, y, line)], style, tracking)
        return width

    def lines(
        self, x: float, y: float, lines: Sequence[Line], style: Style, *, width: float = 0.0, align: str = "left",
        indent: float = 0.0,
    ) -> float:  # fmt: skip
        """Draw broken lines, the first baseline at `y`; `indent` (mm) moves the first. Gives the y after the last."""
        share = {"left": 0.0, "center": 0.5, "right": 1.0}[align]
        placed = []
        for at, line in enumerate(lines):
            left = x + share * (width - line.width * style.em) + (indent if at == 0 else 0.0)
            placed.append((left, y + at * style.line_height, line))
        self._show(placed, style, 0.0)
        return y + len(lines) * style.line_height

    def broken(
        self, text: str, style: Style, width: float, *, indent: float = 0, justify: bool = False,
        keep: tuple[str, ...] = (),
    ) -> tuple[Line, ...]:  # fmt: skip
        """Break `text` for `width` millimetres; `indent` is in em."""
        return self.typesetter.paragraph(text, style.role, width / style.em, indent=indent, justify=justify, keep=keep)

    def _show(self, placed: Sequence[tuple[float, float, Line]], style: Style, tracking: float) -> None:
        operators = self._mark(self._open[-1] if self._open else _ARTIFACT)
        operators.append(f"BT {tracking * MM:.3f} Tc" if tracking else "BT")
        set_in = ""
        at_x = at_y = 0.0
        for x, y, line in placed:
            if line.missing:
                self.missing.update(dict.fromkeys(line.missing))
            px, py = x * MM, _TOP - y * MM
            moved = False
            for segment in line.segments:
                used = self._used(segment.face.name)
                used.characters.update(segment.glyphs)
                if used.label != set_in:
                    operators.append(f"/{used.label} {style.size:g} Tf")
                    set_in = used.label
                if not moved:
                    operators.append(f"{px - at_x:.2f} {py - at_y:.2f} Td")
                    at_x, at_y, moved = at_x + round(px - at_x, 2), at_y + round(py - at_y, 2), True
                operators.append(f"[{segment.body}]TJ")
        operators.append("0 Tc ET" if tracking else "ET")

    def slanted(self, text: str, style: Style, centre: tuple[float, float], degrees: float) -> None:
        """Draw `text` under everything else on this page: large, in light grey, rising by `degrees`."""
        line = self.typesetter.line(text, style.role)
        cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        back, down = line.width * style.size / 2, style.size * 0.38
        x = centre[0] * MM - back * cos + down * sin
        y = _TOP - centre[1] * MM - back * sin - down * cos
        operators = [f"0.87 g BT {cos:.4f} {sin:.4f} {-sin:.4f} {cos:.4f} {x:.2f} {y:.2f} Tm"]
        for segment in line.segments:
            used = self._used(segment.face.name)
            used.characters.update(segment.glyphs)
            operators.append(f"/{used.label} {style.size:g} Tf [{segment.body}]TJ")
        self._page.behind.append(" ".join([*operators, "ET 0 g"]))

    def _used(self, name: str) -> UsedGlyphs:
        used = self._page.fonts.get(name)
        if used is None:
            used = self.fonts.get(name)
            if used is None:
                face = self.typesetter.library.face(name)
                if face is None:
                    raise KeyError(name)
                used = self.fonts[name] = UsedGlyphs(face, f"F{len(self.fonts) + 1}")
            self._page.fonts[name] = used
        return used

    # lines and shapes

    def rule(
        self,
        x1: float,
        y1: float,
        x2: float,
        y2: float,
        weight: float = 0.3,
        *,
        dash: tuple[float, float] | None = None,
    ) -> None:
        """Draw a straight line of `weight` points; `dash` is (on, off) in points."""
        pattern = f"[{dash[0]:g} {dash[1]:g}] 0 d " if dash else ""
        reset = " [] 0 d" if dash else ""
        self._mark(self._ink()).append(
            f"{pattern}{weight:g} w {x1 * MM:.2f} {_TOP - y1 * MM:.2f} m {x2 * MM:.2f} {_TOP - y2 * MM:.2f} l S{reset}"
        )

    def box(
        self, x: float, y: float, width: float, height: float, weight: float = 0.3, *,
        dash: tuple[float, float] | None = None,
    ) -> None:  # fmt: skip
        """Draw the outline of a rectangle."""
        pattern, reset = (f"[{dash[0]:g} {dash[1]:g}] 0 d ", " [] 0 d") if dash else ("", "")
        self._mark(self._ink()).append(
            f"{pattern}{weight:g} w {x * MM:.2f} {_TOP - (y + height) * MM:.2f} {width * MM:.2f} {height * MM:.2f} re S"
            f"{reset}"
        )

    def fill(self, x: float, y: float, width: float, height: float, *, white: bool = False) -> None:
        """Fill a rectangle black, or white to clear what lies under it."""
        shade, reset = ("1 g ", " 0 g") if white else ("", "")
        self._mark(self._ink()).append(
            f"{shade}{x * MM:.2f} {_TOP - (y + height) * MM:.2f} {width * MM:.2f} {height * MM:.2f} re f{reset}"
        )

    def polyline(
        self, points: Sequence[tuple[float, float]], weight: float, *, closed: bool = False,
        dash: tuple[float, float] | None = None, round_ends: bool = False,
    ) -> None:  # fmt: skip
        """Draw a line through `points`."""
        if len(points) < 2:
            return
        path = " ".join(f"{x * MM:.2f} {_TOP - y * MM:.2f} {'l' if at else 'm'}" for at, (x, y) in enumerate(points))
        before = (f"[{dash[0]:g} {dash[1]:g}] 0 d " if dash else "") + ("1 J 1 j " if round_ends else "")
        after = (" [] 0 d" if dash else "") + (" 0 J 0 j" if round_ends else "")
        self._mark(self._ink()).append(f"{before}{weight:g} w {path} {'s' if closed else 'S'}{after}")

    def dot(self, x: float, y: float, radius: float, *, weight: float = 0.0) -> None:
        """Draw a black dot, or with `weight` a white one with a black line around it."""
        k = radius * _CURVE
        curves = [
            (x + radius, y + k, x + k, y + radius, x, y + radius),
            (x - k, y + radius, x - radius, y + k, x - radius, y),
            (x - radius, y - k, x - k, y - radius, x, y - radius),
            (x + k, y - radius, x + radius, y - k, x + radius, y),
        ]
        path = f"{(x + radius) * MM:.2f} {_TOP - y * MM:.2f} m " + " ".join(
            f"{a * MM:.2f} {_TOP - b * MM:.2f} {c * MM:.2f} {_TOP - d * MM:.2f} {e * MM:.2f} {_TOP - f * MM:.2f} c"
            for a, b, c, d, e, f in curves
        )
        self._mark(self._ink()).append(f"1 g {weight:g} w {path} b 0 g" if weight else f"{path} f")

    def operators(self, text: str) -> None:
        """Draw prepared operators (in points, from the bottom left corner), as an artifact."""
        self._mark(self._ink()).append(text)
