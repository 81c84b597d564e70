"""Month plans: who has handed in what, and what is confirmed."""

from __future__ import annotations

import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import select

from cmdesk.kernel.periods import Period
from cmdesk.models.plans import MonthPlan, PlanPart, PlanTarget
from cmdesk.queries.org import managers_on
from cmdesk.runtime.context import Context
from cmdesk.runtime.registry import Query


@dataclass(frozen=True)
class PlanRow:
    """One manager's plan of a month; state `missing` where none was handed in."""

    staff_no: str
    name: str
    state: str
    submitted_on: date | None
    confirmed_on: date | None
    targets: dict[str, Decimal]
    parts: dict[str, str]
    focus: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class MonthPlans(Query):
    """The plans of a month, one row a manager, those without a plan too."""

    permission: ClassVar[str] = "plans.submit"

    period: Period

    def rows(self, context: Context) -> tuple[PlanRow, ...]:
        """Give one row a manager, in order of 工号."""
        plans = {
            row.person_id: row
            for row in context.session.execute(
                select(
                    MonthPlan.person_id,
                    MonthPlan.id,
                    MonthPlan.state,
                    MonthPlan.submitted_on,
                    MonthPlan.confirmed_on,
                    MonthPlan.focus,
                ).where(MonthPlan.period == self.period)
            )
        }
        targets = _parts(context, self.period)
        rows = []
        for person in managers_on(context, self.period.last_day):
            plan = plans.get(person.id)
            if plan is None:
                rows.append(PlanRow(person.staff_no, person.name, "missing", None, None, {}, {}, ()))
                continue
            numbers, texts = targets[plan.id]
            rows.append(
                PlanRow(
                    person.staff_no,
                    person.name,
                    plan.state,
                    plan.submitted_on,
                    plan.confirmed_on,
                    numbers,
                    texts,
                    tuple(plan.focus),
                )
            )
        return tuple(rows)


def _parts(context: Context, period: Period) -> dict[uuid.UUID, tuple[dict[str, Decimal], dict[str, str]]]:
    found: dict[uuid.UUID, tuple[dict[str, Decimal], dict[str, str]]] = defaultdict(lambda: ({}, {}))
    of_month = select(MonthPlan.id).where(MonthPlan.period == period)
    for plan, code, target in context.session.execute(
        select(PlanTarget.plan_id, PlanTarget.code, PlanTarget.target).where(PlanTarget.plan_id.in_(of_month))
    ):
        found[plan][0][code] = target
    for plan, code, text in context.session.execute(
        select(PlanPart.plan_id, PlanPart.code, PlanPart.text).where(PlanPart.plan_id.in_(of_month))
    ):
        found[plan][1][code] = text
    return found
