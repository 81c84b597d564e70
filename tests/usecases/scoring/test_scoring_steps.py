"""The derivation in steps: what a page shows adds up again, from the root to the facts on a sheet."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.queries.scoring import Results
from cmdesk.queries.scoring_board import PeriodChoices, ScoresOf
from cmdesk.queries.scoring_comparison import compared, difference_of
from cmdesk.queries.scoring_derivation import Derivation, DerivationOf
from cmdesk.queries.scoring_steps import Step, Way, percent, short, times
from cmdesk.queries.scoring_steps_periods import weighed
from cmdesk.sample.year import HEAD, Sample

QUARTER = Period.parse("2025Q1")
MARCH = Period.parse("2025-03")


@pytest.fixture
def head_reads(quarter_read: Sample) -> Sample:
    """Give the county as the department head reads it."""
    quarter_read.desk.switch(quarter_read.actor(HEAD))
    return quarter_read


def number(text: str) -> Decimal:
    """Read a printed figure with its true minus."""
    return Decimal(text.replace("−", "-"))


def found(sample: Sample, period: Period = QUARTER, staff_no: str = "0002") -> Derivation:
    """Ask for one derivation."""
    given_: Derivation = sample.desk.ask(DerivationOf(staff_no=staff_no, period=period))
    return given_


@pytest.mark.shows("10")
def test_that_the_points_of_the_sources_add_to_the_score_but_for_their_roundings(head_reads: Sample) -> None:
    derivation = found(head_reads)
    assert derivation.score is not None
    whole = sum(number(step.score) for step in derivation.steps)
    assert abs(whole - Decimal(derivation.score)) <= Decimal("0.025")
    assert [step.letter for step in derivation.steps] == ["P", "C", "G", "S", "R"]
    assert sum(part.share for part in derivation.parts) == 1000


@pytest.mark.shows("10")
def test_that_every_deduction_of_a_sheet_stands_with_fact_and_evidence(head_reads: Sample) -> None:
    sheets = [step for step in whole(found(head_reads)) if step.kind == "sheet"]
    assert len(sheets) == 6
    for sheet in sheets:
        items = [step for step in sheet.inputs if step.kind == "item"]
        assert all(step.facts and all(fact.text and fact.evidence for fact in step.facts) for step in items)
        taken = -sum(number(step.score) for step in items)
        assert f"扣 {taken:.2f}" in sheet.how or (not items and "满分" in sheet.how)
        assert sheet.target is not None
        assert sheet.target[0] == "inspections"


def test_that_the_largest_deduction_comes_first(head_reads: Sample) -> None:
    for step in whole(found(head_reads)):
        if step.kind == "sheet":
            taken = [number(item.score) for item in step.inputs if item.kind == "item"]
            assert taken == sorted(taken)


def test_that_what_the_parts_lost_is_what_the_root_lost(head_reads: Sample) -> None:
    derivation = found(head_reads)
    assert derivation.score is not None
    lost = sum(Decimal(step.effect) for step in derivation.steps if step.effect and step.effect[0].isdigit())
    assert abs(100 - Decimal(derivation.score) - lost) <= Decimal("0.01")


def test_that_the_same_step_has_the_same_key_for_everybody(head_reads: Sample) -> None:
    one, other = (found(head_reads, staff_no=staff_no) for staff_no in ("0001", "0002"))
    keys = [step.key for step in whole(one)]
    assert len(keys) == len(set(keys))
    shared = {key for key in keys if key.count("/") <= 2} & {step.key for step in whole(other)}
    assert {"/performance", "/department/2025-02"} <= shared


def test_that_a_closed_board_gives_the_results_that_were_stored(head_reads: Sample) -> None:
    board = head_reads.desk.ask(ScoresOf(period=QUARTER))
    stored = {row.staff_no: (row.score, row.rank) for row in head_reads.desk.ask(Results(period=QUARTER))}
    assert {row.person.staff_no: (row.score, row.rank) for row in board.rows} == stored
    assert (board.closed, board.problems) == (True, ())
    assert [row.rank for row in board.rows] == sorted(row.rank for row in board.rows)


def test_that_an_open_month_is_a_trial_that_says_what_bars_its_close(head_reads: Sample) -> None:
    board = head_reads.desk.ask(ScoresOf(period=Period.parse("2025-04")))
    assert not board.closed
    assert "indicators_not_in" in {problem.code for problem in board.problems}
    assert all(row.missing == ("P", "I") and row.score is None for row in board.rows)
    assert board.due is not None
    assert board.due > Period.parse("2025-04").last_day


def test_that_periods_are_offered_from_the_first_figures_to_today(head_reads: Sample) -> None:
    choices = head_reads.desk.ask(PeriodChoices())
    months = [choice.period.number for choice in choices if choice.period.kind is PeriodKind.MONTH]
    assert months == [1, 2, 3, 4]
    assert {choice.period for choice in choices if choice.closed} == {QUARTER, *QUARTER.months}


def test_that_a_month_compares_with_the_one_before(head_reads: Sample) -> None:
    old, new = (found(head_reads, period) for period in (MARCH.previous(), MARCH))
    comparison = compared(old, new)
    assert comparison.difference == difference_of(old.score, new.score)
    assert [row.now for row in comparison.weights] == ["60/100", "40/100"]
    assert comparison.sums == ("100/100", "100/100")


@given(st.fractions(min_value=Fraction(1, 1000), max_value=1), st.fractions(min_value=Fraction(1, 1000), max_value=1))
def test_that_a_way_is_the_product_of_its_weights(one: Fraction, other: Fraction) -> None:
    assert Way().below(one).below(other).share == one * other


@pytest.mark.parametrize(
    ("weight", "written"),
    [
        (Fraction(1, 3), "÷3"),
        (Fraction(25, 17), "×100÷68"),
        (Fraction(50, 90), "×5/9"),
        (Fraction(15, 100), "×15%"),
        (Fraction(0), "×0"),
    ],
)
def test_that_a_weight_is_written_as_people_multiply(weight: Fraction, written: str) -> None:
    assert times(weight) == written


def test_that_a_half_is_fifty_percent_of_a_period() -> None:
    assert percent(Fraction(1, 2)) == "×50%"


def test_that_a_long_wording_is_named_by_its_first_phrase() -> None:
    assert short("月度区域营销目标、计划、重点（三自定）于上月最后工作日前提交") == "月度区域营销目标"


def whole(derivation: Derivation) -> list[Step]:
    """Give every step of a derivation."""
    return [below for step in derivation.steps for below in step.whole()]


def test_that_a_sum_is_bracketed_before_its_weight() -> None:
    assert weighed("93.00×5/8 + 90.83×3/8", "×20%") == "(93.00×5/8 + 90.83×3/8)×20%"
    assert weighed("93.00", "×20%") == "93.00×20%"
    assert weighed("(94.50 + 86.00) ÷ 2 = 90.25", "×20%") == "(94.50 + 86.00) ÷ 2 = 90.25，×20%"
