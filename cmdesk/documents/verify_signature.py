"""Judging one signature of a file: is it intact, what came after it, who made it, when, and may one trust that.

pyHanko reads the file and finds what changed after a signature; whom to trust is decided here, by the roots given.
Importing this file loads pyHanko.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.general import CMSStructuralError
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import (
    extract_certs_for_validation,
    extract_self_reported_ts,
    extract_tst_data_iter,
    get_signing_cert_attr,
    validate_sig_integrity,
)
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from cmdesk.documents.sign_engine import allow_rare_names
from cmdesk.documents.signing_key import holder_of
from cmdesk.documents.verify_trust import Trust, valid_at
from cmdesk.documents.verify_verdict import Changes, SignatureFound, Word, worst
from cmdesk.kernel.clock import CHINA
from cmdesk.kernel.errors import Problem

_DIGESTS: dict[str, Callable[[], hashes.HashAlgorithm]] = {
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}
_CLOCKS_DIFFER = timedelta(days=1)
_TIME_STAMPING = x509.oid.ExtendedKeyUsageOID.TIME_STAMPING


@dataclass(frozen=True)
class Seal:
    """A CMS signature judged apart from where it stands: who, when, and the reasons against it."""

    certificate: x509.Certificate
    time: datetime | None
    time_proven: bool
    word: Word
    reasons: tuple[Problem, ...]
    notes: tuple[Problem, ...]
    pades: bool


def judge(
    found: EmbeddedPdfSignature, label: str, trust: Trust, times: Trust, when: datetime, *, long_term: str
) -> SignatureFound:
    """Judge one signature of a PDF at the instant `when`; `long_term` is LT or LTA where the file holds the proofs."""
    found.compute_integrity_info()  # type: ignore[no-untyped-call]
    seal = judge_cms(found.signed_data, found.compute_digest, trust, times, when, claimed=found.self_reported_timestamp)
    reasons = list(seal.reasons)
    words = [seal.word]
    if _changes(found) is Changes.FORBIDDEN:
        reasons.insert(0, Problem("changed_after_signing"))
        words.append(Word.INVALID)
    return _found(
        found,
        label,
        seal.certificate,
        word=worst(words),
        level=_level(found, seal, long_term),
        time=seal.time,
        time_proven=seal.time_proven,
        reasons=(*reasons, *seal.notes),
    )


def judge_document_stamp(found: EmbeddedPdfSignature, label: str, times: Trust) -> SignatureFound:
    """Judge a time stamp over the whole document. One of an unknown service proves no time, but harms nothing."""
    found.compute_integrity_info()  # type: ignore[no-untyped-call]
    problems = _token_problems(found.signed_data, found.compute_digest)
    instant = None if problems else _token_time(found.signed_data, times)
    changed = _changes(found) is Changes.FORBIDDEN
    reasons = [Problem("changed_after_signing")] if changed else []
    reasons += problems or ([] if instant else [Problem("time_service_unknown")])
    certificate = _certificate(extract_certs_for_validation(found.signed_data).signer_cert)
    return _found(
        found,
        label,
        certificate,
        word=Word.INVALID if problems or changed else Word.VALID,
        level="time",
        time=instant,
        time_proven=instant is not None,
        reasons=tuple(reasons),
    )


def found_detached(seal: Seal) -> SignatureFound:
    """Give a judged signature that stands apart from what it signs; it covers all of it by its nature."""
    level = "B-T" if seal.time_proven else "B-B"
    return _entry(
        seal.certificate,
        field="",
        label="",
        word=seal.word,
        level=level if seal.pades else "CMS",
        time=seal.time,
        time_proven=seal.time_proven,
        covers_whole_file=True,
        changes=Changes.NONE,
        reasons=(*seal.reasons, *seal.notes),
    )


def _found(
    found: EmbeddedPdfSignature,
    label: str,
    certificate: x509.Certificate,
    *,
    word: Word,
    level: str,
    time: datetime | None,
    time_proven: bool,
    reasons: tuple[Problem, ...],
) -> SignatureFound:
    return _entry(
        certificate,
        field=str(found.field_name),
        label=label,
        word=word,
        level=level,
        time=time,
        time_proven=time_proven,
        covers_whole_file=found.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        changes=_changes(found),
        reasons=reasons,
    )


def _entry(
    certificate: x509.Certificate,
    *,
    field: str,
    label: str,
    word: Word,
    level: str,
    time: datetime | None,
    time_proven: bool,
    covers_whole_file: bool,
    changes: Changes,
    reasons: tuple[Problem, ...],
) -> SignatureFound:
    holder = holder_of(certificate)
    return SignatureFound(
        field=str(field),
        label=label,
        verdict=word,
        signer=holder.name,
        role=holder.duty,
        number=holder.number,
        unit=holder.unit,
        level=level,
        time=time,
        time_proven=time_proven,
        covers_whole_file=covers_whole_file,
        changes_after=changes,
        trial=holder.trial,
        serial=str(certificate.serial_number),
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
        reasons=reasons,
    )


def judge_cms(
    signed: cms.SignedData,
    digest: Callable[[str], bytes],
    trust: Trust,
    times: Trust,
    when: datetime,
    *,
    claimed: datetime | None = None,
    content: str = "data",
) -> Seal:
    """Judge a CMS signature. `digest` gives the digest of what was signed, by the name of an algorithm.

    Raises whatever a damaged structure makes pyHanko and asn1crypto raise: the caller answers with 文件损坏.
    """
    allow_rare_names()
    info = signed["signer_infos"][0]
    certificates = extract_certs_for_validation(signed)
    signer = _certificate(certificates.signer_cert)
    others = [_certificate(other) for other in certificates.other_certs]
    attributes = info["signed_attrs"]
    pades = bool(attributes.native) and get_signing_cert_attr(attributes.untag()) is not None
    claimed = extract_self_reported_ts(info) or claimed
    stamped = _time_stamp(info, times) if content == "data" else None

    problems = _integrity_problems(info, certificates.signer_cert, digest, content)
    if problems:
        return Seal(signer, stamped or claimed, stamped is not None, Word.INVALID, tuple(problems), (), pades)
    word, reasons, notes = _trusted(signer, others, trust, when, stamped, claimed)
    return Seal(signer, stamped or claimed, stamped is not None, word, tuple(reasons), tuple(notes), pades)


def _integrity_problems(info: Any, certificate: Any, digest: Callable[[str], bytes], content: str) -> list[Problem]:
    algorithm = info["digest_algorithm"]["algorithm"].native
    if algorithm not in _DIGESTS:
        return [Problem("digest_too_weak", params={"algorithm": algorithm})]
    try:
        intact, valid = validate_sig_integrity(info, certificate, content, digest(algorithm))
    except (SignatureValidationError, CMSStructuralError):
        return [Problem("signature_broken")]
    if not intact:
        return [Problem("signed_content_changed")]
    return [] if valid else [Problem("signature_broken")]


def _trusted(
    signer: x509.Certificate,
    others: Iterable[x509.Certificate],
    trust: Trust,
    when: datetime,
    stamped: datetime | None,
    claimed: datetime | None,
) -> tuple[Word, list[Problem], list[Problem]]:
    """Answer whether the signer may be trusted: the word, the reasons against, and notes that do not change it."""
    if not trust.roots:
        return Word.UNDETERMINED, [Problem("no_roots")], []
    name = holder_of(signer).name
    chain = trust.chain(signer, others)
    if chain is None:
        unknown = Problem("signer_unknown", params={"signer": name, "issuer": _issuer(signer)})
        return Word.UNDETERMINED, [unknown], []
    moment = stamped or claimed
    notes = _notes(trust, chain, stamped)
    if not _may_sign(signer):
        return Word.INVALID, [Problem("certificate_not_for_signing", params={"signer": name})], notes
    revoked = trust.revoked(chain)
    if revoked is not None and (stamped is None or stamped >= revoked):
        return Word.INVALID, [Problem("signer_revoked", params={"signer": name, "day": _day(revoked)})], notes
    if moment is None:
        return Word.UNDETERMINED, [Problem("no_signing_time", params={"signer": name})], notes
    if not valid_at(chain, moment):
        return (
            Word.INVALID,
            [Problem("certificate_not_valid_then", params={"signer": name, "day": _day(moment)})],
            notes,
        )
    if moment > when + _CLOCKS_DIFFER:
        return Word.UNDETERMINED, [Problem("signed_in_future", params={"signer": name, "day": _day(moment)})], notes
    if stamped is None and not valid_at(chain, when):
        end = min(link.not_valid_after_utc for link in chain)
        return (
            Word.UNDETERMINED,
            [Problem("certificate_expired_since", params={"signer": name, "day": _day(end)})],
            notes,
        )
    return Word.VALID, [], notes


def _notes(trust: Trust, chain: list[x509.Certificate], stamped: datetime | None) -> list[Problem]:
    known = trust.revocations_as_of(chain)
    notes = [Problem("revocations_as_of", params={"day": _day(known)}) if known else Problem("revocations_unknown")]
    if stamped is None:
        notes.append(Problem("time_not_proven"))
    if holder_of(chain[0]).trial:
        notes.append(Problem("certificate_trial"))
    return notes


def _may_sign(certificate: x509.Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return usage.digital_signature or usage.content_commitment


def _time_stamp(info: Any, times: Trust) -> datetime | None:
    """Give the instant that a trusted time stamp over the signature proves, or None."""
    for token in extract_tst_data_iter(info, signed=False):
        if not _token_problems(token, lambda name: _digest(name, info["signature"].native)):
            instant = _token_time(token, times)
            if instant is not None:
                return instant
    return None


def _token_problems(token: cms.SignedData, imprint: Callable[[str], bytes]) -> list[Problem]:
    """Say what speaks against a time-stamp token as such: `imprint` gives the digest of what it stamps."""
    content = token["encap_content_info"]["content"]
    said = content.parsed["message_imprint"]
    algorithm = said["hash_algorithm"]["algorithm"].native
    if algorithm not in _DIGESTS or said["hashed_message"].native != imprint(algorithm):
        return [Problem("signed_content_changed")]
    signer = extract_certs_for_validation(token).signer_cert
    info = token["signer_infos"][0]
    return _integrity_problems(info, signer, lambda name: _digest(name, bytes(content)), "tst_info")


def _token_time(token: cms.SignedData, times: Trust) -> datetime | None:
    """Give the instant of an intact token if its service leads to a root and may stamp, or None."""
    instant: datetime = token["encap_content_info"]["content"].parsed["gen_time"].native
    certificates = extract_certs_for_validation(token)
    service = _certificate(certificates.signer_cert)
    chain = times.chain(service, [_certificate(other) for other in certificates.other_certs])
    if chain is None or not valid_at(chain, instant) or times.revoked(chain) or not _may_stamp(service):
        return None
    return instant


def _may_stamp(certificate: x509.Certificate) -> bool:
    try:
        return _TIME_STAMPING in certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return False


def _changes(found: EmbeddedPdfSignature) -> Changes:
    if found.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return Changes.NONE
    allowed = found.summarise_integrity_info()["docmdp_ok"]
    if not allowed or not isinstance(found.diff_result, DiffResult):
        return Changes.FORBIDDEN
    level = found.diff_result.modification_level
    return Changes.NONE if level == ModificationLevel.NONE else Changes.SIGNATURES


def _level(found: EmbeddedPdfSignature, seal: Seal, long_term: str) -> str:
    if found.sig_object.get("/SubFilter") != "/ETSI.CAdES.detached" or not seal.pades:
        return "CMS"
    if not seal.time_proven:
        return "B-B"
    return f"B-{long_term}" if long_term else "B-T"


def _digest(algorithm: str, data: bytes) -> bytes:
    digest = hashes.Hash(_DIGESTS[algorithm]())
    digest.update(data)
    return digest.finalize()


def _certificate(certificate: Any) -> x509.Certificate:
    return x509.load_der_x509_certificate(certificate.dump())


def _issuer(certificate: x509.Certificate) -> str:
    names = certificate.issuer.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(names[0].value) if names else certificate.issuer.rfc4514_string()


def _day(moment: datetime) -> str:
    return moment.astimezone(CHINA).date().isoformat()
