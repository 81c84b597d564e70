"""Make the city file of a closed period: gathered, checked as the city checks it, sealed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cmdesk.documents.signing import SigningKey, sign_detached
from cmdesk.documents.verify import verdicts, verify_detached
from cmdesk.exchange.package.check_people import DocumentJudge
from cmdesk.exchange.package.checks import check_package
from cmdesk.exchange.package.content import Document, PackageContent, Table, Workbook, tables_of
from cmdesk.exchange.package.reader import Package, read_package
from cmdesk.exchange.package.writer import write_package
from cmdesk.kernel.errors import Problem, Unavailable, Where, refuse_any
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.models.exchange import ExportRun
from cmdesk.queries.exports import open_problems
from cmdesk.queries.exports_package import (
    ballots_table,
    books_of,
    counted_table,
    documents_to_city,
    header_of,
    issued_seats,
    package_kind,
    paper_table,
    people_table,
    trusted_roots,
)
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, Undo, UseCase
from cmdesk.usecases.exchange.edition import issue, write_file


@dataclass(frozen=True, kw_only=True)
class MakePackage(Command):
    """Write the city file of a month, quarter or year, sealed with one signature; asked by one, confirmed by another.

    A month carries X2, a quarter X3, a year X2 to X4 with everybody's D25 and the D18 of every counted item, signed
    with keys or, as the file then says, on paper. What is written was first read back
    and checked as the city will check it. Refused: `package_period`, `period_open`, what the workbooks refuse, and
    every finding of the city's checks at once; `key_…` for a key that may not sign. Warned: what the checks say and
    let pass. Each making is the next revision. Cannot be undone: the file has left.
    """

    period: Period
    key: Path
    out: Path
    key_password_file: Path | None = None


def handle(context: Context, command: MakePackage) -> Done:
    """Gather, seal, read back, check, record."""
    period = command.period
    if period.kind is PeriodKind.HALF_YEAR:
        refuse_any([Problem("package_period", Where(field="period"), {"period": period.chinese})])
    refuse_any(open_problems(context, period))
    key = read_key(command.key, command.key_password_file)
    now = context.now()
    refuse_any(key.problems(now))
    documents = documents_to_city(context, period)
    roots = trusted_roots(context)
    judge = _judge(documents, roots, now)
    content = _gathered(context, period, documents, now)
    data = write_package(content, lambda listed: sign_detached(listed, key, when=now))
    package = _checked(context, period, data, judge, roots, now)
    _record(context, package, now)
    context.after(lambda: write_file(command.out, data))
    header = package.content.header
    return Done(
        count=len(package.content.documents) + len(package.content.books),
        ids=(f"{package_kind(period)}/{period}/{header.revision}",),
        answer={
            "file": str(command.out),
            "period": str(period),
            "revision": header.revision,
            "previous": header.previous,
            "digest": package.digest,
            "sha256": package.sha256,
            "audit_head": header.audit_head,
            "books": [book.path for book in content.books],
            "tables": {table.path: len(table.rows) for table in content.tables},
            "documents": len(content.documents),
            "bytes": len(data),
        },
    )


def read_key(path: Path, password_file: Path | None) -> SigningKey:
    """Open a PKCS#12 file.

    Raises Unavailable `key_file_unreadable`, `password_file_unreadable`, and what `SigningKey.load` raises.
    """
    try:
        data = path.read_bytes()
    except OSError:
        raise Unavailable("key_file_unreadable", path=str(path)) from None
    password = ""
    if password_file is not None:
        try:
            password = password_file.read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError):
            raise Unavailable("password_file_unreadable", path=str(password_file)) from None
    return SigningKey.load(data, password)


def _judge(sent: Sequence[Document], roots: Sequence[bytes], now: datetime) -> DocumentJudge:
    """Begin to check the documents, which takes as long as making the workbooks.

    The answers count only where the very same bytes were read back from the file.
    """
    bytes_sent = [document.data for document in sent]
    begun = verdicts(bytes_sent, roots, now)
    return lambda pdfs: begun if list(pdfs) == bytes_sent else verdicts(pdfs, roots, now)


def _gathered(context: Context, period: Period, documents: Sequence[Document], now: datetime) -> PackageContent:
    # The head of the journal is that of the last entry: this one's is not known before it is written.
    header = header_of(context, period, now)
    books: list[Workbook] = []
    tables: list[Table] = [people_table(context, period)]
    outgoing = books_of(context, period)
    for done, book in enumerate(outgoing):
        context.progress.step(done, len(outgoing), "package_books")
        books.append(Workbook(book.form.code, str(book.period), issue(context, book).data))
        tables += tables_of(book.form.code, book.period, book.sheets)
    more = (ballots_table(context, period), counted_table(context, period), paper_table(context, period))
    tables += [table for table in more if table is not None]
    return PackageContent(header, tuple(tables), tuple(books), tuple(documents))


def _checked(
    context: Context, period: Period, data: bytes, judge: DocumentJudge, roots: Sequence[bytes], now: datetime
) -> Package:
    """Read the file back as a stranger would, and hold it to the city's checks."""
    package = read_package(data, lambda listed, seal: verify_detached(listed, seal, roots, when=now))
    found = check_package(package, judge, seats=issued_seats(context, period), progress=context.progress)
    refuse_any(found.problems, found.warnings)
    context.warn(found.warnings)
    return package


def _record(context: Context, package: Package, now: datetime) -> None:
    header = package.content.header
    context.session.add(
        ExportRun(
            kind=package_kind(header.period),
            period=header.period,
            edition=header.revision,
            content_digest=package.digest,
            file_digest=package.sha256,
            at=now,
            by=context.actor.name,
        )
    )
    context.session.flush()


use_case = UseCase(
    command=MakePackage, permission="exchange.submit", second="exchange.submit", handle=handle, undo=Undo.NEVER
)
