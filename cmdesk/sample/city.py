"""What the city does for the sample county: it issues places, and it decides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from cmdesk.exchange.sheets import sent
from cmdesk.exchange.sheets.decision import DecisionRow
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.queries.grading import Board, BoardPerson
from cmdesk.rules.ladder import LEVELS, Rung
from cmdesk.sample import figures
from cmdesk.sample.county import UNIT_CODE, UNIT_NAME
from cmdesk.sample.year import HEAD, RECORDER, Sample
from cmdesk.usecases.grading.import_decision import ImportDecision
from cmdesk.usecases.grading.import_seats import ImportSeats


def issue_seats(sample: Sample, day: date) -> None:
    """Send X5: a fifth, half and three tenths of the head count, rounded down; the office takes it in."""
    whole = Period(PeriodKind.YEAR, sample.year)
    people = len(sample.managers)
    book = sample.books / f"X5-名额-{sample.year}.xlsx"
    seats = (people * 20 // 100, people * 50 // 100, people * 30 // 100)
    sample.clock.set(day, 10)
    figures.seats_book(book, sample.year, UNIT_CODE, UNIT_NAME, people, seats)
    sample.run(RECORDER, ImportSeats(file=book, period=whole))


def decide(sample: Sample, levels_file: Path, day: date) -> None:
    """Answer X4: agree with all but one, whom the city leaves where he is; the office takes the decision in."""
    whole = Period(PeriodKind.YEAR, sample.year)
    sample.clock.set(day, 10)
    sample.desk.switch(sample.actor(HEAD))
    people = sorted(sample.desk.ask(Board(year=whole)).people, key=lambda person: person.staff_no)
    rows = _rows(people, whole, day)
    book = sample.books / f"市局决定-{sample.year}.xlsx"
    book.write_bytes(sent.decision(rows, sample.clock.now(), answers=content_digest_of(levels_file)))
    decided = [Rung(row.decided_rung) for row in rows if row.decided_rung is not None]
    controls = {"人数": Decimal(len(rows))}
    controls |= {level.chinese: Decimal(sum(rung.level is level for rung in decided)) for level in LEVELS}
    sample.run(RECORDER, ImportDecision(file=book, period=whole, controls=controls), second=HEAD)


def _rows(people: Sequence[BoardPerson], whole: Period, day: date) -> list[DecisionRow]:
    deferred = next((place for place, person in enumerate(people) if person.final != person.present), None)
    rows = []
    for place, person in enumerate(people):
        agreed = place != deferred
        rows.append(
            DecisionRow(
                year=whole,
                staff_no=person.staff_no,
                name=person.name,
                decision="agreed" if agreed else "deferred",
                document_number=f"演示烟〔{day.year}〕8号",
                decided_on=day,
                effect=Period.month_of(day).next(),
                unit_code=UNIT_CODE,
                proposed_rung=person.final,
                decided_rung=person.final if agreed else None,
                reason=None if agreed else "待补充材料后再议",
            )
        )
    return rows


def content_digest_of(path: Path) -> str:
    """Give the 内容摘要 that stands on the last sheet of a workbook of ours."""
    from openpyxl import load_workbook

    with path.open("rb") as file:
        sheet = load_workbook(file, read_only=True).worksheets[-1]
        return next(str(row[1]) for row in sheet.iter_rows(values_only=True) if row[0] == "内容摘要")
