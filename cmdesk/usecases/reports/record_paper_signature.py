"""Record how a place of a document was signed on paper, or that the signature was refused before witnesses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Literal

from cmdesk.documents.content import SignatureKind
from cmdesk.kernel.clock import CHINA
from cmdesk.kernel.errors import Problem, Unavailable, Where, refuse_any
from cmdesk.kernel.text import folded, tidy
from cmdesk.models.reports import Document, DocumentSignature
from cmdesk.queries.reports_signers import place_of, places_of, signatures_of
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase
from cmdesk.usecases.reports.document_store import SIGNED, documents_of

WITNESSES = 2


@dataclass(frozen=True, kw_only=True)
class RecordPaperSignature(Command):
    """Record a signature in ink with the scan of the signed sheet, or a refusal with two witnesses.

    `name` is who signed (for a refusal: who refused). Whoever renders documents may record it. Refused:
    `document_unknown`, `document_void`, `field_unknown`, `field_signed_already`, `name_missing`, `scan_missing`,
    `witnesses_too_few`, `refusal_not_here` (only the person appraised may refuse), `signed_on_future_day`,
    `signed_before_drawn`. One undo step.
    """

    number: str
    field: str
    kind: Literal["ink", "refused"]
    name: str
    on: date
    scan: Path | None = None
    witnesses: tuple[str, ...] = ()


def handle(context: Context, command: RecordPaperSignature) -> Done:
    """Check, store the scan, note the signature."""
    (document,) = documents_of(context, [command.number])
    refuse_any(_problems(context, document, command))
    found = place_of(document.form, command.field)
    assert found is not None
    document.state = SIGNED
    context.session.add(
        DocumentSignature(
            document_id=document.id,
            field=command.field,
            kind=str(SignatureKind.INK if command.kind == "ink" else SignatureKind.REFUSED),
            name=tidy(command.name),
            duty=found.duty,
            at=datetime.combine(command.on, time(), CHINA),
            scan_digest=_scan(context, command.scan),
            witnesses=[tidy(name) for name in command.witnesses if tidy(name)],
        )
    )
    context.session.flush()
    return Done(ids=(document.number,))


def _problems(context: Context, document: Document, command: RecordPaperSignature) -> list[Problem]:
    place = next((p for p in places_of(document.form, document.content) if p.field == command.field), None)
    where = Where(field="field")
    if place is None:
        return [Problem("field_unknown", where, {"field": command.field, "form": document.form})]
    problems = []
    if command.field in signatures_of(context, [document.id])[document.id]:
        problems.append(Problem("field_signed_already", where, {"value": place.duty}))
    if not tidy(command.name):
        problems.append(Problem("name_missing", Where(field="name"), {"duty": place.duty}))
    if command.on > context.today():
        problems.append(Problem("signed_on_future_day", Where(field="on"), {"day": command.on}))
    if command.on < document.drawn_at.astimezone(CHINA).date():
        problems.append(Problem("signed_before_drawn", Where(field="on"), {"day": command.on}))
    if command.kind == "ink" and command.scan is None:
        problems.append(Problem("scan_missing", Where(field="scan"), {"duty": place.duty}))
    if command.kind == "refused":
        problems += _refusal_problems(command)
    return problems


def _refusal_problems(command: RecordPaperSignature) -> list[Problem]:
    problems = []
    if command.field != "appraised":
        problems.append(Problem("refusal_not_here", Where(field="kind")))
    others = {folded(name) for name in command.witnesses if folded(name)} - {folded(command.name)}
    if len(others) < WITNESSES:
        problems.append(Problem("witnesses_too_few", Where(field="witnesses"), {"least": WITNESSES}))
    return problems


def _scan(context: Context, path: Path | None) -> str | None:
    if path is None:
        return None
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Unavailable("scan_unreadable", path=str(path), reason=str(error.strerror or error)) from error
    return context.files.put(data)


use_case = UseCase(command=RecordPaperSignature, permission="reports.render", handle=handle)
