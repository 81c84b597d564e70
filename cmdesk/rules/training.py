"""Gaps of a period and the training they lead to (R33, B.15a)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from cmdesk.kernel.amounts import Exact, exact
from cmdesk.kernel.errors import Where, reject
from cmdesk.rules.codes import TrainingKind
from cmdesk.rules.ruleset import RuleSet


class GapKind(StrEnum):
    """Where a gap was found."""

    GROUP = "group"
    INDICATOR = "indicator"
    COMPETENCY = "competency"


@dataclass(frozen=True)
class PointsLost:
    """Points lost of the points that could be earned, over a period."""

    lost: Exact
    of: Exact


@dataclass(frozen=True)
class Gap:
    """One gap: `share` is the lost share in percent; for an ability `mean` is its mean on the form's scale."""

    kind: GapKind
    code: str
    name: str
    share: Fraction
    mean: Fraction | None
    training: TrainingKind
    training_name: str


@dataclass(frozen=True, kw_only=True)
class GapFacts:
    """What gaps are sought in: checklist groups by number, indicators and abilities by code."""

    groups: Mapping[int, PointsLost] = field(default_factory=dict)
    indicators: Mapping[str, PointsLost] = field(default_factory=dict)
    competencies: Mapping[str, Exact] = field(default_factory=dict)


def gaps(facts: GapFacts, rule_set: RuleSet) -> tuple[Gap, ...]:
    """Give up to three gaps, the largest lost share first; equal ones in the order of the rule set (B.15a)."""
    found = [*_groups(facts, rule_set), *_indicators(facts, rule_set), *_competencies(facts, rule_set)]
    return tuple(sorted(found, key=lambda gap: -gap.share)[: rule_set.training.most_gaps])


def _groups(facts: GapFacts, rule_set: RuleSet) -> list[Gap]:
    return [
        _gap(GapKind.GROUP, str(group.no), group.name, share, None, rule_set)
        for group in rule_set.checklist.groups
        if (share := _large_share(facts.groups.get(group.no), rule_set)) is not None
    ]


def _indicators(facts: GapFacts, rule_set: RuleSet) -> list[Gap]:
    return [
        _gap(GapKind.INDICATOR, item.code, item.name, share, None, rule_set)
        for item in rule_set.indicators.items
        if (share := _large_share(facts.indicators.get(item.code), rule_set)) is not None
    ]


def _competencies(facts: GapFacts, rule_set: RuleSet) -> list[Gap]:
    limit = exact(rule_set.training.ability_below)
    made = []
    for item in rule_set.competencies.items:
        score = facts.competencies.get(item.code)
        if score is not None and exact(score) < limit:
            share = 100 - 100 * exact(score) / exact(item.points)
            made.append(_gap(GapKind.COMPETENCY, item.code, item.name, share, exact(score), rule_set))
    return made


def _large_share(points: PointsLost | None, rule_set: RuleSet) -> Fraction | None:
    if points is None or not points.of:
        return None
    share = 100 * exact(points.lost) / exact(points.of)
    return share if share > 0 and share >= exact(rule_set.training.lost_share) else None


def _gap(kind: GapKind, code: str, name: str, share: Fraction, mean: Fraction | None, rule_set: RuleSet) -> Gap:
    training = training_for(kind, code, rule_set)
    names = {entry.code: entry.name for entry in rule_set.training.kinds}
    return Gap(kind, code, name, share, mean, training, names[training])


def training_for(kind: GapKind, code: str, rule_set: RuleSet) -> TrainingKind:
    """Give the kind of training that a gap leads to; every group, indicator and ability has one."""
    return next(line.training for line in rule_set.training.table if (line.kind_of_gap, line.code) == (kind, code))


def check_remark(text: str, rule_set: RuleSet) -> None:
    """Refuse a 评语 that is longer than the page holds: `remark_too_long` (B.15a)."""
    most = rule_set.training.remark_most
    if len(text) > most:
        raise reject("remark_too_long", where=Where(field="remark"), found=len(text), most=most)
