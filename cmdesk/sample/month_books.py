"""The workbooks that come in with a month, made of nothing that is lived: another process can make them ahead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.sample import figures
from cmdesk.sample.chance import Chance
from cmdesk.sample.county import SamplePerson
from cmdesk.sample.figures import SampleItem


@dataclass(frozen=True, kw_only=True)
class MonthBooks:
    """What the workbooks are made of, and where they lie: `version` and `items` are those of the checklist."""

    folder: Path
    people: Sequence[SamplePerson]
    inspectors: Sequence[str]
    version: str
    items: Sequence[SampleItem]
    chance: Chance

    def sheets(self, period: Period) -> Path:
        """Give where the inspection sheets of a month lie."""
        return self.folder / f"D04-检查单-{period}.xlsx"

    def indicators(self, period: Period) -> Path:
        """Give where the figures of a month lie."""
        return self.folder / f"X1-月度指标-{period}.xlsx"

    def survey(self, quarter: Period) -> Path:
        """Give the questionnaires of a quarter, written now unless they are there."""
        path = self.folder / f"C-客户满意度-{quarter}.xlsx"
        return path if path.exists() else figures.survey_book(path, self.people, self.chance, quarter)

    def marks(self, half: Period) -> Path:
        """Give the exam marks of a half-year, written now unless they are there."""
        path = self.folder / f"D14-考试成绩-{half}.xlsx"
        return path if path.exists() else figures.marks_book(path, self.people, self.chance, half)


def write(books: MonthBooks, period: Period) -> None:
    """Write both workbooks of a month, and those of the quarter and the half-year that end with it."""
    given = (books.inspectors, books.chance, period)
    figures.sheet_book(books.sheets(period), books.people, books.items, books.version, *given)
    figures.indicator_book(books.indicators(period), books.people, books.chance, period)
    if period.number % 3 == 0:
        books.survey(Period(PeriodKind.QUARTER, period.year, period.number // 3))
    if period.number % 6 == 0:
        books.marks(Period(PeriodKind.HALF_YEAR, period.year, period.number // 6))
