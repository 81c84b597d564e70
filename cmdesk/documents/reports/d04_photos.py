"""The pages of photos after a D04: numbered, three rows of two a page, none of them cut."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from io import BytesIO

from reportlab.lib.utils import ImageReader

from cmdesk.documents.fonts import Role
from cmdesk.documents.lines import Line
from cmdesk.documents.page import FRAME, LEFT, TOP
from cmdesk.documents.reports.d04_content import PhotoRow
from cmdesk.documents.surface import HEIGHT, MM, Style, Surface

A_PAGE = 6
_GAP, _HEAD = 6.0, 11.0
_WIDE, _HIGH, _CAPTION = (FRAME - _GAP) / 2, 56.0, 16.0
_TITLE = Style(Role.SANS_BOLD, 11)
_NUMBER = Style(Role.SANS_BOLD, 9)
_SAID = Style(Role.SERIF, 8.5, 11)
_DOUBT = Style(Role.SANS_BOLD, 8)


def paint(surface: Surface, photos: Sequence[PhotoRow]) -> None:
    """Draw the pages of photos; nothing without any."""
    pages = [photos[at : at + A_PAGE] for at in range(0, len(photos), A_PAGE)]
    for number, shown in enumerate(pages):
        surface.new_page()
        if not number:
            surface.bookmark("照片附页", 1)
        with surface.element("H1" if not number else "P"):
            surface.text(LEFT, TOP + 6, f"照片附页{'（续）' if number else ''}", _TITLE)
            said = f"共 {len(photos)} 张，编号与检查项目的“证据编号”栏一致；原图由系统留存，按摘要可核对"
            surface.text(LEFT + FRAME, TOP + 6, said, _SAID, align="right")
        for place, photo in enumerate(shown):
            row, column = divmod(place, 2)
            _photo(surface, photo, LEFT + column * (_WIDE + _GAP), TOP + _HEAD + row * (_HIGH + _CAPTION + 4))


def _photo(surface: Surface, photo: PhotoRow, x: float, y: float) -> None:
    surface.box(x, y, _WIDE, _HIGH + _CAPTION, 0.4)
    if photo.jpeg:
        _picture(surface, photo, x, y)
    surface.rule(x, y + _HIGH, x + _WIDE, y + _HIGH, 0.3)
    with surface.element("P"):
        after = x + 2 + surface.text(x + 2, y + _HIGH + 4.6, photo.number, _NUMBER)
        surface.text(after + 2.5, y + _HIGH + 4.6, photo.time, _SAID)
        if photo.doubt:
            surface.text(x + _WIDE - 2, y + _HIGH + 4.6, photo.doubt, _DOUBT, align="right")
        surface.lines(x + 2, y + _HIGH + 9.4, _two_lines(surface, photo.caption), _SAID)


def _two_lines(surface: Surface, text: str) -> Sequence[Line]:
    """Give a caption in two lines, shortened where it is longer: the item's number stands first and is kept."""
    lines = surface.broken(text, _SAID, _WIDE - 4)
    while len(lines) > 2:
        text = text.removesuffix("…")[:-1]
        text += "…"
        lines = surface.broken(text, _SAID, _WIDE - 4)
    return lines


def _picture(surface: Surface, photo: PhotoRow, x: float, y: float) -> None:
    picture = ImageReader(BytesIO(base64.b64decode(photo.jpeg)))
    width, height = picture.getSize()
    scale = min((_WIDE - 2) / width, (_HIGH - 2) / height)
    wide, high = width * scale, height * scale
    left, top = x + (_WIDE - wide) / 2, y + (_HIGH - high) / 2
    with surface.element("Figure", alt=f"{photo.number}：{photo.caption}"):
        # The empty operator opens the figure's mark, into which the canvas draws.
        surface.operators("")
        bottom = HEIGHT - top - high
        surface.canvas.drawImage(
            picture, round(left * MM, 2), round(bottom * MM, 2), round(wide * MM, 2), round(high * MM, 2)
        )
