"""Key the signed rating form of a leader who has no account (副主任, 市场经理)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from cmdesk.kernel.errors import Problem, Where
from cmdesk.kernel.periods import Period
from cmdesk.models.evaluations import LeaderRating
from cmdesk.rules.shapes import Score
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase
from cmdesk.usecases.evaluations.leader_store import LeaderSheet, write

KEYED = ("deputy_head", "market_supervisor")
"""The duties whose holders have no account."""


@dataclass(frozen=True, kw_only=True)
class EnterLeader(Command):
    """Key a leader's signed form: his name, his duty and ten scores of one manager.

    Refused: `value_not_allowed` (a duty that rates at its own desk, a name under which somebody did),
    `abilities_needed`, `rater_missing`, `round_not_open`, `period_closed`; forbidden: `own_case`. One undo step.
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
    return write(context, sheet, _impostor_problems(context, command))


def _impostor_problems(context: Context, command: EnterLeader) -> list[Problem]:
    """Give what would let a recorder speak for a leader who has an account of his own."""
    problems = []
    if command.duty not in KEYED:
        params = {"value": command.duty, "allowed": "、".join(KEYED)}
        problems.append(Problem("value_not_allowed", Where(field="duty"), params))
    own = context.session.scalar(
        select(LeaderRating.rater).where(
            LeaderRating.period == command.period,
            LeaderRating.rater == command.rater.strip(),
            LeaderRating.duty.not_in(KEYED),
        )
    )
    if own is not None:
        params = {"value": own, "allowed": "没有账号的领导"}
        problems.append(Problem("value_not_allowed", Where(field="rater"), params))
    return problems


use_case = UseCase(command=EnterLeader, permission="evaluations.enter", handle=handle)
