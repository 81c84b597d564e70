"""Nothing of a count is anywhere before its release: not in a row, the journal, an event, a query or an export."""

from __future__ import annotations

import re
from typing import Any

import pytest
from factories import meeting as m
from factories.county import HEAD, RECORDER, County
from sqlalchemy import select, text

from cmdesk.kernel.errors import Rejected
from cmdesk.models.base import Base
from cmdesk.models.deliberation import SealedEntry, Tally
from cmdesk.queries.deliberation import OneMeeting
from cmdesk.queries.deliberation_accounts import BallotAccounts
from cmdesk.queries.deliberation_count import CountState
from cmdesk.queries.deliberation_minutes import MeetingMinutes
from cmdesk.queries.deliberation_results import BallotReports, Results
from cmdesk.queries.deliberation_state import ballot_is_open
from cmdesk.queries.grading import Board
from cmdesk.runtime.context import Context
from cmdesk.runtime.registry import Query
from cmdesk.storage.canonical import unpack
from cmdesk.usecases.deliberation.call_meeting import Item
from cmdesk.usecases.deliberation.void_ballot import VoidBallot

MARKS = {"agree": 5, "against": 3, "deferred": 1}


@pytest.fixture
def keyed(county: County) -> str:
    """Give a meeting whose shared paper is keyed by both and equal, and the rest keyed once."""
    m.prepared(county)
    meeting = m.call_second(county, (Item(kind="proposal_vote"),))
    m.begin(county, meeting)
    for paper in m.open_ballot(county, meeting):
        returned = m.hand_out(county, meeting, paper)
        m.seal(county, meeting, paper, returned=returned)
    for account in m.papers(county, meeting):
        less = 9 - (account.returned or 0)
        marks = {number: {**MARKS, "agree": 5 - less} for number, _ in account.people}
        m.key(county, m.TELLER, meeting, account.paper, marks)
        if account.paper == "票一":
            m.key(county, m.SCRUTINEER, meeting, account.paper, marks)
    return meeting


def everything(county: County) -> str:
    """Give every stored value as text, the journal's bodies unpacked; the rule set's own examples left out."""
    found: list[str] = []
    with county.desk.database.reading() as session:
        for table in Base.metadata.sorted_tables:
            if table.name == "rule_set":
                continue
            for row in session.execute(text(f'SELECT * FROM "{table.name}"')):
                found += [value.decode("latin-1") if isinstance(value, bytes) else str(value) for value in row]
        for (body,) in session.execute(text("SELECT body FROM journal_entry WHERE verb <> 'desk.create'")):
            found.append(str(unpack(body)))
    return "\n".join(found)


def asked(county: County, query: Query) -> Any:
    return county.ask(RECORDER if query.permission.startswith("delib") else HEAD, query)


def queries(meeting: str) -> list[Query]:
    return [
        OneMeeting(meeting=meeting),
        Results(meeting=meeting),
        BallotReports(meeting=meeting),
        BallotAccounts(year=m.YEAR_PERIOD),
        CountState(meeting=meeting, item=1),
        MeetingMinutes(meeting=meeting),
        Board(year=m.YEAR_PERIOD),
    ]


TELLING = re.compile(r"'?(against|deferred)'?\W+(3|1)\b|同意5票|不同意3票")


@pytest.mark.shows("59", "71")
def test_that_no_figure_of_a_count_is_stored_readably_before_the_release(county: County, keyed: str) -> None:
    with county.desk.database.reading() as session:
        assert session.scalars(select(Tally)).all() == []
        assert len(session.scalars(select(SealedEntry)).all()) == 6
    assert "against" not in everything(county)


@pytest.mark.shows("71")
def test_that_no_query_tells_a_figure_of_a_count_before_the_release(county: County, keyed: str) -> None:
    for query in queries(keyed):
        assert not TELLING.search(str(asked(county, query))), query
    assert not asked(county, Results(meeting=keyed))[0].released
    assert asked(county, BallotAccounts(year=m.YEAR_PERIOD)) == ()
    assert {row.teller_keyed for row in asked(county, CountState(meeting=keyed, item=1))} == {1, 4}


@pytest.mark.shows("71")
def test_that_all_papers_are_released_at_once(county: County, keyed: str) -> None:
    rest = [account for account in m.papers(county, keyed) if account.paper != "票一"]
    for account in rest:
        less = 9 - (account.returned or 0)
        marks = {number: {**MARKS, "agree": 5 - less} for number, _ in account.people}
        assert "against" not in everything(county)
        m.key(county, m.SCRUTINEER, keyed, account.paper, marks)
    assert "against" in everything(county)
    with county.desk.database.reading() as session:
        assert session.scalars(select(SealedEntry)).all() == []
    assert TELLING.search(str(asked(county, Results(meeting=keyed))))
    assert "不同意3票" in str(asked(county, MeetingMinutes(meeting=keyed)))


def test_that_a_ballot_is_open_until_the_last_paper_is_counted(county: County, keyed: str) -> None:
    def open_now() -> bool:
        with county.desk.database.reading() as session:
            context: Context = county.desk._context(session, None)
            return ballot_is_open(context)

    assert open_now()
    for account in m.papers(county, keyed):
        county.run(m.CHAIR, VoidBallot(meeting=keyed, item=1, paper=account.paper, reason="停电"))
    assert not open_now()


def test_that_a_void_paper_leaves_no_sealed_count(county: County, keyed: str) -> None:
    county.run(m.CHAIR, VoidBallot(meeting=keyed, item=1, paper="票一", reason="停电"))
    with county.desk.database.reading() as session:
        assert len(session.scalars(select(SealedEntry)).all()) == 4


def test_that_a_count_cannot_be_undone(county: County, keyed: str) -> None:
    county.sit(m.TELLER)
    assert county.desk.undoable is None
    county.sit(RECORDER)
    assert county.desk.undoable is None


def test_that_the_refusal_of_unequal_counts_leaves_the_figures_out_of_the_journal(county: County, keyed: str) -> None:
    account = m.papers(county, keyed)[1]
    number = account.people[0][0]
    with pytest.raises(Rejected):
        m.key(county, m.SCRUTINEER, keyed, account.paper, {number: {"agree": 2, "against": account.returned - 2}})
    assert "against" not in everything(county)
