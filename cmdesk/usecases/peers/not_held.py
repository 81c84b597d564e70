"""Record that a group's peer review was not held: its weight moves to the other parts (B.5, B.8.9)."""

from __future__ import annotations

from dataclasses import dataclass

from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.kernel.periods import Period
from cmdesk.models.peers import PeerRound
from cmdesk.queries.scoring_state import closed_problem
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase


@dataclass(frozen=True, kw_only=True)
class NotHeld(Command):
    """Record, with a reason, that no peer review of a group takes place in a year.

    Refused: `reason_missing`, `peer_round_exists`, `period_closed`. One undo step.
    """

    period: Period
    group: str
    reason: str


def handle(context: Context, command: NotHeld) -> Done:
    """Write the round as not held."""
    problems = closed_problem(context, command.period)
    if not command.reason.strip():
        problems.append(Problem("reason_missing", Where(field="reason")))
    if context.session.get(PeerRound, (command.period, command.group)) is not None:
        problems.append(Problem("peer_round_exists", Where(field="group"), {"group": command.group}))
    refuse_any(problems)
    context.session.add(
        PeerRound(period=command.period, group=command.group, state="not_held", reason=command.reason.strip())
    )
    return Done(ids=(f"{command.period}/{command.group}",))


use_case = UseCase(command=NotHeld, permission="peers.plan", handle=handle)
