"""The sample county's whole year from roster to packet, and what it leaves behind."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from cmdesk.documents import workers
from cmdesk.kernel.clock import today
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.kernel.progress import SILENT, Progress
from cmdesk.queries.deliberation import OneMeeting
from cmdesk.queries.grading import Board
from cmdesk.rules import working_days
from cmdesk.rules.ladder import Rung
from cmdesk.sample import city, corrections, meetings, month_books, papers, year
from cmdesk.sample.year import ADMINISTRATOR, COUNTY, HEAD, LEADER, RECORDER, Sample
from cmdesk.usecases.exchange.export import Export
from cmdesk.usecases.grading.allocate import Allocate
from cmdesk.usecases.grading.decide import Decide
from cmdesk.usecases.grading.prepare import Prepare
from cmdesk.usecases.scoring.close import Close
from cmdesk.usecases.settings.move_demo_day import MoveDemoDay

STEPS = 24


def live(
    folder: Path, *, people: int = 71, year: int = 2025, seed: str = "cmdesk", progress: Progress = SILENT
) -> dict[str, Any]:
    """Live the whole year in `folder` and give what it left, as `cmdesk demo` prints it.

    Raises Rejected `calendar_missing` for a year whose following year has no holiday table, Unavailable where the
    folder holds a database already.
    """
    from cmdesk.sample.year import start

    sample = start(folder, people=people, year=year, seed=seed, progress=progress)
    with sample.desk, collected_seldom():
        roots = papers.authority(sample)
        _twelve_months(sample)
        first = _first_days_of_january(sample)
        second, levels_file = _second_sitting(sample)
        package, packet, packed = _paper(sample, levels_file)
        return _outcome(sample, (first, second), roots, package, packet, packed)


@contextmanager
def collected_seldom() -> Iterator[None]:
    """Let the collector look less often: a year makes tens of millions of objects, and next to none in cycles."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def _twelve_months(sample: Sample) -> None:
    months = Period(PeriodKind.YEAR, sample.year).months
    # The workbooks of the months hang on nothing that is lived: the processes that will draw and sign make them.
    if len(sample.managers) >= workers.WORTH_IT:
        workers.begin()
    made = workers.mapped(month_books.write, sample.month_books, months)
    if len(sample.managers) >= workers.WORTH_IT:
        papers.keys_ahead(sample)
    for number, month in enumerate(months, 1):
        sample.progress.step(number - 1, STEPS, f"{sample.year}年{number}月")
        with sample.step("books"):
            next(made)
        one_month(sample, month)


