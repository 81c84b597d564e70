"""Gaps and training."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cmdesk.kernel.errors import Rejected
from cmdesk.rules.ruleset import RuleSet
from cmdesk.rules.training import GapFacts, GapKind, PointsLost, check_remark, gaps, training_for

D = Decimal


@pytest.mark.shows("R33", "R10")
def test_that_the_three_largest_gaps_lead_to_training(rule_set: RuleSet) -> None:
    facts = GapFacts(
        groups={1: PointsLost(D("1.8"), D(18)), 10: PointsLost(D(6), D(12)), 2: PointsLost(D("0.99"), D(10))},
        indicators={"forecast": PointsLost(D(2), D(10))},
        competencies={"system_use": D("6.5"), "execution": D(7)},
    )
    found = [(gap.kind, gap.code, gap.training_name) for gap in gaps(facts, rule_set)]
    assert found == [
        (GapKind.GROUP, "10", "客户管理系统"),
        (GapKind.COMPETENCY, "system_use", "客户管理系统"),
        (GapKind.INDICATOR, "forecast", "营销理论知识"),
    ]


def test_that_equal_gaps_stand_in_the_order_of_the_rule_set(rule_set: RuleSet) -> None:
    facts = GapFacts(groups={number: PointsLost(D(1), D(10)) for number in (5, 3, 4, 2)})
    assert [gap.code for gap in gaps(facts, rule_set)] == ["2", "3", "4"]


def test_that_small_losses_are_no_gap(rule_set: RuleSet) -> None:
    facts = GapFacts(groups={1: PointsLost(D("1.79"), D(18)), 2: PointsLost(0, 0)}, competencies={"execution": D(7)})
    assert gaps(facts, rule_set) == ()


def test_that_every_gap_has_its_training(rule_set: RuleSet) -> None:
    for group in rule_set.checklist.groups:
        training_for(GapKind.GROUP, str(group.no), rule_set)
    for indicator in rule_set.indicators.items:
        training_for(GapKind.INDICATOR, indicator.code, rule_set)
    for competency in rule_set.competencies.items:
        training_for(GapKind.COMPETENCY, competency.code, rule_set)


def test_that_a_remark_fits_the_page(rule_set: RuleSet) -> None:
    check_remark("好" * 400, rule_set)
    with pytest.raises(Rejected) as caught:
        check_remark("好" * 401, rule_set)
    assert caught.value.code == "remark_too_long"
