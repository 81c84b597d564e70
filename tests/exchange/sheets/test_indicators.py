"""Reading X1, the monthly figures."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cmdesk.exchange.sheets import indicators
from cmdesk.kernel.periods import Period

Make = Callable[..., Path]
Codes = Callable[..., Any]
MARCH = Period.parse("2026-03")
FULL: dict[str, Any] = {
    "工号": "0001",
    "姓名": "张喆",
    "销量目标(箱)": 120,
    "实际销量(箱)": 118.8,
    "销量目标完成率(%)": 99,
    "单箱收入目标(元)": 28000,
    "单箱收入(元)": 28140,
    "单箱收入完成率(%)": 100.5,
    "上柜率目标(%)": 90,
    "重点品牌上柜率(%)": 88,
    "动销率目标(%)": 85,
    "重点品牌动销率(%)": 86.1,
    "需求预测量": 5200,
    "实际订购量": 5000,
    "需求预测准确率(%)": 96,
    "毛利提升率目标(%)": 3,
    "客户经营毛利提升率(%)": -2.4,
    "明码标价到位率(%)": 96,
    "客户基础信息维护到位率(%)": 98.5,
}


def lines(**cells: Any) -> list[list[Any]]:
    """Give the lines of one full row with some cells changed or added; a column set to ... is left out."""
    line = {heading: value for heading, value in (FULL | cells).items() if value is not ...}
    return [list(line), list(line.values())]


@pytest.mark.shows("R27")
def test_that_a_full_row_is_read(book: Make) -> None:
    reading = indicators.read(book({"月度指标": lines()}), period=MARCH)
    assert (reading.problems, reading.warnings) == ((), ())
    row = reading.rows[0]
    assert (row.sales_target, row.sales_actual, row.sales_rate) == (120, Decimal("118.8"), 99)
    assert (row.margin_target, row.margin_actual, row.base_data_rate) == (3, Decimal("-2.4"), Decimal("98.5"))
    assert (row.forecast_quantity, row.ordered_quantity, row.given_points) == (5200, 5000, {})


def test_that_rates_alone_are_enough(book: Make) -> None:
    parts = ["销量目标(箱)", "实际销量(箱)", "单箱收入目标(元)", "单箱收入(元)", "需求预测量", "实际订购量"]
    reading = indicators.read(book({"指标": lines(**dict.fromkeys(parts, ...))}))
    assert (reading.problems, reading.rows[0].sales_rate, reading.rows[0].sales_actual) == ((), 99, None)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"销量目标完成率(%)": 99.02}, [("rate_differs", "E")]),
        ({"销量目标完成率(%)": 99.01}, []),
        ({"需求预测准确率(%)": 95}, [("rate_differs", "O")]),
        ({"上柜率目标(%)": None}, [("target_missing", "I")]),
        ({"毛利提升率目标(%)": None}, [("target_missing", "P")]),
        ({"销量目标(箱)": None}, []),
        ({"销量目标(箱)": None, "销量目标完成率(%)": None}, [("target_missing", "C")]),
        ({"销量目标(箱)": 0, "销量目标完成率(%)": None}, [("out_of_range", "C")]),
        ({"毛利提升率目标(%)": 0}, []),
        ({"明码标价到位率(%)": -1}, [("out_of_range", "R")]),
        ({"明码标价到位率(%)": 1000}, [("out_of_range", "R")]),
        ({"实际订购量": None, "需求预测准确率(%)": None}, [("value_missing", "N")]),
        ({"工号": None}, [("value_missing", "A")]),
        ({"实际销量(箱)": 1000, "销量目标(箱)": 1, "销量目标完成率(%)": None}, [("out_of_range", "D")]),
    ],
)
def test_that_a_bad_figure_is_named(
    book: Make, codes: Codes, cells: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    reading = indicators.read(book({"月度指标": lines(**cells)}), period=MARCH)
    assert codes(reading.problems) == [(code, 2, column) for code, column in expected]


def test_that_no_order_and_no_forecast_are_a_perfect_forecast(book: Make) -> None:
    reading = indicators.read(book({"月度指标": lines(需求预测量=0, 实际订购量=0, **{"需求预测准确率(%)": 100})}))
    assert reading.problems == ()


def test_that_an_indicator_without_a_figure_is_said(book: Make, codes: Codes) -> None:
    cells = {"明码标价到位率(%)": "—", "客户基础信息维护到位率(%)": ...}
    reading = indicators.read(book({"月度指标": lines(**cells)}))
    assert codes(reading.warnings) == [("indicator_missing", 2, "A")]
    assert reading.warnings[0].params["indicators"] == "明码标价到位率、客户基础信息维护到位率"


@pytest.mark.shows("101")
def test_that_a_percent_without_its_unit_is_asked_for(book: Make, codes: Codes) -> None:
    cells = {"明码标价到位率(%)": ..., "明码标价到位率": 0.96}
    path = book({"月度指标": lines(**cells)})
    assert codes(indicators.read(path).problems) == [("unit_unknown", 1, "S")]
    answered = indicators.read(path, mapping={"明码标价到位率": {"field": "price_tags_rate", "unit": "fraction"}})
    assert (answered.problems, answered.rows[0].price_tags_rate) == ((), 96)
    answered = indicators.read(path, mapping={"明码标价到位率": {"field": "price_tags_rate", "unit": "percent"}})
    assert answered.rows[0].price_tags_rate == Decimal("0.96")


@pytest.mark.parametrize("given", [99, 0.99])
def test_that_the_parts_show_the_unit_of_a_rate(book: Make, given: float) -> None:
    reading = indicators.read(book({"月度指标": lines(**{"销量目标完成率(%)": ..., "销量目标完成率": given})}))
    assert (reading.problems, reading.rows[0].sales_rate) == ((), 99)


def test_that_a_rate_that_agrees_in_no_unit_is_refused(book: Make, codes: Codes) -> None:
    reading = indicators.read(book({"月度指标": lines(**{"销量目标完成率(%)": ..., "销量目标完成率": 0.5})}))
    assert codes(reading.problems) == [("rate_differs", 2, "S")]


def test_that_percent_cells_and_ten_thousands_are_brought_to_our_units(book: Make) -> None:
    cells = {
        "单箱收入目标(元)": ...,
        "单箱收入(元)": ...,
        "单箱收入目标(万元)": 2.8,
        "单箱收入(万元)": 2.814,
        "明码标价到位率(%)": ...,
        "明码标价到位率": 0.96,
    }
    path = book({"月度指标": lines(**cells)}, formats={"月度指标": {"S2": "0.0%"}})
    reading = indicators.read(path)
    assert reading.problems == ()
    row = reading.rows[0]
    assert (row.revenue_target, row.revenue_actual, row.price_tags_rate) == (28000, 28140, 96)


def test_that_a_unit_nobody_knows_is_asked_for(book: Make, codes: Codes) -> None:
    reading = indicators.read(book({"月度指标": lines(**{"销量目标(箱)": ..., "销量目标(件)": 120})}))
    assert codes(reading.problems) == [("unit_unknown", 1, "S")]


def test_that_points_of_the_centre_are_kept_for_comparison(book: Make) -> None:
    reading = indicators.read(book({"月度指标": lines(销量得分=24, 需求预测准确率得分=10, 经营业绩得分=91)}))
    assert (reading.problems, reading.warnings) == ((), ())
    assert reading.rows[0].given_points == {"sales": 24, "forecast": 10}
    assert reading.rows[0].given_score == 91


def test_that_sales_are_added_up_for_the_control(book: Make, codes: Codes) -> None:
    made = lines()
    made += [["0002", "李四", *made[1][2:]], ["合计", "2人", None, 237.6]]
    reading = indicators.read(book({"月度指标": made}), controls={"people": Decimal(2), "实际销量": Decimal("237.6")})
    assert codes(reading.problems) == []
    assert [(c.name, c.found, c.stated) for c in reading.controls] == [
        ("人数", Decimal(2), Decimal(2)),
        ("实际销量", Decimal("237.6"), Decimal("237.6")),
    ]


def test_that_a_sheet_without_people_is_refused(book: Make, codes: Codes) -> None:
    reading = indicators.read(book({"月度指标": lines(工号=..., 姓名=...)}))
    assert codes(reading.problems) == [("column_missing", 1, None)]


def test_that_people_may_be_named_without_a_number(book: Make) -> None:
    reading = indicators.read(book({"月度指标": lines(工号=...)}))
    assert (reading.problems, reading.rows[0].staff_no, reading.rows[0].name) == ((), None, "张喆")
