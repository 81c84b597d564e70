"""The last pages of D25: four opinions with their signatures, and how the document is verified."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cmdesk.documents.content import digest_sm3, in_groups
from cmdesk.documents.fonts import Role
from cmdesk.documents.lines import Line
from cmdesk.documents.page import BOTTOM, FRAME, LEFT, RIGHT, TOP
from cmdesk.documents.parts.cells import block_height
from cmdesk.documents.parts.flow import parted
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
_SHORT, _HEAD_ROOM, _CITY, _LOW = 33.0, 27.2, 52.0, 24.0
_BESIDE = _FIELD_X - _LEFT - 4.0
_VERIFY_ROOM = 13.0


@dataclass(frozen=True)
class _Box:
    """One box: label down its side, the text's lines, its height, and its signature (or none, if it goes on)."""

    label: str
    lines: Sequence[Line]
    height: float
    field: str = ""
    duty: str = ""
    indent: bool = True


def opinions(surface: Surface, content: AnnualContent, signing: Signing, y: float) -> None:
    """Draw the opinions on a fresh page, or below `y` for a trainee where all of them fit.

    A remark of the head's too long for the page is parted at the end of a sentence, its signature at its end.
    """
    inspector, appraised, head, city = _boxes(surface, content)
    verification = surface.broken(content.verification, _VERIFY, FRAME, justify=True)
    end = city.height + block_height(verification, _VERIFY) + _VERIFY_ROOM
    y += 4.6
    if not content.is_trainee or y + 7.4 + inspector.height + appraised.height + head.height + end > BOTTOM:
        surface.new_page()
        y = TOP
    top = y = heading(surface, y, "八、意见与签署")
    for box in (inspector, appraised):
        y = _draw(surface, content, signing, box, y)
    top, y = _remark(surface, content, signing, (top, y), head, end)
    y = _draw(surface, content, signing, city, y)
    _frame(surface, top, y)
    _verification(surface, content, verification, y)


def _remark(
    surface: Surface, content: AnnualContent, signing: Signing, at: tuple[float, float], box: _Box, end: float
) -> tuple[float, float]:
    """Draw the head's remark over as many pages as it takes, so that `end` mm follow it on its last.

    `at` is the frame's top and the y; gives both for the page on which the remark ends.
    """
    (top, y), text = at, content.opinions.department_head
    while text and y + box.height + end > BOTTOM:
        first, text = parted(
            surface, text, _OPINION, _WIDTH, BOTTOM - y - 5.0,
            indent=2 if box.indent else 0, justify=True, anywhere=y == TOP,
        )  # fmt: skip
        if first:
            lines = _lines(surface, first, indent=box.indent)
            y = _draw(surface, content, signing, _Box(box.label, lines, block_height(lines, _OPINION) + 5.0), y)
            rest = _lines(surface, text, indent=False)
            box = replace(box, lines=rest, height=block_height(rest, _OPINION) + _HEAD_ROOM, indent=False)
        elif y == TOP:
            break
        _frame(surface, top, y)
        surface.new_page()
        top = y = TOP
    return top, _draw(surface, content, signing, box, y)


def _lines(surface: Surface, text: str, *, indent: bool = True, width: float = _WIDTH) -> Sequence[Line]:
    return surface.broken(text, _OPINION, width, indent=2 if indent else 0, justify=True) if text else ()


def _frame(surface: Surface, top: float, bottom: float) -> None:
    surface.rule(LEFT + 10, top, LEFT + 10, bottom, 0.4)
    surface.box(LEFT, top, FRAME, bottom - top, 1.0)


def _boxes(surface: Surface, content: AnnualContent) -> tuple[_Box, _Box, _Box, _Box]:
    said = content.opinions

    def box(label: str, text: str, least: float, field: str, duty: str = "") -> _Box:
        lines = _lines(surface, text)
        return _Box(label, lines, max(least, block_height(lines, _OPINION) + _HEAD_ROOM), field, duty or label)

    # The leader signs for the whole group of inspectors.
    inspector = box("督察员", said.inspector, _SHORT, "inspector", "督察组长")
    appraised = box("被考评人", said.appraised, _SHORT, "appraised")
    if content.is_trainee:
        inspector = _lower(surface, inspector, said.inspector, 6.5)
        appraised = _lower(surface, appraised, said.appraised, 14.5)
    return (
        inspector,
        appraised,
        box("营销部主任", said.department_head, _SHORT, "department_head"),
        box("市考评组", said.city_group, _CITY, "city_group", "考评组组长"),
    )


def _lower(surface: Surface, box: _Box, text: str, below: float) -> _Box:
    """Give the box with its text beside the signature and `below` mm free under it, if that makes it lower."""
    lines = _lines(surface, text, width=_BESIDE)
    height = max(_LOW, 2.2 + block_height(lines, _OPINION) + below)
    return replace(box, lines=lines, height=height) if height < box.height else box


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
