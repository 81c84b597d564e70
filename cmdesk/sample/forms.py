"""Filling in the forms that were given out, as raters and managers do: only the yellow cells."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from cmdesk.kernel.periods import Period
from cmdesk.sample.chance import Chance
from cmdesk.sample.county import SamplePerson

FACT = "本季度按要求完成各项工作，台帐与记录齐全"


def fill_industry(path: Path, people: Sequence[SamplePerson], chance: Chance, rater: str, quarter: Period) -> None:
    """Rate everybody on a D10: eight items of 0–12.5."""
    book, sheet, columns, rows = _opened(path, "工号")
    merits = {person.staff_no: person.merit for person in people}
    for row in rows:
        number = str(sheet.cell(row, columns["工号"]).value)
        for heading, column in columns.items():
            if heading in {"工号", "姓名", "意见"}:
                continue
            high = Decimal(9) + Decimal(merits[number]) / 40
            drawn = high + chance.amount("-1", "1", 1, rater, str(quarter), number, heading)
            sheet.cell(row, column).value = float(min(Decimal("12.5"), round(drawn, 1)))
    book.save(path)


def self_scores(person: SamplePerson, chance: Chance, quarter: Period) -> tuple[Decimal, ...]:
    """Give what a person gives himself: ten duties of 0–10."""
    return tuple(
        round(Decimal(9) + chance.amount("-0.5", "0.9", 1, str(quarter), person.staff_no, duty), 1)
        for duty in range(10)
    )


def fill_self(path: Path, person: SamplePerson, chance: Chance, quarter: Period) -> None:
    """Rate oneself on a D11: ten duties of 0–10, with a fact."""
    book, sheet, columns, rows = _opened(path, "职责")
    for row, score in zip(rows, self_scores(person, chance, quarter), strict=True):
        sheet.cell(row, columns["得分"]).value = float(score)
        sheet.cell(row, columns["事实"]).value = FACT
    book.save(path)


def _opened(path: Path, first: str) -> tuple[Any, Any, dict[str, int], list[int]]:
    """Give the workbook, its sheet, the column of each heading without its unit, and the rows under them."""
    from openpyxl import load_workbook

    book = load_workbook(path)
    sheet = book.worksheets[0]
    header = next(row for row in range(1, 16) if any(cell.value == first for cell in sheet[row]))
    columns = {
        str(cell.value).partition("（")[0].partition("(")[0].strip(): cell.column
        for cell in sheet[header]
        if cell.value
    }
    last = max(row for row in range(header + 1, sheet.max_row + 1) if sheet.cell(row, columns[first]).value)
    return book, sheet, columns, list(range(header + 1, last + 1))
