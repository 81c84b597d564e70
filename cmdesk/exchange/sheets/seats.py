"""Reading X5 名额分配表: the places of each level that the city issues to its units."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from cmdesk.exchange.sheets.fields import Field, Kind, Layout, Need
from cmdesk.exchange.sheets.intake import Asked, Intake, Values
from cmdesk.exchange.sheets.person_fields import NOTE, PERIOD, UNIT, UNIT_CODE, required
from cmdesk.exchange.sheets.reading import Reading, Row
from cmdesk.kernel.errors import Problem, Where
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.kernel.text import folded

_MOST = Decimal(99_999)


@dataclass(frozen=True, kw_only=True)
class SeatRow(Row):
    """The places of one unit: all of a level, holders included (B.11.3). None = not issued, 0 = none."""

    year: Period
    unit_code: str
    unit: str
    base_date: date
    headcount: int
    document_number: str
    senior: int | None = None
    intermediate: int | None = None
    junior: int | None = None
    revision: int = 1
    note: str | None = None


def _count(name: str, heading: str, need: Need, *, total: bool = False, low: int = 0) -> Field:
    return Field(name=name, heading=heading, kind=Kind.INTEGER, need=need, low=Decimal(low), high=_MOST, total=total)


SHEET = Layout(
    names=("名额", "名额分配"),
    fields=(
        replace(PERIOD, heading="年度", aliases=("期间", "考评期间"), need=Need.VALUE),
        required(UNIT_CODE),
        required(UNIT),
        Field(name="base_date", heading="基准日", kind=Kind.DATE, need=Need.VALUE),
        _count("headcount", "基准人数", Need.VALUE, total=True),
        _count("senior", "高级名额", Need.COLUMN, total=True),
        _count("intermediate", "中级名额", Need.COLUMN, total=True),
        _count("junior", "初级名额", Need.COLUMN, total=True),
        Field(name="document_number", heading="文号", need=Need.VALUE, length=60),
        _count("revision", "版次", Need.OPTIONAL, low=1),
        NOTE,
    ),
    key=("unit_code", "period"),
)


def read(
    path: Path,
    *,
    period: Period | None = None,
    mapping: Mapping[str, Any] | None = None,
    controls: Mapping[str, Decimal] | None = None,
    own_unit: Collection[str] = (),
    has_glyph: Callable[[str], bool] | None = None,
) -> Reading[SeatRow]:
    """Read the rows of all units. Own problem: `unit_missing`, where `own_unit` is given and has no row."""
    asked = Asked(period=period, mapping=mapping, controls=controls, has_glyph=has_glyph)
    intake = Intake(path, asked, (SHEET,))
    sheet = intake.main(SHEET)
    if sheet is None:
        return intake.reading(None, ())
    for values in sheet.values:
        year = values["period"]
        if year is not None and year.kind is not PeriodKind.YEAR:
            values.problem("value_not_allowed", "period", value=str(year), allowed="年度，如 2026")
    intake.twice(sheet)
    own = {folded(name) for name in own_unit}
    here = {folded(values[name]) for values in sheet.values for name in ("unit_code", "unit") if values[name]}
    if own and not own & here:
        where = Where(file=intake.file, sheet=sheet.table.sheet)
        sheet.cells.problems.append(Problem("unit_missing", where, {"unit": "、".join(own_unit)}))
    totals = intake.control(sheet, {})
    return intake.reading(sheet, [_row(values) for values in sheet.values if values.sound], controls=totals)


def _row(values: Values) -> SeatRow:
    got = {name: value for name, value in values.got.items() if value is not None and name != "period"}
    return SeatRow(place=values.place, year=values["period"], **got)
