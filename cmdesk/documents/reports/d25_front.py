"""The first page of D25: the person, the result, the ten abilities, the summary."""

from __future__ import annotations

from decimal import Decimal

from cmdesk.documents.charts import DASH, paint_radar
from cmdesk.documents.fonts import Role
from cmdesk.documents.page import BOTTOM, FRAME, LEFT, RIGHT, TOP
from cmdesk.documents.parts.cells import fitting
from cmdesk.documents.parts.marks import LABEL, UNDER_TITLE, double_rule, heading, middle
from cmdesk.documents.reports.d25_content import Ability, AnnualContent, ResultCell
from cmdesk.documents.surface import Style, Surface
from cmdesk.rules.charts import radar

_TITLE = Style(Role.SERIF_BOLD, 24)
_PERIOD = Style(UNDER_TITLE.role, 14)
_VALUE = Style(Role.SERIF, 10.5, 12.6)
_SCORE = Style(Role.SANS_BOLD, 34)
_GRADE = Style(Role.SERIF_BOLD, 22)
_SMALL = Style(Role.SERIF, 8, 11.2)
_SIDE = Style(Role.SERIF, 8, 11.6)
_STRONG = Style(Role.SANS_MEDIUM, 8.5)
BODY = Style(Role.SERIF, 10.5, 16.6)
_CELLS = {4: (50.0, 34.0, 40.0, 40.0), 3: (60.0, 52.0, 52.0), 2: (82.0, 82.0), 1: (164.0,)}
_MIDDLE = (LEFT + RIGHT) / 2


def front(surface: Surface, content: AnnualContent) -> float:
    """Draw the first page; a long summary runs on to the next. Gives the y below."""
    surface.new_page()
    surface.bookmark(f"{content.title} {content.subject}", 0)
    with surface.element("H1"):
        surface.text(_MIDDLE, 34.5, content.title, _TITLE, align="center", tracking=1.2)
    with surface.element("P"):
        surface.text(_MIDDLE, 43.2, f"（{content.identity.period}）", _PERIOD, align="center")
    double_rule(surface, LEFT, RIGHT, 48.5)
    _person(surface, content)
    _results(surface, content, 78.3)
    y = _abilities(surface, content, 119.1)
    return _summary(surface, content, y)


def _person(surface: Surface, content: AnnualContent) -> None:
    person = content.person
    rows = (
        (("姓\u3000\u3000名", person.name), ("工\u3000\u3000号", person.staff_no), ("用工性质", person.employment)),
        (("单\u3000\u3000位", person.unit), ("服务线路", person.route), ("任职年限", person.seniority)),
        (
            ("学\u3000\u3000历", content.education),
            ("职业资格", content.qualification),
            ("上\u2002年\u2002度", content.last_year),
        ),
    )  # fmt: skip
    y = 51.6
    with surface.element("Table"):
        for row in rows:
            with surface.element("TR"):
                for at, (label, value) in enumerate(row):
                    x = LEFT + at * 56
                    with surface.element("TH", scope="Row"):
                        surface.text(x, middle(y + 3.6, LABEL), label, LABEL)
                    with surface.element("TD"):
                        style, lines = fitting(surface, value, _VALUE, 37 if at < 2 else 35, name=True, least=8.0)
                        top = y + 3.6 - (len(lines) - 1) * style.line_height / 2
                        surface.lines(x + 17, middle(top, style), lines[:2], style)
            y += 7.2
            surface.rule(LEFT, y, RIGHT, y, 0.3)


def _results(surface: Surface, content: AnnualContent, y: float) -> None:
    x = LEFT
    widths = _CELLS.get(len(content.results), (FRAME / max(1, len(content.results)),) * len(content.results))
    for at, (cell, width) in enumerate(zip(content.results, widths, strict=False)):
        if at:
            surface.rule(x, y, x, y + 30, 0.5)
        _result(surface, cell, x, y, width, is_score=at == 0)
        x += width
    surface.rule(LEFT, y + 30, RIGHT, y + 30, 0.5)
    surface.box(LEFT, y, FRAME, 37.4, 1.0)
    base = middle(y + 33.7, _SIDE)
    with surface.element("P"):
        surface.text(LEFT + 2, base, "状\u3000态", _STRONG)
        surface.text(LEFT + 15, base, content.state, Style(Role.SERIF, 8.5))
        surface.text(RIGHT - 2, base, content.effective, Style(Role.SERIF, 8.5), align="right")


