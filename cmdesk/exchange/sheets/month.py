"""Writing X2 月度考评上报表: the results of a closed month, their indicators and their inspections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cmdesk.exchange.sheets.vocabulary import EMPLOYMENT, INSPECTING_LEVEL, letter_of, level_word, yes_no
from cmdesk.exchange.sheets.writer import Form, OutColumn, OutSheet, Shape, Stamp, out_sheet, workbook
from cmdesk.kernel.amounts import Exact, rounded
from cmdesk.kernel.periods import Period

FORM = Form("X2", "月度考评上报表")


@dataclass(frozen=True, kw_only=True)
class MonthLine:
    """One person's month; scores 0–100, None = no figure (`inspection` None = 未检查)."""

    unit: str
    staff_no: str
    name: str
    period: Period
    employment: str
    rung: str | None
    performance: Exact | None
    inspection: Exact | None
    inspections: int
    red_line: bool
    score: Exact | None
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class IndicatorLine:
    """One indicator of one person; `target` and `actual` in the unit of the indicator, `rate` in percent points."""

    staff_no: str
    name: str
    indicator: str
    target: Exact | None
    actual: Exact | None
    rate: Exact | None
    points: Exact
    score: Exact | None


@dataclass(frozen=True, kw_only=True)
class InspectionLine:
    """One sheet; `deductions` are (item, points deducted, positive); `replaced` by a re-check of the city."""

    number: str
    staff_no: str
    inspected_on: date
    level: str
    score: Exact | None
    replaced: bool
    deductions: tuple[tuple[str, Decimal], ...] = ()


def ranks(scores: Iterable[Exact | None]) -> list[int | None]:
    """Give the rank of each printed score, highest first; equal scores share one (1, 2, 2, 4), no score has none."""
    printed = [None if score is None else rounded(score) for score in scores]
    first: dict[Decimal, int] = {}
    for place, score in enumerate(sorted((score for score in printed if score is not None), reverse=True), 1):
        first.setdefault(score, place)
    return [None if score is None else first[score] for score in printed]


def sheets(
    people: Sequence[MonthLine], indicators: Sequence[IndicatorLine], inspections: Sequence[InspectionLine]
) -> tuple[OutSheet, ...]:
    """Give the three sheets, each in the order of 工号."""
    ordered = sorted(people, key=lambda line: line.staff_no)
    rank_of = dict(zip((line.staff_no for line in ordered), ranks(line.score for line in ordered), strict=True))
    return (
        out_sheet("月度考评", _people_columns(rank_of), ordered, numbered=True),
        out_sheet("指标明细", _INDICATORS, sorted(indicators, key=lambda line: line.staff_no)),
        out_sheet("督察明细", _INSPECTIONS, sorted(inspections, key=lambda line: (line.staff_no, line.number))),
    )


def write(
    people: Sequence[MonthLine],
    indicators: Sequence[IndicatorLine],
    inspections: Sequence[InspectionLine],
    stamp: Stamp,
) -> bytes:
    """Give X2 as a file."""
    return workbook(sheets(people, indicators, inspections), stamp, FORM)


def _figure(heading: str, name: str, *, total: bool = True, places: int = 2) -> OutColumn:
    return OutColumn(heading, lambda row: getattr(row, name), Shape.FIGURE, places=places, total=total)


def _people_columns(rank_of: Mapping[str, int | None]) -> tuple[OutColumn, ...]:
    return (
        OutColumn("单位", lambda row: row.unit),
        OutColumn("工号", lambda row: row.staff_no, Shape.CODE),
        OutColumn("姓名", lambda row: row.name),
        OutColumn("期间", lambda row: str(row.period)),
        OutColumn("用工性质", lambda row: EMPLOYMENT.word(row.employment)),
        OutColumn("现级", lambda row: level_word(row.rung)),
        OutColumn("现档", lambda row: letter_of(row.rung)),
        _figure("经营业绩", "performance"),
        _figure("督察均分", "inspection"),
        OutColumn("督察次数", lambda row: row.inspections, Shape.INTEGER),
        OutColumn("红线", lambda row: yes_no(row.red_line)),
        _figure("月度得分", "score"),
        OutColumn("名次", lambda row: rank_of[row.staff_no], Shape.INTEGER),
        OutColumn("备注", lambda row: row.note),
    )


_INDICATORS = (
    OutColumn("工号", lambda row: row.staff_no, Shape.CODE),
    OutColumn("姓名", lambda row: row.name),
    OutColumn("指标", lambda row: row.indicator),
    _figure("目标值", "target", total=False),
    _figure("完成值", "actual", total=False),
    _figure("完成率", "rate", total=False),
    _figure("分值", "points"),
    _figure("得分", "score"),
)
_INSPECTIONS = (
    OutColumn("单号", lambda row: row.number, Shape.CODE),
    OutColumn("工号", lambda row: row.staff_no, Shape.CODE),
    OutColumn("检查日期", lambda row: row.inspected_on, Shape.DATE),
    OutColumn("层级", lambda row: INSPECTING_LEVEL.word(row.level)),
    _figure("得分", "score"),
    OutColumn("是否被市级复查替换", lambda row: yes_no(row.replaced)),
    OutColumn("扣分项目", lambda row: "; ".join(f"{item}:-{_tenths(points)}" for item, points in row.deductions)),
)


def _tenths(points: Decimal) -> str:
    """Give deducted points with one decimal at least: 1.0, 0.25."""
    return format(points, "f") if points != round(points, 1) else format(points, ".1f")
