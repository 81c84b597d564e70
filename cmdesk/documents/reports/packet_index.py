"""The cover and the contents of a packet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from cmdesk.documents.fonts import Role
from cmdesk.documents.page import BOTTOM, LEFT, RIGHT, TOP
from cmdesk.documents.parts.cells import cell, fitting
from cmdesk.documents.parts.columns import Column, edges, heads
from cmdesk.documents.parts.marks import LABEL, double_rule, hand_date, heading, middle
from cmdesk.documents.reports.packet_content import (
    QUARTERS,
    YEAR,
    PacketContent,
    PacketPaper,
    PacketPerson,
    pages_text,
    year_in_characters,
)
from cmdesk.documents.surface import Style, Surface

ROW = 7.2
_HEAD = Style(Role.SANS, 8.5, 10.4)
_NAME = Style(Role.SERIF, 10)
_NUMBER = Style(Role.SANS, 9)
_PAGES = Style(Role.SANS_MEDIUM, 9)
_LABEL = Style(Role.SANS_MEDIUM, 10)
_VALUE = Style(Role.SERIF, 10.5)
_NOTE = Style(Role.SERIF, 8.5, 12)
_GENERAL = (
    Column(10, "序"), Column(74, "材\u3000料", align="left", padding=1.0), Column(16, "表号"),
    Column(46, "文件编号", align="left", padding=1.0), Column(18, "卷内页"),
)  # fmt: skip
_PEOPLE = (
    Column(9, "序"), Column(17, "工\u3000号"), Column(37, "姓\u3000名"), Column(18, "评定级档"),
    Column(19, "年度报告\nD25"), *(Column(11.5, text) for text in ("一季", "二季", "三季", "四季")),
    Column(18, "起止页"),
)  # fmt: skip
_PEOPLE_HEAD = 9.8


@dataclass(frozen=True)
class Span:
    """The packet pages of one paper, or of one person with the separator: first and last."""

    first: int
    last: int


@dataclass(frozen=True)
class IndexPage:
    """Which rows stand on one page of the contents: half-open ranges of general papers and of people."""

    general: tuple[int, int]
    people: tuple[int, int]


def share_out(general: int, people: int) -> list[IndexPage]:
    """Share the rows of the contents over pages: 21 people beside four general papers on the first, 31 on a later."""
    pages: list[IndexPage] = []
    done_general = done_people = 0
    while not pages or done_general < general or done_people < people:
        room = BOTTOM - (35.0 if not pages else TOP) - 6.0
        first_general, first_people = done_general, done_people
        if done_general < general:
            room -= 7.4 + 6.8
            done_general += min(general - done_general, int(room / ROW))
            room -= (done_general - first_general) * ROW + 4.0
        if done_general == general and done_people < people:
            room -= _PEOPLE_HEAD + (7.4 if done_people == 0 else 0)
            done_people += max(0, min(people - done_people, int(room / ROW)))
        pages.append(IndexPage((first_general, done_general), (first_people, done_people)))
    return pages


def cover(surface: Surface, content: PacketContent, facts: Sequence[tuple[str, str]], seal: Callable[[], None]) -> None:
    """Draw the cover; `seal` draws the place of the unit's signature."""
    middle_x = 105.0
    _archive_box(surface, content)
    double_rule(surface, 41, 169, 94)
    with surface.element("P"):
        surface.text(middle_x, 86, content.identity.unit, Style(Role.SERIF, 16), align="center", tracking=0.5)
    with surface.element("H1"):
        surface.text(middle_x, 116, content.title, Style(Role.SERIF_BOLD, 34), align="center", tracking=2.0)
    with surface.element("P"):
        year = f"{year_in_characters(content.year)}年度"
        surface.text(middle_x, 130, year, Style(Role.KAI, 20), align="center", tracking=1.0)
    double_rule(surface, 41, 169, 139, thin_first=True)
    y = 166.0
    surface.rule(41, y, 169, y, 1.0)
    with surface.element("Table"):
        for label, value in facts:
            with surface.element("TR"):
                with surface.element("TH", scope="Row"):
                    surface.text(43, middle(y + 4.75, _LABEL), label, _LABEL)
                with surface.element("TD"):
                    style, lines = fitting(surface, value, _VALUE, 96, least=8.5)
                    surface.lines(71, middle(y + 4.75, style), lines[:1], style)
            y += 9.5
            surface.rule(41, y, 169, y, 1.0 if (label, value) == facts[-1] else 0.3)
    y = 229.5
    for x, text in ((41.0, "立卷人签字"), (107.0, "检查人签字")):
        surface.box(x, y, 62, 17, 0.4)
        with surface.element("P"):
            surface.text(x + 2, y + 4.6, text, LABEL)
            hand_date(surface, x + 59.5, y + 14.6)
    seal()


