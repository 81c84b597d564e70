"""The derivation of a month: M from P and I, down to single figures and deductions (B.2–B.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from cmdesk.kernel.amounts import Exact, Rounding, exact
from cmdesk.rules.derivation import Node, Origin, averaged, bounded, leaf, total
from cmdesk.rules.figures import percents, weigh
from cmdesk.rules.indicators import IndicatorScore, performance_score
from cmdesk.rules.inspections import ItemAnswer, month_inspection, sheet_score
from cmdesk.rules.ruleset import RuleSet


@dataclass(frozen=True, kw_only=True)
class DeductionFact:
    """One deduction of an item, with the fact as the inspector wrote it."""

    text: str
    amount: Decimal
    source: Origin | None = None


@dataclass(frozen=True, kw_only=True)
class ItemFact:
    """One item of a sheet as answered."""

    no: int
    text: str
    points: Decimal
    deductions: tuple[DeductionFact, ...] = ()
    applicable: bool = True
    answered: bool = True
    not_seen: bool = False

    @property
    def answer(self) -> ItemAnswer:
        """Give the item as `inspections.sheet_score` takes it."""
        return ItemAnswer(
            points=self.points,
            deductions=tuple(fact.amount for fact in self.deductions),
            applicable=self.applicable,
            answered=self.answered,
            not_seen=self.not_seen,
            no=self.no,
        )


@dataclass(frozen=True, kw_only=True)
class SheetFact:
    """One inspection sheet; `re_check` is the city's sheet of the same visit."""

    label: str
    items: tuple[ItemFact, ...]
    red_line: bool = False
    source: Origin | None = None
    re_check: SheetFact | None = None


@dataclass(frozen=True, kw_only=True)
class FigureFact:
    """One figure of the 营销中心 with where it was read."""

    value: Exact | None
    source: Origin | None = None


@dataclass(frozen=True, kw_only=True)
class MonthFacts:
    """What a month is computed of: figures by indicator code, and the sheets that count."""

    figures: Mapping[str, FigureFact] = field(default_factory=dict)
    sheets: tuple[SheetFact, ...] = ()
    red_line: bool = False

    @property
    def has_red_line(self) -> bool:
        """Say whether the month or one of its sheets carries a red line."""
        sheets = (part for sheet in self.sheets for part in (sheet, sheet.re_check) if part is not None)
        return self.red_line or any(sheet.red_line for sheet in sheets)


def month_tree(facts: MonthFacts, rule_set: RuleSet) -> Node:
    """Give M with everything below it; missing where P is missing (B.3)."""
    performance, inspection = performance_tree(facts.figures, rule_set), inspection_tree(facts, rule_set)
    weighed = weigh(
        {"performance": performance.exact, "inspection": inspection.exact}, percents(rule_set.weights.month)
    )
    shares = {part.code: part.share for part in weighed.parts}
    parts = (performance.weighed(shares["performance"]), inspection.weighed(shares["inspection"]))
    root = total("month", "月度得分", parts, rule_set.weights.clause, rule_set.rounding.mode)
    return root if performance.exact is not None else replace(root, exact=None, printed=None)


def performance_tree(figures: Mapping[str, FigureFact], rule_set: RuleSet) -> Node:
    """Give P: each indicator rescaled to 100 over the points that have a figure (B.3)."""
    score = performance_score({code: fact.value for code, fact in figures.items()}, rule_set)
    scale = Fraction(100) / score.base if score.base else Fraction()
    parts = [
        _indicator_tree(item, figures.get(item.indicator.code), rule_set).weighed(
            scale if item.points is not None else 0
        )
        for item in score.items
    ]
    root = total("performance", "经营业绩", parts, rule_set.indicators.clause, rule_set.rounding.mode)
    return root if score.exact is not None else replace(root, exact=None, printed=None)


