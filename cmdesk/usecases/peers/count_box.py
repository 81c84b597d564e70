"""Count the papers in the sealed box: the only link between turn-in and keying."""

from __future__ import annotations

from dataclasses import dataclass

from cmdesk.kernel.errors import Where, reject
from cmdesk.kernel.periods import Period
from cmdesk.models.peers import PeerCount
from cmdesk.queries.peers import round_of
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase
from cmdesk.usecases.peers.turn_in import refuse_member


@dataclass(frozen=True, kw_only=True)
class CountBox(Command):
    """Note how many papers the opened box holds.

    Refused: `peer_round_state`, `count_negative`; forbidden: `recorder_of_group`. One undo step.
    """

    period: Period
    group: str
    papers: int


def handle(context: Context, command: CountBox) -> Done:
    """Write the count in place of the one before."""
    round_of(context, command.period, command.group, "open")
    refuse_member(context, command.period, command.group)
    if command.papers < 0:
        raise reject("count_negative", where=Where(field="papers"), value=command.papers)
    context.session.merge(PeerCount(period=command.period, group=command.group, papers=command.papers))
    return Done(count=command.papers)


use_case = UseCase(command=CountBox, permission="peers.enter", handle=handle)
