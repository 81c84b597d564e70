"""Reading single cells: never guessing, and saying what was odd."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdesk.exchange.sheets.cells import CellReader, Column
from cmdesk.exchange.sheets.fields import Field, Kind
from cmdesk.exchange.sheets.reader import PlainCell
from cmdesk.exchange.sheets.shown import code_shown, shown
from cmdesk.exchange.sheets.vocabulary import EMPLOYMENT, YES_NO
from cmdesk.exchange.sheets.written import is_id_number
from cmdesk.kernel.periods import Period
from cmdesk.storage.resources import sentence

Make = Callable[..., Path]
ONE = Decimal(1)
# A workbook knows no time zones.
MARCH_1 = datetime.combine(date(2026, 3, 1), time())


def read(
    kind: Kind, value: Any, number_format: str | None = None, factor: Decimal | None = ONE, **field: Any
) -> tuple[Any, list[str], list[str]]:
    """Give the value of a cell with the codes of its problems and warnings."""
    reader = CellReader("f.xlsx", "表")
    column = Column(Field(name="x", heading="列", kind=kind, **field), 2, "C", "列", factor)
    got = reader.reading(kind)(PlainCell(value, "n", number_format), column, 7)
    assert {problem.where.row for problem in [*reader.problems, *reader.warnings]} <= {7}
    return got, [problem.code for problem in reader.problems], [warning.code for warning in reader.warnings]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (99, "99"),
        (118.8, "118.8"),
        (0.1 + 0.2, "0.3"),
        ("1,234.5", "1234.5"),
        ("￥28,000", "28000"),
        ("¥28000元", "28000"),
        (" 12 ", "12"),
        ("-3.5", "-3.5"),
        ("−3.5", "-3.5"),
        (999999.9999, "999999.9999"),
    ],
)
def test_that_a_figure_is_read_exactly(value: Any, expected: str) -> None:
    assert read(Kind.NUMBER, value) == (Decimal(expected), [], [])


@pytest.mark.parametrize("value", [None, "", "—", "——", "-", "/", "无", " "])
def test_that_no_figure_is_never_zero(value: Any) -> None:
    assert read(Kind.NUMBER, value) == (None, [], [])


@pytest.mark.shows("101")
def test_that_full_width_digits_are_read_and_said() -> None:
    assert read(Kind.NUMBER, "１２．５") == (Decimal("12.5"), [], ["full_width"])


@pytest.mark.parametrize("value", ["abc", "12a", "1,23", "1.2.3", True, MARCH_1, "3.3E+17", "12%"])
def test_that_what_is_no_figure_is_refused(value: Any) -> None:
    assert read(Kind.NUMBER, value) == (None, ["not_a_number"], [])


@pytest.mark.parametrize("value", [1_000_000, -1_000_000, "1000000", 1e300])
def test_that_more_than_six_digits_before_the_point_are_refused(value: Any) -> None:
    assert read(Kind.NUMBER, value) == (None, ["out_of_range"], [])


@pytest.mark.parametrize("value", [float("inf"), float("nan")])
def test_that_what_is_not_finite_is_refused(value: float) -> None:
    assert read(Kind.NUMBER, value) == (None, ["not_a_number"], [])


def test_that_bounds_are_included() -> None:
    assert read(Kind.NUMBER, 100, high=Decimal(100)) == (Decimal(100), [], [])
    assert read(Kind.NUMBER, 100.5, high=Decimal(100)) == (None, ["out_of_range"], [])


@pytest.mark.parametrize(
    ("number_format", "expected"),
    [("0.00", "118.83"), ("#,##0.0", "118.8"), ("0", "119"), ('0.00"箱"', "118.83"), ("0.00_ ;[Red]-0.00", "118.83")],
)
def test_that_too_many_decimals_are_taken_as_they_are_shown(number_format: str, expected: str) -> None:
    assert read(Kind.NUMBER, 118.833333333, number_format) == (Decimal(expected), [], ["taken_as_shown"])


@pytest.mark.parametrize("number_format", ["General", "@", "0.0###", "0.00000", None, "0.00E+00"])
def test_that_too_many_decimals_without_a_fixed_format_are_refused(number_format: str | None) -> None:
    assert read(Kind.NUMBER, 118.833333333, number_format) == (None, ["too_many_decimals"], [])


def test_that_a_typed_text_with_too_many_decimals_is_refused() -> None:
    assert read(Kind.NUMBER, "1.23456") == (None, ["too_many_decimals"], [])
    assert read(Kind.NUMBER, "88.125", places=2) == (None, ["too_many_decimals"], [])


@pytest.mark.parametrize(
    ("value", "number_format", "factor", "expected"),
    [
        (95.5, "General", ONE, "95.5"),
        (0.955, "0.0%", ONE, "95.5"),
        (0.955, "0.0%", None, "95.5"),
        (0.95499999999999996, "0.00%", None, "95.5"),
        ("95.5%", None, None, "95.5"),
        ("９５.５％", None, None, "95.5"),
        (0.955, "General", Decimal(100), "95.5"),
    ],
)
def test_that_percent_is_known_by_heading_format_or_sign(
    value: Any, number_format: str | None, factor: Decimal | None, expected: str
) -> None:
    got, problems, _ = read(Kind.PERCENT, value, number_format, factor, unit="%")
    assert (got, problems) == (Decimal(expected), [])


def test_that_a_percent_without_a_unit_is_asked_for_and_not_guessed() -> None:
    reader = CellReader("f.xlsx", "表")
    column = Column(Field(name="x", heading="列", kind=Kind.PERCENT, unit="%"), 0, "A", "列", None)
    reader.reading(Kind.PERCENT)(PlainCell(0.955), column, 5)
    reader.reading(Kind.PERCENT)(PlainCell("95.5"), column, 6)
    assert list(reader.unknown_units) == ["x"]


@pytest.mark.parametrize(
    ("value", "number_format", "expected"),
    [
        ("0001", None, "0001"),
        (1, "0000", "0001"),
        (12, "00000", "00012"),
        (12, "General", "12"),
        (12.0, None, "12"),
        (7, '"A"000', "A007"),
        ("'0001", None, "0001"),
        (" 00 01 ", None, "0001"),
    ],
)
def test_that_a_staff_number_keeps_its_zeros(value: Any, number_format: str | None, expected: str) -> None:
    assert read(Kind.STAFF_NO, value, number_format) == (expected, [], [])


def test_that_a_full_width_staff_number_is_read_and_said() -> None:
    assert read(Kind.STAFF_NO, "００１２") == ("0012", [], ["full_width"])


@pytest.mark.parametrize("value", [330106199001011234, 3.30106199001011e17])
def test_that_a_long_number_that_lost_digits_is_refused(value: float) -> None:
    assert read(Kind.STAFF_NO, value) == (None, ["digits_lost"], [])
    assert read(Kind.ID_NUMBER, value) == (None, ["digits_lost"], [])


def test_that_a_staff_number_of_another_type_is_refused() -> None:
    for value in (12.5, -3, True, MARCH_1):
        assert read(Kind.STAFF_NO, value) == (None, ["value_not_allowed"], [])


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("11010519491231002X", True),
        ("11010519491231002x", False),
        ("110105194912310021", False),
        ("110105194913310025", False),
        ("1101051949123100", False),
    ],
)
def test_that_an_id_number_is_checked_by_birthday_and_last_character(text: str, valid: bool) -> None:
    assert is_id_number(text) is valid


def test_that_a_small_x_of_an_id_number_is_taken_as_the_large_one() -> None:
    assert read(Kind.ID_NUMBER, "11010519491231002x") == ("11010519491231002X", [], [])


@pytest.mark.parametrize(
    "value",
    [
        date(2026, 3, 5),
        datetime.combine(date(2026, 3, 5), time(10, 30)),
        "2026-03-05",
        "2026/3/5",
        "2026年3月5日",
        "20260305",
        20260305,
        "2026.3.5",
        "２０２６－０３－０５",
        "2026-03-05 00:00:00",
    ],
)
def test_that_every_way_of_writing_a_day_is_read(value: Any) -> None:
    got, problems, _ = read(Kind.DATE, value)
    assert (got, problems) == (date(2026, 3, 5), [])


@pytest.mark.parametrize("value", ["2014-12", "2014年12月", "201412", 201412, "2014.12"])
def test_that_a_month_alone_is_its_first_day_and_said(value: Any) -> None:
    assert read(Kind.DATE, value) == (date(2014, 12, 1), [], ["day_assumed"])
    assert read(Kind.MONTH, value) == (date(2014, 12, 1), [], [])


@pytest.mark.parametrize("value", ["2026-02-30", "三月五日", 45678, 2014.12, "2026-13", True])
def test_that_what_is_no_day_is_refused(value: Any) -> None:
    assert read(Kind.DATE, value) == (None, ["value_not_allowed"], [])


@pytest.mark.parametrize("value", ["1899-12-31", "2999-01-01", date(2999, 1, 1), "2999-01"])
def test_that_a_day_far_off_is_refused_with_the_range_in_which_days_may_lie(value: Any) -> None:
    assert read(Kind.DATE, value)[:2] == (None, ["date_unlikely"])
    said = sentence("date_unlikely", {"value": "2999-01-01", "least": "1900-01-01", "most": "2200-12-31"})
    assert said == "日期 2999-01-01 超出范围：最早 1900-01-01，最晚 2200-12-31"


@pytest.mark.parametrize("value", ["2026-03", "2026年3月", 202603, MARCH_1, "2026年3月份"])
def test_that_every_way_of_writing_a_month_is_a_period(value: Any) -> None:
    assert read(Kind.PERIOD, value) == (Period.parse("2026-03"), [], [])


def test_that_a_word_is_read_with_its_other_words() -> None:
    assert read(Kind.CHOICE, " 社会 聘用 ", choices=EMPLOYMENT) == ("contract", [], [])
    assert read(Kind.CHOICE, "临时工", choices=EMPLOYMENT) == (None, ["value_not_allowed"], [])
    assert read(Kind.CHOICE, "/", choices=EMPLOYMENT) == (None, [], [])
    assert read(Kind.YES_NO, "是", choices=YES_NO) == (True, [], [])
    assert read(Kind.YES_NO, False, choices=YES_NO) == (False, [], [])


def test_that_a_name_loses_its_padding_and_keeps_its_characters() -> None:
    # U+F9D1 would become another character under NFC.
    assert read(Kind.NAME, "张　喆") == ("张喆", [], [])
    assert read(Kind.NAME, "王\uf9d1") == ("王\uf9d1", [], [])
    assert read(Kind.NAME, "John  Smith") == ("John Smith", [], [])


def test_that_a_character_without_a_glyph_is_refused() -> None:
    reader = CellReader("f.xlsx", "表", has_glyph=lambda character: character != "㛃")
    column = Column(Field(name="x", heading="姓名", kind=Kind.NAME), 0, "A", "姓名")
    assert reader.reading(Kind.NAME)(PlainCell("王㛃"), column, 3) is None
    assert reader.problems[0].params["characters"] == "U+36C3"
    assert read(Kind.NAME, "王\ue000")[1] == ["glyph_missing"]


def test_that_a_text_that_is_too_long_is_refused() -> None:
    assert read(Kind.TEXT, "好" * 11, length=10) == (None, ["text_too_long"], [])


def test_that_a_whole_number_is_asked_for_where_people_are_counted() -> None:
    assert read(Kind.INTEGER, 62) == (62, [], [])
    assert read(Kind.INTEGER, 62.5) == (None, ["not_whole"], [])


@given(st.decimals(min_value=-999999, max_value=999999, places=4))
def test_that_every_figure_survives_its_float_and_its_text(figure: Decimal) -> None:
    assert read(Kind.NUMBER, float(figure))[0] == figure
    assert read(Kind.NUMBER, str(figure))[0] == figure


@given(st.integers(min_value=0, max_value=10**8), st.integers(min_value=1, max_value=12))
def test_that_a_number_format_of_zeros_pads(number: int, width: int) -> None:
    assert code_shown(number, "0" * width) == str(number).zfill(width)


def test_that_only_a_fixed_count_of_decimals_is_shown() -> None:
    assert shown("0.00%") == shown("#,##0.00%")
    assert (shown("0.00%").places, shown("0.00%").percent) == (2, True)
    assert shown('#,##0.00"元"').places == 2
    assert shown("0.0#").places is None
    assert shown("0.00,").places is None
