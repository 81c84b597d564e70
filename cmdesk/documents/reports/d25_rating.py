"""The third page of D25: how the score came about, how the level was decided, gaps and training."""

from __future__ import annotations

from dataclasses import dataclass

from cmdesk.documents.fonts import Role
from cmdesk.documents.page import BOTTOM, LEFT, RIGHT, TOP
from cmdesk.documents.parts.cells import block, block_height, cell, figure
from cmdesk.documents.parts.columns import Column, edges, heads, values
from cmdesk.documents.parts.marks import LABEL, heading, middle
from cmdesk.documents.reports.d25_content import AnnualContent, GapPlan, LevelRow
from cmdesk.documents.surface import Style, Surface

_FIGURE = Style(Role.SANS, 9)
_BOLD = Style(Role.SANS_BOLD, 9)
_TEXT = Style(Role.SERIF, 9.5, 14)
_HEAD = Style(Role.SANS, 8.5, 10.8)
_LEVEL = Style(Role.SANS_MEDIUM, 9)
_COUNT = Style(Role.SANS, 10.5)
_COUNT_BOLD = Style(Role.SANS_BOLD, 10.5)
_RESULT = Style(Role.SANS_BOLD, 16)
_GAP = Style(Role.KAI, 9, 12.4)
_SHARE = (
    Column(34, "项\u3000目", _TEXT, align="left"), Column(74, "来\u3000源", _FIGURE, align="left"),
    Column(18, "数\u3000值", _FIGURE, -1.0), Column(16, "权重%", _FIGURE, 1.8), Column(22, "乘\u3000积", _FIGURE, -1.0),
)  # fmt: skip
_GAPS = (
    Column(34, "差\u3000距", _GAP, align="left", padding=1.0),
    Column(42, "依\u3000据", _GAP, align="left", padding=1.0),
    Column(46, "培训内容与方式", _GAP, align="left", padding=1.0), Column(20, "负责人", Style(Role.SERIF, 9.5)),
    Column(22, "完成时限", Style(Role.SERIF, 9.5, 13)),
)  # fmt: skip
_LABEL_WIDTH, _TEXT_WIDTH, _STRIP = 30.0, 134.0, 13.0


@dataclass(frozen=True)
class _Heights:
    """How tall the rows of the derivation are, in mm."""

    head: float
    row: float
    result: float

    def of(self, content: AnnualContent) -> float:
        """Give the height of the whole section."""
        return 7.4 + self.head + self.row * (len(content.derivation) + 1) + self.result


_USUAL = _Heights(head=7.0, row=8.0, result=12.0)
_DENSE = _Heights(head=6.2, row=6.0, result=8.0)


def rating(surface: Surface, content: AnnualContent, y: float) -> float:
    """Draw derivation, level and gaps from a fresh page on, or below `y` for a trainee. Gives the y below."""
    heights = _DENSE if content.is_trainee else _USUAL
    y += 4.0
    if not content.is_trainee or y + heights.of(content) > BOTTOM:
        surface.new_page()
        y = TOP
    y = _derivation(surface, content, y, heights)
    if content.levels:
        y = _levels(surface, content, y + 4.6)
    return _gaps(surface, content, y + 4.6)


def _derivation(surface: Surface, content: AnnualContent, y: float, heights: _Heights) -> float:
    y = heading(surface, y, "五、年度得分推算", "中间数不修约，只在年度得分处四舍五入一次")
    surface.rule(LEFT, y, RIGHT, y, 1.0)
    tall = heights.result
    with surface.element("Table"):
        y = heads(surface, _SHARE, y, heights.head, _HEAD)
        for row in content.derivation:
            with surface.element("TR"):
                values(surface, _SHARE, y, heights.row, (row.name, row.source, row.value, row.weight, row.product))
            y += heights.row
            surface.rule(LEFT, y, RIGHT, y, 0.3)
        total = content.derivation_sum
        surface.rule(LEFT, y, RIGHT, y, 0.75)
        with surface.element("TR"):
            texts = ("合\u3000计", total.source, total.value, total.weight, total.product)
            values(surface, _SHARE, y, heights.row, texts, style=_BOLD)
        y += heights.row
        surface.rule(LEFT, y, RIGHT, y, 0.3)
        xs = edges(_SHARE)
        with surface.element("TR"):
            cell(surface, xs[0], y, 34, tall, "年度得分A", _BOLD, align="left", kind="TH", padding=0.6)
            cell(surface, xs[1], y, 74, tall, content.result_text, _FIGURE, align="left", padding=0.6)
            if content.result[:1].isdigit():
                figure(surface, (xs[4] + xs[5]) / 2 - 1.0, y + tall / 2, content.result, _RESULT)
            else:
                cell(surface, xs[2], y, 56, tall, content.result, _LEVEL, align="right")
    surface.rule(LEFT, y + tall, RIGHT, y + tall, 1.0)
    return y + tall


