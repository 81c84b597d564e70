"""D04 督察检查表, blank and filled: head, items by duty, sums of every page, score, signatures, photos."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from cmdesk.documents.fonts import Role
from cmdesk.documents.page import BOTTOM, FRAME, LEFT, RIGHT, TOP
from cmdesk.documents.parts.cells import Pair, block, block_height, cell, figure, head, head_box
from cmdesk.documents.parts.columns import Column, edges
from cmdesk.documents.parts.marks import BOX, LABEL, NOTE, VERTICAL, hand_date, middle, tick_box, title
from cmdesk.documents.parts.signatures import Signing, place
from cmdesk.documents.render import render
from cmdesk.documents.reports import d04_photos
from cmdesk.documents.reports.d04_content import (
    BAND,
    SUBTOTAL,
    Answer,
    Band,
    Continued,
    InspectionContent,
    ItemRow,
    Sums,
    one_place,
    share_out,
    short,
    sums,
    tallest_item,
)
from cmdesk.documents.reports.d04_pieces import FACT, FACT_WIDTH, in_pieces, rejoined
from cmdesk.documents.surface import Style, Surface

_COLUMNS = tuple(Column(width, "") for width in (9, 51, 8, 20.5, 6, 6, 9.5, 39, 15))
_X = edges(_COLUMNS)
_STANDARD = Style(Role.SERIF, 8.5, 10.6)
_NUMBER = Style(Role.SANS, 8.5)
_BOLD = Style(Role.SANS_BOLD, 8.5)
_BAND = Style(Role.SANS_BOLD, 9)
_TOTAL = Style(Role.SERIF, 9.5)
_HEAD = 9.2
KINDS = ("内业", "外业", "综合")


def paint(surface: Surface, content: InspectionContent, signing: Signing) -> None:
    """Draw the pages of a D04, without header and footer."""
    surface.new_page()
    surface.bookmark(f"{content.title} {content.identity.period}", 0)
    period = "\u3000\u3000\u3000年\u3000\u3000\u3000月" if content.blank else content.identity.period
    title(surface, content.title, period, 30.5)
    y = _person(surface, content, 40.2)
    y = _filling_note(surface, content, y)

    def height(item: ItemRow) -> float:
        return _item_height(surface, item, blank=content.blank)

    later = BOTTOM - TOP - _HEAD
    duties = in_pieces(surface, content.duties, tallest_item(later))
    pages = [[rejoined(band) for band in page] for page in share_out(duties, height, BOTTOM - y - _HEAD, later)]
    for at, bands in enumerate(pages):
        if at:
            surface.new_page()
            y = TOP
        top = y
        with surface.element("Table"):
            y = _table_head(surface, y)
            for band in bands:
                y = _band(surface, content, band, y)
                for item in band.items:
                    y = _item(surface, item, y, height(item))
            last = at == len(pages) - 1
            y = _foot(surface, content, pages, at, y) if not last else _total(surface, content, len(pages), y)
        if last:
            y = _ending(surface, content, signing, y)
        surface.box(LEFT, top, FRAME, y - top, 1.0)
    d04_photos.paint(surface, content.photos)


def _person(surface: Surface, content: InspectionContent, y: float) -> float:
    person = content.person
    rows = (
        (
            Pair("被督察人", person.name, 17, 30, name=True),
            Pair("工\u3000号", person.staff_no, 13, 20),
            Pair("级\u3000档", person.grade, 13, 22),
            Pair("用工性质", person.employment, 17, 32),
        ),
        (
            Pair("服务线路", person.route, 17, 43),
            Pair("检查日期", content.inspected_on, 17, 38),
            Pair("检查方式", "", 17, 32),
        ),
    )
    bottom = head_box(surface, LEFT, y, rows, 7.0)
    if not content.inspected_on:
        with surface.element("P"):
            hand_date(surface, LEFT + 112, middle(y + 10.5, LABEL))
    x = RIGHT - 31
    with surface.element("P"):
        for kind in KINDS:
            x = tick_box(surface, x, y + 10.5, ticked=content.kind == kind, text=kind, style=Style(Role.SANS, 8)) + 1.1
    surface.box(LEFT, y, FRAME, bottom - y, 1.0)
    return bottom


def _filling_note(surface: Surface, content: InspectionContent, y: float) -> float:
    if not content.filling_note:
        return y + 2.0
    lines = surface.broken(content.filling_note, NOTE, FRAME, justify=True)
    with surface.element("P"):
        surface.lines(LEFT, y + 2.6 + 2.8, lines, NOTE)
    return y + 2.6 + block_height(lines, NOTE) + 1.4


def _table_head(surface: Surface, y: float) -> float:
    heads = ("编号", "检查内容与标准", "分值", "扣分标准\n（分）")
    with surface.element("TR"):
        for x, column, text in zip(_X, _COLUMNS, heads, strict=False):
            head(surface, x, y, column.width, _HEAD, text)
        head(surface, _X[4], y, 12, _HEAD / 2, "是否适用", Style(Role.SANS, 8))
        head(surface, _X[4], y + _HEAD / 2, 6, _HEAD / 2, "是")
        head(surface, _X[5], y + _HEAD / 2, 6, _HEAD / 2, "否")
        for at, text in ((6, "扣分"), (7, "事实（时间、地点）"), (8, "证据编号")):
            head(surface, _X[at], y, _COLUMNS[at].width, _HEAD, text)
    surface.rule(_X[4], y + _HEAD / 2, _X[6], y + _HEAD / 2, 0.3)
    for at in (1, 2, 3, 4, 6, 7, 8):
        surface.rule(_X[at], y, _X[at], y + _HEAD, 0.3)
    surface.rule(_X[5], y + _HEAD / 2, _X[5], y + _HEAD, 0.3)
    surface.rule(LEFT, y + _HEAD, RIGHT, y + _HEAD, 0.5)
    return y + _HEAD


def _rule_text(surface: Surface, item: ItemRow) -> str:
    """Give the rule of deduction; one of two cases breaks after its ；."""
    width = surface.typesetter.width(item.rule, _STANDARD.role, _STANDARD.size)
    return item.rule.replace("；", "；\n") if width > 19 else item.rule


def _fact_text(item: ItemRow) -> str:
    if isinstance(item, Continued):
        return item.fact
    if item.answer is Answer.NOT_SEEN:
        return "未查"
    return item.fact or ("符合" if item.answer is Answer.APPLIES else "")


def _item_height(surface: Surface, item: ItemRow, *, blank: bool) -> float:
    blocks = (
        (item.standard, _STANDARD, 51 - 1.8), (_rule_text(surface, item), _STANDARD, 20.5 - 1.2),
        (_fact_text(item), FACT, FACT_WIDTH), (item.evidence, FACT, 15 - 2 * 0.8),
    )  # fmt: skip
    tallest = max(block_height(surface.broken(text, style, room), style) for text, style, room in blocks)
    return max(tallest + 1.5, 7.3 if blank else 6.5)


def _band(surface: Surface, content: InspectionContent, band: Band, y: float) -> float:
    centre = y + BAND / 2
    surface.rule(LEFT, y, RIGHT, y, 0.75)
    shown = sums(band.items)
    name = band.duty.name + ("（续）" if band.continued else "")
    with surface.element("TR"):
        with surface.element("TH", scope="Row"):
            surface.text((_X[0] + _X[1]) / 2, middle(centre, _BAND), band.duty.number, _BAND, align="center")
            surface.text(_X[1] + 0.9, middle(centre, _BAND), name, _BAND)
        figure(surface, _X[2] + 6.9, centre, short(shown.points), _BOLD)
        cell(surface, _X[3], y, 32.5, BAND, "小计", LABEL)
        _sums(surface, content, shown, centre)
    for at in (2, 3, 6, 7):
        surface.rule(_X[at], y, _X[at], y + BAND, 0.3)
    surface.rule(LEFT, y + BAND, RIGHT, y + BAND, 0.4)
    return y + BAND


def _sums(surface: Surface, content: InspectionContent, shown: Sums, centre: float) -> None:
    """Draw deduction, applicable points and score in their columns; a blank form leaves room for the pen."""
    if not content.blank:
        deduction = one_place(shown.deduction) if shown.deduction else "0"
        figure(surface, _X[6] + 4.4, centre, deduction, _BOLD)
    fact = _X[7]
    with surface.element("TD"):
        surface.text(fact + 1.0, middle(centre, LABEL), "适用分", LABEL)
    if not content.blank:
        figure(surface, fact + 19, centre, short(shown.applicable), _BOLD)
    with surface.element("TD"):
        surface.text(fact + 27.5, middle(centre, LABEL), "得分", LABEL)
    if not content.blank:
        figure(surface, fact + 43, centre, one_place(shown.score), _BOLD)


def _item(surface: Surface, item: ItemRow, y: float, height: float) -> float:
    centre = y + height / 2
    applies, excluded = item.answer is Answer.APPLIES, item.answer is Answer.NOT_APPLICABLE
    with surface.element("TR"):
        if isinstance(item, Continued):
            cell(surface, _X[0], y, 9, height, f"{item.number}\n（续）", _NUMBER, padding=0.3, kind="TH")
        else:
            cell(surface, _X[0], y, 9, height, item.number, _NUMBER, padding=0.3, kind="TH")
            cell(surface, _X[1], y, 51, height, item.standard, _STANDARD, align="left", padding=0.9)
            figure(surface, _X[2] + 6.9, centre, short(item.points), _NUMBER)
            cell(surface, _X[3], y, 20.5, height, _rule_text(surface, item), _STANDARD, align="left", padding=0.6)
            with surface.element("TD"):
                tick_box(surface, (_X[4] + _X[5] - BOX) / 2, centre, ticked=applies)
                tick_box(surface, (_X[5] + _X[6] - BOX) / 2, centre, ticked=excluded)
            _deduction(surface, item, centre)
        with surface.element("TD"):
            lines = surface.broken(_fact_text(item), FACT, FACT_WIDTH)
            block(surface, _X[7] + 1.0, y, FACT_WIDTH, height, lines, FACT)
        cell(surface, _X[8], y, 15, height, item.evidence, FACT, align="left", padding=0.8)
    for x in _X[1:-1]:
        surface.rule(x, y, x, y + height, 0.3)
    surface.rule(LEFT, y + height, RIGHT, y + height, 0.3)
    return y + height


def _deduction(surface: Surface, item: ItemRow, centre: float) -> None:
    text = {Answer.NOT_APPLICABLE: "／", Answer.NOT_SEEN: "—", Answer.BLANK: ""}.get(item.answer)
    if text is None:
        text = one_place(item.deduction) if item.deduction else "0"
    style = _BOLD if item.deduction and item.answer is Answer.APPLIES else _NUMBER
    figure(surface, _X[6] + 4.4, centre, text, style, empty_at=_X[6] + 4.75)


def _page_items(bands: Sequence[Band]) -> list[ItemRow]:
    return [item for band in bands for item in band.items]


def _sum_row(surface: Surface, content: InspectionContent, y: float, height: float, label: str, shown: Sums) -> float:
    centre = y + height / 2
    surface.rule(LEFT, y, RIGHT, y, 1.0)
    with surface.element("TR"):
        cell(surface, _X[0], y, 60, height, label, _BAND, align="right", kind="TH")
        figure(surface, _X[2] + 6.9, centre, short(shown.points), _BOLD)
        _sums(surface, content, shown, centre)
    for at in (2, 3, 6, 7):
        surface.rule(_X[at], y, _X[at], y + height, 0.3)
    return y + height


def _foot(surface: Surface, content: InspectionContent, pages: Sequence[Sequence[Band]], at: int, y: float) -> float:
    return _sum_row(surface, content, y, SUBTOTAL, f"第{at + 1}页小计", sums(_page_items(pages[at])))


def _total(surface: Surface, content: InspectionContent, pages: int, y: float) -> float:
    parts = "＋".join(f"第{at + 1}页" for at in range(pages)) if pages <= 3 else f"第1—{pages}页"
    label = f"合计（{parts}）" if pages > 1 else "合\u3000计"
    return _sum_row(surface, content, y, 6.8, label, _all(content))


def _all(content: InspectionContent) -> Sums:
    return sums(item for duty in content.duties for item in duty.items)


def _ending(surface: Surface, content: InspectionContent, signing: Signing, y: float) -> float:
    y = _score(surface, content, y)
    y = _red_line(surface, content, y)
    y = _opinion(surface, y)
    width = FRAME / 3
    surface.rule(LEFT, y, RIGHT, y, 1.0)
    first = (("inspector_1", "督察员（一）"), ("inspector_2", "督察员（二）"), ("appraised", "被督察人"))
    for at, (field, duty) in enumerate(first):
        if at:
            surface.rule(LEFT + at * width, y, LEFT + at * width, y + 16.5, 0.5)
        place(surface, signing, field, duty, (LEFT + at * width, y, width, 16.5))
    y += 16.5
    surface.rule(LEFT, y, RIGHT, y, 0.5)
    _refusal(surface, content, y, width)
    for at, (field, duty) in enumerate((("witness_1", "见证人（一）"), ("witness_2", "见证人（二）")), start=1):
        surface.rule(LEFT + at * width, y, LEFT + at * width, y + 14.5, 0.5)
        place(surface, signing, field, duty, (LEFT + at * width, y, width, 14.5))
    return y + 14.5


def _label(surface: Surface, y: float, height: float, text: str) -> None:
    surface.rule(LEFT, y, RIGHT, y, 0.5)
    surface.rule(LEFT + 22, y, LEFT + 22, y + height, 0.4)
    cell(surface, LEFT, y, 22, height, text, Style(VERTICAL.role, 9, 11.6), kind="TH")


def _score(surface: Surface, content: InspectionContent, y: float) -> float:
    centre = y + 4.5
    base = middle(centre, _TOTAL)
    result = Style(Role.SANS_BOLD, 15)
    _label(surface, y, 9.0, "检查得分")
    with surface.element("P"):
        if content.blank:
            text = "得分合计\u3000\u3000\u3000\u3000÷\u3000适用分合计\u3000\u3000\u3000\u3000×\u3000100\u3000＝"
            surface.text(LEFT + 24, base, text, _TOTAL)
            surface.text(LEFT + 129, base, "分", _TOTAL)
        else:
            shown = _all(content)
            text = f"得分合计{one_place(shown.score)}÷适用分合计{short(shown.applicable)}×100＝"
            if shown.applicable == Decimal(0):
                text = "没有适用的项目"
            after = LEFT + 24 + surface.text(LEFT + 24, base, text, _TOTAL) + 4
            after += surface.text(after, middle(centre, result), content.result, result) + 2
            surface.text(after, base, "分" if content.result else "", _TOTAL)
        surface.text(RIGHT - 1.5, middle(centre, NOTE), "（保留两位，四舍五入）", NOTE, align="right")
    return y + 9.0


def _red_line(surface: Surface, content: InspectionContent, y: float) -> float:
    _label(surface, y, 6.8, "红\u3000\u3000线")
    centre = y + 3.4
    clause = content.red_line or "\u3000\u3000\u3000"
    with surface.element("P"):
        known = not content.blank
        x = tick_box(surface, LEFT + 24, centre, ticked=known and not content.red_line, text="未触碰", style=_STANDARD)
        text = f"触碰，第{clause}条；当月督察得分计0分，事实另附页"
        tick_box(surface, x + 5, centre, ticked=bool(content.red_line), text=text, style=_STANDARD)
    return y + 6.8


def _opinion(surface: Surface, y: float) -> float:
    _label(surface, y, 11.5, "被督察人\n意\u3000\u3000见")
    with surface.element("P"):
        x = tick_box(surface, LEFT + 24, y + 3.6, text="对上述事实和扣分无异议", style=_STANDARD)
        tick_box(surface, x + 6, y + 3.6, text="有异议，说明如下：", style=_STANDARD)
    return y + 11.5


def _refusal(surface: Surface, content: InspectionContent, y: float, width: float) -> None:
    with surface.element("P"):
        tick_box(surface, LEFT + 1.6, y + 3.6, ticked=content.refused, text="被督察人拒绝签字")
        reason = Style(Role.KAI, 8.5, 10.4)
        lines = surface.broken(f"理由：{content.refusal_reason}", reason, width - 3.2)
        surface.lines(LEFT + 1.6, y + 8.8, lines[:2], reason)


def draw(content: InspectionContent, *, void: bool = False, workbook: bytes | None = None) -> bytes:
    """Give the document; see `render`."""
    return render(content, paint, void=void, workbook=workbook)
