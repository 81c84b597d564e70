"""Propose another rung than the suggested one, with a reason."""

from __future__ import annotations

from dataclasses import dataclass

from cmdesk.kernel.errors import Problem, Where, refuse_any, reject
from cmdesk.kernel.periods import Period
from cmdesk.kernel.text import tidy
from cmdesk.models.grading import Grading
from cmdesk.queries.grading_seats import seats_of
from cmdesk.queries.org import numbers_by_id, person_by_no
from cmdesk.rules.ladder import Rung, level_rank
from cmdesk.runtime import access
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase
from cmdesk.usecases.grading.prepare import year_problems


@dataclass(frozen=True, kw_only=True)
class Propose(Command):
    """Set 拟提 of one person: any rung up to the ceiling with a reason, or without `rung` the suggestion again.

    Refused: `not_prepared`, `above_ceiling`, `reason_needed`, `quota_not_issued` (a rise in level without issued
    places), `meeting_has_begun`, `year_open`, `unknown_person`; forbidden: `own_case`. One undo step.
    """

    year: Period
    staff_no: str
    rung: Rung | None = None
    reason: str = ""


def handle(context: Context, command: Propose) -> Done:
    """Check ceiling, reason and seats, then write the proposal."""
    person = person_by_no(context, command.staff_no)
    access.refuse_own_case(context, [person])
    name = numbers_by_id(context)[person][1]
    row = context.session.get(Grading, (command.year.year, person))
    if row is None:
        raise reject("not_prepared", where=Where(field="staff_no"), staff_no=command.staff_no, name=name)
    rung = command.rung or Rung(row.suggested)
    problems = year_problems(context, command.year)
    where = Where(field="rung")
    if rung.place > Rung(row.ceiling).place:
        params = {"name": name, "rung": rung.chinese, "ceiling": Rung(row.ceiling).chinese}
        problems.append(Problem("above_ceiling", where, params))
    if rung != row.suggested and not tidy(command.reason):
        problems.append(Problem("reason_needed", Where(field="reason"), {"name": name}))
    rises = level_rank(rung.level) > level_rank(Rung(row.present).level)
    if rises and not seats_of(context, command.year.year).issued(rung.level):
        problems.append(Problem("quota_not_issued", where, {"level": rung.level.chinese}))
    refuse_any(problems)
    row.proposed = rung
    row.proposed_reason = tidy(command.reason) or None
    row.proposed_by = context.actor.number
    context.session.flush()
    return Done(ids=(command.staff_no,))


use_case = UseCase(command=Propose, permission="grading.propose", handle=handle)
