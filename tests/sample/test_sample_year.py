"""The stages of the sample year go through the real use cases and leave what the next one needs."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from cmdesk.kernel.errors import Rejected
from cmdesk.kernel.periods import Period
from cmdesk.models.access import User
from cmdesk.models.evaluations import EvaluationRound
from cmdesk.models.peers import PeerFigure, PeerSheet
from cmdesk.queries.scoring import Results
from cmdesk.sample import year
from cmdesk.sample.year import LEADER, Sample
from cmdesk.storage.passwords import Cost
from cmdesk.usecases.inspections.reopen import Reopen

HALF = Period.parse("2025H1")
WHOLE = Period.parse("2025")


@pytest.mark.shows("140")
def test_that_users_stand_in_the_roster_so_that_own_cases_are_known(lived: Sample) -> None:
    with lived.desk.database.reading() as session:
        users = {user.number: user.person_id for user in session.scalars(select(User)).all()}
    assert [number for number, person in users.items() if person is None] == []
    assert lived.desk.is_demo()
    assert not list(lived.folder.glob(".口令-*"))


def test_that_a_half_year_is_lived_and_closed(lived: Sample) -> None:
    year.half_year(lived, HALF)
    lived.desk.switch(lived.actor(LEADER))
    assert all(row.score for row in lived.desk.ask(Results(period=HALF)))


@pytest.mark.shows("R09", "20")
def test_that_peers_and_leaders_rate_in_january_and_no_sheet_is_left(lived: Sample) -> None:
    year.competency(lived)
    with lived.desk.database.reading() as session:
        figures = session.scalars(select(PeerFigure)).all()
        assert {figure.valid for figure in figures} == {4, 5}
        assert all(figure.score for figure in figures)
        assert session.scalars(select(PeerSheet.number)).all() == []
        assert session.get_one(EvaluationRound, (WHOLE, "leader")).state == "closed"


def test_that_a_closed_month_is_as_final_in_the_sample_as_anywhere(lived: Sample) -> None:
    with pytest.raises(Rejected, match="period_closed"):
        lived.run(LEADER, Reopen(number="2025-01-0001-1", reason="试"))


def test_that_a_year_without_a_calendar_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(Rejected, match="calendar_missing"):
        year.start(tmp_path / "later", people=2, year=2090, cost=Cost(memory_kib=8, passes=1, lanes=1))
    assert not (tmp_path / "later").exists()
