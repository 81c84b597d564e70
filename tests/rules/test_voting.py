"""Proposal votes: quorum, majority, accounts, seats."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdesk.kernel.errors import Rejected
from cmdesk.rules.voting import (
    BallotAccount,
    Candidate,
    Quorum,
    VoteCounts,
    VoteState,
    account_problems,
    quorum,
    seat_vote,
    vote,
    votes_needed,
)

COUNTS = VoteCounts(issued=8, returned=8, invalid=0, agree=5, against=2, deferred=1, abstained=0)


@pytest.mark.shows("55", "69")
@pytest.mark.parametrize(
    ("expected", "present", "recused", "needed", "valid"),
    [(9, 6, 0, 6, True), (9, 5, 0, 6, False), (10, 7, 0, 7, True), (10, 6, 0, 7, False), (11, 7, 1, 7, True)],
)
def test_that_two_thirds_of_those_entitled_make_a_quorum(
    expected: int, present: int, recused: int, needed: int, valid: bool
) -> None:
    assert quorum(expected=expected, present=present, recused=recused) == Quorum(needed, valid)


@pytest.mark.shows("69")
@given(st.integers(0, 500), st.sampled_from([Fraction(1, 2), Fraction(2, 3), Fraction(4, 5)]))
def test_that_the_votes_needed_are_the_fewest_that_reach_or_exceed_a_share(base: int, share: Fraction) -> None:
    reach, exceed = votes_needed(base, share, more_than=False), votes_needed(base, share, more_than=True)
    assert reach >= share * base > reach - 1
    assert exceed > share * base >= exceed - 1


@pytest.mark.parametrize(("agree", "state"), [(4, VoteState.FAILED), (5, VoteState.PASSED)])
def test_that_half_of_those_entitled_is_not_a_majority(agree: int, state: VoteState) -> None:
    counts = replace(COUNTS, agree=agree, against=7 - agree)
    result = vote(counts, expected=9, present=8, recused=1)
    assert (result.state, result.needed, result.unreturned) == (state, 5, 0)


def test_that_a_missing_quorum_goes_before_a_void_ballot_and_void_before_the_count() -> None:
    too_many = replace(COUNTS, issued=7)
    assert vote(too_many, expected=9, present=5).state is VoteState.NO_QUORUM
    result = vote(too_many, expected=9, present=8)
    assert (result.state, result.unreturned) == (VoteState.VOID, 0)


def test_that_sheets_kept_by_voters_are_counted_as_unreturned() -> None:
    assert vote(replace(COUNTS, issued=9), expected=9, present=9).unreturned == 1


def test_that_marks_that_do_not_add_to_the_sheets_returned_are_refused() -> None:
    with pytest.raises(Rejected) as refused:
        vote(replace(COUNTS, abstained=1), expected=9, present=8, recused=10)
    assert [problem.code for problem in refused.value.problems] == ["recused_above_expected", "ballot_accounts"]


@pytest.mark.shows("58")
def test_that_every_equation_of_the_account_is_checked() -> None:
    sound = BallotAccount(printed=12, issued=10, unissued=1, spoiled=1, returned=9, unreturned=1, valid=8, invalid=1)
    assert account_problems(sound) == ()
    broken = replace(sound, printed=13, unreturned=2, valid=7)
    assert [problem.where.field for problem in account_problems(broken)] == ["printed", "issued", "returned"]
    assert replace(sound, returned=11).void


def _people(**agree: int) -> list[Candidate]:
    return [Candidate(person, votes) for person, votes in agree.items()]


def test_that_seats_go_by_votes_and_stay_empty_where_too_few_passed() -> None:
    result = seat_vote(_people(a=5, b=7, c=4), seats=3, needed=5)
    assert (result.elected, result.second_ballot_between, result.empty) == (("b", "a"), (), 1)


@pytest.mark.shows("70")
def test_that_a_tie_at_the_last_seat_asks_for_a_second_ballot_among_the_tied_only() -> None:
    people = _people(a=6, b=7, c=6, d=5)
    first = seat_vote(people, seats=2, needed=5)
    assert (first.elected, first.second_ballot_between) == (("b",), ("a", "c"))
    second = seat_vote(people, seats=2, needed=5, second_ballot={"a": 3, "c": 6})
    assert (second.elected, second.second_ballot_between) == (("b", "c"), ())


@pytest.mark.shows("70")
def test_that_a_tie_of_the_second_ballot_goes_by_the_printed_figures_and_no_figure_ranks_last() -> None:
    people = [
        Candidate("a", 6, annual=Decimal("80.00"), quarters=Decimal("81.00")),
        Candidate("b", 6, annual=Decimal("80.00"), quarters=Decimal("81.01")),
        Candidate("c", 6, annual=None, quarters=Decimal("99.00")),
    ]
    tied = seat_vote(people, seats=1, needed=5, second_ballot={"a": 4, "b": 4, "c": 4})
    assert tied.elected == ("b",)
    two = seat_vote(people, seats=2, needed=5, second_ballot={"a": 4, "b": 4, "c": 4})
    assert two.elected == ("b", "a")


def test_that_people_equal_in_everything_stay_for_the_lot() -> None:
    result = seat_vote(_people(a=6, b=6), seats=1, needed=5, second_ballot={"a": 3, "b": 3})
    assert (result.elected, result.second_ballot_between, result.empty) == ((), ("a", "b"), 0)


def test_that_a_second_ballot_of_other_people_is_refused() -> None:
    with pytest.raises(Rejected, match="second_ballot_people"):
        seat_vote(_people(a=6, b=6), seats=1, needed=5, second_ballot={"a": 3, "x": 3})
    with pytest.raises(Rejected, match="candidate_twice"):
        seat_vote([Candidate("a", 6), Candidate("a", 5)], seats=1, needed=5)


@given(st.lists(st.integers(0, 12), max_size=8), st.integers(0, 9), st.integers(0, 8))
def test_that_nobody_with_fewer_votes_is_elected_before_one_with_more(
    agree: list[int], needed: int, seats: int
) -> None:
    people = [Candidate(str(place), votes) for place, votes in enumerate(agree)]
    result = seat_vote(people, seats=seats, needed=needed)
    votes = {person.id: person.agree for person in people}
    assert len(result.elected) + result.empty <= seats
    assert all(votes[person] >= needed for person in result.elected)
    left_out = [person for person in votes if person not in result.elected and votes[person] >= needed]
    assert not result.elected or not left_out or min(votes[p] for p in result.elected) > max(votes[p] for p in left_out)
