"""Issued documents: the register, one document with its signatures, its file, and what a check of it says.

What draws and checks is imported where it is used: pages that only list documents, or print one, need none of it.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy import select

from cmdesk.documents.content import SignatureKind
from cmdesk.kernel.errors import Unavailable, Where, reject
from cmdesk.kernel.periods import Period
from cmdesk.models.org import Person
from cmdesk.models.reports import Document, DocumentSignature
from cmdesk.queries.reports_identity import PACKET, Issue
from cmdesk.queries.reports_signers import Place, locked_by, places_before, places_of, signatures_of
from cmdesk.rules.codes import Visit
from cmdesk.runtime.context import Context
from cmdesk.runtime.registry import Query


@dataclass(frozen=True)
class SignatureRow:
    """One place of a document: who signed, how and when; all None while it is open.

    `locked`: it is open, but who comes after it has signed with a key: only ink is left. `before` are the fields that
    a signature here would lock while they are still open.
    """

    field: str
    duty: str
    city: bool
    kind: str | None = None
    name: str | None = None
    at: datetime | None = None
    has_scan: bool = False
    locked: bool = False
    before: tuple[str, ...] = ()


@dataclass(frozen=True)
class DocumentRow:
    """One edition of a document. State: drawn, signed, void; standing: final (拟定), decided (确定)."""

    number: str
    form: str
    period: Period
    subject: str
    edition: int
    staff_no: str | None
    name: str | None
    state: str
    standing: str
    digest: str
    pages: int
    drawn_at: datetime
    void_reason: str | None
    signatures: tuple[SignatureRow, ...]

    @property
    def open(self) -> tuple[SignatureRow, ...]:
        """Give the places that are still open, those at the city left out."""
        return tuple(row for row in self.signatures if row.kind is None and not row.city)


@dataclass(frozen=True, kw_only=True)
class Documents(Query):
    """The register: documents of a form, period or person, newest edition of each first; void ones if asked for."""

    permission: ClassVar[str] = "reports.render"

    form: str | None = None
    period: Period | None = None
    staff_no: str | None = None
    void_too: bool = False

    def rows(self, context: Context) -> tuple[DocumentRow, ...]:
        """Give one row an edition, in order of form, period, subject."""
        wanted = select(Document, Person.staff_no, Person.name).outerjoin(Person, Person.id == Document.person_id)
        if self.form is not None:
            wanted = wanted.where(Document.form == self.form.upper())
        if self.period is not None:
            wanted = wanted.where(Document.period == self.period)
        if self.staff_no is not None:
            wanted = wanted.where(Person.staff_no == self.staff_no)
        if not self.void_too:
            wanted = wanted.where(Document.state != "void")
        rows = context.session.execute(
            wanted.order_by(Document.form, Document.period, Document.subject, Document.edition.desc())
        ).all()
        signed = signatures_of(context, [row.Document.id for row in rows])
        return tuple(_row(row.Document, row.staff_no, row.name, signed[row.Document.id]) for row in rows)


@dataclass(frozen=True)
class Pdf:
    """A PDF as text, so that it goes through JSON too."""

    number: str
    base64: str

    @property
    def data(self) -> bytes:
        """Give the bytes of the file."""
        return base64.b64decode(self.base64)


@dataclass(frozen=True, kw_only=True)
class DocumentFile(Query):
    """The file of a document, as `reports.hand_out` would write it. Raises Rejected `document_unknown`."""

    permission: ClassVar[str] = "reports.render"

    number: str

    def rows(self, context: Context) -> Pdf:
        """Give the PDF."""
        return _pdf(self.number, file_of(context, by_number(context, self.number)))


@dataclass(frozen=True, kw_only=True)
class BlankSheet(Query):
    """An empty D04 of the checklist in force as PDF; for a kind of visit what it leaves out says 未查."""

    permission: ClassVar[str] = "reports.render"

    period: Period | None = None
    visit: Visit | None = None

    def rows(self, context: Context) -> Pdf:
        """Give the PDF."""
        from cmdesk.documents.reports.catalogue import draw
        from cmdesk.queries.reports_content_sheet import blank_form

        period = self.period or Period.month_of(context.today())
        content = blank_form(context, period, self.visit, Issue(1, context.now().replace(microsecond=0)))
        return _pdf(content.identity.number, draw(content))


@dataclass(frozen=True, kw_only=True)
class VerifyFiles(Query):
    """Checks signed files with the register beside them: against the unit's own root, the keys revoked, and the
    signatures on record; a file that lacks one of those is 无效. `roots` adds root certificates (PEM).

    Raises Unavailable `file_unreadable`, Rejected `roots_unreadable`.
    """

    permission: ClassVar[str] = "reports.render"

    files: tuple[Path, ...]
    roots: Path | None = None

    def rows(self, context: Context) -> tuple[dict[str, Any], ...]:
        """Give one verdict a file, as `cmdesk verify` prints it, with the number in the register."""
        from cmdesk.queries.access_keys import revocations, trusted_roots

        roots = trusted_roots(context) + ([] if self.roots is None else [_read(self.roots)])
        revoked = revocations(context)
        return tuple(_verified(context, path, roots, revoked) for path in self.files)


def by_number(context: Context, number: str) -> Document:
    """Give a document. Raises Rejected `document_unknown`."""
    found = context.session.scalar(select(Document).where(Document.number == number))
    if found is None:
        raise reject("document_unknown", where=Where(field="number"), number=number)
    return found


def file_of(context: Context, document: Document) -> bytes:
    """Give a document's file; a void one is drawn anew from its frozen content with 作废 under every page.

    Raises Rejected `packet_void`: a packet that is void is written again, not handed out.
    """
    assert document.file_digest is not None
    if document.state != "void":
        return context.files.get(document.file_digest)
    if document.form == PACKET:
        raise reject("packet_void", where=Where(field="number"), number=document.number)
    from cmdesk.documents.reports.catalogue import draw, thawed

    content = thawed(json.dumps(document.content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())
    return draw(content, void=True)


def _pdf(number: str, data: bytes) -> Pdf:
    return Pdf(number, base64.b64encode(data).decode())


def _row(
    document: Document, staff_no: str | None, name: str | None, signed: dict[str, DocumentSignature]
) -> DocumentRow:
    places = places_of(document.form, document.content)
    return DocumentRow(
        number=document.number,
        form=document.form,
        period=document.period,
        subject=document.subject,
        edition=document.edition,
        staff_no=staff_no,
        name=name,
        state=document.state,
        standing=document.standing,
        digest=document.digest,
        pages=document.pages,
        drawn_at=document.drawn_at,
        void_reason=document.void_reason,
        signatures=tuple(_signature(document, place, signed) for place in places),
    )


def _signature(document: Document, place: Place, signed: dict[str, DocumentSignature]) -> SignatureRow:
    row, form = signed.get(place.field), document.form
    if row is None:
        waiting = (one.field for one in places_before(form, document.content, place.field) if one.field not in signed)
        locked = bool(locked_by(form, place.field, signed))
        return SignatureRow(place.field, place.duty, place.city, locked=locked, before=tuple(waiting))
    return SignatureRow(place.field, place.duty, place.city, row.kind, row.name, row.at, row.scan_digest is not None)


def _verified(context: Context, path: Path, roots: list[bytes], revoked: list[bytes]) -> dict[str, Any]:
    from cmdesk.documents.verify import verify
    from cmdesk.queries.reports_files import verdict_json

    pdf = _read(path)
    found = _registered(context, pdf)
    required: list[str] = []
    if found is not None:
        signed = signatures_of(context, [found.id])[found.id]
        required = [field for field, row in signed.items() if row.kind == SignatureKind.ELECTRONIC]
    verdict = verify(
        pdf,
        roots,
        when=context.now(),
        revocations=revoked,
        required=required,
        expected_digest=None if found is None else found.digest,
    )
    return verdict_json(str(path), verdict, None if found is None else found.number)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unavailable("file_unreadable", file=str(path), reason=str(error.strerror or error)) from error


def _registered(context: Context, pdf: bytes) -> Document | None:
    import pikepdf

    from cmdesk.documents.verify_pages import embedded_digest

    try:
        digest = embedded_digest(pdf)
    except pikepdf.PdfError:
        # What cannot be read is nobody's document; the check itself says so.
        digest = None
    if digest is None:
        return None
    return context.session.scalar(select(Document).where(Document.digest == digest.lower()))
