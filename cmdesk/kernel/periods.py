"""Appraisal periods: month, quarter, half-year, year, and how people write them."""

from __future__ import annotations

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import total_ordering

from cmdesk.kernel.errors import reject


class PeriodKind(StrEnum):
    """The four appraisal cycles (R29–R32)."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"


_MONTHS = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.HALF_YEAR: 6, PeriodKind.YEAR: 12}
_NUMERALS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_FORMS: tuple[tuple[PeriodKind, re.Pattern[str]], ...] = (
    (PeriodKind.MONTH, re.compile(r"(\d{4})-(\d{1,2})")),
    (PeriodKind.MONTH, re.compile(r"(\d{4})年(\d{1,2})月份?")),
    (PeriodKind.MONTH, re.compile(r"(\d{4})(\d{2})")),
    (PeriodKind.QUARTER, re.compile(r"(\d{4})年?[Qq]([1-4])")),
    (PeriodKind.QUARTER, re.compile(r"(\d{4})年第?([一二三四1-4])季度")),
    (PeriodKind.HALF_YEAR, re.compile(r"(\d{4})年?[Hh]([12])")),
    (PeriodKind.YEAR, re.compile(r"(\d{4})(?:年度?)?()")),
)
_HALVES = re.compile(r"(\d{4})年([上下])半年")


def _lies_in_a_year(kind: PeriodKind, year: int, number: int) -> bool:
    return 1900 <= year <= 9999 and 1 <= number <= 12 // _MONTHS[kind]


def _number(written: str) -> int:
    return _NUMERALS.get(written, 0) or int(written or 1)


@total_ordering
@dataclass(frozen=True)
class Period:
    """One appraisal period. `number` counts from 1 within the year (month 1–12, quarter 1–4, half 1–2, year 1).

    Ordered by last day, shorter periods first, so that a month comes before the quarter it ends.
    """

    kind: PeriodKind
    year: int
    number: int = 1

    def __post_init__(self) -> None:
        if not _lies_in_a_year(self.kind, self.year, self.number):
            raise reject("period_unknown", value=f"{self.year}/{self.kind}/{self.number}")

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read a period: 2026-03, 2026年3月, 202603, 2026Q1, 2026年一季度, 2026H1, 2026年上半年, 2026, 2026年度.

        Raises Rejected `period_unknown` for anything else.
        """
        plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
        half = _HALVES.fullmatch(plain)
        if half:
            return cls(PeriodKind.HALF_YEAR, int(half[1]), 1 if half[2] == "上" else 2)
        for kind, form in _FORMS:
            match = form.fullmatch(plain)
            if match and _lies_in_a_year(kind, year := int(match[1]), number := _number(match[2])):
                return cls(kind, year, number)
        raise reject("period_unknown", value=text)

    @classmethod
    def month(cls, year: int, number: int) -> Period:
        """Give a month."""
        return cls(PeriodKind.MONTH, year, number)

    @classmethod
    def month_of(cls, day: date) -> Period:
        """Give the month that `day` lies in."""
        return cls(PeriodKind.MONTH, day.year, day.month)

    def __str__(self) -> str:
        return {
            PeriodKind.MONTH: f"{self.year}-{self.number:02}",
            PeriodKind.QUARTER: f"{self.year}Q{self.number}",
            PeriodKind.HALF_YEAR: f"{self.year}H{self.number}",
            PeriodKind.YEAR: f"{self.year}",
        }[self.kind]

    @property
    def chinese(self) -> str:
        """Give the period as a Chinese form prints it."""
        return {
            PeriodKind.MONTH: f"{self.year}年{self.number}月",
            PeriodKind.QUARTER: f"{self.year}年第{'一二三四'[self.number - 1]}季度" if self.number <= 4 else "",
            PeriodKind.HALF_YEAR: f"{self.year}年{'上下'[self.number - 1]}半年" if self.number <= 2 else "",
            PeriodKind.YEAR: f"{self.year}年度",
        }[self.kind]

    @property
    def first_day(self) -> date:
        """Give the first day."""
        return date(self.year, (self.number - 1) * _MONTHS[self.kind] + 1, 1)

    @property
    def last_day(self) -> date:
        """Give the last day."""
        month = self.number * _MONTHS[self.kind]
        return date(self.year, month, calendar.monthrange(self.year, month)[1])

    @property
    def months(self) -> tuple[Period, ...]:
        """Give the months of the period, in order (a month gives itself)."""
        first = (self.number - 1) * _MONTHS[self.kind] + 1
        return tuple(Period.month(self.year, first + k) for k in range(_MONTHS[self.kind]))

    @property
    def quarter(self) -> Period:
        """Give the quarter that a month lies in."""
        return Period(PeriodKind.QUARTER, self.year, (self.first_day.month - 1) // 3 + 1)

    @property
    def quarters(self) -> tuple[Period, ...]:
        """Give the quarters of a year, in order."""
        return tuple(Period(PeriodKind.QUARTER, self.year, n) for n in range(1, 5))

    @property
    def halves(self) -> tuple[Period, ...]:
        """Give the two half-years of a year."""
        return tuple(Period(PeriodKind.HALF_YEAR, self.year, n) for n in (1, 2))

    @property
    def whole_year(self) -> Period:
        """Give the year that the period lies in."""
        return Period(PeriodKind.YEAR, self.year)

    def contains(self, day: date) -> bool:
        """Say whether `day` lies in the period, first and last day included."""
        return self.first_day <= day <= self.last_day

    def next(self) -> Period:
        """Give the following period of the same kind."""
        last = 12 // _MONTHS[self.kind]
        if self.number < last:
            return Period(self.kind, self.year, self.number + 1)
        return Period(self.kind, self.year + 1, 1)

    def previous(self) -> Period:
        """Give the period of the same kind before this one."""
        before = self.first_day - timedelta(days=1)
        return Period(self.kind, before.year, (before.month - 1) // _MONTHS[self.kind] + 1)

    def _key(self) -> tuple[date, int, str]:
        return (self.last_day, _MONTHS[self.kind], self.kind)

    def __lt__(self, other: Period) -> bool:
        return self._key() < other._key()
