"""What has gone and still goes to the city: a row a period, and the city's checks before anything is sealed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from sqlalchemy import select

from cmdesk.exchange.package.content import PackageContent, Table, Workbook, tables_of
from cmdesk.kernel.errors import Problem, Rejected, refuse_any
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.models.exchange import ExportRun
from cmdesk.models.scoring import PeriodState
from cmdesk.queries.exports import SentRow, edition_of, open_problems, written
from cmdesk.queries.exports_package import (
    FORMS_TO_CITY,
    ballots_table,
    books_of,
    counted_table,
    documents_to_city,
    header_of,
    issued_seats,
    package_kind,
    paper_table,
    people_table,
    still_to_sign,
    trusted_roots,
)
from cmdesk.rules.deadlines import due_day
from cmdesk.rules.working_days import first_from
from cmdesk.runtime.context import Context
from cmdesk.runtime.package_check import PackageAnswer, check_file
from cmdesk.runtime.registry import Query

if TYPE_CHECKING:
    from cmdesk.documents.verify import Verdict

_DEADLINES = {PeriodKind.MONTH: "month_export", PeriodKind.QUARTER: "quarter_close", PeriodKind.YEAR: "submission"}


@dataclass(frozen=True)
class CityFileRow:
    """The city file of one period: when it is due and from when it counts as late, and what has gone so far.

    `stale` says that the period was closed again after the last file; `ready` and `open` count the signed documents
    of a year and those that still want signatures.
    """

    period: Period
    closed: bool
    due: date | None
    late_from: date | None
    forms: tuple[str, ...]
    sent: tuple[SentRow, ...]
    stale: bool
    ready: int
    open: int


@dataclass(frozen=True, kw_only=True)
class CityFiles(Query):
    """The months, quarters and the year of a year, each with its city file."""

    permission: ClassVar[str] = "exchange.export"

    year: int

    def rows(self, context: Context) -> tuple[CityFileRow, ...]:
        """Give the twelve months, four quarters and the year."""
        whole = Period(PeriodKind.YEAR, self.year)
        closed = _closed(context)
        ready, still = still_to_sign(context, whole)
        return tuple(
            self._row(context, period, closed, (ready, still) if period == whole else (0, 0))
            for period in (*whole.months, *whole.quarters, whole)
        )

    def _row(
        self, context: Context, period: Period, closed: dict[Period, datetime | None], documents: tuple[int, int]
    ) -> CityFileRow:
        sent = _sent(context, period)
        at = closed.get(period)
        due = _due(context, period)
        return CityFileRow(
            period,
            period in closed,
            due,
            None if due is None else first_from(due, context.tables.holidays),
            _forms(period),
            sent,
            bool(sent and at is not None and sent[0].at < at),
            *documents,
        )


@dataclass(frozen=True)
class Preflight:
    """What the city's checks say of a period's file before it is sealed, and what it would hold."""

    period: Period
    books: tuple[str, ...]
    documents: int
    people: int
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


@dataclass(frozen=True, kw_only=True)
class CheckBeforeSending(Query):
    """Gather a city file as it would go out and hold it to the city's checks; nothing is written, no key is needed.

    Refused as making it is: `period_open`, and what the workbooks refuse.
    """

    permission: ClassVar[str] = "exchange.export"

    period: Period

    def rows(self, context: Context) -> Preflight:
        """Give the findings."""
        # The checks read whole files and signatures: the list of what went to the city must not wait for them.
        from cmdesk.documents.verify import verdicts
        from cmdesk.exchange.package.checks import check_content

        refuse_any(open_problems(context, self.period))
        content = gathered(context, self.period, context.now())
        roots = trusted_roots(context)

        def judge(pdfs: Sequence[bytes]) -> Iterator[Verdict]:
            return verdicts(pdfs, roots, context.now())

        seats = issued_seats(context, self.period)
        found = check_content(content, judge, seats=seats, progress=context.progress)
        return Preflight(
            self.period,
            tuple(f"{book.form} {book.period}" for book in content.books),
            len(content.documents),
            len(content.tables[0].rows),
            tuple(found.problems),
            tuple(found.warnings),
        )


@dataclass(frozen=True, kw_only=True)
class CheckPackage(Query):
    """Check a city file that came as a file, by the roots that count in this unit. Raises as `check_file` does."""

    permission: ClassVar[str] = "exchange.export"

    file: Path

    def rows(self, context: Context) -> PackageAnswer:
        """Give what the file says of itself, and what the city's checks find."""
        return check_file(self.file, trusted_roots(context), when=context.now(), progress=context.progress)


def gathered(context: Context, period: Period, now: datetime) -> PackageContent:
    """Give what a city file would hold now, under the 版次 that each workbook would get; nothing is recorded."""
    books: list[Workbook] = []
    tables: list[Table] = [people_table(context, period)]
    outgoing = books_of(context, period)
    for done, book in enumerate(outgoing):
        context.progress.step(done, len(outgoing), "package_books")
        data = written(context, book, edition_of(context, book))
        books.append(Workbook(book.form.code, str(book.period), data))
        tables += tables_of(book.form.code, book.period, book.sheets)
    more = (ballots_table(context, period), counted_table(context, period), paper_table(context, period))
    tables += [table for table in more if table is not None]
    header = header_of(context, period, now)
    return PackageContent(header, tuple(tables), tuple(books), tuple(documents_to_city(context, period)))


def _closed(context: Context) -> dict[Period, datetime | None]:
    rows = context.session.execute(
        select(PeriodState.period, PeriodState.closed_at).where(PeriodState.state == "closed")
    )
    return dict(rows.all())


def _sent(context: Context, period: Period) -> tuple[SentRow, ...]:
    rows = context.session.execute(
        select(
            ExportRun.kind,
            ExportRun.period,
            ExportRun.edition,
            ExportRun.content_digest,
            ExportRun.file_digest,
            ExportRun.at,
            ExportRun.by,
        )
        .where(ExportRun.kind == package_kind(period), ExportRun.period == period)
        .order_by(ExportRun.edition.desc())
    )
    return tuple(SentRow(*row) for row in rows)


def _due(context: Context, period: Period) -> date | None:
    deadline = context.rule_set.deadlines.of(_DEADLINES[period.kind])
    if deadline is None:
        return None
    try:
        return due_day(deadline, period, context.tables.holidays)
    except Rejected:
        # A year without a holiday table has no working days to count.
        return None


def _forms(period: Period) -> tuple[str, ...]:
    forms = {PeriodKind.MONTH: ("X2",), PeriodKind.QUARTER: ("X3",)}
    return forms.get(period.kind, ("X2", "X3", "X4", *FORMS_TO_CITY))
