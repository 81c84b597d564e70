"""Open the ballot of an item: papers, base and quorum are fixed, and for votes the rungs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.models.deliberation import AgendaItem, ItemPerson, Meeting
from cmdesk.models.grading import Grading
from cmdesk.queries.deliberation_state import GRADED, PROPOSAL, RATING, item_of, item_people, meeting_of, papers_of
from cmdesk.queries.grading_readiness import unready_problems
from cmdesk.queries.grading_seats import Seats, seats_of
from cmdesk.queries.org import numbers_by_id
from cmdesk.rules.ladder import Rung, level_rank, lower_of, rung_of
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, Undo, UseCase
from cmdesk.usecases.deliberation.ballot_store import open_sheets, sheets_of
from cmdesk.usecases.deliberation.meeting_store import find_recusals, log_event


@dataclass(frozen=True, kw_only=True)
class OpenBallot(Command):
    """Open the first ballot of an item (B.12): its papers, who is never handed them, and who is in the room.

    A vote on levels freezes present rung, ceiling and proposal. Refused: `ballot_began`, `no_quorum`, `year_open`,
    `none_prepared`, `quota_not_issued` (a proposal above the level without issued places), `meeting_state`; forbidden
    to anybody but the chair. A barrier: nothing before it can be undone.
    """

    meeting: str
    item: int
    by: str | None = None
    pin_file: Path | None = None


def handle(context: Context, command: OpenBallot) -> Done:
    """Check, freeze, and open every paper of the item."""
    meeting = meeting_of(context, command.meeting, "open")
    item = item_of(context, meeting, command.item)
    if papers_of(context, meeting.id, item.number):
        refuse_any([Problem("ballot_began", Where(field="item"), {"name": item.title, "item": item.number})])
    people = item_people(context, meeting.id, item.number)
    if item.kind != RATING:
        _freeze(context, meeting, item, people)
        find_recusals(context, meeting)
    papers = open_sheets(
        context, meeting, item.number, sheets_of(context, meeting, item.kind, [row.person_id for row in people])
    )
    if item.kind != RATING:
        names = {person: paper.paper for paper in papers for person in paper.people}
        for row in people:
            row.paper = names[str(row.person_id)]
    log_event(
        context,
        meeting,
        "ballot_opened",
        item=item.title,
        papers="；".join(f"{p.paper}应到{p.expected - p.recused}人、实到{p.present}人" for p in papers),
    )
    return Done(count=len(papers), ids=tuple(paper.paper for paper in papers))


def _freeze(context: Context, meeting: Meeting, item: AgendaItem, people: tuple[ItemPerson, ...]) -> None:
    refuse_any(unready_problems(context, meeting.year, [row.person_id for row in people]))
    seats = seats_of(context, meeting.year)
    names = numbers_by_id(context)
    problems = []
    for row in people:
        number = names[row.person_id][0]
        grading = context.session.get(Grading, (meeting.year, row.person_id))
        where = Where(field=f"item.{number}")
        assert grading is not None
        present, proposed = Rung(grading.present), Rung(grading.proposed or grading.suggested)
        rises = level_rank(proposed.level) > level_rank(present.level)
        if item.kind == PROPOSAL and rises and not seats.issued(proposed.level):
            problems.append(Problem("quota_not_issued", where, {"level": proposed.level.chinese}))
        row.present, row.proposed = grading.present, proposed
        row.ceiling = grading.ceiling
        if item.kind == GRADED:
            row.ceiling = _within_issued(present, Rung(grading.ceiling), seats)
    refuse_any(problems)


def _within_issued(present: Rung, ceiling: Rung, seats: Seats) -> Rung:
    """Hold a ceiling within the present level where the next one has no issued places (B.11.3)."""
    if level_rank(ceiling.level) <= level_rank(present.level) or seats.issued(ceiling.level):
        return ceiling
    return present if present is Rung.TRAINEE else lower_of(ceiling, rung_of(present.level, "A"))


use_case = UseCase(command=OpenBallot, permission="deliberation.chair", handle=handle, undo=Undo.BARRIER)
