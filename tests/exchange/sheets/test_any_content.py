"""Whatever stands in the cells of a file, an import answers with rows and problems and never falls over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from cmdesk.exchange.sheets import (
    decision,
    exams,
    holidays,
    indicators,
    industry,
    inspections,
    roster,
    seats,
    self_rating,
    survey,
)
from cmdesk.exchange.sheets.checklist_columns import ChecklistColumns, ItemColumn, StepColumn
from cmdesk.exchange.sheets.fields import Layout
from cmdesk.exchange.sheets.reading import Reading
from cmdesk.kernel.periods import Period

CHECKLIST = ChecklistColumns("1", (ItemColumn("101", "计划", Decimal(3), steps=(StepColumn("a", "迟", Decimal(1)),)),))
INSPECTIONS = inspections.sheets_layout(CHECKLIST)
KINDS: dict[str, tuple[Layout, Callable[..., Reading[Any]]]] = {
    "roster": (roster.PEOPLE_SHEET, roster.read),
    "indicators": (indicators.SHEET, indicators.read),
    "survey": (survey.SHEETS, survey.read),
    "summary": (survey.SUMMARY, survey.read),
    "exams": (exams.SHEET, exams.read),
    "seats": (seats.SHEET, seats.read),
    "decision": (decision.SHEET, decision.read),
    "holidays": (holidays.SHEET, holidays.read),
    "industry": (industry.SHEET, industry.read),
    "self": (self_rating.SHEET, self_rating.read),
    "inspections": (INSPECTIONS, lambda path, **asked: inspections.read(path, CHECKLIST, **asked)),
}
words = st.sampled_from(
    (
        "— 合计 中级 B 见习 是 否 √ × 不适用 市复查 拒签 缺考 缓考 调整 同意 离职 0001 张喆 2026-03 2026 2026年3月5日 "
        "95% 1,234.5 ＝ =1+1 #REF! #N/A 1899-01-01 9999-12-31"
    ).split(" ")
)
values = (
    st.none()
    | words
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.booleans()
    | st.dates(date(1, 1, 1))
    | st.datetimes()
    | st.just(time(12, 30))
    | st.timedeltas(timedelta(), timedelta(days=400))
    | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
)
formats = st.sampled_from(["General", "0.00", "0%", "0000", "@", "yyyy-mm-dd", "[h]:mm", '"A"0', "#,##0.0,", "0.0E+00"])


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_that_no_cell_brings_an_import_down(tmp_path: Path, kind: str, data: st.DataObject) -> None:
    layout, read = KINDS[kind]
    width = len(layout.fields)
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = layout.names[0]
    sheet.append([field.heading for field in layout.fields])
    for row in (2, 3):
        line = data.draw(st.lists(st.tuples(values, formats), min_size=width, max_size=width))
        for place, (value, number_format) in enumerate(line, 1):
            sheet.cell(row, place).value = value
            sheet.cell(row, place).number_format = number_format
    path = tmp_path / f"{kind}.xlsx"
    book.save(path)
    reading = read(path, period=data.draw(st.none() | st.sampled_from([Period.parse("2026-03"), Period.parse("2026")])))
    assert len(reading.rows) <= 2
    assert len(reading.digest) == 64
    assert all(problem.where.file == path.name for problem in (*reading.problems, *reading.warnings))
