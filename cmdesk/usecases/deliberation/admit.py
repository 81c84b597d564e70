"""Record who comes in and who goes out, with the time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.models.deliberation import Presence
from cmdesk.queries.deliberation_state import in_room, meeting_of, members_of, passages_of
from cmdesk.rules.voting import quorum
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase
from cmdesk.usecases.deliberation.ballot_store import quorum_share
from cmdesk.usecases.deliberation.meeting_store import log_event


@dataclass(frozen=True, kw_only=True)
class Admit(Command):
    """Let members in, or out with `came` false; `numbers` are their places on the list (all, where none is given).

    `at` is now unless said otherwise, never later than now nor before the member's last step. Refused:
    `member_unknown`, `enters_twice`, `leaves_twice`, `passage_time`, `meeting_state`. One undo step. Who breaks the
    quorum by leaving is told by the warning `quorum_lost`.
    """

    meeting: str
    numbers: tuple[int, ...] = ()
    came: bool = True
    at: datetime | None = None
    by: str | None = None
    pin_file: Path | None = None


def handle(context: Context, command: Admit) -> Done:
    """Check the order of comings and goings, then write them."""
    meeting = meeting_of(context, command.meeting, "called", "open")
    members = {member.number: member for member in members_of(context, meeting.id, observers=True)}
    now = context.now()
    at = command.at or now
    inside = in_room(context, meeting.id)
    last = {passage.number: passage.at for passage in passages_of(context, meeting.id)}
    numbers = command.numbers or tuple(n for n in members if (n in inside) is not command.came)
    problems = []
    for line, number in enumerate(numbers, 1):
        where = Where(field="numbers", row=line)
        if number not in members:
            problems.append(Problem("member_unknown", where, {"number": number}))
        elif (number in inside) is command.came:
            code = "enters_twice" if command.came else "leaves_twice"
            problems.append(Problem(code, where, {"person": members[number].name}))
        elif at > now or at <= last.get(number, at.min.replace(tzinfo=at.tzinfo)):
            problems.append(Problem("passage_time", where, {"name": members[number].name}))
    refuse_any(problems)
    context.session.add_all(
        Presence(meeting_id=meeting.id, number=number, at=at, came=command.came) for number in numbers
    )
    context.session.flush()
    if numbers:
        names = "、".join(members[number].name for number in numbers)
        log_event(context, meeting, "came" if command.came else "went", names=names, count=len(numbers))
    voters = {number for number, member in members.items() if not member.observer}
    here = len(in_room(context, meeting.id) & voters)
    needed = quorum(expected=len(voters), present=here, share=quorum_share(context.rule_set))
    if meeting.state == "open" and not needed.valid:
        params = {"present": here, "expected": len(voters), "needed": needed.needed}
        context.warn(Problem("quorum_lost", Where(field="meeting"), params))
    return Done(count=len(numbers), answer={"present": here, "expected": len(voters), "quorum": needed.needed})


use_case = UseCase(command=Admit, permission="deliberation.minute", handle=handle)
