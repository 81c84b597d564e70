"""From the figures of the 营销中心 to the points of 经营业绩 P (B.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from cmdesk.kernel.amounts import Exact, exact
from cmdesk.rules.codes import StepMode
from cmdesk.rules.figures import printed_figure
from cmdesk.rules.ruleset import RuleSet
from cmdesk.rules.ruleset_scoring import Indicator
from cmdesk.rules.sums import summed

_NONE = Fraction()


@dataclass(frozen=True)
class IndicatorScore:
    """The points of one indicator. `shortfall`: points below the full mark that cost, `lost`: what they cost.

    All None where there is no figure.
    """

    indicator: Indicator
    figure: Fraction | None
    shortfall: Fraction | None
    lost: Fraction | None
    points: Fraction | None


@dataclass(frozen=True)
class PerformanceScore:
    """P of a month, exact and printed; None with figures for fewer than 60 points. `base`: points with a figure."""

    exact: Fraction | None
    printed: Decimal | None
    items: tuple[IndicatorScore, ...]
    base: Fraction

    @property
    def missing(self) -> tuple[str, ...]:
        """Give the codes of the indicators without a figure, in their order."""
        return tuple(item.indicator.code for item in self.items if item.figure is None)


def performance_score(figures: Mapping[str, Exact | None], rule_set: RuleSet) -> PerformanceScore:
    """Give P: points of the indicators that have a figure, rescaled to 100 (B.3). Codes without entry count as None."""
    items = tuple(indicator_score(item, figures.get(item.code), rule_set) for item in rule_set.indicators.items)
    base = summed(item.indicator.points for item in items if item.points is not None)
    if base == 0 or base < exact(rule_set.indicators.least_points):
        return PerformanceScore(None, None, items, base)
    earned = summed(item.points for item in items if item.points is not None)
    score = 100 * earned / base
    return PerformanceScore(score, printed_figure(score, rule_set), items, base)


def indicator_score(indicator: Indicator, figure: Exact | None, rule_set: RuleSet) -> IndicatorScore:
    """Give the points for one figure: full from `full_at` on, each point below costs, never below 0 (B.3)."""
    if figure is None:
        return IndicatorScore(indicator, None, None, None, None)
    full, got, full_at = _stated(indicator.points), exact(figure), _stated(indicator.full_at)
    if got >= full_at:
        return IndicatorScore(indicator, got, _NONE, _NONE, full)
    shortfall = full_at - got
    if rule_set.indicators.step_mode is StepMode.WHOLE:
        shortfall = Fraction(int(shortfall))
    lost = min(full, shortfall * _stated(indicator.per_point))
    return IndicatorScore(indicator, got, shortfall, lost, full - lost)


@lru_cache(maxsize=256)
def _stated(number: Decimal) -> Fraction:
    # A rule set states a few dozen numbers, which every figure of a county is held against.
    return exact(number)


def completion(actual: Exact, target: Exact) -> Fraction | None:
    """Give actual ÷ target × 100; None without a target (B.3)."""
    return exact(actual) / exact(target) * 100 if target else None


def forecast_accuracy(forecast: Exact, actual: Exact) -> Fraction:
    """Give max(0, 1 − |f − a| ÷ a) × 100; without any actual demand 100 for a forecast of 0, else 0 (B.3)."""
    f, a = exact(forecast), exact(actual)
    if a == 0:
        return Fraction(100 if f == 0 else 0)
    return max(Fraction(0), 1 - abs(f - a) / abs(a)) * 100


def is_early_warning(growth: Exact, peer_growth: Exact, rule_set: RuleSet) -> bool:
    """Say whether growth lies below 0.8 of the peers': a flag, no deduction (B.3). Never where peers do not grow."""
    limit = exact(rule_set.indicators.early_warning)
    return bool(exact(peer_growth) > 0 and exact(growth) / exact(peer_growth) < limit)