def _indicator_tree(item: IndicatorScore, fact: FigureFact | None, rule_set: RuleSet) -> Node:
    """Give the points of an indicator: full points less what the shortfall costs."""
    indicator, clause, mode = item.indicator, rule_set.indicators.clause, rule_set.rounding.mode
    figure = leaf("figure", indicator.figure, item.figure, clause, fact.source if fact else None)
    if item.points is None or item.shortfall is None or item.lost is None:
        return Node(label=indicator.name, code=indicator.code, printed=None, exact=None, rule=clause, inputs=(figure,))
    parts = [leaf("full", "满分", indicator.points, clause).weighed(1)]
    if item.shortfall == 0:
        parts.append(figure.weighed(0))
        return total(indicator.code, indicator.name, parts, clause, mode)
    below = total(
        "shortfall",
        "低于满分标准",
        [leaf("full_at", "满分标准", indicator.full_at, clause).weighed(1), figure.weighed(-1)],
        clause,
        mode,
    )
    dropped = (below.exact or Fraction()) - item.shortfall
    if dropped:
        cut = leaf("part_dropped", "不足1点不扣", -dropped, clause).weighed(1)
        below = total("shortfall", below.label, (*below.inputs, cut), clause, mode)
    parts.append(below.weighed(-exact(indicator.per_point)))
    return bounded(total(indicator.code, indicator.name, parts, clause, mode), "扣完为止", clause, mode)


def inspection_tree(facts: MonthFacts, rule_set: RuleSet) -> Node:
    """Give I: the mean of the sheets, a city re-check in place of its sheet; 0 with a red line (B.8.3, B.15)."""
    mode = rule_set.rounding.mode
    trees = [sheet_tree(sheet, rule_set) for sheet in facts.sheets]
    re_checks = {k: sheet.re_check for k, sheet in enumerate(facts.sheets) if sheet.re_check is not None}
    checked = {place: sheet_tree(sheet, rule_set) for place, sheet in re_checks.items()}
    month = month_inspection(
        [tree.exact or 0 for tree in trees],
        {place: tree.exact or 0 for place, tree in checked.items()},
        red_line=False,
        rule_set=rule_set,
    )
    used = [checked[place] if place in month.replaced else tree for place, tree in enumerate(trees)]
    return _red_lined(averaged("inspection", "督察检查", used, "B.8.3", mode), facts.has_red_line, rule_set)


def _red_lined(node: Node, red_line: bool, rule_set: RuleSet) -> Node:
    """Take the whole figure away where a red line was crossed."""
    if not red_line:
        return node
    clause = rule_set.red_lines.clause
    if node.exact is None:
        zero = leaf("red_line", "一票否决", 0, clause).weighed(1)
        return total(node.code, node.label, (*node.inputs, zero), clause, rule_set.rounding.mode)
    cut = leaf("red_line", "一票否决", -node.exact, clause).weighed(1)
    return total(node.code, node.label, (*node.inputs, cut), clause, rule_set.rounding.mode)


def sheet_tree(sheet: SheetFact, rule_set: RuleSet) -> Node:
    """Give a sheet's score: 100 × what the applicable items earned ÷ their points; 0 with a red line (B.4)."""
    clause, mode = rule_set.checklist.clause, rule_set.rounding.mode
    score = sheet_score([item.answer for item in sheet.items], red_line=sheet.red_line, rule_set=rule_set)
    scale = Fraction(100) / score.base if score.base else Fraction()
    parts = [
        _item_tree(item, rule_set).weighed(scale)
        if item.deductions
        else _untouched(item.no, item.text, item.points, scale, clause, mode)
        for item in sheet.items
        if item.applicable
    ]
    node = replace(total("sheet", sheet.label, parts, clause, mode), source=sheet.source)
    return replace(_red_lined(node, sheet.red_line, rule_set), source=sheet.source)


@lru_cache(maxsize=4096)
def _untouched(no: int, text: str, points: Decimal, scale: Fraction, clause: str, mode: Rounding) -> Node:
    # Nearly all items of a county's sheets lost nothing, and are the same few nodes.
    full = leaf("full", "满分", points, clause).weighed(1)
    return bounded(total(str(no), text, [full], clause, mode), "单项扣完为止", clause, mode).weighed(scale)


def _item_tree(item: ItemFact, rule_set: RuleSet) -> Node:
    clause, mode = rule_set.checklist.clause, rule_set.rounding.mode
    facts: Sequence[DeductionFact] = sorted(item.deductions, key=lambda fact: -fact.amount)
    parts = [leaf("full", "满分", item.points, clause).weighed(1)]
    parts += [leaf("deduction", fact.text, fact.amount, clause, fact.source).weighed(-1) for fact in facts]
    return bounded(total(str(item.no), item.text, parts, clause, mode), "单项扣完为止", clause, mode)
