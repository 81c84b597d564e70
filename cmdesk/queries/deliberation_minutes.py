"""The Chinese minutes of a meeting, drafted from its list, its events and its released counts (D08, row 73)."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import select

from cmdesk.kernel.clock import CHINA
from cmdesk.kernel.errors import Problem, Where
from cmdesk.kernel.text import unprintable
from cmdesk.models.deliberation import Meeting, MeetingEvent
from cmdesk.queries.deliberation import quorum_row
from cmdesk.queries.deliberation_accounts import ground_name
from cmdesk.queries.deliberation_results import ItemResult, PersonResult, result_of
from cmdesk.queries.deliberation_state import (
    KIND_NAMES,
    PROPOSAL,
    RATING,
    holders_of,
    in_room,
    items_of,
    meeting_of,
    members_of,
    numeral,
    recusals_of,
)
from cmdesk.queries.org import numbers_by_id
from cmdesk.rules.ladder import Rung
from cmdesk.runtime.context import Context
from cmdesk.runtime.registry import Query
from cmdesk.storage.resources import sentence

_NOT_TOLD = frozenset({"event_called", "event_counted_by", "event_minuted", "event_appointed"})


def draft_of(context: Context, meeting: Meeting) -> str:
    """Give the minutes as the program writes them, one paragraph a line."""
    return "\n".join(
        [
            *_head(context, meeting),
            *_agenda(context, meeting),
            *_course(context, meeting),
            *_results(context, meeting),
            "散会。" if meeting.closed_at else "（会议未结束）",
        ]
    )


def meeting_text_problems(context: Context, text: str) -> list[Problem]:
    """Give `glyph_missing` where a character of the minutes is in no bundled font."""
    missing = unprintable(text, context.has_glyph)
    return (
        [Problem("glyph_missing", Where(field="text"), {"name": "会议记录", "characters": missing})] if missing else []
    )


def _head(context: Context, meeting: Meeting) -> Iterator[str]:
    members = members_of(context, meeting.id, observers=True)
    voters = [member for member in members if not member.observer]
    room = in_room(context, meeting.id, meeting.opened_at) if meeting.opened_at else frozenset()
    here = [member.name for member in voters if member.number in room]
    away = [member.name for member in voters if member.number not in room]
    yield f"{context.unit.name}{meeting.year}年度客户经理等级评定第{numeral(meeting.sitting)}次评议会会议记录"
    yield f"会议编号：{meeting.number}"
    yield f"时间：{_day(meeting)}{_span(meeting)}"
    yield f"地点：{meeting.place}"
    for duty, word in _DUTIES:
        yield f"{word}：{_listed(holders_of(context, meeting.id, duty))}"
    yield f"应到{len(voters)}人：{_listed(member.name for member in voters)}"
    yield f"实到{len(here)}人：{_listed(here)}"
    yield f"缺席{len(away)}人：{_listed(away)}"
    yield f"列席：{_listed(member.name for member in members if member.observer)}"
    yield quorum_row(context, len(voters), len(here)).sentence


_DUTIES = (
    ("chair", "主持人"),
    ("secretary", "记录人"),
    ("vote_caller", "唱票人"),
    ("teller", "计票人"),
    ("scrutineer", "监票人"),
)


def _agenda(context: Context, meeting: Meeting) -> Iterator[str]:
    yield "议题："
    for item in items_of(context, meeting.id):
        yield f"{item.number}. {item.title}（{KIND_NAMES[item.kind]}）"
    members = {member.number: member.name for member in members_of(context, meeting.id)}
    names = numbers_by_id(context)
    leaves = [
        f"{members[number]}对{names[person][1]}回避（{ground_name(context, ground)}）"
        for person, grounds in recusals_of(context, meeting.id).items()
        for number, ground in grounds.items()
        if number in members
    ]
    yield f"回避：{'；'.join(leaves) or '无'}"


def _course(context: Context, meeting: Meeting) -> Iterator[str]:
    yield "会议过程："
    rows = context.session.execute(
        select(MeetingEvent.at, MeetingEvent.code, MeetingEvent.params)
        .where(MeetingEvent.meeting_id == meeting.id)
        .order_by(MeetingEvent.line)
    )
    for at, code, params in rows:
        if code not in _NOT_TOLD:
            yield f"{_time(at)} {sentence(code, params)}"


def _results(context: Context, meeting: Meeting) -> Iterator[str]:
    yield "表决结果："
    for item in items_of(context, meeting.id):
        result = result_of(context, meeting, item)
        if not result.released:
            yield f"{item.number}. {item.title}：未表决。"
        elif item.kind == RATING:
            yield f"{item.number}. {item.title}：共测评{len(result.people)}人，结果见计票结果报告单。"
        else:
            yield from _votes(item.number, item.title, result)


def _votes(number: int, title: str, result: ItemResult) -> Iterator[str]:
    yield f"{number}. {title}："
    for person in result.people:
        yield _proposal(person) if result.kind == PROPOSAL else _grade(person)


def _proposal(person: PersonResult) -> str:
    marks = person.marks or {}
    verdict = "通过" if person.passed else "未通过"
    return (
        f"{person.name}（{person.staff_no}），拟提{_rung(person.proposed)}：应到{person.expected - person.recused}人，"
        f"收回{person.returned}票，同意{marks.get('agree', 0)}票，不同意{marks.get('against', 0)}票，"
        f"缓议{marks.get('deferred', 0)}票，弃权{person.abstained}票，无效{person.invalid}票，"
        f"须{person.needed}票，{verdict}。"
    )


def _grade(person: PersonResult) -> str:
    few = "（有效票不足5张）" if person.few else ""
    voted = f"表决为{_rung(person.voted)}" if person.voted else "没有有效票，维持现档"
    return f"{person.name}（{person.staff_no}），现{_rung(person.present)}：有效{person.valid}票，{voted}{few}。"


def _rung(code: str | None) -> str:
    return Rung(code).chinese if code else "无"


def _listed(names: Iterable[str]) -> str:
    return "、".join(names) or "无"


def _day(meeting: Meeting) -> str:
    day = meeting.held_on
    return f"{day.year}年{day.month}月{day.day}日"


def _span(meeting: Meeting) -> str:
    if meeting.opened_at is None:
        return ""
    return f"{_time(meeting.opened_at)}至{_time(meeting.closed_at)}" if meeting.closed_at else _time(meeting.opened_at)


def _time(at: datetime) -> str:
    local = at.astimezone(CHINA)
    return f"{local.hour}:{local.minute:02}"


@dataclass(frozen=True, kw_only=True)
class MinutesLine:
    """A paragraph of the minutes; `edited` where it is not as the program drafted it."""

    text: str
    edited: bool


@dataclass(frozen=True, kw_only=True)
class MinutesPage:
    """The minutes: a draft until finished; then as finished, edits by hand marked, with what they struck out."""

    meeting: str
    finished: bool
    finished_by: str | None
    lines: tuple[MinutesLine, ...]
    struck: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class MeetingMinutes(Query):
    """The minutes of a meeting, drafted or finished."""

    permission: ClassVar[str] = "deliberation.minute"

    meeting: str

    def rows(self, context: Context) -> MinutesPage:
        """Give the page. Raises Rejected `meeting_unknown`."""
        meeting = meeting_of(context, self.meeting)
        draft = meeting.minutes_draft or draft_of(context, meeting)
        text = meeting.minutes or draft
        lines, struck = _marked(draft.splitlines(), text.splitlines())
        return MinutesPage(
            meeting=meeting.number,
            finished=meeting.minutes is not None,
            finished_by=meeting.minuted_by,
            lines=lines,
            struck=struck,
        )


def _marked(draft: list[str], text: list[str]) -> tuple[tuple[MinutesLine, ...], tuple[str, ...]]:
    lines: list[MinutesLine] = []
    struck: list[str] = []
    for kind, i1, i2, j1, j2 in difflib.SequenceMatcher(None, draft, text, autojunk=False).get_opcodes():
        lines += [MinutesLine(text=line, edited=kind != "equal") for line in text[j1:j2]]
        if kind in {"replace", "delete"}:
            struck += draft[i1:i2]
    return tuple(lines), tuple(struck)
