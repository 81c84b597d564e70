"""A list is not decided in silence on seats that the city never issued, nor with a level over its places."""

from __future__ import annotations

from factories import meeting as m
from factories.county import COUNTY_LEADER, RECORDER, County

from cmdesk.queries.grading_life import LifeOfGrading
from cmdesk.usecases.deliberation.call_meeting import Item
from cmdesk.usecases.deliberation.close_meeting import CloseMeeting
from cmdesk.usecases.grading.allocate import Allocate
from cmdesk.usecases.grading.decide import Decide

DECIDE = Decide(year=m.YEAR_PERIOD, held_on=m.DAY, document_no="演示研〔2026〕1号", minutes="会议研究，同意名单。")


def voted(county: County) -> None:
    """Hold a second sitting that votes everybody into 初级, and allocate."""
    m.prepared(county, n0007="92.00")
    meeting = m.call_second(county, (Item(kind="graded_ballot"),), members=m.MEMBERS[:7])
    m.begin(county, meeting)
    m.vote(county, meeting, 1, lambda number, count: {"junior-B": count})
    county.run(m.CHAIR, CloseMeeting(meeting=meeting))
    county.run("9003", Allocate(year=m.YEAR_PERIOD))


def cautions(county: County) -> list[str]:
    """Give the codes that the board shows before the decision."""
    return [problem.code for problem in county.ask(RECORDER, LifeOfGrading(year=m.YEAR_PERIOD)).cautions]


def test_that_a_decision_without_issued_places_says_so_before_and_with_the_decision(dependent: County) -> None:
    voted(dependent)
    assert cautions(dependent)[0] == "seats_not_received"
    done = dependent.run(RECORDER, DECIDE, second=COUNTY_LEADER)
    assert done.warnings[0].code == "seats_not_received"
    assert cautions(dependent) == []


def test_that_a_level_over_its_places_is_named_before_the_list_is_decided(county: County) -> None:
    voted(county)
    found = county.ask(RECORDER, LifeOfGrading(year=m.YEAR_PERIOD)).cautions
    assert found[0].code == "seats_computed"
    over = [problem for problem in found if problem.code in {"list_over_cap", "list_over_advice"}]
    assert over
    assert all(problem.params["over"] == problem.params["count"] - problem.params["places"] for problem in over)
    done = county.run(RECORDER, DECIDE, second=COUNTY_LEADER)
    assert {problem.code for problem in over} <= {warning.code for warning in done.warnings}