def _levels(surface: Surface, content: AnnualContent, y: float) -> float:
    first = _level_height(surface, content.levels[0]) + 8
    if y + 7.4 + first > BOTTOM:
        surface.new_page()
        y = TOP
    y = heading(surface, y, "六、级档评定")
    surface.rule(LEFT, y, RIGHT, y, 1.0)
    with surface.element("Table"):
        for at, row in enumerate(content.levels):
            if at == content.vote_after and content.votes:
                y = _votes(surface, content, y)
            height = _level_height(surface, row)
            if y + height > BOTTOM:
                surface.new_page()
                y = TOP
            with surface.element("TR"):
                _level_label(surface, y, height, row.label)
                with surface.element("TD"):
                    lines = surface.broken(row.text, _TEXT, _TEXT_WIDTH - 1, justify=True)
                    block(surface, LEFT + _LABEL_WIDTH, y, _TEXT_WIDTH, height, lines, _TEXT)
            y += height
            surface.rule(LEFT, y, RIGHT, y, 0.3)
        if content.vote_after >= len(content.levels) and content.votes:
            y = _votes(surface, content, y)
    surface.rule(LEFT, y, RIGHT, y, 1.0)
    return y


def _level_height(surface: Surface, row: LevelRow) -> float:
    lines = surface.broken(row.text, _TEXT, _TEXT_WIDTH - 1, justify=True)
    return max(9.0, block_height(lines, _TEXT) + 3.8)


def _level_label(surface: Surface, y: float, height: float, text: str) -> None:
    with surface.element("TH", scope="Row"):
        surface.text(LEFT + 1.2, middle(y + height / 2, _LEVEL), text, _LEVEL)


def _votes(surface: Surface, content: AnnualContent, y: float) -> float:
    needed = [surface.typesetter.width(vote.label, LABEL.role, LABEL.size) for vote in content.votes]
    spare = (_TEXT_WIDTH - sum(needed)) / len(needed)
    x = LEFT + _LABEL_WIDTH
    with surface.element("TR"):
        _level_label(surface, y, _STRIP, content.votes_label)
        for vote, text in zip(content.votes, needed, strict=True):
            width = text + spare
            if vote.starts_group:
                surface.rule(x, y + 1.2, x, y + _STRIP - 1.2, 0.3)
            style = _COUNT_BOLD if vote.strong else _COUNT
            with surface.element("TD"):
                surface.text(x + width / 2, y + 4.9, vote.label, LABEL, align="center")
                surface.text(x + width / 2, y + 10.2, vote.value, style, align="center")
            x += width
    surface.rule(LEFT, y + _STRIP, RIGHT, y + _STRIP, 0.3)
    return y + _STRIP


def _gap_height(surface: Surface, row: GapPlan) -> float:
    texts = (row.gap, row.basis, row.training)
    tallest = max(
        block_height(surface.broken(text, _GAP, column.width - 2), _GAP)
        for text, column in zip(texts, _GAPS, strict=False)
    )
    return max(12.4, tallest + 2.4)


def _gaps(surface: Surface, content: AnnualContent, y: float) -> float:
    rows = content.gaps or (GapPlan(gap="本年度无差距项", basis="—", training="—", owner="—", deadline="—"),)
    heights = [_gap_height(surface, row) for row in rows]
    if y + 7.4 + 7.0 + sum(heights[:2]) > BOTTOM:
        surface.new_page()
        y = TOP
    y = heading(surface, y, "七、差距与培训计划")
    surface.rule(LEFT, y, RIGHT, y, 1.0)
    with surface.element("Table"):
        y = heads(surface, _GAPS, y, 7.0, _HEAD)
        for row, height in zip(rows, heights, strict=True):
            if y + height > BOTTOM:
                surface.new_page()
                surface.rule(LEFT, TOP, RIGHT, TOP, 1.0)
                with surface.artifact():
                    y = heads(surface, _GAPS, TOP, 7.0, _HEAD)
            deadline = row.deadline.replace("年", "年\n", 1)
            with surface.element("TR"):
                values(surface, _GAPS, y, height, (row.gap, row.basis, row.training, row.owner, deadline))
            y += height
            surface.rule(LEFT, y, RIGHT, y, 1.0 if row is rows[-1] else 0.3)
    return y
