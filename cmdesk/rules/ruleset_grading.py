"""The parts of a rule set that lead to a level and to pay: ladder, movement, conditions, caps, votes, wages."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal

from cmdesk.rules.codes import (
    Band,
    Base,
    CapRounding,
    DecisionMethod,
    Education,
    Employment,
    GradeRule,
    JuniorCap,
    Landing,
    SeniorityMode,
)
from cmdesk.rules.ladder import Level, Rung
from cmdesk.rules.ruleset_scoring import Clause
from cmdesk.rules.shapes import Between, Count, Matching, Points, Score

Part = Annotated[int, Between(1)]
"""A part of a ratio, at least 1."""


@dataclass(frozen=True, kw_only=True)
class LevelName:
    """A level and its Chinese name."""

    code: Level
    name: str


@dataclass(frozen=True, kw_only=True)
class RungName:
    """A rung and its Chinese name."""

    code: Rung
    name: str


@dataclass(frozen=True, kw_only=True)
class Ladder(Clause):
    """三级九档 (R35, R36), lowest rung first."""

    levels: tuple[LevelName, ...]
    rungs: tuple[RungName, ...]


@dataclass(frozen=True, kw_only=True)
class FirstLetter:
    """The letter of a first grading from a printed annual score on."""

    letter: Literal["A", "B", "C"]
    at_least: Score


@dataclass(frozen=True, kw_only=True)
class Movement(Clause):
    """Yearly movement (B.9): where 称职 splits, and the letters of a first grading."""

    split_at: Score
    first_letters: tuple[FirstLetter, ...]


@dataclass(frozen=True, kw_only=True)
class Path:
    """One way to fulfil education and years: all of it together (B.10)."""

    education: Education
    years: Count
    held: Level | None
    held_years: Count


@dataclass(frozen=True, kw_only=True)
class Conditions:
    """What a level asks for: one of the paths, and everything else (B.10)."""

    level: Level
    paths: tuple[Path, ...]
    exam_passed: bool
    last_years: Count
    each_at_least: Band | None
    one_at_least: Band | None
    certificate: Count | None
    text: str


@dataclass(frozen=True, kw_only=True)
class Eligibility(Clause):
    """基本条件 (B.10)."""

    years_of: Literal["post", "service"]
    base_day: Annotated[str, Matching(r"\d{2}-\d{2}")]
    trainee_education: Education
    levels: tuple[Conditions, ...]


@dataclass(frozen=True, kw_only=True)
class Shares:
    """Percent of the base."""

    senior: Score
    intermediate: Score
    junior: Score


@dataclass(frozen=True, kw_only=True)
class Caps(Clause):
    """比例上限 (R37, B.11)."""

    base: Base
    shares: Shares
    rounding: CapRounding
    junior_cap: JuniorCap


@dataclass(frozen=True, kw_only=True)
class Ratio:
    """numerator ÷ denominator, compared in integers."""

    numerator: Part
    denominator: Part


@dataclass(frozen=True, kw_only=True)
class Quorum(Clause):
    """实到 of 应到 that a meeting needs, equality enough (B.12.2)."""

    share: Ratio
    members_least: Count
    members_most: Count


@dataclass(frozen=True, kw_only=True)
class Votes(Clause):
    """推荐表决: 同意 strictly over `pass_over` of 应到, and the tie-breaks in their order (B.12.8, B.12.12)."""

    pass_over: Ratio
    tie_breaks: tuple[str, ...]
    scrutineers: Count
    tellers: Count


@dataclass(frozen=True, kw_only=True)
class GradedBallot(Clause):
    """The ballot on nine rungs, and where somebody lands without a seat (B.12a)."""

    decision_method: DecisionMethod
    grade_rule: GradeRule
    landing: Landing
    few_ballots: Count


@dataclass(frozen=True, kw_only=True)
class BallotClass:
    """票种 A, B or C with its weight in percent."""

    code: Literal["A", "B", "C"]
    name: str
    weight: Score


@dataclass(frozen=True, kw_only=True)
class Marks:
    """What each mark of a democratic rating counts."""

    excellent: Score
    competent: Score
    basic: Score
    incompetent: Score


@dataclass(frozen=True, kw_only=True)
class Democratic(Clause):
    """民主测评 (B.12.6) and the block by 不称职 marks (B.12.14)."""

    classes: tuple[BallotClass, ...]
    values: Marks
    block_over: Ratio
    least_shown: Count


@dataclass(frozen=True, kw_only=True)
class Notices(Clause):
    """公示, objection, appeal (B.13): working days, and `review_*` in calendar days."""

    notice_days: Count
    objection_check_days: Count
    result_objection_days: Count
    result_answer_days: Count
    review_days: Count
    review_answer_days: Count


@dataclass(frozen=True, kw_only=True)
class Floating:
    """岗位浮动工资 of each level, 元 a month."""

    senior: Points
    intermediate: Points
    junior: Points
    trainee: Points

    def of(self, level: Level) -> Decimal:
        """Give the amount of `level`."""
        amount: Decimal = getattr(self, level.value)
        return amount


@dataclass(frozen=True, kw_only=True)
class SeniorityBand:
    """Years up to `up_to` (included; None: all above) and the rate, 元 a month for each year."""

    up_to: Count | None
    rate: Points


@dataclass(frozen=True, kw_only=True)
class Seniority(Clause):
    """年功工资 (R43, R44)."""

    mode: SeniorityMode
    from_years: Count
    employment: Employment
    bands: tuple[SeniorityBand, ...]


@dataclass(frozen=True, kw_only=True)
class Rural(Clause):
    """加一个档次 (R40): a route is rural where more than `over` percent of its retailers are."""

    over: Score


@dataclass(frozen=True, kw_only=True)
class Pay(Clause):
    """Wages (B.14), 元 a month; coefficients by rung."""

    base: Points
    floating: Floating
    performance_base: Points
    coefficients: dict[Rung, Points]
    seniority: Seniority
    rural: Rural
