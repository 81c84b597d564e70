"""Plan a measure against a gap of a period (R33)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete

from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.kernel.periods import Period
from cmdesk.models.training import TrainingPlan
from cmdesk.queries.org import person_by_no
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One gap, the kind of training against it, the measure and when it is due."""

    gap: str
    subject: str
    measure: str
    due: date | None = None


@dataclass(frozen=True, kw_only=True)
class PlanTraining(Command):
    """Set the training plan of a person for a period, in place of the one before.

    Refused: `value_not_allowed` (subject), `measure_missing`, `unknown_person`. One undo step.
    """

    period: Period
    staff_no: str
    measures: tuple[Measure, ...]


def handle(context: Context, command: PlanTraining) -> Done:
    """Write the measures in their order."""
    person = person_by_no(context, command.staff_no)
    kinds = {kind.code for kind in context.rule_set.training.kinds}
    problems = [
        Problem(
            "value_not_allowed",
            Where(field="subject", row=number),
            {"value": one.subject, "allowed": "、".join(sorted(kinds))},
        )
        for number, one in enumerate(command.measures, 1)
        if one.subject not in kinds
    ]
    problems += [
        Problem("measure_missing", Where(field="measure", row=number))
        for number, one in enumerate(command.measures, 1)
        if not one.measure.strip()
    ]
    refuse_any(problems)
    context.session.execute(
        delete(TrainingPlan).where(TrainingPlan.period == command.period, TrainingPlan.person_id == person)
    )
    context.session.add_all(
        TrainingPlan(
            period=command.period,
            person_id=person,
            line=number,
            gap=one.gap,
            subject=one.subject,
            measure=one.measure.strip(),
            due=one.due,
        )
        for number, one in enumerate(command.measures, 1)
    )
    return Done(count=len(command.measures))


use_case = UseCase(command=PlanTraining, permission="training.plan", handle=handle)
