"""Tick off that a rater has handed in his sheet; the sheet itself goes into the sealed box."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.kernel.periods import Period
from cmdesk.models.peers import PeerTurnIn
from cmdesk.queries.org import ids_by_no
from cmdesk.queries.peers import pairs_of, round_of
from cmdesk.runtime import access
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase


@dataclass(frozen=True, kw_only=True)
class TurnIn(Command):
    """Note which raters of a group have handed in.

    Refused: `unknown_person`, `not_a_rater`, `turned_in_already`, `peer_round_state`; forbidden: `recorder_of_group`.
    One undo step.
    """

    period: Period
    group: str
    staff_nos: tuple[str, ...]


def handle(context: Context, command: TurnIn) -> Done:
    """Write one line a rater, without any number of a sheet."""
    round_of(context, command.period, command.group, "open")
    refuse_member(context, command.period, command.group)
    known = ids_by_no(context)
    raters = {rater for rater, _ in pairs_of(context, command.period, command.group)}
    ticked = set(context.session.scalars(select(PeerTurnIn.rater_id).where(PeerTurnIn.period == command.period)))
    problems = []
    for number in command.staff_nos:
        where = Where(field="staff_nos")
        params = {"staff_no": number}
        if number not in known:
            problems.append(Problem("unknown_person", where, params))
        elif known[number] not in raters:
            problems.append(Problem("not_a_rater", where, params))
        elif known[number] in ticked:
            problems.append(Problem("turned_in_already", where, params))
    refuse_any(problems)
    context.session.add_all(
        PeerTurnIn(period=command.period, rater_id=known[number]) for number in dict.fromkeys(command.staff_nos)
    )
    return Done(count=len(command.staff_nos))


def refuse_member(context: Context, period: Period, group: str) -> None:
    """Raise Forbidden `recorder_of_group`: whoever keys sheets never belongs to the group (B.5a)."""
    from cmdesk.kernel.errors import Forbidden

    members = {person for pair in pairs_of(context, period, group) for person in pair}
    if context.actor.person_id in members:
        raise Forbidden("recorder_of_group", name=context.actor.name, group=group)
    access.need(context.actor, "peers.enter")


use_case = UseCase(command=TurnIn, permission="peers.enter", handle=handle)
