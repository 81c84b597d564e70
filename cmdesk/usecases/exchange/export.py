"""Give out a workbook: the roster, results of a month or quarter, level proposals, or the accounts of ballots."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from cmdesk.kernel.periods import Period
from cmdesk.queries.exports import Outgoing
from cmdesk.queries.exports_ballots import ballots_out
from cmdesk.queries.exports_levels import levels_out
from cmdesk.queries.exports_month import month_out
from cmdesk.queries.exports_quarter import quarter_out
from cmdesk.queries.exports_roster import roster_out_on
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, Undo, UseCase
from cmdesk.usecases.exchange.edition import send

MAKERS: Mapping[str, Callable[[Context, Period], Outgoing]] = {
    "roster": roster_out_on,
    "month": month_out,
    "quarter": quarter_out,
    "levels": levels_out,
    "ballots-account": ballots_out,
}


@dataclass(frozen=True, kw_only=True)
class Export(Command):
    """Write X6, X2, X3, X4 or 票数账 of a period into a file; the same content keeps its 版次.

    Refused: `period_open`, `month_needed`, `quarter_needed`, `year_needed`; for levels `year_open`,
    `quota_not_issued`, `ballot_open`, `rule_set_not_in_force`, `not_allocated`; for the accounts `ballot_open`,
    `ballots_none`. Cannot be undone: the file has left.
    """

    kind: Literal["roster", "month", "quarter", "levels", "ballots-account"]
    period: Period
    out: Path


def handle(context: Context, command: Export) -> Done:
    """Put the values together and issue them."""
    return send(context, MAKERS[command.kind](context, command.period), command.out)


use_case = UseCase(command=Export, permission="exchange.export", handle=handle, undo=Undo.NEVER)
