"""Gaps of a quarter or a year and the training planned against them (R33, B.15a)."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import select

from cmdesk.kernel.amounts import Exact, exact, printed, rounded
from cmdesk.kernel.periods import Period
from cmdesk.models.training import TrainingPlan
from cmdesk.queries.reports_words import percent, short
from cmdesk.queries.scoring_facts import month_facts
from cmdesk.rules.derivation_month import MonthFacts, SheetFact, sheet_tree
from cmdesk.rules.indicators import performance_score
from cmdesk.rules.inspections import month_inspection
from cmdesk.rules.ruleset import RuleSet
from cmdesk.rules.sums import summed
from cmdesk.rules.training import Gap, GapFacts, GapKind, PointsLost, gaps
from cmdesk.runtime.context import Context


@dataclass(frozen=True)
class PlannedGap:
    """One gap in words, what it rests on, and the measure planned against it (empty where none is)."""

    gap: str
    basis: str
    training: str
    measure: str
    due: date | None


@dataclass
class _Lost:
    """Points lost and points to be earned over months."""

    lost: list[Exact] = field(default_factory=list)
    of: list[Decimal] = field(default_factory=list)

    def whole(self) -> PointsLost:
        """Give both, added."""
        return PointsLost(summed(self.lost), summed(self.of))


def planned_gaps(
    context: Context,
    period: Period,
    rules: RuleSet,
    people: Iterable[uuid.UUID],
    abilities: Mapping[uuid.UUID, Mapping[str, Fraction]] | None = None,
) -> dict[uuid.UUID, tuple[PlannedGap, ...]]:
    """Give everybody's gaps of a period with the plans against them; plans for something else follow.

    `abilities` are the shown means of the ten abilities by code, of a year.
    """
    months = [month_facts(context, month, rules) for month in period.months]
    plans = _plans(context, period)
    found = {}
    for person in people:
        facts = gap_facts([of_person(person) for of_person in months], (abilities or {}).get(person, {}), rules)
        found[person] = _joined(gaps(facts, rules), facts, plans.get(person, []), rules)
    return found


def gap_facts(months: Iterable[MonthFacts], abilities: Mapping[str, Fraction], rules: RuleSet) -> GapFacts:
    """Give what gaps are sought in: lost points of the sheets that count and of the indicators, and the abilities."""
    groups: dict[int, _Lost] = defaultdict(_Lost)
    indicators: dict[str, _Lost] = defaultdict(_Lost)
    group_of = {item.no: item.group for item in rules.checklist.items}
    for month in months:
        for sheet in _counting(month, rules):
            _add_sheet(groups, sheet, group_of)
        figures = {code: fact.value for code, fact in month.figures.items()}
        for item in performance_score(figures, rules).items:
            if item.lost is not None:
                indicators[item.indicator.code].lost.append(item.lost)
                indicators[item.indicator.code].of.append(item.indicator.points)
    return GapFacts(
        groups={no: sums.whole() for no, sums in groups.items()},
        indicators={code: sums.whole() for code, sums in indicators.items()},
        competencies=dict(abilities),
    )


def _counting(month: MonthFacts, rules: RuleSet) -> list[SheetFact]:
    """Give the sheets that make I: a city re-check in place of the sheet that it replaced."""
    checked = {place: sheet.re_check for place, sheet in enumerate(month.sheets) if sheet.re_check is not None}
    if not checked:
        return list(month.sheets)
    judged = month_inspection(
        [sheet_tree(sheet, rules).exact or 0 for sheet in month.sheets],
        {place: sheet_tree(sheet, rules).exact or 0 for place, sheet in checked.items()},
        red_line=False,
        rule_set=rules,
    )
    return [checked[place] if place in judged.replaced else sheet for place, sheet in enumerate(month.sheets)]


def _add_sheet(groups: dict[int, _Lost], sheet: SheetFact, group_of: Mapping[int, int]) -> None:
    for item in sheet.items:
        if not item.applicable or item.no not in group_of:
            continue
        sums = groups[group_of[item.no]]
        sums.of.append(item.points)
        if item.deductions:
            sums.lost.append(min(exact(item.points), summed(fact.amount for fact in item.deductions)))


def _plans(context: Context, period: Period) -> dict[uuid.UUID, list[TrainingPlan]]:
    found: dict[uuid.UUID, list[TrainingPlan]] = defaultdict(list)
    for plan in context.session.scalars(
        select(TrainingPlan).where(TrainingPlan.period == period).order_by(TrainingPlan.line)
    ):
        found[plan.person_id].append(plan)
    return found


def _joined(
    found: tuple[Gap, ...], facts: GapFacts, plans: list[TrainingPlan], rules: RuleSet
) -> tuple[PlannedGap, ...]:
    left = list(plans)
    rows = []
    for gap in found:
        plan = next((one for one in left if one.gap in {gap.code, gap.name}), None)
        if plan is not None:
            left.remove(plan)
        rows.append(
            PlannedGap(
                gap=f"{gap.name}{'能力不足' if gap.kind is GapKind.COMPETENCY else '失分较多'}",
                basis=_basis(gap, facts, rules),
                training=gap.training_name if plan is None else _kind(plan.subject, rules),
                measure="" if plan is None else plan.measure,
                due=None if plan is None else plan.due,
            )
        )
    rows += [PlannedGap(one.gap, "", _kind(one.subject, rules), one.measure, one.due) for one in left]
    return tuple(rows)


def _kind(code: str, rules: RuleSet) -> str:
    return next((kind.name for kind in rules.training.kinds if kind.code == code), code)


def _basis(gap: Gap, facts: GapFacts, rules: RuleSet) -> str:
    if gap.kind is GapKind.COMPETENCY:
        return f"互评{printed(gap.mean)}分，低于{percent(rules.training.ability_below)}分"
    lost = facts.groups[int(gap.code)] if gap.kind is GapKind.GROUP else facts.indicators[gap.code]
    return f"失分率{percent(gap.share)}%（应得{_points(lost.of)}分，失{_points(lost.lost)}分）"


def _points(value: Exact) -> str:
    """Give points in words: two decimals at most."""
    return short(rounded(value))
