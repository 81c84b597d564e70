"""The separator before one person's papers: the name, the papers with their pages, the signatures still missing."""

from __future__ import annotations

from collections.abc import Sequence

from cmdesk.documents.fonts import Role
from cmdesk.documents.page import BOTTOM, LEFT, RIGHT
from cmdesk.documents.parts.cells import fitting
from cmdesk.documents.parts.marks import double_rule, middle, tick_box
from cmdesk.documents.reports.packet_content import PacketContent, PacketPaper, PacketPerson, pages_text
from cmdesk.documents.reports.packet_index import Span
from cmdesk.documents.surface import Style, Surface

_HEADING = Style(Role.SANS_MEDIUM, 11)
_NAME = Style(Role.SERIF_BOLD, 54)
_NUMBER = Style(Role.SANS_MEDIUM, 36)
_LINE = Style(Role.SERIF, 11)
_HEAD = Style(Role.SANS, 8.5)
_TEXT = Style(Role.SERIF, 10)
_CODE = Style(Role.SANS, 9)
_PAGES = Style(Role.SANS_MEDIUM, 9.5)
_ROW, _STEPS = 9.0, 12


def separator(surface: Surface, content: PacketContent, at: int, person: PacketPerson, spans: Sequence[Span]) -> None:
    """Draw the separator of person number `at` (from 0); `spans` gives the packet pages of each paper."""
    people = len(content.people)
    with surface.element("P"):
        surface.text(LEFT, 57.4, "个人材料", _HEADING)
        surface.text(RIGHT, 57.4, f"第{at + 1}人\u3000共{people}人", Style(Role.SERIF, 10), align="right")
    double_rule(surface, LEFT, RIGHT, 61.6)
    _name(surface, person)
    with surface.element("P"):
        style, lines = fitting(surface, person.line, _LINE, RIGHT - LEFT, least=9)
        surface.lines(LEFT, 105.6, lines[:1], style)
    y = _papers(surface, person.papers, spans, 118.0)
    _open(surface, person.papers, spans, y + 9.0)
    _tab(surface, at)


def _name(surface: Surface, person: PacketPerson) -> None:
    natural = surface.typesetter.width(person.name, _NAME.role, _NAME.size, name=True)
    size = _NAME.size if natural <= 104 else _NAME.size * 104 / natural
    with surface.element("H1"):
        surface.text(LEFT, 92, person.name, Style(_NAME.role, round(size, 1)), name=True)
    with surface.element("P"):
        width = surface.typesetter.width(person.staff_no, _NUMBER.role, _NUMBER.size)
        number = _NUMBER if width <= 46 else Style(_NUMBER.role, round(_NUMBER.size * 46 / width, 1))
        width = surface.text(RIGHT, 92, person.staff_no, number, align="right")
        surface.text(RIGHT - width - 3, 92, "工号", Style(Role.SANS_MEDIUM, 10), align="right")


def _papers(surface: Surface, papers: Sequence[PacketPaper], spans: Sequence[Span], y: float) -> float:
    columns = ((27.5, "序", "center"), (40.0, "表\u3000号", "center"), (49.0, "材\u3000料", "left"),
               (110.0, "文件编号", "left"), (159.0, "页数", "center"), (182.0, "卷内页", "right"))  # fmt: skip
    surface.rule(LEFT, y, RIGHT, y, 1.0)
    with surface.element("Table"):
        with surface.element("TR"):
            for x, text, align in columns:
                with surface.element("TH", scope="Column"):
                    surface.text(x, middle(y + 4, _HEAD), text, _HEAD, align=align)
        y += 8
        surface.rule(LEFT, y, RIGHT, y, 0.5)
        row = min(_ROW, (BOTTOM - 45 - y) / max(1, len(papers)))
        for at, (paper, span) in enumerate(zip(papers, spans, strict=True)):
            identity = paper.content.identity
            texts = (str(at + 1), identity.form, paper.title, identity.number, str(span.last - span.first + 1),
                     pages_text(span.first, span.last))  # fmt: skip
            styles = (_CODE, _CODE, _TEXT, _CODE, _CODE, _PAGES)
            with surface.element("TR"):
                for (x, _, align), text, style in zip(columns, texts, styles, strict=True):
                    with surface.element("TD"):
                        surface.text(x, middle(y + row / 2, style), text, style, align=align)
            y += row
            surface.rule(LEFT, y, RIGHT, y, 1.0 if at == len(papers) - 1 else 0.3)
    return y


def _open(surface: Surface, papers: Sequence[PacketPaper], spans: Sequence[Span], y: float) -> None:
    rows = [
        (paper, span, "、".join(line.duty for line in paper.open_signatures))
        for paper, span in zip(papers, spans, strict=True)
        if paper.open_signatures
    ]
    with surface.element("H2"):
        surface.text(LEFT, y + 4.4, "尚缺的签字", _HEADING)
    y += 7.0
    surface.rule(LEFT, y, RIGHT, y, 1.0)
    note = "签齐一项，在方格内打勾。全部签齐后，本页随材料归档。"
    if not rows:
        note = "签字已齐。"
    with surface.element("Table"):
        row = min(_ROW, (BOTTOM - 8 - y) / max(1, len(rows)))
        for paper, span, duties in rows:
            pages = span.last - span.first + 1
            centre = y + row / 2
            title = paper.title + (f"\u3000第{pages}页" if pages > 1 else "")
            with surface.element("TR"):
                tick_box(surface, 24.5, centre)
                for x, text, style in ((37.0, paper.content.form, _CODE), (49.0, title, _TEXT), (110.0, duties, _TEXT)):
                    with surface.element("TD"):
                        fitted, lines = fitting(surface, text, style, 76 if x > 100 else 60, least=7.5)
                        surface.lines(x, middle(centre, fitted), lines[:1], fitted)
            y += row
            surface.rule(LEFT, y, RIGHT, y, 1.0 if paper is rows[-1][0] else 0.3)
    with surface.element("P"):
        surface.text(LEFT, y + 5.0, note, Style(Role.SERIF, 8.5))


def _tab(surface: Surface, at: int) -> None:
    y = 34 + 18.5 * (at % _STEPS)
    style = Style(Role.SANS_BOLD, 18 if at < 99 else 14)
    surface.fill(191, y, 14, 14)
    surface.operators("1 g")
    with surface.artifact():
        surface.text(198, middle(y + 7, style), str(at + 1), style, align="center")
    surface.operators("0 g")
