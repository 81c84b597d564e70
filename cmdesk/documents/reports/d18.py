"""D18 计票结果报告单: the ballot accounts, the votes per person, second ballots, six signatures."""

from __future__ import annotations

from collections.abc import Sequence

from cmdesk.documents.fonts import Role
from cmdesk.documents.page import BOTTOM, FRAME, LEFT, RIGHT, TOP
from cmdesk.documents.parts.cells import Pair, cell, fitting, head_box
from cmdesk.documents.parts.columns import COUNT, COUNT_BOLD, RESULT, TEXT, Column, edges, heads, values, verticals
from cmdesk.documents.parts.marks import NOTE, heading, middle, title
from cmdesk.documents.parts.signatures import Signing, place
from cmdesk.documents.render import render
from cmdesk.documents.reports.d18_content import AnyRow, BallotReportContent, GradedRow, ProposalRow, RatingRow, Runoff
from cmdesk.documents.surface import Style, Surface

_HEADING = Style(Role.SANS_MEDIUM, 10.5)
_READ_OUT = Style(Role.SANS_MEDIUM, 12)
_NAME = Style(Role.SERIF, 10)
_NUMBER = Style(Role.SANS, 7.5)
_STATEMENT = Style(Role.SERIF, 9.5, 13)
_ROW, _GROUP = 8.0, 5.6
_SIGN_LEAST, _SIGN_MOST = 16.0, 20.0


_ACCOUNT = (
    Column(29, "轮\u3000次", Style(Role.SERIF, 10)),
    *(Column(15, text, _READ_OUT, 2.2) for text in ("应到", "实到", "法定人数")),
    Column(15, "发出", _READ_OUT, 2.2, heavy=True),
    *(Column(15, text, _READ_OUT, 2.2) for text in ("收回", "未收回")),
    Column(15, "有效", _READ_OUT, 2.2, heavy=True),
    *(Column(15, text, _READ_OUT, 2.2) for text in ("无效", "弃权")),
)
_WHO = (Column(6, "序"), Column(30, "姓\u3000名\n工\u3000号"))
_PROPOSAL = (
    *_WHO,
    Column(14.5, "现级档", TEXT),
    Column(14.5, "推荐级档", TEXT),
    Column(7, "回避", COUNT, 1.6, heavy=True),
    *(Column(7.5, text, COUNT, 1.6) for text in ("应到", "发出", "收回", "无效", "有效")),
    Column(8.5, "同意", COUNT_BOLD, 1.6, heavy=True),
    Column(8.5, "不\n同意", COUNT, 1.6),
    *(Column(7.5, text, COUNT, 1.6) for text in ("缓议", "弃权")),
    Column(8, "过线", COUNT, 1.6, heavy=True),
    Column(14.5, "结\u3000果", RESULT),
)
_RATING = (
    *_WHO,
    *(Column(11, text, COUNT, 1.6, heavy=text == "收回") for text in ("收回", "无效", "有效")),
    *(
        Column(13, text, COUNT, 1.6, heavy=text == "优秀")
        for text in ("优秀", "称职", "基本\n称职", "不称职", "不了解", "弃权")
    ),
    Column(17, "得\u3000分", Style(Role.SANS_BOLD, 9.5), -0.45, heavy=True),
)
_RUNGS = ("初C", "初B", "初A", "中C", "中B", "中A", "高C", "高B", "高A")
_GRADED = (
    *_WHO,
    Column(14.5, "现级档", TEXT),
    Column(8.5, "有效", COUNT, 1.6, heavy=True),
    Column(8.5, "弃权", COUNT, 1.6),
    *(Column(8.5, text, COUNT, 1.6, heavy=text == "初C") for text in _RUNGS),
    Column(20, "表\u3000决", RESULT, heavy=True),
)
_RUNOFF = (
    Column(46, "候选人（工号）", Style(Role.SERIF, 9.5)),
    *(Column(15, text, Style(Role.SANS, 9.5), 1.6) for text in ("应到", "发出", "收回", "无效", "有效")),
    Column(15, "得票", COUNT_BOLD, 1.6, heavy=True),
    Column(28, "结\u3000果", RESULT),
)


def paint(surface: Surface, content: BallotReportContent, signing: Signing) -> None:
    """Draw the pages of a D18, without header and footer."""
    surface.new_page()
    surface.bookmark(f"{content.title} {content.topic}", 0)
    title(surface, content.title, content.subtitle)
    y = _meeting(surface, content, 42.5)
    y = _accounts(surface, content, y + 3.2)
    y = _votes(surface, content, y + 1.6)
    y = _note(surface, y, content.counting_note)
    for runoff in content.runoffs:
        y = _runoff(surface, runoff, y + 1.6)
    if not content.runoffs and content.runoff_expected:
        y = _no_runoff(surface, y + 1.6)
    _ending(surface, content, signing, y)


