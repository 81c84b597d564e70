"""Compute the pay list of a closed month (D19)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, insert, select

from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.models.pay import PayLine, PayRelease
from cmdesk.queries.pay import PayOf, amounts, computed_pay, released
from cmdesk.queries.scoring_state import is_closed
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase


@dataclass(frozen=True, kw_only=True)
class ComputePay(Command):
    """Compute everybody's four components of a month from the closed result and the rung of its first day.

    Where a released month before it would come out differently now, the difference stands as a line of its own in
    this month (B.14). Refused: `month_needed`, `period_open`, `pay_released`. One undo step.
    """

    period: Period


def handle(context: Context, command: ComputePay) -> Done:
    """Write the list in place of one not yet released."""
    period = command.period
    where = Where(field="period")
    problems = []
    if period.kind is not PeriodKind.MONTH:
        problems.append(Problem("month_needed", where, {"period": str(period)}))
    elif not is_closed(context, period):
        problems.append(Problem("period_open", where, {"period": period.chinese}))
    if released(context, period):
        problems.append(Problem("pay_released", where, {"period": period.chinese}))
    refuse_any(problems)
    differences = _differences(context, period)
    lines = [
        _line(period, one, differences.get(one.person.id, []))
        for one in computed_pay(context, period, context.rule_set)
    ]
    context.session.execute(delete(PayLine).where(PayLine.period == period))
    if lines:
        context.session.execute(insert(PayLine), lines)
    return Done(count=len(lines), ids=(str(period),))


def _line(period: Period, one: PayOf, differences: list[dict[str, str]]) -> dict[str, Any]:
    return {
        "period": period,
        "person_id": one.person.id,
        "rung": str(one.rung),
        "pay_rung": str(one.pay.rung.pay_rung),
        "coefficient": _coefficient(one.pay.rung.coefficient),
        "month_score": one.month_score,
        "differences": differences,
        **amounts(one.pay),
    }


def _coefficient(value: Decimal) -> str:
    """Give a coefficient with one decimal, or with all that it has: the slip must add up from what it prints."""
    exact = value.normalize()
    return f"{exact:.1f}" if exact == round(exact, 1) else f"{exact:f}"


def _differences(context: Context, period: Period) -> dict[Any, list[dict[str, str]]]:
    """Give, by person, what released months of this year and the last would pay more or less now.

    What was 待定 then and is known now is owed in full; what has become unknown waits.
    """
    found: dict[Any, list[dict[str, str]]] = {}
    earlier = context.session.scalars(select(PayRelease.period)).all()
    for month in sorted(p for p in earlier if p < period and p.year >= period.year - 1):
        told = _told(context, month, period)
        now = {one.person.id: one.pay.total for one in computed_pay(context, month, context.rule_set)}
        for line in context.session.scalars(select(PayLine).where(PayLine.period == month)):
            total = now.get(line.person_id)
            if total is None:
                continue
            paid = Decimal(line.total) if line.total is not None else _without_performance(line)
            change = total - paid - told.get(line.person_id, Decimal(0))
            if change:
                found.setdefault(line.person_id, []).append({"period": str(month), "amount": f"{change:.2f}"})
    return found


def _without_performance(line: PayLine) -> Decimal:
    return Decimal(line.base) + Decimal(line.floating) + Decimal(line.seniority)


def _told(context: Context, month: Period, before: Period) -> dict[Any, Decimal]:
    """Give what later lists before `before` have already made up for `month`."""
    told: dict[Any, Decimal] = {}
    for line in context.session.scalars(select(PayLine)):
        if month < line.period < before:
            for entry in line.differences:
                if entry["period"] == str(month):
                    told[line.person_id] = told.get(line.person_id, Decimal(0)) + Decimal(entry["amount"])
    return told


use_case = UseCase(command=ComputePay, permission="pay.compute", handle=handle)
