"""What goes into the city file of a period: people, results, accounts and signed documents, and what it follows on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from cmdesk.exchange.content_digest import printed_cell
from cmdesk.exchange.package.content import ROSTER, ROSTER_COLUMNS, Document, Header, Table
from cmdesk.exchange.sheets import ballot_accounts
from cmdesk.exchange.sheets.vocabulary import EMPLOYMENT, letter_of, level_word
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.models.access import TrialAuthority
from cmdesk.models.exchange import ExportRun
from cmdesk.models.org import Unit
from cmdesk.models.reports import Document as IssuedDocument
from cmdesk.queries.audit import journal_head
from cmdesk.queries.exports import Outgoing, latest_run
from cmdesk.queries.exports_ballots import ballot_lines
from cmdesk.queries.exports_levels import levels_out
from cmdesk.queries.exports_month import month_out
from cmdesk.queries.exports_quarter import quarter_out
from cmdesk.queries.grading_seats import base_of, seats_of
from cmdesk.queries.org import managers_on
from cmdesk.queries.scoring import rules_of
from cmdesk.queries.scoring_state import is_closed
from cmdesk.rules.ladder import LEVELS
from cmdesk.runtime.context import Context
from cmdesk.storage.migrations.runner import head_revision
from cmdesk.storage.shape import shipped_shape

BALLOTS = "ballots"
FORMS_TO_CITY = ("D18", "D25")
_PACKAGE = "package-"


def package_kind(period: Period) -> str:
    """Give the name under which city files of such a period are recorded."""
    return f"{_PACKAGE}{period.kind}"


def books_of(context: Context, period: Period) -> list[Outgoing]:
    """Give the workbooks of a city file: X2 of a month, X3 of a quarter, X2 to X4 of a year.

    A month or quarter of the year that is not closed is left out: the city's checks say so. Raises Rejected as the
    single files do.
    """
    if period.kind is PeriodKind.MONTH:
        return [month_out(context, period)]
    if period.kind is PeriodKind.QUARTER:
        return [quarter_out(context, period)]
    if period.kind is not PeriodKind.YEAR:
        return []
    books = [levels_out(context, period)]
    books += [month_out(context, month) for month in period.months if is_closed(context, month)]
    books += [quarter_out(context, quarter) for quarter in period.quarters if is_closed(context, quarter)]
    return books


def people_table(context: Context, period: Period) -> Table:
    """Give who must stand in the results: the roster's account managers, without ID numbers."""
    year = period.kind is PeriodKind.YEAR
    people = base_of(context, period.year) if year else managers_on(context, period.last_day)
    rows = tuple(
        (
            person.staff_no,
            person.name,
            EMPLOYMENT.word(person.employment),
            level_word(person.rung),
            letter_of(person.rung),
        )
        for person in people
    )
    return Table(ROSTER, ROSTER_COLUMNS, rows)


def ballots_table(context: Context, period: Period) -> Table | None:
    """Give the accounts of a year's ballots, without a single mark; None where none was held."""
    lines = ballot_lines(context, period)
    if period.kind is not PeriodKind.YEAR or not lines:
        return None
    (sheet,) = ballot_accounts.sheets(lines)
    rows = tuple(
        tuple(
            printed_cell(value, column.number_format) or None for column, value in zip(sheet.columns, row, strict=True)
        )
        for row in sheet.rows
    )
    return Table(BALLOTS, tuple(column.heading for column in sheet.columns), rows)


def signed_documents(context: Context, period: Period) -> list[Document]:
    """Give the signed reports and count reports of a year, each in its last valid version."""
    if period.kind is not PeriodKind.YEAR:
        return []
    rows = context.session.execute(
        select(IssuedDocument.form, IssuedDocument.subject, IssuedDocument.number, IssuedDocument.file_digest)
        .where(
            IssuedDocument.period == period,
            IssuedDocument.form.in_(FORMS_TO_CITY),
            IssuedDocument.state == "signed",
            IssuedDocument.file_digest.is_not(None),
        )
        .order_by(IssuedDocument.form, IssuedDocument.subject, IssuedDocument.edition)
    )
    latest = {(row.form, row.subject): row for row in rows}
    return [
        Document(
            number=row.number,
            form=row.form,
            person=row.subject if row.form == "D25" else None,
            data=context.files.get(row.file_digest or ""),
        )
        for row in latest.values()
    ]


def header_of(context: Context, period: Period, made_at: datetime) -> Header:
    """Give what the city file says of itself; its revision is the next one of the period."""
    kind = package_kind(period)
    last = latest_run(context, kind, period)
    meta = rules_of(context, period).meta
    return Header(
        unit_code=context.unit.code,
        unit=context.unit.name,
        period=period,
        revision=1 if last is None else last.edition + 1,
        previous=_previous(context),
        schema_version=head_revision(shipped_shape()),
        audit_head=journal_head(context).digest,
        rule_set=meta.name,
        rule_version=meta.version,
        rule_state=str(meta.state),
        demo=context.unit.demo,
        made_at=made_at,
        made_by=context.actor.name,
        closed=is_closed(context, period),
    )


def _previous(context: Context) -> str | None:
    """Give the digest of the city file made before, whatever its period."""
    return context.session.scalar(
        select(ExportRun.content_digest)
        .where(ExportRun.kind.startswith(_PACKAGE, autoescape=True))
        .order_by(ExportRun.at.desc(), ExportRun.id.desc())
        .limit(1)
    )


def issued_seats(context: Context, period: Period) -> dict[str, int | None] | None:
    """Give the places of a year by the names of the levels, None where the city has issued none."""
    if period.kind is not PeriodKind.YEAR:
        return None
    seats = seats_of(context, period.year)
    return {level.chinese: seats.places.get(level) for level in LEVELS} if seats.known else None


def trusted_roots(context: Context) -> list[bytes]:
    """Give the roots that signatures of this unit lead to: its trial CA, and the CA that it has named."""
    found: Sequence[str | None] = [
        *context.session.scalars(select(TrialAuthority.root_pem)),
        context.session.scalar(select(Unit.root_pem).where(Unit.own)),
    ]
    return [pem.encode() for pem in _named(found)]


def _named(texts: Iterable[str | None]) -> list[str]:
    return [text for text in texts if text]
