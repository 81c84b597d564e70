"""The parts of a rule set that make scores: weights, indicators, sources, roll-up, bands."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from cmdesk.kernel.amounts import Rounding
from cmdesk.rules.codes import Band, MissingPolicy, StepMode
from cmdesk.rules.shapes import Count, Points, Score


@dataclass(frozen=True, kw_only=True)
class Clause:
    """A part of the rule set: the number of its clause and its wording in Chinese, as screens and pages quote it."""

    clause: str
    text: str


@dataclass(frozen=True)
class Named:
    """One entry of a code table."""

    code: str
    name: str


@dataclass(frozen=True, kw_only=True)
class NamedList(Clause):
    """A code table, in its order."""

    items: tuple[Named, ...]

    def name_of(self, code: str) -> str:
        """Give the Chinese name of `code`; the code itself where it is unknown."""
        return next((item.name for item in self.items if item.code == code), code)


@dataclass(frozen=True, kw_only=True)
class RoundingRule(Clause):
    """How a printed figure is rounded, once (B.8.1)."""

    mode: Rounding
    places: Count


@dataclass(frozen=True)
class MonthWeights:
    """Weights in percent of P and I in a month (B.2)."""

    performance: Score
    inspection: Score


@dataclass(frozen=True)
class QuarterWeights:
    """Weights in percent of the five sources in a quarter (B.2)."""

    performance: Score
    customer: Score
    industry: Score
    self: Score
    department: Score


@dataclass(frozen=True)
class YearWeights:
    """Weights in percent of Q̄, H̄ and E in a year (B.2)."""

    quarters: Score
    exams: Score
    competency: Score


@dataclass(frozen=True)
class CompetencyWeights:
    """Weights in percent of 同事互评, 领导评 and 民主测评 in E (B.2)."""

    peer: Score
    leader: Score
    democratic: Score


@dataclass(frozen=True)
class ExamWeights:
    """Weights in percent of 理论 and 技能 in H (B.2)."""

    theory: Score
    practice: Score


@dataclass(frozen=True, kw_only=True)
class Weights(Clause):
    """All weights (B.2); each set adds to exactly 100."""

    month: MonthWeights
    quarter: QuarterWeights
    year: YearWeights
    competency: CompetencyWeights
    exam: ExamWeights


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """One figure of 经营业绩: full points at `full_at`, and what each point below costs (B.3)."""

    code: str
    name: str
    figure: str
    unit: str
    points: Points
    full_at: Decimal
    per_point: Points


@dataclass(frozen=True, kw_only=True)
class Indicators(Clause):
    """经营业绩 P (B.3). With figures for fewer than `least_points` points P is missing."""

    items: tuple[Indicator, ...]
    least_points: Points
    step_mode: StepMode
    early_warning: Points


@dataclass(frozen=True, kw_only=True)
class Inspections(Clause):
    """How often and by whom is inspected (B.1), and when a city re-check counts."""

    group_least: Count
    group_most: Count
    inspectors_a_visit: Count
    sheets_a_month: Count
    city_share: Score
    re_check_over: Points
    reminder_day: Count
    correction_days: Count
    low_base: Score


@dataclass(frozen=True, kw_only=True)
class Department(Clause):
    """R 营销部审核评价: mean inspection, adjustable (B.2, B.6)."""

    adjustment: Points
    talk_over: Points


@dataclass(frozen=True, kw_only=True)
class Survey(Clause):
    """C 客户满意度 (B.6): questions on a scale from 1, and the sample in percent and numbers of retailers."""

    questions: tuple[Named, ...]
    scale: Count
    sample_share: Score
    sample_least: Count
    sample_most: Count
    least_valid: Count
    strata: tuple[Named, ...]


@dataclass(frozen=True, kw_only=True)
class IndustryItem:
    """One item of the evaluation by the industry."""

    code: str
    name: str
    points: Points


@dataclass(frozen=True, kw_only=True)
class Industry(Clause):
    """G 工业企业评价 (B.6)."""

    items: tuple[IndustryItem, ...]
    least_raters: Count


@dataclass(frozen=True, kw_only=True)
class SelfReview(Clause):
    """S 自我评价 (B.6): points for each of the ten duties; a fact is due from `fact_from` points."""

    points_each: Points
    fact_from: Points


@dataclass(frozen=True, kw_only=True)
class SourcePolicy:
    """What happens where one source is missing; `few` where there are some answers, but too few (B.8.6)."""

    policy: MissingPolicy
    few: MissingPolicy | None = None
    fixed: Score | None = None


@dataclass(frozen=True, kw_only=True)
class MissingSources(Clause):
    """The policy of each source of a quarter that can be missing (B.8.6)."""

    customer: SourcePolicy
    industry: SourcePolicy
    self: SourcePolicy
    department: SourcePolicy


@dataclass(frozen=True, kw_only=True)
class RollUp(Clause):
    """How many parts a quarter and a year need (B.8.5)."""

    quarter_months: Count
    year_quarters: Count
    year_exams: Count


@dataclass(frozen=True, kw_only=True)
class Limit:
    """A bound on how many sheets of one rater may lie beyond a score."""

    score: Score
    people: Count


@dataclass(frozen=True, kw_only=True)
class Peers(Clause):
    """同事互评 (B.5, B.5a)."""

    least_used: Count
    least_shown: Count
    drop_above: Count
    all_equal_from: Count
    everybody_up_to: Count
    reviews_each: Count
    correct_leniency: bool
    most_at_or_above: Limit | None
    least_below: Limit | None


@dataclass(frozen=True, kw_only=True)
class Anchor:
    """What a number of points means, both bounds included."""

    least: Points
    most: Points
    text: str


@dataclass(frozen=True, kw_only=True)
class Competency:
    """One of the ten abilities, with its anchors, highest first (B.5)."""

    code: str
    name: str
    points: Points
    anchors: tuple[Anchor, ...]


@dataclass(frozen=True, kw_only=True)
class Competencies(Clause):
    """十种能力 (R09)."""

    items: tuple[Competency, ...]


@dataclass(frozen=True, kw_only=True)
class Paper:
    """One paper of the exam."""

    code: str
    name: str
    minutes: Count
    full: Points


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """A trade qualification; grade 5 is the lowest, 1 the highest."""

    grade: Count
    name: str


@dataclass(frozen=True, kw_only=True)
class Exam(Clause):
    """专业技能考试 (B.7). A passed part stays valid, a retake is due within so many half-years."""

    papers: tuple[Paper, ...]
    pass_mark: Score
    retakes: Count
    retake_within_halves: Count
    part_valid_years: Count
    certificates: tuple[Certificate, ...]


@dataclass(frozen=True, kw_only=True)
class BandLine:
    """A band starts at `at_least`, of the printed score."""

    code: Band
    name: str
    at_least: Score
    movement: str


@dataclass(frozen=True, kw_only=True)
class Bands(Clause):
    """等次 of the year (B.9), highest first."""

    items: tuple[BandLine, ...]
    ungraded: str

    def name_of(self, band: Band | None) -> str:
        """Give the Chinese name of a band; 不定等次 for None."""
        return next((line.name for line in self.items if line.code is band), self.ungraded)
