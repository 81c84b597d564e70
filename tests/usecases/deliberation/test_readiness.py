"""What the second sitting waits for is said when it is called, and keeps it from being opened."""

from __future__ import annotations

from datetime import date

import pytest
from factories import meeting as m
from factories.county import HEAD, RECORDER, YEAR, County

from cmdesk.kernel.errors import Rejected
from cmdesk.queries.deliberation_calling import CallingPage, WhomToCall
from cmdesk.queries.deliberation_run import MeetingRun, RunOfMeeting
from cmdesk.usecases.deliberation.admit import Admit
from cmdesk.usecases.deliberation.call_meeting import Called, CallMeeting, Item
from cmdesk.usecases.deliberation.open_meeting import OpenMeeting
from cmdesk.usecases.grading.prepare import Prepare

LEVELS = (Item(kind="graded_ballot", title="全体人员"),)


def called(county: County) -> list[str]:
    """Call the second sitting; give the codes of what is warned."""
    county.clock.set(m.DAY, hour=14)
    members = tuple(Called(staff_no=number, position="评议成员") for number in m.MEMBERS)
    order = CallMeeting(
        year=m.YEAR_PERIOD, sitting=2, held_on=m.DAY, place="二楼会议室", members=members, items=LEVELS, seed=m.SEED
    )
    done = county.run(RECORDER, order)
    county.run(RECORDER, m.duties(m.SECOND))
    return [warning.code for warning in done.warnings]


def opening(county: County) -> list[str]:
    """Let everybody in and try to open; give the codes of the refusal."""
    county.run(RECORDER, Admit(meeting=m.SECOND))
    with pytest.raises(Rejected) as refused:
        county.run(m.CHAIR, OpenMeeting(meeting=m.SECOND, seed=m.SEED))
    return [problem.code for problem in refused.value.problems]


def test_that_a_second_sitting_called_before_the_year_is_closed_says_so_and_does_not_open(county: County) -> None:
    county.clock.set(date(YEAR + 1, 1, 12))
    page: CallingPage = county.ask(RECORDER, WhomToCall(year=m.YEAR_PERIOD, sitting=2))
    assert [problem.code for problem in page.hindrances] == ["year_open"]
    assert "year_open" in called(county)
    assert opening(county) == ["year_open"]


def test_that_a_closed_year_without_suggestions_names_how_many_lack_one(county: County) -> None:
    county.clock.set(date(YEAR + 1, 1, 12))
    county.closed_year(m.year_of(county))
    assert "none_prepared" in called(county)
    run: MeetingRun = county.ask(RECORDER, RunOfMeeting(meeting=m.SECOND))
    (lacking,) = run.hindrances
    assert lacking.code == "none_prepared"
    assert lacking.params["count"] == len(county.managers())
    assert opening(county) == ["none_prepared"]
    county.run(HEAD, Prepare(year=m.YEAR_PERIOD))
    assert county.run(m.CHAIR, OpenMeeting(meeting=m.SECOND, seed=m.SEED)).ids == (m.SECOND,)


def test_that_seats_never_received_are_told_at_the_call_the_opening_and_the_run_sheet(county: County) -> None:
    m.prepared(county)
    expected = "seats_computed"
    page: CallingPage = county.ask(RECORDER, WhomToCall(year=m.YEAR_PERIOD, sitting=2))
    assert [problem.code for problem in page.cautions] == [expected]
    assert called(county) == [expected]
    county.run(RECORDER, Admit(meeting=m.SECOND))
    done = county.run(m.CHAIR, OpenMeeting(meeting=m.SECOND, seed=m.SEED))
    assert [warning.code for warning in done.warnings] == [expected]
    run: MeetingRun = county.ask(RECORDER, RunOfMeeting(meeting=m.SECOND))
    assert [problem.code for problem in run.cautions] == [expected]
    m.open_ballot(county, m.SECOND)
    after: MeetingRun = county.ask(RECORDER, RunOfMeeting(meeting=m.SECOND))
    assert after.cautions == ()
