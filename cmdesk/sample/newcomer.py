"""The sample county that the window makes: lived to the beginning of December, for a newcomer to go on with."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from cmdesk.documents import workers
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.kernel.progress import SILENT, Progress
from cmdesk.rules import working_days
from cmdesk.sample import figures, month_books, papers, whole, year
from cmdesk.sample.county import UNIT_CODE, UNIT_NAME
from cmdesk.sample.year import (
    ADMINISTRATOR,
    DATABASE,
    INSPECTORS,
    LEADER,
    RATERS,
    RECORDER,
    RECORDING_INSPECTOR,
    SOURCES,
    Sample,
    start,
)
from cmdesk.storage.passwords import STANDARD, Cost
from cmdesk.usecases.evaluations.import_industry import ImportIndustry
from cmdesk.usecases.evaluations.import_self import ImportSelf
from cmdesk.usecases.evaluations.open_round import OpenRound
from cmdesk.usecases.exchange.export import Export
from cmdesk.usecases.inspections.approve import Approve
from cmdesk.usecases.inspections.import_sheets import ImportSheets
from cmdesk.usecases.settings.move_demo_day import MoveDemoDay

_LIVED = 11
STEPS = _LIVED + 3
_SENT_BACK = 3
"""One of so many people has sent his self-rating back."""


class _Overall:
    """Tells the steps of the whole in place of those of each order; cancelled at any of them."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._at, self._word = 0, "新建示例县"

    def next(self, word: str) -> None:
        """Begin the next step of the whole."""
        self._word = word
        self._progress.step(self._at, STEPS, word)
        self._at += 1

    def step(self, done: int, total: int, label: str) -> None:
        """Serve as the Progress of an order."""
        self._progress.step(max(0, self._at - 1), STEPS, self._word)


def live_to_december(
    folder: Path,
    *,
    people: int = 71,
    year: int = 2025,
    seed: str = "cmdesk",
    progress: Progress = SILENT,
    cost: Cost = STANDARD,
) -> Path:
    """Live January to November with their closes, leave December half done, and give the database.

    It opens on the working day after November's close. The workbooks that come in until the January meeting lie in
    its folder 工作簿. Raises as `whole.live` does.
    """
    overall = _Overall(progress)
    overall.next("新建示例县，导入花名册")
    sample = start(folder, people=people, year=year, seed=seed, progress=overall, cost=cost)
    with sample.desk, whole.collected_seldom():
        # Nobody goes back to the middle of a made-up year: one backup in the end is enough.
        sample.desk.restore_points = False
        _eleven_months(sample, overall)
        overall.next(f"{sample.year}年12月上旬")
        _december(sample)
        overall.next("签名密钥、备份")
        papers.authority(sample)
        papers.keys(sample, appraised=False)
        sample.run(ADMINISTRATOR, MoveDemoDay(day=first_day(sample)))
        sample.desk.back_up(progress=overall)
        # Who signed in last stands first at the door: the one with whom December begins.
        sample.desk.sign_in(RECORDER, next(user.password for user in sample.users if user.number == RECORDER))
    return sample.folder / DATABASE


def first_day(sample: Sample) -> date:
    """Give the day that the newcomer begins on."""
    return working_days.after(sample.working_day(Period.month(sample.year, _LIVED), 6), 1, sample.holidays)


def _eleven_months(sample: Sample, overall: _Overall) -> None:
    months = Period(PeriodKind.YEAR, sample.year).months
    if len(sample.managers) >= workers.WORTH_IT:
        workers.begin()
    made = workers.mapped(month_books.write, sample.month_books, months)
    for number, month in enumerate(months, 1):
        if number <= _LIVED:
            overall.next(f"{sample.year}年{number}月")
        with sample.step("books"):
            next(made)
        if number <= _LIVED:
            whole.one_month(sample, month)
            _report(sample, month)


def _report(sample: Sample, month: Period) -> None:
    """Write what the city is sent of a month and of the quarter that ends with it; the last month's is still due."""
    out = sample.folder / "上报"
    if month.number < _LIVED:
        sample.run(RECORDER, Export(kind="month", period=month, out=out / f"X2-{month}.xlsx"))
    if month.number % 3 == 0:
        quarter = Period(PeriodKind.QUARTER, sample.year, month.number // 3)
        sample.run(RECORDER, Export(kind="quarter", period=quarter, out=out / f"X3-{quarter}.xlsx"))


def _december(sample: Sample) -> None:
    month, quarter = Period.month(sample.year, 12), Period(PeriodKind.QUARTER, sample.year, 4)
    day = first_day(sample)
    year.plans(sample, month)
    sample.clock.set(day, 8)
    _first_visits(sample, month, day - timedelta(days=1))
    for source in SOURCES:
        sample.run(RECORDER, OpenRound(period=quarter, source=source, due=quarter.last_day))
    came, _ = (year.industry_form(sample, quarter, company, rater) for company, rater in RATERS)
    sample.run(RECORDER, ImportIndustry(file=came, period=quarter))
    forms = year.self_forms(sample, quarter, sample.managers)
    sample.run(RECORDER, ImportSelf(files=forms[: -(-len(forms) // _SENT_BACK)], period=quarter))
    people = len(sample.managers)
    seats = (people * 20 // 100, people * 50 // 100, people * 30 // 100)
    figures.seats_book(sample.books / f"X5-名额-{sample.year}.xlsx", sample.year, UNIT_CODE, UNIT_NAME, people, seats)


def _first_visits(sample: Sample, month: Period, last: date) -> None:
    """Take in the sheets of the visits until a day; half of them are approved."""
    books = sample.month_books
    numbers = [
        f"{month}-{person.staff_no}-1"
        for person in sample.managers
        if figures.visit_day(month, sample.chance, person.staff_no, 1) <= last
    ]
    if not numbers:
        return
    path = sample.books / f"D04-检查单-{month}-上旬.xlsx"
    figures.sheet_book(path, sample.managers, books.items, books.version, INSPECTORS, sample.chance, month, last)
    sample.run(RECORDING_INSPECTOR, ImportSheets(file=path, period=month))
    sample.run(LEADER, Approve(numbers=tuple(numbers[: len(numbers) // 2])))
