"""X1: the monthly figures of the 营销中心, taken in whole or refused with everything that is wrong."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from factories.county import HEAD, RECORDER, YEAR, County, copied
from openpyxl import load_workbook
from sqlalchemy import select

from cmdesk.kernel.errors import Forbidden, Problem, Rejected
from cmdesk.kernel.periods import Period
from cmdesk.models.indicators import IndicatorFigure
from cmdesk.models.org import Person
from cmdesk.queries.scoring import Explain, Preview
from cmdesk.runtime.context import Done
from cmdesk.sample import books, figures
from cmdesk.sample.chance import Chance
from cmdesk.sample.county import managers
from cmdesk.usecases.indicators.import_month import ImportMonth
from cmdesk.usecases.org.change import Change

JANUARY = Period.parse("2025-01")
FEBRUARY = JANUARY.next()
PEOPLE = managers("small", 8, YEAR)
RATES = ("工号", "姓名", "期间", "销量目标完成率(%)", "单箱收入完成率(%)", "上柜率目标(%)", "重点品牌上柜率(%)")
MORE = ("动销率目标(%)", "重点品牌动销率(%)", "需求预测准确率(%)", "毛利提升率目标(%)", "客户经营毛利提升率(%)")
REST = ("明码标价到位率(%)", "客户基础信息维护到位率(%)")
HEADINGS = (*RATES, *MORE, *REST)


def row(number: int, **changes: Any) -> list[Any]:
    """Give a row of rates alone, all full but the sales, which lack four points; `changes` by heading without unit."""
    person = PEOPLE[number]
    values: list[Any] = [person.staff_no, person.name, "2025-01", 96, 100, 90, 90, 85, 85, 95, 3, 3, 95, 98]
    names = [heading.partition("(")[0] for heading in HEADINGS]
    for heading, value in changes.items():
        values[names.index(heading)] = value
    return values


def take_in(county: County, rows: list[list[Any]], *, period: Period = JANUARY, **options: Any) -> Done:
    path = books.write_book(county.folder / "x1.xlsx", [("月度指标", HEADINGS, rows)])
    return county.run(RECORDER, ImportMonth(file=path, period=period, **options))


def problems_of(county: County, path: Path, period: Period = JANUARY, **options: Any) -> list[Problem]:
    before = stored(county)
    with pytest.raises(Rejected) as caught:
        county.run(RECORDER, ImportMonth(file=path, period=period, **options))
    assert stored(county) == before
    return list(caught.value.problems)


def stored(county: County) -> dict[tuple[str, str, str], str | None]:
    with county.desk.database.reading() as session:
        rows = session.execute(
            select(Person.staff_no, IndicatorFigure.period, IndicatorFigure.code, IndicatorFigure.figure).join(
                Person, Person.id == IndicatorFigure.person_id
            )
        )
        return {(number, str(period), code): figure for number, period, code, figure in rows}


def performance(county: County, period: Period = JANUARY) -> dict[str, str | None]:
    return {r.staff_no: r.figures["performance"] for r in county.ask(HEAD, Preview(period=period)).results}


@pytest.mark.shows("R27", "18", "R21")
def test_that_rates_become_points_and_can_be_followed_to_their_cell(county: County) -> None:
    done = take_in(county, [row(n) for n in range(8)], controls={"人数": Decimal(8)})
    assert (done.answer["accepted"], done.warnings) == (8, ())
    assert performance(county)["0001"] == "96.00"
    tree = county.ask(HEAD, Explain(staff_no="0001", period=JANUARY))
    sales = next(part for part in tree["inputs"][0]["inputs"] if part["code"] == "sales")
    figure = next(part for part in sales["inputs"][1]["inputs"] if part["code"] == "figure")
    assert (figure["printed"], figure["source"]["file"], figure["source"]["row"]) == ("96.00", "x1.xlsx", 2)


def test_that_parts_and_rates_give_the_same_figure(county: County) -> None:
    path = figures.indicator_book(county.folder / "x1.xlsx", PEOPLE, Chance("x1"), JANUARY)
    county.run(RECORDER, ImportMonth(file=path, period=JANUARY))
    found = stored(county)
    assert len(found) == 64
    assert all(found.values())
    assert any("/" in (figure or "") for figure in found.values())


def test_that_the_same_file_again_is_unchanged_and_a_correction_replaces(county: County) -> None:
    take_in(county, [row(n) for n in range(8)])
    assert take_in(county, [row(n) for n in range(8)]).answer["unchanged"] == 8
    done = take_in(county, [row(0, 销量目标完成率=98), *(row(n) for n in range(1, 8))])
    (changed,) = done.answer["rows"]
    assert (changed.state, dict(changed.changes)) == ("changed", {"sales_rate": ("96", "98")})
    assert performance(county)["0001"] == "98.00"


@pytest.mark.shows("11")
def test_that_the_order_of_the_rows_changes_nothing(county: County, county_template: Path, tmp_path: Path) -> None:
    take_in(county, [row(n) for n in range(8)])
    with (other := copied(county_template, tmp_path / "other")).desk:
        take_in(other, [row(n) for n in reversed(range(8))])
        assert stored(other) == stored(county)


@pytest.mark.shows("7")
def test_that_people_without_figures_are_named_and_have_no_month(county: County) -> None:
    done = take_in(county, [row(n) for n in range(7)])
    assert [(w.code, w.params["staff_no"]) for w in done.warnings] == [("person_without_figures", "0008")]
    results = {r.staff_no: r for r in county.ask(HEAD, Preview(period=JANUARY)).results}
    assert (results["0008"].score, results["0008"].notes) == (None, ("inspection_missing", "performance_missing"))
    assert results["0001"].score == "96.00"


def test_that_an_indicator_without_figure_leaves_p_and_the_rest_is_rescaled(county: County) -> None:
    done = take_in(county, [row(0, 单箱收入完成率="—"), *(row(n) for n in range(1, 8))])
    assert [w.code for w in done.warnings] == ["indicator_missing"]
    assert performance(county)["0001"] == "95.00"


def test_that_a_row_that_is_gone_stays_and_is_named(county: County) -> None:
    take_in(county, [row(n) for n in range(8)])
    done = take_in(county, [row(n) for n in range(7)])
    assert {w.code for w in done.warnings} == {"person_without_figures", "row_missing_now"}
    assert performance(county)["0008"] == "96.00"


def test_that_a_jump_from_last_month_is_told(county: County) -> None:
    take_in(county, [row(n) for n in range(8)])
    rows = [row(n, 期间="2025-02") for n in range(8)]
    rows[0] = row(0, 期间="2025-02", 明码标价到位率=65)
    done = take_in(county, rows, period=FEBRUARY)
    assert [(w.code, w.params["indicator"]) for w in done.warnings] == [("large_change", "明码标价到位率")]


@pytest.mark.shows("103")
def test_that_everything_wrong_is_told_at_once(county: County) -> None:
    rows = [
        row(0, 姓名="别人"),
        row(1, 工号="7777"),
        row(2, 期间="2025-03"),
        row(3, 销量目标完成率="九成"),
        row(4, 明码标价到位率=1000),
        row(5, 工号=PEOPLE[4].staff_no, 姓名=PEOPLE[4].name),
        ["9007", "孙永平", *row(6)[2:]],
        row(7, 销量目标完成率="９６"),
    ]
    path = books.write_book(county.folder / "x1.xlsx", [("月度指标", HEADINGS, rows)])
    found = {(p.code, p.where.row) for p in problems_of(county, path)}
    assert found == {
        ("name_differs", 2),
        ("unknown_person", 3),
        ("period_differs", 4),
        ("not_a_number", 5),
        ("out_of_range", 6),
        ("person_twice", 7),
        ("not_in_unit", 8),
    }


def test_that_similar_names_are_suggested_and_never_taken(county: County) -> None:
    person = max(PEOPLE, key=lambda one: len(one.name))
    rows = [[person.name[:-1] + "甲", *row(0)[2:]]]
    path = books.write_book(county.folder / "x1.xlsx", [("月度指标", HEADINGS[1:], rows)])
    (problem,) = problems_of(county, path)
    assert problem.code == "unknown_person"
    assert f"{person.name}（{person.staff_no}）" in problem.params["similar"]


def test_that_a_name_alone_is_matched_with_a_warning_and_never_twice(county: County) -> None:
    rows = [row(n)[1:] for n in range(8)]
    path = books.write_book(county.folder / "x1.xlsx", [("月度指标", HEADINGS[1:], rows)])
    done = county.run(RECORDER, ImportMonth(file=path, period=JANUARY))
    assert [(w.code, w.params["staff_no"]) for w in done.warnings][:1] == [("matched_by_name", "0001")]
    name = PEOPLE[0].name
    rows.append([f"{name[:1]} {name[1:]}", *row(0)[2:]])
    path = books.write_book(county.folder / "x1.xlsx", [("月度指标", HEADINGS[1:], rows)])
    found = [(p.code, p.where.row, p.params["first"]) for p in problems_of(county, path)]
    assert found == [("person_twice", 10, 2)]


def test_that_points_that_are_not_ours_are_refused(county: County) -> None:
    headings = (*HEADINGS, "销量目标完成率得分", "经营业绩得分")
    rows = [[*row(0), 21, 96], [*row(1), 20.5, 97]]
    path = books.write_book(county.folder / "x1.xlsx", [("月度指标", headings, rows)])
    found = [(p.code, p.where.row, p.params["name"], p.params["ours"]) for p in problems_of(county, path)]
    assert found == [("points_differ", 3, "销量目标完成率", "21"), ("points_differ", 3, "经营业绩", "96")]


@pytest.mark.shows("110", "18")
def test_that_control_figures_are_held_against_the_sheet(county: County) -> None:
    path = figures.indicator_book(county.folder / "x1.xlsx", PEOPLE, Chance("x1"), JANUARY)
    problems = problems_of(county, path, controls={"人数": Decimal(9), "实际销量": Decimal(1)})
    assert [p.code for p in problems] == ["control_total_differs"] * 2


@pytest.mark.shows("101")
def test_that_a_saved_mapping_reads_other_headings(county: County) -> None:
    headings = tuple("卖了多少" if h.startswith("销量目标完成率") else h for h in HEADINGS)
    path = books.write_book(county.folder / "x1.xlsx", [("月度指标", headings, [row(n) for n in range(8)])])
    mapping = county.file("map.json", '{"卖了多少": {"field": "sales_rate", "unit": "percent"}}')
    county.run(RECORDER, ImportMonth(file=path, period=JANUARY, mapping=mapping))
    assert performance(county)["0001"] == "96.00"
    broken = county.file("map.json", "{")
    with pytest.raises(Rejected, match="json_broken"):
        county.run(RECORDER, ImportMonth(file=path, period=JANUARY, mapping=broken))


def test_that_a_quarter_is_no_month_and_other_kinds_of_file_are_refused(county: County) -> None:
    path = books.write_book(county.folder / "x1.xlsx", [("月度指标", HEADINGS, [row(0, 期间=None)])])
    assert "month_needed" in [p.code for p in problems_of(county, path, Period.parse("2025Q1"))]
    assert [p.code for p in problems_of(county, county.file("x.xlsx", "x"))] == ["wrong_file"]
    book = load_workbook(path)
    book["月度指标"]["D2"] = "#DIV/0!"
    book["月度指标"]["D2"].data_type = "e"
    book["月度指标"]["E2"] = "=1+1"
    book.save(path)
    assert {p.code for p in problems_of(county, path)} == {"cell_error", "formula_without_value"}


def test_that_only_the_recorder_takes_figures_in(county: County) -> None:
    path = books.write_book(county.folder / "x1.xlsx", [("月度指标", HEADINGS, [row(0)])])
    with pytest.raises(Forbidden, match="not_permitted"):
        county.run(HEAD, ImportMonth(file=path, period=JANUARY))


def test_that_who_left_before_the_month_ended_is_no_longer_missed(county: County) -> None:
    county.run(RECORDER, Change(staff_no="0008", since=date(2025, 1, 20), status="left"))
    assert take_in(county, [row(n) for n in range(7)]).warnings == ()
    assert "0008" not in performance(county)
