"""The score of an inspection sheet and of a person's sheets in a month (B.1, B.4, B.8.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from cmdesk.kernel.amounts import Exact, exact, mean
from cmdesk.kernel.errors import Problem, Where, refuse_any, reject
from cmdesk.rules.figures import printed_figure
from cmdesk.rules.ruleset import RuleSet
from cmdesk.rules.sums import summed


@dataclass(frozen=True, kw_only=True)
class ItemAnswer:
    """The answer to one item. `applicable` is false for both 不适用 and 未查; `not_seen` tells them apart."""

    points: Decimal
    deductions: tuple[Decimal, ...] = ()
    applicable: bool = True
    answered: bool = True
    not_seen: bool = False
    no: int | None = None


@dataclass(frozen=True)
class ItemScore:
    """What an item earned. `over` is what the deductions exceed the item's points by: warned, never taken elsewhere."""

    no: int | None
    points: Fraction
    deducted: Fraction
    earned: Fraction
    over: Fraction


@dataclass(frozen=True)
class SheetScore:
    """The score of a sheet, exact and printed. `base`: points of the items that count.

    `low_base`: 不适用 (not 未查) takes away more than the rule set allows.
    """

    exact: Fraction
    printed: Decimal
    items: tuple[ItemScore, ...]
    base: Fraction
    low_base: bool
    red_line: bool

    @property
    def over_deducted(self) -> tuple[ItemScore, ...]:
        """Give the items whose deductions exceed their points."""
        return tuple(item for item in self.items if item.over)


def sheet_score(items: Sequence[ItemAnswer], *, red_line: bool, rule_set: RuleSet) -> SheetScore:
    """Give 100 × earned ÷ points of the applicable items; 0 with a red line (B.4).

    Raises Rejected `blank_item` for every applicable item without an answer, `not_positive` for a deduction that is
    none, `no_applicable_item` where nothing counts.
    """
    refuse_any(_sheet_problems(items))
    scores = tuple(_item_score(item) for item in items if item.applicable)
    base = summed(score.points for score in scores)
    if not red_line and base == 0:
        raise reject("no_applicable_item", where=Where(field="items"))
    earned = summed(score.earned for score in scores)
    score = Fraction() if red_line else 100 * earned / base
    whole = summed(item.points for item in items)
    left = whole - summed(item.points for item in items if not item.applicable and not item.not_seen)
    low = left * 100 < whole * exact(rule_set.inspections.low_base)
    return SheetScore(score, printed_figure(score, rule_set), scores, base, low, red_line)


def _sheet_problems(items: Sequence[ItemAnswer]) -> list[Problem]:
    found = []
    for place, item in enumerate(items):
        if item.applicable and not item.answered:
            found.append(Problem("blank_item", Where(field=f"items.{place}"), {"item": item.no or place + 1}))
        for k, deduction in enumerate(item.deductions):
            if deduction <= 0:
                where = Where(field=f"items.{place}.deductions.{k}")
                found.append(Problem("not_positive", where, {"value": str(deduction)}))
    return found


@lru_cache(maxsize=1024)
def _untouched(no: int | None, points: Decimal) -> ItemScore:
    full = exact(points)
    return ItemScore(no, full, Fraction(), full, Fraction())


def _item_score(item: ItemAnswer) -> ItemScore:
    # Nearly all items of a county's sheets lost nothing, and earn the same few figures.
    if not item.deductions and item.points >= 0:
        return _untouched(item.no, item.points)
    points = exact(item.points)
    deducted = summed(item.deductions)
    return ItemScore(
        item.no, points, deducted, max(Fraction(0), points - deducted), max(Fraction(0), deducted - points)
    )


@dataclass(frozen=True)
class MonthInspection:
    """I of a month; `exact` is None without a sheet. `used`: the scores in the mean, a re-check in place of its sheet.

    `replaced`: positions of the sheets that a city re-check replaced.
    """

    exact: Fraction | None
    printed: Decimal | None
    used: tuple[Fraction, ...]
    replaced: tuple[int, ...]


def month_inspection(
    sheets: Sequence[Exact], re_checks: Mapping[int, Exact], *, red_line: bool, rule_set: RuleSet
) -> MonthInspection:
    """Give the plain mean of a month's sheets; a city re-check counts where it differs by more than 5 (B.1, B.8.3).

    A red line makes it 0. Raises Rejected `no_such_sheet` for a re-check of a sheet that is not there.
    """
    refuse_any(
        Problem("no_such_sheet", Where(field=f"city_re_checks.{place}"), {"sheet": place})
        for place in re_checks
        if not 0 <= place < len(sheets)
    )
    limit = exact(rule_set.inspections.re_check_over)
    used, replaced = [exact(sheet) for sheet in sheets], []
    for place, score in sorted(re_checks.items()):
        if abs(exact(score) - used[place]) > limit:
            used[place] = exact(score)
            replaced.append(place)
    figure = Fraction() if red_line else mean(used)
    shown = None if figure is None else printed_figure(figure, rule_set)
    return MonthInspection(figure, shown, tuple(used), tuple(replaced))