def _meeting(surface: Surface, content: BallotReportContent, y: float) -> float:
    rows = (
        (
            Pair("会议名称", content.meeting, 17, 71, align="left"),
            Pair("主\u2002持\u2002人", content.chair, 17, 21, name=True),
            Pair("评议名单", content.list_no, 17, 21),
        ),
        (
            Pair("时\u3000\u3000间", content.time, 17, 71, align="left"),
            Pair("地\u3000\u3000点", content.place, 17, 59),
        ),
    )
    bottom = head_box(surface, LEFT, y, rows, 7.2, Style(Role.SERIF, 10, 12.4))
    surface.box(LEFT, y, FRAME, bottom - y, 1.0)
    return bottom


def _accounts(surface: Surface, content: BallotReportContent, y: float) -> float:
    y = heading(surface, y, "一、票数总账", "单位：人、张", style=_HEADING)
    top = y
    with surface.element("Table"):
        y = heads(surface, _ACCOUNT, y, 6.6, Style(Role.SANS, 8.5))
        for row in content.accounts:
            counts = (
                row.expected, row.present, row.quorum, row.issued, row.returned, row.unreturned,
                row.valid, row.invalid, row.abstained,
            )  # fmt: skip
            with surface.element("TR"):
                values(surface, _ACCOUNT, y, 7.8, (row.label, *counts))
            y += 7.8
            surface.rule(LEFT, y, RIGHT, y, 0.3)
    verticals(surface, _ACCOUNT, top, y)
    surface.box(LEFT, top, FRAME, y - top, 1.0)
    return _note(surface, y, content.account_note)


def _note(surface: Surface, y: float, text: str) -> float:
    """Draw a note under a table; gives the y below."""
    if not text:
        return y + 1.6
    lines = surface.broken(text, NOTE, FRAME)
    with surface.element("P"):
        surface.lines(LEFT, y + 4.2, lines, NOTE)
    return y + 2.4 + len(lines) * NOTE.line_height


def _columns(content: BallotReportContent) -> Sequence[Column]:
    kinds = {type(row) for group in content.groups for row in group.rows}
    if RatingRow in kinds:
        return _RATING
    return _GRADED if GradedRow in kinds else _PROPOSAL


def _tail(surface: Surface, content: BallotReportContent) -> float:
    """Give the height of everything that follows the people's rows, with the lowest signatures."""
    note = 2.4 + len(surface.broken(content.counting_note, NOTE, FRAME)) * NOTE.line_height
    runoffs = sum(1.6 + 6.6 + 6.4 + 6.6 * len(runoff.rows) + 1.6 for runoff in content.runoffs)
    if not content.runoffs and content.runoff_expected:
        runoffs = 1.6 + 6.6 + 6.6 + 1.6
    statement = 1.2 + len(surface.broken(content.statement, _STATEMENT, FRAME)) * _STATEMENT.line_height
    return note + runoffs + statement + 2 * _SIGN_LEAST + 1.0


def _votes(surface: Surface, content: BallotReportContent, y: float) -> float:
    """Draw the people's rows; on a further page the head is repeated and at least two people stand above the end."""
    columns = _columns(content)
    y = heading(surface, y, content.votes_title, content.votes_note, style=_HEADING)
    units = [(group.title if at == 0 else "", row) for group in content.groups for at, row in enumerate(group.rows)]
    tail = _tail(surface, content)
    top = y
    with surface.element("Table"):
        y = heads(surface, columns, y, 9.2)
        segments: list[float] = [top]
        for at, (group, row) in enumerate(units):
            rest = units[at:]
            height = _ROW + (_GROUP if group else 0)
            all_fit = y + sum(_ROW + (_GROUP if g else 0) for g, _ in rest) + tail <= BOTTOM
            if not all_fit and (y + height > BOTTOM or (len(rest) == 2 and at > 0)):
                _close(surface, columns, top, segments, y)
                surface.new_page()
                top = y = TOP
                with surface.artifact():
                    y = heads(surface, columns, y, 9.2)
                segments = [top]
            if group:
                segments.append(y)
                y = _group(surface, group, y)
                segments.append(y)
            _person(surface, columns, y, str(at + 1), row)
            y += _ROW
            surface.rule(LEFT, y, RIGHT, y, 0.3)
    _close(surface, columns, top, segments, y)
    return y


def _close(surface: Surface, columns: Sequence[Column], top: float, segments: list[float], y: float) -> None:
    for y1, y2 in zip(segments[::2], [*segments[1::2], y], strict=False):
        verticals(surface, columns, y1, y2)
    surface.box(LEFT, top, FRAME, y - top, 1.0)


def _group(surface: Surface, text: str, y: float) -> float:
    style = Style(Role.SANS_BOLD, 8.5)
    with surface.element("TR"), surface.element("TH", scope="Row"):
        surface.text(LEFT + 1.5, middle(y + _GROUP / 2, style), text, style)
    surface.rule(LEFT, y, RIGHT, y, 0.75)
    surface.rule(LEFT, y + _GROUP, RIGHT, y + _GROUP, 0.3)
    return y + _GROUP


