"""Checking the signatures of a file: 有效, 无效 or 不能判断, one sentence, the evidence."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from cmdesk.documents.verify_pages import changed_pages, embedded_digest, prints_digest
from cmdesk.documents.verify_trust import Trust, load_trust
from cmdesk.documents.verify_verdict import Changes, OpenField, SignatureFound, Verdict, Word, worst
from cmdesk.documents.workers import mapped
from cmdesk.kernel.errors import Problem, Rejected

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader

__all__ = ["Verdict", "Word", "verdicts", "verify", "verify_detached"]

_END_OF_FILE = b"%%EOF"


def verdicts(pdfs: Sequence[bytes], roots: Sequence[bytes], when: datetime) -> Iterator[Verdict]:
    """Check many files under the same roots at the same instant, in order. Raises Rejected for unreadable roots.

    Many begin at once (see `workers.mapped`); the answers may be asked for later.
    """
    load_trust(roots)
    return map(_answered, mapped(_verify_one, (tuple(roots), when), pdfs))


def _answered(verdict: Verdict | Rejected) -> Verdict:
    if isinstance(verdict, Rejected):
        raise verdict
    return verdict


def _verify_one(given: tuple[Sequence[bytes], datetime], pdf: bytes) -> Verdict:
    roots, when = given
    return verify(pdf, roots, when=when)


def verify(
    pdf: bytes,
    roots: Iterable[bytes],
    *,
    when: datetime,
    time_roots: Iterable[bytes] = (),
    revocations: Iterable[bytes] = (),
    required: Iterable[str] = (),
    expected_digest: str | None = None,
) -> Verdict:
    """Check every signature of a PDF at the instant `when`.

    `roots` are certificates to trust (PEM or DER); `time_roots` those of time-stamp services, `roots` also count;
    `revocations` are lists of revoked keys. `required` are the fields that the record says are signed: one that is
    not makes the file 无效 (it was rolled back). `expected_digest` is SHA-256 hex of the embedded data by the record.

    无效: a broken signature, any change after it that is not a planned signature, bytes before or behind the file, a
    revoked signer, printed and embedded digest that differ, or a file that cannot be read. 不能判断: nothing is
    signed, or a signer leads to none of the roots. Raises Rejected only for roots and lists that cannot be read;
    whatever happens inside the file is an answer, never an error.
    """
    trust = load_trust(roots, revocations)
    times = Trust((*trust.roots, *load_trust(time_roots).roots), trust.lists)
    try:
        with _quiet():
            return _verdict(pdf, trust, times, when, tuple(required), expected_digest)
    except Exception:
        # A hostile or broken file makes the readers raise nearly anything; the person is answered all the same.
        damaged = Problem("signed_file_damaged")
        return Verdict(verdict=Word.INVALID, headline=damaged, reasons=(damaged,))


def verify_detached(
    data: bytes, signature: bytes, roots: Iterable[bytes], *, when: datetime, revocations: Iterable[bytes] = ()
) -> Verdict:
    """Check a detached CMS signature (DER) over `data` at the instant `when`; answers and raises as `verify` does."""
    trust = load_trust(roots, revocations)
    try:
        found = _judged_detached(data, signature, trust, when)
    except Exception:
        # As in verify: whatever a hostile signature makes the reader raise is an answer.
        damaged = Problem("signed_file_damaged")
        return Verdict(verdict=Word.INVALID, headline=damaged, reasons=(damaged,))
    headline = _headline([found], ()) if found.verdict is Word.VALID else found.reasons[0]
    return Verdict(verdict=found.verdict, headline=headline, signatures=(found,), reasons=found.reasons)


def _judged_detached(data: bytes, signature: bytes, trust: Trust, when: datetime) -> SignatureFound:
    from asn1crypto import cms

    from cmdesk.documents.verify_signature import found_detached, judge_cms

    outer = cms.ContentInfo.load(signature, strict=True)
    seal = judge_cms(outer["content"], lambda name: hashlib.new(name, data).digest(), trust, trust, when)
    return found_detached(seal)


def _verdict(
    pdf: bytes, trust: Trust, times: Trust, when: datetime, required: Sequence[str], expected: str | None
) -> Verdict:
    from pyhanko.pdf_utils.reader import PdfFileReader

    reader = PdfFileReader(BytesIO(pdf), strict=False)
    labels, empty = _planned(reader)
    found = _judged(pdf, reader, labels, trust, times, when)
    digest = embedded_digest(pdf)
    file_problems = [
        *_edge_problems(pdf),
        *_field_problems(reader, found, required),
        *_coverage_problems(found),
        *_digest_problems(pdf, digest, expected),
    ]
    word = worst([Word.INVALID if file_problems else Word.VALID, *(one.verdict for one in found)])
    if not found and not file_problems:
        word = Word.UNDETERMINED
    reasons = _ordered(file_problems, found, nothing_signed=not found, any_planned=bool(labels))
    places = tuple(OpenField(field=str(name), label=labels[name]) for name in empty)
    headline = _headline(found, places) if word is Word.VALID else reasons[0]
    return Verdict(
        verdict=word, headline=headline, signatures=tuple(found), open=places, reasons=tuple(reasons), digest=digest
    )


def _planned(reader: PdfFileReader) -> tuple[dict[str, str], list[str]]:
    """Give the labels of all signature fields by name, and the names of the empty ones, in signing order."""
    from pyhanko.sign.fields import enumerate_sig_fields

    labels, empty = {}, []
    for name, value, reference in enumerate_sig_fields(reader):
        entry = reference.get_object()
        if any("/T" in kid.get_object() for kid in entry.get("/Kids", ())):
            # A group that names the kind for the fields below it is no place to sign.
            continue
        labels[name] = str(entry.get("/TU", name))
        if value is None:
            empty.append(name)
    return labels, empty


def _judged(
    pdf: bytes, reader: PdfFileReader, labels: dict[str, str], trust: Trust, times: Trust, when: datetime
) -> list[SignatureFound]:
    from cmdesk.documents.verify_signature import judge, judge_document_stamp

    embedded = sorted(reader.embedded_signatures, key=lambda one: one.signed_revision)
    stamps = [one for one in embedded if one.sig_object_type == "/DocTimeStamp"]
    long_term = ("LTA" if stamps else "LT") if "/DSS" in reader.root else ""
    found = []
    for one in embedded:
        label = labels.get(one.field_name, one.field_name)
        if one in stamps:
            found.append(judge_document_stamp(one, label, times))
        else:
            found.append(judge(one, label, trust, times, when, long_term=long_term))
    return [_with_pages(pdf, one, signature) for one, signature in zip(embedded, found, strict=True)]


def _with_pages(pdf: bytes, embedded: Any, found: SignatureFound) -> SignatureFound:
    """Name the pages that look different since, where something forbidden came after a signature."""
    if found.changes_after is not Changes.FORBIDDEN:
        return found
    end = int(embedded.byte_range[2]) + int(embedded.byte_range[3])
    try:
        pages = changed_pages(pdf[:end], pdf)
    except Exception:
        # Either state may be unreadable to a renderer; the change itself is proven already.
        return found
    if not pages:
        return found
    named = Problem("pages_changed_after_signing", params={"pages": "、".join(map(str, pages))})
    return replace(found, reasons=(named, *(r for r in found.reasons if r.code != "changed_after_signing")))


def _edge_problems(pdf: bytes) -> list[Problem]:
    problems = []
    if not pdf.startswith(b"%PDF-"):
        problems.append(Problem("bytes_before_document"))
    if not pdf.rstrip(b"\r\n").endswith(_END_OF_FILE):
        problems.append(Problem("bytes_after_document"))
    return problems


def _field_problems(reader: PdfFileReader, found: Sequence[SignatureFound], required: Sequence[str]) -> list[Problem]:
    from pyhanko.sign.fields import enumerate_sig_fields

    problems = []
    signed = {one.field for one in found}
    missing = [name for name in required if name not in signed]
    if missing:
        problems.append(Problem("signatures_fewer_than_recorded", params={"fields": "、".join(missing)}))
    if found:
        first = min(one.signed_revision for one in reader.embedded_signatures)
        then = {name for name, _, _ in enumerate_sig_fields(reader.get_historical_resolver(first))}
        added = [one.field for one in found if one.field not in then and one.level != "time"]
        if added:
            problems.append(Problem("field_added_later", params={"fields": "、".join(added)}))
    return problems


def _coverage_problems(found: Sequence[SignatureFound]) -> list[Problem]:
    """Whatever stands behind the last signature is covered by nobody, harmless as it may look."""
    if not found or found[-1].covers_whole_file or found[-1].changes_after is not Changes.NONE:
        return []
    return [Problem("bytes_after_document")]


def _digest_problems(pdf: bytes, digest: str | None, expected: str | None) -> list[Problem]:
    problems = []
    if expected is not None and digest != expected.lower():
        problems.append(Problem("content_digest_differs"))
    if digest is not None and not prints_digest(pdf, digest):
        problems.append(Problem("printed_digest_differs", params={"digest": digest[:16]}))
    return problems


def _ordered(
    file_problems: Sequence[Problem], found: Sequence[SignatureFound], *, nothing_signed: bool, any_planned: bool
) -> list[Problem]:
    """Give all reasons once, what makes a file 无效 first, then what leaves it open, then notes."""
    reasons = list(file_problems)
    for word in (Word.INVALID, Word.UNDETERMINED, Word.VALID):
        for one in found:
            if one.verdict is word:
                reasons += one.reasons
    if nothing_signed:
        reasons.append(Problem("nothing_signed" if any_planned else "no_signature_field"))
    return list({(reason.code, tuple(sorted(reason.params.items()))): reason for reason in reasons}.values())


def _headline(found: Sequence[SignatureFound], places: Sequence[OpenField]) -> Problem:
    if places:
        names = "、".join(place.label for place in places)
        return Problem("signatures_intact_some_open", params={"count": len(found), "open": names})
    return Problem("signatures_intact", params={"count": len(found)})


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep pyHanko's remarks about a hostile file off standard error while it is read."""
    logger = logging.getLogger("pyhanko")
    before = logger.propagate
    handler = logging.NullHandler()
    logger.propagate = False
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.propagate = before
