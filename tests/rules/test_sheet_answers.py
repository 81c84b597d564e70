"""One sheet as keyed (B.4): what it lacks, what it scores, which items nobody looked at."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdesk.kernel.errors import Rejected
from cmdesk.rules import inspection_sheets as sheets
from cmdesk.rules.inspection_sheets import Answer, DeductionLine, ItemAnswer, RedLine
from cmdesk.rules.ruleset import RuleSet

KINDS = ("ledger", "manual", "pda", "photo", "other")
CODES = ("cannot_buy",)


def line(**changes: object) -> DeductionLine:
    given = {"step": "other", "points": Decimal("0.5"), "fact": "漏记", "place": "店", "evidence": "other"}
    return DeductionLine(**{"happened_on": date(2025, 1, 2), **given, **changes})  # type: ignore[arg-type]


def answers(rule_set: RuleSet, lost: dict[int, list[DeductionLine]]) -> list[ItemAnswer]:
    return [
        ItemAnswer(
            item=item.no,
            answer=Answer.DEDUCTED if item.no in lost else Answer.MET,
            deductions=tuple(lost.get(item.no, ())),
        )
        for item in rule_set.checklist.items
    ]


@pytest.mark.shows("8")
@given(data=st.data())
def test_that_a_sheet_scores_what_is_left_of_the_items_that_count(rule_set: RuleSet, data: st.DataObject) -> None:
    items = rule_set.checklist.items
    kept: list[ItemAnswer] = []
    for item in items:
        answer = data.draw(st.sampled_from([Answer.MET, Answer.MET, Answer.DEDUCTED, Answer.NOT_SEEN]))
        points = data.draw(st.integers(1, 100)) if answer is Answer.DEDUCTED else 0
        lines = (line(points=Decimal(points) / 10),) if points else ()
        kept.append(ItemAnswer(item=item.no, answer=answer, deductions=lines))
    counted = [(item, a) for item, a in zip(items, kept, strict=True) if a.answer is not Answer.NOT_SEEN]
    base = sum(Fraction(item.points) for item, _ in counted)
    if not base:
        with pytest.raises(Rejected, match="no_applicable_item"):
            sheets.scored(kept, red_line=False, rule_set=rule_set)
        return
    left = sum(
        max(Fraction(0), Fraction(item.points) - sum(Fraction(one.points or 0) for one in a.deductions))
        for item, a in counted
    )
    assert sheets.scored(kept, red_line=False, rule_set=rule_set).exact == 100 * left / base
    assert sheets.scored(kept, red_line=True, rule_set=rule_set).exact == 0
    shuffled = data.draw(st.permutations(kept))
    assert sheets.scored(shuffled, red_line=False, rule_set=rule_set).exact == 100 * left / base


def test_that_a_deduction_is_step_times_count_or_a_free_figure(rule_set: RuleSet) -> None:
    item = rule_set.checklist.item(101)
    assert item is not None
    assert sheets.line_points(line(step="late", times=3, points=None), item) == Decimal(3)
    assert sheets.line_points(line(points=Decimal("0.7")), item) == Decimal("0.7")
    assert sheets.line_points(line(step="never"), item) is None


def test_that_a_good_sheet_has_neither_problem_nor_warning(rule_set: RuleSet) -> None:
    given_answers = answers(
        rule_set, {101: [line()], 601: [line(evidence="photo", evidence_no="7", problem="cannot_buy")]}
    )
    found = sheets.check_answers(given_answers, rule_set.checklist, evidence_kinds=KINDS, problem_codes=CODES)
    assert found == ([], [])
    assert sheets.blank_items(given_answers, rule_set.checklist) == ()


def test_that_blanks_are_named_in_the_order_of_the_sheet(rule_set: RuleSet) -> None:
    given_answers = [a for a in answers(rule_set, {}) if a.item not in {1103, 101}]
    assert [p.params["item"] for p in sheets.blank_items(given_answers, rule_set.checklist)] == [101, 1103]


def test_that_what_was_not_looked_at_does_not_lower_the_base(rule_set: RuleSet) -> None:
    numbers = [item.no for item in rule_set.checklist.items]
    unseen = [ItemAnswer(item=no, answer=Answer.NOT_SEEN) for no in numbers]
    assert sheets.base_share(unseen, rule_set.checklist) == 1
    away = [ItemAnswer(item=no, answer=Answer.NOT_APPLICABLE, reason="休假") for no in numbers[:-1]]
    last = ItemAnswer(item=numbers[-1], answer=Answer.MET)
    points = rule_set.checklist.items[-1].points
    assert sheets.base_share([*away, last], rule_set.checklist) == Fraction(points) / 100


def test_that_a_red_line_has_kind_fact_and_evidence(rule_set: RuleSet) -> None:
    rules = rule_set.red_lines
    assert sheets.check_red_line(None, rules) == []
    assert sheets.check_red_line(RedLine(kind="false_orders", fact="虚报", evidence="照片"), rules) == []
    bad = sheets.check_red_line(RedLine(kind="x", fact=" ", evidence=""), rules)
    assert [p.code for p in bad] == ["red_line_unknown", "red_line_without_fact"]


def test_that_items_that_no_sheet_looked_at_are_listed(rule_set: RuleSet) -> None:
    numbers = [item.no for item in rule_set.checklist.items]
    one = [ItemAnswer(item=no, answer=Answer.NOT_SEEN if no in numbers[:3] else Answer.MET) for no in numbers]
    other = [ItemAnswer(item=no, answer=Answer.NOT_SEEN if no in numbers[1:] else Answer.MET) for no in numbers]
    assert sheets.unseen_items([one, other], rule_set.checklist) == tuple(numbers[1:3])
    assert sheets.unseen_items([], rule_set.checklist) == tuple(numbers)
