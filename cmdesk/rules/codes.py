"""The codes of the business that several rules share; their Chinese names stand in the rule set."""

from __future__ import annotations

from enum import StrEnum


class Band(StrEnum):
    """等次 of a year (B.9)."""

    EXCELLENT = "excellent"
    COMPETENT = "competent"
    BASIC = "basic"
    INCOMPETENT = "incompetent"

    @property
    def rank(self) -> int:
        """Give 3 for excellent down to 0 for incompetent: for comparing bands."""
        return 3 - list(Band).index(self)


class BandState(StrEnum):
    """Whether a period gives a score at all (B.8.5); `ungraded` is 不定等次."""

    GRADED = "graded"
    UNGRADED = "ungraded"


class Source(StrEnum):
    """五评价, in the order of R21 (P, C, G, S, R)."""

    PERFORMANCE = "performance"
    CUSTOMER = "customer"
    INDUSTRY = "industry"
    SELF = "self"
    DEPARTMENT = "department"

    @property
    def chinese(self) -> str:
        """Give the name of the source as forms print it."""
        return _SOURCE_NAMES[self]


_SOURCE_NAMES = {
    Source.PERFORMANCE: "经营业绩",
    Source.CUSTOMER: "客户满意度",
    Source.INDUSTRY: "工业企业评价",
    Source.SELF: "自我评价",
    Source.DEPARTMENT: "营销部审核评价",
}


class Employment(StrEnum):
    """用工性质: 聘用 or 在册 (R38)."""

    CONTRACT = "contract"
    REGULAR = "regular"


class Education(StrEnum):
    """学历, lowest first."""

    BELOW = "below"
    HIGH_SCHOOL = "high_school"
    VOCATIONAL = "vocational"
    COLLEGE = "college"
    BACHELOR = "bachelor"
    POSTGRADUATE = "postgraduate"

    @property
    def rank(self) -> int:
        """Give a number for comparing; 高中 and 中专 are of one rank."""
        order = list(Education)
        return order.index(Education.HIGH_SCHOOL if self is Education.VOCATIONAL else self)


class Visit(StrEnum):
    """内业, 外业, 综合: kinds of inspection visit and values of `seen_at` (B.4)."""

    DESK = "desk"
    FIELD = "field"
    COMBINED = "combined"


class MissingPolicy(StrEnum):
    """What happens where a source is missing (B.8.6). Never 0."""

    REDISTRIBUTE = "redistribute"
    COUNTY_MEAN = "county_mean"
    HOLD = "hold"
    FIXED = "fixed"


class StepMode(StrEnum):
    """Whether part of a point costs its part (B.3)."""

    LINEAR = "linear"
    WHOLE = "whole"


class GradeRule(StrEnum):
    """How a ballot on nine rungs becomes one rung (B.12a)."""

    MAJORITY_JUDGMENT = "majority_judgment"
    TWO_THIRDS = "two_thirds"
    MEAN = "mean"


class Landing(StrEnum):
    """Where somebody lands for whom a level has no room."""

    TOP = "top"
    SAME_LETTER = "same_letter"
    BOTTOM = "bottom"


class Base(StrEnum):
    """Which head count the caps are taken of (Q01)."""

    WITH_TRAINEES = "with_trainees"
    WITHOUT_TRAINEES = "without_trainees"


class CapRounding(StrEnum):
    """What becomes of part of a person (Q02)."""

    FLOOR = "floor"
    HALF_UP = "half_up"


class JuniorCap(StrEnum):
    """Whether the cap of the lowest level binds or only warns (Q04)."""

    SOFT = "soft"
    HARD = "hard"


class SeniorityMode(StrEnum):
    """Whether the rate of the person's band goes for all years, or each year has its own (Q18)."""

    FLAT = "flat"
    MARGINAL = "marginal"


class DecisionMethod(StrEnum):
    """How a meeting decides an agenda item (B.12a)."""

    PROPOSAL_VOTE = "proposal_vote"
    GRADED_BALLOT = "graded_ballot"


class RuleSetState(StrEnum):
    """试行 or 施行 (B.8.10)."""

    TRIAL = "trial"
    IN_FORCE = "in_force"


class TrainingKind(StrEnum):
    """R10's three kinds of training, to which every gap leads (B.15a)."""

    THEORY = "theory"
    SKILLS = "skills"
    SYSTEM = "system"
