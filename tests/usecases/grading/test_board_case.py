"""The board's panel and trials: certificate in words and ballots, who gives way, reasons that follow, the way."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from factories import meeting as m
from factories.county import COUNTY_LEADER, HEAD, LEADER, RECORDER, County

from cmdesk.kernel.errors import Rejected
from cmdesk.queries.deliberation import OneMeeting
from cmdesk.queries.grading import Board
from cmdesk.queries.grading_case import BoardCase, CasePage, money
from cmdesk.queries.grading_life import Life, LifeOfGrading
from cmdesk.queries.grading_trial import MoveTrial, Reach, TrialOf
from cmdesk.rules.ladder import Rung
from cmdesk.usecases.deliberation.call_meeting import Item
from cmdesk.usecases.deliberation.close_meeting import CloseMeeting
from cmdesk.usecases.grading.adjust import Adjust
from cmdesk.usecases.grading.allocate import Allocate
from cmdesk.usecases.grading.decide import Decide
from cmdesk.usecases.grading.post_notice import PostNotice
from cmdesk.usecases.grading.propose import Propose
from cmdesk.usecases.grading.register_objection import RegisterObjection

YEAR = m.YEAR_PERIOD


def voted(county: County, kind: str, marks: dict[str, dict[str, int]]) -> str:
    """Let the sitting mark people as given; whoever is not named passes with his present rung."""
    m.prepared(county, n0005="65.00", n0006="91.00", n0007="92.00")
    meeting = m.call_second(county, (Item(kind=kind, title="全体人员"),), members=m.MEMBERS[:7])
    m.begin(county, meeting)
    present = {person.staff_no: person.present for person in county.ask(RECORDER, Board(year=YEAR)).people}

    def give(number: str, count: int) -> dict[str, int]:
        if number in marks:
            return marks[number]
        return {"agree": count} if kind == "proposal_vote" else {_rung(present[number]): count}

    m.vote(county, meeting, 1, give)
    county.run(LEADER, Allocate(year=YEAR))
    return meeting


def _rung(present: str) -> str:
    return "junior-C" if present == "trainee" else present


def graded(county: County) -> str:
    return voted(
        county,
        "graded_ballot",
        {
            "0005": {"junior-A": 7},
            "0006": {"intermediate-C": 5, "junior-A": 2},
            "0007": {"intermediate-C": 4, "junior-A": 3},
        },
    )


def proposed(county: County) -> str:
    return voted(
        county,
        "proposal_vote",
        {
            "0005": {"agree": 7},
            "0006": {"agree": 6, "against": 1},
            "0007": {"agree": 5, "against": 2},
        },
    )


def case(county: County, number: str) -> CasePage:
    found: CasePage = county.ask(RECORDER, BoardCase(year=YEAR, staff_no=number))
    return found


def trial(county: County, number: str, rung: Rung, **more: Any) -> MoveTrial:
    found: MoveTrial = county.ask(RECORDER, TrialOf(year=YEAR, staff_no=number, rung=rung, **more))
    return found


def life(county: County) -> Life:
    found: Life = county.ask(RECORDER, LifeOfGrading())
    return found


def case_place(county: County) -> str:
    return case(county, "0006").moments[-1].reason.rpartition("第")[2]


def codes(refused: pytest.ExceptionInfo[Rejected]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


@pytest.mark.shows("68")
def test_that_a_lost_seat_is_certified_with_the_ballots_that_parted(rivals: County) -> None:
    graded(rivals)
    page = case(rivals, "0007")
    assert page.certificate is not None
    assert page.certificate.lines == (
        ("名额", "8×50%取整为4，已坐4，上限已满"),
        ("末位", f"最后入座的是{rivals.people()['0006'].name}，得分91.00"),
        ("排序依据", "中位票①相同，② 中级C高于初级A"),
    )
    strips = page.certificate.strips
    assert strips is not None
    assert strips.walk == (3, 2)
    assert strips.rows[1] == ("junior-A",) * 3 + ("intermediate-C",) * 4
    assert page.sensitivity == "少一票则为初级A；多一票仍为中级C"
    assert [(moment.code, moment.rung) for moment in page.moments] == [
        ("suggested", "intermediate-C"),
        ("proposed", "intermediate-C"),
        ("voted", "intermediate-C"),
        ("final", "junior-A"),
    ]
    assert (page.moments[-1].by, page.moments[-1].fallen, page.moments[-1].reason) == (
        "名额已满", True, "名额已满，落到初级A",
    )  # fmt: skip
    assert (page.graded, page.valid, page.returned) == (True, 7, 7)


@pytest.mark.shows("68")
def test_that_a_proposal_without_a_seat_is_certified_by_the_votes(rivals: County) -> None:
    proposed(rivals)
    page = case(rivals, "0007")
    name = rivals.people()["0006"].name
    assert page.certificate is not None
    assert page.certificate.strips is None
    assert page.certificate.lines[-1] == ("排序依据", f"最后入选的{name}同意6票，本人同意5票")
    assert page.sensitivity == "再少2票同意就不通过"
    assert (page.agree, page.needed) == (5, 4)


@pytest.mark.shows("68")
def test_that_a_trial_names_who_gives_way_and_what_becomes_of_the_levels(rivals: County) -> None:
    graded(rivals)
    tried = trial(rivals, "0007", Rung.INTERMEDIATE_C)
    name = rivals.people()["0006"].name
    assert (tried.allowed, tried.may_specially, tried.clause) == (False, True, "B.11.3")
    assert "留任优先" in tried.clause_text
    assert [(one.staff_no, one.lands) for one in tried.ways] == [("0006", "junior-A")]
    assert tried.way == f"第 {case_place(rivals)} 位{name}降为初级A，让出后中级 4 / 4"
    assert [(step.level, step.after - step.before) for step in tried.levels] == [("intermediate", 1), ("junior", -1)]
    reach = {row.rung: row.state for row in rivals.ask(RECORDER, Reach(year=YEAR, staff_no="0007"))}
    assert (reach["junior-A"], reach["junior-B"], reach["intermediate-C"]) == ("here", "free", "full")
    assert reach["intermediate-B"] == reach["senior-A"] == "barred"


def test_that_where_keepers_hold_every_place_nobody_is_named(rivals: County) -> None:
    marks = {"0006": {"junior-A": 7}, "0007": {"intermediate-C": 7}}
    voted(rivals, "graded_ballot", {"0005": {"intermediate-C": 7}, **marks})
    tried = trial(rivals, "0006", Rung.INTERMEDIATE_C)
    assert (tried.may_specially, tried.ways) == (True, ())
    assert tried.way == "中级名额已由留任人员占满，没有人可以让位"
    assert case(rivals, "0007").certificate is not None


@pytest.mark.shows("68", "72")
def test_that_a_move_above_the_ceiling_quotes_the_clause_of_the_ceiling(rivals: County) -> None:
    graded(rivals)
    tried = trial(rivals, "0003", Rung.SENIOR_A)
    assert (tried.allowed, tried.may_specially, tried.clause) == (False, False, "B.9")
    assert "超过本年度最高可评" in tried.problems[0]
    later = trial(rivals, "0003", Rung.INTERMEDIATE_C, moment="proposed")
    assert later.problems == ("2025 年度第二次评议会已经发票，建议和拟提不能再改",)


def test_that_a_proposal_within_the_ceiling_is_allowed_before_the_ballots(rivals: County) -> None:
    m.prepared(rivals, n0007="92.00")
    assert trial(rivals, "0007", Rung.JUNIOR_B, moment="proposed").allowed
    with pytest.raises(Rejected, match="not_allocated"):
        trial(rivals, "0007", Rung.JUNIOR_B)
    rivals.run(HEAD, Propose(year=YEAR, staff_no="0007", rung=Rung.JUNIOR_B, reason="缓一年"))
    moment = case(rivals, "0007").moments[1]
    assert (moment.rung, moment.by, moment.reason, moment.fallen) == ("junior-B", "刘志强", "缓一年", True)
    assert moment.on == rivals.clock.now().date()


@pytest.mark.shows("68")
def test_that_a_move_may_wait_for_its_reason_but_the_decision_does_not(rivals: County) -> None:
    meeting = graded(rivals)
    rivals.run(m.CHAIR, CloseMeeting(meeting=meeting))
    move = Adjust(year=YEAR, staff_no="0003", rung=Rung.INTERMEDIATE_C, seen=Rung.INTERMEDIATE_B)
    rivals.run(RECORDER, move)
    name = rivals.people()["0003"].name
    assert life(rivals).unexplained == (name,)
    assert case(rivals, "0003").unexplained
    order = Decide(year=YEAR, held_on=m.DAY, document_no="演示研〔2026〕1号", minutes="会议研究，同意名单。")
    with pytest.raises(Rejected) as refused:
        rivals.run(RECORDER, order, second=COUNTY_LEADER)
    assert codes(refused) == ["reason_needed"]
    rivals.run(RECORDER, Adjust(year=YEAR, staff_no="0003", rung=Rung.INTERMEDIATE_C, reason="本人申请"))
    page = case(rivals, "0003")
    assert page.moments[-1].reason == "集体研究由中级B调为中级C，原因：本人申请"
    assert page.moments[-1].by == rivals.actor(RECORDER).name
    rivals.run(RECORDER, order, second=COUNTY_LEADER)
    assert life(rivals).decision_no == "演示研〔2026〕1号"


def test_that_a_move_is_refused_where_somebody_else_moved_first(rivals: County) -> None:
    graded(rivals)
    rivals.run(RECORDER, Adjust(year=YEAR, staff_no="0003", rung=Rung.INTERMEDIATE_C))
    with pytest.raises(Rejected) as refused:
        rivals.run(
            RECORDER, Adjust(year=YEAR, staff_no="0003", rung=Rung.JUNIOR_A, seen=Rung.INTERMEDIATE_B, reason="改")
        )
    assert codes(refused) == ["moved_meanwhile"]
    assert refused.value.problems[0].params["theirs"] == "中级C"


@pytest.mark.shows("73")
def test_that_the_way_of_the_year_is_told_step_by_step(rivals: County) -> None:
    assert (life(rivals).year_closed, life(rivals).prepared) == (False, 0)
    meeting = proposed(rivals)
    now = life(rivals)
    assert (now.year, now.prepared, now.began, now.counted, now.allocated) == (2025, 8, True, True, True)
    assert (now.meeting_closed, now.seats_known, now.decided_on) == (False, True, None)
    m.decided(rivals, meeting)
    posted = PostNotice(year=YEAR, posted_on=m.DAY, contact="朱玉洁", telephone="0354-0000000")
    rivals.run(RECORDER, posted, second=COUNTY_LEADER)
    rivals.run(
        RECORDER,
        RegisterObjection(
            year=YEAR, kind="objection", staff_no="0006", objector="高明远", concrete=True, facts="检查表日期不符"
        ),
    )
    now = life(rivals)
    assert (now.notice_edition, now.notice_posted) == (1, m.DAY)
    assert [(number, kind) for number, _, _, kind in now.open_objections] == [("2025-Y001", "objection")]
    assert case(rivals, "0006").suspended == ("2025-Y001",)
    assert rivals.ask(RECORDER, OneMeeting(meeting=meeting)).row.number == now.meeting


def test_that_the_board_counts_who_moved(rivals: County) -> None:
    graded(rivals)
    page = rivals.ask(RECORDER, Board(year=YEAR))
    assert page.moved == sum(person.final != person.present for person in page.people) > 0


@pytest.mark.parametrize(
    ("amount", "told"),
    [(Decimal("272.5"), "+272.50"), (Decimal("-1254.14"), "−1,254.14"), (Decimal(0), "0.00"), (None, "待定")],
)
def test_that_money_carries_its_sign(amount: Decimal | None, told: str) -> None:
    assert money(amount) == told
