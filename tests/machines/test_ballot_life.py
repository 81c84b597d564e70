"""The whole life of a ballot: whatever people do in whatever order, a paper only moves as the rules allow."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

sys.path.insert(0, str(Path(__file__).parents[1]))

from factories import meeting as m
from factories.county import RECORDER, County, copied, county_template
from sqlalchemy import select

from cmdesk.kernel.errors import Forbidden, Rejected
from cmdesk.models.deliberation import SealedEntry, Tally
from cmdesk.queries.deliberation_accounts import PaperAccount
from cmdesk.queries.deliberation_results import Results
from cmdesk.usecases.deliberation.admit import Admit
from cmdesk.usecases.deliberation.call_meeting import Item
from cmdesk.usecases.deliberation.void_ballot import VoidBallot
from cmdesk.usecases.deliberation.vote_again import VoteAgain

__all__ = ["county_template"]
PAPERS = st.sampled_from(["票一", "票二", "票三"])
PEOPLE = ("0002", "0004", "0006")


def refused(act: Any) -> bool:
    """Say whether an act was refused; any other error is a failure of the test."""
    try:
        act()
    except (Rejected, Forbidden):
        return True
    return False


class BallotLife(RuleBasedStateMachine):
    """Acts on one item of three people (three papers, for two of them somebody leaves) and remembers what happened."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.county: County = copied(self.template, self.folder / "county")
        self.states: dict[str, str] = {}
        self.keyed: dict[str, dict[str, int]] = {}
        self.opened = False

    def teardown(self) -> None:
        """Close the county and forget it."""
        self.county.desk.close()
        shutil.rmtree(self.folder)

    @initialize()
    def call(self) -> None:
        """Start from a prepared meeting that is open."""
        self.meeting = m.call_second(self.county, (Item(kind="proposal_vote", staff_nos=PEOPLE),))
        m.begin(self.county, self.meeting)

    def paper(self, name: str) -> PaperAccount | None:
        found = [one for one in m.papers(self.county, self.meeting) if one.paper == name]
        return found[-1] if found else None

    @rule()
    def open_ballot(self) -> None:
        """Open the item: once."""
        failed = refused(lambda: m.open_ballot(self.county, self.meeting))
        assert failed is self.opened
        if not failed:
            self.opened = True
            self.states = dict.fromkeys(("票一", "票二", "票三"), "open")

    @rule(name=PAPERS, extra=st.integers(-1, 1))
    def seal(self, name: str, extra: int) -> None:
        """Hand out and seal: only an open paper; one more back than out makes it void, one less needs its reason."""
        account = self.paper(name)
        if account is None or self.states[name] != "open":
            assert refused(lambda: m.seal(self.county, self.meeting, name, returned=9))
            return
        issued = m.hand_out(self.county, self.meeting, name)
        if extra < 0:
            assert refused(lambda: m.seal(self.county, self.meeting, name, returned=issued + extra))
            return
        answer = m.seal(self.county, self.meeting, name, returned=issued + extra)
        assert answer["void"] is (extra > 0)
        self.states[name] = "void" if extra else "sealed"

    @rule(name=PAPERS, who=st.sampled_from([m.TELLER, m.SCRUTINEER]), agree=st.integers(5, 6))
    def key(self, name: str, who: str, agree: int) -> None:
        """Key a count: only of a sealed paper; equal counts agree, and the last agreement releases all."""
        account = self.paper(name)
        people = () if account is None else tuple(number for number, _ in account.people)
        returned = 0 if account is None else account.returned or 0
        marks = {number: {"agree": agree, "against": returned - agree} for number in people or PEOPLE[:1]}
        failed = refused(lambda: m.key(self.county, who, self.meeting, name, marks))
        if self.states.get(name) != "sealed":
            assert failed
            return
        both = self.keyed.setdefault(name, {})
        both[who] = agree
        equal = len(both) == 2 and len(set(both.values())) == 1
        assert failed is (len(both) == 2 and not equal)
        if equal:
            self.states[name] = "agreed"
            if set(self.states.values()) == {"agreed"}:
                self.states = dict.fromkeys(self.states, "counted")

    @rule(name=PAPERS)
    def void(self, name: str) -> None:
        """Declare void: whatever is not counted."""
        failed = refused(
            lambda: self.county.run(m.CHAIR, VoidBallot(meeting=self.meeting, item=1, paper=name, reason="演练"))
        )
        assert failed is (self.states.get(name) not in {"open", "sealed", "agreed"})
        if not failed:
            self.states[name] = "void"
            self.keyed.pop(name, None)

    @rule(name=PAPERS)
    def vote_again(self, name: str) -> None:
        """Vote again: only on a void paper."""
        failed = refused(lambda: self.county.run(m.CHAIR, VoteAgain(meeting=self.meeting, item=1, paper=name)))
        assert failed is (self.states.get(name) != "void")
        if not failed:
            self.states[name] = "open"

    @rule()
    def carry_through(self) -> None:
        """Do for every paper what comes next until all are counted, whatever was done before."""
        if not self.opened:
            self.open_ballot()
        for name in self.states:
            if self.states[name] == "void":
                self.vote_again(name)
            if self.states[name] == "open":
                self.seal(name, 0)
            for who in (m.TELLER, m.SCRUTINEER):
                if self.states[name] == "sealed":
                    self.key(name, who, 5)
            if self.states[name] == "sealed":
                self.key(name, m.TELLER, 5)
        assert set(self.states.values()) == {"counted"}

    @rule(came=st.booleans())
    def walk(self, came: bool) -> None:
        """Let one member go or come; the quorum holds all the time."""
        refused(lambda: self.county.run(RECORDER, Admit(meeting=self.meeting, numbers=(2,), came=came)))

    @invariant()
    def states_agree(self) -> None:
        """The database has every paper in the state that the acts lead to."""
        if not self.opened:
            return
        last = {one.paper: one.state for one in m.papers(self.county, self.meeting)}
        assert last == self.states

    @invariant()
    def nothing_shows_too_early(self) -> None:
        """Totals are there exactly when all papers are counted; sealed counts exactly while some are not."""
        if not self.opened:
            return
        released = set(self.states.values()) == {"counted"}
        with self.county.desk.database.reading() as session:
            assert bool(session.scalars(select(Tally)).all()) is released
            sealed = len(session.scalars(select(SealedEntry)).all())
        assert sealed == (0 if released else sum(len(both) for both in self.keyed.values()))
        assert self.county.ask(RECORDER, Results(meeting=self.meeting))[0].released is released

    @invariant()
    def accounts_balance(self) -> None:
        """Every account adds up: 印制 = 发出 + 未发 + 作废, 发出 = 收回 + 未收回, 收回 = 有效 + 无效."""
        if not self.opened:
            return
        for one in m.papers(self.county, self.meeting):
            if one.printed is not None:
                assert one.printed == (one.issued or 0) + (one.unissued or 0) + (one.spoiled or 0)
            if one.valid is not None and one.invalid is not None:
                assert one.returned == one.valid + one.invalid


@pytest.fixture(scope="module")
def prepared_template(county_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a closed county whose year is closed and prepared."""
    folder = tmp_path_factory.mktemp("prepared") / "county"
    county = copied(county_template, folder)
    m.prepared(county)
    county.desk.close()
    return folder


@pytest.mark.shows("58", "59", "71")
def test_that_a_ballot_lives_as_the_rules_allow(prepared_template: Path) -> None:
    BallotLife.template = prepared_template
    run_state_machine_as_test(
        BallotLife,
        settings=settings(
            max_examples=8,
            stateful_step_count=18,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
