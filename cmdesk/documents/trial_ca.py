"""The trial certificate authority of a unit: root marked 试用, a key file for each duty holder, list of revoked keys.

Everything here is a pure function of its arguments and of the secure randomness that `cryptography` takes; the use
case stores what comes out. A unit that has certificates of a licensed authority does not need it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cmdesk.documents.key_pairs import new_key
from cmdesk.kernel.clock import CHINA
from cmdesk.kernel.errors import Problem, Where, refuse_any

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

TRIAL_MARK = "试用"
"""Stands in the subject of every certificate of a trial root, so that no verdict can hide it."""

ROOT_YEARS = 20
HOLDER_YEARS = 10
_LONGEST = 64
_SHORTEST_PASSWORD = 6
_PKCS12_ROUNDS = 100_000


@dataclass(frozen=True)
class TrialRoot:
    """A trial root: its certificate as PEM, for everybody, and its private key as unencrypted DER, for the database."""

    certificate_pem: bytes
    key_der: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class IssuedKey:
    """A key file for one duty holder and what the database keeps about it.

    `serial` is the certificate's number in decimal; `fingerprint` is SHA-256 of the certificate, in hex.
    """

    pkcs12: bytes = field(repr=False)
    certificate_pem: bytes
    serial: str
    fingerprint: str
    not_before: datetime
    not_after: datetime


def make_root(unit: str, *, when: datetime, demo: bool = False) -> TrialRoot:
    """Make a trial root of `unit`: RSA-2048, valid 20 years from the day of `when`.

    With `demo` the subject also says 演示. Raises Rejected `certificate_text_too_long`.
    """
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    refuse_any(_too_long(unit=unit))
    key = new_key()
    marks = [TRIAL_MARK, "演示"] if demo else [TRIAL_MARK]
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, unit),
            *(x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, mark) for mark in marks),
            x509.NameAttribute(NameOID.COMMON_NAME, f"客户经理考评{TRIAL_MARK}根证书"),
        ]
    )
    start = _start_of_day(when)
    builder = (
        _builder(subject, subject, key.public_key(), key.public_key(), start, _years_later(start, ROOT_YEARS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(sign_certificates=True), critical=True)
    )
    return TrialRoot(_pem(_signed(builder, key)), _der(key))


def issue_key(
    root: TrialRoot, *, name: str, number: str, duty: str, unit: str, password: str, when: datetime
) -> IssuedKey:
    """Issue a certificate and a PKCS#12 file to a duty holder: RSA-2048, valid 10 years, never beyond the root.

    The subject holds the name (CN), the 工号 `number`, the `duty` (title; several joined by 、), the unit and 试用.
    `password` may be Chinese; it is used in NFC. Raises Rejected with every one of `certificate_text_too_long`,
    `key_password_too_short` (fewer than 6 characters), `root_expired`.
    """
    problems = _too_long(name=name, number=number, duty=duty, unit=unit)
    subject = {"unit": unit, "duty": duty, "number": number, "name": name}
    return _issued(root, subject, password, when, problems, time_stamps=False)


def issue_time_key(root: TrialRoot, *, unit: str, password: str, when: datetime) -> IssuedKey:
    """Issue the key of a local time-stamp service, for trials and measurements; raises Rejected as `issue_key` does."""
    subject = {"unit": unit, "duty": "时间戳", "number": "0", "name": f"{TRIAL_MARK}时间戳"}
    return _issued(root, subject, password, when, _too_long(unit=unit), time_stamps=True)


def revocation_list(root: TrialRoot, revoked: Iterable[tuple[str, datetime]], *, when: datetime) -> bytes:
    """Give the list of revoked keys (DER CRL) of a root: pairs of certificate number in decimal and instant.

    It is dated `when` and promises a next one within a year.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization

    authority, key = _opened(root)
    builder = x509.CertificateRevocationListBuilder(authority.subject, when, when + timedelta(days=366))
    builder = builder.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False
    )
    builder = builder.add_extension(x509.CRLNumber(int(when.timestamp())), critical=False)
    for serial, instant in revoked:
        builder = builder.add_revoked_certificate(
            x509.RevokedCertificateBuilder().serial_number(int(serial)).revocation_date(instant).build()
        )
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def _issued(
    root: TrialRoot,
    subject: dict[str, str],
    password: str,
    when: datetime,
    problems: list[Problem],
    *,
    time_stamps: bool,
) -> IssuedKey:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    authority, authority_key = _opened(root)
    start = _start_of_day(when)
    refuse_any([*problems, *_password_problems(password), *_root_problems(authority, start)])

    key = new_key()
    end = min(_years_later(start, HOLDER_YEARS), authority.not_valid_after_utc)
    name = _holder_subject(**subject)
    builder = (
        _builder(name, authority.subject, key.public_key(), authority_key.public_key(), start, end)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(sign_certificates=False), critical=True)
    )
    if time_stamps:
        purposes = x509.ExtendedKeyUsage([x509.oid.ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(purposes, critical=True)
    certificate = _signed(builder, authority_key)
    return IssuedKey(
        pkcs12=_pkcs12(subject["name"], key, certificate, authority, password),
        certificate_pem=_pem(certificate),
        serial=str(certificate.serial_number),
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
    )


def _password_problems(password: str) -> list[Problem]:
    if len(password) >= _SHORTEST_PASSWORD:
        return []
    return [Problem("key_password_too_short", Where(field="password"), {"least": _SHORTEST_PASSWORD})]


def _root_problems(authority: x509.Certificate, start: datetime) -> list[Problem]:
    if start < authority.not_valid_after_utc:
        return []
    last = authority.not_valid_after_utc.astimezone(CHINA).date().isoformat()
    return [Problem("root_expired", Where(), {"last_day": last})]


def _too_long(**texts: str) -> list[Problem]:
    return [
        Problem("certificate_text_too_long", Where(field=name), {"value": text, "most": _LONGEST})
        for name, text in texts.items()
        if not 0 < len(text) <= _LONGEST
    ]


def _holder_subject(*, name: str, number: str, duty: str, unit: str) -> x509.Name:
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, unit),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, TRIAL_MARK),
            x509.NameAttribute(NameOID.TITLE, duty),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, number),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    public_key: object,
    issuer_key: object,
    start: datetime,
    end: datetime,
) -> x509.CertificateBuilder:
    from cryptography import x509

    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)  # type: ignore[arg-type]
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)  # type: ignore[arg-type]
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key), critical=False)  # type: ignore[arg-type]
    )


