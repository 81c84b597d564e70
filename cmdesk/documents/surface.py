"""The drawing surface: A4 pages in millimetres from the top left corner, with tagged content.

Text that is drawn inside an element (`with surface.element("P")`) belongs to the document's structure; everything else
is an artifact, as are rules and boxes outside a Figure. Pages may be returned to until the document is assembled.
Everything goes through a canvas of reportlab, in points from the bottom left corner, rounded to a hundredth.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from cmdesk.documents.composite import composite
from cmdesk.documents.fonts import Role, UsedGlyphs
from cmdesk.documents.lines import Line, Typesetter
from cmdesk.documents.sheets import Sheets
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
    """The elements that a page's marked content belongs to, by number, and how its pen stands."""

    marks: list[Element] = field(default_factory=list)
    open_mark: Element | None = None
    weight: float = -1.0


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of the outline: a title, the page (from 0), how far down (mm) and how deep (from 0)."""

    title: str
    page: int
    y: float
    level: int


_ARTIFACT = Element("Artifact")


class _Part:
    """Keeps an element open while its body is drawn; a document has thousands of them."""

    __slots__ = ("_element", "_stack")

    def __init__(self, stack: list[Element], element: Element) -> None:
        self._stack = stack
        self._element = element

    def __enter__(self) -> Element:
        self._stack.append(self._element)
        return self._element

    def __exit__(self, *_: object) -> None:
        self._stack.pop()


class Surface:
    """A document in the making."""

    def __init__(self, typesetter: Typesetter) -> None:
        self.typesetter = typesetter
        first = typesetter.library.chain(Role.SERIF)[0]
        self.canvas = Sheets((round(WIDTH * MM, 2), round(HEIGHT * MM, 2)), composite(first).fontName)
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
        self.canvas.new_sheet()
        return self.turn_to(len(self.pages) - 1)

    def turn_to(self, number: int) -> int:
        """Draw on page `number` (from 0) from now on."""
        self._page = self.pages[number]
        self._number = number
        return self.canvas.turn_to(number)

    @property
    def page_number(self) -> int:
        """Give the number of the page drawn on, from 0."""
        return self._number

    def element(self, kind: str, *, alt: str | None = None, scope: str | None = None) -> _Part:
        """Put what is drawn inside into a new element of the structure: H1, P, Table, TR, TH, TD, Figure."""
        parent = self._open[-1] if self._open else self.tree
        if parent is _ARTIFACT:
            return _Part(self._open, _ARTIFACT)
        made = Element(kind, alt, scope)
        parent.kids.append(made)
        return _Part(self._open, made)

    def artifact(self) -> _Part:
        """Keep what is drawn inside out of the structure, as a repeated table head is."""
        return _Part(self._open, _ARTIFACT)

    def within(self, part: Element) -> _Part:
        """Put what is drawn inside into an element made before, so that it is read at that place."""
        return _Part(self._open, part)

    def bookmark(self, title: str, y: float, level: int = 0) -> None:
        """Add an outline entry that leads to `y` on this page."""
        self.bookmarks.append(Bookmark(title, self._number, y, level))

    def signature_field(self, name: str, label: str, rect: tuple[float, float, float, float], *, rank: int) -> None:
        """Reserve an empty signature field on this page; `rect` is x, y, width, height in millimetres."""
        self.fields.append(PlannedField(name=name, page=self._number, rect=rect, label=label, rank=rank))

    def close(self) -> None:
        """End the marked content of every page."""
        for number, page in enumerate(self.pages):
            if page.open_mark is not None:
                self.canvas.turn_to(number)
                self.canvas.addLiteral("EMC")
                page.open_mark = None

    def _mark(self, wanted: Element) -> Sheets:
        """Let what follows on this page belong to `wanted`; gives the canvas."""
        page, canvas = self._page, self.canvas
        if page.open_mark is not wanted:
            if page.open_mark is not None:
                canvas.addLiteral("EMC")
            page.open_mark = wanted
            if wanted is _ARTIFACT:
                canvas.addLiteral("/Artifact BMC")
            else:
                number = len(page.marks)
                page.marks.append(wanted)
                wanted.kids.append((self._number, number))
                canvas.addLiteral(f"/{wanted.kind} <</MCID {number}>> BDC")
        return canvas

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
        if not any(line.segments for _, _, line in placed):
            return
        canvas = self._mark(self._open[-1] if self._open else _ARTIFACT)
        # reportlab's text object writes the same, but its numbers cost more than all the rest of a line.
        code = ["BT"]
        if tracking:
            code.append(f"{_number(tracking * MM, 3)} Tc")
        set_in = ""
        for x, y, line in placed:
            if line.missing:
                self.missing.update(dict.fromkeys(line.missing))
            code.append(f"1 0 0 1 {x * MM:.2f} {_TOP - y * MM:.2f} Tm")
            set_in = self._set(code, line, style.size, set_in)
        if tracking:
            code.append("0 Tc")
        code.append("ET")
        canvas.addLiteral(" ".join(code))

    def _set(self, code: list[str], line: Line, size: float, set_in: str) -> str:
        """Set a line where the text stands, `set_in` being its font's label; gives the label of the last font.

        reportlab's own methods know no place within a run (decision 7), so the arrays go into the text's code.
        """
        for segment in line.segments:
            used = self._used(segment.face.name)
            used.characters.update(segment.glyphs)
            if used.label != set_in:
                code.append(f"/{used.label} {size:g} Tf")
                set_in = used.label
            code.append(f"[{segment.body}]TJ")
        return set_in

    def slanted(self, text: str, style: Style, centre: tuple[float, float], degrees: float) -> None:
        """Draw `text` under everything else on this page: large, in light grey, rising by `degrees`."""
        line = self.typesetter.line(text, style.role)
        cos, sin = (round(part, 4) for part in (math.cos(math.radians(degrees)), math.sin(math.radians(degrees))))
        back, down = line.width * style.size / 2, style.size * 0.38
        x = centre[0] * MM - back * cos + down * sin
        y = _TOP - centre[1] * MM - back * sin - down * cos
        canvas = self.canvas
        with canvas.behind():
            canvas.addLiteral("/Artifact BMC")
            canvas.setFillGray(0.87)
            drawn: Any = canvas.beginText()
            drawn.setTextTransform(cos, sin, -sin, cos, round(x, 2), round(y, 2))
            self._set(drawn._code, line, style.size, "")
            canvas.drawText(drawn)
            canvas.setFillGray(0)
            canvas.addLiteral("EMC")

    def _used(self, name: str) -> UsedGlyphs:
        used = self.fonts.get(name)
        if used is None:
            face = self.typesetter.library.face(name)
            if face is None:
                raise KeyError(name)
            used = self.fonts[name] = composite(face).used(self.canvas.document)
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
        canvas = self._pen(weight, dash)
        start = f"{_number(x1 * MM)} {_number(_TOP - y1 * MM)}"
        canvas.addLiteral(f"n {start} m {_number(x2 * MM)} {_number(_TOP - y2 * MM)} l S")
        if dash:
            canvas.setDash()

    def box(
        self, x: float, y: float, width: float, height: float, weight: float = 0.3, *,
        dash: tuple[float, float] | None = None,
    ) -> None:  # fmt: skip
        """Draw the outline of a rectangle."""
        canvas = self._pen(weight, dash)
        canvas.rect(*_rect(x, y, width, height))
        if dash:
            canvas.setDash()

    def fill(self, x: float, y: float, width: float, height: float, *, white: bool = False) -> None:
        """Fill a rectangle black, or white to clear what lies under it."""
        canvas = self._mark(self._ink())
        if white:
            canvas.setFillGray(1)
        canvas.rect(*_rect(x, y, width, height), stroke=0, fill=1)
        if white:
            canvas.setFillGray(0)

    def polyline(
        self, points: Sequence[tuple[float, float]], weight: float, *, closed: bool = False,
        dash: tuple[float, float] | None = None, round_ends: bool = False,
    ) -> None:  # fmt: skip
        """Draw a line through `points`."""
        if len(points) < 2:
            return
        canvas = self._pen(weight, dash)
        if round_ends:
            canvas.setLineCap(1)
            canvas.setLineJoin(1)
        path = canvas.beginPath()
        path.moveTo(*_spot(*points[0]))
        for point in points[1:]:
            path.lineTo(*_spot(*point))
        if closed:
            path.close()
        canvas.drawPath(path)
        if round_ends:
            canvas.setLineCap(0)
            canvas.setLineJoin(0)
        if dash:
            canvas.setDash()

    def dot(self, x: float, y: float, radius: float, *, weight: float = 0.0) -> None:
        """Draw a black dot, or with `weight` a white one with a black line around it."""
        canvas = self._mark(self._ink())
        k = radius * _CURVE
        path = canvas.beginPath()
        path.moveTo(*_spot(x + radius, y))
        for curve in (
            (x + radius, y + k, x + k, y + radius, x, y + radius),
            (x - k, y + radius, x - radius, y + k, x - radius, y),
            (x - radius, y - k, x - k, y - radius, x, y - radius),
            (x + k, y - radius, x + radius, y - k, x + radius, y),
        ):
            path.curveTo(*_spot(*curve[0:2]), *_spot(*curve[2:4]), *_spot(*curve[4:6]))
        path.close()
        if weight:
            self._weigh(weight)
            canvas.setFillGray(1)
        canvas.drawPath(path, stroke=int(weight > 0), fill=1)
        if weight:
            canvas.setFillGray(0)

    def _pen(self, weight: float, dash: tuple[float, float] | None) -> Sheets:
        canvas = self._mark(self._ink())
        self._weigh(weight)
        if dash:
            canvas.setDash(dash)
        return canvas

    def _weigh(self, weight: float) -> None:
        if self._page.weight != weight:
            self._page.weight = weight
            self.canvas.setLineWidth(weight)

    def operators(self, text: str) -> None:
        """Draw prepared operators (in points, from the bottom left corner), as an artifact.

        They leave pen and colour as they found them, or the caller puts them back.
        """
        self._mark(self._ink()).addLiteral(text)


def _number(value: float, places: int = 2) -> str:
    """Give a number as a page's code has it, in a fraction of the time that reportlab takes."""
    written = f"{value:.{places}f}".rstrip("0").rstrip(".")
    return "0" if written in {"", "-0"} else written


def _spot(x: float, y: float) -> tuple[float, float]:
    return round(x * MM, 2), round(_TOP - y * MM, 2)


def _rect(x: float, y: float, width: float, height: float) -> tuple[float, float, float, float]:
    return round(x * MM, 2), round(_TOP - (y + height) * MM, 2), round(width * MM, 2), round(height * MM, 2)
