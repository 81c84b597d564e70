"""Signing a document in one of its planned fields (PAdES B-B; B-T with a time-stamp service), and signing any bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from cmdesk.documents.sign_fields import PlannedField, plan_fields
from cmdesk.documents.signing_key import SigningKey
from cmdesk.kernel.clock import CHINA
from cmdesk.kernel.errors import Damaged, Problem, Unavailable, Where, refuse_any

if TYPE_CHECKING:
    from pyhanko.sign.timestamps import TimeStamper

    from cmdesk.documents.sign_appearance import Appearance

__all__ = ["PlannedField", "SigningKey", "plan_fields", "sign", "sign_detached", "time_service"]

_MM_PER_POINT = 25.4 / 72
_DEEPEST_FIELD = 20
"""Deeper groups of fields are a trap, not a form."""


@dataclass(frozen=True)
class _Field:
    """A signature field as it stands in a document; `end` is the byte behind what its signature covers, 0 for none."""

    name: str
    label: str
    signed: bool
    locks: frozenset[str] | None
    end: int
    width: float
    height: float

    def locked(self, name: str) -> bool:
        """Say whether signing this field has locked the field `name` (None: the whole document)."""
        return self.signed and self.name != name and (self.locks is None or name in self.locks)


@dataclass(frozen=True)
class _Act:
    """One act of signing: where, when, with which words and looks; `closing` forbids whatever comes after."""

    field: str
    when: datetime
    reason: str
    look: Appearance
    certify: bool
    closing: bool


def sign(
    pdf: bytes,
    key: SigningKey,
    field: str,
    *,
    when: datetime,
    reason: str = "",
    note: str = "",
    name: str | None = None,
    duty: str | None = None,
    timestamper: TimeStamper | None = None,
) -> bytes:
    """Give the document with the field signed, as an increment: every earlier byte stays, every signature stays valid.

    `name` and `duty` are those of the person who signs; by default the certificate's own. `note` are one or two words
    of the signer that stand in the signature itself (无异议). The first signature
    certifies the document: from then on only signatures may follow. Each one locks the fields before it, the last
    one the whole document.

    Raises Rejected with every one of `field_not_planned`, `field_signed_already`, `field_out_of_order` (a later duty
    has signed), `changed_after_signing`, `key_of_other_person`, `key_not_yet_valid`, `key_expired`; Damaged
    `pdf_unreadable`; Unavailable `time_service_unavailable`. Takes no lock and touches no file.
    """
    from cmdesk.documents.sign_appearance import drawn

    fields = _fields(pdf)
    problems = _place_problems(pdf, fields, field) + key.problems(when)
    if name is not None and name != key.holder.name:
        names = {"name": name, "holder": key.holder.name}
        problems.append(Problem("key_of_other_person", Where(field="key"), names))
    refuse_any(problems)

    moment = when.astimezone(CHINA).replace(microsecond=0)
    place = fields[field]
    look = drawn(
        name=key.holder.name,
        when=moment,
        issuer=_issuer(key),
        serial=f"{int(key.serial):040x}".lstrip("0"),
        width=place.width,
        height=place.height,
        note=note,
    )
    duty = duty or key.holder.duty
    said = "；".join(part for part in (duty, note, reason) if part)
    first = not any(other.signed for other in fields.values())
    act = _Act(field, moment, said, look, certify=first, closing=place.locks is None)
    return _written(pdf, key, act, timestamper)


def locked_out(pdf: bytes, field: str) -> tuple[str, ...]:
    """Give the duties of the open fields that a signature in `field` locks. Raises Damaged `pdf_unreadable`."""
    fields = _fields(pdf)
    signing = fields.get(field)
    if signing is None:
        return ()
    locks = signing.locks
    # The last field locks the whole document.
    return tuple(
        other.label
        for name, other in fields.items()
        if name != field and not other.signed and (locks is None or name in locks)
    )


@dataclass(frozen=True)
class SigningTask:
    """What all documents of a batch are signed with; `time_service` is an address or None. May be pickled."""

    key: SigningKey
    field: str
    when: datetime
    reason: str
    time_service: str | None
    note: str = ""


def sign_one(task: SigningTask, job: tuple[bytes, str]) -> bytes:
    """Sign one document (its bytes, the duty printed at the field) of a batch. Raises like `sign`."""
    pdf, duty = job
    stamper = time_service(task.time_service) if task.time_service else None
    return sign(
        pdf, task.key, task.field, when=task.when, reason=task.reason, note=task.note, duty=duty, timestamper=stamper
    )


def sign_detached(data: bytes, key: SigningKey, *, when: datetime) -> bytes:
    """Give a detached CMS signature (CAdES-B, DER) over `data`; the same input gives the same bytes.

    Raises Rejected `key_not_yet_valid`, `key_expired`.
    """
    refuse_any(key.problems(when))
    import asyncio

    from pyhanko.sign.ades.api import CAdESSignedAttrSpec
    from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

    from cmdesk.documents.sign_engine import DIGEST

    settings = PdfCMSSignedAttributes(
        signing_time=when.replace(microsecond=0), cades_signed_attrs=CAdESSignedAttrSpec()
    )
    signed = asyncio.run(
        key.signer().async_sign_general_data(data, DIGEST, use_cades=True, signed_attr_settings=settings)
    )
    written: bytes = signed.dump()
    return written


def time_service(address: str) -> TimeStamper:
    """Give the client of a time-stamp service, to be kept for a batch. Raises Unavailable `time_service_unavailable`
    for an address that is not http or https."""
    from cmdesk.documents.sign_time import TimeService

    try:
        return TimeService(address)
    except OSError as error:
        raise Unavailable("time_service_unavailable", reason=str(error)) from error


def _fields(pdf: bytes) -> dict[str, _Field]:
    import pikepdf

    try:
        with pikepdf.open(BytesIO(pdf)) as document:
            form = document.Root.get("/AcroForm", pikepdf.Dictionary())
            return {name: _read_field(name, entry) for name, entry in _signature_fields(form.get("/Fields", []))}
    except pikepdf.PdfError as error:
        raise Damaged("pdf_unreadable", reason=str(error)) from error


def _signature_fields(entries: Any, above: str = "", kind: Any = None, depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Give every signature field with its full name; a foreign form may group them, and name the kind in the group."""
    for entry in entries if depth < _DEEPEST_FIELD else ():
        name = ".".join(part for part in (above, str(entry.get("/T", ""))) if part)
        own = entry.get("/FT", kind)
        below = [kid for kid in entry.get("/Kids", []) if "/T" in kid]
        if below:
            yield from _signature_fields(below, name, own, depth + 1)
        elif own == "/Sig":
            yield name, entry


