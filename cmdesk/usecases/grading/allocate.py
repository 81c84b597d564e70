"""Allocate the final rungs from the counted ballots and the seats."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete

from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.kernel.periods import Period
from cmdesk.kernel.text import tidy
from cmdesk.models.deliberation import Meeting
from cmdesk.models.grading import SpecialDecision
from cmdesk.queries.grading_allocation import Allocation, Tie
from cmdesk.queries.grading_outcome import allocation_of, gradings_of, second_sitting, undecided_problems
from cmdesk.queries.org import ids_by_no, numbers_by_id
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase
from cmdesk.usecases.deliberation.meeting_store import log_event


@dataclass(frozen=True, kw_only=True)
class Allocate(Command):
    """Write 表决 and 拟定 of everybody: keepers first, then the seats, with a certificate for whoever lost one.

    May be done again until the leading body decides; moves by hand and special decisions are then gone. What a second
    ballot leaves tied in every figure is drawn from the meeting's public seed before a `lot_witness`. Refused:
    `no_second_sitting`, `ballot_uncounted`, `item_not_voted`, `second_ballot_needed`, `lot_witness_needed`,
    `decided_already`, `recount_differs` and the certificate's codes (never expected: two implementations disagree).
    One undo step.
    """

    year: Period
    lot_witness: str = ""


def handle(context: Context, command: Allocate) -> Done:
    """Refuse what is not through, then write every outcome."""
    year = command.year.year
    meeting = second_sitting(context, year)
    refuse_any(undecided_problems(context, year))
    plain = allocation_of(context, meeting)
    witness = tidy(command.lot_witness)
    refuse_any([*_tie_problems(context, plain.ties, witness), *plain.problems])
    allocation = allocation_of(context, meeting, draw_lots=True) if plain.ties else plain
    refuse_any(allocation.problems)
    changed = _write(context, year, allocation)
    for tie in plain.ties:
        _log_lot(context, meeting, tie, allocation, witness)
    return Done(count=changed, ids=(str(command.year),), answer={"moved_down": _moved(allocation)})


def _write(context: Context, year: int, allocation: Allocation) -> int:
    context.session.execute(delete(SpecialDecision).where(SpecialDecision.year == year))
    written = 0
    for row in gradings_of(context, year):
        outcome = allocation.outcomes.get(row.person_id)
        if outcome is None:
            continue
        row.voted = outcome.voted
        row.final = outcome.final
        row.final_reason = dict(outcome.reason)
        row.final_by = None
        row.certificate = None if outcome.certificate is None else dict(outcome.certificate)
        written += 1
    context.session.flush()
    return written


def _tie_problems(context: Context, ties: list[Tie], witness: str) -> list[Problem]:
    names = dict(numbers_by_id(context).values())
    problems = []
    for tie in ties:
        people = "、".join(names[staff_no] for staff_no in tie.people)
        params = {"level": tie.level.chinese, "people": people, "seats": tie.seats}
        if not tie.lot:
            problems.append(Problem("second_ballot_needed", Where(field="year"), params))
        elif not witness:
            problems.append(Problem("lot_witness_needed", Where(field="lot_witness"), params))
    return problems


def _log_lot(context: Context, meeting: Meeting, tie: Tie, allocation: Allocation, witness: str) -> None:
    known, names = ids_by_no(context), numbers_by_id(context)
    people = [known[staff_no] for staff_no in tie.people]
    drawn = [person for person in people if allocation.outcomes[person].final.level is tie.level]
    log_event(
        context,
        meeting,
        "lot_drawn",
        level=tie.level.chinese,
        names="、".join(names[person][1] for person in people),
        drawn="、".join(names[person][1] for person in drawn),
        seed=meeting.seed,
        witness=witness,
    )


def _moved(allocation: Allocation) -> int:
    return sum(outcome.certificate is not None for outcome in allocation.outcomes.values())


use_case = UseCase(command=Allocate, permission="grading.allocate", handle=handle)
