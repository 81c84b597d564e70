"""D13 季度综合业绩考评表: three months, five sources, gaps and training, the talk, three signatures."""

from __future__ import annotations

from collections.abc import Sequence

from cmdesk.documents.fonts import Role
from cmdesk.documents.page import BOTTOM, FRAME, LEFT, RIGHT, TOP
from cmdesk.documents.parts.cells import (
    FIGURE,
    FIGURE_BOLD,
    Pair,
    block,
    block_height,
    cell,
    figure,
    head,
    head_box,
)
from cmdesk.documents.parts.flow import parted
from cmdesk.documents.parts.marks import LABEL, middle, tick_box, title, vertical_label
from cmdesk.documents.parts.signatures import Signing, place
from cmdesk.documents.render import render
from cmdesk.documents.reports.d13_content import GapRow, MonthRow, QuarterContent, SourceRow
from cmdesk.documents.surface import Style, Surface

_INNER = LEFT + 10
_MONTH_COLUMNS = (22.0, 25.0, 25.0, 20.0, 20.0, 20.0, 22.0)
_SOURCE_COLUMNS = (34.0, 46.0, 19.0, 17.0, 19.0, 19.0)
_GAP_COLUMNS = (44.0, 43.0, 39.0, 28.0)
_NAME = Style(Role.SERIF, 9.5, 14)
_BASIS = Style(Role.KAI, 9, 12.4)
_MISSING = Style(Role.SERIF, 9.5, 14.4)
_REMARK = Style(Role.KAI, 10, 15.4)
_RESULT = Style(Role.SANS_BOLD, 20)
_SIGN_LEAST, _SIGN_MOST = 26.0, 36.0
_TALK_PADDING, _KEPT_TOGETHER, _LEAST_LINES = 4.4, 80.0, 4


def paint(surface: Surface, content: QuarterContent, signing: Signing) -> None:
    """Draw the pages of a D13, without header and footer."""
    surface.new_page()
    surface.bookmark(f"{content.title} {content.identity.period}", 0)
    title(surface, content.title, content.identity.period)
    top = 42.5
    y = _person(surface, content, top)
    y = _months(surface, content, y)
    y = _sources(surface, content, y)
    y = _missing(surface, content, y)
    talk = _talk_height(surface, content.remark)
    end = talk + _SIGN_LEAST if talk <= _KEPT_TOGETHER else _TALK_PADDING + _LEAST_LINES * _REMARK.line_height
    y, top = _gaps(surface, content, y, top, end)
    y, top = _talk(surface, content.remark, y, top)
    y = _signatures(surface, content, signing, y)
    _frame(surface, top, y)


def _turned(surface: Surface, top: float, y: float) -> float:
    """Close the frame, begin a page, and give its top."""
    _frame(surface, top, y)
    surface.new_page()
    surface.rule(LEFT, TOP, RIGHT, TOP, 1.0)
    return TOP


def _frame(surface: Surface, top: float, bottom: float) -> None:
    surface.box(LEFT, top, FRAME, bottom - top, 1.0)


def _person(surface: Surface, content: QuarterContent, y: float) -> float:
    person = content.person
    rows = (
        (
            Pair("姓\u3000名", person.name, 17, 30, name=True),
            Pair("工\u3000号", person.staff_no, 15, 20),
            Pair("级\u3000档", person.grade, 15, 24),
            Pair("用工性质", person.employment, 17, 26),
        ),
        (
            Pair("服务线路", person.route, 17, 47.5),
            Pair("任职年限", person.seniority, 17, 22.5),
            Pair("填表日期", content.filled_on, 17, 43),
        ),
    )
    return head_box(surface, LEFT, y, rows, 7.2)


def _edges(x: float, columns: Sequence[float]) -> list[float]:
    edges = [x]
    for width in columns:
        edges.append(edges[-1] + width)
    return edges


def _grid(surface: Surface, columns: Sequence[float], y1: float, y2: float) -> None:
    for x in _edges(_INNER, columns)[1:-1]:
        surface.rule(x, y1, x, y2, 0.3)