def _read_field(name: str, entry: Any) -> _Field:
    lock = entry.get("/Lock")
    locks: frozenset[str] | None = frozenset()
    if lock is not None:
        whole = str(lock.Action) == "/All"
        locks = None if whole else frozenset(str(locked) for locked in lock.get("/Fields", []))
    widget = entry if "/Rect" in entry else next(iter(entry.get("/Kids", [])), entry)
    left, bottom, right, top = (float(edge) for edge in widget.get("/Rect", [0, 0, 0, 0]))
    size = ((right - left) * _MM_PER_POINT, (top - bottom) * _MM_PER_POINT)
    return _Field(name, str(entry.get("/TU", name)), "/V" in entry, locks, _end(entry), *size)


def _end(entry: Any) -> int:
    """Give the end of the byte range of a signed field; a signature that names none covers nothing."""
    covered = list(entry.V.get("/ByteRange", [])) if "/V" in entry else []
    return int(covered[2]) + int(covered[3]) if len(covered) == 4 else 0


def _place_problems(pdf: bytes, fields: dict[str, _Field], name: str) -> list[Problem]:
    # Its code would say nothing to who reads the sentence: that names the duty.
    place = Where(field="field")
    if name not in fields:
        return [Problem("field_not_planned", place, {"value": name, "planned": "、".join(fields) or "无"})]
    if fields[name].signed:
        return [Problem("field_signed_already", place, {"value": fields[name].label})]
    problems = []
    later = [other.label for other in fields.values() if other.locked(name)]
    if later:
        problems.append(Problem("field_out_of_order", place, {"value": fields[name].label, "later": "、".join(later)}))
    if any(field.signed for field in fields.values()) and max(field.end for field in fields.values()) != len(pdf):
        problems.append(Problem("changed_after_signing"))
    return problems


def _issuer(key: SigningKey) -> str:
    from cryptography.x509.oid import NameOID

    names = key.certificate.issuer.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else ""


def _written(pdf: bytes, key: SigningKey, act: _Act, timestamper: TimeStamper | None) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata

    from cmdesk.documents.sign_engine import DIGEST, SignerAt
    from cmdesk.documents.sign_stamp import DrawnStyle

    settings = PdfSignatureMetadata(
        field_name=act.field,
        md_algorithm=DIGEST,
        reason=act.reason or None,
        name=key.holder.name,
        subfilter=SigSeedSubFilter.PADES,
        certify=act.certify,
        docmdp_permissions=MDPPerm.NO_CHANGES if act.closing else MDPPerm.FILL_FORMS,
        tight_size_estimates=timestamper is None,
    )
    style = DrawnStyle(border_width=0, appearance=act.look)
    engine = SignerAt(settings, signer=key.signer(), timestamper=timestamper, stamp_style=style, when=act.when)
    try:
        output = engine.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), existing_fields_only=True)
    except PdfError as error:
        raise Damaged("pdf_unreadable", reason=str(error)) from error
    except OSError as error:
        raise Unavailable("time_service_unavailable", reason=str(error)) from error
    written: bytes = output.getvalue()
    return written
