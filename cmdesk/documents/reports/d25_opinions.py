"""The last page of D25: four opinions with their signatures, and how the document is verified."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cmdesk.documents.content import digest_sm3, in_groups
from cmdesk.documents.fonts import Role
from cmdesk.documents.lines import Line
from cmdesk.documents.page import BOTTOM, FRAME, LEFT, RIGHT, TOP
from cmdesk.documents.parts.cells import block_height
from cmdesk.documents.parts.marks import DATE, heading, middle, tick_box, vertical_label
from cmdesk.documents.parts.signatures import Signing, place
from cmdesk.documents.reports.d25_content import AnnualContent
from cmdesk.documents.surface import Style, Surface

_OPINION = Style(Role.KAI, 10.5, 16)
_NOTE = Style(Role.SERIF, 9)
_VERIFY = Style(Role.SERIF, 8.5, 12)
_CODE = Style(Role.SANS, 8.5)
_LEFT, _WIDTH = 35.0, 150.0
_FIELD_X, _FIELD_WIDTH, _FIELD_HEIGHT = 123.0, 61.0, 20.0
_SHORT, _HEAD_ROOM, _CITY = 33.0, 27.2, 52.0


@dataclass(frozen=True)
class _Box:
    """One box: label down its side, the text's lines, its height, and its signature (or none, if it goes on)."""

    label: str
    lines: Sequence[Line]
    height: float
    field: str = ""
    duty: str = ""
    indent: bool = True


def opinions(surface: Surface, content: AnnualContent, signing: Signing) -> None:
    """Draw the opinions on a fresh page; a remark too long for it is parted at the end of a sentence."""
    surface.new_page()
    y = heading(surface, TOP, "八、意见与签署")
    inspector, appraised, head, city = _boxes(surface, content)
    verification = surface.broken(content.verification, _VERIFY, FRAME, justify=True)
    end = city.height + 4.5 + block_height(verification, _VERIFY) + 14.0
    used = y + inspector.height + appraised.height
    top = y
    for box in (inspector, appraised):
        y = _draw(surface, content, signing, box, y)
    if used + head.height + end <= BOTTOM:
        y = _draw(surface, content, signing, head, y)
    else:
        first, rest = _parted(surface, content, BOTTOM - used - 5.0)
        if first:
            y = _draw(surface, content, signing, _Box(head.label, first, block_height(first, _OPINION) + 5.0), y)
        _frame(surface, top, y)
        surface.new_page()
        top = y = TOP
        height = block_height(rest, _OPINION) + _HEAD_ROOM
        y = _draw(surface, content, signing, _Box(head.label, rest, height, head.field, head.duty, not first), y)
    y = _draw(surface, content, signing, city, y)
    _frame(surface, top, y)
    _verification(surface, content, verification, y)


def _frame(surface: Surface, top: float, bottom: float) -> None:
    surface.rule(LEFT + 10, top, LEFT + 10, bottom, 0.4)
    surface.box(LEFT, top, FRAME, bottom - top, 1.0)


def _boxes(surface: Surface, content: AnnualContent) -> tuple[_Box, _Box, _Box, _Box]:
    said = content.opinions

    def lines(text: str) -> Sequence[Line]:
        return surface.broken(text, _OPINION, _WIDTH, indent=2, justify=True) if text else ()

    def tall(text: str, least: float) -> float:
        return max(least, block_height(lines(text), _OPINION) + _HEAD_ROOM)

    return (
        _Box("督察员", lines(said.inspector), tall(said.inspector, _SHORT), "inspector", "督察员"),
        _Box("被考评人", lines(said.appraised), tall(said.appraised, _SHORT), "appraised", "被考评人"),
        _Box(
            "营销部主任",
            lines(said.department_head),
            tall(said.department_head, _SHORT),
            "department_head",
            "营销部主任",
        ),
        _Box("市考评组", lines(said.city_group), max(_CITY, tall(said.city_group, _CITY)), "city_group", "考评组组长"),
    )


def _parted(surface: Surface, content: AnnualContent, room: float) -> tuple[Sequence[Line], Sequence[Line]]:
    """Part the head's remark after the last sentence that fits `room`; the rest is never empty."""
    text = content.opinions.department_head
    ends = [at + 1 for at, character in enumerate(text) if character in "。！？" and at + 1 < len(text)]
    for cut in reversed(ends):
        first = surface.broken(text[:cut], _OPINION, _WIDTH, indent=2, justify=True)
        if block_height(first, _OPINION) <= room:
            return first, surface.broken(text[cut:], _OPINION, _WIDTH, justify=True)
    return (), surface.broken(text, _OPINION, _WIDTH, indent=2, justify=True)


def _draw(surface: Surface, content: AnnualContent, signing: Signing, box: _Box, y: float) -> float:
    vertical_label(surface, LEFT, y, 10, box.height, box.label)
    with surface.element("P"):
        base = middle(y + 2.2 + _OPINION.line_height / 2, _OPINION)
        indent = 2 * _OPINION.em if box.indent else 0.0
        surface.lines(_LEFT, base, box.lines, _OPINION, indent=indent)
    bottom = y + box.height
    if box.field:
        rect = (_FIELD_X, bottom - 22, _FIELD_WIDTH, _FIELD_HEIGHT)
        place(surface, signing, box.field, box.duty, rect, dotted=True)
        _beside(surface, content, signing, box.field, bottom)
    surface.rule(LEFT, bottom, RIGHT, bottom, 0.5)
    return bottom


def _beside(surface: Surface, content: AnnualContent, signing: Signing, field: str, bottom: float) -> None:
    """Draw what stands left of a signature."""
    with surface.element("P"):
        if field == "inspector":
            surface.text(_LEFT, bottom - 4.4, content.opinions.inspector_note, _NOTE)
        elif field == "appraised":
            tick_box(surface, _LEFT, bottom - 11.6, text="对考评结果无异议", style=_NOTE)
            tick_box(surface, _LEFT, bottom - 5.6, text="有异议，自收到之日起10日内申请复核", style=_NOTE)
        elif field == "department_head":
            width = surface.text(_LEFT, bottom - 4.4, f"谈话时间：{content.opinions.talk_time}", _NOTE)
            if not content.opinions.talk_time:
                for at, text in enumerate("年月日"):
                    surface.text(_LEFT + width + 14 + at * 9.5, bottom - 4.4, text, _NOTE)
        else:
            surface.text(95, bottom - 4.4, "（盖章）", _NOTE)


def _verification(surface: Surface, content: AnnualContent, lines: Sequence[Line], y: float) -> None:
    y += 5.4
    with surface.element("P"):
        y = surface.lines(LEFT, y, lines, _VERIFY) + 0.8
    code = digest_sm3(content.as_json())
    if code:
        with surface.element("P"):
            width = surface.text(LEFT, y, "SM3", _CODE)
            surface.text(LEFT + width + 3.5, y, in_groups(code, 8), _CODE)
    with surface.element("P"):
        surface.text(RIGHT, y + 5.6, f"编制日期\u3000{content.issued_on}", Style(DATE.role, 9.5), align="right")