def _section(surface: Surface, y1: float, y2: float, label: str) -> None:
    """Draw the vertical label of a part and the rules around it."""
    vertical_label(surface, LEFT, y1, 10, y2 - y1, label)
    surface.rule(_INNER, y1, _INNER, y2, 0.4)
    surface.rule(LEFT, y1, RIGHT, y1, 0.75)


def _months(surface: Surface, content: QuarterContent, y: float) -> float:
    top = y
    edges = _edges(_INNER, _MONTH_COLUMNS)
    bottom = y + 9.4 + 6.2 * len(content.months) + 6.8
    _section(surface, top, bottom, "月度成绩")
    with surface.element("Table"):
        heads = (
            "月\u3000份",
            "经营业绩\nP",
            "督察检查\nI",
            "督察表\n份数",
            f"{content.p_weight} P",
            f"{content.i_weight} I",
            "月度得分\nM",
        )
        with surface.element("TR"):
            for x, width, text in zip(edges, _MONTH_COLUMNS, heads, strict=False):
                head(surface, x, y, width, 9.4, text)
        y += 9.4
        surface.rule(_INNER, y, RIGHT, y, 0.4)
        for row in content.months:
            _month(surface, edges, y, 6.2, row, FIGURE)
            y += 6.2
            surface.rule(_INNER, y, RIGHT, y, 0.3)
        _month(surface, edges, y, 6.8, content.month_mean, FIGURE_BOLD)
    _grid(surface, _MONTH_COLUMNS, top, bottom)
    return bottom


def _month(surface: Surface, edges: list[float], y: float, height: float, row: MonthRow, style: Style) -> None:
    bold = style is FIGURE_BOLD
    with surface.element("TR"):
        cell(surface, edges[0], y, 22, height, row.label, Style(Role.SANS_BOLD, 9) if bold else _NAME, kind="TH")
        for at, text in enumerate((row.p, row.i, row.sheets, row.p_part, row.i_part, row.m), start=1):
            centre = (edges[at] + edges[at + 1]) / 2
            if at == 3:
                cell(surface, edges[3], y, 20, height, text, Style(Role.SANS, 9) if bold else FIGURE)
            else:
                figure(surface, centre - 0.45, y + height / 2, text, style, empty_at=centre)


def _sources(surface: Surface, content: QuarterContent, y: float) -> float:
    top = y
    edges = _edges(_INNER, _SOURCE_COLUMNS)
    heads = ("评价来源", "评价人与依据", "得\u3000分", "规定权重\n（%）", "乘\u3000积", "折算权重")
    table_end = y + 9.4 + 7 * len(content.sources) + 7.4
    _section(surface, top, table_end + 12, "五项评价")
    with surface.element("Table"):
        with surface.element("TR"):
            for x, width, text in zip(edges, _SOURCE_COLUMNS, heads, strict=False):
                head(surface, x, y, width, 9.4, text)
        y += 9.4
        surface.rule(_INNER, y, RIGHT, y, 0.4)
        for row in content.sources:
            _source(surface, edges, y, row)
            y += 7
            surface.rule(_INNER, y, RIGHT, y, 0.3)
        _source_sum(surface, content, edges, y)
    _grid(surface, _SOURCE_COLUMNS[:2], top, y)
    for x in edges[3:6]:
        surface.rule(x, top, x, table_end, 0.3)
    surface.rule(edges[2], top, edges[2], y, 0.3)
    surface.rule(_INNER, table_end, RIGHT, table_end, 0.4)
    _result(surface, content, table_end)
    return table_end + 12


def _source(surface: Surface, edges: list[float], y: float, row: SourceRow) -> None:
    centre = y + 3.5
    with surface.element("TR"):
        with surface.element("TH", scope="Row"):
            surface.text(edges[0] + 2, middle(centre, _NAME), row.name, _NAME)
            surface.text(edges[1] - 3, middle(centre, FIGURE), row.letter, Style(Role.SANS, 9), align="center")
        cell(surface, edges[1], y, 46, 7, row.basis, _BASIS, align="left", least=7.5)
        missing = not row.score[:1].isdigit()
        score_style = Style(Role.SANS_BOLD, 9) if missing else FIGURE
        score = "缺\u3000项" if row.score == "缺项" else row.score
        figure(surface, _mid(edges, 2) - 0.45, centre, score, score_style, empty_at=_mid(edges, 2))
        figure(surface, _mid(edges, 3) + 1.86, centre, row.weight, FIGURE, empty_at=_mid(edges, 3))
        figure(surface, _mid(edges, 4) - 0.45, centre, row.product, FIGURE, empty_at=_mid(edges, 4))
        cell(surface, edges[5], y, 19, 7, row.share, FIGURE, padding=0.5)


