"""Bad input at the command line: a sentence in Chinese, every problem at once, never a traceback, nothing written."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from factories.lived import NAME
from openpyxl import Workbook, load_workbook
from sqlalchemy import func, select

from cmdesk.desk import Desk
from cmdesk.kernel.periods import Period
from cmdesk.models.indicators import IndicatorFigure
from cmdesk.sample import figures

RECORDER = "9013"
APRIL = Period.parse("2025-04")


@pytest.fixture
def x1(shell: Any) -> Path:
    """Give X1 of April as the centre sends it."""
    path = shell.folder / "X1.xlsx"
    figures.indicator_book(path, shell.sample.managers, shell.sample.chance, APRIL)
    return Path(path)


def column_of(sheet: Any, heading: str) -> int:
    return next(int(cell.column) for cell in sheet[1] if cell.value == heading)


def a_text(path: Path) -> None:
    path.write_text("工号,姓名\n0001,某人\n", encoding="utf-8")


def half_a_file(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def an_empty_file(path: Path) -> None:
    path.write_bytes(b"")


def another_archive(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("照片/1.txt", "x")


def another_workbook(path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["日期", "事项"])
    sheet.append(["2025-04-01", "开会"])
    book.save(path)


def a_missing_column(path: Path) -> None:
    book = load_workbook(path)
    for heading in ("工号", "姓名"):
        book.worksheets[0].delete_cols(column_of(book.worksheets[0], heading))
    book.save(path)


def a_column_twice(path: Path) -> None:
    book = load_workbook(path)
    sheet = book.worksheets[0]
    sheet.cell(1, sheet.max_column + 1).value = "工号"
    book.save(path)


def a_person_twice(path: Path) -> None:
    book = load_workbook(path)
    sheet = book.worksheets[0]
    sheet.append([cell.value for cell in sheet[2]])
    book.save(path)


def broken_cells(path: Path) -> None:
    book = load_workbook(path)
    sheet = book.worksheets[0]
    last = sheet.max_column
    sheet.cell(2, last).value = "#REF!"
    sheet.cell(3, last).value = "约八十"
    sheet.cell(4, column_of(sheet, "工号")).value = "9999"
    book.save(path)


@pytest.mark.shows("102")
@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (a_text, 1),
        (half_a_file, 1),
        (an_empty_file, 1),
        (another_archive, 1),
        (another_workbook, 1),
        (a_missing_column, 1),
        (a_column_twice, 1),
        (a_person_twice, 1),
        (broken_cells, 3),
    ],
)
def test_that_a_bad_workbook_is_told_in_chinese_and_writes_nothing(
    shell: Any, x1: Path, spoil: Callable[[Path], None], told: int
) -> None:
    before = figures_kept(shell)
    spoil(x1)
    said = shell("import", "indicators", x1, "--period", "2025-04", "--json", user=RECORDER)
    assert said.status == 2
    problems = said.json["problems"]
    assert len(problems) >= told
    for problem in problems:
        assert "X1.xlsx" in json.dumps(problem, ensure_ascii=False)
        assert any("一" <= sign <= "鿿" for sign in problem["message"])
    assert "Traceback" not in said.out + said.err
    assert figures_kept(shell) == before


@pytest.mark.shows("102")
def test_that_figures_as_text_and_in_full_width_are_read_as_meant(shell: Any, x1: Path) -> None:
    book = load_workbook(x1)
    sheet = book.worksheets[0]
    number = column_of(sheet, "工号")
    for row in range(2, sheet.max_row + 1):
        cell = sheet.cell(row, number)
        cell.value = "".join(chr(ord(digit) + 0xFEE0) for digit in str(cell.value))
    book.save(x1)
    said = shell("import", "indicators", x1, "--period", "2025-04", "--json", user=RECORDER)
    assert (said.status, said.json["accepted"]) == (0, len(shell.sample.managers))


def test_that_a_file_that_is_not_there_and_a_wrong_password_have_their_sentences(shell: Any, x1: Path) -> None:
    gone = shell("import", "indicators", shell.folder / "没有.xlsx", "--period", "2025-04", user=RECORDER)
    wrong = shell.file("错口令", "不是这个\n")
    database = ("--database", shell.folder / NAME, "--user", RECORDER, "--password-file", wrong)
    refused = shell("import", "indicators", x1, "--period", "2025-04", *database)
    for said in (gone, refused):
        assert said.status != 0
        assert "Traceback" not in said.out + said.err
    assert "没有.xlsx" in gone.out + gone.err
    assert "口令" in refused.out + refused.err


def test_that_a_closed_period_takes_no_more_figures(shell: Any, x1: Path) -> None:
    figures.indicator_book(x1, shell.sample.managers, shell.sample.chance, Period.parse("2025-03"))
    before = figures_kept(shell)
    said = shell("import", "indicators", x1, "--period", "2025-03", "--json", user=RECORDER)
    assert (said.status, said.codes) == (2, ["period_closed"])
    assert figures_kept(shell) == before


def figures_kept(shell: Any) -> int:
    """Count the figures in the database, opened and closed again."""
    with (
        Desk.open(shell.folder / NAME, user=RECORDER, password=f"演示-{RECORDER}") as desk,
        desk.database.reading() as session,
    ):
        return session.scalar(select(func.count()).select_from(IndicatorFigure)) or 0
