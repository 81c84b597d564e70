"""A table described by its columns: heads, rows of plain values, verticals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cmdesk.documents.fonts import Role
from cmdesk.documents.page import LEFT
from cmdesk.documents.parts.cells import cell, figure, head
from cmdesk.documents.surface import Style, Surface

HEAD = Style(Role.SANS, 8, 10.4)
TEXT = Style(Role.SERIF, 9, 11)
COUNT = Style(Role.SANS, 9.5)
COUNT_BOLD = Style(Role.SANS_BOLD, 10.5)
RESULT = Style(Role.SANS_MEDIUM, 8.5, 10)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: width in mm, head (two lines parted by a line break), how its values are set.

    With `units` a value is a whole number whose units place stands `units` mm right of the middle; otherwise it is
    text. `heavy` draws a strong vertical before the column.
    """

    width: float
    head: str
    style: Style = COUNT
    units: float | None = None
    heavy: bool = False
    align: str = "center"
    padding: float = 0.6


def edges(columns: Sequence[Column], x: float = LEFT) -> list[float]:
    """Give the x of every vertical, the frame's included."""
    found = [x]
    for column in columns:
        found.append(found[-1] + column.width)
    return found


def heads(
    surface: Surface, columns: Sequence[Column], y: float, height: float, style: Style = HEAD, *, x: float = LEFT
) -> float:
    """Draw the heads and the rule under them; gives the y below."""
    xs = edges(columns, x)
    with surface.element("TR"):
        for left, column in zip(xs, columns, strict=False):
            inset = column.padding if column.align == "left" else 0.0
            head(surface, left + inset, y, column.width - inset, height, column.head, style, column.align)
    surface.rule(xs[0], y + height, xs[-1], y + height, 0.5)
    return y + height


def values(
    surface: Surface, columns: Sequence[Column], y: float, height: float, texts: Sequence[str], *, first: int = 0,
    x: float = LEFT, style: Style | None = None,
) -> None:  # fmt: skip
    """Draw the values of one row, from column `first` on, inside the open TR; `style` sets all of them alike."""
    xs = edges(columns, x)
    for at, text in enumerate(texts, start=first):
        column = columns[at]
        chosen = style or column.style
        centre = (xs[at] + xs[at + 1]) / 2
        if column.units is not None:
            figure(surface, centre + column.units, y + height / 2, text, chosen, empty_at=centre)
            continue
        least = chosen.size - 1 if column.align == "center" else 0.0
        cell(
            surface, xs[at], y, column.width, height, text, chosen,
            padding=column.padding, least=least, align=column.align,
        )  # fmt: skip


def verticals(surface: Surface, columns: Sequence[Column], y1: float, y2: float) -> None:
    """Draw the verticals between the columns."""
    for x, column in list(zip(edges(columns), columns, strict=False))[1:]:
        surface.rule(x, y1, x, y2, 0.75 if column.heavy else 0.3)