def _mid(edges: list[float], at: int) -> float:
    return (edges[at] + edges[at + 1]) / 2


def _source_sum(surface: Surface, content: QuarterContent, edges: list[float], y: float) -> None:
    label = "合\u3000计" if content.complete else "合\u3000计（有得分的来源）"
    with surface.element("TR"):
        cell(surface, _INNER, y, edges[3] - _INNER, 7.4, label, Style(Role.SANS_BOLD, 9), align="right", kind="TH")
        centre = y + 3.7
        figure(surface, _mid(edges, 3) + 1.86, centre, content.weight_sum, FIGURE_BOLD, empty_at=_mid(edges, 3))
        figure(surface, _mid(edges, 4) - 0.45, centre, content.product_sum, FIGURE_BOLD, empty_at=_mid(edges, 4))
        cell(surface, edges[5], y, 19, 7.4, content.share_sum, FIGURE, padding=0.5)


def _result(surface: Surface, content: QuarterContent, y: float) -> None:
    centre = y + 6
    formula = Style(Role.SERIF, 10.5)
    with surface.element("P"):
        label = Style(Role.SANS_BOLD, 10)
        surface.text(_INNER + 2, middle(centre, label), "季度得分", label)
        if content.result:
            equals = "" if content.product_sum.startswith("≈") else "＝"
            text = f"Q＝乘积合计÷权重合计{equals}{content.product_sum}÷{content.weight_sum}%＝"
            surface.text(_INNER + 24, middle(centre, formula), text, formula)
            width = surface.text(_INNER + 106, middle(centre, _RESULT), content.result, _RESULT)
            after = _INNER + 106 + width + 2
            surface.text(after, middle(centre, formula), "分", formula)
            surface.text(RIGHT - 2, middle(centre, LABEL), content.result_note, Style(Role.SERIF, 8), align="right")
        else:
            surface.text(_INNER + 24, middle(centre, formula), content.result_note, formula)


def _missing(surface: Surface, content: QuarterContent, y: float) -> float:
    lines = surface.broken(content.missing_note, _MISSING, 150, justify=True)
    height = max(12.0, block_height(lines, _MISSING) + 2.0)
    _section(surface, y, y + height, "缺项|说明")
    with surface.element("P"):
        block(surface, _INNER + 2, y, 150, height, lines, _MISSING)
    return y + height


def _gap_cells(surface: Surface, row: GapRow) -> tuple[list[tuple[str, Style, str]], float]:
    texts = [(row.gap, _BASIS, "left"), (row.measure, _BASIS, "left"), (row.training, _BASIS, "left")]
    tallest = max(
        block_height(surface.broken(text, style, width - 3), style)
        for (text, style, _), width in zip(texts, _GAP_COLUMNS, strict=False)
    )
    return [*texts, (row.deadline, _NAME, "center")], max(9.4, tallest + 1.4)


def _gaps(surface: Surface, content: QuarterContent, y: float, top: float, end: float) -> tuple[float, float]:
    """Draw the gaps, on a second page where they do not fit; gives the y below and the frame's top on that page.

    `end` is the height of what must follow: the last row keeps it company where a page has to be turned anyway.
    """
    rows = content.gaps or (GapRow(gap="本季无差距项", measure="—", training="—", deadline="—"),)
    edges = _edges(_INNER, _GAP_COLUMNS)
    start = y
    with surface.element("Table"):
        y = _gap_head(surface, edges, y)
        for at, row in enumerate(rows):
            cells, height = _gap_cells(surface, row)
            if y + height > BOTTOM or (at >= 3 and y + height + end > BOTTOM and start == top):
                _gap_end(surface, start, y)
                _frame(surface, top, y)
                surface.new_page()
                top = start = y = TOP
                with surface.artifact():
                    y = _gap_head(surface, edges, y)
            with surface.element("TR"):
                for x, width, (text, style, align) in zip(edges, _GAP_COLUMNS, cells, strict=False):
                    padding, least = (0.6, 8.5) if align == "center" else (1.5, 0.0)
                    cell(surface, x, y, width, height, text, style, align=align, padding=padding, least=least)
            y += height
            surface.rule(_INNER, y, RIGHT, y, 0.3)
    _gap_end(surface, start, y)
    return y, top


