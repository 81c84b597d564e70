"""Open a meeting: the chair finds the quorum and the seed is put down."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.queries.deliberation_state import VOTING_SITTING, duties_of, in_room, item_people, meeting_of, members_of
from cmdesk.queries.grading_readiness import seat_cautions, unready_problems
from cmdesk.rules.voting import quorum
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, Undo, UseCase
from cmdesk.usecases.deliberation.ballot_store import quorum_share
from cmdesk.usecases.deliberation.call_meeting import seed_problems
from cmdesk.usecases.deliberation.meeting_store import log_event


@dataclass(frozen=True, kw_only=True)
class OpenMeeting(Command):
    """Open the meeting once the quorum is there (B.12.2); `seed` is the public text that any lot is drawn from.

    Refused: `duties_missing`, `no_quorum`, `seed_short`, `seed_missing`, `meeting_state`; the second sitting also
    `year_open` and `none_prepared`; forbidden to anybody but the chair. Warned: `seats_not_received`, `seats_computed`,
    `meeting_other_day` (called for another day: the day of the opening counts, on every form alike). A barrier: list
    and agenda stand from here on.
    """

    meeting: str
    seed: str | None = None
    by: str | None = None
    pin_file: Path | None = None


def handle(context: Context, command: OpenMeeting) -> Done:
    """Check duties, quorum and seed, then open."""
    meeting = meeting_of(context, command.meeting, "called")
    voters = {member.number for member in members_of(context, meeting.id)}
    present = len(in_room(context, meeting.id) & voters)
    needed = quorum(expected=len(voters), present=present, share=quorum_share(context.rule_set))
    seed = command.seed or meeting.seed
    problems = seed_problems(seed)
    if not seed:
        problems.append(Problem("seed_missing", Where(field="seed")))
    if not duties_of(context, meeting.id):
        problems.append(Problem("duties_missing", Where(field="meeting")))
    if not needed.valid:
        params = {"paper": "会议", "present": present, "expected": len(voters), "needed": needed.needed}
        problems.append(Problem("no_quorum", Where(field="meeting"), params))
    if meeting.sitting == VOTING_SITTING:
        people = [row.person_id for row in item_people(context, meeting.id)]
        problems += unready_problems(context, meeting.year, people)
        for caution in seat_cautions(context, meeting.year):
            context.warn(caution)
    refuse_any(problems)
    if meeting.held_on != context.today():
        params = {"called": meeting.held_on, "day": context.today()}
        context.warn(Problem("meeting_other_day", Where(field="meeting"), params))
        meeting.held_on = context.today()
    meeting.seed = seed
    meeting.state = "open"
    meeting.opened_at = context.now()
    context.session.flush()
    log_event(
        context, meeting, "opened", expected=len(voters), present=present, needed=needed.needed, seed=meeting.seed
    )
    return Done(ids=(meeting.number,), answer={"present": present, "expected": len(voters)})


use_case = UseCase(command=OpenMeeting, permission="deliberation.chair", handle=handle, undo=Undo.BARRIER)