def _archive_box(surface: Surface, content: PacketContent) -> None:
    rows = (("全宗号", content.fonds_no), ("档\u3000号", content.archive_no), ("保管期限", content.retention))
    with surface.element("Table"):
        for at, (label, value) in enumerate(rows):
            y = 24 + at * 8.0
            with surface.element("TR"):
                cell(surface, 127, y, 18, 8, label, LABEL, kind="TH")
                cell(surface, 145, y, 42, 8, value, _NAME, least=8)
            if at:
                surface.rule(127, y, RIGHT, y, 0.3)
    surface.rule(145, 24, 145, 48, 0.4)
    surface.box(127, 24, 60, 24, 1.0)


def contents_page(
    surface: Surface, content: PacketContent, page: IndexPage, spans: Mapping[int, Span],
    people: Sequence[Span], *, is_first: bool, is_last: bool,
) -> None:  # fmt: skip
    """Draw one page of the contents. `spans` gives the pages of a paper by its identity in memory."""
    y = TOP
    if is_first:
        with surface.element("H1"):
            surface.text(105, 33.5, "目\u3000\u3000录", Style(Role.SERIF_BOLD, 18), align="center")
        y = 37.0
    if page.general[1] > page.general[0]:
        y = heading(surface, y, "一、综合材料") if is_first else y
        y = _general(surface, content, page.general, spans, y) + 4.0
    if page.people[1] > page.people[0]:
        if page.people[0] == 0:
            title = "二、个人材料（按工号）" if content.general else "个人材料（按工号）"
            y = heading(surface, y, title, "数字为该件首页的卷内页号")
        y = _people(surface, content, page.people, spans, people, y)
    if is_last and content.contents_note:
        lines = surface.broken(content.contents_note, _NOTE, RIGHT - LEFT)
        with surface.element("P"):
            surface.lines(LEFT, y + 4.4, lines[:2], _NOTE)


def _general(
    surface: Surface, content: PacketContent, rows: tuple[int, int], spans: Mapping[int, Span], y: float
) -> float:
    xs = edges(_GENERAL)
    surface.rule(LEFT, y, RIGHT, y, 1.0)
    with surface.element("Table"):
        y = heads(surface, _GENERAL, y, 6.8, _HEAD)
        for at in range(*rows):
            paper = content.general[at]
            span = spans[id(paper)]
            texts = (str(at + 1), paper.title, paper.content.form, paper.content.identity.number)
            with surface.element("TR"):
                _cell(surface, xs[0] + 5, y, texts[0], _NUMBER, "center")
                _cell(surface, xs[1] + 1, y, texts[1], _NAME, "left", 71)
                _cell(surface, xs[2] + 8, y, texts[2], _NUMBER, "center")
                _cell(surface, xs[3] + 1, y, texts[3], _NUMBER, "left", 44)
                _cell(surface, RIGHT - 1, y, pages_text(span.first, span.last), _PAGES, "right")
            y += ROW
            surface.rule(LEFT, y, RIGHT, y, 1.0 if at == rows[1] - 1 else 0.3)
    return y


