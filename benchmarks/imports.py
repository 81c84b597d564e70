"""Taking in workbooks: X1 and D04 read to typed rows against openpyxl's own read of the same file.

The floor is one `load_workbook` of the file with all rows of all sheets read. Ours knows besides what each cell means,
where the formulas stand, and everything that is wrong.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from openpyxl import load_workbook

from benchmarks.measuring import Line, milliseconds, side_by_side
from benchmarks.workbooks import as_sent
from cmdesk.exchange.sheets import indicators, inspections
from cmdesk.exchange.sheets.reading import Reading
from cmdesk.kernel.periods import Period
from cmdesk.sample import county, figures, year
from cmdesk.sample.chance import Chance
from cmdesk.storage import resources
from cmdesk.usecases.inspections.import_sheets import checklist_columns

_MONTH = Period.parse("2025-01")
_CHANCE = Chance("benchmark")
_PLAIN, _WITH_FORMULAS = 1.5, 2.5
Read = Callable[[Path], Reading[object]]


def run() -> list[Line]:
    """Measure X1 of 71 and of 3000 people, and D04 of 142 and of 3000 sheets, each without and with formulas."""
    checklist = checklist_columns(resources.load_rule_set(None)[1])

    def sheets(path: Path) -> Reading[object]:
        return inspections.read(path, checklist, period=_MONTH)

    def figures_of(path: Path) -> Reading[object]:
        return indicators.read(path, period=_MONTH)

    with tempfile.TemporaryDirectory() as folder:
        lines = []
        for people, rounds in ((71, 25), (3000, 9)):
            made = _indicators(Path(folder), people)
            lines += _both(f"X1, {people} rows", made, "EGI", figures_of, rounds)
        for people, rounds in ((71, 9), (1500, 3)):
            made = _inspections(Path(folder), people)
            lines += _both(f"D04, {2 * people} sheets", made, "E", sheets, rounds)
    return lines


def _indicators(folder: Path, people: int) -> Path:
    managers = county.managers("benchmark", people, _MONTH.year)
    return figures.indicator_book(folder / f"X1-{people}.xlsx", managers, _CHANCE, _MONTH)


def _inspections(folder: Path, people: int) -> Path:
    version, items = year.checklist_items()
    managers = county.managers("benchmark", people, _MONTH.year)
    path = folder / f"D04-{people}.xlsx"
    return figures.sheet_book(path, managers, items, version, year.INSPECTORS, _CHANCE, _MONTH)


def _both(name: str, made: Path, columns: str, read: Read, rounds: int) -> list[Line]:
    """`columns` are those whose figures are formulas in the second file."""
    plain = _measured(name, as_sent(made), read, _PLAIN, rounds)
    return [plain, _measured(f"{name}, formulas", as_sent(made, columns), read, _WITH_FORMULAS, rounds)]


def _measured(name: str, path: Path, read: Read, bound: float, rounds: int) -> Line:
    found = read(path)
    assert not found.problems, found.problems[:3]
    assert found.rows
    spent = side_by_side({"ours": lambda: read(path), "openpyxl": lambda: _read_all(path)}, rounds=rounds)
    detail = f"ours {milliseconds(spent['ours'])}, openpyxl {milliseconds(spent['openpyxl'])}"
    return Line(name, spent["ours"] / spent["openpyxl"], bound, detail)


def _read_all(path: Path) -> None:
    book = load_workbook(path, read_only=True)
    for sheet in book.worksheets:
        for _ in sheet.iter_rows(values_only=True):
            pass
    book.close()
