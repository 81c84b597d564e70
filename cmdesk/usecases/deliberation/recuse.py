"""Add a ground for which a member leaves when somebody is voted on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.kernel.text import tidy
from cmdesk.models.deliberation import MemberRecusal
from cmdesk.queries.deliberation_state import RATING, item_people, items_of, meeting_of, members_of, papers_of
from cmdesk.queries.org import numbers_by_id, person_by_no
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase
from cmdesk.usecases.deliberation.meeting_store import log_event


@dataclass(frozen=True, kw_only=True)
class Recuse(Command):
    """Let a member leave for one person, beyond what the roster's kinship says (B.12.15); `ground` in words.

    Refused: `member_unknown`, `unknown_person`, `not_on_agenda`, `recused_already`, `ground_missing`,
    `ballot_began` (the papers are drawn up), `meeting_state`. One undo step.
    """

    meeting: str
    number: int
    staff_no: str
    ground: str
    by: str | None = None
    pin_file: Path | None = None


def handle(context: Context, command: Recuse) -> Done:
    """Check that the papers are not out yet, then write the recusal."""
    meeting = meeting_of(context, command.meeting, "called", "open")
    person = person_by_no(context, command.staff_no)
    name = numbers_by_id(context)[person][1]
    member = next((m for m in members_of(context, meeting.id) if m.number == command.number), None)
    voted = {item.number for item in items_of(context, meeting.id) if item.kind != RATING}
    item = next((r.item for r in item_people(context, meeting.id) if r.person_id == person and r.item in voted), None)
    problems = []
    if member is None:
        problems.append(Problem("member_unknown", Where(field="number"), {"number": command.number}))
    if not tidy(command.ground):
        problems.append(Problem("ground_missing", Where(field="ground")))
    if item is None:
        problems.append(Problem("not_on_agenda", Where(field="staff_no"), {"name": name}))
    elif papers_of(context, meeting.id, item):
        problems.append(Problem("ballot_began", Where(field="staff_no"), {"name": name, "item": item}))
    if context.session.get(MemberRecusal, (meeting.id, command.number, person)) is not None:
        problems.append(Problem("recused_already", Where(field="number"), {"name": name}))
    refuse_any(problems)
    assert member is not None
    context.session.add(
        MemberRecusal(meeting_id=meeting.id, number=member.number, person_id=person, ground=tidy(command.ground))
    )
    context.session.flush()
    log_event(context, meeting, "recused", member=member.name, name=name, ground=tidy(command.ground))
    return Done(ids=(meeting.number,))


use_case = UseCase(command=Recuse, permission="deliberation.minute", handle=handle)
