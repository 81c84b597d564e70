"""A ballot from the list to the released count, through the real orders on a real encrypted database."""

from __future__ import annotations

import pytest
from factories import meeting as m
from factories.county import RECORDER, County

from cmdesk.kernel.errors import Problem, Rejected
from cmdesk.queries.deliberation_results import Results
from cmdesk.usecases.deliberation.admit import Admit
from cmdesk.usecases.deliberation.call_meeting import Item
from cmdesk.usecases.deliberation.hand_out import HandOut
from cmdesk.usecases.deliberation.open_ballot import OpenBallot
from cmdesk.usecases.deliberation.open_meeting import OpenMeeting
from cmdesk.usecases.deliberation.recuse import Recuse
from cmdesk.usecases.deliberation.seal_ballot import SealBallot
from cmdesk.usecases.deliberation.void_ballot import VoidBallot
from cmdesk.usecases.deliberation.vote_again import VoteAgain

PROPOSALS = (Item(kind="proposal_vote", title="等级档次"),)


def codes(refused: pytest.ExceptionInfo[Rejected]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


@pytest.fixture
def sitting(county: County) -> str:
    m.prepared(county)
    return m.call_second(county, PROPOSALS)


@pytest.mark.shows("R46", "54", "56")
def test_that_a_vote_passes_from_the_list_to_the_released_count(county: County, sitting: str) -> None:
    m.begin(county, sitting)
    names = m.open_ballot(county, sitting)
    assert names == ("票一", "票二", "票三", "票四", "票五")
    m.finish(county, sitting, 1, names, m.agree)
    (item,) = county.ask(RECORDER, Results(meeting=sitting))
    assert item.released
    assert {person.staff_no: person.passed for person in item.people} == dict.fromkeys(county.managers(), True)


@pytest.mark.shows("56")
def test_that_a_recused_voter_leaves_the_base_of_that_paper_only(county: County, sitting: str) -> None:
    m.begin(county, sitting)
    m.open_ballot(county, sitting)
    accounts = {paper.people: paper for paper in m.papers(county, sitting)}
    shared = accounts[tuple((n, county.people()[n].name) for n in ("0002", "0005", "0007", "0008"))]
    own = accounts[(("0004", county.people()["0004"].name),)]
    assert (shared.expected, shared.entitled, shared.present, shared.majority) == (9, 9, 9, 5)
    assert (own.expected, own.entitled, own.present, own.quorum, own.majority) == (9, 8, 8, 6, 5)
    assert own.recused == (county.people()["0003"].name,)


def test_that_a_further_ground_gives_a_person_a_paper_of_his_own(county: County, sitting: str) -> None:
    county.run(RECORDER, Recuse(meeting=sitting, number=2, staff_no="0005", ground="师徒"))
    m.begin(county, sitting)
    assert len(m.open_ballot(county, sitting)) == 6
    with pytest.raises(Rejected) as refused:
        county.run(RECORDER, Recuse(meeting=sitting, number=2, staff_no="0007", ground="师徒"))
    assert codes(refused) == ["ballot_began"]


@pytest.mark.shows("55")
def test_that_too_few_in_the_room_neither_open_the_meeting_nor_a_ballot(county: County, sitting: str) -> None:
    county.run(RECORDER, Admit(meeting=sitting, numbers=(1, 2, 3, 4, 5)))
    with pytest.raises(Rejected) as refused:
        county.run(m.CHAIR, OpenMeeting(meeting=sitting))
    assert refused.value.problems[0] == Problem(
        "no_quorum", refused.value.problems[0].where, {"paper": "会议", "present": 5, "expected": 9, "needed": 6}
    )
    county.run(RECORDER, Admit(meeting=sitting, numbers=(6,)))
    county.run(m.CHAIR, OpenMeeting(meeting=sitting))
    done = county.run(RECORDER, Admit(meeting=sitting, numbers=(6,), came=False))
    assert [warning.code for warning in done.warnings] == ["quorum_lost"]
    with pytest.raises(Rejected) as refused:
        county.run(m.CHAIR, OpenBallot(meeting=sitting, item=1))
    assert set(codes(refused)) == {"no_quorum"}


def test_that_the_quorum_of_a_paper_counts_without_the_recused(county: County, sitting: str) -> None:
    m.begin(county, sitting, absent=(1, 2, 8))
    with pytest.raises(Rejected) as refused:
        m.open_ballot(county, sitting)
    # 票四 (0004): one of nine leaves, so six of eight are needed and five are there.
    assert {(p.params["expected"], p.params["present"]) for p in refused.value.problems} == {(8, 5)}


@pytest.mark.shows("58")
def test_that_an_account_that_does_not_balance_is_refused(county: County, sitting: str) -> None:
    m.begin(county, sitting)
    m.open_ballot(county, sitting)
    for printed, issued, code in ((8, 9, "printed_too_few"), (20, 10, "issued_above_voters")):
        with pytest.raises(Rejected) as refused:
            county.run(RECORDER, HandOut(meeting=sitting, item=1, paper="票一", printed=printed, issued=issued))
        assert code in codes(refused)
    with pytest.raises(Rejected) as refused:
        county.run(m.CHAIR, SealBallot(meeting=sitting, item=1, paper="票一", returned=9))
    assert codes(refused) == ["not_handed_out"]
    m.hand_out(county, sitting, "票一")
    with pytest.raises(Rejected) as refused:
        county.run(m.CHAIR, SealBallot(meeting=sitting, item=1, paper="票一", returned=8))
    assert codes(refused) == ["reasons_missing", "witnesses_missing"]
    people = county.people()
    county.run(
        m.CHAIR,
        SealBallot(
            meeting=sitting,
            item=1,
            paper="票一",
            returned=8,
            unreturned_reasons=("带离会场",),
            witnesses=(people["9004"].name, people["9010"].name),
        ),
    )
    account = m.papers(county, sitting)[0]
    assert (account.printed, account.issued, account.unissued, account.spoiled) == (11, 9, 1, 1)
    assert (account.returned, account.unreturned, account.valid) == (8, 1, None)


@pytest.mark.shows("58")
def test_that_more_back_than_out_voids_the_paper_and_is_voted_again(county: County, sitting: str) -> None:
    m.begin(county, sitting)
    names = m.open_ballot(county, sitting)
    m.hand_out(county, sitting, "票一")
    assert m.seal(county, sitting, "票一", returned=10)["void"]
    with pytest.raises(Rejected) as refused:
        m.key(county, m.TELLER, sitting, "票一", {"0002": {"agree": 10}})
    assert codes(refused) == ["ballot_state"]
    assert county.run(m.CHAIR, VoteAgain(meeting=sitting, item=1, paper="票一")).answer == {"round": 2}
    m.finish(county, sitting, 1, names, m.agree)
    rounds = [(a.paper, a.round, a.state) for a in m.papers(county, sitting) if a.paper == "票一"]
    assert rounds == [("票一", 1, "void"), ("票一", 2, "counted")]
    assert county.ask(RECORDER, Results(meeting=sitting))[0].released


def test_that_a_counted_paper_cannot_be_voided(county: County, sitting: str) -> None:
    m.begin(county, sitting)
    m.vote(county, sitting, 1, m.agree)
    with pytest.raises(Rejected) as refused:
        county.run(m.CHAIR, VoidBallot(meeting=sitting, item=1, paper="票一", reason="有人投诉"))
    assert codes(refused) == ["ballot_state"]


@pytest.mark.shows("59")
def test_that_unequal_counts_are_named_without_values_and_both_are_kept(county: County, sitting: str) -> None:
    m.begin(county, sitting)
    m.open_ballot(county, sitting)
    m.hand_out(county, sitting, "票一")
    m.seal(county, sitting, "票一", returned=9)
    same = {number: {"agree": 9} for number in ("0002", "0005", "0007")}
    m.key(county, m.TELLER, sitting, "票一", {**same, "0008": {"agree": 7, "against": 2}})
    with pytest.raises(Rejected) as refused:
        m.key(county, m.SCRUTINEER, sitting, "票一", {**same, "0008": {"agree": 6, "against": 3}})
    name = county.people()["0008"].name
    assert [(p.code, dict(p.params)) for p in refused.value.problems] == [
        ("counts_differ", {"name": name, "paper": "票一"})
    ]
    # Both counts were kept: one line keyed again by the scrutineer is enough.
    m.key(county, m.SCRUTINEER, sitting, "票一", {"0008": {"agree": 7, "against": 2}})
    assert next(a for a in m.papers(county, sitting) if a.paper == "票一").state == "agreed"


def test_that_a_count_must_add_up_to_the_returned_papers(county: County, sitting: str) -> None:
    m.begin(county, sitting)
    m.open_ballot(county, sitting)
    m.hand_out(county, sitting, "票二")
    m.seal(county, sitting, "票二", returned=8)
    number = m.papers(county, sitting)[1].people[0][0]
    with pytest.raises(Rejected) as refused:
        m.key(county, m.TELLER, sitting, "票二", {number: {"agree": 7}})
    assert codes(refused) == ["ballot_accounts"]
    with pytest.raises(Rejected) as refused:
        m.key(county, m.TELLER, sitting, "票二", {number: {"agre": 8}})
    assert codes(refused) == ["mark_unknown"]
    assert m.key(county, m.TELLER, sitting, "票二", {number: {"agree": 7}}, invalid=1)["keyed"] == 1


@pytest.mark.shows("71")
def test_that_a_counted_paper_refuses_a_late_entry(county: County, sitting: str) -> None:
    m.begin(county, sitting)
    m.vote(county, sitting, 1, m.agree)
    for who in (m.TELLER, m.SCRUTINEER):
        with pytest.raises(Rejected) as refused:
            m.key(county, who, sitting, "票一", {"0002": {"agree": 9}})
        assert codes(refused) == ["ballot_state"]


def test_that_an_open_box_refuses_a_count(county: County, sitting: str) -> None:
    m.begin(county, sitting)
    m.open_ballot(county, sitting)
    with pytest.raises(Rejected) as refused:
        m.key(county, m.TELLER, sitting, "票一", {"0002": {"agree": 9}})
    assert codes(refused) == ["ballot_state"]
