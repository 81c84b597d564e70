"""A rule set: every weight, point, cap, band and procedure of the appraisal as frozen data (section B)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cmdesk.kernel.amounts import Rounding
from cmdesk.kernel.errors import Problem, Rejected, refuse_any
from cmdesk.rules import ruleset_checks
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
from cmdesk.rules.shapes import structure


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


def parse(raw: Mapping[str, Any]) -> RuleSet:
    """Give the rule set that `raw` (parsed JSON) describes.

    Raises Rejected with every problem and its dotted path: what `shapes.structure` finds, or where the shape is right,
    what `check_rule_set` finds.
    """
    rule_set = structure(RuleSet, raw)
    refuse_any(check_rule_set(rule_set))
    return rule_set


def check_rule_set(rule_set: RuleSet) -> tuple[Problem, ...]:
    """Give everything in which a rule set contradicts itself, with paths; nothing for a sound one."""
    return ruleset_checks.problems_of(rule_set)


def in_force_needs(meta: Meta) -> tuple[Problem, ...]:
    """Give what 施行 still lacks: 通过日期, 文号, 公示日期 (B.8.10)."""
    return ruleset_checks.in_force_needs(meta)


def digest(raw: Mapping[str, Any]) -> str:
    """Give the SHA-256 (hex) of a rule set's canonical JSON: keys sorted, no blanks, UTF-8."""
    text = json.dumps(raw, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def from_text(text: str) -> tuple[RuleSet, dict[str, Any]]:
    """Read a rule set from the text of its file; gives it and the parsed JSON (for `digest`).

    Raises Rejected, `not_json` for a text that is no JSON or has a key twice.
    """
    try:
        raw = json.loads(text, object_pairs_hook=_no_key_twice)
    except ValueError as error:
        raise Rejected(Problem("not_json", params={"reason": str(error)})) from error
    return parse(raw), raw


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        keys = [key for key, _ in pairs]
        raise Rejected(Problem("key_twice", params={"key": next(key for key in keys if keys.count(key) > 1)}))
    return made
