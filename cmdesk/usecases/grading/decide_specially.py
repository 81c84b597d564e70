"""Break the seats for one person by a recorded special decision of the leading body."""

from __future__ import annotations

from dataclasses import dataclass

from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.kernel.periods import Period
from cmdesk.kernel.text import tidy
from cmdesk.models.grading import SpecialDecision
from cmdesk.queries.grading_outcome import undecided_problems
from cmdesk.rules.ladder import Rung
from cmdesk.runtime import access
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase
from cmdesk.usecases.grading.adjust import named, tried, write_move


@dataclass(frozen=True, kw_only=True)
class DecideSpecially(Command):
    """Give somebody a rung for which there is no seat: number and reason of the decision, confirmed by 负责人 (row 68).

    The ceiling binds here too. Refused: `special_not_needed`, `above_ceiling`, `quota_not_issued`, `reason_needed`,
    `decision_number_missing`, `not_allocated`, `decided_already`; forbidden: `own_case` of either person.
    One undo step.
    """

    year: Period
    staff_no: str
    rung: Rung
    document_no: str
    reason: str


def handle(context: Context, command: DecideSpecially) -> Done:
    """Check that only the seats speak against it, then write move and decision."""
    row, trial, name = tried(context, command.year, command.staff_no, command.rung)
    assert context.second is not None
    access.refuse_own_case(context, [row.person_id], who=context.second.person_id)
    problems = undecided_problems(context, command.year.year)
    problems += [p for p in named(trial.problems, name) if p.code != "no_free_seat"]
    if not trial.problems:
        params = {"name": name, "rung": command.rung.chinese}
        problems.append(Problem("special_not_needed", Where(field="rung"), params))
    if not tidy(command.reason):
        problems.append(Problem("reason_needed", Where(field="reason"), {"name": name}))
    if not tidy(command.document_no):
        problems.append(Problem("decision_number_missing", Where(field="document_no")))
    refuse_any(problems)
    reason, document = tidy(command.reason), tidy(command.document_no)
    context.session.merge(
        SpecialDecision(
            year=row.year,
            person_id=row.person_id,
            from_rung=trial.from_rung,
            to_rung=trial.to_rung,
            document_no=document,
            reason=reason,
            recorded_by=context.actor.number,
            confirmed_by=context.second.number,
            at=context.now(),
        )
    )
    write_move(context, row, trial, "special", reason=reason, document_no=document)
    return Done(ids=(command.staff_no,))


use_case = UseCase(command=DecideSpecially, permission="grading.decide", handle=handle, second="grading.decide")
