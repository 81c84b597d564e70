"""What the annual report D25 holds: plain values, as they are printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from cmdesk.documents.content import Content, Person


@dataclass(frozen=True, kw_only=True)
class ResultCell:
    """One of the cells of the result box: label, value, the note under it."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Ability:
    """One of the ten abilities: this year's mean, and last year's or ""."""

    name: str
    value: str
    last: str = ""


@dataclass(frozen=True, kw_only=True)
class MonthScores:
    """P, I and M of a month; — where there is none."""

    label: str
    p: str
    i: str
    m: str


@dataclass(frozen=True, kw_only=True)
class QuarterScores:
    """A quarter with its months; a missing source is 缺项 with its note's sign, as 缺项①."""

    label: str
    months: tuple[MonthScores, ...]
    p: str
    i: str
    m: str
    c: str
    g: str
    s: str
    r: str
    q: str


@dataclass(frozen=True, kw_only=True)
class ExamRow:
    """A half-year's exam."""

    label: str
    theory: str
    practice: str
    score: str
    verdict: str


@dataclass(frozen=True, kw_only=True)
class ShareRow:
    """A part of a weighted sum: name, source (or ""), value, weight in %, product."""

    name: str
    value: str
    weight: str
    product: str
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class LevelRow:
    """A step of the level decision, in words."""

    label: str
    text: str


@dataclass(frozen=True, kw_only=True)
class VoteCell:
    """A count of the vote. `starts_group` draws a vertical before it, `strong` sets it in bold."""

    label: str
    value: str
    starts_group: bool = False
    strong: bool = False


@dataclass(frozen=True, kw_only=True)
class GapPlan:
    """A gap, what it rests on, the training for it, who sees to it, until when."""

    gap: str
    basis: str
    training: str
    owner: str
    deadline: str


@dataclass(frozen=True, kw_only=True)
class Opinions:
    """What stands in the four boxes above the signatures, as people wrote it; empty leaves room for the pen."""

    inspector: str = ""
    inspector_note: str = ""
    appraised: str = ""
    talk_time: str = ""
    department_head: str = ""
    city_group: str = ""


@dataclass(frozen=True, kw_only=True)
class AnnualContent(Content):
    """D25. Without `levels` (a trainee) section six is left out and the box has no level cells.

    `vote_after` is the number of level rows above the strip of votes. `abilities` is empty where fewer than five
    sheets were valid; `ability_note` then says so. `excellent_line` names the score of the dashed line at 90, or is
    "" where the rules set another.
    """

    form: ClassVar[str] = "D25"
    title: ClassVar[str] = "客户经理年度考评报告"
    person: Person
    education: str
    qualification: str
    last_year: str
    results: tuple[ResultCell, ...]
    state: str
    effective: str
    abilities: tuple[Ability, ...]
    ability_heading_note: str
    ability_note: str
    counted_note: str
    abilities_from_zero: bool
    summary: str
    quarters: tuple[QuarterScores, ...]
    excellent_line: str
    cycle_note: str
    exams: tuple[ExamRow, ...]
    exam_pass_note: str
    exam_mean: str
    evaluations: tuple[ShareRow, ...]
    evaluation_sum: ShareRow
    derivation: tuple[ShareRow, ...]
    derivation_sum: ShareRow
    result_text: str
    result: str
    levels: tuple[LevelRow, ...] = ()
    votes: tuple[VoteCell, ...] = ()
    votes_label: str = "推荐表决"
    vote_after: int = 3
    gaps: tuple[GapPlan, ...] = ()
    opinions: Opinions
    verification: str
    issued_on: str

    @property
    def is_trainee(self) -> bool:
        """Say whether no level is decided, so that section six is left out."""
        return not self.levels

    @property
    def subject(self) -> str:
        """Give period, name and staff number."""
        return f"{self.identity.period}\u3000{self.person.name}（工号{self.person.staff_no}）"
