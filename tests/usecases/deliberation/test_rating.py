"""民主测评 in the first sitting: three classes, one score, and the block; and what a call of a meeting refuses."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from factories import meeting as m
from factories.county import HEAD, RECORDER, County

from cmdesk.kernel.errors import Rejected
from cmdesk.kernel.periods import Period
from cmdesk.queries.deliberation_accounts import BallotAccounts
from cmdesk.queries.deliberation_results import Results
from cmdesk.queries.grading import Board
from cmdesk.usecases.deliberation.call_meeting import Called, CallMeeting, Item
from cmdesk.usecases.deliberation.close_meeting import CloseMeeting
from cmdesk.usecases.deliberation.destroy_ballots import DestroyBallots
from cmdesk.usecases.deliberation.keep_ballots import KeepBallots
from cmdesk.usecases.deliberation.open_meeting import OpenMeeting

SIZES = {3: "A", 6: "B", 8: "C"}


def codes(refused: pytest.ExceptionInfo[Rejected]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def give(number: str, count: int) -> dict[str, int]:
    """Rate 0005 不称职 by six managers, everybody else 优秀 by the leaders and 称职 by the rest."""
    if number == "0005" and SIZES[count] == "C":
        return {"incompetent": 6, "competent": 2}
    return {"excellent": count} if SIZES[count] == "A" else {"competent": count - 1, "unknown": 1}


@pytest.mark.shows("R46", "63")
def test_that_a_rating_weighs_its_classes_and_shows_no_small_class(county: County) -> None:
    meeting = m.call_first(county)
    m.begin(county, meeting)
    m.vote(county, meeting, 1, give)
    (item,) = county.ask(RECORDER, Results(meeting=meeting))
    people = {person.staff_no: person for person in item.people}
    # A 100 × 40 %, B and C 80 × 30 % each; 不了解 is valid and scores nothing.
    assert people["0001"].score == "88.00"
    assert people["0001"].marks == {
        "excellent": 3, "competent": 12, "basic": 0, "incompetent": 0, "unknown": 2, "abstained": 0, "invalid": 0,
    }  # fmt: skip
    assert (people["0001"].valid, people["0001"].blocked, people["0005"].blocked) == (17, False, True)
    accounts = county.ask(RECORDER, BallotAccounts(year=m.YEAR_PERIOD))
    assert [(a.paper, a.expected, a.issued, a.valid) for a in accounts] == [
        ("A", 3, 3, 3),
        ("B", 6, 6, 6),
        ("C", 8, 8, 8),
    ]


@pytest.mark.shows("R46")
def test_that_a_block_by_the_rating_bars_a_rise(county: County) -> None:
    meeting = m.call_first(county)
    m.begin(county, meeting)
    m.vote(county, meeting, 1, give)
    county.run(m.CHAIR, CloseMeeting(meeting=meeting))
    m.prepared(county, n0005="95.00")
    person = next(p for p in county.ask(HEAD, Board(year=m.YEAR_PERIOD)).people if p.staff_no == "0005")
    assert (person.suggested, person.ceiling, person.locked) == ("intermediate-C", "intermediate-C", True)
    assert person.ceiling_reasons == ("民主测评不称职票超过三分之一，当年不得晋升",)


def test_that_a_rating_needs_no_recusal(county: County) -> None:
    meeting = m.call_first(county)
    assert all(not member.recusals for member in m.page(county, meeting).members)


@pytest.mark.shows("78")
def test_that_counted_ballots_are_kept_and_destroyed_before_two(county: County) -> None:
    meeting = m.call_first(county)
    m.begin(county, meeting)
    keep = KeepBallots(meeting=meeting, item=1, seal_no="封-001", keeper="朱玉洁")
    with pytest.raises(Rejected) as refused:
        county.run(RECORDER, keep)
    assert codes(refused) == ["ballot_uncounted"]
    m.vote(county, meeting, 1, give)
    county.run(RECORDER, keep)
    with pytest.raises(Rejected) as refused:
        county.run(RECORDER, DestroyBallots(meeting=meeting, item=1, destroyed_by=("甲", "甲"), basis=""))
    assert codes(refused) == ["signatories_missing", "basis_missing"]
    county.clock.set(date(2027, 1, 20))
    order = DestroyBallots(meeting=meeting, item=1, destroyed_by=("朱玉洁", "高明远"), basis="演示〔2027〕2号")
    county.run(RECORDER, order)
    item = m.page(county, meeting).items[0]
    assert (item.seal_no, item.destroyed_on) == ("封-001", date(2027, 1, 20))


def call(**changes: Any) -> CallMeeting:
    members = tuple(Called(staff_no=number, position="评议成员") for number in m.MEMBERS)
    usual = {
        "year": m.YEAR_PERIOD,
        "sitting": 2,
        "held_on": m.DAY,
        "place": "二楼会议室",
        "members": members,
        "items": (Item(kind="graded_ballot"),),
    }
    return CallMeeting(**(usual | changes))


@pytest.mark.shows("2")
@pytest.mark.parametrize(
    ("order", "code"),
    [
        (call(sitting=3), "sitting_unknown"),
        (call(year=Period.parse("2025Q1")), "year_needed"),
        (call(members=call().members[:6]), "members_too_few"),
        (call(members=call().members[:8]), "members_even"),
        (call(members=(*call().members[:8], Called(staff_no="9001"))), "member_twice"),
        (call(members=(*call().members[:8], Called(staff_no="8888"))), "unknown_person"),
        (call(members=(*call().members[:8], Called(name=" "))), "member_without_name"),
        (call(members=(*call().members[:8], Called(name="\ue000某"))), "glyph_missing"),
        (call(items=()), "agenda_empty"),
        (call(items=(Item(kind="democratic_rating"),)), "item_not_in_sitting"),
        (call(items=(Item(kind="graded_ballot", staff_nos=()),)), "item_without_people"),
        (call(items=(Item(kind="graded_ballot", staff_nos=("9002",)),)), "not_a_candidate"),
        (
            call(
                items=(Item(kind="graded_ballot", staff_nos=("0001",)), Item(kind="proposal_vote", staff_nos=("0001",)))
            ),
            "person_on_two_items",
        ),
        (call(seed="短"), "seed_short"),
    ],
)
def test_that_an_unlawful_call_is_refused(county: County, order: CallMeeting, code: str) -> None:
    county.clock.set(m.DAY)
    with pytest.raises(Rejected) as refused:
        county.run(RECORDER, order)
    assert code in codes(refused)


def test_that_a_call_may_be_replaced_until_the_meeting_opens(county: County) -> None:
    m.prepared(county)
    county.clock.set(m.DAY)
    county.run(RECORDER, call())
    meeting = m.call_second(county, (Item(kind="graded_ballot"),), members=m.MEMBERS[:7])
    assert m.page(county, meeting).row.expected == 7
    m.begin(county, meeting)
    with pytest.raises(Rejected) as refused:
        county.run(RECORDER, call())
    assert codes(refused) == ["meeting_called_already"]


@pytest.mark.shows("R46")
def test_that_a_meeting_opens_only_with_duties_and_a_public_text(county: County) -> None:
    m.prepared(county)
    m.call_second(county, (Item(kind="graded_ballot"),), seed=None)
    with pytest.raises(Rejected) as refused:
        county.run(m.CHAIR, OpenMeeting(meeting=m.SECOND))
    assert codes(refused) == ["seed_missing", "no_quorum"]