def one_month(sample: Sample, month: Period) -> None:
    """Live a month whose workbooks are written, with the quarter and the half-year that end with it."""
    year.month(sample, month, made=True)
    corrections.month(sample, month)
    if month.number % 3 == 0:
        year.quarter(sample, Period(PeriodKind.QUARTER, sample.year, month.number // 3))
    if month.number % 6 == 0:
        year.half_year(sample, Period(PeriodKind.HALF_YEAR, sample.year, month.number // 6))


def _working_day(sample: Sample, number: int) -> date:
    return working_days.nth_of(Period.month(sample.year + 1, 1), number, sample.holidays)


def _first_days_of_january(sample: Sample) -> str:
    whole = Period(PeriodKind.YEAR, sample.year)
    sample.progress.step(12, STEPS, "同事互评、领导评")
    year.competency(sample)
    city.issue_seats(sample, _working_day(sample, 9))
    sample.progress.step(13, STEPS, "民主测评")
    first = meetings.first_sitting(sample, _working_day(sample, 10))
    sample.progress.step(14, STEPS, "年度关账")
    with sample.step("close"):
        sample.clock.set(_working_day(sample, 10), 16)
        sample.run(HEAD, Close(period=whole))
        sample.run(HEAD, Prepare(year=whole))
    return first


def _second_sitting(sample: Sample) -> tuple[str, Path]:
    whole = Period(PeriodKind.YEAR, sample.year)
    sample.progress.step(15, STEPS, "评议会")
    second = meetings.second_sitting(sample, _working_day(sample, 11))
    with sample.step("grading"):
        sample.run(LEADER, Allocate(year=whole))
        day = _working_day(sample, 12)
        sample.clock.set(day, 10)
        decision = Decide(
            year=whole,
            held_on=day,
            document_no=f"演示烟党〔{sample.year + 1}〕3号",
            minutes="会议听取了评议会结果的汇报，经集体研究，同意按拟定级档上报市局（公司）。",
        )
        sample.run(RECORDER, decision, second=COUNTY)
    with sample.step("exports"):
        out = sample.folder / "上报"
        levels_file = out / f"X4-等级评定上报表-{sample.year}.xlsx"
        sample.run(RECORDER, Export(kind="levels", period=whole, out=levels_file))
        sample.run(RECORDER, Export(kind="month", period=whole.months[-1], out=out / f"X2-{whole.months[-1]}.xlsx"))
        sample.run(
            RECORDER, Export(kind="quarter", period=whole.quarters[-1], out=out / f"X3-{whole.quarters[-1]}.xlsx")
        )
        sample.run(RECORDER, Export(kind="ballots-account", period=whole, out=out / f"票数账-{sample.year}.xlsx"))
    return second, levels_file


def _paper(sample: Sample, levels_file: Path) -> tuple[Path, Path, Any]:
    sample.clock.set(_working_day(sample, 13), 10)
    sample.progress.step(16, STEPS, "签章密钥")
    papers.keys(sample)
    sample.progress.step(17, STEPS, "季度考评表")
    papers.quarterly(sample)
    sample.progress.step(18, STEPS, "计票结果报告单")
    papers.ballot_reports(sample)
    sample.progress.step(19, STEPS, "年度考评报告（拟定）")
    papers.annual(sample)
    sample.progress.step(20, STEPS, "上报包")
    package = papers.package(sample, _working_day(sample, 14))
    sample.progress.step(21, STEPS, "市局决定")
    with sample.step("decision"):
        city.decide(sample, levels_file, date(sample.year + 1, 2, 20))
    sample.progress.step(22, STEPS, "年度考评报告（确定）")
    sample.clock.set(date(sample.year + 1, 2, 20) + timedelta(days=3), 10)
    papers.annual_decided(sample)
    sample.progress.step(23, STEPS, "卷宗")
    packet, packed = papers.packet(sample)
    sample.run(ADMINISTRATOR, MoveDemoDay(day=today(sample.clock)))
    sample.progress.step(STEPS, STEPS, "完成")
    return package, packet, packed


def _outcome(
    sample: Sample, sittings: tuple[str, str], roots: Path, package: Path, packet: Path, packed: Any
) -> dict[str, Any]:
    whole = Period(PeriodKind.YEAR, sample.year)
    sample.desk.switch(sample.actor(HEAD))
    board = sample.desk.ask(Board(year=whole))
    levels = Counter(str(Rung(person.decided or person.present).level) for person in board.people)
    sample.desk.switch(sample.actor(RECORDER))
    ballots = sum(
        paper.returned or 0
        for number in sittings
        for item in sample.desk.ask(OneMeeting(meeting=number)).items
        for paper in item.papers
    )
    return {
        "people": len(sample.managers),
        "sheets": 24 * len(sample.managers),
        "periods_closed": 12 + 4 + 2 + 1,
        "ballots": ballots,
        "levels": {level: levels[level] for level in ("senior", "intermediate", "junior", "trainee")},
        "reports": len(sample.managers),
        "pages": packed.answer["pages"],
        "packet": str(packet),
        "package": str(package),
        "database": str(sample.folder / year.DATABASE),
        "roots": str(roots),
        "seconds": sample.seconds,
    }
