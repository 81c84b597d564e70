"""What a D18 计票结果报告单 holds: plain values, as they are printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from cmdesk.documents.content import Content


@dataclass(frozen=True, kw_only=True)
class AccountRow:
    """The account of one paper: 应到 实到 法定人数 发出 收回 未收回 有效 无效 弃权."""

    label: str
    expected: str
    present: str
    quorum: str
    issued: str
    returned: str
    unreturned: str
    valid: str
    invalid: str
    abstained: str


@dataclass(frozen=True, kw_only=True)
class ProposalRow:
    """The votes on one proposal. `changes` sets the proposed grade in bold."""

    name: str
    staff_no: str
    present_grade: str
    proposed_grade: str
    changes: bool
    recused: str
    expected: str
    issued: str
    returned: str
    invalid: str
    valid: str
    approved: str
    against: str
    deferred: str
    abstained: str
    needed: str
    result: str


@dataclass(frozen=True, kw_only=True)
class RatingRow:
    """The marks of one person in 民主测评, all classes together."""

    name: str
    staff_no: str
    returned: str
    invalid: str
    valid: str
    excellent: str
    competent: str
    basic: str
    incompetent: str
    unknown: str
    abstained: str
    score: str


@dataclass(frozen=True, kw_only=True)
class GradedRow:
    """The nine-rung ballot of one person, lowest rung first; — where fewer than five ballots were valid."""

    name: str
    staff_no: str
    present_grade: str
    valid: str
    abstained: str
    rungs: tuple[str, ...]
    voted: str


AnyRow = ProposalRow | RatingRow | GradedRow


@dataclass(frozen=True, kw_only=True)
class VoteGroup:
    """People who were voted on under one head; an empty title prints no head."""

    title: str
    proposals: tuple[ProposalRow, ...] = ()
    ratings: tuple[RatingRow, ...] = ()
    graded: tuple[GradedRow, ...] = ()

    @property
    def rows(self) -> Sequence[AnyRow]:
        """Give the rows, of whichever kind they are."""
        return self.proposals or self.ratings or self.graded


@dataclass(frozen=True, kw_only=True)
class RunoffRow:
    """One candidate of a second ballot."""

    name: str
    staff_no: str
    votes: str
    result: str


@dataclass(frozen=True, kw_only=True)
class Runoff:
    """A second ballot among the tied."""

    title: str
    note: str
    expected: str
    issued: str
    returned: str
    invalid: str
    valid: str
    rows: tuple[RunoffRow, ...]


@dataclass(frozen=True, kw_only=True)
class BallotReportContent(Content):
    """D18. Every row of `groups` is of one kind: proposals, marks of a rating, or nine-rung ballots."""

    form: ClassVar[str] = "D18"
    title: ClassVar[str] = "计票结果报告单"
    subtitle: str
    topic: str
    meeting: str
    chair: str
    list_no: str
    time: str
    place: str
    accounts: tuple[AccountRow, ...]
    account_note: str
    votes_title: str
    votes_note: str
    groups: tuple[VoteGroup, ...]
    counting_note: str
    runoffs: tuple[Runoff, ...] = ()
    runoff_expected: bool = True
    statement: str = ""

    @property
    def subject(self) -> str:
        """Give period and topic: the form names nobody in its head."""
        return f"{self.identity.period}\u3000{self.topic}"