def _gap_head(surface: Surface, edges: list[float], y: float) -> float:
    heads = ("差距及依据", "改进措施", "培训内容与方式", "完成时限")
    with surface.element("TR"):
        for x, width, text in zip(edges, _GAP_COLUMNS, heads, strict=False):
            head(surface, x, y, width, 6.2, text)
    surface.rule(_INNER, y + 6.2, RIGHT, y + 6.2, 0.4)
    return y + 6.2


def _gap_end(surface: Surface, start: float, y: float) -> None:
    _section(surface, start, y, "差距与培训" if y - start > 24 else "差距|培训")
    _grid(surface, _GAP_COLUMNS, start, y)


def _talk_height(surface: Surface, remark: str, *, indent: float = 2) -> float:
    lines = surface.broken(remark, _REMARK, 150, indent=indent, justify=True)
    return max(19.0, block_height(lines, _REMARK) + _TALK_PADDING)


def _talk(surface: Surface, remark: str, y: float, top: float) -> tuple[float, float]:
    """Draw the talk, with room for the signatures below; gives the y below and the frame's top on that page.

    One that does not fit goes to the next page; a long one fills this page first and goes on there, two lines of it at
    least beside the signatures.
    """
    rest, indent = remark, 2.0
    long = _talk_height(surface, rest) > _KEPT_TOGETHER
    while y + (height := _talk_height(surface, rest, indent=indent)) + _SIGN_LEAST > BOTTOM:
        room = min(BOTTOM - y, height - 2 * _REMARK.line_height) - _TALK_PADDING
        if long and room >= _LEAST_LINES * _REMARK.line_height:
            part, rest = parted(surface, rest, _REMARK, 150, room, indent=indent, justify=True, anywhere=True)
            y = _talk_part(surface, part, y, indent=indent)
            indent = 0.0
        y = top = _turned(surface, top, y)
    return _talk_part(surface, rest, y, indent=indent, whole=rest == remark), top


def _talk_part(surface: Surface, text: str, y: float, *, indent: float, whole: bool = False) -> float:
    height = _talk_height(surface, text, indent=indent)
    _section(surface, y, y + height, "谈话评语" if whole or height > 30 else "谈话|评语")
    lines = surface.broken(text, _REMARK, 150, indent=indent, justify=True)
    with surface.element("P"):
        base = middle(y + 2.2 + _REMARK.line_height / 2, _REMARK)
        surface.lines(_INNER + 2, base, lines, _REMARK, indent=indent * _REMARK.em)
    return y + height


def _signatures(surface: Surface, content: QuarterContent, signing: Signing, y: float) -> float:
    height = min(_SIGN_MOST, BOTTOM - y)
    width = FRAME / 3
    surface.rule(LEFT, y, RIGHT, y, 1.0)
    places = (
        ("appraised", "被考评人", ""),
        ("department_head", "营销部主任", ""),
        ("marketing_center", "营销中心", "营销中心签字（盖章）"),
    )
    for at, (field, duty, label) in enumerate(places):
        x = LEFT + at * width
        if at:
            surface.rule(x, y, x, y + height, 0.5)
        place(surface, signing, field, duty, (x, y, width, height), label=label)
    with surface.element("P"):
        x = tick_box(surface, LEFT + 25.5, y + 3.5, text="无异议")
        tick_box(surface, x + 2.5, y + 3.5, text="有异议")
    return y + height


def draw(content: QuarterContent, *, void: bool = False, workbook: bytes | None = None) -> bytes:
    """Give the document; see `render`."""
    return render(content, paint, void=void, workbook=workbook)
