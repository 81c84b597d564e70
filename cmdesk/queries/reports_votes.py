"""What a year's second sitting voted on one person, as D25 shows it in a strip of counts."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cmdesk.documents.reports.d25_content import VoteCell
from cmdesk.queries.deliberation_state import ABSTAINED, sitting_of
from cmdesk.queries.grading_votes import Ballot, Voted, votes_of
from cmdesk.queries.reports_words import NONE
from cmdesk.rules.ballots import voted_grade
from cmdesk.rules.ladder import LADDER, Rung
from cmdesk.rules.ruleset import RuleSet
from cmdesk.rules.voting import VoteState
from cmdesk.runtime.context import Context
from cmdesk.storage.resources import sentence

VOTE_STATES = {
    VoteState.NO_QUORUM: "未达法定人数",
    VoteState.VOID: "作废",
    VoteState.PASSED: "通过",
    VoteState.FAILED: "未通过",
}


@dataclass(frozen=True)
class VoteOf:
    """The counted vote on one person, and the meeting that voted."""

    meeting: str
    held_on: date
    graded: bool
    voted: Voted
    rules: RuleSet

    def cells(self, final: str | None, outcome: str | None) -> tuple[VoteCell, ...]:
        """Give the strip of counts. `final` is the rung that the votes are held against, `outcome` the voted one."""
        return self._graded(final, outcome) if self.graded else self._proposal()

    def _base(self) -> tuple[VoteCell, ...]:
        ballot = self.voted.ballot
        return (
            VoteCell(label="应到", value=str(ballot.entitled)),
            VoteCell(label="回避", value=str(ballot.recused)),
            VoteCell(label="实到", value=str(ballot.present)),
            VoteCell(label="收回", value=str(ballot.returned), starts_group=True),
            VoteCell(label="有效", value=str(ballot.valid)),
        )

    def _proposal(self) -> tuple[VoteCell, ...]:
        marks, result = self.voted.ballot.marks, self.voted.ballot.result(self.rules)
        return (
            *self._base(),
            VoteCell(label="同意", value=str(marks.get("agree", 0)), starts_group=True, strong=True),
            VoteCell(label="不同意", value=str(marks.get("against", 0))),
            VoteCell(label="缓议", value=str(marks.get("deferred", 0))),
            VoteCell(label="弃权", value=str(marks.get(ABSTAINED, 0))),
            VoteCell(label="过线", value=str(result.needed), starts_group=True),
            VoteCell(label="结果", value=VOTE_STATES[result.state], strong=True),
        )

    def _graded(self, final: str | None, outcome: str | None) -> tuple[VoteCell, ...]:
        ballot = self.voted.ballot
        cast = sum(ballot.grades())
        reached = NONE if is_few(ballot, self.rules) else reaching(ballot, final)
        return (
            *self._base(),
            VoteCell(label="弃权", value=str(ballot.marks.get(ABSTAINED, 0))),
            VoteCell(label="达到拟定档", value=reached, starts_group=True, strong=True),
            VoteCell(label="过半", value=str(cast // 2 + 1)),
            VoteCell(label="表决", value=Rung(outcome).chinese if outcome else NONE, starts_group=True, strong=True),
        )


def is_few(ballot: Ballot, rules: RuleSet) -> bool:
    """Say whether so few ballots count that their spread would betray the voters (B.12a)."""
    return sum(ballot.grades()) < rules.graded_ballot.few_ballots


def voted_rung(ballot: Ballot, rules: RuleSet) -> Rung | None:
    """Give the rung that a graded ballot voted, before any ceiling or seat; None without a vote."""
    grades = ballot.grades()
    return LADDER[voted_grade(grades, rules.graded_ballot.grade_rule)] if any(grades) else None


def reaching(ballot: Ballot, rung: str | None) -> str:
    """Give the ballots that name `rung` or a higher one (同意票 of X4); — without a rung on the ladder."""
    if rung is None or Rung(rung) is Rung.TRAINEE:
        return NONE
    return str(sum(count for one, count in zip(LADDER, ballot.grades(), strict=True) if one.place >= Rung(rung).place))


def votes_of_year(context: Context, year: int, rules: RuleSet) -> dict[uuid.UUID, VoteOf]:
    """Give the counted vote of the second sitting on each person; nothing before an item is released (row 71)."""
    meeting = sitting_of(context, year, 2)
    if meeting is None:
        return {}
    return {
        person.id: VoteOf(meeting.number, meeting.held_on, item.graded, person, rules)
        for item in votes_of(context, meeting)
        for person in item.people
    }


def reason_words(reason: Mapping[str, Any]) -> str:
    """Give why the allocation ended where it did, without its full stop."""
    return sentence(f"why_{reason['code']}", reason).rstrip("。")
