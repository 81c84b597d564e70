"""Move somebody on the board before the leading body decides: within ceiling and seats, with a reason."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cmdesk.kernel.errors import Problem, Where, refuse_any, reject
from cmdesk.kernel.periods import Period
from cmdesk.kernel.text import tidy
from cmdesk.models.grading import Grading, SpecialDecision
from cmdesk.queries.grading_moves import Trial, try_move
from cmdesk.queries.grading_outcome import UNEXPLAINED, undecided_problems
from cmdesk.queries.org import numbers_by_id, person_by_no
from cmdesk.rules.ladder import Rung
from cmdesk.runtime import access
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase


@dataclass(frozen=True, kw_only=True)
class Adjust(Command):
    """Move 拟定 of one person, as the leading body discusses it; never above the ceiling or the seats (row 68).

    The reason may follow with a second order for the same rung; without it the decision is not recorded. `seen`: the
    rung that the mover had before him. Refused: `not_allocated`, `above_ceiling`, `no_free_seat` (a special decision
    may), `quota_not_issued`, `moved_meanwhile`, `decided_already`, `unknown_person`; forbidden: `own_case`. One undo
    step.
    """

    year: Period
    staff_no: str
    rung: Rung
    reason: str = ""
    seen: Rung | None = None


def handle(context: Context, command: Adjust) -> Done:
    """Try the move, then write it with mover and reason."""
    row, trial, name = tried(context, command.year, command.staff_no, command.rung)
    problems = [*undecided_problems(context, command.year.year), *named(trial.problems, name)]
    if command.seen is not None and trial.from_rung is not command.seen:
        params = {"name": name, "theirs": trial.from_rung.chinese, "ours": command.seen.chinese}
        problems.append(Problem("moved_meanwhile", Where(field="rung"), params))
    refuse_any(problems)
    reason = tidy(command.reason)
    earlier = row.final_reason or {}
    begun = earlier["from"] if trial.from_rung is command.rung and "from" in earlier else trial.from_rung.chinese
    if reason:
        write_move(context, row, trial, "adjusted", **{"from": begun, "reason": reason})
    else:
        write_move(context, row, trial, UNEXPLAINED, **{"from": begun})
    special = context.session.get(SpecialDecision, (row.year, row.person_id))
    if special is not None:
        context.session.delete(special)
        context.session.flush()
    return Done(ids=(command.staff_no,))


def tried(context: Context, year: Period, staff_no: str, rung: Rung) -> tuple[Grading, Trial, str]:
    """Give a person's row, the trial of the move, and the name. Raises Rejected `not_allocated`, Forbidden."""
    person = person_by_no(context, staff_no)
    access.refuse_own_case(context, [person])
    name = numbers_by_id(context)[person][1]
    row = context.session.get(Grading, (year.year, person))
    if row is None or row.final is None:
        raise reject("not_allocated", where=Where(field="staff_no"), name=name)
    return row, try_move(context, row, rung), name


def named(problems: tuple[Problem, ...], name: str) -> list[Problem]:
    """Give the problems of a trial with the person's name in them."""
    return [replace(p, params={**p.params, "name": name}) if "name" in p.params else p for p in problems]


def write_move(context: Context, row: Grading, trial: Trial, code: str, **params: str) -> None:
    """Write a moved rung with its reason; the certificate of an earlier place no longer speaks of it."""
    row.final = trial.to_rung
    row.final_reason = {"code": code, "from": trial.from_rung.chinese, "to": trial.to_rung.chinese} | params
    row.final_by = context.actor.number
    row.certificate = None
    context.session.flush()


use_case = UseCase(command=Adjust, permission="grading.decide", handle=handle)
