"""Give out 薪酬套档计算表 (D19) of a month as a workbook."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cmdesk.kernel.periods import Period
from cmdesk.queries.exports_pay import pay_out
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, Undo, UseCase
from cmdesk.usecases.exchange.edition import send


@dataclass(frozen=True, kw_only=True)
class ExportPay(Command):
    """Write the computed pay list of a month into a file; 劳资员 alone may. The same content keeps its 版次.

    Refused: `month_needed`, `period_open`, `pay_not_computed`, `rule_set_not_in_force` (试行, B.8.10). Cannot be
    undone: the file has left.
    """

    period: Period
    out: Path


def handle(context: Context, command: ExportPay) -> Done:
    """Put the values together and issue them."""
    return send(context, pay_out(context, command.period), command.out)


use_case = UseCase(command=ExportPay, permission="pay.compute", handle=handle, undo=Undo.NEVER)
