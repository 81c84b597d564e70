"""Worked examples about pay: years in the post, the rung paid, rural routes, a month's wages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from cmdesk.kernel.errors import Where, reject
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.rules import pay
from cmdesk.rules.codes import Employment
from cmdesk.rules.figures import printed_text
from cmdesk.rules.ladder import Rung
from cmdesk.rules.ruleset import RuleSet
from cmdesk.rules.shapes import Count, Score
from cmdesk.rules.worked.topic import Topic


@dataclass(frozen=True, kw_only=True)
class SeniorityGiven:
    """Times in the post and the month that is paid."""

    employment: Employment
    periods: tuple[tuple[date, date | None], ...]
    month: Period


def seniority_pay(given: SeniorityGiven, rule_set: RuleSet) -> dict[str, Any]:
    """Give the full years and 年功工资 (R43, R44)."""
    if given.month.kind is not PeriodKind.MONTH:
        raise reject("not_a_month", where=Where(field="month"), value=str(given.month))
    years = pay.full_years(given.periods, given.month)
    return {
        "full_years": years,
        "amount": printed_text(pay.seniority_pay(given.employment, years, rule_set), rule_set),
    }


@dataclass(frozen=True, kw_only=True)
class PayRungGiven:
    """An assessed rung, and whether the route is rural."""

    rung: Rung
    rural: bool


def pay_rung(given: PayRungGiven, rule_set: RuleSet) -> dict[str, Any]:
    """Give the rung paid (R40–R42)."""
    paid = pay.pay_rung(given.rung, rural=given.rural, rule_set=rule_set)
    return {
        "level": paid.level,
        "pay_rung": paid.pay_rung,
        "coefficient": printed_text(paid.coefficient, rule_set, places=1),
        "floating": printed_text(paid.floating, rule_set),
        "saturated": paid.saturated,
    }


@dataclass(frozen=True, kw_only=True)
class RuralGiven:
    """Retailers served."""

    rural_retailers: Count
    retailers: Count


def rural(given: RuralGiven, rule_set: RuleSet) -> dict[str, bool]:
    """Say whether a route is rural (Q15)."""
    return {"rural": pay.is_rural(given.rural_retailers, given.retailers, rule_set)}


@dataclass(frozen=True, kw_only=True)
class MonthlyPayGiven:
    """Everything that a month's wages depend on."""

    employment: Employment
    rung: Rung
    rural: bool
    full_years: Count
    month_score: Score | None


def monthly_pay(given: MonthlyPayGiven, rule_set: RuleSet) -> dict[str, Any]:
    """Give the four components and their sum (B.14)."""
    wages = pay.monthly_pay(
        employment=given.employment,
        rung=given.rung,
        rural=given.rural,
        years=given.full_years,
        month_score=given.month_score,
        rule_set=rule_set,
    )
    names = ("base", "floating", "seniority", "performance", "total")
    return {name: printed_text(getattr(wages, name), rule_set) for name in names}


TOPICS: tuple[Topic, ...] = (
    Topic("seniority_pay", SeniorityGiven, seniority_pay),
    Topic("pay_rung", PayRungGiven, pay_rung),
    Topic("rural", RuralGiven, rural),
    Topic("monthly_pay", MonthlyPayGiven, monthly_pay),
)
