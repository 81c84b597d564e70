"""What goes into the city file of a period: people, results, accounts and signed documents, and what it follows on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from cmdesk.exchange.content_digest import printed_cell
from cmdesk.exchange.package.check_people import REQUIRED_SIGNATURES
from cmdesk.exchange.package.content import (
    COUNTED,
    COUNTED_COLUMNS,
    ON_PAPER,
    ON_PAPER_COLUMNS,
    ROSTER,
    ROSTER_COLUMNS,
    Document,
    Header,
    Table,
)
from cmdesk.exchange.sheets import ballot_accounts
from cmdesk.exchange.sheets.vocabulary import EMPLOYMENT, letter_of, level_word
from cmdesk.kernel.clock import CHINA
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
from cmdesk.queries.reports_counted import SITTINGS, counted_items
from cmdesk.queries.reports_signers import signatures_of
from cmdesk.queries.scoring import rules_of
from cmdesk.queries.scoring_state import is_closed
from cmdesk.rules.ladder import LEVELS
from cmdesk.runtime.context import Context
from cmdesk.storage.migrations.runner import head_revision
from cmdesk.storage.shape import shipped_shape

BALLOTS = "ballots"
FORMS_TO_CITY = ("D18", "D25")
_PACKAGE = "package-"
_ON_PAPER = {"ink": "纸签", "refused": "拒签"}


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


def counted_table(context: Context, period: Period) -> Table | None:
    """Give the counted items of a year's sittings, each of which has its report; None where none is counted."""
    counted = counted_items(context, period) if period.kind is PeriodKind.YEAR else ()
    rows = tuple(
        (one.subject, f"{one.meeting.number}（{SITTINGS[one.meeting.sitting]}）", one.title) for one in counted
    )
    return Table(COUNTED, COUNTED_COLUMNS, rows) if rows else None


def paper_table(context: Context, period: Period) -> Table | None:
    """Give what is signed in ink or refused on the documents that go; None where nothing is."""
    issued = going_documents(context, period)
    signed = signatures_of(context, [row.id for row in issued])
    rows = tuple(
        (
            row.number,
            one.field,
            one.duty,
            _ON_PAPER[one.kind],
            one.name,
            f"{one.at.astimezone(CHINA):%Y-%m-%d}",
            "、".join(one.witnesses) or None,
            one.scan_digest,
        )
        for row in issued
        for one in sorted(signed[row.id].values(), key=lambda one: one.field)
        if one.kind in _ON_PAPER
    )
    return Table(ON_PAPER, ON_PAPER_COLUMNS, rows) if rows else None


def still_to_sign(context: Context, period: Period) -> tuple[int, int]:
    """Give how many documents of a year are ready for the city, and how many still want signatures or are not made."""
    issued = going_documents(context, period)
    signed = signatures_of(context, [row.id for row in issued])
    ready = sum(all(field in signed[row.id] for field in REQUIRED_SIGNATURES[row.form]) for row in issued)
    reported = {row.subject for row in issued if row.form == "D18"}
    return ready, len(issued) - ready + sum(one.subject not in reported for one in counted_items(context, period))


def going_documents(context: Context, period: Period) -> list[IssuedDocument]:
    """Give the reports and count reports of a year that go to the city: of each the last one that is signed.

    One that nobody has signed goes too, where it is the only one: so the checks can name who is missing.
    """
    if period.kind is not PeriodKind.YEAR:
        return []
    rows = context.session.scalars(
        select(IssuedDocument)
        .where(
            IssuedDocument.period == period,
            IssuedDocument.form.in_(FORMS_TO_CITY),
            IssuedDocument.state.in_(("drawn", "signed")),
            IssuedDocument.file_digest.is_not(None),
        )
        .order_by(IssuedDocument.form, IssuedDocument.subject, IssuedDocument.edition)
    )
    latest: dict[tuple[str, str], IssuedDocument] = {}
    for row in rows:
        known = latest.get((row.form, row.subject))
        if known is None or row.state == "signed" or known.state != "signed":
            latest[row.form, row.subject] = row
    people = {person.staff_no for person in base_of(context, period.year)}
    return [row for row in latest.values() if row.state == "signed" or row.form != "D25" or row.subject in people]


def documents_to_city(context: Context, period: Period) -> list[Document]:
    """Give the files of the documents that go to the city."""
    return [
        Document(
            number=row.number,
            form=row.form,
            person=row.subject if row.form == "D25" else None,
            data=context.files.get(row.file_digest or ""),
        )
        for row in going_documents(context, period)
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
