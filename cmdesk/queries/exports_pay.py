"""薪酬套档计算表 (D19) as values: the pay list of a month as it was computed."""

from __future__ import annotations

from decimal import Decimal

from cmdesk.exchange.sheets import pay
from cmdesk.exchange.sheets.pay import PayLine
from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.queries.exports import Outgoing, kind_problems, open_problems
from cmdesk.queries.exports_month import figure
from cmdesk.queries.pay import PayList, PayRow
from cmdesk.rules.codes import RuleSetState
from cmdesk.runtime.context import Context

KIND = "pay"


def pay_out(context: Context, period: Period) -> Outgoing:
    """Give the pay list of a month.

    Raises Rejected `month_needed`, `period_open`, `pay_not_computed`, `rule_set_not_in_force` (试行, B.8.10).
    """
    refuse_any(kind_problems(period, PeriodKind.MONTH))
    rows = PayList(period=period).rows(context)
    where = Where(field="period")
    problems = open_problems(context, period)
    if not rows:
        problems.append(Problem("pay_not_computed", where, {"period": period.chinese}))
    if context.rule_set.meta.state is not RuleSetState.IN_FORCE:
        problems.append(Problem("rule_set_not_in_force", where))
    refuse_any(problems)
    sheets = pay.sheets([_line(row) for row in rows])
    return Outgoing(kind=KIND, form=pay.FORM, period=period, sheets=sheets, rules=context.rule_set)


def _line(row: PayRow) -> PayLine:
    notes = ["待定"] if row.performance is None else []
    notes += [f"{Period.parse(one['period']).chinese}差额{one['amount']}元" for one in row.differences]
    return PayLine(
        staff_no=row.staff_no,
        name=row.name,
        employment=row.employment,
        rung=row.rung,
        pay_rung=row.pay_rung,
        coefficient=Decimal(row.coefficient),
        month_score=figure(row.month_score),
        base_post_wage=Decimal(row.base),
        floating_post_wage=Decimal(row.floating),
        seniority_pay=Decimal(row.seniority),
        performance_pay=figure(row.performance),
        total=figure(row.total),
        note="；".join(notes) or None,
    )
