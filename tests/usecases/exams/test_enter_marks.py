"""Exam marks keyed from paper: checked whole, written in one step, and told by the board."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from factories.county import HEAD, LEADER, RECORDER, County
from hypothesis import given
from hypothesis import strategies as st

from cmdesk.kernel.errors import Forbidden, Problem, Rejected
from cmdesk.kernel.periods import Period
from cmdesk.queries.exams import ExamBoard, ExamOfHalf
from cmdesk.ui.forms.specs import number_typed
from cmdesk.usecases.exams.enter_marks import EnterMarks, MarkEntry
from cmdesk.usecases.exams.publish import Publish

HALF = Period.parse("2024H2")
DAY = date(2024, 12, 10)


def entry(number: str = "0001", theory: str | None = "80", practice: str | None = "90", **more: object) -> MarkEntry:
    marks = [None if mark is None else Decimal(mark) for mark in (theory, practice)]
    made = MarkEntry(staff_no=number, theory=marks[0], practice=marks[1], sat_on=DAY)
    return replace(made, **more)  # type: ignore[arg-type]


def key(county: County, *entries: MarkEntry, period: Period = HALF) -> int:
    return county.run(RECORDER, EnterMarks(period=period, entries=entries)).count


def refused(county: County, *entries: MarkEntry, period: Period = HALF) -> list[Problem]:
    with pytest.raises(Rejected) as caught:
        key(county, *entries, period=period)
    return list(caught.value.problems)


def board(county: County) -> ExamBoard:
    found: ExamBoard = county.ask(HEAD, ExamOfHalf(period=HALF))
    return found


@pytest.mark.shows("R31")
def test_that_keyed_marks_give_h_and_both_parts_must_pass(county: County) -> None:
    assert key(county, entry("0001"), entry("0002", "59.99", "100")) == 2
    rows = {row.staff_no: row for row in board(county).rows}
    assert (rows["0001"].passed, rows["0002"].passed, rows["0003"].passed) == (True, False, None)
    assert rows["0001"].first is not None
    assert (rows["0001"].first.theory, rows["0001"].first.keyed) == ("80.00", True)
    assert rows["0001"].score == "85.00"
    assert key(county, entry("0001"), entry("0002", "59.99", "100")) == 0


def test_that_a_retake_changes_the_pass_and_leaves_h(county: County) -> None:
    key(county, entry("0001", "50", "90"))
    before = board(county).rows[0]
    key(county, entry("0001", "70", "90", retake=True))
    after = board(county).rows[0]
    assert (before.passed, after.passed) == (False, True)
    assert before.score == after.score == "70.00"


def test_that_the_board_counts_by_tens_and_tells_the_exams_before(county: County) -> None:
    key(county, entry("0001", "50", "60"), entry("0002", "80", "90"), entry("0003", "100", "100"))
    assert board(county).spread == ((0, 1), (60, 0), (70, 0), (80, 1), (90, 1))
    assert board(county).rows[0].earlier == ()
    later: ExamBoard = county.ask(HEAD, ExamOfHalf(period=HALF.next()))
    earlier = {row.staff_no: row.earlier for row in later.rows}
    assert [(e.period, e.score, e.passed) for e in earlier["0001"]] == [(HALF, "55.00", False)]
    assert earlier["0002"][0].passed


def test_that_absence_counts_nothing_and_a_deferral_leaves_the_exam_out(county: County) -> None:
    key(
        county,
        entry("0001", None, None, state="absent"),
        entry("0002", None, None, state="deferred", note="晋烟考〔缓〕1号"),
    )
    first, second = board(county).rows[:2]
    assert (first.score, first.passed) == ("0.00", False)
    assert (second.score, second.passed) == (None, None)


def test_that_everything_wrong_is_told_at_once_with_its_row(county: County) -> None:
    problems = refused(
        county,
        entry("0001", "101", None),
        entry("7777"),
        entry("0002", "70.123", "80"),
        entry("0003", "70", None, state="deferred"),
        entry("0004", retake=True),
        entry("9001"),
        entry("0005"),
        entry("0005"),
        entry("0006", state="ill"),
    )
    assert {(problem.code, problem.where.row, problem.where.field) for problem in problems} == {
        ("out_of_range", 1, "theory"),
        ("mark_missing", 1, "practice"),
        ("unknown_person", 2, "staff_no"),
        ("mark_places", 3, "theory"),
        ("mark_with_deferral", 4, "theory"),
        ("deferral_without_note", 4, "note"),
        ("retake_without_first", 5, "staff_no"),
        ("not_in_unit", 6, "staff_no"),
        ("entry_twice", 8, "staff_no"),
        ("value_not_allowed", 9, "state"),
    }
    assert all(row.first is None for row in board(county).rows)


def test_that_published_marks_are_not_keyed_over(county: County) -> None:
    key(county, entry("0001"))
    county.run(LEADER, Publish(period=HALF))
    assert [problem.code for problem in refused(county, entry("0001", "90"))] == ["already_used"]
    assert board(county).published_on is not None


def test_that_only_a_half_year_has_an_exam_and_only_the_recorder_keys_it(county: County) -> None:
    assert [p.code for p in refused(county, entry(), period=Period.parse("2025-01"))] == ["half_year_needed"]
    with pytest.raises(Forbidden):
        county.run(LEADER, EnterMarks(period=HALF, entries=(entry(),)))


def test_that_keying_is_one_step_that_undo_takes_back(county: County) -> None:
    key(county, entry("0001"), entry("0002"))
    county.desk.undo()
    assert all(row.first is None for row in board(county).rows)


@given(st.decimals(min_value=0, max_value=100, places=2))
def test_that_every_mark_typed_is_read_as_it_stands(mark: Decimal) -> None:
    found = number_typed(f"{mark}", 2)
    assert found is not None
    assert Decimal(found) == mark
