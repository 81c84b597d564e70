"""The run sheet of a meeting: its page with the times of every paper, who came and went, and what hinders a ballot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import select

from cmdesk.kernel.errors import Problem, Rejected
from cmdesk.models.deliberation import Meeting, MeetingEvent
from cmdesk.queries.deliberation import MeetingPage, OneMeeting
from cmdesk.queries.deliberation_count import CountRow, CountState
from cmdesk.queries.deliberation_state import (
    FIRST,
    RATING,
    UNCOUNTED,
    is_released,
    item_people,
    items_of,
    meeting_of,
    papers_of,
    passages_of,
    sitting_began,
    standing,
)
from cmdesk.queries.grading_outcome import allocation_of
from cmdesk.queries.grading_readiness import seat_cautions, unready_problems
from cmdesk.queries.org import numbers_by_id
from cmdesk.runtime.context import Context
from cmdesk.runtime.registry import Query


@dataclass(frozen=True, kw_only=True)
class PaperTimes:
    """When a paper of a round was opened and sealed."""

    item: int
    paper: str
    round: int
    opened_at: datetime | None
    sealed_at: datetime | None
    witnesses: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TieRow:
    """People who tie for the last seats of a level: a second ballot among them is due (B.12.11)."""

    level: str
    names: tuple[str, ...]
    seats: int


@dataclass(frozen=True, kw_only=True)
class MeetingRun:
    """Everything the run sheet shows. `hindrances`: codes why the votes on levels cannot be opened yet; `cautions`:
    what to know of the seats before the first of them is opened."""

    page: MeetingPage
    times: tuple[PaperTimes, ...]
    happened: tuple[tuple[str, datetime], ...]
    passages: tuple[tuple[int, datetime, bool], ...]
    counts: tuple[tuple[int, CountRow], ...]
    tie: TieRow | None
    hindrances: tuple[Problem, ...]
    cautions: tuple[Problem, ...]
    finished: bool
    finished_by: str | None


@dataclass(frozen=True, kw_only=True)
class RunOfMeeting(Query):
    """The run sheet of one meeting; of no ballot a figure that is not released."""

    permission: ClassVar[str] = "deliberation.prepare"

    meeting: str

    def rows(self, context: Context) -> MeetingRun:
        """Give the run sheet. Raises Rejected `meeting_unknown`."""
        meeting = meeting_of(context, self.meeting)
        papers = papers_of(context, meeting.id)
        started = {paper.item for paper in standing(papers) if paper.state in UNCOUNTED}
        return MeetingRun(
            page=OneMeeting(meeting=self.meeting).rows(context),
            times=tuple(
                PaperTimes(
                    item=paper.item,
                    paper=paper.paper,
                    round=paper.round,
                    opened_at=paper.opened_at,
                    sealed_at=paper.sealed_at,
                    witnesses=tuple(paper.witnesses),
                )
                for paper in papers
            ),
            happened=_happened(context, meeting),
            passages=tuple((p.number, p.at, p.came) for p in passages_of(context, meeting.id)),
            counts=tuple(
                (item, row)
                for item in sorted(started)
                for row in CountState(meeting=self.meeting, item=item).rows(context)
            ),
            tie=_tie(context, meeting),
            hindrances=_hindrances(context, meeting),
            cautions=_cautions(context, meeting),
            finished=meeting.minutes is not None,
            finished_by=meeting.minuted_by,
        )


def _happened(context: Context, meeting: Meeting) -> tuple[tuple[str, datetime], ...]:
    """Give each kind of event with the time of the last of it."""
    rows = context.session.execute(
        select(MeetingEvent.code, MeetingEvent.at)
        .where(MeetingEvent.meeting_id == meeting.id)
        .order_by(MeetingEvent.line)
    )
    last: dict[str, datetime] = {code.removeprefix("event_"): at for code, at in rows}
    return tuple(last.items())


def _tie(context: Context, meeting: Meeting) -> TieRow | None:
    """Give the first tie that a second ballot must break, once everything of an open second sitting is counted."""
    if meeting.sitting != 2 or meeting.state != "open":
        return None
    papers = papers_of(context, meeting.id)
    running = any(paper.state in UNCOUNTED for paper in standing(papers))
    released = all(
        is_released([p for p in papers if p.item == item.number], FIRST) for item in items_of(context, meeting.id)
    )
    if running or not released:
        return None
    try:
        found = allocation_of(context, meeting)
    except Rejected:
        # Seats that are not in, or do not fit, hinder the allocation and not the meeting.
        return None
    names = dict(numbers_by_id(context).values())
    for tie in found.ties:
        if not tie.lot:
            told = tuple(names[number] for number in tie.people)
            return TieRow(level=tie.level.chinese, names=told, seats=tie.seats)
    return None


def _waiting(context: Context, meeting: Meeting) -> tuple[int, ...]:
    """Give the items that vote on levels and have not been opened."""
    return tuple(
        item.number
        for item in items_of(context, meeting.id)
        if item.kind != RATING and not papers_of(context, meeting.id, item.number)
    )


def _hindrances(context: Context, meeting: Meeting) -> tuple[Problem, ...]:
    """Give `year_open` or `none_prepared` while a vote on levels waits for them."""
    people = [row.person_id for item in _waiting(context, meeting) for row in item_people(context, meeting.id, item)]
    return tuple(unready_problems(context, meeting.year, people)) if people else ()


def _cautions(context: Context, meeting: Meeting) -> tuple[Problem, ...]:
    """Give what to know of the seats until the first ballot on levels is out: from then on they are fixed."""
    fresh = meeting.state in {"called", "open"} and not sitting_began(context, meeting.year)
    return tuple(seat_cautions(context, meeting.year)) if fresh and _waiting(context, meeting) else ()
