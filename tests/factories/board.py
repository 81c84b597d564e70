"""A county whose second sitting is counted and allocated: 0006 took the one free seat of 中级 from 0007."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from factories import meeting as m
from factories.county import LEADER, YEAR, County, make_county

from cmdesk.queries.grading import Board
from cmdesk.sample.county import managers
from cmdesk.usecases.deliberation.call_meeting import Item
from cmdesk.usecases.deliberation.close_meeting import CloseMeeting
from cmdesk.usecases.grading.allocate import Allocate

MARKS = {
    "0005": {"junior-A": 7},
    "0006": {"intermediate-C": 5, "junior-A": 2},
    "0007": {"intermediate-C": 4, "junior-A": 3},
}


def begin(folder: Path) -> County:
    """Make the county and prepare the year: eight managers, nobody's kin, 0006 and 0007 rivals at 初级A."""
    people = [
        replace(one, rung="junior-A", education="大专") if one.staff_no in {"0006", "0007"} else one
        for one in managers("small", 8, YEAR)
    ]
    county = make_county(folder, people=people, kin=())
    m.prepared(county, n0005="65.00", n0006="91.00", n0007="92.00")
    return county


def prepare(folder: Path) -> None:
    """Leave a county whose suggestions stand and whose second sitting is still to come."""
    begin(folder).desk.close()


def allocate(folder: Path) -> None:
    """Leave a county whose list waits for the leading body."""
    county = begin(folder)
    meeting = m.call_second(county, (Item(kind="graded_ballot", title="全体人员"),), members=m.MEMBERS[:7])
    m.begin(county, meeting)
    present = {person.staff_no: person.present for person in county.ask(m.CHAIR, Board(year=m.YEAR_PERIOD)).people}

    def give(number: str, count: int) -> dict[str, int]:
        held = present[number]
        return MARKS.get(number, {"junior-C" if held == "trainee" else held: count})

    m.vote(county, meeting, 1, give)
    county.run(m.CHAIR, CloseMeeting(meeting=meeting))
    county.run(LEADER, Allocate(year=m.YEAR_PERIOD))
    county.desk.close()
