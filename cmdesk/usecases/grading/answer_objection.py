"""Answer an objection, a 复核 request or an appeal; the answer itself changes no figure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import select

from cmdesk.kernel.errors import Problem, Where, refuse_any, reject
from cmdesk.kernel.text import tidy
from cmdesk.models.evaluations import DepartmentReview, LeaderRating
from cmdesk.models.grading import Objection
from cmdesk.models.inspections import InspectionSheet
from cmdesk.rules.deadlines import is_late
from cmdesk.runtime import access
from cmdesk.runtime.context import Actor, Context, Done
from cmdesk.runtime.registry import Command, UseCase


@dataclass(frozen=True, kw_only=True)
class AnswerObjection(Command):
    """Answer an objection with its reason; the reviewer is 负责人, who confirms (B.13).

    An upheld one is carried out by the ordinary steps: corrected facts, a new version, a special decision (row 77).
    Refused: `objection_unknown`, `answered_already`, `answer_missing`, `answered_later`, `reviewer_gave_score`.
    Warned: `answer_late`. Forbidden: `own_case` of either person. One undo step.
    """

    number: str
    outcome: Literal["upheld", "rejected", "to_city"]
    answer: str
    answered_on: date | None = None


def handle(context: Context, command: AnswerObjection) -> Done:
    """Check the reviewer, then write the answer."""
    found = context.session.scalar(select(Objection).where(Objection.number == command.number))
    if found is None:
        raise reject("objection_unknown", where=Where(field="number"), number=command.number)
    day = command.answered_on or context.today()
    problems = []
    if found.answered_on is not None:
        problems.append(Problem("answered_already", Where(field="number"), {"day": found.answered_on}))
    if not tidy(command.answer):
        problems.append(Problem("answer_missing", Where(field="answer")))
    if day > context.today() or day < found.received_on:
        problems.append(Problem("answered_later", Where(field="answered_on"), {"day": found.received_on}))
    reviewer = context.second
    assert reviewer is not None
    if found.person_id is not None:
        access.refuse_own_case(context, [found.person_id])
        access.refuse_own_case(context, [found.person_id], who=reviewer.person_id)
        if _gave_score(context, found, reviewer):
            problems.append(Problem("reviewer_gave_score", Where(field="number"), {"name": reviewer.name}))
    refuse_any(problems)
    if is_late(day, found.due_on, context.tables.holidays):
        context.warn(Problem("answer_late", params={"due": found.due_on}))
    found.outcome, found.answer = command.outcome, tidy(command.answer)
    found.answered_on, found.reviewer = day, reviewer.number
    context.session.flush()
    return Done(ids=(found.number,))


def _gave_score(context: Context, found: Objection, reviewer: Actor) -> bool:
    """Say whether the reviewer recorded a sheet of that year, or reviewed or rated the person himself."""
    person, year = found.person_id, str(found.year)
    sheets = context.session.execute(
        select(InspectionSheet.recorded_by, InspectionSheet.visited_on).where(InspectionSheet.person_id == person)
    )
    raters = context.session.execute(
        select(LeaderRating.rater, LeaderRating.period).where(LeaderRating.person_id == person)
    )
    reviews = context.session.execute(
        select(DepartmentReview.reviewed_by, DepartmentReview.period).where(DepartmentReview.person_id == person)
    )
    given = {by for by, when in (*sheets, *raters, *reviews) if str(when).startswith(year)}
    return bool(given & {reviewer.number, reviewer.name})


use_case = UseCase(command=AnswerObjection, permission="grading.decide", handle=handle, second="grading.decide")