def _usage(*, sign_certificates: bool) -> x509.KeyUsage:
    from cryptography import x509

    return x509.KeyUsage(
        digital_signature=not sign_certificates,
        content_commitment=not sign_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=sign_certificates,
        crl_sign=sign_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _signed(builder: x509.CertificateBuilder, key: RSAPrivateKey) -> x509.Certificate:
    from cryptography.hazmat.primitives import hashes

    return builder.sign(key, hashes.SHA256())


def _opened(root: TrialRoot) -> tuple[x509.Certificate, RSAPrivateKey]:
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization

    # Our own key, sealed in the vault since it was made: testing its primes again takes a tenth of a second.
    key = serialization.load_der_private_key(root.key_der, None, unsafe_skip_rsa_key_validation=True)
    return x509.load_pem_x509_certificate(root.certificate_pem), key  # type: ignore[return-value]


def _pkcs12(
    name: str, key: RSAPrivateKey, certificate: x509.Certificate, authority: x509.Certificate, password: str
) -> bytes:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.serialization import PrivateFormat, pkcs12

    encryption = (
        PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(_PKCS12_ROUNDS)
        .key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC)
        .hmac_hash(hashes.SHA256())
        .build(password_bytes(password))
    )
    return pkcs12.serialize_key_and_certificates(name.encode(), key, certificate, [authority], encryption)


def password_bytes(password: str) -> bytes:
    """Give the bytes of a key password: NFC, UTF-8, so that one word typed by two input methods is one password."""
    return unicodedata.normalize("NFC", password).encode()


def _pem(certificate: x509.Certificate) -> bytes:
    from cryptography.hazmat.primitives import serialization

    return certificate.public_bytes(serialization.Encoding.PEM)


def _der(key: RSAPrivateKey) -> bytes:
    from cryptography.hazmat.primitives import serialization

    return key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _start_of_day(when: datetime) -> datetime:
    """A key is good from the first minute of its day: clocks of two PCs may differ by minutes."""
    return when.astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)


def _years_later(start: datetime, years: int) -> datetime:
    day = start.date()
    if (day.month, day.day) == (2, 29):
        start = start - timedelta(days=1)
    return start.replace(year=start.year + years)
