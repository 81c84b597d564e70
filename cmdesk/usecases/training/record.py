"""Record a training, a competition or a review meeting, and who took part (R10, R11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.models.training import TrainingAttendance, TrainingEvent
from cmdesk.queries.org import ids_by_no
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase


@dataclass(frozen=True, kw_only=True)
class RecordTraining(Command):
    """Record one event with its participants (工号 → result, which may be empty).

    Refused: `value_not_allowed` (kind, level, subject), `topic_missing`, `unknown_person`. One undo step.
    """

    kind: str
    level: str
    topic: str
    held_on: date
    subject: str | None = None
    hours: Decimal | None = None
    participants: Mapping[str, str | None]
    note: str | None = None


LEVELS = ("province", "city", "county")


def handle(context: Context, command: RecordTraining) -> Done:
    """Write event and participants."""
    known = ids_by_no(context)
    rules = context.rule_set
    allowed = (
        ("kind", command.kind, [kind.code for kind in rules.record_kinds.items]),
        ("level", command.level, list(LEVELS)),
        ("subject", command.subject, [None, *(kind.code for kind in rules.training.kinds)]),
    )
    problems = [
        Problem(
            "value_not_allowed", Where(field=field), {"value": str(value), "allowed": "、".join(filter(None, values))}
        )
        for field, value, values in allowed
        if value not in values
    ]
    if not command.topic.strip():
        problems.append(Problem("topic_missing", Where(field="topic")))
    problems += [
        Problem("unknown_person", Where(field="participants"), {"staff_no": number})
        for number in command.participants
        if number not in known
    ]
    refuse_any(problems)
    event = TrainingEvent(
        kind=command.kind,
        level=command.level,
        topic=command.topic.strip(),
        subject=command.subject,
        held_on=command.held_on,
        hours=command.hours,
        note=command.note,
    )
    context.session.add(event)
    context.session.flush()
    context.session.add_all(
        TrainingAttendance(event_id=event.id, person_id=known[number], result=result)
        for number, result in command.participants.items()
    )
    return Done(ids=(str(event.id),))


use_case = UseCase(command=RecordTraining, permission="training.record", handle=handle)
