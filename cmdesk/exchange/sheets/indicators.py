"""Reading X1 月度经营业绩指标: the figures of B.3 for each person and month."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from pathlib import Path
from typing import Any

from cmdesk.exchange.sheets.controls import PEOPLE
from cmdesk.exchange.sheets.fields import Field, Kind, Layout
from cmdesk.exchange.sheets.intake import Asked, Intake, Sheet, Values
from cmdesk.exchange.sheets.person_fields import NAME, PERIOD, STAFF_NO, UNIT
from cmdesk.exchange.sheets.reading import Reading, Row
from cmdesk.kernel.amounts import exact, rounded
from cmdesk.kernel.periods import Period

TOLERANCE = Decimal("0.01")
_ZERO, _ONE = Decimal(), Decimal(1)
_HIGHEST_RATE = Decimal(999)


@dataclass(frozen=True, kw_only=True)
class IndicatorRow(Row):
    """The figures of one person in one month, as the centre sent them; None = no figure, never 0.

    Sales in 箱, revenue in 元 a 箱, forecast and order in 条, rates and targets of rates in percent points. A rate
    stands beside its two parts only where they agree; the parts count. `given_points` (code → points) and
    `given_score` are the centre's own points: compared, not taken.
    """

    staff_no: str | None = None
    name: str | None = None
    unit: str | None = None
    period: Period | None = None
    sales_target: Decimal | None = None
    sales_actual: Decimal | None = None
    sales_rate: Decimal | None = None
    revenue_target: Decimal | None = None
    revenue_actual: Decimal | None = None
    revenue_rate: Decimal | None = None
    shelf_target: Decimal | None = None
    shelf_actual: Decimal | None = None
    sell_target: Decimal | None = None
    sell_actual: Decimal | None = None
    forecast_quantity: Decimal | None = None
    ordered_quantity: Decimal | None = None
    forecast_rate: Decimal | None = None
    margin_target: Decimal | None = None
    margin_actual: Decimal | None = None
    price_tags_rate: Decimal | None = None
    base_data_rate: Decimal | None = None
    given_points: Mapping[str, Decimal] = field(default_factory=dict)
    given_score: Decimal | None = None


def _amount(name: str, heading: str, unit: str, *aliases: str, total: bool = False) -> Field:
    return Field(name=name, heading=heading, aliases=aliases, kind=Kind.NUMBER, unit=unit, low=Decimal(), total=total)


def _rate(name: str, heading: str, *aliases: str, any_sign: bool = False) -> Field:
    low, high = (None, None) if any_sign else (Decimal(), _HIGHEST_RATE)
    return Field(name=name, heading=heading, aliases=aliases, kind=Kind.PERCENT, unit="%", low=low, high=high)


def _points(code: str, heading: str, *aliases: str) -> Field:
    return Field(
        name=f"points_{code}", heading=heading, aliases=aliases, kind=Kind.NUMBER, low=Decimal(), high=Decimal(100)
    )


POINTS = (
    _points("sales", "销量目标完成率得分", "销量得分", "销量完成率得分", "实际销量得分"),
    _points("revenue", "单箱收入完成率得分", "单箱收入得分", "结构得分", "结构完成率得分"),
    _points("brand_shelf", "重点品牌上柜率得分", "上柜率得分"),
    _points("brand_sell", "重点品牌动销率得分", "动销率得分"),
    _points("forecast", "需求预测准确率得分", "预测准确率得分"),
    _points("margin", "客户经营毛利提升率得分", "毛利提升率得分"),
    _points("price_tags", "明码标价到位率得分", "明码标价率得分"),
    _points("base_data", "客户基础信息维护到位率得分", "信息维护到位率得分"),
)
SHEET = Layout(
    names=("月度指标", "指标", "业绩指标"),
    fields=(
        STAFF_NO,
        NAME,
        UNIT,
        PERIOD,
        _amount("sales_target", "销量目标", "箱", "目标销量", "计划销量"),
        _amount("sales_actual", "实际销量", "箱", "销量", "完成销量", total=True),
        _rate("sales_rate", "销量目标完成率", "销量完成率"),
        _amount("revenue_target", "单箱收入目标", "元", "单箱销售收入目标", "单箱销售额目标"),
        _amount("revenue_actual", "单箱收入", "元", "单箱销售收入", "单箱销售额"),
        _rate("revenue_rate", "单箱收入完成率", "结构完成率"),
        _rate("shelf_target", "上柜率目标", "重点品牌上柜率目标"),
        _rate("shelf_actual", "重点品牌上柜率", "上柜率", "铺货率"),
        _rate("sell_target", "动销率目标", "重点品牌动销率目标"),
        _rate("sell_actual", "重点品牌动销率", "动销率"),
        _amount("forecast_quantity", "需求预测量", "条", "预测量"),
        _amount("ordered_quantity", "实际订购量", "条", "订购量"),
        _rate("forecast_rate", "需求预测准确率", "预测准确率"),
        _rate("margin_target", "毛利提升率目标", "客户经营毛利提升率目标", any_sign=True),
        _rate("margin_actual", "客户经营毛利提升率", "毛利提升率", any_sign=True),
        _rate("price_tags_rate", "明码标价到位率", "明码标价率"),
        _rate("base_data_rate", "客户基础信息维护到位率", "信息维护到位率"),
        *POINTS,
        Field(
            name="given_score",
            heading="经营业绩得分",
            aliases=("业绩得分", "P"),
            kind=Kind.NUMBER,
            low=Decimal(),
            high=Decimal(100),
        ),
    ),
    key=("staff_no", "period"),
)
# Of a rate the centre sends itself or one of its parts: two names at most.
_INDICATORS: Mapping[str, tuple[str, ...]] = {
    "销量目标完成率": ("sales_rate", "sales_actual"),
    "单箱收入完成率": ("revenue_rate", "revenue_actual"),
    "重点品牌上柜率": ("shelf_actual",),
    "重点品牌动销率": ("sell_actual",),
    "需求预测准确率": ("forecast_rate", "ordered_quantity"),
    "客户经营毛利提升率": ("margin_actual",),
    "明码标价到位率": ("price_tags_rate",),
    "客户基础信息维护到位率": ("base_data_rate",),
}
_BY_TARGET = (
    ("sales_actual", "sales_target", "sales_rate"),
    ("revenue_actual", "revenue_target", "revenue_rate"),
    ("shelf_actual", "shelf_target", None),
    ("sell_actual", "sell_target", None),
    ("margin_actual", "margin_target", None),
)


def read(
    path: Path,
    *,
    period: Period | None = None,
    mapping: Mapping[str, Any] | None = None,
    controls: Mapping[str, Decimal] | None = None,
    own_unit: Collection[str] = (),
    has_glyph: Callable[[str], bool] | None = None,
) -> Reading[IndicatorRow]:
    """Read the figures of a month. Own problems: `rate_differs`, `target_missing`; warning `indicator_missing`."""
    asked = Asked(period=period, mapping=mapping, controls=controls, own_unit=own_unit, has_glyph=has_glyph)
    intake = Intake(path, asked, (SHEET,))
    sheet = intake.main(SHEET)
    if sheet is None:
        return intake.reading(None, ())
    intake.need_person(sheet)
    intake.twice(sheet)
    _settle_units(sheet)
    for values in sheet.values:
        _check_targets(sheet, values)
        _check_rates(values)
        _say_missing(sheet, values)
    totals = intake.control(sheet, {PEOPLE: Decimal(len(sheet.values))})
    return intake.reading(sheet, [_row(values) for values in sheet.values if values.sound], controls=totals)


_PARTS = (
    ("sales_rate", "sales_actual", "sales_target"),
    ("revenue_rate", "revenue_actual", "revenue_target"),
    ("forecast_rate", "forecast_quantity", "ordered_quantity"),
)


def _settle_units(sheet: Sheet) -> None:
    """Where both parts stand in every row, they show what unit the rate is in, and nothing is left to ask."""
    for rate, first, second in _PARTS:
        asked = sheet.unknown.get(rate)
        if asked is None or any(
            values[rate] is not None and (values[first] is None or values[second] is None) for values in sheet.values
        ):
            continue
        sheet.forget_unit(rate)
        for values in sheet.values:
            given, one, two = values[rate], values[first], values[second]
            if given is None or not two:
                continue
            # Parts that agree with neither unit are told as rate_differs, in percent as the file's heading means.
            if _agrees(rate, given * 100, one, two) and not _agrees(rate, given, one, two):
                values.got[rate] = given * 100


def _parts(rate: str, one: Decimal, two: Decimal) -> tuple[Decimal, Decimal]:
    """Give numerator and denominator of the rate that two parts make (B.3), so that no division loses a digit."""
    if rate != "forecast_rate":
        return one, two
    if two == 0:
        return (_ONE if one == 0 else _ZERO), _ONE
    return max(_ZERO, two - abs(one - two)), two


def _agrees(rate: str, given: Decimal, one: Decimal, two: Decimal) -> bool:
    part, whole = _parts(rate, one, two)
    return abs(given * whole - 100 * part) <= TOLERANCE * whole


def _check_rates(values: Values) -> None:
    got = values.got
    for rate, first, second in _PARTS:
        given, one, two = got.get(rate), got.get(first), got.get(second)
        if one is None or two is None or (two == 0 and rate != "forecast_rate"):
            continue
        part, whole = _parts(rate, one, two)
        if 100 * part > _HIGHEST_RATE * whole:
            values.problem("out_of_range", first, value=one, least="0", most=f"目标的 {_HIGHEST_RATE}%")
        elif given is not None and not _agrees(rate, given, one, two):
            values.problem("rate_differs", rate, value=given, expected=rounded(100 * exact(part) / exact(whole)))


def _check_targets(sheet: Sheet, values: Values) -> None:
    got = values.got
    for actual, target, rate in _BY_TARGET:
        if got.get(actual) is None:
            continue
        wanted = got.get(target)
        if wanted is None:
            has_rate = rate is not None and (values[rate] is not None or values.refused(rate))
            if not has_rate and not values.refused(target):
                values.problem("target_missing", target, indicator=sheet.layout.field(actual).heading)
        elif not wanted and target != "margin_target" and not values.refused(target):
            values.problem("out_of_range", target, value="0", least="0.0001", most="999999.9999")
    if values["forecast_quantity"] is not None and values["ordered_quantity"] is None:
        _need_other(values, "ordered_quantity")
    if values["ordered_quantity"] is not None and values["forecast_quantity"] is None:
        _need_other(values, "forecast_quantity")


def _need_other(values: Values, name: str) -> None:
    if values["forecast_rate"] is None and not values.refused("forecast_rate"):
        values.need(name)


def _say_missing(sheet: Sheet, values: Values) -> None:
    got = values.got
    missing = [
        heading
        for heading, names in _INDICATORS.items()
        if got.get(names[0]) is None and got.get(names[-1]) is None and not any(values.refused(name) for name in names)
    ]
    if missing:
        values.warning(
            "indicator_missing",
            "staff_no" if sheet.has("staff_no") else "name",
            person=values["name"] or values["staff_no"] or "",
            indicators="、".join(missing),
        )


_NAMES = frozenset(column.name for column in fields(IndicatorRow))
_POINTS_OF = {column.name: column.name.removeprefix("points_") for column in POINTS}


def _row(values: Values) -> IndicatorRow:
    got = {name: value for name, value in values.got.items() if name in _NAMES}
    points = {code: value for name, code in _POINTS_OF.items() if (value := values[name]) is not None}
    return IndicatorRow(place=values.place, given_points=points, **got)
