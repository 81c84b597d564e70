"""Meetings: recusals, papers, bases, attendance, officers, steps."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdesk.rules.ballot_steps import BallotFacts, BallotState, BallotStep, entry_differences, next_step, step_problem
from cmdesk.rules.deliberation import (
    Paper,
    Recusal,
    RoomChange,
    attendance_problems,
    in_room_at,
    paper_base,
    papers,
    recusals,
)
from cmdesk.rules.meeting_duties import Duty, Officer, member_problems, officer_problems

MEMBERS = ("m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "m9")
NINE = datetime(2026, 1, 15, 1, tzinfo=UTC)


@pytest.mark.shows("56")
def test_that_a_member_leaves_for_himself_and_for_kin_in_either_direction() -> None:
    leaving = recusals(MEMBERS, ["m2", "c1", "c2"], [("c1", "m5"), ("m4", "c1"), ("x", "c2")])
    assert leaving == (Recusal("m2", "m2"), Recusal("m4", "c1"), Recusal("m5", "c1"))


@pytest.mark.shows("56", "57")
def test_that_people_without_recusal_share_a_paper_and_each_other_has_his_own() -> None:
    leaving = [Recusal("m2", "b"), Recusal("m1", "d"), Recusal("m3", "d"), Recusal("m3", "elsewhere")]
    assert papers(["a", "b", "c", "d"], leaving) == (
        Paper(1, ("a", "c"), ()),
        Paper(2, ("b",), ("m2",)),
        Paper(3, ("d",), ("m1", "m3")),
    )


def test_that_there_is_no_empty_shared_paper() -> None:
    assert papers(["a"], [Recusal("m1", "a")]) == (Paper(1, ("a",), ("m1",)),)


@given(st.lists(st.sampled_from("abcdef"), unique=True), st.sets(st.sampled_from("abcdef")))
def test_that_everybody_is_on_exactly_one_paper(candidates: list[str], away: set[str]) -> None:
    made = papers(candidates, [Recusal("m1", person) for person in sorted(away)])
    assert sorted(person for paper in made for person in paper.candidates) == sorted(candidates)


@pytest.mark.shows("55", "56", "69")
def test_that_the_recused_count_neither_as_expected_nor_as_present() -> None:
    base = paper_base(Paper(2, ("b",), ("m1", "m2")), members=MEMBERS, in_room={"m1", "m3", "m4", "m5", "m6", "guest"})
    assert (base.expected, base.recused, base.entitled, base.present, base.majority) == (9, 2, 7, 4, 4)
    assert (base.quorum.needed, base.quorum.valid) == (5, False)


@pytest.mark.shows("54")
def test_that_the_room_at_an_instant_is_who_entered_and_has_not_left() -> None:
    def change(member: str, minute: int, enters: bool) -> RoomChange:
        return RoomChange(member, NINE + timedelta(minutes=minute), enters)

    changes = [change("m2", 5, True), change("m1", 0, True), change("m1", 10, False), change("m1", 20, True)]
    assert in_room_at(changes, NINE + timedelta(minutes=10)) == {"m2"}
    assert in_room_at(changes, NINE + timedelta(minutes=20)) == {"m1", "m2"}
    assert in_room_at(changes, NINE - timedelta(minutes=1)) == frozenset()
    assert attendance_problems(changes, MEMBERS) == ()
    wrong = [*changes, change("m2", 6, True), change("m3", 7, False), change("stranger", 8, True)]
    assert [problem.code for problem in attendance_problems(wrong, MEMBERS)] == [
        "enters_twice",
        "leaves_twice",
        "not_called",
    ]


def test_that_the_list_of_members_is_odd_and_of_the_size_asked_for() -> None:
    assert member_problems(MEMBERS, least=7, most=11) == ()
    assert [p.code for p in member_problems(MEMBERS[:6], least=7, most=11)] == ["members_too_few", "members_even"]
    assert [p.code for p in member_problems([*MEMBERS, "a", "b", "c", "d"], least=7, most=11)] == ["members_too_many"]


OFFICERS = (
    Officer("chair", Duty.CHAIR),
    Officer("s1", Duty.SCRUTINEER),
    Officer("s2", Duty.SCRUTINEER),
    Officer("t1", Duty.TELLER),
    Officer("t2", Duty.TELLER),
    Officer("t2", Duty.VOTE_CALLER),
)


def test_that_a_teller_may_call_the_votes_and_nobody_else_has_two_duties() -> None:
    assert officer_problems(OFFICERS, candidates=["c"], kin=[]) == ()
    twice = [*OFFICERS, Officer("s1", Duty.VOTE_CALLER)]
    assert [problem.code for problem in officer_problems(twice, candidates=["c"], kin=[])] == ["officer_twice"]


def test_that_no_candidate_and_no_kin_of_one_counts_ballots_and_no_candidate_chairs() -> None:
    problems = officer_problems(OFFICERS, candidates=["s1", "c", "chair"], kin=[("c", "t1"), ("chair", "nobody")])
    assert [(p.code, p.params["person"]) for p in problems] == [
        ("officer_is_candidate", "chair"),
        ("officer_is_candidate", "s1"),
        ("officer_is_kin", "t1"),
    ]


def test_that_two_of_each_are_asked_for() -> None:
    problems = officer_problems(OFFICERS[:2], candidates=[], kin=[])
    assert [(p.code, p.params["duty"]) for p in problems] == [
        ("officers_too_few", "监票人"),
        ("officers_too_few", "计票人"),
    ]


PREPARED = BallotFacts(state=BallotState.PREPARED, quorum=True)
CLOSED = replace(PREPARED, state=BallotState.CLOSED)
COUNTED = replace(PREPARED, state=BallotState.COUNTED)


@pytest.mark.shows("55", "59", "70")
@pytest.mark.parametrize(
    ("facts", "step"),
    [
        (replace(PREPARED, quorum=False), BallotStep.WAIT_FOR_QUORUM),
        (PREPARED, BallotStep.OPEN),
        (replace(PREPARED, state=BallotState.OPEN, quorum=False), BallotStep.CLOSE),
        (CLOSED, BallotStep.ENTER),
        (replace(CLOSED, entries=1), BallotStep.ENTER),
        (replace(CLOSED, entries=2), BallotStep.RECOUNT),
        (replace(CLOSED, entries=2, entries_equal=True, balanced=False), BallotStep.BALANCE),
        (replace(CLOSED, entries=2, entries_equal=True), BallotStep.RECORD),
        (replace(CLOSED, entries=2, entries_equal=True, void=True), BallotStep.VOTE_AGAIN),
        (replace(COUNTED, tied=True), BallotStep.SECOND_BALLOT),
        (replace(COUNTED, tied=True, second_held=True), BallotStep.DRAW_LOT),
        (COUNTED, BallotStep.REPORT),
    ],
)
def test_that_only_one_step_is_lawful_at_each_moment(facts: BallotFacts, step: BallotStep) -> None:
    assert next_step(facts) is step
    assert step_problem(step, facts) is None
    others = [other for other in BallotStep if other is not step]
    assert {problem.code for other in others if (problem := step_problem(other, facts))} == {"step_not_lawful"}


@pytest.mark.shows("59")
def test_that_only_differing_figures_of_two_entries_are_shown() -> None:
    first = {"a": {"agree": 5, "against": 2}, "b": {"agree": 1}}
    second = {"a": {"agree": 5, "against": 1, "deferred": 1}, "b": {"agree": 1, "against": 0}}
    assert entry_differences(first, second) == (("a", "against"), ("a", "deferred"))
    assert entry_differences(first, first) == ()
