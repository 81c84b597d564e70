"""The allocation of a year as it stands in the database: ballots, base and seats put together."""

from __future__ import annotations

from sqlalchemy import select

from cmdesk.kernel.errors import Problem, Where, refuse_any, reject
from cmdesk.models.deliberation import Meeting
from cmdesk.models.grading import CollectiveDecision, Grading
from cmdesk.queries.deliberation_state import FIRST, UNCOUNTED, is_released, items_of, papers_of, sitting_of, standing
from cmdesk.queries.grading_allocation import Allocation, allocate, not_feasible
from cmdesk.queries.grading_seats import base_of, rungs_of, seats_of
from cmdesk.queries.grading_votes import votes_of
from cmdesk.queries.org import numbers_by_id
from cmdesk.runtime.context import Context

UNEXPLAINED = "adjusted_open"
"""The reason of a move by hand whose words are still to be written."""


def unexplained_problems(context: Context, year: int) -> list[Problem]:
    """Give `reason_needed` for everybody who was moved by hand without a word why."""
    names = numbers_by_id(context)
    return [
        Problem("reason_needed", Where(field="year"), {"name": names[row.person_id][1]})
        for row in gradings_of(context, year)
        if (row.final_reason or {}).get("code") == UNEXPLAINED
    ]


def second_sitting(context: Context, year: int) -> Meeting:
    """Give the second sitting of a year. Raises Rejected `no_second_sitting`."""
    found = sitting_of(context, year, 2)
    if found is None:
        raise reject("no_second_sitting", where=Where(field="year"), year=year)
    return found


def count_problems(context: Context, meeting: Meeting) -> list[Problem]:
    """Give `item_not_voted` and `ballot_uncounted` for what still hinders the allocation."""
    problems = []
    for item in items_of(context, meeting.id):
        papers = papers_of(context, meeting.id, item.number)
        waiting = [paper for paper in standing(papers) if paper.state in UNCOUNTED]
        where, params = Where(field="year"), {"item": item.title}
        if waiting:
            problems.append(Problem("ballot_uncounted", where, params))
        elif not is_released(papers, FIRST):
            problems.append(Problem("item_not_voted", where, params))
    return problems


def allocation_of(context: Context, meeting: Meeting, *, draw_lots: bool = False) -> Allocation:
    """Give the allocation of a meeting whose ballots are all counted.

    Raises Rejected with what `count_problems` finds, `not_feasible`, and what `grade_ballots` raises.
    """
    seats = seats_of(context, meeting.year)
    refuse_any([*count_problems(context, meeting), *not_feasible(seats, context.rule_set)])
    return allocate(
        votes_of(context, meeting),
        base=rungs_of(base_of(context, meeting.year)),
        seats=seats,
        seed=meeting.seed or "",
        rule_set=context.rule_set,
        draw_lots=draw_lots,
    )


def gradings_of(context: Context, year: int) -> tuple[Grading, ...]:
    """Give the rows of a year's path."""
    return tuple(context.session.scalars(select(Grading).where(Grading.year == year)))


def decision_of(context: Context, year: int) -> CollectiveDecision | None:
    """Give the leading body's decision of a year, or None."""
    return context.session.get(CollectiveDecision, year)


def undecided_problems(context: Context, year: int) -> list[Problem]:
    """Give `decided_already` where the leading body has decided: the list stands."""
    found = decision_of(context, year)
    if found is None:
        return []
    return [Problem("decided_already", Where(field="year"), {"year": year, "document_no": found.document_no})]
