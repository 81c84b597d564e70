"""The board of a month's indicators: who came, what is missing, what was corrected, whose growth stands out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from factories.county import HEAD, RECORDER, YEAR, County

from cmdesk.kernel.errors import Rejected
from cmdesk.kernel.periods import Period
from cmdesk.queries.indicators_board import IndicatorsOfMonth, IndicatorsOfPerson, MonthBoard
from cmdesk.sample import books
from cmdesk.sample.county import managers
from cmdesk.usecases.indicators.import_month import ImportMonth

JANUARY = Period.parse("2025-01")
FEBRUARY = JANUARY.next()
PEOPLE = managers("small", 8, YEAR)
HEADINGS = ("工号", "姓名", "销量目标", "实际销量", "明码标价到位率(%)", "单箱收入完成率(%)", "需求预测准确率(%)")


def take_in(county: County, period: Period, sales: list[Any], name: str, *, tags: Any = 95) -> None:
    rows = [[p.staff_no, p.name, 100, value, tags, 100, 95] for p, value in zip(PEOPLE, sales, strict=False)]
    path: Path = books.write_book(county.folder / name, [("月度指标", HEADINGS, rows)])
    county.run(RECORDER, ImportMonth(file=path, period=period))


def board(county: County, period: Period, number: str = RECORDER) -> MonthBoard:
    found: MonthBoard = county.ask(number, IndicatorsOfMonth(period=period))
    return found


def test_that_a_month_without_file_names_everybody_and_its_due_day(county: County) -> None:
    empty = board(county, JANUARY, HEAD)
    assert (len(empty.rows), empty.arrivals, empty.sales_actual) == (8, (), "")
    assert not any(row.has_figures for row in empty.rows)
    assert str(empty.due) == "2025-02-07"


def test_that_figures_points_and_sums_are_told_with_their_row(county: County) -> None:
    take_in(county, JANUARY, [96] * 7, "a.xlsx")
    found = board(county, JANUARY)
    first, last = found.rows[0], found.rows[7]
    sales = next(figure for figure in first.figures if figure.code == "sales")
    assert (sales.target, sales.actual, sales.figure, sales.points, sales.full) == ("100", "96", "96.00", "21.00", "25")
    assert sales.source_row == 2
    assert (found.sales_target, found.sales_actual) == ("700", "672")
    assert "重点品牌上柜" in "".join(first.missing)
    assert (last.has_figures, last.score) == (False, None)


def test_that_the_people_of_the_last_correction_are_marked(county: County) -> None:
    take_in(county, JANUARY, [96] * 8, "a.xlsx")
    assert not any(row.corrected for row in board(county, JANUARY).rows)
    county.clock.set(county.clock.now().date(), 15)
    take_in(county, JANUARY, [96, 97, *[96] * 6], "b.xlsx")
    found = board(county, JANUARY)
    assert [row.staff_no for row in found.rows if row.corrected] == ["0002"]
    assert [(one.new, one.changed, one.unchanged) for one in found.arrivals] == [(0, 1, 7), (8, 0, 0)]


def test_that_growth_below_four_fifths_of_the_others_is_flagged(county: County) -> None:
    take_in(county, JANUARY, [100] * 8, "a.xlsx")
    take_in(county, FEBRUARY, [101, *[110] * 7], "b.xlsx")
    rows = {row.staff_no: row for row in board(county, FEBRUARY).rows}
    slow, quick = rows["0001"].growth, rows["0002"].growth
    assert slow is not None
    assert quick is not None
    assert (slow.against, slow.own, slow.peers, slow.warned) == (JANUARY, "1.00", "10.00", True)
    assert not quick.warned
    assert [row.staff_no for row in rows.values() if row.warned] == ["0001"]


def test_that_a_persons_line_of_months_ends_with_the_month_shown(county: County) -> None:
    take_in(county, JANUARY, [96] * 8, "a.xlsx")
    months = county.ask(RECORDER, IndicatorsOfPerson(staff_no="0001", until=FEBRUARY))
    assert [str(month.period) for month in months][-3:] == ["2024-12", "2025-01", "2025-02"]
    assert [month.sales for month in months][-3:] == ["", "96.00", ""]
    with pytest.raises(Rejected):
        county.ask(RECORDER, IndicatorsOfPerson(staff_no="7777", until=FEBRUARY))
