"""Cells of a table: text that fits itself, figures on the decimal point, rows of labels and values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cmdesk.documents.fonts import Role
from cmdesk.documents.lines import Line
from cmdesk.documents.parts.marks import LABEL, VALUE, middle
from cmdesk.documents.surface import Style, Surface

PADDING = 1.5
_FIGURE = re.compile(r"[-+]?\d+(\.\d+)?")


def block_height(lines: Sequence[Line], style: Style) -> float:
    """Give the height of a block of lines."""
    return len(lines) * style.line_height


def block(
    surface: Surface, x: float, y: float, width: float, height: float, lines: Sequence[Line], style: Style,
    align: str = "left", indent: float = 0.0,
) -> None:  # fmt: skip
    """Draw lines centred in the height of a cell."""
    first = y + height / 2 - block_height(lines, style) / 2 + style.line_height / 2
    surface.lines(x, middle(first, style), lines, style, width=width, align=align, indent=indent)


def cell(
    surface: Surface, x: float, y: float, width: float, height: float, text: str, style: Style, *,
    align: str = "center", kind: str = "TD", padding: float = PADDING, name: bool = False, least: float = 0.0,
) -> None:  # fmt: skip
    """Draw text in a cell: in one line if it fits, smaller down to `least` points, else broken into lines.

    A name (of a person) is broken at its · only.
    """
    room = width - 2 * padding
    with surface.element(kind, scope="Column" if kind == "TH" else None):
        fitted, lines = fitting(surface, text, style, room, name=name, least=least)
        block(surface, x + padding, y, room, height, lines, fitted, align)


def fitting(
    surface: Surface, text: str, style: Style, room: float, *, name: bool = False, least: float = 0.0
) -> tuple[Style, Sequence[Line]]:
    """Give the style and the lines in which a text fits `room` (mm)."""
    size = style.size
    line = surface.typesetter.line(text, style.role, name=name)
    while "\n" not in text and line.width * size * 25.4 / 72 > room and size - 0.5 >= (least or style.size):
        size -= 0.5
    fitted = style if size == style.size else Style(style.role, size, style.leading and size * 1.2)
    if line.width * fitted.em <= room + 0.01 and "\n" not in text:
        return fitted, (line,)
    if name and "·" in text:
        cut = text.index("·") + 1
        parts = [surface.typesetter.line(part, style.role, name=True) for part in (text[:cut], text[cut:])]
        widest = max(part.width for part in parts)
        size = min(fitted.size, room / widest * 72 / 25.4)
        return Style(style.role, round(size, 2), size * 1.15), parts
    return fitted, surface.broken(text, fitted, room)


def head(
    surface: Surface, x: float, y: float, width: float, height: float, text: str, style: Style = LABEL,
    align: str = "center",
) -> None:  # fmt: skip
    """Draw a table head, up to two lines parted by a line break."""
    with surface.element("TH", scope="Column"):
        lines = [surface.typesetter.line(part, style.role) for part in text.split("\n")]
        block(surface, x, y, width, height, lines, style, align)


def figure(surface: Surface, point: float, y: float, text: str, style: Style, *, empty_at: float | None = None) -> None:
    """Draw a figure so that its decimal point stands at x `point` and its line is centred on `y`.

    A whole number stands left of the point; what is no figure (—, 缺项) is centred at `empty_at` or at the point.
    """
    base = middle(y, style)
    with surface.element("TD"):
        if not _FIGURE.fullmatch(text):
            surface.text(point if empty_at is None else empty_at, base, text, style, align="center")
            return
        whole = text.split(".", maxsplit=1)[0]
        surface.text(point - surface.typesetter.width(whole, style.role, style.size), base, text, style)


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and its value in a head box, with both widths in mm."""

    label: str
    value: str
    label_width: float
    value_width: float
    name: bool = False
    align: str = "center"


def head_box(
    surface: Surface, x: float, y: float, rows: Sequence[Sequence[Pair]], height: float, value: Style = VALUE
) -> float:
    """Draw rows of labels and values with their rules (the frame is the caller's); gives the y below."""
    with surface.element("Table"):
        for row in rows:
            with surface.element("TR"):
                _pairs(surface, x, y, row, height, value)
            y += height
            width = sum(pair.label_width + pair.value_width for pair in row)
            surface.rule(x, y, x + width, y, 0.3)
    return y


def _pairs(surface: Surface, x: float, y: float, row: Sequence[Pair], height: float, value: Style) -> None:
    for at, pair in enumerate(row):
        if at:
            surface.rule(x, y, x, y + height, 0.3)
        cell(surface, x, y, pair.label_width, height, pair.label, LABEL, kind="TH", padding=0.5, least=7.5)
        x += pair.label_width
        surface.rule(x, y, x, y + height, 0.4)
        cell(
            surface, x, y, pair.value_width, height, pair.value, value,
            align=pair.align, name=pair.name, least=8.0, padding=1.0,
        )  # fmt: skip
        x += pair.value_width


FIGURE = Style(Role.SANS, 9.5)
FIGURE_BOLD = Style(Role.SANS_BOLD, 9.5)
