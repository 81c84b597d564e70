"""The life of one ballot paper: which step is lawful next, from handing out to the signed report (B.12, row 70)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from cmdesk.kernel.errors import Problem, Where


class BallotStep(StrEnum):
    """The next lawful step of one paper."""

    WAIT_FOR_QUORUM = "wait_for_quorum"
    OPEN = "open"
    CLOSE = "close"
    ENTER = "enter"
    RECOUNT = "recount"
    BALANCE = "balance"
    VOTE_AGAIN = "vote_again"
    RECORD = "record"
    SECOND_BALLOT = "second_ballot"
    DRAW_LOT = "draw_lot"
    REPORT = "report"


class BallotState(StrEnum):
    """How far a paper is."""

    PREPARED = "prepared"
    OPEN = "open"
    CLOSED = "closed"
    COUNTED = "counted"


@dataclass(frozen=True, kw_only=True)
class BallotFacts:
    """What is known of a paper when asking what may come next.

    `entries`: how many of the two count entries are in. `entries_equal`: what comparing them gave. `void`: 收回 above
    发出. `balanced`: the account adds up, or a signed note explains why not. `tied`: people tie for the last seats;
    `second_held`: a second ballot between them has been counted (what then still ties is equal in all figures).
    """

    state: BallotState
    quorum: bool
    entries: int = 0
    entries_equal: bool = False
    void: bool = False
    balanced: bool = True
    tied: bool = False
    second_held: bool = False


def next_step(facts: BallotFacts) -> BallotStep:
    """Give the one step that is lawful next for a paper (row 70)."""
    if facts.state is BallotState.PREPARED:
        return BallotStep.OPEN if facts.quorum else BallotStep.WAIT_FOR_QUORUM
    if facts.state is BallotState.OPEN:
        return BallotStep.CLOSE
    if facts.state is BallotState.CLOSED:
        return _counting_step(facts)
    if facts.tied:
        return BallotStep.DRAW_LOT if facts.second_held else BallotStep.SECOND_BALLOT
    return BallotStep.REPORT


def _counting_step(facts: BallotFacts) -> BallotStep:
    if facts.void:
        return BallotStep.VOTE_AGAIN
    if facts.entries < 2:
        return BallotStep.ENTER
    if not facts.entries_equal:
        return BallotStep.RECOUNT
    return BallotStep.RECORD if facts.balanced else BallotStep.BALANCE


def step_problem(asked: BallotStep, facts: BallotFacts) -> Problem | None:
    """Give a `step_not_lawful` problem naming the lawful step where another is asked for; None where it is right."""
    lawful = next_step(facts)
    if asked is lawful:
        return None
    params = {"asked": STEP_NAMES[asked], "lawful": STEP_NAMES[lawful]}
    return Problem("step_not_lawful", Where(field="step"), params)


STEP_NAMES: Mapping[BallotStep, str] = {
    BallotStep.WAIT_FOR_QUORUM: "等到会人数达到法定人数",
    BallotStep.OPEN: "发票",
    BallotStep.CLOSE: "收票封箱",
    BallotStep.ENTER: "两人分别录入计票",
    BallotStep.RECOUNT: "复核不一致的票",
    BallotStep.BALANCE: "核对票数账或附签字说明",
    BallotStep.VOTE_AGAIN: "全部作废，重新投票",
    BallotStep.RECORD: "入账",
    BallotStep.SECOND_BALLOT: "在票数相等的人中第二次投票",
    BallotStep.DRAW_LOT: "当众抽签",
    BallotStep.REPORT: "签计票结果报告单",
}


def entry_differences(
    first: Mapping[str, Mapping[str, int]], second: Mapping[str, Mapping[str, int]]
) -> tuple[tuple[str, str], ...]:
    """Give each (person, mark) at which two count entries differ, a missing figure being 0; () where equal (row 59)."""
    return tuple(
        (person, mark)
        for person in dict.fromkeys((*first, *second))
        for mark in dict.fromkeys((*first.get(person, {}), *second.get(person, {})))
        if first.get(person, {}).get(mark, 0) != second.get(person, {}).get(mark, 0)
    )
