"""What bars a close, and what is only said."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cmdesk.kernel.errors import Rejected
from cmdesk.kernel.periods import Period
from cmdesk.rules.close import (
    CloseCheck,
    HalfYearState,
    MonthState,
    PersonHalf,
    PersonMonth,
    PersonQuarter,
    PersonYear,
    QuarterState,
    Round,
    SheetState,
    YearState,
    check_half_year,
    check_month,
    check_quarter,
    check_year,
)
from cmdesk.rules.codes import Source
from cmdesk.rules.ruleset import RuleSet

MARCH = Period.parse("2026-03")
GOOD = SheetState(label="3月5日", finished=True, approved=True, signed_or_refused=True)


def codes(check: CloseCheck) -> tuple[list[str], list[str]]:
    return [problem.code for problem in check.problems], [problem.code for problem in check.warnings]


def test_that_a_complete_month_closes(rule_set: RuleSet) -> None:
    person = PersonMonth(no="0001", name="张三", performance=Decimal(90), sheets=(GOOD, GOOD))
    state = MonthState(period=MARCH, open_before=(), indicators_in=True, people=(person,))
    assert codes(check_month(state, rule_set)) == ([], [])


def test_that_everything_that_bars_a_month_is_said_at_once(rule_set: RuleSet) -> None:
    sheets = (
        SheetState(label="a", finished=False, approved=False, signed_or_refused=False),
        SheetState(label="b", finished=True, approved=False, signed_or_refused=False, red_line_without_basis=True),
    )
    person = PersonMonth(no="0001", name="张三", performance=Decimal(90), sheets=sheets)
    february = Period.parse("2026-02")
    state = MonthState(period=MARCH, open_before=(february,), indicators_in=False, people=(person,))
    check = check_month(state, rule_set)
    assert codes(check)[0] == [
        "earlier_period_open",
        "indicators_not_in",
        "month_sheet_is_draft",
        "sheet_not_approved",
        "sheet_not_signed",
        "red_line_without_basis",
    ]
    with pytest.raises(Rejected):
        check.refuse()


def test_that_what_is_missing_in_a_month_is_said_and_not_refused(rule_set: RuleSet) -> None:
    bare = PersonMonth(no="1", name="甲", performance=None, sheets=(), overdue_corrections=2, plan_in=False)
    one = PersonMonth(no="2", name="乙", performance=Decimal(90), sheets=(GOOD,))
    state = MonthState(period=MARCH, open_before=(), indicators_in=True, people=(bare, one), unseen_items=(101, 802))
    check = check_month(state, rule_set)
    assert codes(check) == (
        [],
        ["no_performance", "no_sheet", "corrections_overdue", "plan_missing", "few_sheets", "items_not_seen"],
    )
    check.refuse()


def test_that_a_quarter_waits_for_its_months_and_rounds(rule_set: RuleSet) -> None:
    person = PersonQuarter(no="1", name="甲", missing=(Source.INDUSTRY,), talk_required=True)
    state = QuarterState(
        period=MARCH.quarter, open_months=(MARCH,), open_rounds=(Source.CUSTOMER, Source.SELF), people=(person,)
    )
    problems, warnings = codes(check_quarter(state, rule_set))
    assert problems == ["earlier_period_open", "round_open", "round_open"]
    assert warnings == ["source_missing", "talk_required"]


def test_that_a_half_year_waits_for_its_marks() -> None:
    people = (PersonHalf(no="1", name="甲", deferred=True),)
    half = Period.parse("2026H1")
    assert codes(check_half_year(HalfYearState(period=half, marks_published=False, people=people))) == (
        ["marks_not_published"],
        ["exam_deferred"],
    )
    assert check_half_year(HalfYearState(period=half, marks_published=True, people=people)).problems == ()


def test_that_a_year_needs_each_rating_closed_or_recorded_as_not_held() -> None:
    rounds = (
        Round(code="peer", name="同事互评", closed=True),
        Round(code="leader", name="领导评", closed=False, not_held=True),
        Round(code="democratic", name="民主测评", closed=False),
    )
    person = PersonYear(no="1", name="甲", ungraded_because="只有两个季度")
    state = YearState(period=Period.parse("2026"), open_periods=(), rounds=rounds, seats_in=False, people=(person,))
    check = check_year(state)
    assert codes(check) == (["rating_not_counted"], ["person_ungraded", "seats_not_in"])
    assert check.problems[0].params["round"] == "民主测评"
