"""The board of the five evaluations: states, who sees what until both sides are locked, rounds opened again."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cmdesk.kernel.errors import Forbidden, Rejected
from cmdesk.kernel.periods import Period
from cmdesk.queries.evaluations_board import EvaluationBoard, EvaluationsOf, consequence_of
from cmdesk.queries.evaluations_forms import FormsOf, RaterForms, reviewed_figure
from cmdesk.sample.year import HEAD, LEADER, RECORDER, Sample
from cmdesk.storage import resources
from cmdesk.usecases.evaluations.close_round import CloseRound
from cmdesk.usecases.evaluations.enter_self import EnterSelf
from cmdesk.usecases.evaluations.open_round import OpenRound
from cmdesk.usecases.evaluations.reopen_round import ReopenRound
from cmdesk.usecases.evaluations.review import Review

CLOSED, OPEN = Period.parse("2025Q1"), Period.parse("2025Q2")


def board(sample: Sample, number: str, period: Period = OPEN) -> EvaluationBoard:
    """Ask for the board as a user."""
    sample.desk.switch(sample.actor(number))
    found: EvaluationBoard = sample.desk.ask(EvaluationsOf(period=period))
    return found


@pytest.fixture
def with_marks(lived: Sample) -> Sample:
    """Give a county in whose open quarter one self-rating and one review are in."""
    for source in ("self", "department", "industry"):
        lived.run(RECORDER, OpenRound(period=OPEN, source=source))
    scores = (Decimal("8.5"),) * 10
    lived.run(RECORDER, EnterSelf(period=OPEN, staff_no="0001", scores=scores, facts=(None,) * 10))
    lived.run(HEAD, Review(period=OPEN, staff_no="0001", adjustment=Decimal("1.5"), reason="代班"))
    return lived


def test_that_a_closed_quarter_is_locked_throughout(lived: Sample) -> None:
    found = board(lived, RECORDER, CLOSED)
    assert {cell.state for row in found.rows for cell in row.cells} <= {"locked", "policy"}
    assert all(row.missing == () and row.consequence == "" for row in found.rows)
    assert [one.state for one in found.rounds] == ["closed"] * 5


def test_that_nobody_is_whole_while_rounds_are_not_opened_or_were_closed_with_nothing_in(lived: Sample) -> None:
    before = board(lived, RECORDER)
    assert not any(row.whole for row in before.rows)
    assert not any(row.lacks for row in before.rows if row.cells[0].state != "missing")
    lived.run(RECORDER, OpenRound(period=OPEN, source="industry"))
    lived.run(LEADER, CloseRound(period=OPEN, source="industry"))
    after = board(lived, RECORDER)
    industry = after.round_of("industry")
    assert (industry.state, industry.done, industry.lacking) == ("closed", 0, industry.whole)
    assert all(row.lacks and not row.whole for row in after.rows)


@pytest.mark.shows("16")
def test_that_self_and_review_are_hidden_from_each_other_until_both_are_locked(with_marks: Sample) -> None:
    def seen(number: str) -> tuple[str, bool]:
        row = next(row for row in board(with_marks, number).rows if row.person.staff_no == "0001")
        return row.cells[3].text, row.cells[3].hidden

    assert seen(RECORDER) == ("85.00", False)
    assert seen(HEAD) == ("已交", True)
    assert seen(LEADER) == ("已交", True)
    with_marks.desk.switch(with_marks.actor(HEAD))
    forms = with_marks.desk.ask(FormsOf(period=OPEN, staff_no="0001"))
    assert (forms.self_in, forms.self_marks, forms.adjustment) == (True, None, Decimal("1.5"))
    with_marks.desk.switch(with_marks.actor(RECORDER))
    forms = with_marks.desk.ask(FormsOf(period=OPEN, staff_no="0001"))
    assert (forms.reviewed, forms.adjustment, forms.reason, forms.spread) == (True, None, "", ())
    for source in ("self", "department"):
        with_marks.run(LEADER, CloseRound(period=OPEN, source=source))
    assert seen(HEAD) == ("85.00", False)
    with_marks.desk.switch(with_marks.actor(RECORDER))
    assert with_marks.desk.ask(FormsOf(period=OPEN, staff_no="0001")).adjustment == Decimal("1.5")


def test_that_a_missing_source_says_what_it_will_do(with_marks: Sample) -> None:
    row = next(row for row in board(with_marks, RECORDER).rows if row.person.staff_no == "0002")
    assert {"industry", "self", "department"} <= set(row.missing)
    rules = resources.load_rule_set(None)[1]
    assert consequence_of({"industry": "缺"}, rules) == "其余 90 分折成 100"
    assert consequence_of({}, rules) == ""


def test_that_the_adjustment_stays_within_the_scale_of_the_figure() -> None:
    from fractions import Fraction

    assert reviewed_figure(Fraction(98), Decimal(5)) == "100.00"
    assert reviewed_figure(Fraction(28787, 300), Decimal("-1.5")) == "94.46"


@pytest.mark.shows("135")
def test_that_a_closed_round_is_opened_again_by_two_with_a_reason(with_marks: Sample) -> None:
    with_marks.run(LEADER, CloseRound(period=OPEN, source="self"))
    with pytest.raises(Rejected) as refused:
        with_marks.run(LEADER, ReopenRound(period=OPEN, source="self", reason=" "), second=HEAD)
    assert [problem.code for problem in refused.value.problems] == ["reason_missing"]
    with pytest.raises(Forbidden):
        with_marks.run(LEADER, ReopenRound(period=OPEN, source="self", reason="收晚一份"))
    with_marks.run(LEADER, ReopenRound(period=OPEN, source="self", reason="收晚一份"), second=HEAD)
    assert board(with_marks, LEADER).round_of("self").state == "open"


def test_that_only_a_closed_round_of_an_open_quarter_is_opened_again(with_marks: Sample) -> None:
    with pytest.raises(Rejected) as refused:
        with_marks.run(LEADER, ReopenRound(period=OPEN, source="self", reason="收晚一份"), second=HEAD)
    assert [problem.code for problem in refused.value.problems] == ["round_not_closed"]
    with pytest.raises(Rejected) as refused:
        with_marks.run(LEADER, ReopenRound(period=CLOSED, source="self", reason="收晚一份"), second=HEAD)
    assert [problem.code for problem in refused.value.problems] == ["period_closed"]


def test_that_a_year_has_no_five_evaluations(lived: Sample) -> None:
    with pytest.raises(Rejected):
        board(lived, RECORDER, Period.parse("2025"))


def test_that_the_raters_of_a_quarter_are_told_with_what_came_back(lived: Sample) -> None:
    lived.desk.switch(lived.actor(RECORDER))
    forms = lived.desk.ask(RaterForms(period=CLOSED))
    assert len(forms) == 2
    assert all(form.returned and form.rated == 6 for form in forms)
