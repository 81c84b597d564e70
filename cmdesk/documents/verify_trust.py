"""Whom a check trusts: root certificates given by the user, and lists of revoked keys with their dates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING

from cmdesk.kernel.errors import reject

if TYPE_CHECKING:
    from cryptography import x509

_LONGEST_CHAIN = 5


@dataclass(frozen=True)
class Trust:
    """Roots that certificates must lead to, and lists of revoked keys."""

    roots: tuple[x509.Certificate, ...]
    lists: tuple[x509.CertificateRevocationList, ...] = ()

    def chain(self, certificate: x509.Certificate, others: Iterable[x509.Certificate]) -> list[x509.Certificate] | None:
        """Give the certificates from the signer's to a root, or None where they do not lead to one.

        Signatures, names, the right to issue and its depth are checked; dates are the caller's business.
        """
        pool = list(others)
        found = [certificate]
        while len(found) <= _LONGEST_CHAIN:
            last = found[-1]
            below = len(found) - 1
            root = next((root for root in self.roots if root == last or _issued(last, root, below)), None)
            if root is not None:
                return found if root == last else [*found, root]
            issuer = next((link for link in pool if link not in found and _issued(last, link, below)), None)
            if issuer is None:
                return None
            found.append(issuer)
        return None

    def revoked(self, chain: Sequence[x509.Certificate]) -> datetime | None:
        """Give the earliest instant at which a certificate of the chain was revoked, or None."""
        instants = []
        for certificate, issuer in pairwise(chain):
            for revocations in self._lists_of(issuer):
                entry = revocations.get_revoked_certificate_by_serial_number(certificate.serial_number)
                if entry is not None:
                    instants.append(entry.revocation_date_utc)
        return min(instants, default=None)

    def revocations_as_of(self, chain: Sequence[x509.Certificate]) -> datetime | None:
        """Give the date of the newest list that speaks about the signer's certificate, or None without one."""
        issuers = chain[1:2]
        return max((known.last_update_utc for issuer in issuers for known in self._lists_of(issuer)), default=None)

    def _lists_of(self, issuer: x509.Certificate) -> list[x509.CertificateRevocationList]:
        from cryptography.exceptions import InvalidSignature

        def signed(revocations: x509.CertificateRevocationList) -> bool:
            try:
                return revocations.is_signature_valid(issuer.public_key())  # type: ignore[arg-type]
            except (InvalidSignature, ValueError, TypeError):
                return False

        return [known for known in self.lists if known.issuer == issuer.subject and signed(known)]


def load_trust(roots: Iterable[bytes], lists: Iterable[bytes] = ()) -> Trust:
    """Read root certificates (PEM, also several in one file, or DER) and lists of revoked keys (PEM or DER).

    Raises Rejected `roots_unreadable`, `revocation_list_unreadable`.
    """
    from cryptography import x509

    found: list[x509.Certificate] = []
    for data in roots:
        try:
            pem = b"-----BEGIN" in data
            found += x509.load_pem_x509_certificates(data) if pem else [x509.load_der_x509_certificate(data)]
        except ValueError as error:
            raise reject("roots_unreadable") from error
    revocations = []
    for data in lists:
        try:
            pem = b"-----BEGIN" in data
            revocations.append(x509.load_pem_x509_crl(data) if pem else x509.load_der_x509_crl(data))
        except ValueError as error:
            raise reject("revocation_list_unreadable") from error
    return Trust(tuple(found), tuple(revocations))


def valid_at(chain: Sequence[x509.Certificate], when: datetime) -> bool:
    """Say whether every certificate of a chain is in its time at an instant."""
    return all(link.not_valid_before_utc <= when <= link.not_valid_after_utc for link in chain)


def _issued(certificate: x509.Certificate, issuer: x509.Certificate, below: int) -> bool:
    """Say whether `issuer` issued `certificate` and may, with `below` authorities between it and the signer."""
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature

    try:
        certificate.verify_directly_issued_by(issuer)
        limits = issuer.extensions.get_extension_for_class(x509.BasicConstraints).value
        usage = issuer.extensions.get_extension_for_class(x509.KeyUsage).value
    except (ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound):
        return False
    return limits.ca and usage.key_cert_sign and (limits.path_length is None or below <= limits.path_length)