def _result(surface: Surface, cell: ResultCell, x: float, y: float, width: float, *, is_score: bool) -> None:
    centre = x + width / 2
    with surface.element("P"):
        surface.text(centre, y + 6, cell.label, _STRONG, align="center")
        style = _SCORE if is_score and cell.value[:1].isdigit() else _GRADE
        natural = surface.typesetter.width(cell.value, style.role, style.size)
        if natural > width - 4:
            style = Style(style.role, round(style.size * (width - 4) / natural, 1))
        surface.text(centre, y + (20.2 if style.role is Role.SANS_BOLD else 18.6), cell.value, style, align="center")
        note, lines = fitting(surface, cell.note, _SMALL, width - 3, least=7.0)
        surface.lines(
            x + 1.5, y + 27.6 - (len(lines) - 1) * note.line_height, lines, note, width=width - 3, align="center"
        )


def _abilities(surface: Surface, content: AnnualContent, y: float) -> float:
    y = heading(surface, y, "一、十种能力（同事互评）", content.ability_heading_note)
    if not content.abilities:
        with surface.element("P"):
            surface.text(LEFT, y + 5, content.ability_note, Style(Role.SERIF, 9.5))
        return y + 12
    lasts = [Decimal(a.last) for a in content.abilities if a.last]
    shape = radar(
        [a.name for a in content.abilities],
        [Decimal(a.value) for a in content.abilities],
        lasts if len(lasts) == len(content.abilities) else None,
        from_zero=content.abilities_from_zero,
    )
    listed = "；".join(f"{a.name}{a.value}" + (f"（上年{a.last}）" if a.last else "") for a in content.abilities)
    with surface.element("Figure", alt=f"十种能力雷达图：{listed}"):
        paint_radar(surface, (80, y + 44.5), shape)
    _side(surface, content, y + 5.5)
    return y + 44.5 + 32 + 15.2


def _side(surface: Surface, content: AnnualContent, y: float) -> None:
    left = 145.0
    surface.rule(left, y, left + 10, y, 1.4)
    surface.dot(left + 5, y, 0.82)
    with surface.element("P"):
        surface.text(left + 12.2, middle(y, _SIDE), "本年度", Style(Role.SERIF, 8.5))
    after = 5.6
    if any(a.last for a in content.abilities):
        after = 11.0
        surface.rule(left, y + 5.4, left + 10, y + 5.4, 0.7, dash=DASH)
        with surface.element("P"):
            surface.text(left + 12.2, middle(y + 5.4, _SIDE), "上年度（括号内）", Style(Role.SERIF, 8.5))
    y = _side_text(surface, content.ability_note, y + after)
    ordered = sorted(content.abilities, key=lambda a: Decimal(a.value))
    y = _three(surface, "最高三项", list(reversed(ordered[-3:])), y + 2.0)
    y = _three(surface, "最低三项", ordered[:3], y + 3.4)
    _side_text(surface, content.counted_note, y + 2.6)


def _side_text(surface: Surface, text: str, y: float) -> float:
    lines = surface.broken(text, _SIDE, 42)
    with surface.element("P"):
        return surface.lines(145, y + 2.6, lines, _SIDE) - 2.6


def _three(surface: Surface, label: str, rows: list[Ability], y: float) -> float:
    with surface.element("Table"):
        with surface.element("TR"), surface.element("TH", scope="Column"):
            surface.text(145, y + 3.6, label, _STRONG)
        y += 5.4
        surface.rule(145, y, RIGHT, y, 0.5)
        for row in rows:
            with surface.element("TR"):
                with surface.element("TD"):
                    surface.text(145, middle(y + 2.7, _SIDE), row.name, Style(Role.SERIF, 9))
                with surface.element("TD"):
                    surface.text(RIGHT, middle(y + 2.7, _SIDE), row.value, Style(Role.SANS, 9), align="right")
            y += 5.4
            surface.rule(145, y, RIGHT, y, 0.25)
    return y


def _summary(surface: Surface, content: AnnualContent, y: float) -> float:
    y = heading(surface, y, "二、总体评价")
    lines = list(surface.broken(content.summary, BODY, FRAME, indent=2, justify=True, keep=(content.person.name,)))
    indent = 2 * BODY.em
    while lines:
        fits = max(1, int((BOTTOM - y) / BODY.line_height))
        with surface.element("P"):
            y = surface.lines(LEFT, y + 4.6, lines[:fits], BODY, indent=indent) - 4.6
        lines, indent = lines[fits:], 0.0
        if lines:
            surface.new_page()
            y = TOP
    return y
