"""Call a meeting: the list of 应到, the agenda and the people it is about."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import delete, select

from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.kernel.text import tidy
from cmdesk.models.deliberation import (
    AgendaItem,
    ItemPerson,
    Meeting,
    MeetingDuty,
    MeetingEvent,
    MeetingMember,
    MemberRecusal,
    Presence,
)
from cmdesk.queries.deliberation_state import KIND_NAMES, RATING, STATE_NAMES, VOTING_SITTING, sitting_of
from cmdesk.queries.grading_readiness import seat_cautions, unready_problems
from cmdesk.queries.org import PersonOn, managers_on, name_problems, people_on
from cmdesk.rules.ladder import Rung
from cmdesk.rules.meeting_duties import member_problems
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase
from cmdesk.usecases.deliberation.meeting_store import find_recusals, log_event

SHORTEST_SEED = 8
FEWEST_TO_HIDE = 3
"""Voters of a class of a secret rating: of two each knows from the sum how the other marked, one stands alone."""


@dataclass(frozen=True, kw_only=True)
class Called:
    """Somebody on the list: by 工号 where he stands in the roster, else by name. `ticket` is the rating class.

    An observer (列席) neither votes nor counts in 应到.
    """

    staff_no: str | None = None
    name: str = ""
    position: str = ""
    ticket: Literal["A", "B", "C"] | None = None
    observer: bool = False


@dataclass(frozen=True, kw_only=True)
class Item:
    """An item of the agenda and whom it is about, in the order of the paper.

    Without `staff_nos`: all managers of the base date for a rating; for the votes those whom no other item names,
    `trainees` only or nobody of them where it says so.
    """

    kind: Literal["democratic_rating", "proposal_vote", "graded_ballot"]
    title: str = ""
    staff_nos: tuple[str, ...] | None = None
    trainees: bool | None = None


@dataclass(frozen=True, kw_only=True)
class CallMeeting(Command):
    """Call the first sitting of a year (民主测评, all staff) or the second (votes, 7 to 11 members, an odd number).

    Until it opens, calling it again replaces the list and the agenda, duties included. Refused: `sitting_unknown`,
    `year_needed`, `meeting_called_already`, `meeting_number_used`, `unknown_person`, `member_twice`,
    `member_without_name`, `ticket_missing`, `glyph_missing`, `members_too_few`, `members_too_many`, `members_even`,
    `agenda_empty`, `item_not_in_sitting`, `item_without_people`, `not_a_candidate`, `person_on_two_items`,
    `seed_short`. Warned for the second sitting: `year_open`, `none_prepared`, `seats_not_received`, `seats_computed`;
    for the first: `ticket_few` (so few voters of a class that its result betrays them). One undo step.
    """

    year: Period
    sitting: int
    held_on: date
    place: str
    members: tuple[Called, ...]
    items: tuple[Item, ...]
    number: str | None = None
    seed: str | None = None


def handle(context: Context, command: CallMeeting) -> Done:
    """Check list and agenda, then write them with the recusals found from kinship."""
    number = command.number or f"{command.year}-{command.sitting}"
    roster = {person.staff_no: person for person in people_on(context, command.held_on)}
    base_day = date.fromisoformat(f"{command.year.year}-{context.rule_set.eligibility.base_day}")
    managers = {person.staff_no: person for person in managers_on(context, base_day)}
    people = _people_of_items(command, managers)
    before = sitting_of(context, command.year.year, command.sitting)
    refuse_any(
        [
            *_shape_problems(context, command, number, before),
            *_member_problems(context, command, roster),
            *_agenda_problems(command, people, managers),
        ]
    )
    if before is not None:
        _forget(context, before.id)
    meeting = before or Meeting(year=command.year.year, sitting=command.sitting)
    meeting.number, meeting.state = number, "called"
    meeting.held_on, meeting.place, meeting.seed = command.held_on, tidy(command.place), command.seed
    context.session.add(meeting)
    context.session.flush()
    _write_members(context, meeting, command, roster)
    _write_items(context, meeting, command, people, managers)
    recusals = find_recusals(context, meeting)
    expected = sum(not member.observer for member in command.members)
    if command.sitting == VOTING_SITTING:
        about = [managers[number].id for numbers in people for number in numbers]
        year = command.year.year
        for caution in (*unready_problems(context, year, about), *seat_cautions(context, year)):
            context.warn(caution)
    else:
        context.warn(_betraying_tickets(command))
    log_event(context, meeting, "called", expected=expected, items=len(command.items))
    return Done(ids=(number,), answer={"expected": expected, "recusals": recusals})


def _betraying_tickets(command: CallMeeting) -> list[Problem]:
    """Give `ticket_few` of each class whose result, once counted, tells each voter how the other one marked."""
    counts = Counter(member.ticket for member in command.members if member.ticket and not member.observer)
    return [
        Problem("ticket_few", Where(field="members"), {"ticket": ticket, "count": count, "least": FEWEST_TO_HIDE})
        for ticket, count in sorted(counts.items())
        if count < FEWEST_TO_HIDE
    ]


def _people_of_items(command: CallMeeting, managers: dict[str, PersonOn]) -> list[tuple[str, ...]]:
    named = {number for item in command.items for number in item.staff_nos or ()}
    found = []
    for item in command.items:
        if item.staff_nos is not None:
            found.append(item.staff_nos)
        elif item.kind == RATING:
            found.append(tuple(managers))
        else:
            chosen = [
                number
                for number, person in managers.items()
                if number not in named and item.trainees in (None, person.rung == Rung.TRAINEE)
            ]
            named |= set(chosen)
            found.append(tuple(chosen))
    return found


def _shape_problems(context: Context, command: CallMeeting, number: str, before: Meeting | None) -> list[Problem]:
    problems = []
    if command.sitting not in (1, 2):
        problems.append(Problem("sitting_unknown", Where(field="sitting"), {"value": command.sitting}))
    if command.year.kind is not PeriodKind.YEAR:
        problems.append(Problem("year_needed", Where(field="year"), {"period": str(command.year)}))
    if before is not None and before.state != "called":
        params = {"meeting": before.number, "state": STATE_NAMES[before.state]}
        problems.append(Problem("meeting_called_already", Where(field="sitting"), params))
    other = context.session.scalar(select(Meeting.id).where(Meeting.number == number))
    if other is not None and (before is None or other != before.id):
        problems.append(Problem("meeting_number_used", Where(field="number"), {"meeting": number}))
    problems += seed_problems(command.seed)
    return problems


def seed_problems(seed: str | None) -> list[Problem]:
    """Give `seed_short` for a public text that is there and too short."""
    if seed is None or len(seed) >= SHORTEST_SEED:
        return []
    return [Problem("seed_short", Where(field="seed"), {"least": SHORTEST_SEED})]


def _member_problems(context: Context, command: CallMeeting, roster: dict[str, PersonOn]) -> list[Problem]:
    problems: list[Problem] = []
    seen: Counter[str] = Counter()
    for line, member in enumerate(command.members, 1):
        where = Where(field="members", row=line)
        if member.staff_no is not None and member.staff_no not in roster:
            problems.append(Problem("unknown_person", where, {"staff_no": member.staff_no}))
            continue
        name = roster[member.staff_no].name if member.staff_no is not None else tidy(member.name)
        key = member.staff_no or f"#{name}"
        seen[key] += 1
        if not name:
            problems.append(Problem("member_without_name", where))
        elif seen[key] == 2:
            problems.append(Problem("member_twice", where, {"name": name}))
        problems += name_problems(context, name, where)
        if command.sitting == 1 and member.ticket is None and not member.observer:
            problems.append(Problem("ticket_missing", where, {"name": name}))
    voters = [str(line) for line, member in enumerate(command.members, 1) if not member.observer]
    if command.sitting == 2:
        rule = context.rule_set.quorum
        problems += member_problems(voters, least=rule.members_least, most=rule.members_most)
    elif not voters:
        problems.append(Problem("members_too_few", Where(field="members"), {"count": 0, "least": 1}))
    return problems


def _agenda_problems(
    command: CallMeeting, people: list[tuple[str, ...]], managers: dict[str, PersonOn]
) -> list[Problem]:
    problems: list[Problem] = []
    if not command.items:
        problems.append(Problem("agenda_empty", Where(field="items")))
    for line, (item, numbers) in enumerate(zip(command.items, people, strict=True), 1):
        where = Where(field="items", row=line)
        if (item.kind == RATING) != (command.sitting == 1):
            params = {"kind": KIND_NAMES[item.kind], "sitting": command.sitting}
            problems.append(Problem("item_not_in_sitting", where, params))
        if not numbers:
            problems.append(Problem("item_without_people", where))
        strange = [number for number in numbers if number not in managers]
        problems += [Problem("not_a_candidate", where, {"staff_no": number}) for number in strange]
    counted = Counter(number for numbers in people for number in numbers)
    where = Where(field="items")
    twice = sorted(number for number, count in counted.items() if count > 1)
    problems += [Problem("person_on_two_items", where, {"staff_no": number}) for number in twice]
    return problems


def _forget(context: Context, meeting_id: uuid.UUID) -> None:
    tables: tuple[Any, ...] = (
        Presence,
        MemberRecusal,
        MeetingDuty,
        MeetingEvent,
        MeetingMember,
        ItemPerson,
        AgendaItem,
    )
    for table in tables:
        context.session.execute(delete(table).where(table.meeting_id == meeting_id))


def _write_members(context: Context, meeting: Meeting, command: CallMeeting, roster: dict[str, PersonOn]) -> None:
    for line, member in enumerate(command.members, 1):
        person = roster[member.staff_no] if member.staff_no is not None else None
        context.session.add(
            MeetingMember(
                meeting_id=meeting.id,
                number=line,
                name=person.name if person else tidy(member.name),
                person_id=person.id if person else None,
                position=tidy(member.position),
                ticket=member.ticket,
                observer=member.observer,
            )
        )
    context.session.flush()


def _write_items(
    context: Context,
    meeting: Meeting,
    command: CallMeeting,
    people: list[tuple[str, ...]],
    managers: dict[str, PersonOn],
) -> None:
    for number, (item, staff_nos) in enumerate(zip(command.items, people, strict=True), 1):
        title = tidy(item.title) or KIND_NAMES[item.kind]
        context.session.add(AgendaItem(meeting_id=meeting.id, number=number, kind=item.kind, title=title))
        context.session.flush()
        context.session.add_all(
            ItemPerson(meeting_id=meeting.id, item=number, person_id=managers[staff_no].id, line=line, paper="")
            for line, staff_no in enumerate(staff_nos, 1)
        )
    context.session.flush()


use_case = UseCase(command=CallMeeting, permission="deliberation.prepare", handle=handle)
