"""Key the signed rating form of a leader who has no account (副主任, 市场经理)."""

from __future__ import annotations

from dataclasses import dataclass

from cmdesk.kernel.periods import Period
from cmdesk.rules.shapes import Score
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase
from cmdesk.usecases.evaluations.leader_store import LeaderSheet, write


@dataclass(frozen=True, kw_only=True)
class EnterLeader(Command):
    """Key a leader's signed form: his name, his duty and ten scores of one manager.

    Refused: `abilities_needed`, `rater_missing`, `round_not_open`, `period_closed`; forbidden: `own_case`.
    One undo step.
    """

    period: Period
    staff_no: str
    rater: str
    duty: str
    scores: tuple[Score, ...]


def handle(context: Context, command: EnterLeader) -> Done:
    """Write the rating under the leader's name."""
    sheet = LeaderSheet(
        period=command.period,
        staff_no=command.staff_no,
        rater=command.rater,
        duty=command.duty,
        scores=command.scores,
    )
    return write(context, sheet)


use_case = UseCase(command=EnterLeader, permission="evaluations.enter", handle=handle)