def _person(surface: Surface, columns: Sequence[Column], y: float, number: str, row: AnyRow) -> None:
    xs = edges(columns)
    with surface.element("TR"):
        cell(surface, xs[0], y, columns[0].width, _ROW, number, Style(Role.SANS, 8.5), padding=0.3)
        with surface.element("TH", scope="Row"):
            style, lines = fitting(surface, row.name, _NAME, 27.5, name=True, least=8.5)
            if len(lines) == 1:
                surface.lines(xs[1] + 1.5, y + 3.7, lines, style)
                surface.text(xs[1] + 1.5, y + 6.9, row.staff_no, _NUMBER)
            else:
                surface.lines(xs[1] + 1.5, y + 3.2, lines, style)
                surface.text(xs[2] - 1.0, y + 3.2, row.staff_no, _NUMBER, align="right")
        if isinstance(row, ProposalRow):
            _proposal(surface, columns, y, row)
        elif isinstance(row, RatingRow):
            counts = (
                row.returned, row.invalid, row.valid, row.excellent, row.competent, row.basic, row.incompetent,
                row.unknown, row.abstained, row.score,
            )  # fmt: skip
            values(surface, columns, y, _ROW, counts, first=2)
        else:
            texts = (row.present_grade, row.valid, row.abstained, *row.rungs, row.voted)
            values(surface, columns, y, _ROW, texts, first=2)


def _proposal(surface: Surface, columns: Sequence[Column], y: float, row: ProposalRow) -> None:
    xs = edges(columns)
    values(surface, columns, y, _ROW, (row.present_grade,), first=2)
    proposed = Style(Role.SERIF_BOLD, 9, 11) if row.changes else TEXT
    cell(surface, xs[3], y, columns[3].width, _ROW, row.proposed_grade, proposed, padding=0.6, least=8)
    counts = (
        row.recused, row.expected, row.issued, row.returned, row.invalid, row.valid, row.approved, row.against,
        row.deferred, row.abstained, row.needed, row.result,
    )  # fmt: skip
    values(surface, columns, y, _ROW, counts, first=4)


def _runoff(surface: Surface, runoff: Runoff, y: float) -> float:
    y = heading(surface, y, runoff.title, runoff.note, style=_HEADING)
    top = y
    xs = edges(_RUNOFF)
    height = 6.6 * len(runoff.rows)
    with surface.element("Table"):
        y = heads(surface, _RUNOFF, y, 6.4)
        for at, row in enumerate(runoff.rows):
            with surface.element("TR"):
                cell(
                    surface, xs[0], y, 46, 6.6, f"{row.name}（{row.staff_no}）", _RUNOFF[0].style, align="left", least=8
                )
                if at == 0:
                    counts = (runoff.expected, runoff.issued, runoff.returned, runoff.invalid, runoff.valid)
                    values(surface, _RUNOFF, y, height, counts, first=1)
                values(surface, _RUNOFF, y, 6.6, (row.votes, row.result), first=6)
            y += 6.6
            if at < len(runoff.rows) - 1:
                surface.rule(LEFT, y, xs[1], y, 0.3)
                surface.rule(xs[6], y, RIGHT, y, 0.3)
    verticals(surface, _RUNOFF, top, y)
    surface.box(LEFT, top, FRAME, y - top, 1.0)
    return y + 1.6


def _no_runoff(surface: Surface, y: float) -> float:
    y = heading(surface, y, "三、第二次投票", style=_HEADING)
    with surface.element("P"):
        surface.text(LEFT + 2, middle(y + 3.3, TEXT), "未进行", TEXT)
    surface.box(LEFT, y, FRAME, 6.6, 1.0)
    return y + 6.6 + 1.6


def _ending(surface: Surface, content: BallotReportContent, signing: Signing, y: float) -> None:
    lines = surface.broken(content.statement, _STATEMENT, FRAME)
    if content.statement:
        with surface.element("P"):
            surface.lines(LEFT, y + 3.8, lines, _STATEMENT)
        y += 1.2 + len(lines) * _STATEMENT.line_height
    height = max(_SIGN_LEAST, min(_SIGN_MOST, (BOTTOM - y) / 2))
    width = FRAME / 3
    places = (
        ("vote_caller", "唱票人"), ("teller_1", "计票人（一）"), ("teller_2", "计票人（二）"),
        ("scrutineer_1", "监票人（一）"), ("scrutineer_2", "监票人（二）"), ("chair", "主持人"),
    )  # fmt: skip
    for at, (field, duty) in enumerate(places):
        x, top = LEFT + at % 3 * width, y + at // 3 * height
        if at % 3:
            surface.rule(x, top, x, top + height, 0.5)
        place(surface, signing, field, duty, (x, top, width, height))
    surface.rule(LEFT, y + height, RIGHT, y + height, 0.5)
    surface.box(LEFT, y, FRAME, 2 * height, 1.0)


def draw(content: BallotReportContent, *, void: bool = False, workbook: bytes | None = None) -> bytes:
    """Give the document; see `render`."""
    return render(content, paint, void=void, workbook=workbook)
