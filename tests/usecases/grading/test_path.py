"""One path from the present rung to the leading body's decision, through the real orders."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from factories import meeting as m
from factories.county import COUNTY_LEADER, HEAD, LEADER, RECORDER, County
from sqlalchemy import select

from cmdesk.kernel.errors import Forbidden, Rejected
from cmdesk.kernel.periods import Period
from cmdesk.models.deliberation import ItemPerson
from cmdesk.models.grading import SeatQuota, SpecialDecision
from cmdesk.models.scoring import Result
from cmdesk.queries.deliberation_minutes import MeetingMinutes
from cmdesk.queries.deliberation_results import BallotReports
from cmdesk.queries.grading import Board, BoardPage, BoardPerson, TryMove
from cmdesk.rules.ladder import Rung
from cmdesk.usecases.deliberation.call_meeting import Item
from cmdesk.usecases.deliberation.close_meeting import CloseMeeting
from cmdesk.usecases.deliberation.minute import Minute
from cmdesk.usecases.deliberation.open_ballot import OpenBallot
from cmdesk.usecases.deliberation.second_ballot import SecondBallot
from cmdesk.usecases.grading.adjust import Adjust
from cmdesk.usecases.grading.allocate import Allocate
from cmdesk.usecases.grading.decide import Decide
from cmdesk.usecases.grading.decide_specially import DecideSpecially
from cmdesk.usecases.grading.prepare import Prepare
from cmdesk.usecases.grading.propose import Propose

ALL = (Item(kind="proposal_vote", title="全体人员"),)
YEAR = m.YEAR_PERIOD


def board(county: County) -> BoardPage:
    found: BoardPage = county.ask(HEAD, Board(year=YEAR))
    return found


def on_board(county: County, number: str) -> BoardPerson:
    return next(person for person in board(county).people if person.staff_no == number)


def codes(refused: pytest.ExceptionInfo[Rejected]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def rivals_vote(county: County, votes: dict[str, int]) -> str:
    """Let the sitting vote down 0005 and give the rivals so many 同意; everybody else passes."""
    m.prepared(county, n0005="65.00", n0006="91.00", n0007="92.00")
    meeting = m.call_second(county, ALL, members=m.MEMBERS[:7])
    m.begin(county, meeting)

    def give(number: str, count: int) -> dict[str, int]:
        agreed = votes.get(number, count)
        return {"agree": agreed, "against": count - agreed}

    m.vote(county, meeting, 1, give)
    return meeting


@pytest.mark.shows("R39", "72")
def test_that_the_year_must_be_closed_before_anything_is_proposed(county: County) -> None:
    with pytest.raises(Rejected) as refused:
        county.run(HEAD, Prepare(year=YEAR))
    assert codes(refused) == ["year_open"]


@pytest.mark.shows("72")
def test_that_a_proposal_stays_under_the_ceiling_and_needs_its_reason(county: County) -> None:
    m.prepared(county)
    person = on_board(county, "0003")
    assert (person.present, person.suggested, person.proposed) == ("intermediate-B", "intermediate-A", "intermediate-A")
    with pytest.raises(Rejected) as refused:
        county.run(HEAD, Propose(year=YEAR, staff_no="0003", rung=Rung.SENIOR_C))
    assert codes(refused) == ["above_ceiling", "reason_needed"]
    county.run(HEAD, Propose(year=YEAR, staff_no="0003", rung=Rung.INTERMEDIATE_B, reason="今年只报一人"))
    person = on_board(county, "0003")
    assert (person.proposed, person.proposed_reason, person.proposed_by) == ("intermediate-B", "今年只报一人", HEAD)
    county.desk.undo()
    assert on_board(county, "0003").proposed == "intermediate-A"


def test_that_only_the_head_proposes_and_only_the_group_leader_allocates(county: County) -> None:
    m.prepared(county)
    for number, order in ((RECORDER, Prepare(year=YEAR)), (HEAD, Allocate(year=YEAR))):
        with pytest.raises(Forbidden):
            county.run(number, order)


@pytest.mark.shows("72", "12")
def test_that_proposals_stand_once_the_second_sitting_has_opened_a_ballot(rivals: County) -> None:
    rivals_vote(rivals, {})
    for order in (Prepare(year=YEAR), Propose(year=YEAR, staff_no="0003", rung=Rung.INTERMEDIATE_B, reason="改")):
        with pytest.raises(Rejected) as refused:
            rivals.run(HEAD, order)
        assert codes(refused) == ["meeting_has_begun"]


@pytest.mark.shows("68")
def test_that_without_issued_places_a_graded_ballot_lifts_nobody_into_a_higher_level(dependent: County) -> None:
    m.prepared(dependent, n0007="92.00")
    assert (board(dependent).seats_known, on_board(dependent, "0007").ceiling) == (False, "intermediate-C")
    meeting = m.call_second(dependent, (Item(kind="graded_ballot"),))
    m.begin(dependent, meeting)
    m.open_ballot(dependent, meeting)
    with dependent.desk.database.reading() as session:
        rows = session.scalars(select(ItemPerson)).all()
    assert {Rung(row.ceiling or "").level for row in rows} == {Rung(row.present or "").level for row in rows}
    assert "junior-A" in {row.ceiling for row in rows}


@pytest.mark.shows("68")
def test_that_a_proposed_rise_waits_for_the_places(dependent: County) -> None:
    m.prepared(dependent, n0007="92.00")
    again = Propose(year=YEAR, staff_no="0007", rung=Rung.INTERMEDIATE_C)
    with pytest.raises(Rejected) as refused:
        dependent.run(HEAD, again)
    assert codes(refused) == ["quota_not_issued"]
    meeting = m.call_second(dependent, ALL)
    m.begin(dependent, meeting)
    with pytest.raises(Rejected) as refused:
        m.open_ballot(dependent, meeting)
    assert set(codes(refused)) == {"quota_not_issued"}
    with dependent.rows() as session:
        session.add(
            SeatQuota(
                year=2025,
                unit_code="140799",
                base_date=m.DAY,
                headcount=8,
                senior=1,
                intermediate=5,
                document_no="演示〔2026〕1号",
                edition=1,
            )
        )
    dependent.run(HEAD, again)
    assert m.open_ballot(dependent, meeting)


@pytest.mark.shows("R46", "68", "72")
def test_that_the_better_vote_takes_the_seat_and_the_other_keeps_his_rung(rivals: County) -> None:
    meeting = rivals_vote(rivals, {"0006": 6, "0007": 5})
    rivals.run(LEADER, Allocate(year=YEAR))
    seated, other = on_board(rivals, "0006"), on_board(rivals, "0007")
    assert (seated.voted, seated.final, seated.displaced) == ("intermediate-C", "intermediate-C", False)
    assert (other.voted, other.final, other.displaced) == ("intermediate-C", "junior-A", True)
    assert other.final_reason == "中级名额4个，空缺1个，按同意票未能入选，维持现级档"
    assert (other.agree, other.needed, other.valid) == (5, 4, 7)
    assert on_board(rivals, "0005").final == "junior-A"
    levels = {level.level: level for level in board(rivals).levels["final"]}
    assert (levels["intermediate"].people, levels["intermediate"].free) == (4, 0)
    (report,) = rivals.ask(RECORDER, BallotReports(meeting=meeting))
    assert report.accounts[0].valid == 7


@pytest.mark.shows("70")
def test_that_a_tie_goes_to_a_second_ballot_and_is_minuted(rivals: County) -> None:
    meeting = rivals_vote(rivals, {"0006": 6, "0007": 6})
    with pytest.raises(Rejected) as refused:
        rivals.run(LEADER, Allocate(year=YEAR))
    assert codes(refused) == ["second_ballot_needed"]
    done = rivals.run(m.CHAIR, SecondBallot(meeting=meeting))
    assert (done.ids, done.answer["people"]) == (("中级二次票一",), ["0006", "0007"])
    second = {"0006": {"agree": 3, "against": 4}, "0007": {"agree": 4, "against": 3}}
    m.finish(rivals, meeting, 1, done.ids, lambda number, _: second[number])
    rivals.run(LEADER, Allocate(year=YEAR))
    assert on_board(rivals, "0007").final == "intermediate-C"
    assert on_board(rivals, "0006").final == "junior-A"
    with pytest.raises(Rejected) as refused:
        rivals.run(m.CHAIR, SecondBallot(meeting=meeting))
    assert codes(refused) == ["no_tie"]
    (report,) = rivals.ask(RECORDER, BallotReports(meeting=meeting))
    assert [(one.staff_no, one.agree) for _, rows in report.seconds for one in rows] == [("0006", 3), ("0007", 4)]


@pytest.mark.shows("70")
def test_that_a_tie_in_every_figure_is_drawn_before_a_witness(rivals: County) -> None:
    meeting = rivals_vote(rivals, {"0006": 6, "0007": 6})
    with rivals.rows() as session:
        for row in session.scalars(select(Result)):
            row.score, row.figures = "91.00", {}
    names = rivals.run(m.CHAIR, SecondBallot(meeting=meeting)).ids
    m.finish(rivals, meeting, 1, names, lambda _, count: {"agree": count})
    with pytest.raises(Rejected) as refused:
        rivals.run(LEADER, Allocate(year=YEAR))
    assert codes(refused) == ["lot_witness_needed"]
    rivals.run(LEADER, Allocate(year=YEAR, lot_witness="高明远"))
    assert sorted([on_board(rivals, "0006").final, on_board(rivals, "0007").final]) == ["intermediate-C", "junior-A"]
    rivals.run(m.CHAIR, CloseMeeting(meeting=meeting))
    lines = [line.text for line in rivals.ask(RECORDER, MeetingMinutes(meeting=meeting)).lines]
    assert any("当众抽签" in line and "见证人高明远" in line for line in lines)


@pytest.mark.shows("68")
def test_that_only_a_special_decision_of_two_people_breaks_the_seats(rivals: County) -> None:
    rivals_vote(rivals, {"0006": 6, "0007": 5})
    rivals.run(LEADER, Allocate(year=YEAR))
    move: dict[str, Any] = {"year": YEAR, "staff_no": "0007", "rung": Rung.INTERMEDIATE_C, "reason": "业绩突出"}
    trial = rivals.ask(RECORDER, TryMove(year=YEAR, staff_no="0007", rung=Rung.INTERMEDIATE_C))
    assert (trial.allowed, trial.needs_special, trial.gives_way[0]) == (False, True, "0006")
    with pytest.raises(Rejected) as refused:
        rivals.run(RECORDER, Adjust(**move))
    assert codes(refused) == ["no_free_seat"]
    with pytest.raises(Forbidden):
        rivals.run(RECORDER, DecideSpecially(**move, document_no="演示特〔2026〕1号"))
    rivals.run(RECORDER, DecideSpecially(**move, document_no="演示特〔2026〕1号"), second=COUNTY_LEADER)
    person = on_board(rivals, "0007")
    assert (person.final, person.special) == ("intermediate-C", "演示特〔2026〕1号")
    beyond = DecideSpecially(**{**move, "staff_no": "0003", "rung": Rung.SENIOR_A}, document_no="x")
    with pytest.raises(Rejected) as refused:
        rivals.run(RECORDER, beyond, second=COUNTY_LEADER)
    assert "above_ceiling" in codes(refused)
    rivals.run(LEADER, Allocate(year=YEAR))
    with rivals.desk.database.reading() as session:
        assert session.scalars(select(SpecialDecision)).all() == []


def test_that_an_allowed_move_keeps_mover_and_reason(rivals: County) -> None:
    rivals_vote(rivals, {"0006": 6, "0007": 5})
    rivals.run(LEADER, Allocate(year=YEAR))
    rivals.run(RECORDER, Adjust(year=YEAR, staff_no="0003", rung=Rung.INTERMEDIATE_B, reason="本人申请缓评"))
    person = on_board(rivals, "0003")
    assert (person.final, person.final_by) == ("intermediate-B", RECORDER)
    assert person.final_reason == "集体研究由中级A调为中级B，原因：本人申请缓评"


@pytest.mark.shows("R46", "73", "55")
def test_that_the_decision_closes_the_list_and_minutes_mark_edits(rivals: County) -> None:
    meeting = rivals_vote(rivals, {"0006": 6, "0007": 5})
    order = Decide(year=YEAR, held_on=m.DAY, document_no="演示研〔2026〕1号", minutes="同意")
    with pytest.raises(Rejected) as refused:
        rivals.run(RECORDER, order, second=COUNTY_LEADER)
    assert set(codes(refused)) == {"not_allocated", "meeting_not_closed"}
    m.decided(rivals, meeting)
    for number, late in (
        (LEADER, Allocate(year=YEAR)),
        (RECORDER, Adjust(year=YEAR, staff_no="0003", rung=Rung.INTERMEDIATE_B, reason="改")),
    ):
        with pytest.raises(Rejected) as refused:
            rivals.run(number, late)
        assert codes(refused) == ["decided_already"]
    draft = "\n".join(line.text for line in rivals.ask(RECORDER, MeetingMinutes(meeting=meeting)).lines)
    assert "应到7人，实到7人；3×7=21，不小于2×7=14，达到法定人数。" in draft
    rivals.run(RECORDER, Minute(meeting=meeting, text=draft.replace("\n散会。", "\n无其他事项，散会。")))
    page = rivals.ask(RECORDER, MeetingMinutes(meeting=meeting))
    assert [line.text for line in page.lines if line.edited] == ["无其他事项，散会。"]
    assert page.struck == ("散会。",)


def test_that_nothing_is_allocated_before_every_ballot_is_counted(rivals: County) -> None:
    m.prepared(rivals)
    meeting = m.call_second(rivals, (Item(kind="proposal_vote", trainees=True), Item(kind="graded_ballot")))
    m.begin(rivals, meeting)
    m.vote(rivals, meeting, 1, m.agree)
    rivals.run(m.CHAIR, OpenBallot(meeting=meeting, item=2))
    with pytest.raises(Rejected) as refused:
        rivals.run(LEADER, Allocate(year=YEAR))
    assert codes(refused) == ["ballot_uncounted"]


@pytest.mark.shows("80")
def test_that_the_board_shows_what_a_move_costs(rivals: County) -> None:
    m.prepared(rivals)
    with rivals.rows() as session:
        for person in rivals.people().values():
            session.add(
                Result(
                    person_id=person.id,
                    period=Period.parse("2025-03"),
                    score="90.00",
                    state="graded",
                    band=None,
                    rank=None,
                    figures={},
                    notes=[],
                    inputs_digest="0" * 64,
                )
            )
    # 中B → 中A: 800 × 0.1 × 0.90; the floating wage is that of 中级 before and after.
    assert on_board(rivals, "0003").pay_change == Decimal("72.00")