def _cell(surface: Surface, x: float, y: float, text: str, style: Style, align: str, room: float = 0.0) -> None:
    with surface.element("TD"):
        if room:
            style, lines = fitting(surface, text, style, room, least=7.5)
            surface.lines(x, middle(y + ROW / 2, style), lines[:1], style)
        else:
            surface.text(x, middle(y + ROW / 2, style), text, style, align=align)


def _people(
    surface: Surface, content: PacketContent, rows: tuple[int, int], spans: Mapping[int, Span],
    people: Sequence[Span], y: float,
) -> float:  # fmt: skip
    xs = edges(_PEOPLE)
    surface.rule(LEFT, y, RIGHT, y, 1.0)
    with surface.element("Table"):
        y = _people_head(surface, xs, y)
        for at in range(*rows):
            _person(surface, xs, y, at, content.people[at], spans, people[at])
            y += ROW
            surface.rule(LEFT, y, RIGHT, y, 1.0 if at == rows[1] - 1 else 0.3)
    return y


def _people_head(surface: Surface, xs: list[float], y: float) -> float:
    with surface.element("TR"):
        for at, column in enumerate(_PEOPLE):
            is_quarter = 5 <= at <= 8
            top, height = (y + 4.9, 4.9) if is_quarter else (y, _PEOPLE_HEAD)
            with surface.element("TH", scope="Column"):
                lines = [surface.typesetter.line(text, _HEAD.role) for text in column.head.split("\n")]
                first = top + height / 2 - (len(lines) - 1) * _HEAD.line_height / 2
                align = "left" if at == 2 else "center"
                x = xs[at] + (1.0 if at == 2 else 0.0)
                surface.lines(x, middle(first, _HEAD), lines, _HEAD, width=column.width, align=align)
        with surface.element("TH", scope="Column"):
            surface.text((xs[5] + xs[9]) / 2, middle(y + 2.5, _HEAD), "季度考评表D13", _HEAD, align="center")
    surface.rule(xs[5] + 1, y + 4.9, xs[9] - 1, y + 4.9, 0.3)
    surface.rule(LEFT, y + _PEOPLE_HEAD, RIGHT, y + _PEOPLE_HEAD, 0.5)
    return y + _PEOPLE_HEAD


def _person(
    surface: Surface, xs: list[float], y: float, at: int, person: PacketPerson, spans: Mapping[int, Span], span: Span
) -> None:
    base = y + ROW / 2
    starts = {paper.slot: str(spans[id(paper)].first) for paper in person.papers if paper.slot}
    with surface.element("TR"):
        _cell(surface, xs[0] + 4.5, y, str(at + 1), _NUMBER, "center")
        _cell(surface, xs[1] + 8.5, y, person.staff_no, _NUMBER, "center")
        with surface.element("TH", scope="Row"):
            style, lines = fitting(surface, person.name, _NAME, 35, name=True, least=8.0)
            top = base - (len(lines) - 1) * style.line_height / 2
            surface.lines(xs[2] + 1, middle(top, style), lines, style)
        cell(surface, xs[3], y, 18, ROW, person.grade, Style(Role.SERIF, 9.5), padding=0.4, least=7.5)
        _cell(surface, xs[4] + 12, y, starts.get(YEAR, "—"), _NUMBER, "right")
        for order, quarter in enumerate(QUARTERS):
            _cell(surface, xs[6 + order] - 3.0, y, starts.get(quarter, "—"), _NUMBER, "right")
        _cell(surface, RIGHT - 1, y, pages_text(span.first, span.last), _PAGES, "right")


def index_papers(papers: Sequence[PacketPaper], spans: Sequence[Span]) -> dict[int, Span]:
    """Give the pages of every paper by its identity in memory."""
    return {id(paper): span for paper, span in zip(papers, spans, strict=True)}
