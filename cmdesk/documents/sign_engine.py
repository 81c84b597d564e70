"""How pyHanko signs for us: with a key held in memory, at a given instant, and with rare characters in names.

Importing this file loads pyHanko, which takes a while: only functions that sign or verify import it.
"""

from __future__ import annotations

import stringprep
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

import asn1crypto.x509
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.signers import PdfSigner, Signer
from pyhanko.sign.signers.pdf_signer import PdfSigningSession, PreSignValidationStatus
from pyhanko_certvalidator.registry import SimpleCertificateStore

DIGEST = "sha256"
_LONG_YEARS = 2050
"""From then on a signing time is written two digits longer (RFC 5652, 11.3)."""
_LATER_HAN = range(0x20000, 0x3FFFE)


class _StringPreparation:
    """The tables of RFC 4518 for asn1crypto, but with today's Unicode instead of 3.2.

    With the tables of 3.2 the names of thousands of people (𬭎, any of extensions C to H) count as unassigned
    characters, and a good signature as invalid. Plane 2 and 3 hold nothing but Han, newer than Python's tables too.
    """

    @staticmethod
    def in_table_a1(character: str) -> bool:
        """Say whether a character is unassigned."""
        return unicodedata.category(character) == "Cn" and ord(character) not in _LATER_HAN

    def __getattr__(self, name: str) -> Any:
        return getattr(stringprep, name)


def allow_rare_names() -> None:
    """Let asn1crypto compare certificate names with rare characters. Safe to call again; stdlib stays untouched."""
    if not isinstance(asn1crypto.x509.stringprep, _StringPreparation):
        asn1crypto.x509.stringprep = _StringPreparation()


allow_rare_names()


def as_asn1(certificate: x509.Certificate) -> Certificate:
    """Give a certificate as pyHanko wants it."""
    return Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


class HeldKeySigner(Signer):
    """Signs with an RSA key object that stays loaded (PKCS#1 v1.5, SHA-256)."""

    def __init__(self, private: Any, certificate: x509.Certificate, chain: Sequence[x509.Certificate]) -> None:
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        store.register_multiple([as_asn1(link) for link in chain])
        super().__init__(signing_cert=as_asn1(certificate), cert_registry=store)
        self._private = private

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """Give the raw signature; a dry run only needs its length."""
        if dry_run:
            return bytes(self._private.key_size // 8)
        if digest_algorithm != DIGEST:
            raise ValueError(digest_algorithm)
        signature: bytes = self._private.sign(data, PKCS1v15(), hashes.SHA256())
        return signature


class _SessionAt(PdfSigningSession):
    """A signing session that finds out once how much room the signatures of a certificate take.

    pyHanko makes every signature twice, first to see its length; without a time stamp that hangs on the certificates
    and on how the year is written, so all later ones of the key have the same.
    """

    _rooms: ClassVar[dict[tuple[bytes, bool], int]] = {}

    async def estimate_signature_container_size(
        self, validation_info: PreSignValidationStatus | None, tight: bool = False
    ) -> int:
        """Give the hex digits to keep free; see PdfSigningSession."""
        if not tight or validation_info is not None:
            return await self._estimated(validation_info, tight)
        certificate = self.pdf_signer.signer.signing_cert
        assert certificate is not None
        which = certificate.sha256, self.system_time.year < _LONG_YEARS
        if which not in self._rooms:
            self._rooms[which] = await self._estimated(None, tight)
        return self._rooms[which]

    async def _estimated(self, validation_info: PreSignValidationStatus | None, tight: bool) -> int:
        room: int = await super().estimate_signature_container_size(validation_info, tight)
        return room


class SignerAt(PdfSigner):
    """A PdfSigner whose signature carries a given instant instead of this computer's time."""

    def __init__(self, *arguments: Any, when: datetime, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._when = when

    def init_signing_session(self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False) -> PdfSigningSession:
        """Begin to sign; see PdfSigner."""
        session = super().init_signing_session(pdf_out, existing_fields_only=existing_fields_only)
        session.system_time = self._when
        # It is made inside; what it does differently here hangs on its state alone.
        session.__class__ = _SessionAt
        return session
