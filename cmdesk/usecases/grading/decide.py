"""Record the leading body's decision on the list: 集体研究."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.kernel.periods import Period
from cmdesk.kernel.text import tidy
from cmdesk.models.grading import CollectiveDecision
from cmdesk.queries.deliberation_minutes import meeting_text_problems
from cmdesk.queries.grading_outcome import gradings_of, second_sitting, undecided_problems, unexplained_problems
from cmdesk.queries.grading_readiness import list_cautions
from cmdesk.queries.org import numbers_by_id
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, Undo, UseCase


@dataclass(frozen=True, kw_only=True)
class Decide(Command):
    """Record 集体研究 on the year's list with its number and minutes; 负责人 confirms (B.12.16).

    Refused: `not_allocated` (somebody has no 拟定), `reason_needed` (moved by hand), `decision_before_meeting`,
    `decision_ahead`, `decision_number_missing`, `minutes_empty`, `glyph_missing`, `meeting_not_closed`,
    `decided_already`, `no_second_sitting`. Warned: `seats_not_received`, `seats_computed`, `list_over_cap`,
    `list_over_advice`, `decision_other_day` (not on the day of the meeting: two acts, each with its own date). A
    barrier: the list stands.
    """

    year: Period
    held_on: date
    document_no: str
    minutes: str


def handle(context: Context, command: Decide) -> Done:
    """Check that the list is whole, then write the decision."""
    year = command.year.year
    meeting = second_sitting(context, year)
    rows = gradings_of(context, year)
    names = numbers_by_id(context)
    problems = undecided_problems(context, year)
    where = Where(field="year")
    problems += [Problem("not_allocated", where, {"name": names[r.person_id][1]}) for r in rows if r.final is None]
    problems += unexplained_problems(context, year)
    if meeting.state not in ("closed", "minuted"):
        problems.append(Problem("meeting_not_closed", where, {"meeting": meeting.number}))
    if command.held_on < meeting.held_on:
        problems.append(Problem("decision_before_meeting", Where(field="held_on"), {"day": meeting.held_on}))
    if command.held_on > context.today():
        problems.append(Problem("decision_ahead", Where(field="held_on"), {"day": command.held_on}))
    if not tidy(command.document_no):
        problems.append(Problem("decision_number_missing", Where(field="document_no")))
    if not command.minutes.strip():
        problems.append(Problem("minutes_empty", Where(field="minutes")))
    problems += meeting_text_problems(context, command.minutes)
    refuse_any(problems)
    for caution in list_cautions(context, year):
        context.warn(caution)
    if command.held_on != meeting.held_on:
        params = {"meeting": meeting.held_on, "day": command.held_on}
        context.warn(Problem("decision_other_day", Where(field="held_on"), params))
    assert context.second is not None
    context.session.add(
        CollectiveDecision(
            year=year,
            held_on=command.held_on,
            document_no=tidy(command.document_no),
            minutes=command.minutes.strip(),
            recorded_by=context.actor.number,
            confirmed_by=context.second.number,
            confirmed_at=context.now(),
        )
    )
    context.session.flush()
    return Done(count=len(rows), ids=(str(command.year),))


use_case = UseCase(
    command=Decide, permission="grading.decide", handle=handle, second="grading.decide", undo=Undo.BARRIER
)
