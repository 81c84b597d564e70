"""薪酬: years in the post, the rung paid, and the four components of a month (B.14, Q13–Q20)."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from cmdesk.kernel.amounts import Exact, exact
from cmdesk.kernel.errors import Problem, Where, refuse_any, reject
from cmdesk.kernel.periods import Period
from cmdesk.rules.codes import Employment, SeniorityMode
from cmdesk.rules.figures import printed_figure
from cmdesk.rules.ladder import Level, Rung, one_up
from cmdesk.rules.ruleset import RuleSet

Span = tuple[date, date | None]
"""A time in the post, first and last day included; None: it goes on."""


@dataclass(frozen=True)
class PostYears:
    """Time in the post: whole months of all periods added, and the days that make no month (30 are one)."""

    months: int
    days: int

    @property
    def full_years(self) -> int:
        """Give the complete years."""
        return self.months // 12


def post_time(periods: Sequence[Span], up_to: date) -> PostYears:
    """Give the time in the post complete on `up_to`, that day included (Q20).

    Raises Rejected `period_reversed`, and `periods_overlap` where two periods share a day.
    """
    _check_periods(periods)
    months = days = 0
    for start, end in periods:
        last = up_to if end is None else min(end, up_to)
        if start <= last:
            whole, rest = _months_between(start, last + timedelta(days=1))
            months, days = months + whole, days + rest
    return PostYears(months + days // 30, days % 30)


def full_years(periods: Sequence[Span], month: Period) -> int:
    """Give the years that count in `month`: complete on the last day of the month before (Q20, Q21)."""
    return post_time(periods, month.first_day - timedelta(days=1)).full_years


def _check_periods(periods: Sequence[Span]) -> None:
    problems = [
        Problem("period_reversed", Where(field=f"periods.{place}"), {"start": start, "end": end})
        for place, (start, end) in enumerate(periods)
        if end is not None and end < start
    ]
    refuse_any(problems)
    ordered = sorted(range(len(periods)), key=lambda place: periods[place][0])
    for before, after in pairwise(ordered):
        end = periods[before][1]
        if end is None or periods[after][0] <= end:
            problems.append(
                Problem(
                    "periods_overlap", Where(field=f"periods.{after}"), {"start": periods[after][0], "end": end or ""}
                )
            )
    refuse_any(problems)


def _months_between(start: date, end: date) -> tuple[int, int]:
    """Give whole months from `start` to before `end`, and the days left over."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if _months_later(start, months) > end:
        months -= 1
    return months, (end - _months_later(start, months)).days


def _months_later(day: date, months: int) -> date:
    """Give the day on which the next month begins: the same day, or where a month has none, the first of the next.

    So a month from 31 January is full on the last day of February (民法典 202).
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    length = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, length)) + timedelta(days=day.day > length)


def seniority_pay(employment: Employment, years: int, rule_set: RuleSet, mode: SeniorityMode | None = None) -> Decimal:
    """Give 年功工资 of a month: 聘用 only, from three full years on (R43, R44, Q17–Q20, Q24).

    `mode` overrides the rule set's, so that the settings page can show both readings.
    """
    rule = rule_set.pay.seniority
    if employment is not rule.employment or years < rule.from_years:
        return Decimal("0.00")
    if (mode or rule.mode) is SeniorityMode.FLAT:
        rate = next(band.rate for band in rule.bands if band.up_to is None or years <= band.up_to)
        return printed_figure(years * exact(rate), rule_set)
    amount, below = Fraction(), 0
    for band in rule.bands:
        top = years if band.up_to is None else min(years, band.up_to)
        amount += max(0, top - below) * exact(band.rate)
        below = max(below, top)
    return printed_figure(amount, rule_set)


def is_rural(rural_retailers: int, retailers: int, rule_set: RuleSet) -> bool:
    """Say whether more than half of the retailers served are 乡镇及以下 (Q15); false where there are none.

    Raises Rejected `rural_more_than_all`.
    """
    if rural_retailers > retailers:
        raise reject(
            "rural_more_than_all", where=Where(field="rural_retailers"), rural=rural_retailers, retailers=retailers
        )
    return 100 * rural_retailers > exact(rule_set.pay.rural.over) * retailers


@dataclass(frozen=True)
class PayRung:
    """享受档次 of a person: the rung paid may lie in a higher level; level and floating wage do not move (Q13)."""

    level: Level
    pay_rung: Rung
    coefficient: Decimal
    floating: Decimal
    saturated: bool


def pay_rung(rung: Rung, *, rural: bool, rule_set: RuleSet) -> PayRung:
    """Give the rung that 效益工资 goes by: one higher on a rural route, not for a trainee or above senior-A (R40)."""
    higher = one_up(rung) if rural else None
    paid = higher or rung
    return PayRung(
        rung.level,
        paid,
        rule_set.pay.coefficients[paid],
        printed_figure(rule_set.pay.floating.of(rung.level), rule_set),
        rural and rung is Rung.SENIOR_A,
    )


@dataclass(frozen=True)
class MonthlyPay:
    """The four components of a month, each rounded to 分, and their sum (R39).

    Without M `performance` and `total` are None: 待定, never 0 (B.3).
    """

    base: Decimal
    floating: Decimal
    seniority: Decimal
    performance: Decimal | None
    total: Decimal | None
    rung: PayRung


def monthly_pay(
    *, employment: Employment, rung: Rung, rural: bool, years: int, month_score: Exact | None, rule_set: RuleSet
) -> MonthlyPay:
    """Give the pay of a month from the printed M of that month (B.14)."""
    paid = pay_rung(rung, rural=rural, rule_set=rule_set)
    base = printed_figure(rule_set.pay.base, rule_set)
    seniority = seniority_pay(employment, years, rule_set)
    performance = None
    if month_score is not None:
        whole = exact(rule_set.pay.performance_base) * exact(paid.coefficient) * exact(month_score) / 100
        performance = printed_figure(whole, rule_set)
    total = None if performance is None else base + paid.floating + seniority + performance
    return MonthlyPay(base, paid.floating, seniority, performance, total, paid)
