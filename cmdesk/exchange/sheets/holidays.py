"""Reading 节假日表: the days of one year that differ from Monday to Friday."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from cmdesk.exchange.sheets.fields import Field, Kind, Layout, Need
from cmdesk.exchange.sheets.intake import Asked, Intake, Values
from cmdesk.exchange.sheets.reading import Reading, Row
from cmdesk.exchange.sheets.vocabulary import DAY_KIND
from cmdesk.kernel.errors import Problem, Where
from cmdesk.kernel.periods import Period, PeriodKind

FESTIVALS = ("元旦", "春节", "清明", "劳动节", "端午", "国庆")
"""Each has at least one day off in every year; 中秋 may fall into 国庆."""
_OTHER_WORDS = {"劳动节": ("五一",), "国庆": ("十一",)}
_SATURDAY = 5


@dataclass(frozen=True, kw_only=True)
class HolidayRow(Row):
    """One day: `off` (放假) or `work` (调休上班)."""

    day: date
    kind: str
    name: str
    document_number: str | None = None


SHEET = Layout(
    names=("节假日", "节假日表"),
    fields=(
        Field(name="day", heading="日期", kind=Kind.DATE, need=Need.VALUE),
        Field(name="kind", heading="类型", kind=Kind.CHOICE, choices=DAY_KIND, need=Need.VALUE),
        Field(name="name", heading="名称", aliases=("节日", "节假日"), need=Need.VALUE, length=40),
        Field(name="document_number", heading="依据文号", aliases=("文号",), length=60),
    ),
    key=("day",),
)


def read(
    path: Path,
    *,
    period: Period | None = None,
    mapping: Mapping[str, Any] | None = None,
    controls: Mapping[str, Decimal] | None = None,
    has_glyph: Callable[[str], bool] | None = None,
) -> Reading[HolidayRow]:
    """Read a year. Without `period` the year of the first row is taken.

    Own problems: `other_year`, `not_a_weekend`, `festival_missing`.
    """
    year = period.whole_year if period else None
    intake = Intake(path, Asked(period=year, mapping=mapping, controls=controls, has_glyph=has_glyph), (SHEET,))
    sheet = intake.main(SHEET)
    if sheet is None:
        return intake.reading(None, ())
    days = [values["day"] for values in sheet.values if values["day"]]
    if intake.period is None and days:
        intake.period = Period(PeriodKind.YEAR, days[0].year)
    for values in sheet.values:
        _check(values, intake.period)
    intake.twice(sheet)
    off = " ".join(values["name"] or "" for values in sheet.values if values["kind"] == "off")
    for festival in FESTIVALS if sheet.has("name") and sheet.has("kind") else ():
        if not any(word in off for word in (festival, *_OTHER_WORDS.get(festival, ()))):
            where = Where(file=intake.file, sheet=sheet.table.sheet, field="name")
            sheet.cells.problems.append(Problem("festival_missing", where, {"festival": festival}))
    totals = intake.control(sheet, {"天数": Decimal(len(sheet.values))})
    return intake.reading(sheet, [_row(values) for values in sheet.values if values.sound], controls=totals)


def _check(values: Values, year: Period | None) -> None:
    day = values["day"]
    if day is None:
        return
    if year is not None and not year.contains(day):
        values.problem("other_year", "day", value=day, year=str(year))
    if values["kind"] == "work" and day.weekday() < _SATURDAY:
        values.problem("not_a_weekend", "day", value=day)


def _row(values: Values) -> HolidayRow:
    return HolidayRow(place=values.place, **values.got)
