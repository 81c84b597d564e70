"""Small signs of a form: check boxes, dates for the pen, vertical labels, headings, double rules."""

from __future__ import annotations

from cmdesk.documents.fonts import Role
from cmdesk.documents.page import LEFT, RIGHT
from cmdesk.documents.surface import Style, Surface

TITLE = Style(Role.SERIF_BOLD, 18)
UNDER_TITLE = Style(Role.KAI, 11)
HEADING = Style(Role.SANS_MEDIUM, 12)
LABEL = Style(Role.SANS, 8.5, 10.8)
VERTICAL = Style(Role.SANS_MEDIUM, 9.5)
VALUE = Style(Role.SERIF, 10, 12.4)
NOTE = Style(Role.SERIF, 8, 11.2)
DATE = Style(Role.SERIF, 8.5)
BOX = 2.7


def middle(y: float, style: Style) -> float:
    """Give the baseline of a line that stands centred on `y`."""
    return y + 0.37 * style.em


def title(
    surface: Surface, text: str, under: str, y: float = 31.5, *, style: Style = TITLE, tracking: float = 1.0
) -> None:
    """Draw a form's title with the period under it in （）."""
    with surface.element("H1"):
        surface.text((LEFT + RIGHT) / 2, y, text, style, align="center", tracking=tracking)
    if under:
        with surface.element("P"):
            surface.text((LEFT + RIGHT) / 2, y + 6.6, f"（{under}）", UNDER_TITLE, align="center")


def heading(surface: Surface, y: float, text: str, note: str = "", *, style: Style = HEADING) -> float:
    """Draw a section heading, its note at the right, and a bookmark; gives the y below it."""
    with surface.element("H2"):
        surface.text(LEFT, y + 4.4, text, style)
    if note:
        with surface.element("P"):
            surface.text(RIGHT, y + 4.4, note, NOTE, align="right")
    surface.bookmark(text, y, 1)
    return y + (7.4 if style.size >= 12 else 6.6)


def tick_box(
    surface: Surface, x: float, y: float, *, ticked: bool = False, text: str = "", style: Style = LABEL
) -> float:
    """Draw a check box whose middle is at `y`, and its text; gives the x after it."""
    surface.box(x, y - BOX / 2, BOX, BOX, 0.5)
    if ticked:
        surface.polyline([(x + 0.45, y + 0.05), (x + 1.15, y + 0.85), (x + 3.05, y - 1.35)], 1.1, round_ends=True)
    if not text:
        return x + BOX
    return x + BOX + 1.0 + surface.text(x + BOX + 1.0, middle(y, style), text, style)


def hand_date(surface: Surface, right: float, y: float) -> None:
    """Draw 年 月 日 for a date to be written by hand, the baseline at `y`."""
    for text, back in (("年", 24.0), ("月", 12.0), ("日", 0.0)):
        surface.text(right - back, y, text, DATE, align="right")


def vertical_label(
    surface: Surface, x: float, y: float, width: float, height: float, text: str, style: Style = VERTICAL
) -> None:
    """Draw a label from top to bottom, centred in its cell; `|` parts columns of characters read across."""
    pitch = 1.25 * style.em
    rows = text.split("|") if "|" in text else list(text)
    top = y + height / 2 - pitch * (len(rows) - 1) / 2
    with surface.element("P"):
        for at, row in enumerate(rows):
            surface.text(x + width / 2, middle(top + at * pitch, style), row, style, align="center")


def double_rule(surface: Surface, x1: float, x2: float, y: float, *, thin_first: bool = False) -> None:
    """Draw the double rule under (or, thin first, over) a title."""
    first, second = (0.5, 1.5) if thin_first else (1.5, 0.5)
    surface.rule(x1, y, x2, y, first)
    surface.rule(x1, y + 1.1, x2, y + 1.1, second)
