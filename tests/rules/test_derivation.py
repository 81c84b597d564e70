"""Derivation trees: they add, and they give the very figures that scoring gives."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdesk.kernel.amounts import Rounding
from cmdesk.kernel.periods import Period
from cmdesk.rules.derivation import Node, Origin, changed_inputs, leaf, leaves, mistakes, total
from cmdesk.rules.derivation_month import DeductionFact, FigureFact, ItemFact, MonthFacts, SheetFact, month_tree
from cmdesk.rules.derivation_periods import (
    ClosedMonth,
    ClosedResult,
    CompetencyFacts,
    ExamFacts,
    PeerFacts,
    QuarterFacts,
    SourceFact,
    YearFacts,
    competency_tree,
    half_year_tree,
    quarter_tree,
    year_tree,
)
from cmdesk.rules.indicators import performance_score
from cmdesk.rules.inspections import month_inspection, sheet_score
from cmdesk.rules.peer_scores import peer_score
from cmdesk.rules.ruleset import RuleSet
from cmdesk.rules.ruleset_checks import INDICATOR_CODES
from cmdesk.rules.scoring import ExamMarks, MonthFigures, competency_score, month_score, quarter_score, year_score
from cmdesk.rules.settings import with_settings

D = Decimal
amounts = st.decimals(min_value="0.1", max_value=5, places=1)
items = st.builds(
    lambda no, points, taken, applicable: ItemFact(
        no=no,
        text="项目",
        points=points,
        deductions=tuple(DeductionFact(text="事实", amount=amount) for amount in taken),
        applicable=applicable,
    ),
    st.integers(101, 1103),
    st.decimals(min_value=1, max_value=6, places=0),
    st.lists(amounts, max_size=3),
    st.booleans(),
)
plain_sheets = st.builds(
    lambda rows, red_line: SheetFact(
        label="检查表", items=(*rows, ItemFact(no=1, text="其他", points=D(1))), red_line=red_line
    ),
    st.lists(items, max_size=4),
    st.booleans(),
)
sheets = st.builds(lambda sheet, city: replace(sheet, re_check=city), plain_sheets, st.none() | plain_sheets)
figures = st.fixed_dictionaries(
    {
        code: st.builds(
            lambda value: FigureFact(value=value), st.none() | st.decimals(min_value=-5, max_value=120, places=2)
        )
        for code in INDICATOR_CODES
    }
)
months = st.builds(
    lambda known, rows, red_line: MonthFacts(figures=known, sheets=tuple(rows), red_line=red_line),
    figures,
    st.lists(sheets, max_size=3),
    st.booleans(),
)
scores = st.decimals(min_value=0, max_value=100, places=2)
sources = st.builds(lambda value: SourceFact(value=value), st.none() | scores)


@pytest.mark.shows("10")
@given(months, st.booleans())
def test_that_a_month_adds_up_to_what_scoring_gives(rule_set: RuleSet, facts: MonthFacts, whole: bool) -> None:
    rules = with_settings(rule_set, {"step_mode": "whole"}) if whole else rule_set
    tree = month_tree(facts, rules)
    assert mistakes(tree) == ()
    performance = performance_score({code: fact.value for code, fact in facts.figures.items()}, rules).exact
    sheet_scores = [
        sheet_score([item.answer for item in sheet.items], red_line=sheet.red_line, rule_set=rules).exact
        for sheet in facts.sheets
    ]
    city = {
        place: sheet_score(
            [item.answer for item in sheet.re_check.items], red_line=sheet.re_check.red_line, rule_set=rules
        ).exact
        for place, sheet in enumerate(facts.sheets)
        if sheet.re_check
    }
    inspection = month_inspection(sheet_scores, city, red_line=facts.has_red_line, rule_set=rules).exact
    assert tree.exact == month_score(performance, inspection, rules).exact


def closed(facts: MonthFacts, rule_set: RuleSet, period: Period) -> ClosedMonth:
    performance, inspection = month_tree(facts, rule_set).inputs
    return ClosedMonth(period=period, performance=performance, inspection=inspection)


def printed_of(node: Node | None) -> Decimal | None:
    return None if node is None or node.printed is None else D(node.printed)


@given(
    st.lists(st.none() | months, min_size=3, max_size=3),
    sources,
    sources,
    sources,
    st.decimals(min_value=-5, max_value=5, places=1),
)
def test_that_a_quarter_adds_up_to_what_scoring_gives(
    rule_set: RuleSet,
    facts: list[MonthFacts | None],
    customer: SourceFact,
    industry: SourceFact,
    self_review: SourceFact,
    adjustment: Decimal,
) -> None:
    year = Period.parse("2026Q1").months
    standing = [
        None if month is None else closed(month, rule_set, period) for month, period in zip(facts, year, strict=True)
    ]
    tree = quarter_tree(
        QuarterFacts(
            months=tuple(standing),
            customer=customer,
            industry=industry,
            self_review=self_review,
            adjustment=adjustment,
            reason="表现突出",
        ),
        rule_set,
    )
    assert mistakes(tree) == ()
    score = quarter_score(
        [
            None if month is None else MonthFigures(printed_of(month.performance), printed_of(month.inspection))
            for month in standing
        ],
        customer=customer.value,
        industry=industry.value,
        self_review=self_review.value,
        department_adjustment=adjustment,
        rule_set=rule_set,
    )
    assert tree.exact == score.weighed.exact


@given(
    st.lists(st.tuples(scores, scores), min_size=1, max_size=2),
    st.lists(scores, max_size=9),
    st.none() | scores,
    st.none() | scores,
)
def test_that_a_year_adds_up_to_what_scoring_gives(
    rule_set: RuleSet,
    marks: list[tuple[Decimal, Decimal]],
    peers: list[Decimal],
    leader: Decimal | None,
    rating: Decimal | None,
) -> None:
    year = Period.parse("2026")
    exams = [half_year_tree(ExamFacts(theory=theory, practice=practice), rule_set) for theory, practice in marks]
    quarters = [D("90.46"), D("88.12"), None, D("89.25")]
    competency = competency_tree(
        CompetencyFacts(
            peers=PeerFacts(score=peer_score(peers, rule_set)),
            leader=SourceFact(value=leader),
            democratic=SourceFact(value=rating),
        ),
        rule_set,
    )
    facts = YearFacts(
        quarters=tuple(
            ClosedResult(period=period, tree=None if score is None else leaf("quarter", "季度得分", score, "B.2"))
            for period, score in zip(year.quarters, quarters, strict=True)
        ),
        exams=tuple(ClosedResult(period=half, tree=tree) for half, tree in zip(year.halves, exams, strict=False)),
        competency=competency,
    )
    tree = year_tree(facts, rule_set)
    assert mistakes(tree) == ()
    exact = competency_score(peers, leader, rating, rule_set).exact
    assert tree.exact == year_score(quarters, [ExamMarks(*pair) for pair in marks], exact, rule_set=rule_set).exact


def test_that_few_peers_hide_the_whole_assessment(rule_set: RuleSet) -> None:
    def tree(sheets: int) -> Node:
        facts = PeerFacts(score=peer_score([D(90)] * sheets, rule_set))
        leader = SourceFact(value=D(90))
        return competency_tree(CompetencyFacts(peers=facts, leader=leader, democratic=leader), rule_set)

    assert tree(4).suppressed
    assert tree(4).inputs == ()
    assert tree(5).suppressed is None
    assert tree(5).inputs[0].suppressed
    assert tree(2).suppressed is None


def test_that_abilities_add_to_the_peer_score(rule_set: RuleSet) -> None:
    score = peer_score([D(80)] * 5, rule_set)
    abilities = tuple((item.code, Fraction(8)) for item in rule_set.competencies.items)
    facts = CompetencyFacts(
        peers=PeerFacts(score=score, abilities=abilities),
        leader=SourceFact(value=D(90)),
        democratic=SourceFact(value=None),
    )
    tree = competency_tree(facts, rule_set)
    assert [node.label for node in tree.inputs[0].inputs][:2] == ["市场分析", "市场预测"]
    assert mistakes(tree) == ()


def test_that_a_wrong_figure_is_found_with_its_path() -> None:
    parts = (leaf("a", "甲", D(3), "B.2").weighed(1), leaf("b", "乙", D(4), "B.2").weighed(Fraction(1, 2)))
    tree = total("sum", "和", parts, "B.2", Rounding.HALF_UP)
    assert tree.exact == 5
    wrong = replace(tree, inputs=(replace(parts[0], exact=Fraction(4), printed="4.00"), parts[1]))
    assert [(mistake.path, mistake.stated, mistake.found) for mistake in mistakes(wrong)] == [(("sum",), "5", "6")]
    misprinted = replace(tree, printed="5.01")
    assert [mistake.stated for mistake in mistakes(misprinted)] == ["5.01"]


def test_that_the_rounding_between_periods_is_a_part_of_its_own(rule_set: RuleSet) -> None:
    third = SheetFact(
        label="表",
        items=(ItemFact(no=101, text="甲", points=D(3), deductions=(DeductionFact(text="迟交", amount=D(1)),)),),
        source=Origin(kind="inspection_sheet", id="s1"),
    )
    facts = MonthFacts(figures={code: FigureFact(value=D(120)) for code in INDICATOR_CODES}, sheets=(third,))
    month = closed(facts, rule_set, Period.parse("2026-01"))
    tree = quarter_tree(
        QuarterFacts(
            months=(month, None, None),
            customer=SourceFact(value=None),
            industry=SourceFact(value=None),
            self_review=SourceFact(value=None),
        ),
        rule_set,
    )
    department = tree.inputs[4]
    assert department.exact == Fraction("66.67")
    assert {node.code for node in leaves(department)} >= {"rounding", "deduction"}
    assert mistakes(tree) == ()


def test_that_changed_facts_are_named() -> None:
    def tree(second: int) -> Node:
        parts = (leaf("a", "甲", D(3), "B.2").weighed(1), leaf("b", "乙", D(second), "B.2").weighed(1))
        return total("sum", "和", parts, "B.2", Rounding.HALF_UP)

    assert changed_inputs(tree(4), tree(5)) == (("sum", "b.1"),)
    assert changed_inputs(tree(4), tree(4)) == ()
