"""Worked examples about votes and ballots: quorum, proposal votes, seats, graded ballots, majority values."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cmdesk.rules import ballots, caps, voting
from cmdesk.rules.ladder import LEVELS, Level, Rung
from cmdesk.rules.ruleset import RuleSet
from cmdesk.rules.ruleset_grading import Ratio
from cmdesk.rules.seating import GradedVote, SeatRules, grade_ballots
from cmdesk.rules.shapes import Count, Score
from cmdesk.rules.worked.seats import CappedLevel
from cmdesk.rules.worked.topic import Topic


def _share(ratio: Ratio) -> Fraction:
    return Fraction(ratio.numerator, ratio.denominator)


@dataclass(frozen=True, kw_only=True)
class QuorumGiven:
    """应到 with the recused, 实到 without them."""

    expected: Count
    present: Count
    recused: Count


def quorum(given: QuorumGiven, rule_set: RuleSet) -> voting.Quorum:
    """Give the quorum of an item (B.12.2)."""
    share = _share(rule_set.quorum.share)
    return voting.quorum(expected=given.expected, present=given.present, recused=given.recused, share=share)


@dataclass(frozen=True, kw_only=True)
class VoteGiven:
    """Attendance and the counts of one person."""

    expected: Count
    present: Count
    recused: Count
    issued: Count
    returned: Count
    invalid: Count
    agree: Count
    against: Count
    deferred: Count
    abstained: Count


def vote(given: VoteGiven, rule_set: RuleSet) -> voting.VoteResult:
    """Give the result of a proposal vote (B.12.8, B.12.9)."""
    counts = voting.VoteCounts(
        issued=given.issued,
        returned=given.returned,
        invalid=given.invalid,
        agree=given.agree,
        against=given.against,
        deferred=given.deferred,
        abstained=given.abstained,
    )
    return voting.vote(
        counts,
        expected=given.expected,
        present=given.present,
        recused=given.recused,
        quorum_share=_share(rule_set.quorum.share),
        pass_over=_share(rule_set.votes.pass_over),
    )


@dataclass(frozen=True, kw_only=True)
class CandidateGiven:
    """A candidate's 同意 votes and the printed figures that break ties; null for no figure."""

    id: str
    agree: Count
    annual: Score | None
    quarters: Score | None
    performance: Score | None
    exam: Score | None
    customer: Score | None
    inspection: Score | None


@dataclass(frozen=True, kw_only=True)
class SeatVoteGiven:
    """Candidates for limited seats, the votes needed, and the second ballot if there was one."""

    seats: Count
    candidates: tuple[CandidateGiven, ...]
    needed: Count
    second_ballot: dict[str, Count] | None = None


def seat_vote(given: SeatVoteGiven, rule_set: RuleSet) -> voting.SeatVote:
    """Give the seats by votes (B.12.11–13)."""
    candidates = [
        voting.Candidate(
            candidate.id,
            candidate.agree,
            annual=candidate.annual,
            quarters=candidate.quarters,
            performance=candidate.performance,
            exam=candidate.exam,
            customer=candidate.customer,
            inspection=candidate.inspection,
        )
        for candidate in given.candidates
    ]
    return voting.seat_vote(
        candidates,
        seats=given.seats,
        needed=given.needed,
        second_ballot=given.second_ballot,
        tie_breaks=rule_set.votes.tie_breaks,
    )


@dataclass(frozen=True, kw_only=True)
class GradeBallotsGiven:
    """A counted graded ballot (methods c)."""

    counts: dict[str, tuple[Count, ...]]
    scores: dict[str, Score | None]
    headcount: Count
    seed: str
    ceilings: dict[str, Rung] = field(default_factory=dict)
    present: dict[str, Rung] | None = None
    caps: dict[CappedLevel, Count] | None = None


def graded(given: GradeBallotsGiven, rule_set: RuleSet) -> dict[str, Any]:
    """Count a graded ballot under caps and give the certificate of everybody moved down."""
    limits = {level: caps.cap_of(level, given.headcount, rule_set) for level in LEVELS}
    limits |= {Level(level): cap for level, cap in (given.caps or {}).items()}
    scores: dict[str, Decimal | None] = dict(given.scores)
    ballot = GradedVote(
        counts=given.counts, scores=scores, seed=given.seed, ceilings=given.ceilings, present=given.present
    )
    rules = SeatRules(
        caps=limits,
        headcount=given.headcount,
        grade_rule=rule_set.graded_ballot.grade_rule,
        landing=rule_set.graded_ballot.landing,
        junior_cap=rule_set.caps.junior_cap,
    )
    seating = grade_ballots(ballot, rules)
    return {
        "order": seating.order,
        "voted": seating.voted,
        "final": seating.final,
        "caps": seating.caps,
        "moved_down": {
            person: {
                "from": moved.from_rung,
                "to": moved.to_rung,
                "cap": moved.lost[0].cap,
                "last_seated": moved.lost[0].last_seated,
                "decided_by": moved.lost[0].decided_by,
            }
            for person, moved in seating.moved_down.items()
        },
    }


@dataclass(frozen=True, kw_only=True)
class MajorityValueGiven:
    """One person's counts, lowest grade first."""

    counts: tuple[Count, ...]


def majority_value(given: MajorityValueGiven, _: RuleSet) -> dict[str, Any]:
    """Give the majority value."""
    return {"value": ballots.majority_value(given.counts)}


@dataclass(frozen=True, kw_only=True)
class MajorityOrderGiven:
    """Everybody's counts, lowest grade first."""

    counts: dict[str, tuple[Count, ...]]


def majority_order(given: MajorityOrderGiven, _: RuleSet) -> dict[str, Any]:
    """Order people by majority value, equal ones together."""
    return {"order": ballots.majority_order(given.counts)}


TOPICS: tuple[Topic, ...] = (
    Topic("quorum", QuorumGiven, quorum),
    Topic("vote", VoteGiven, vote),
    Topic("seat_vote", SeatVoteGiven, seat_vote),
    Topic("grade_ballots", GradeBallotsGiven, graded),
    Topic("majority_value", MajorityValueGiven, majority_value),
    Topic("majority_order", MajorityOrderGiven, majority_order),
)
