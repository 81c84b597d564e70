"""Appoint who chairs, records, calls, counts and scrutinises at a meeting."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import delete, select

from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.kernel.text import folded, tidy
from cmdesk.models.access import User
from cmdesk.models.deliberation import Meeting, MeetingDuty
from cmdesk.queries.deliberation_calling import users_of_roster
from cmdesk.queries.deliberation_state import UNCOUNTED, duties_of, item_people, meeting_of, members_of, papers_of
from cmdesk.queries.org import ids_by_no, kin_pairs, numbers_by_id
from cmdesk.rules.meeting_duties import Duty, Officer, officer_problems
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.permissions import MeetingDutyName
from cmdesk.runtime.registry import Command, UseCase
from cmdesk.usecases.deliberation.meeting_store import log_event


@dataclass(frozen=True, kw_only=True)
class Appointed:
    """A duty and its holder: a standing user by number, somebody of the roster by 工号, or by name alone."""

    duty: MeetingDutyName
    user_no: str | None = None
    staff_no: str | None = None
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class AppointDuties(Command):
    """Appoint the duties of a meeting, all at once; the meeting approves them (B.12.5).

    One chair, who is on the list and no candidate, and one secretary; at least two 计票 and two 监票, no candidate, no
    kin of one, nobody with two duties save a teller who also calls the votes. Whoever keeps his duty keeps his PIN.
    Refused: `chair_needed`, `chair_not_called`, `secretary_needed`, `officers_too_few`, `officer_is_candidate`,
    `officer_is_kin`, `officer_twice`, `unknown_person`, `user_unknown_here`, `member_without_name`, `ballot_running`,
    `meeting_state`. One undo step.
    """

    meeting: str
    duties: tuple[Appointed, ...]


@dataclass(frozen=True)
class _Who:
    name: str
    person_id: uuid.UUID | None
    user_no: str | None

    @property
    def key(self) -> str:
        return str(self.person_id) if self.person_id else f"#{self.user_no or folded(self.name)}"


def handle(context: Context, command: AppointDuties) -> Done:
    """Find the people, check what they may be, and write the duties."""
    meeting = meeting_of(context, command.meeting, "called", "open")
    if any(paper.state in UNCOUNTED for paper in papers_of(context, meeting.id)):
        refuse_any([Problem("ballot_running", Where(field="meeting"), {"meeting": meeting.number})])
    found, problems = _people(context, command)
    refuse_any(problems)
    refuse_any(_duty_problems(context, meeting, command, found))
    pins = {
        (duty.duty, _Who(duty.name, duty.person_id, duty.user_no).key): duty.pin_hash
        for duty in duties_of(context, meeting.id)
    }
    context.session.execute(delete(MeetingDuty).where(MeetingDuty.meeting_id == meeting.id))
    lines: dict[str, int] = {}
    for given, who in zip(command.duties, found, strict=True):
        lines[given.duty] = lines.get(given.duty, 0) + 1
        context.session.add(
            MeetingDuty(
                meeting_id=meeting.id,
                duty=given.duty,
                line=lines[given.duty],
                name=who.name,
                person_id=who.person_id,
                user_no=who.user_no,
                pin_hash=pins.get((given.duty, who.key)),
            )
        )
    context.session.flush()
    log_event(context, meeting, "appointed", **_named(command, found))
    return Done(count=len(found), ids=(meeting.number,))


def _people(context: Context, command: AppointDuties) -> tuple[list[_Who], list[Problem]]:
    users = {user.number: user for user in context.session.scalars(select(User).where(User.active))}
    by_person = users_of_roster(context)
    by_user = {number: person for person, number in by_person.items()}
    ids, names = ids_by_no(context), numbers_by_id(context)
    found: list[_Who] = []
    problems: list[Problem] = []
    for line, given in enumerate(command.duties, 1):
        where = Where(field="duties", row=line)
        if given.user_no is not None and given.user_no not in users:
            problems.append(Problem("user_unknown_here", where, {"user_no": given.user_no}))
        elif given.user_no is not None:
            user = users[given.user_no]
            found.append(_Who(user.name, by_user.get(user.number), user.number))
        elif given.staff_no is not None and given.staff_no not in ids:
            problems.append(Problem("unknown_person", where, {"staff_no": given.staff_no}))
        elif given.staff_no is not None:
            person = ids[given.staff_no]
            found.append(_Who(names[person][1], person, by_person.get(person)))
        elif tidy(given.name):
            found.append(_Who(tidy(given.name), None, None))
        else:
            problems.append(Problem("member_without_name", where))
    return found, problems


def _duty_problems(context: Context, meeting: Meeting, command: AppointDuties, found: list[_Who]) -> list[Problem]:
    problems: list[Problem] = []
    for duty, code in ((MeetingDutyName.CHAIR, "chair_needed"), (MeetingDutyName.SECRETARY, "secretary_needed")):
        count = sum(given.duty is duty for given in command.duties)
        if count != 1:
            problems.append(Problem(code, Where(field="duties"), {"count": count}))
    members = members_of(context, meeting.id, observers=True)
    called = {_Who(member.name, member.person_id, None).key for member in members}
    for given, who in zip(command.duties, found, strict=True):
        if given.duty is MeetingDutyName.CHAIR and not called & {who.key, f"#{folded(who.name)}"}:
            problems.append(Problem("chair_not_called", Where(field="duties"), {"person": who.name}))
    officers = [
        Officer(who.key, Duty(given.duty.value))
        for given, who in zip(command.duties, found, strict=True)
        if given.duty is not MeetingDutyName.SECRETARY
    ]
    votes = context.rule_set.votes
    names = {who.key: who.name for who in found}
    for problem in officer_problems(
        officers,
        candidates={str(row.person_id) for row in item_people(context, meeting.id)},
        kin=[_pair(pair) for pair in kin_pairs(context)],
        scrutineers=votes.scrutineers,
        tellers=votes.tellers,
    ):
        params = dict(problem.params)
        if "person" in params:
            params["person"] = names[params["person"]]
        problems.append(Problem(problem.code, problem.where, params))
    return problems


def _pair(pair: frozenset[uuid.UUID]) -> tuple[str, str]:
    one, other = sorted(map(str, pair))
    return one, other


def _named(command: AppointDuties, found: list[_Who]) -> dict[str, str]:
    return {
        duty.value: "、".join(who.name for given, who in zip(command.duties, found, strict=True) if given.duty is duty)
        or "无"
        for duty in MeetingDutyName
    }


use_case = UseCase(command=AppointDuties, permission="deliberation.prepare", handle=handle)
