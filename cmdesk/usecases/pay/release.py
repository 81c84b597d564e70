"""Release the pay list of a month: from then on it never changes (B.14)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.kernel.periods import Period
from cmdesk.models.pay import PayLine, PayRelease
from cmdesk.queries.pay import released
from cmdesk.queries.scoring_state import is_closed
from cmdesk.rules.codes import RuleSetState
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, Undo, UseCase


@dataclass(frozen=True, kw_only=True)
class ReleasePay(Command):
    """Release a computed pay list: asked by 劳资员, confirmed by 负责人.

    Refused: `period_open`, `pay_not_computed`, `pay_released`, `rule_set_not_in_force` (试行, B.8.10). A barrier for
    undo.
    """

    period: Period


def handle(context: Context, command: ReleasePay) -> Done:
    """Write the release."""
    where = Where(field="period")
    params = {"period": command.period.chinese}
    problems = []
    lines = context.session.scalar(select(func.count()).select_from(PayLine).where(PayLine.period == command.period))
    if not is_closed(context, command.period):
        problems.append(Problem("period_open", where, params))
    elif not lines:
        problems.append(Problem("pay_not_computed", where, params))
    if released(context, command.period):
        problems.append(Problem("pay_released", where, params))
    if context.rule_set.meta.state is not RuleSetState.IN_FORCE:
        problems.append(Problem("rule_set_not_in_force", where))
    refuse_any(problems)
    assert context.second is not None
    context.session.add(
        PayRelease(
            period=command.period,
            released_on=context.today(),
            released_by=context.actor.number,
            confirmed_by=context.second.number,
        )
    )
    return Done(count=lines or 0, ids=(str(command.period),))


use_case = UseCase(command=ReleasePay, permission="pay.release", second="pay.release", handle=handle, undo=Undo.BARRIER)
