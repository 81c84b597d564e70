"""What a D13 季度综合业绩考评表 holds: plain values, as they are printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from cmdesk.documents.content import Content, Person


@dataclass(frozen=True, kw_only=True)
class MonthRow:
    """A month (or the mean) as printed; a figure that does not exist is —."""

    label: str
    p: str
    i: str
    sheets: str
    p_part: str
    i_part: str
    m: str


@dataclass(frozen=True, kw_only=True)
class SourceRow:
    """One of the five sources: who rated on what basis, score, weight in %, product, and share (50/90).

    A missing source has score 缺项, product — and share 0.
    """

    name: str
    letter: str
    basis: str
    score: str
    weight: str
    product: str
    share: str


@dataclass(frozen=True, kw_only=True)
class GapRow:
    """A gap and what is done about it."""

    gap: str
    measure: str
    training: str
    deadline: str


@dataclass(frozen=True, kw_only=True)
class QuarterContent(Content):
    """D13. `result` is empty where the quarter has no grade; `result_note` then says why."""

    form: ClassVar[str] = "D13"
    title: ClassVar[str] = "季度综合业绩考评表"
    person: Person
    filled_on: str
    months: tuple[MonthRow, ...]
    month_mean: MonthRow
    p_weight: str
    i_weight: str
    sources: tuple[SourceRow, ...]
    weight_sum: str
    product_sum: str
    share_sum: str
    result: str
    result_note: str
    missing_note: str
    gaps: tuple[GapRow, ...] = ()
    remark: str = ""
    complete: bool = True

    @property
    def subject(self) -> str:
        """Give period, name and staff number."""
        return f"{self.identity.period}\u3000{self.person.name}（工号{self.person.staff_no}）"
