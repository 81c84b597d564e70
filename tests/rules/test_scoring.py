"""Month, quarter, year and competency scores."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdesk.kernel.amounts import rounded
from cmdesk.kernel.errors import Rejected
from cmdesk.rules.codes import Band, BandState, MissingPolicy
from cmdesk.rules.figures import Weighed
from cmdesk.rules.ruleset import RuleSet
from cmdesk.rules.ruleset_scoring import SourcePolicy
from cmdesk.rules.scoring import (
    ExamMarks,
    MonthFigures,
    QuarterScore,
    competency_score,
    month_score,
    quarter_score,
    year_score,
)

D = Decimal
scores = st.decimals(min_value=0, max_value=100, places=2)
maybe = st.none() | scores


def quarter(rule_set: RuleSet, **changes: Decimal | None) -> QuarterScore:
    """Give the quarter of the worked example, with sources changed."""
    sources = {"customer": D("86.50"), "industry": D("88.00"), "self_review": D("95.00"), **changes}
    months = [
        MonthFigures(D("91.00"), D("94.00")),
        MonthFigures(D("92.10"), D("92.80")),
        MonthFigures(D("90.50"), D("93.40")),
    ]
    sources.setdefault("department_adjustment", None)
    return quarter_score(months, rule_set=rule_set, **sources)


def adds(weighed: Weighed) -> bool:
    """Say whether the parts add to the score by their shares, and the shares to 1."""
    total = sum((part.share * (part.value or 0) for part in weighed.parts), Fraction())
    return total == weighed.exact and sum(part.share for part in weighed.parts) == 1


@pytest.mark.shows("R21", "R28", "R30")
def test_that_the_quarter_of_the_worked_example_comes_out(rule_set: RuleSet) -> None:
    result = quarter(rule_set)
    assert result.exact == Fraction("90.46")
    assert result.printed == D("90.46")
    assert result.state is BandState.GRADED


def test_that_a_missing_source_gives_its_weight_to_the_others(rule_set: RuleSet) -> None:
    result = quarter(rule_set, industry=None)
    assert result.printed == D("90.73")
    assert {part.code: part.share for part in result.weighed.parts}["performance"] == Fraction(50, 90)
    assert result.notes == ("weights_redistributed",)


def test_that_the_quarter_is_not_rounded_on_the_way(rule_set: RuleSet) -> None:
    months = [MonthFigures(D("90.01"), D(90)), MonthFigures(D(90), D(90)), MonthFigures(D(90), D(90))]
    result = quarter_score(
        months, customer=D(90), industry=D(90), self_review=D(90), department_adjustment=None, rule_set=rule_set
    )
    assert result.exact == 90 + Fraction(1, 600)


@pytest.mark.parametrize("adjustment", ["5.01", "-5.0001"])
def test_that_the_department_adjusts_by_five_points_at_most(rule_set: RuleSet, adjustment: str) -> None:
    with pytest.raises(Rejected) as caught:
        quarter(rule_set, department_adjustment=D(adjustment))
    assert caught.value.code == "adjustment_too_large"


def with_policy(rule_set: RuleSet, policy: SourcePolicy) -> RuleSet:
    return replace(rule_set, missing_sources=replace(rule_set.missing_sources, industry=policy))


def test_that_a_held_source_leaves_the_quarter_without_score(rule_set: RuleSet) -> None:
    held = with_policy(rule_set, SourcePolicy(policy=MissingPolicy.HOLD))
    result = quarter(held, industry=None)
    assert result.printed is None
    assert result.notes == ("source_held",)
    assert quarter(held).printed == D("90.46")


def test_that_a_fixed_score_stands_for_a_missing_source(rule_set: RuleSet) -> None:
    fixed = with_policy(rule_set, SourcePolicy(policy=MissingPolicy.FIXED, fixed=D(88)))
    result = quarter(fixed, industry=None)
    assert result.printed == D("90.46")
    assert result.missing == ("industry",)
    assert result.notes == ("source_fixed",)


def test_that_a_month_without_performance_has_no_score(rule_set: RuleSet) -> None:
    assert month_score(None, D(90), rule_set).printed is None
    assert month_score(D(91), None, rule_set).printed == D("91.00")


@pytest.mark.shows("R29")
def test_that_the_month_of_the_worked_example_comes_out(rule_set: RuleSet) -> None:
    assert month_score(D("91.00"), D("94.00"), rule_set).printed == D("92.20")


@pytest.mark.shows("R32")
def test_that_the_year_of_the_worked_example_comes_out(rule_set: RuleSet) -> None:
    competency = competency_score([D("92.75")] * 3, D(90), D("91.25"), rule_set)
    assert competency.exact == Fraction("91.625")
    year = year_score(
        [D("90.46"), D("88.12"), D("91.05"), D("89.25")],
        [ExamMarks(D(82), D(87)), ExamMarks(D(88), D(85))],
        competency.exact,
        rule_set=rule_set,
    )
    assert year.exact == Fraction("89.257")
    assert (year.printed, year.band) == (D("89.26"), Band.COMPETENT)


def test_that_exams_count_with_their_printed_score(rule_set: RuleSet) -> None:
    year = year_score([D(90)] * 4, [ExamMarks(D("80.01"), D(80))], D(90), rule_set=rule_set)
    assert year.exam_scores == (D("80.01"),)


@given(st.lists(st.tuples(scores, maybe) | st.none(), min_size=3, max_size=3), maybe, maybe, maybe)
def test_that_a_quarter_adds_up_and_lies_between_its_parts(
    rule_set: RuleSet,
    months: list[tuple[Decimal, Decimal | None] | None],
    customer: Decimal | None,
    industry: Decimal | None,
    self_review: Decimal | None,
) -> None:
    figures = [None if month is None else MonthFigures(*month) for month in months]
    result = quarter_score(
        figures,
        customer=customer,
        industry=industry,
        self_review=self_review,
        department_adjustment=None,
        rule_set=rule_set,
    )
    assert (result.exact is None) == (sum(month is not None for month in months) < 2)
    if result.exact is not None:
        assert adds(result.weighed)
        values = [part.value for part in result.weighed.parts if part.value is not None]
        assert min(values) <= result.exact <= max(values)
        assert result.printed == rounded(result.exact)


@given(st.permutations(range(3)), st.lists(st.tuples(scores, maybe), min_size=3, max_size=3))
def test_that_the_order_of_months_says_nothing(
    rule_set: RuleSet, order: list[int], months: list[tuple[Decimal, Decimal | None]]
) -> None:
    def score(rows: list[tuple[Decimal, Decimal | None]]) -> Fraction | None:
        return quarter_score(
            [MonthFigures(*row) for row in rows],
            customer=None,
            industry=None,
            self_review=None,
            department_adjustment=None,
            rule_set=rule_set,
        ).exact

    assert score(months) == score([months[place] for place in order])


@given(st.lists(maybe, min_size=4, max_size=4), st.lists(scores, max_size=2), maybe)
def test_that_a_year_needs_three_quarters_and_an_exam(
    rule_set: RuleSet, quarters: list[Decimal | None], marks: list[Decimal], competency: Decimal | None
) -> None:
    year = year_score(quarters, [ExamMarks(mark, mark) for mark in marks], competency, rule_set=rule_set)
    enough = sum(quarter is not None for quarter in quarters) >= 3 and bool(marks)
    assert (year.state is BandState.GRADED) == enough
    assert (year.band is None) == (year.printed is None) == (not enough)
    if enough:
        assert adds(year.weighed)
