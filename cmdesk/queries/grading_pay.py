"""What a rung changes in a person's pay: 浮动工资 by level, 效益工资 by coefficient at the year's mean M (B.14)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import select

from cmdesk.kernel.amounts import exact, mean
from cmdesk.kernel.periods import Period
from cmdesk.models.scoring import Result
from cmdesk.queries.org import PersonOn
from cmdesk.rules.figures import printed_figure
from cmdesk.rules.ladder import Rung
from cmdesk.rules.pay import is_rural, pay_rung
from cmdesk.rules.ruleset import RuleSet
from cmdesk.runtime.context import Context


@dataclass(frozen=True, kw_only=True)
class PayStep:
    """The change of two components in 元 a month; the other two do not move with a rung."""

    floating: Decimal
    performance: Decimal

    @property
    def total(self) -> Decimal:
        """Give the sum of both."""
        return self.floating + self.performance


def mean_months(context: Context, year: int) -> dict[uuid.UUID, Fraction]:
    """Give everybody's mean M of a year's closed months, exactly; people without any are left out."""
    months = Period.parse(str(year)).months
    scores: dict[uuid.UUID, list[Decimal]] = {}
    for person, score in context.session.execute(
        select(Result.person_id, Result.score).where(Result.period.in_(months), Result.score.is_not(None))
    ):
        scores.setdefault(person, []).append(Decimal(score or 0))
    means: Mapping[uuid.UUID, Fraction | None] = {person: mean(values) for person, values in scores.items()}
    return {person: value for person, value in means.items() if value is not None}


def rural_on(person: PersonOn, rule_set: RuleSet) -> bool:
    """Say whether a person's route is rural on that day; not where the counts are unknown (Q15)."""
    if person.rural is None or person.retailers is None:
        return False
    return is_rural(person.rural, person.retailers, rule_set)


def pay_step(present: Rung, new: Rung, *, rural: bool, month: Fraction | None, rule_set: RuleSet) -> PayStep | None:
    """Give what a move changes; None without any M, unless nothing moves."""
    if present is new:
        return PayStep(floating=Decimal("0.00"), performance=Decimal("0.00"))
    if month is None:
        return None
    before, after = (pay_rung(rung, rural=rural, rule_set=rule_set) for rung in (present, new))
    step = exact(after.coefficient) - exact(before.coefficient)
    performance = exact(rule_set.pay.performance_base) * step * month / 100
    return PayStep(floating=after.floating - before.floating, performance=printed_figure(performance, rule_set))


def pay_change(present: Rung, new: Rung, *, rural: bool, month: Fraction | None, rule_set: RuleSet) -> Decimal | None:
    """Give the sum of what a move changes in 元 a month."""
    step = pay_step(present, new, rural=rural, month=month, rule_set=rule_set)
    return None if step is None else step.total
