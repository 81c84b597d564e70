"""Pay lists: the four components per person and month, and how they come about (B.14)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import select

from cmdesk.kernel.amounts import printed
from cmdesk.kernel.periods import Period
from cmdesk.models.org import Person, PostSpell
from cmdesk.models.pay import PayLine, PayRelease
from cmdesk.queries.columns import columns
from cmdesk.queries.org import ACCOUNT_MANAGER, PersonOn, managers_on
from cmdesk.queries.scoring_compute import results_of
from cmdesk.rules.codes import Employment
from cmdesk.rules.ladder import Rung
from cmdesk.rules.pay import MonthlyPay, full_years, is_rural, monthly_pay
from cmdesk.rules.ruleset import RuleSet
from cmdesk.runtime.context import Context
from cmdesk.runtime.registry import Query


@dataclass(frozen=True)
class PayRow:
    """One line of the pay list. `performance` and `total` are None while the month's score is 待定."""

    staff_no: str
    name: str
    employment: str
    rung: str
    pay_rung: str
    coefficient: str
    month_score: str | None
    base: str
    floating: str
    seniority: str
    performance: str | None
    total: str | None
    differences: tuple[dict[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class PayList(Query):
    """The computed pay list of a month, in order of 工号; empty before it is computed."""

    permission: ClassVar[str] = "pay.compute"

    period: Period

    def rows(self, context: Context) -> tuple[PayRow, ...]:
        """Give one row a person."""
        wanted = (
            select(
                Person.staff_no,
                Person.name,
                Person.employment,
                PayLine.rung,
                PayLine.pay_rung,
                PayLine.coefficient,
                PayLine.month_score,
                PayLine.base,
                PayLine.floating,
                PayLine.seniority,
                PayLine.performance,
                PayLine.total,
                PayLine.differences,
            )
            .join(PayLine, PayLine.person_id == Person.id)
            .where(PayLine.period == self.period)
            .order_by(Person.staff_no)
        )
        return tuple(PayRow(*(*line, tuple(differences))) for *line, differences in columns(context, wanted))


@dataclass(frozen=True)
class PayOf:
    """The pay of one person, with the rung and score it rests on."""

    person: PersonOn
    rung: Rung
    month_score: str | None
    pay: MonthlyPay


def computed_pay(context: Context, period: Period, rules: RuleSet) -> tuple[PayOf, ...]:
    """Give everybody's pay of a month: the rung on its first day (a change takes effect then), the closed M."""
    scores = results_of(context, period)
    spells = post_spells(context)
    first_day = {person.id: person for person in managers_on(context, period.first_day)}
    found = []
    for person in managers_on(context, period.last_day):
        on_first = first_day.get(person.id, person)
        rung = Rung(on_first.rung or Rung.TRAINEE)
        result = scores.get(person.id)
        score = None if result is None else result.score
        found.append(
            PayOf(
                person,
                rung,
                score,
                monthly_pay(
                    employment=Employment(person.employment),
                    rung=rung,
                    rural=_rural(on_first, rung, rules),
                    years=full_years(spells.get(person.id, ()), period),
                    month_score=None if score is None else Decimal(score),
                    rule_set=rules,
                ),
            )
        )
    return tuple(found)


def released(context: Context, period: Period) -> bool:
    """Say whether the pay list of a month was released."""
    return context.session.get(PayRelease, period) is not None


def amounts(pay: MonthlyPay) -> dict[str, str | None]:
    """Give the components as printed text."""
    return {
        "base": printed(pay.base),
        "floating": printed(pay.floating),
        "seniority": printed(pay.seniority),
        "performance": printed(pay.performance),
        "total": printed(pay.total),
    }


def _rural(person: PersonOn, rung: Rung, rules: RuleSet) -> bool:
    if rung is Rung.TRAINEE or person.rural is None or person.retailers is None:
        return False
    return is_rural(person.rural, person.retailers, rules)


def post_spells(context: Context) -> dict[uuid.UUID, Sequence[tuple[date, date | None]]]:
    """Give everybody's times in the post of an account manager, in order."""
    found: dict[uuid.UUID, list[tuple[date, date | None]]] = {}
    for person, start, until in context.session.execute(
        select(PostSpell.person_id, PostSpell.start, PostSpell.until)
        .where(PostSpell.post == ACCOUNT_MANAGER)
        .order_by(PostSpell.start)
    ):
        found.setdefault(person, []).append((start, until))
    return dict(found)
