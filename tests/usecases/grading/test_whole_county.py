"""The brief's county of 71: an inherited over-run of 中级 costs nobody the level and lets nobody in (R49, Q03)."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from factories import meeting as m
from factories.county import HEAD, LEADER, County, make_county

from cmdesk.queries.grading import Board, BoardPage
from cmdesk.rules.ladder import Level, Rung
from cmdesk.usecases.deliberation.call_meeting import Item
from cmdesk.usecases.grading.allocate import Allocate


@pytest.mark.shows("R37", "R49", "67", "68")
def test_that_36_holders_under_35_places_keep_and_a_riser_lands_below(tmp_path: Path) -> None:
    county = make_county(tmp_path / "county", people=71, kin=())
    with county.desk:
        m.prepared(county, **{f"n{number}": "93.00" for number in county.managers()})
        items = (
            Item(kind="proposal_vote", title="见习人员", trainees=True),
            Item(kind="graded_ballot", title="其他人员"),
        )
        members = ("9001", "9002", "9003", "9004", "9005", "9007", "9008")
        meeting = m.call_second(county, items, members=members)
        m.begin(county, meeting)
        ladder = {p.staff_no: Rung(p.ceiling) for p in board_of(county).people}
        m.vote(county, meeting, 1, m.agree)
        m.vote(county, meeting, 2, lambda number, count: {ladder[number].value: count})
        county.run(LEADER, Allocate(year=m.YEAR_PERIOD))
        board = board_of(county)
        held = Counter(Rung(p.present).level for p in board.people)
        assert (held[Level.SENIOR], held[Level.INTERMEDIATE], held[Level.TRAINEE]) == (6, 36, 11)
        middle = next(level for level in board.levels["final"] if level.level == Level.INTERMEDIATE)
        senior = next(level for level in board.levels["final"] if level.level == Level.SENIOR)
        assert (senior.places, middle.places) == (14, 35)
        assert senior.people <= 14
        rose = [p for p in board.people if Rung(p.present).level is Level.JUNIOR and p.voted == "intermediate-C"]
        assert (middle.people, middle.over, len(rose)) == (36, 1, 3)
        for person in board.people:
            if Rung(person.present).level is Level.INTERMEDIATE:
                assert Rung(person.final or "").level is Level.INTERMEDIATE
        for person in rose:
            assert (person.final, person.displaced, person.final_code) == ("junior-A", True, "moved_down")
            assert person.certificate is not None
            assert person.certificate["levels"][0]["seated"] == 36


def board_of(county: County) -> BoardPage:
    found: BoardPage = county.ask(HEAD, Board(year=m.YEAR_PERIOD))
    return found
