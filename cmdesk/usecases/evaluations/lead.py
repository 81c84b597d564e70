"""A leader's rating by name: ten abilities of one person (领导评, B.5)."""

from __future__ import annotations

from dataclasses import dataclass

from cmdesk.kernel.periods import Period
from cmdesk.rules.shapes import Score
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase
from cmdesk.usecases.evaluations.leader_store import LeaderSheet, write


@dataclass(frozen=True, kw_only=True)
class Lead(Command):
    """Rate a manager as 营销部主任, in the year's leader round.

    Refused: `abilities_needed` (ten scores of 0–10), `round_not_open`, `period_closed`; forbidden: `own_case`.
    One undo step.
    """

    period: Period
    staff_no: str
    scores: tuple[Score, ...]


def handle(context: Context, command: Lead) -> Done:
    """Write the rating under the actor's own name."""
    sheet = LeaderSheet(
        period=command.period,
        staff_no=command.staff_no,
        rater=context.actor.name,
        duty="department_head",
        scores=command.scores,
    )
    return write(context, sheet)


use_case = UseCase(command=Lead, permission="evaluations.lead", handle=handle)
