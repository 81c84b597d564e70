"""The reference tables that rules are given: stroke kinds, surnames, holidays. Rules read no file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum


class DayKind(StrEnum):
    """How a day of a holiday table differs from its weekday."""

    OFF = "off"
    WORK = "work"

    @property
    def chinese(self) -> str:
        """Give the kind as the workbook writes it."""
        return {DayKind.OFF: "放假", DayKind.WORK: "调休上班"}[self]


@dataclass(frozen=True)
class HolidayYear:
    """How one year differs from Monday–Friday: days off and 调休 working days, each with the festival's name."""

    year: int
    off: Mapping[date, str] = field(default_factory=dict)
    work: Mapping[date, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Tables:
    """Everything that rules look up.

    `strokes`: character → its stroke kinds in writing order, one digit a stroke (1 横 2 竖 3 撇 4 点 5 折).
    `compound_surnames`: 复姓 → readings without tones, syllables run together. `surname_readings`: character → its
    readings as a surname, the usual one first, where that is not the character's usual reading.
    """

    strokes: Mapping[str, str] = field(default_factory=dict)
    compound_surnames: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    surname_readings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    holidays: Mapping[int, HolidayYear] = field(default_factory=dict)

    def with_holidays(self, years: Mapping[int, Mapping[date, str]]) -> Tables:
        """Give the tables with whole years replaced: year → day → `DayKind` value (ValueError for another)."""
        own = {
            year: HolidayYear(
                year,
                {day: "" for day, kind in days.items() if DayKind(kind) is DayKind.OFF},
                {day: "" for day, kind in days.items() if DayKind(kind) is DayKind.WORK},
            )
            for year, days in years.items()
        }
        return replace(self, holidays={**self.holidays, **own})


NO_TABLES = Tables()
