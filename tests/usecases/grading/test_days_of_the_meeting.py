"""One meeting has one day on every form; the leading body's decision has its own, and is never in the future."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from factories import meeting as m
from factories.county import COUNTY_LEADER, RECORDER, County

from cmdesk.kernel.errors import Rejected
from cmdesk.usecases.deliberation.admit import Admit
from cmdesk.usecases.deliberation.call_meeting import Called, CallMeeting, Item
from cmdesk.usecases.deliberation.close_meeting import CloseMeeting
from cmdesk.usecases.deliberation.open_meeting import OpenMeeting
from cmdesk.usecases.grading.allocate import Allocate
from cmdesk.usecases.grading.decide import Decide

ALL = (Item(kind="proposal_vote", title="全体人员"),)
NEXT = m.DAY + timedelta(days=1)


def decide(on: date) -> Decide:
    return Decide(year=m.YEAR_PERIOD, held_on=on, document_no="演示研〔2026〕1号", minutes="同意。")


@pytest.fixture
def voted(county: County) -> County:
    """Give a county whose second sitting was called for one day and held on the next."""
    m.prepared(county)
    meeting = m.call_second(county, ALL, members=m.MEMBERS[:7])
    county.clock.set(NEXT)
    county.run(RECORDER, Admit(meeting=meeting))
    opened = county.run(m.CHAIR, OpenMeeting(meeting=meeting, seed=m.SEED))
    told = [warning.params for warning in opened.warnings if warning.code == "meeting_other_day"]
    assert told == [{"called": m.DAY, "day": NEXT}]
    m.vote(county, meeting, 1, m.agree)
    county.run(m.CHAIR, CloseMeeting(meeting=meeting))
    county.run("9003", Allocate(year=m.YEAR_PERIOD))
    return county


def test_that_the_day_of_a_meeting_is_the_day_on_which_it_opened(voted: County) -> None:
    assert m.page(voted, m.SECOND).row.held_on == NEXT
    with pytest.raises(Rejected, match="decision_before_meeting"):
        voted.run(RECORDER, decide(m.DAY), second=COUNTY_LEADER)
    done = voted.run(RECORDER, decide(NEXT), second=COUNTY_LEADER)
    assert "decision_other_day" not in {warning.code for warning in done.warnings}


def test_that_a_decision_of_another_day_is_told_and_one_of_tomorrow_refused(voted: County) -> None:
    later = NEXT + timedelta(days=3)
    with pytest.raises(Rejected, match="decision_ahead"):
        voted.run(RECORDER, decide(later), second=COUNTY_LEADER)
    voted.clock.set(later)
    done = voted.run(RECORDER, decide(later), second=COUNTY_LEADER)
    told = [warning.params for warning in done.warnings if warning.code == "decision_other_day"]
    assert told == [{"meeting": NEXT, "day": later}]


@pytest.mark.parametrize(("leaders", "few"), [(("9001",), [("A", 1)]), (("9001", "9002", "9012"), [])])
def test_that_a_class_of_too_few_voters_is_told_before_its_votes_betray_them(
    county: County, leaders: tuple[str, ...], few: list[tuple[str, int]]
) -> None:
    county.clock.set(m.DAY)
    members = (
        *(Called(staff_no=number, position="领导", ticket="A") for number in leaders),
        *(Called(staff_no=number, position="客户经理", ticket="C") for number in county.managers()),
    )
    item = Item(kind="democratic_rating")
    order = CallMeeting(year=m.YEAR_PERIOD, sitting=1, held_on=m.DAY, place="二楼", members=members, items=(item,))
    told = [(w.params["ticket"], w.params["count"]) for w in county.run(RECORDER, order).warnings]
    assert told == few
