"""A person's signing key: read once from its PKCS#12 file, then used for a whole batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cmdesk.documents.trial_ca import TRIAL_MARK, password_bytes
from cmdesk.kernel.clock import CHINA
from cmdesk.kernel.errors import Problem, Unavailable, Where, refuse_any, reject

if TYPE_CHECKING:
    from cryptography import x509

_SHORTEST_RSA = 2048


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Whom a certificate names. A text that the certificate does not hold is empty."""

    name: str
    duty: str
    number: str
    unit: str
    trial: bool


@dataclass(frozen=True, kw_only=True)
class SigningKey:
    """An opened key with its certificate and chain. It stays in memory only and is safe to share between threads."""

    holder: Holder
    serial: str
    fingerprint: str
    not_before: datetime
    not_after: datetime
    certificate: x509.Certificate = field(repr=False)
    chain: Sequence[x509.Certificate] = field(repr=False)
    private: Any = field(repr=False)
    _ready: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def load(cls, pkcs12: bytes, password: str) -> SigningKey:
        """Open a PKCS#12 file.

        Raises Unavailable `key_password_wrong`; Rejected `key_file_damaged`, `key_missing_in_file`, `key_not_rsa`
        (an archival document holds RSA signatures only), `key_too_short` (below 2048 bits), `key_not_for_signing`.
        """
        private, certificate, others = _opened(pkcs12, password)
        refuse_any(_unfit(private, certificate))
        from cryptography.hazmat.primitives import hashes

        return cls(
            holder=holder_of(certificate),
            serial=str(certificate.serial_number),
            fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
            not_before=certificate.not_valid_before_utc,
            not_after=certificate.not_valid_after_utc,
            certificate=certificate,
            chain=tuple(others),
            private=private,
        )

    def __getstate__(self) -> dict[str, Any]:
        """Travel to a worker process of this program, and nowhere else: the private key goes along."""
        from cryptography.hazmat.primitives import serialization as forms

        der = forms.Encoding.DER
        plain = self.private.private_bytes(der, forms.PrivateFormat.PKCS8, forms.NoEncryption())
        return {
            **self.__dict__,
            "private": plain,
            "certificate": self.certificate.public_bytes(der),
            "chain": [certificate.public_bytes(der) for certificate in self.chain],
            "_ready": {},
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        from cryptography import x509
        from cryptography.hazmat.primitives.serialization import load_der_private_key

        # The key was checked when its file was opened; checking its primes again takes a tenth of a second.
        private = load_der_private_key(state["private"], None, unsafe_skip_rsa_key_validation=True)
        opened = {
            "private": private,
            "certificate": x509.load_der_x509_certificate(state["certificate"]),
            "chain": tuple(x509.load_der_x509_certificate(one) for one in state["chain"]),
        }
        self.__dict__.update({**state, **opened})

    def problems(self, when: datetime) -> list[Problem]:
        """Say why the key may not sign at the instant `when`; nothing if it may."""
        if when < self.not_before:
            first = self.not_before.astimezone(CHINA).date().isoformat()
            return [Problem("key_not_yet_valid", Where(field="key"), {"first_day": first})]
        if when > self.not_after:
            last = self.not_after.astimezone(CHINA).date().isoformat()
            return [Problem("key_expired", Where(field="key"), {"last_day": last})]
        return []

    def signer(self) -> Any:
        """Give the pyHanko signer of this key, made once: parsing and checking the key anew costs more than signing."""
        if "signer" not in self._ready:
            from cmdesk.documents.sign_engine import HeldKeySigner

            self._ready["signer"] = HeldKeySigner(self.private, self.certificate, self.chain)
        return self._ready["signer"]


def holder_of(certificate: x509.Certificate) -> Holder:
    """Give whom a certificate names: CN, title, serialNumber and O of its subject."""
    from cryptography.x509.oid import NameOID

    subject = certificate.subject

    def text(oid: x509.ObjectIdentifier) -> str:
        return "、".join(str(attribute.value) for attribute in subject.get_attributes_for_oid(oid))

    marks = [
        str(attribute.value)
        for name in (subject, certificate.issuer)
        for attribute in name.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)
    ]
    return Holder(
        name=text(NameOID.COMMON_NAME),
        duty=text(NameOID.TITLE),
        number=text(NameOID.SERIAL_NUMBER),
        unit=text(NameOID.ORGANIZATION_NAME),
        trial=TRIAL_MARK in marks,
    )


def _opened(pkcs12: bytes, password: str) -> tuple[Any, x509.Certificate, list[x509.Certificate]]:
    from cryptography.hazmat.primitives.serialization import pkcs12 as files

    try:
        private, certificate, others = files.load_key_and_certificates(pkcs12, password_bytes(password))
    except ValueError as error:
        if _is_pkcs12(pkcs12):
            raise Unavailable("key_password_wrong") from error
        raise reject("key_file_damaged", where=Where(field="key")) from error
    if private is None or certificate is None:
        raise reject("key_missing_in_file", where=Where(field="key"))
    return private, certificate, list(others)


def _is_pkcs12(data: bytes) -> bool:
    from asn1crypto import pkcs12

    try:
        outer = pkcs12.Pfx.load(data, strict=True)
        return bool(outer["version"].native == "v3" and outer["auth_safe"]["content"].native is not None)
    except (ValueError, TypeError, KeyError):
        return False


def _unfit(private: Any, certificate: x509.Certificate) -> list[Problem]:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    place = Where(field="key")
    problems = []
    if not isinstance(private, RSAPrivateKey):
        problems.append(Problem("key_not_rsa", place))
    elif private.key_size < _SHORTEST_RSA:
        problems.append(Problem("key_too_short", place, {"bits": private.key_size, "least": _SHORTEST_RSA}))
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return problems
    if not (usage.digital_signature or usage.content_commitment):
        problems.append(Problem("key_not_for_signing", place))
    return problems
