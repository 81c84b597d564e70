"""What the run sheet asks: times, ties, hindrances; whom a meeting may call; a PIN set before a second person."""

from __future__ import annotations

import pytest
from factories import meeting as m
from factories.county import HEAD, INSPECTOR, RECORDER, County

from cmdesk.kernel.errors import Forbidden
from cmdesk.queries.deliberation_calling import CallingPage, WhomToCall
from cmdesk.queries.deliberation_run import MeetingRun, RunOfMeeting
from cmdesk.usecases.deliberation.call_meeting import Item
from cmdesk.usecases.deliberation.enter_count import EnterCount
from cmdesk.usecases.deliberation.set_pin import SetPin


def run_of(county: County, meeting: str) -> MeetingRun:
    """Give the run sheet."""
    found: MeetingRun = county.ask(RECORDER, RunOfMeeting(meeting=meeting))
    return found


def callable_people(county: County, sitting: int) -> CallingPage:
    """Give who may be called."""
    found: CallingPage = county.ask(RECORDER, WhomToCall(year=m.YEAR_PERIOD, sitting=sitting))
    return found


def test_that_a_vote_on_levels_says_that_the_year_is_open(county: County) -> None:
    m.call_second(county, (Item(kind="proposal_vote"),))
    assert [problem.code for problem in run_of(county, m.SECOND).hindrances] == ["year_open"]


@pytest.mark.shows("54")
def test_that_the_run_sheet_tells_when_papers_opened_and_closed(county: County) -> None:
    m.prepared(county)
    m.call_second(county, (Item(kind="proposal_vote"),))
    m.begin(county, m.SECOND)
    assert run_of(county, m.SECOND).hindrances == ()
    papers = m.open_ballot(county, m.SECOND)
    back = m.hand_out(county, m.SECOND, papers[0])
    m.seal(county, m.SECOND, papers[0], returned=back)
    run = run_of(county, m.SECOND)
    first = run.times[0]
    assert first.opened_at is not None
    assert first.sealed_at is not None
    assert first.opened_at < first.sealed_at
    assert {"called", "appointed", "came", "opened", "ballot_opened"} <= dict(run.happened).keys()
    assert {row.paper for _, row in run.counts} == set(papers)


@pytest.mark.shows("71")
def test_that_the_run_sheet_tells_nothing_of_a_count_before_all_papers_are_equal(county: County) -> None:
    m.prepared(county)
    m.call_second(county, (Item(kind="proposal_vote"),))
    m.begin(county, m.SECOND)
    papers = m.open_ballot(county, m.SECOND)
    for paper in papers:
        m.seal(county, m.SECOND, paper, returned=m.hand_out(county, m.SECOND, paper))
    people = {one.paper: one for one in m.papers(county, m.SECOND)}[papers[0]].people
    m.key(county, m.TELLER, m.SECOND, papers[0], {number: {"agree": 8, "against": 1} for number, _ in people})
    row = next(row for _, row in run_of(county, m.SECOND).counts if row.paper == papers[0])
    assert (row.teller_keyed, row.scrutineer_keyed) == (len(people), 0)
    accounts = [one for item in run_of(county, m.SECOND).page.items for one in item.papers]
    assert [one.valid for one in accounts] == [None] * len(papers)


def test_that_the_first_sitting_proposes_everybody_by_class(county: County) -> None:
    page = callable_people(county, 1)
    tickets = {person.staff_no: person.ticket for person in page.people}
    assert (tickets["9001"], tickets["9003"], tickets["0001"], tickets["9010"]) == ("A", "B", "C", None)
    assert {person.staff_no for person in page.people if person.proposed} == {n for n, t in tickets.items() if t}


def test_that_the_second_sitting_proposes_no_candidate_and_says_who_may_not_count(county: County) -> None:
    page = callable_people(county, 2)
    by_number = {person.staff_no: person for person in page.people}
    assert not by_number["0001"].proposed
    assert (by_number["0001"].hindered, by_number["9008"].hindered, by_number["9014"].hindered) == (
        "candidate",
        "kin",
        "",
    )
    assert (page.least, page.most) == (7, 11)


def test_that_a_list_that_was_called_is_given_back(county: County) -> None:
    m.call_second(county, (Item(kind="proposal_vote"),))
    page = callable_people(county, 2)
    assert [member[0] for member in page.members] == list(m.MEMBERS)
    assert (page.state, page.items, page.place) == ("called", ("proposal_vote",), "二楼会议室")


def test_that_a_holder_with_an_account_sets_his_pin_as_second_person(county: County) -> None:
    m.prepared(county)
    m.call_second(county, (Item(kind="proposal_vote"),))
    name = county.people()[INSPECTOR].name
    order = SetPin(meeting=m.SECOND, name=name, pin_file=county.file("pin", "246810"))
    with pytest.raises(Forbidden) as refused:
        county.run(RECORDER, order)
    assert refused.value.code == "pin_of_another"
    with pytest.raises(Forbidden):
        county.run(RECORDER, order, second=HEAD)
    county.run(RECORDER, order, second=INSPECTOR)
    m.begin(county, m.SECOND)
    papers = m.open_ballot(county, m.SECOND)
    m.seal(county, m.SECOND, papers[0], returned=m.hand_out(county, m.SECOND, papers[0]))
    proof = EnterCount(
        meeting=m.SECOND, item=1, paper=papers[0], people=(), by=name, pin_file=county.file("pin", "246810")
    )
    county.run(RECORDER, proof, dry_run=True)
    with pytest.raises(Forbidden) as wrong:
        county.run(
            RECORDER,
            EnterCount(
                meeting=m.SECOND, item=1, paper=papers[0], people=(), by=name, pin_file=county.file("pin", "000000")
            ),
            dry_run=True,
        )
    assert wrong.value.code == "pin_wrong"
