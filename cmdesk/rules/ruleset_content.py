"""The whole of a rule set, put together of its parts (section B)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from cmdesk.kernel.amounts import Rounding
from cmdesk.rules.codes import RuleSetState
from cmdesk.rules.ruleset_grading import (
    Caps,
    Democratic,
    Eligibility,
    GradedBallot,
    Ladder,
    Movement,
    Notices,
    Pay,
    Quorum,
    Votes,
)
from cmdesk.rules.ruleset_scoring import (
    Bands,
    Clause,
    Competencies,
    Department,
    Exam,
    Indicators,
    Industry,
    Inspections,
    MissingSources,
    NamedList,
    Peers,
    RollUp,
    RoundingRule,
    SelfReview,
    Survey,
    Weights,
)
from cmdesk.rules.ruleset_work import Checklist, DayTypes, Deadlines, RedLines, SelfSet, Training


@dataclass(frozen=True, kw_only=True)
class Meta:
    """Name, version and state of a rule set, and what makes it binding (B.8.10)."""

    name: str
    version: str
    issued_by: str
    state: RuleSetState
    passed_on: date | None
    document_no: str | None
    published_on: date | None


@dataclass(frozen=True, kw_only=True)
class RuleSet:
    """The whole rule set. Every part carries its clause number and its wording."""

    meta: Meta
    principles: NamedList
    ladder: Ladder
    rounding: RoundingRule
    weights: Weights
    indicators: Indicators
    inspections: Inspections
    checklist: Checklist
    red_lines: RedLines
    department: Department
    survey: Survey
    industry: Industry
    self_review: SelfReview
    missing_sources: MissingSources
    roll_up: RollUp
    competencies: Competencies
    peers: Peers
    leaders: Clause
    democratic: Democratic
    exam: Exam
    bands: Bands
    movement: Movement
    eligibility: Eligibility
    caps: Caps
    seats: Clause
    quorum: Quorum
    votes: Votes
    recusal: NamedList
    graded_ballot: GradedBallot
    notices: Notices
    pay: Pay
    duties: NamedList
    analyses: NamedList
    focuses: NamedList
    week_activities: NamedList
    day_types: DayTypes
    self_set: SelfSet
    evidence_kinds: NamedList
    problem_codes: NamedList
    record_kinds: NamedList
    training: Training
    deadlines: Deadlines
    examples: tuple[dict[str, Any], ...]

    @property
    def rounding_mode(self) -> Rounding:
        """Give how printed figures are rounded."""
        return self.rounding.mode
