"""The second page of D25: the year's trend, all cycles, exams and the evaluation of ability."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from cmdesk.documents.charts import paint_trend
from cmdesk.documents.fonts import Role
from cmdesk.documents.page import BOTTOM, FRAME, LEFT, RIGHT, TOP
from cmdesk.documents.parts.columns import Column, edges, heads, values
from cmdesk.documents.parts.marks import heading, middle
from cmdesk.documents.reports.d25_content import AnnualContent, ExamRow, QuarterScores, ShareRow
from cmdesk.documents.surface import Style, Surface
from cmdesk.rules.charts import Trend, trend

_FIGURE = Style(Role.SANS, 9)
_FIGURE_BOLD = Style(Role.SANS_BOLD, 9)
_HEAD = Style(Role.SANS, 8.5, 10.8)
_MONTH = Style(Role.SERIF, 9)
_QUARTER = Style(Role.SANS_BOLD, 9)
_NOTE = Style(Role.SERIF, 8, 11.6)
_LEGEND = Style(Role.SERIF, 8.5)
_SMALL_HEADING = Style(Role.SANS_MEDIUM, 9.5)
_CYCLE = (
    Column(24, "周\u3000期", _MONTH),
    *(
        Column(18, text, _FIGURE, -0.45)
        for text in (
            "经营业绩\nP", "督察检查\nI", "月度得分\nM", "客户满意度\nC", "工业企业\nG", "自我评价\nS", "审核评价\nR",
        )
    ),
    Column(14, "季度得分\nQ", _FIGURE, -0.45),
)  # fmt: skip
_EXAM = (
    Column(20, "周\u3000期", _MONTH), Column(14, "理论", _FIGURE, 1.8), Column(14, "技能", _FIGURE, 1.8),
    Column(18, "成绩H", _FIGURE, -0.45), Column(14, "结论", _MONTH),
)  # fmt: skip
_SHARE = (
    Column(28, "项\u3000目", _MONTH, align="left"), Column(18, "得分", _FIGURE, -0.45),
    Column(14, "权重%", _FIGURE, 1.8), Column(20, "乘积", _FIGURE, -1.2),
)  # fmt: skip


@dataclass(frozen=True)
class _Heights:
    """How tall the plot and the rows are, in mm."""

    plot: float
    month: float
    quarter: float
    row: float


_USUAL = _Heights(plot=52.0, month=5.15, quarter=6.0, row=6.2)
# A trainee's page also holds the derivation of the score.
_DENSE = _Heights(plot=32.0, month=4.6, quarter=5.4, row=5.6)


def cycles(surface: Surface, content: AnnualContent, y: float) -> float:
    """Draw the cycles from a fresh page on (below `y`, if a long summary ran on to it). Gives the y below."""
    heights = _DENSE if content.is_trainee else _USUAL
    if y > TOP:
        y += 4.0
    shape = _shape(content)
    if shape is not None:
        if y + heights.plot + 25.7 > BOTTOM:
            surface.new_page()
            y = TOP
        y = _trend(surface, content, shape, y, heights.plot)
    y = _cycles(surface, content, y, heights)
    return _small_tables(surface, content, y + 2.2, heights.row)


def _shape(content: AnnualContent) -> Trend | None:
    months = enumerate((month.m for quarter in content.quarters for month in quarter.months), start=1)
    quarters = enumerate((quarter.q for quarter in content.quarters), start=1)
    return trend(
        {at: figure for at, text in months if (figure := _figure(text)) is not None},
        {at: figure for at, text in quarters if (figure := _figure(text)) is not None},
    )


def _figure(text: str) -> Decimal | None:
    return Decimal(text) if text[:1].isdigit() else None


def _trend(surface: Surface, content: AnnualContent, shape: Trend, y: float, plot: float) -> float:
    months = [month for quarter in content.quarters for month in quarter.months]
    goal = f"，虚线为优秀线{content.excellent_line}分" if content.excellent_line and shape.line is not None else ""
    heading(surface, y, "三、全年走势", f"纵轴自{shape.low}分起{goal}")
    listed = [(month.label, month.m) for month in months] + [(q.label, q.q) for q in content.quarters]
    with surface.element("Figure", alt="全年走势图：" + "；".join(f"{label}{value}" for label, value in listed)):
        base = y + 9.3
        surface.rule(120, base, 130, base, 2.6)
        surface.text(132, middle(base, _LEGEND), "季度得分", _LEGEND)
        surface.rule(152, base, 162, base, 0.8)
        surface.dot(157, base, 1.05, weight=0.8)
        surface.text(164, middle(base, _LEGEND), "月度得分", _LEGEND)
        quarters = [(quarter.label, quarter.q) for quarter in content.quarters]
        paint_trend(surface, (32, y + 14.4, 155, plot), shape, [month.label for month in months], quarters)
    return y + plot + 25.7


def _cycles(surface: Surface, content: AnnualContent, y: float, heights: _Heights) -> float:
    y = heading(surface, y, "四、各周期成绩", "单位：分")
    surface.rule(LEFT, y, RIGHT, y, 1.0)
    with surface.element("Table"):
        y = heads(surface, _CYCLE, y, 9.6, _HEAD)
        for quarter in content.quarters:
            if y + heights.month * len(quarter.months) + heights.quarter > BOTTOM:
                surface.new_page()
                surface.rule(LEFT, TOP, RIGHT, TOP, 1.0)
                with surface.artifact():
                    y = heads(surface, _CYCLE, TOP, 9.6, _HEAD)
            y = _quarter(surface, quarter, y, heights)
    surface.rule(LEFT, y, RIGHT, y, 1.0)
    return _note(surface, content.cycle_note, y)


def _quarter(surface: Surface, quarter: QuarterScores, y: float, heights: _Heights) -> float:
    for month in quarter.months:
        with surface.element("TR"):
            values(surface, _CYCLE, y, heights.month, (month.label, month.p, month.i, month.m))
        y += heights.month
        if month is not quarter.months[-1]:
            surface.rule(LEFT, y, LEFT + 78, y, 0.25, dash=(0.5, 1.5))
    surface.rule(LEFT, y, RIGHT, y, 0.3)
    texts = (quarter.label, quarter.p, quarter.i, quarter.m, quarter.c, quarter.g, quarter.s, quarter.r, quarter.q)
    with surface.element("TR"):
        values(surface, _CYCLE, y, heights.quarter, texts, style=_QUARTER)
    y += heights.quarter
    surface.rule(LEFT, y, RIGHT, y, 0.75)
    return y


def _note(surface: Surface, text: str, y: float) -> float:
    if not text:
        return y + 2.0
    lines = surface.broken(text, _NOTE, FRAME)
    with surface.element("P"):
        return surface.lines(LEFT, y + 3.8, lines, _NOTE) - 2.4


def _small_tables(surface: Surface, content: AnnualContent, y: float, row: float) -> float:
    rows = max(len(content.exams), len(content.evaluations)) + 1
    room = 5.4 + row + rows * row
    if y + room > BOTTOM:
        surface.new_page()
        y = TOP
    note = f"（{content.exam_pass_note}）" if content.exam_pass_note else ""
    right = LEFT + 84
    with surface.element("H3"):
        surface.text(LEFT, y + 3.6, f"技能考试{note}", _SMALL_HEADING)
    _exams(surface, content, y + 5.4, row, rows * row)
    with surface.element("H3"):
        surface.text(right, y + 3.6, "工作能力综合评议", _SMALL_HEADING)
    _evaluations(surface, content, right, y + 5.4, row, rows * row)
    return y + room


def _exams(surface: Surface, content: AnnualContent, y: float, row: float, room: float) -> None:
    rows = [*content.exams, ExamRow(label="均\u3000值", theory="", practice="", score=content.exam_mean, verdict="")]
    height = room / len(rows)
    surface.rule(LEFT, y, LEFT + 80, y, 1.0)
    with surface.element("Table"):
        y = heads(surface, _EXAM, y, row, _HEAD)
        for exam in rows:
            style = _FIGURE_BOLD if exam is rows[-1] else None
            with surface.element("TR"):
                texts = (exam.label, exam.theory, exam.practice, exam.score, exam.verdict)
                values(surface, _EXAM, y, height, texts, style=style)
            y += height
            surface.rule(LEFT, y, LEFT + 80, y, 1.0 if exam is rows[-1] else 0.3)


def _evaluations(surface: Surface, content: AnnualContent, x: float, y: float, row: float, room: float) -> None:
    rows = [*content.evaluations, content.evaluation_sum]
    height = room / len(rows)
    surface.rule(x, y, edges(_SHARE, x)[-1], y, 1.0)
    with surface.element("Table"):
        y = heads(surface, _SHARE, y, row, _HEAD, x=x)
        for share in rows:
            last = share is content.evaluation_sum
            with surface.element("TR"):
                values(surface, _SHARE, y, height, _texts(share), x=x, style=_FIGURE_BOLD if last else None)
            y += height
            surface.rule(x, y, RIGHT, y, 1.0 if last else 0.3)


def _texts(row: ShareRow) -> tuple[str, ...]:
    return row.name, row.value, row.weight, row.product
